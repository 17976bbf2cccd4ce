"""A file as managers really send it, uploaded untouched in a real browser."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from playwright.sync_api import Page, expect

import pmo_core
from pmo_core.exchange.reader import read_table
from tools.browser import settled

AS_OF = date(2012, 8, 31)
LIMIT_MS = 60_000


def start_own(store: Path) -> None:
    """Prepare a store that is not the demonstration's: one setting is kept."""
    with pmo_core.open(str(store)) as repo:
        repo.session("controller", "administrator").put_settings(base_currency="USD")


def copied(store: Path, folder: Path) -> str:
    """Copy the store of a running server, with its log, and return where it is."""
    folder.mkdir()
    for path in store.parent.glob("pmo.duckdb*"):
        shutil.copy2(path, folder / path.name) if path.is_file() else None
    return str(folder / store.name)


def upload(page: Page, url: str, path: Path) -> None:
    """Open the upload page and give it a file."""
    page.goto(f"{url}/actuals")
    settled(page)
    page.set_input_files("input[type=file]", str(path))


def figure(page: Page, label: str) -> str:
    """Return the value of a figure of the preview."""
    metric = page.get_by_test_id("stMetric").filter(has_text=label).first
    return metric.get_by_test_id("stMetricValue").inner_text()


def test_published_projects_from_upload_to_undo(
    page: Page, start_server: Callable[..., Any], shared_data: Path, tmp_path: Path
) -> None:
    """2,468 projects of 26 agencies and 599 investments; the same again changes nothing; undone."""
    file = shared_data / "itdb" / "projects_as_published.csv"
    server = start_server(start_own)
    with pmo_core.open(copied(server.store, tmp_path / "before")) as repo:
        before = repo.content_hash()

    upload(page, server.url, file)
    save = page.get_by_role("button", name="Save 2,468 records")
    expect(save).to_be_visible(timeout=LIMIT_MS)
    assert [figure(page, name) for name in ("Lines read", "Taken", "Rejected", "New")] == [
        "2,472", "2,468", "0", "2,468",
    ]  # fmt: skip
    expect(page.get_by_text("Create 599 programs")).to_be_visible()
    expect(page.get_by_text("Create 26 departments")).to_be_visible()
    expect(page.get_by_role("tab", name="Repaired (282)")).to_be_visible()
    save.click()
    said = "2,468 projects new, 599 programs created, 26 departments created"
    expect(page.get_by_text(said)).to_be_visible(timeout=LIMIT_MS)

    with pmo_core.open(copied(server.store, tmp_path / "saved")) as repo:
        projects = repo.table("project")
        assert projects.height == 2468
        assert repo.table("department").height == projects["department"].n_unique() == 26
        assert repo.table("program").height == projects["program"].n_unique() == 599
        assert_variances(projects, file)
        assert repo.check() == []
        saved = repo.content_hash()

    again = page.context.new_page()
    upload(again, server.url, file)
    expect(again.get_by_text("Nothing to save")).to_be_visible(timeout=LIMIT_MS)
    again.close()
    with pmo_core.open(copied(server.store, tmp_path / "again")) as repo:
        assert repo.content_hash() == saved

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("is undone")).to_be_visible(timeout=LIMIT_MS)
    with pmo_core.open(copied(server.store, tmp_path / "undone")) as repo:
        assert repo.content_hash() == before


def assert_variances(projects: pl.DataFrame, file: Path) -> None:
    """Compare the stored plans and projections with the variances that the file publishes."""
    dates = ("Planned Project Completion Date (B2)",
             "Projected/Actual Project Completion Date (B2)")  # fmt: skip
    lines = read_table(file).frame.select(
        code=pl.col("Project ID"),
        days=pl.col("Schedule Variance (in days)").cast(pl.Int64),
        money=pl.col("Cost Variance ($ M)").cast(pl.Decimal(18, 9)),
        has_dates=pl.all_horizontal(pl.col(dates).is_not_null()),
    ).join(projects, on="code")  # fmt: skip
    days = lines.filter("has_dates")
    planned, projected = pl.col("planned_finish"), pl.col("forecast_finish")
    agrees = days.select(
        ((planned - projected).dt.total_days() == pl.col("days"))
        | ((planned - AS_OF).dt.total_days() == pl.col("days"))
    )
    assert (days.height, agrees.to_series().sum()) == (1550, 1550)
    cost = lines.drop_nulls("money").select(
        (pl.col("planned_cost") - pl.col("forecast_cost")).cast(pl.Float64)
        - pl.col("money").cast(pl.Float64) * 1_000_000
    )
    assert (cost.height, (cost.to_series().abs() < 1).sum()) == (2455, 2455)
