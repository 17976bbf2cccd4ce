"""Several people at one product: a window each, and how they press, choose and type."""

import re
from contextlib import suppress
from datetime import date

from playwright.sync_api import Browser, Locator, Page, expect

from tools.browser import settled

HEADER, ROW = 35, 35
BUTTON = 40  # from the left edge of a table whose rows begin with a button
TRIES = 5  # a click on a table that is just being drawn anew is lost
OPENS_MS = 6_000
REST_MS = 600  # a table takes a click, and sends what is typed, a little later


class Office:
    """One browser with a window per person; each acts in that person's name.

    A session belongs to its window; what all windows share is that scripts are read only once.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._url = url
        self._room = browser.new_context(viewport={"width": 1440, "height": 1800})

    def sit(self, name: str, role: str, path: str) -> Page:
        """Open a page in a session of its own, in somebody's name."""
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
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        """Go to another page within the session, as a link does."""
        page.evaluate(
            "path => { history.pushState({}, '', path);"
            " window.dispatchEvent(new PopStateEvent('popstate')); }",
            f"/{path}",
        )
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


def cell(page: Page, table: int, column: float, row: int, text: str) -> None:
    """Type into a cell of a table: `column` is a share of its width, `row` counts from 1."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    expect(grid.locator("canvas").first).to_be_visible()
    box = grid.bounding_box()
    assert box is not None
    editor = page.locator("input.gdg-input")
    for _ in range(TRIES):
        page.mouse.click(box["x"] + box["width"] * column, box["y"] + HEADER + ROW * (row - 0.5))
        page.wait_for_timeout(REST_MS)
        page.keyboard.press("Enter")
        page.wait_for_timeout(REST_MS)
        if editor.is_visible():
            break
    editor.fill(text)
    editor.press("Enter")
    expect(page.locator("input.gdg-input")).to_have_count(0)
    page.wait_for_timeout(REST_MS)
    settled(page)


def open_row(page: Page, table: int, row: int) -> Locator:
    """Press the button that leads a row of a table, counted from 1, and return the dialog."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    expect(grid.locator("canvas").first).to_be_visible()
    dialog = page.get_by_role("dialog")
    for _ in range(TRIES):
        box = grid.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + BUTTON, box["y"] + HEADER + ROW * (row - 0.5))
        page.wait_for_timeout(REST_MS)
        if dialog.is_visible():
            break
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
