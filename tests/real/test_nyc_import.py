"""New York's capital projects become a status history whose changes are the published ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pmo_core.exchange.reader import read_table

FILE = "nyc/capital_projects.csv"


@pytest.fixture(scope="module")
def nyc(imported: Callable[..., Any]) -> Any:
    return imported(FILE)


@pytest.fixture(scope="module")
def changes(nyc: Any, shared_data: Path) -> pl.DataFrame:
    """Return the reports in order, with the difference to the one before and the published one."""
    published = read_table(shared_data / FILE).frame.select(
        "_line",
        published_cost=pl.col("Latest Budget Changes").cast(pl.Float64),
        published_days=pl.col("Latest Schedule Changes").cast(pl.Int64),
    )
    cost, finish = pl.col("forecast_cost").cast(pl.Float64), pl.col("forecast_finish")
    return (
        nyc.frame.join(published, on="_line")
        .sort("project", "data_date")
        .with_columns(
            cost_change=(cost - cost.shift(1)).over("project"),
            days_change=(finish - finish.shift(1)).dt.total_days().over("project"),
        )
    )


def test_mapping_is_guessed_without_any_question(nyc: Any) -> None:
    """The file is a status history, and nothing has to be asked."""
    assert nyc.register == "status_report"
    assert nyc.guess.questions == ()
    assert nyc.columns() == {
        "project": "PID",
        "data_date": "Date Reported As Of",
        "forecast_finish": "Forecast Completion",
        "forecast_cost": "Budget Forecast",
        "stated_cost_change": "Latest Budget Changes",
        "stated_slip_days": "Latest Schedule Changes",
        "phase": "Current Phase",
    }
    assert nyc.mapping.names["project"].columns == ("Project Name",)


def test_every_report_is_taken(nyc: Any) -> None:
    """2,259 reports of 378 projects on 15 dates, a project and date at most once."""
    lines = nyc.prepared.reconciliation.lines
    assert (lines.read, lines.taken, lines.rejected, lines.repeated) == (2259, 2259, 0, 0)
    assert nyc.frame.select("project", "data_date").n_unique() == 2259
    assert nyc.prepared.referenced["project"].height == 378
    assert nyc.prepared.referenced["project"]["name"].null_count() == 0
    assert nyc.frame["data_date"].n_unique() == 15
    assert nyc.frame["data_date"].min().isoformat() == "2013-09-01"
    assert nyc.frame["data_date"].max().isoformat() == "2019-09-01"
    assert (nyc.frame["data_date"].dt.day() == 1).all()


def test_missing_budgets_are_counted(nyc: Any) -> None:
    """106 reports without a budget are missing values, not zeros."""
    cost, change = nyc.prepared.reconciliation.measures
    assert (cost.field, change.field) == ("forecast_cost", "stated_cost_change")
    assert (cost.n_values, cost.n_missing) == (2153, 106)
    assert nyc.frame["forecast_cost"].null_count() == 106


def test_stated_changes_are_kept_with_their_sign(changes: pl.DataFrame) -> None:
    """What the file states is kept as it stands: positive = dearer, later."""
    stated = changes.select(pl.col("stated_cost_change").cast(pl.Float64), "stated_slip_days")
    assert stated["stated_cost_change"].equals(changes["published_cost"].round(4))
    assert stated["stated_slip_days"].equals(changes["published_days"])
    assert (stated["stated_slip_days"] < 0).any()
    assert (stated["stated_cost_change"] < 0).any()


def test_budget_changes_are_the_published_ones(changes: pl.DataFrame) -> None:
    """1,775 of 1,779 differences equal the published change to the dollar; the others are these."""
    both = changes.drop_nulls(["cost_change", "published_cost"])
    differs = (both["cost_change"] - both["published_cost"]).abs() > 1
    assert (both.height, both.height - differs.sum()) == (1779, 1775)
    assert both.filter(differs).select("project", "_line").rows() == [
        ("314", 564), ("366", 637), ("449", 935), ("570", 1419),
    ]  # fmt: skip


def test_schedule_changes_are_the_published_ones(changes: pl.DataFrame) -> None:
    """1,762 of 1,766 differences equal the published days; the others are these."""
    both = changes.drop_nulls(["days_change", "published_days"])
    differs = both["days_change"] != both["published_days"]
    assert (both.height, both.height - differs.sum()) == (1766, 1762)
    assert both.filter(differs).select("project", "_line").rows() == [
        ("267", 532), ("314", 564), ("366", 637), ("449", 935),
    ]  # fmt: skip
