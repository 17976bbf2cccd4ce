"""Benefits of the demonstration."""

import polars as pl
import pytest

from pmo_core import demo


@pytest.fixture(scope="module")
def cases(frames: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Give cost, program and benefits by candidate."""
    amounts = pl.col("low_benefit", "planned_benefit", "high_benefit").cast(pl.Float64).sum()
    benefits = (
        frames["benefit"]
        .group_by("project")
        .agg(amounts, pl.col("planned_benefit").max().cast(pl.Float64).alias("best_year"))
    )
    candidates = frames["project"].filter(pl.col("stage").is_in(["proposed", "approved"]))
    return candidates.with_columns(pl.col("planned_cost").cast(pl.Float64)).join(
        benefits, left_on="code", right_on="project", how="left"
    )


def test_most_candidates_pay_back(cases: pl.DataFrame) -> None:
    """Most pay their cost within two to four full years, some never."""
    years = cases.select(pl.col("planned_cost") / pl.col("best_year")).drop_nulls().to_series()
    assert 0.75 < years.is_between(1.5, 4.3).mean() < 0.95
    never = cases.select(pl.col("planned_benefit") < pl.col("planned_cost")).drop_nulls()
    assert 5 <= never.to_series().sum() <= 25


def test_regulation_promises_nothing(cases: pl.DataFrame) -> None:
    """Only the projects of the program of regulation have no benefits."""
    without = cases.filter(pl.col("planned_benefit").is_null())
    assert set(without["program"]) == {"TRUST-03"}
    assert without.height == cases.filter(pl.col("program") == "TRUST-03").height


def test_ranges_enclose_the_plan(cases: pl.DataFrame) -> None:
    """Low is below the plan, high above."""
    known = cases.drop_nulls("planned_benefit")
    assert known.select((pl.col("low_benefit") < pl.col("planned_benefit")).all()).item()
    assert known.select((pl.col("high_benefit") > pl.col("planned_benefit")).all()).item()


def test_closed_projects_tell_what_came(frames: dict[str, pl.DataFrame]) -> None:
    """Benefits are measured for closed projects and past years only."""
    told = frames["benefit"].drop_nulls("realized_benefit")
    assert told["year"].max() < demo.AS_OF.year
    stages = told.join(frames["project"], left_on="project", right_on="code")["stage"]
    assert set(stages) == {"closed"}
    assert told["project"].n_unique() >= 5
