"""Several people at one product: a window each, and how they press, choose and type."""

import re
from contextlib import suppress
from datetime import date

from playwright.sync_api import Browser, Locator, Page, expect

from tools.browser import settled

HEADER, ROW = 35, 35
BUTTON = 40  # from the left edge of a table whose rows begin with a button
LINE = "tr[aria-rowindex='{}']"  # how a table tells a row to a reader; its header is the first
SENDS_MS = 500  # a table shows what is typed before it sends it
TRIES = 5
OPENS_MS = 6_000


class Office:
    """One browser with a window per person; each acts in that person's name.

    A session belongs to its window; what all windows share is that scripts are read only once.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._url = url
        self._room = browser.new_context(viewport={"width": 1440, "height": 1800})
        self._seats: dict[tuple[str, str], Page] = {}

    def sit(self, name: str, role: str, path: str) -> Page:
        """Open a page in the session of somebody, in a new one where his window was closed."""
        page = self._seats.get((name, role))
        if page is None or page.is_closed():
            page = self._seats[name, role] = self._seated(name, role)
        self.go(page, path)
        return page

    def _seated(self, name: str, role: str) -> Page:
        """Open a window in somebody's name."""
        page = self._room.new_page()
        page.set_default_timeout(30_000)
        page.goto(f"{self._url}/settings")
        settled(page)
        me = page.locator(".st-key-acting")
        me.get_by_role("button").first.click()
        inside = page.get_by_test_id("stPopoverBody")
        choose(page, inside, "Act as", name)
        choose(page, inside, "Role", role)
        inside.get_by_role("button", name="Act", exact=True).click()
        expect(me).to_contain_text(f"{name}, {role}")
        return page

    def go(self, page: Page, path: str) -> None:
        """Go to another page within the session, as a link does."""
        settled(page)  # a page that is at work would take the way back
        page.evaluate(
            "path => { history.pushState({}, '', path);"
            " window.dispatchEvent(new PopStateEvent('popstate')); }",
            f"/{path}",
        )
        here = page.locator("[data-testid=stSidebarNav] a[aria-current=page]")
        expect(here).to_have_attribute("href", f"{self._url}/{path.partition('?')[0]}")
        settled(page)


def choose(page: Page, within: Locator, label: str, text: str) -> None:
    """Choose in a select box by typing the beginning of an option."""
    box = within.get_by_test_id("stSelectbox").filter(has_text=label).locator("input").first
    box.fill(text)
    page.get_by_role("option").first.wait_for()
    box.press("Enter")
    settled(page)


def press(page: Page, label: str, then: str | re.Pattern[str]) -> None:
    """Press a button of the page or its dialog, and wait for what is said then."""
    page.get_by_role("button", name=label, exact=True).last.click()
    expect(page.get_by_text(then).first).to_be_visible()
    settled(page)


def clicked(
    page: Page, grid: Locator, right: float, row: int, then: Locator,
    *, n_clicks: int = 1, within_ms: float = 2_000,
) -> None:  # fmt: skip
    """Click on a row of a table, counted from 1, so far right of its edge, until `then` is there.

    A click on a table that is just being drawn anew is lost, and one without pointing there before.
    """
    expect(grid.locator(LINE.format(row + 1))).to_be_attached()
    for _ in range(TRIES):
        box = grid.bounding_box()
        assert box is not None
        x, y = box["x"] + right, box["y"] + HEADER + ROW * (row - 0.5)
        page.mouse.move(x - 5, y)
        page.mouse.move(x, y)
        page.mouse.click(x, y, click_count=n_clicks)
        with suppress(AssertionError):
            expect(then.first).to_be_attached(timeout=within_ms)
            return
    raise AssertionError(f"Row {row} hears no click.")


def chosen(page: Page, grid: Locator, right: float, row: int) -> None:
    """Choose a cell of a table, named as for `clicked`."""
    cells = grid.locator(LINE.format(row + 1)).locator("[aria-selected=true]")
    clicked(page, grid, right, row, cells)


def cell(page: Page, table: int, column: float, row: int, text: str) -> None:
    """Type into a cell of a table: `column` is a share of its width, `row` counts from 1."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    box = grid.bounding_box()
    assert box is not None
    editor = page.locator("input.gdg-input")
    clicked(page, grid, box["width"] * column, row, editor, n_clicks=2)
    editor.fill(text)
    editor.press("Enter")
    expect(editor).to_have_count(0)
    expect(grid.locator(LINE.format(row + 1))).to_contain_text(text)
    page.wait_for_timeout(SENDS_MS)
    settled(page)


def open_row(page: Page, table: int, row: int) -> Locator:
    """Press the button that leads a row of a table, counted from 1, and return the dialog."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    dialog = page.get_by_role("dialog")
    clicked(page, grid, BUTTON, row, dialog, within_ms=OPENS_MS)
    settled(page)
    return dialog


def day_of(page: Page, label: str, day: date) -> None:
    """Type a day into a date input."""
    box = page.get_by_test_id("stDateInput").filter(has_text=label).locator("input").first
    box.fill(day.isoformat())
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    settled(page)


def dialog(page: Page, button: Locator) -> Locator:
    """Press a button that opens a dialog, again where it was just being drawn anew."""
    form = page.get_by_role("dialog")
    for _ in range(TRIES):
        if form.is_visible():
            break
        button.click()
        with suppress(AssertionError):
            expect(form).to_be_visible(timeout=OPENS_MS)
    settled(page)
    return form


def toast(page: Page) -> None:
    """Wait for the message that something was saved."""
    expect(page.get_by_test_id("stToast").last).to_be_visible()
    settled(page)


def decided(
    page: Page, outcome: str, reason: str, voters: list[str],
    *, met: tuple[str, str, date] | None = None,
) -> None:  # fmt: skip
    """Fill the form of a decision, everybody for it, and record it; `met`: what, who, by when."""
    form = dialog(page, page.get_by_role("button", name="Decide", exact=True).first)
    form.get_by_role("radio", name=outcome, exact=True).click()
    settled(page)
    why = form.get_by_label("Reason").first
    why.fill(reason)
    why.press("Tab")
    settled(page)
    for name in voters:
        vote = form.get_by_role("radiogroup", name=f"Vote of {name}")
        vote.get_by_role("radio", name="for", exact=True).click()
        settled(page)
    if met:
        for label, text in (("What must be met", met[0]), ("Owner", met[1])):
            form.get_by_label(label).fill(text)
            form.get_by_label(label).press("Tab")
            settled(page)
        day_of(page, "By", met[2])
    form.get_by_role("button", name="Record the decision").click()
    expect(form).to_be_hidden()
    settled(page)
