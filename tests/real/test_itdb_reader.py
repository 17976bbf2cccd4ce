"""The IT Dashboard file as published: every row is taken, and repairs agree with the clean file."""

import re
from pathlib import Path

import polars as pl
import pytest

from pmo_core.exchange import read_table
from pmo_core.exchange.table import Table

SAME_TEXT = {
    "Unique Investment Identifier": "investment_uii",
    "Agency Code": "agency_code",
    "Investment Title": "investment_title",
    "Project Name": "project_name",
    "Project Description": "description",
}
SAME_NUMBER = {
    "Lifecycle Cost": "lifecycle_cost_musd",
    "Planned Cost ($ M)": "planned_cost_musd",
    "Projected/Actual Cost ($ M)": "projected_actual_cost_musd",
    "Schedule Variance (in days)": "published_schedule_variance_days",
    "Cost Variance ($ M)": "published_cost_variance_musd",
}


@pytest.fixture(scope="module")
def data(shared_data: Path) -> Path:
    """Return the folder of the files."""
    return shared_data / "itdb"


@pytest.fixture(scope="module")
def table(data: Path) -> Table:
    """Read the file untouched."""
    return read_table(data / "projects_as_published.csv")


def test_account(table: Table) -> None:
    """2,472 rows are data; preamble, blank lines and totals are set aside; nothing is rejected."""
    assert table.count.preamble == 5
    assert table.count.header == 1
    assert table.count.blank == 17
    assert table.count.subtotal == 26
    assert table.count.rejected == 0
    assert table.count.data == table.frame.height == 2472
    assert table.count.is_conserved()


def test_repairs_are_listed(table: Table) -> None:
    """275 shifted rows and 7 unquoted commas are mended, each listed with its line."""
    codes = [finding.code for finding in table.findings]
    assert codes.count("shifted_row") == 275
    assert codes.count("joined_cells") == 7
    assert table.repaired.height == 282
    joined = [finding for finding in table.findings if finding.code == "joined_cells"]
    assert all("Agency Project ID" in finding.message for finding in joined)


def plain(text: str | None) -> str:
    """Return a text without differences in spaces, or in the sign of a number's format."""
    return re.sub(r"\s+", " ", text or "").strip().casefold()


def number(text: str | None) -> float | None:
    """Return the number in a cell of this file."""
    digits = re.sub(r"[^\d.eE+-]", "", text or "")
    return float(digits) if digits else None


def test_each_repaired_row_agrees_with_the_clean_file(table: Table, data: Path) -> None:
    """Each mended row has the texts and amounts that the careful cleaning of the file has."""
    clean = pl.read_csv(data / "projects_clean.csv", infer_schema=False)
    by_id = {row["project_id"]: row for row in clean.iter_rows(named=True)}
    lines = set(table.repaired["_line"])
    compared = 0
    for row in table.frame.filter(pl.col("_line").is_in(lines)).iter_rows(named=True):
        right = by_id.get(row["Project ID"].replace(",", ""))
        assert right is not None, row
        for ours, theirs in SAME_TEXT.items():
            assert plain(row[ours]) == plain(right[theirs]), (row["_line"], ours)
        for ours, theirs in SAME_NUMBER.items():
            assert number(row[ours]) == number(right[theirs]), (row["_line"], ours)
        compared += 1
    assert compared == 282
