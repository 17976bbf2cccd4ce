"""The main job as a first visitor does it, and columns corrected by hand, in a real browser."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

import pmo_core
from pmo_core.model import Project
from tests.e2e.office import chosen
from tools.browser import settled

LIMIT_MS = 20_000


def start_own(store: Path) -> None:
    """Prepare a store with one project, so that no demonstration is built."""
    with pmo_core.open(str(store)) as repo:
        repo.session("controller", "administrator").save(Project(code="P1", name="Web shop"))


def drop(page: Page, content: bytes, name: str = "SAP.csv") -> None:
    """Give a file to the upload page."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.set_input_files("input[type=file]", file)


def becomes(page: Page, table: Locator, row: int, field: str, told: str) -> None:
    """Choose what a column of the file becomes, in the editor; `told` is what is said then."""
    expect(table.locator("canvas").first).to_be_visible()
    box = table.bounding_box()
    assert box is not None
    choices = page.locator("#portal").get_by_role("option")
    page.keyboard.press("Escape")  # after an edit the cell below is chosen
    expect(table.locator("[role=gridcell][aria-selected=true]")).to_have_count(0)
    chosen(page, table, box["width"] - 60, row + 1)
    page.keyboard.press("Enter")
    expect(choices.first).to_be_visible()
    page.keyboard.type(field)
    expect(choices).to_have_text([field])
    page.keyboard.press("Enter")
    expect(table.get_by_test_id(f"glide-cell-2-{row}")).to_have_text(field)
    expect(page.get_by_text(told)).to_be_visible()
    settled(page)


def test_first_visit_from_the_sample_file_to_the_charts(
    page: Page, start_server: Callable[..., Any], tmp_path: Path
) -> None:
    """Sample downloaded, uploaded, saved: the result leads on to the charts; then undone."""
    server = start_server()
    page.goto(f"{server.url}/actuals")
    sample = page.get_by_role("button", name="Sample file to try it with")
    expect(sample).to_be_visible(timeout=LIMIT_MS)
    with page.expect_download() as download:
        sample.click()
    path = tmp_path / "sample.csv"
    download.value.save_as(path)
    page.set_input_files("input[type=file]", str(path))
    expect(page.get_by_role("tab", name="Rejected (1)")).to_be_visible(timeout=LIMIT_MS)
    page.get_by_role("tab", name="Rejected (1)").click()
    expect(page.get_by_text("The downloaded file holds these lines as written")).to_be_visible()

    save = page.get_by_role("button", name="Save 299 records")
    box = save.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 900, "saving needs no scrolling"
    save.click()
    expect(page.get_by_text("299 actuals new, 1 project created")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Roll-ups").click()
    settled(page)
    expect(page.locator("h1")).to_have_text("Roll-ups")
    page.get_by_role("link", name="Upload").first.click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("is undone")).to_be_visible()


def test_columns_are_corrected_and_remembered(
    page: Page, start_server: Callable[..., Any], tmp_path: Path
) -> None:
    """A column gets another field, two are joined; the next file like it is read the same way."""
    server = start_server(start_own)
    page.goto(f"{server.url}/actuals")
    settled(page)
    lines = b"Project,Day,Cost,Main,Sub\nP1,2026-01-31,5,abc,x1\nP1,2026-02-28,6,def,x2\n"
    drop(page, lines)
    expander = page.get_by_text("columns are used")
    expect(expander).to_have_text("3 of 5 columns are used; not used: Main, Sub", timeout=LIMIT_MS)
    expander.click()
    table = page.get_by_test_id("stDataFrame").first
    becomes(page, table, 3, "WBS", "4 of 5 columns are used; not used: Sub")
    becomes(page, table, 4, "WBS", "5 of 5 columns are used")

    page.get_by_role("link", name="Journal").click()
    settled(page)
    page.get_by_role("link", name="Upload").first.click()
    expect(page.get_by_text("5 of 5 columns are used")).to_be_visible()
    page.get_by_role("button", name="Save 2 records").click()
    expect(page.get_by_text("2 actuals new")).to_be_visible(timeout=LIMIT_MS)
    for path in server.store.parent.glob("pmo.duckdb*"):
        shutil.copy2(path, tmp_path / path.name)
    with pmo_core.open(str(tmp_path / server.store.name)) as repo:
        assert sorted(repo.table("actual")["wbs"]) == ["abc/x1", "def/x2"]

    drop(page, lines.replace(b"2026-02-28,6", b"2026-03-31,7"))
    expect(page.get_by_text("as in the last file with this header")).to_be_visible()
    expect(page.get_by_text("5 of 5 columns are used")).to_be_visible()
    expect(page.get_by_role("button", name="Save 1 record")).to_be_visible(timeout=LIMIT_MS)
