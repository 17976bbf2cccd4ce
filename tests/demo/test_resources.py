"""Demand and capacity of the demonstration."""

import polars as pl
import pytest

from pmo_core import demo

N_MONTHS = 36


def test_capacity_covers_three_years_of_every_role(frames: dict[str, pl.DataFrame]) -> None:
    """Each role has hours in each of the 36 months, about 80 % of its people's working time."""
    capacity = frames["capacity"]
    assert capacity.group_by("role").len()["len"].to_list() == [N_MONTHS] * frames["role"].height
    assert capacity["month_on"].min() > demo.AS_OF
    weekly = float(frames["person"]["weekly_hours"].sum())
    a_month = float(capacity["hours"].sum()) / N_MONTHS
    assert a_month == pytest.approx(weekly * 52.18 / 12 * 0.8, rel=0.03)


def test_demand_is_the_labor_of_the_cost(frames: dict[str, pl.DataFrame]) -> None:
    """Hours at the roles' rates are between a quarter and all of what each candidate costs."""
    rate = {"USD": 0.92, "GBP": 1.17}
    cost = (
        frames["project"]
        .filter(pl.col("stage").is_in(["proposed", "approved"]))
        .select(
            project="code",
            cost=pl.col("planned_cost").cast(pl.Float64)
            * pl.col("currency").replace_strict(rate, default=1.0),
        )
    )
    labor = (
        frames["demand"].join(frames["role"], left_on="role", right_on="code")
        .with_columns(pl.col("hours").cast(pl.Float64) * pl.col("hourly_rate").cast(pl.Float64))
        .group_by("project").agg(labor=pl.col("hours").sum())
    )  # fmt: skip
    share = cost.join(labor, on="project").select(pl.col("labor") / pl.col("cost")).to_series()
    assert share.len() == 100
    assert share.min() > 0.2
    assert share.max() < 1.02
    assert 0.55 < share.mean() < 0.75


def test_demand_lies_within_the_plan(frames: dict[str, pl.DataFrame]) -> None:
    """Candidates ask for people from the month of their start to that of their finish."""
    dates = frames["project"].filter(pl.col("stage").is_in(["proposed", "approved"]))
    asked = frames["demand"].join(dates, left_on="project", right_on="code")
    assert asked.filter(
        (pl.col("month_on") < pl.col("planned_start").dt.truncate("1mo"))
        | (pl.col("month_on") > pl.col("planned_finish"))
    ).is_empty()


def test_running_projects_take_a_good_part(frames: dict[str, pl.DataFrame]) -> None:
    """In the first quarter running projects take most of the hours, in the third year none."""
    running = frames["project"].filter(pl.col("stage").is_in(["delivery", "on hold"]))
    taken = frames["demand"].join(running, left_on="project", right_on="code", how="semi")
    both = (
        frames["capacity"].group_by("month_on").agg(there=pl.col("hours").cast(pl.Float64).sum())
        .join(taken.group_by("month_on").agg(taken=pl.col("hours").cast(pl.Float64).sum()),
              on="month_on", how="left")
        .sort("month_on").select(pl.col("taken").fill_null(0) / pl.col("there")).to_series()
    )  # fmt: skip
    assert 0.7 < both[0] < 1.0
    assert both[24:].max() < 0.01
