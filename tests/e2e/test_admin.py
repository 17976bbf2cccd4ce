"""Editing, undoing and starting over, in a real browser with two people at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import pmo_core
from bench.server import serving
from pmo_core.model import Portfolio, Project
from tests.e2e.office import chosen
from tools.browser import settled

APP = Path(__file__).resolve().parents[2] / "app.py"
OLD = Project(code="P-1", name="Old name", manager="Tom", portfolio="G", stage="delivery")


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Give the address of a store with a portfolio and a project."""
    address = str(tmp_path / "pmo.duckdb")
    with pmo_core.open(address) as repo:
        repo.session("ann", "administrator").save(Portfolio(code="G", name="Growth"), OLD)
    return address


@contextmanager
def served(store: str) -> Iterator[str]:
    """Serve the store; give the address of the server."""
    with serving(APP, store, Path(store).with_name("log.txt")) as (port, _):
        yield f"http://127.0.0.1:{port}"


def visit(page: Page, url: str) -> None:
    """Open a page and wait until it stands."""
    page.goto(url)
    settled(page)
    expect(page.locator("h1").first).to_be_visible()


def select(page: Page, row: int = 0) -> None:
    """Click on a row of the first table, counted from 0."""
    chosen(page, page.get_by_test_id("stDataFrame").first, 110, row + 1)
    settled(page)


def press(page: Page | Locator, label: str) -> None:
    """Press the button with this label."""
    page.get_by_role("button", name=label, exact=True).click()


def typed(page: Page, field: str) -> Locator:
    """The text input of a field in the form."""
    return page.locator(f".st-key-edit_{field} input")


def test_the_second_of_two_editors_is_told_and_both_changes_stand(
    store: str, browser: Browser, page: Page
) -> None:
    """Two sessions open one project; the second sees what the first changed and loses nothing."""
    with served(store) as url:
        second = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        for tab in (page, second):
            visit(tab, f"{url}/registers")
            select(tab)
            press(tab, "Edit")
            expect(typed(tab, "name")).to_have_value("Old name")

        typed(page, "name").fill("New name")
        press(page, "Save")
        expect(page.get_by_text("P-1 was saved.")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)

        typed(second, "manager").fill("Eva")
        press(second, "Save")
        dialog = second.get_by_role("dialog")
        expect(dialog).to_contain_text("The project P-1 was changed meanwhile by local user")
        expect(dialog.get_by_role("cell", name="New name")).to_be_visible()

        press(second, "Show the current version")
        expect(typed(second, "name")).to_have_value("New name")
        expect(typed(second, "manager")).to_have_value("Eva")
        press(second, "Save")
        expect(second.get_by_text("P-1 was saved.")).to_be_visible()
        second.context.close()
    with pmo_core.open(store) as repo:
        kept = repo.get("project", "P-1")
    assert kept == OLD.model_copy(update={"name": "New name", "manager": "Eva"})


def test_an_import_is_undone_or_the_refusal_says_why(store: str, page: Page) -> None:
    """Undo says what will happen, is refused while something needs the rows, then is exact."""
    with pmo_core.open(store) as repo:
        session = repo.session("ben", "manager")
        before = repo.content_hash()
        rows = pl.DataFrame({"code": ["X-1"], "name": ["<b>Import</b>"], "_line": [2]})
        staged = session.stage("portfolio", [rows])
        session.commit(staged, file_name="portfolios.csv", file_hash="ab" * 32)
        user = OLD.model_copy(update={"portfolio": "X-1"})
        session.amend(user, OLD)
    with served(store) as url:
        visit(page, f"{url}/imports")
        select(page)
        press(page, "Undo this import")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("1 row written by it will go.")
        press(page, "Undo")
        expect(dialog).to_contain_text("project P-1 refers to it.")
        press(page, "Cancel")

        visit(page, f"{url}/journal")
        select(page)  # the change that refers to the import
        expect(page.get_by_text("Before and after")).to_be_visible()
        press(page, "Undo this change")
        press(page, "Undo")
        expect(page.get_by_text("Change 3 was undone by change 4.")).to_be_visible()

        visit(page, f"{url}/imports")
        select(page)
        press(page, "Undo this import")
        press(page, "Undo")
        expect(page.get_by_text("Change 2 was undone by change 5.")).to_be_visible()
        expect(page.locator(".st-key-import_detail")).to_contain_text("Undone by change 5")
        expect(page.get_by_role("button", name="Undo this import", exact=True)).to_be_disabled()
    with pmo_core.open(store) as repo:
        assert repo.content_hash() == before
        assert repo.check() == []


def test_starting_empty_and_the_demonstration_can_be_taken_back(store: str, page: Page) -> None:
    """Both ask first; undone in the journal, the store is as it was."""
    with pmo_core.open(store) as repo:
        before = repo.content_hash()
    with served(store) as url:
        visit(page, f"{url}/settings?section=Data")
        press(page, "Start empty")
        expect(page.get_by_role("dialog")).to_contain_text("Every record of every register goes")
        press(page, "Empty everything")
        expect(page.get_by_text("Everything is empty now. Undo change 2")).to_be_visible()
        visit(page, f"{url}/registers")
        expect(page.get_by_text("There are no projects yet.")).to_be_visible()

        visit(page, f"{url}/settings?section=Data")
        press(page, "Reset to the demonstration")
        press(page, "Reset")
        expect(page.get_by_text("The demonstration is loaded.")).to_be_visible()
        expect(page.get_by_text("Demonstration data, fictional company")).to_be_visible()

        for change, undoing in ((4, 5), (3, 6), (2, 7)):
            visit(page, f"{url}/journal")
            select(page, undoing - change - 1)
            press(page, "Undo this change")
            press(page, "Undo")
            done = f"Change {change} was undone by change {undoing}."
            expect(page.get_by_text(done)).to_be_visible()
    with pmo_core.open(store) as repo:
        assert repo.content_hash() == before


def test_a_backup_is_downloaded_and_opens(store: str, page: Page, tmp_path: Path) -> None:
    """The downloaded file is a store that holds the same."""
    with served(store) as url:
        visit(page, f"{url}/settings?section=Data")
        with page.expect_download() as download:
            press(page, "Backup (database)")
        download.value.save_as(tmp_path / "copy.duckdb")
    with pmo_core.open(store) as repo, pmo_core.open(str(tmp_path / "copy.duckdb")) as copy:
        assert copy.content_hash() == repo.content_hash()


def test_a_refused_removal_says_what_refers_to_the_record(store: str, page: Page) -> None:
    """A portfolio that a project belongs to stays, and the page says why; no markup is read."""
    with served(store) as url:
        visit(page, f"{url}/registers?register=Portfolios")
        select(page)
        expect(page.get_by_text("History of G")).to_be_visible()
        press(page, "Remove")
        press(page.get_by_role("dialog"), "Remove")
        expect(page.get_by_role("dialog")).to_contain_text("project P-1 refers to it")
