"""Published variances of the US Federal IT Dashboard, 31 August 2012, recomputed.

The file says planned and projected dates and cost, and the variances that the Dashboard published.
It does not say which projects were finished; where that decides (projected finish before the day),
the published figure must be that of a finished or of an unfinished project.
"""

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pmo_core.analysis.variance import cost_variance, schedule_variance

FILE = Path(__file__).parents[3] / "shared" / "data" / "itdb" / "projects_clean.csv"
AS_OF = date(2012, 8, 31)


@pytest.fixture(scope="module")
def projects() -> pl.DataFrame:
    if not FILE.exists():
        assert "CI" not in os.environ, f"{FILE} is missing"
        pytest.skip("the Dashboard's file lies outside the project and is not here")
    text = pl.read_csv(FILE, infer_schema_length=0)
    return text.select(
        planned=pl.col("planned_completion_b2").str.to_date("%Y-%m-%d"),
        projected=pl.col("projected_actual_completion_b2").str.to_date("%Y-%m-%d"),
        updated=pl.col("updated").str.to_date("%Y-%m-%d", strict=False),
        days=pl.col("published_schedule_variance_days").cast(pl.Int64),
        planned_cost=pl.col("planned_cost_musd").cast(pl.Float64),
        projected_cost=pl.col("projected_actual_cost_musd").cast(pl.Float64),
        cost=pl.col("published_cost_variance_musd").cast(pl.Float64),
    )


def variance(frame: pl.DataFrame, *, is_finished: bool) -> pl.Series:
    dates = pl.col("planned"), pl.col("projected")
    return frame.select(schedule_variance(*dates, AS_OF, pl.lit(is_finished))).to_series()


def test_every_schedule_variance_follows_the_rule(projects: pl.DataFrame) -> None:
    """All 1,547 projects with both dates have the variance of a finished or an unfinished one."""
    both = projects.filter(pl.col("planned").is_not_null(), pl.col("projected").is_not_null())
    finished, unfinished = variance(both, is_finished=True), variance(both, is_finished=False)
    assert both.height == 1547
    assert ((finished == both["days"]) | (unfinished == both["days"])).all()
    assert (finished == both["days"]).sum() == 1330


def test_where_the_file_decides_the_rule_is_exact(projects: pl.DataFrame) -> None:
    """799 projections not before the day, and 122 past ones that were future when last updated."""
    ahead = projects.filter(pl.col("planned").is_not_null(), pl.col("projected") >= AS_OF)
    assert variance(ahead, is_finished=False).to_list() == ahead["days"].to_list()
    open_ = projects.filter(
        pl.col("planned").is_not_null(),
        pl.col("projected") < AS_OF,
        pl.col("projected") > pl.col("updated"),
    )
    assert variance(open_, is_finished=False).to_list() == open_["days"].to_list()
    assert (ahead.height, open_.height) == (799, 122)


def test_every_cost_variance_is_planned_less_projected(projects: pl.DataFrame) -> None:
    """All projects with the three amounts agree to a thousandth of a dollar."""
    known = projects.drop_nulls(["planned_cost", "projected_cost", "cost"])
    gap = known.select(
        (cost_variance(pl.col("planned_cost"), pl.col("projected_cost")) - pl.col("cost")).abs()
    ).to_series()
    assert known.height == 2451
    assert gap.max() < 1e-9
