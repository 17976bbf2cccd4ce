"""A request in a real browser: what is typed into fields and tables is kept, whoever goes on."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

import pmo_core
from pmo_core.model import Department, Project, Role
from tests.e2e.conftest import Server
from tests.e2e.office import chosen
from tools.browser import settled

KEY_DELAY_MS = 80  # a table opens its cell with the first key


def _prepare(store: Path) -> None:
    """Keep what the form asks about."""
    with pmo_core.open(str(store)) as repo:
        repo.session("root", "administrator").save(
            Department(code="CS", name="Customer service"),
            Role(code="DEV", name="Developer"),
            Project(code="P-0001", name="Firewall renewal", stage="delivery"),
        )


def _continue(page: Page, then: str) -> None:
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text(then)).to_be_visible()
    settled(page)


def _type(page: Page, table: int, column: float, row: int, text: str) -> None:
    """Type into a cell: `column` is a share of the table's width, `row` counts from 1."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    expect(grid.locator("canvas").first).to_be_visible()
    box = grid.bounding_box()
    assert box is not None
    chosen(page, grid, box["width"] * column, row)
    editor = page.locator("input.gdg-input")
    page.keyboard.type(text[0])
    expect(editor).to_have_value(text[0])
    page.keyboard.type(text[1:], delay=KEY_DELAY_MS)
    expect(editor).to_have_value(text)


def test_what_is_typed_is_kept_and_another_browser_goes_on(
    start_server, browser: Browser, page: Page
) -> None:
    """Fields and cells count without Enter; the link opens the draft in a session of its own."""
    server: Server = start_server(_prepare)
    page.goto(f"{server.url}/intake")
    page.get_by_label("What is your idea called?").fill("Zebra tracking")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**request=R-0001")
    settled(page)
    page.get_by_label("What is wrong or missing today?").fill("Zebras are lost.")
    _continue(page, "Who wants it, and what does it serve?")
    sponsor = page.get_by_role("combobox", name="Sponsor")
    sponsor.fill("Zoe New")
    sponsor.press("Enter")
    settled(page)
    _continue(page, "What it saves or earns in each year")
    _type(page, 0, 0.6, 2, "80000")
    _continue(page, "Hours by role and year")

    context = browser.new_context(viewport={"width": 1440, "height": 900})
    other = context.new_page()
    other.goto(f"{server.url}/intake?request=R-0001")
    expect(other.get_by_text("Hours by role and year")).to_be_visible()
    settled(other)
    _type(other, 0, 0.55, 1, "100")
    other.get_by_text("6 Check", exact=False).click()
    expect(other.get_by_text("Still missing before it can be submitted")).to_be_visible()
    settled(other)
    expect(other.get_by_text("Zebras are lost.")).to_be_visible()
    expect(other.get_by_text("Zoe New")).to_be_visible()
    to_money = other.get_by_role("button", name="Go to Money")
    expect(to_money).to_have_count(1)
    to_money.click()
    expect(other.get_by_text("In all 80,000 EUR over 1 year.")).to_be_visible()
    settled(other)
    _continue(other, "In all 100 hours, about 0.6 months of one person.")
    context.close()
