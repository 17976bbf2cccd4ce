"""The Federal IT Dashboard, as published with its errors, becomes a register of projects."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pmo_core.exchange.reader import read_table

FILE = "itdb/projects_as_published.csv"
AS_OF = date(2012, 8, 31)
B2 = ("Planned Project Completion Date (B2)", "Projected/Actual Project Completion Date (B2)")


@pytest.fixture(scope="module")
def itdb(imported: Callable[..., Any]) -> Any:
    return imported(FILE)


@pytest.fixture(scope="module")
def published(shared_data: Path) -> pl.DataFrame:
    """Return the published variances as text, by project, as often as it has lines."""
    frame = read_table(shared_data / FILE).frame
    return frame.select(
        code=pl.col("Project ID"),
        days=pl.col("Schedule Variance (in days)").cast(pl.Int64),
        money=pl.col("Cost Variance ($ M)").cast(pl.Decimal(18, 9)),
        has_dates=pl.all_horizontal(pl.col(B2).is_not_null()),
    )


def test_mapping_is_guessed_without_any_question(itdb: Any) -> None:
    """The file is a list of projects, and nothing has to be asked."""
    assert itdb.register == "project"
    assert itdb.guess.questions == ()
    assert itdb.columns() == {
        "code": "Project ID",
        "name": "Project Name",
        "description": "Project Description",
        "program": "Unique Investment Identifier",
        "department": "Agency Code",
        "planned_start": "Start Date",
        "planned_finish": B2[0],
        "planned_cost": "Planned Cost ($ M)",
        "forecast_finish": B2[1],
        "forecast_cost": "Projected/Actual Cost ($ M)",
    }
    assert itdb.mapping.names["department"].columns == ("Agency Name",)
    assert itdb.mapping.names["program"].columns == ("Investment Title",)
    assert itdb.mapping.constants == {"currency": "USD"}


def test_every_line_is_accounted_for(itdb: Any) -> None:
    """2,472 data lines give 2,468 projects; four lines repeat the line before them."""
    lines = itdb.prepared.reconciliation.lines
    assert (lines.read, lines.taken, lines.rejected, lines.repeated) == (2472, 2468, 0, 4)
    assert itdb.frame["code"].n_unique() == itdb.frame.height == 2468


def test_repaired_and_dropped_lines_are_listed(itdb: Any) -> None:
    """275 shifted rows, 7 unquoted commas, 26 totals and the repeated lines are findings."""
    findings = pl.DataFrame({"code": [finding.code for finding in itdb.prepared.findings]})
    counts = dict(findings.group_by("code").len().iter_rows())
    assert counts["shifted_row"] == 275
    assert counts["joined_cells"] == 7
    assert counts["subtotal_row"] == 26
    assert counts["repeated_line"] >= 1
    lined = {"shifted_row", "joined_cells", "subtotal_row"}
    assert all(one.line for one in itdb.prepared.findings if one.code in lined)


def test_agencies_and_investments(itdb: Any) -> None:
    """110 spellings become the 26 agencies of the file; 599 investments have their titles."""
    agencies = itdb.prepared.referenced["department"]
    assert agencies.height == 26
    names = dict(agencies.select("code", "name").iter_rows())
    assert names["5"] == "Department of Agriculture"
    assert names["24"] == "Department of Homeland Security"
    assert names["29"] == "Department of Veterans Affairs"
    assert agencies["name"].n_unique() == 26
    investments = itdb.prepared.referenced["program"]
    assert investments.height == 599
    assert investments["name"].null_count() == 0
    assert set(itdb.frame["department"]) == set(agencies["code"])


def test_lines_whose_agency_contradicts_itself_are_named(itdb: Any) -> None:
    """Two lines have the code of Commerce and the name of Agriculture."""
    found = [one for one in itdb.guess.proposals if one.code == "name_of_other_code"]
    assert [(one.line, one.value) for one in found] == [
        (16, "Department of Agriculture"), (57, "Department of Agriculture"),
    ]  # fmt: skip


def test_money_is_in_dollars_and_reconciles(itdb: Any) -> None:
    """Planned $50.3 bn and projected $51.9 bn; read = taken + repeated."""
    planned, forecast = itdb.prepared.reconciliation.measures
    assert itdb.frame["planned_cost"].sum() == Decimal("50301821979.0000") == planned.taken
    assert itdb.frame["forecast_cost"].sum() == Decimal("51898206344.0000") == forecast.taken
    assert planned.read == planned.taken + planned.rejected + planned.repeated
    assert (planned.n_values, planned.n_missing) == (2455, 17)


def test_schedule_variance_equals_the_published(itdb: Any, published: pl.DataFrame) -> None:
    """Planned - projected, or planned - data date when overdue, on every line with both dates."""
    lines = published.filter("has_dates").join(itdb.frame, on="code")
    of_projected = (pl.col("planned_finish") - pl.col("forecast_finish")).dt.total_days()
    of_data_date = (pl.col("planned_finish") - AS_OF).dt.total_days()
    agrees = lines.select((pl.col("days") == of_projected) | (pl.col("days") == of_data_date))
    assert lines.height == 1550
    assert agrees.to_series().all()


def test_cost_variance_equals_the_published(itdb: Any, published: pl.DataFrame) -> None:
    """Planned - projected on every line that has costs, to the dollar."""
    lines = published.drop_nulls("money").join(itdb.frame, on="code")
    gap = lines.select(
        (pl.col("planned_cost") - pl.col("forecast_cost")).cast(pl.Float64)
        - pl.col("money").cast(pl.Float64) * 1_000_000
    ).to_series()
    assert lines.height == 2455
    assert gap.null_count() == 0
    assert gap.abs().max() < 1
