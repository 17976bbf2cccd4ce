"""Planned value grows over the working days alone, from nothing to the whole budget."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.plan_curves import curves_of
from pmo_core.analysis.planned_value import planned
from pmo_core.analysis.working_days import Calendar

MONDAY = date(2026, 11, 2)
HOLIDAYS = (date(2026, 11, 11), date(2026, 12, 25), date(2027, 1, 1))
CALENDAR = Calendar(holidays=HOLIDAYS)


def plan(seed: int, n_projects: int = 5, n_items: int = 6) -> pl.DataFrame:
    """Items on any days of the week, one to 40 days long; some carry no budget."""
    rng = np.random.default_rng(seed)
    n = n_projects * n_items
    start = [MONDAY + timedelta(int(k)) for k in rng.integers(0, 60, n)]
    length = [timedelta(int(k)) for k in rng.integers(0, 40, n)]
    return pl.DataFrame({
        "project": [f"P-{k % n_projects}" for k in range(n)], "planned_start": start,
        "planned_finish": [day + more for day, more in zip(start, length, strict=True)],
        "planned_cost": rng.integers(0, 9, n) * 100.0,
    })  # fmt: skip


def every_day(items: pl.DataFrame) -> pl.DataFrame:
    days = pl.date_range(MONDAY - timedelta(3), MONDAY + timedelta(110), "1d", eager=True)
    return items.select("project").unique().join(days.to_frame("data_date"), how="cross")


def by_hand(items: pl.DataFrame, project: str, day: date) -> float:
    """Day by day: an item of n working days earns a n-th on each of them."""
    total = 0.0
    for _, start, finish, cost in items.filter(project=project).iter_rows():
        days = [start + timedelta(n) for n in range((finish - start).days + 1)]
        worked = [one for one in days if one.weekday() < 5 and one not in HOLIDAYS]
        if worked:
            total += cost * sum(one <= day for one in worked) / len(worked)
    return total


@pytest.mark.parametrize("seed", range(3))
def test_each_working_day_counts_once(seed: int) -> None:
    """Planned value of every day is that of adding the days one by one."""
    items = plan(seed)
    is_worked = CALENDAR.count(
        items["planned_start"], items["planned_finish"].dt.offset_by("1d")
    )  # fmt: skip
    items = items.filter(is_worked > 0)
    found = planned(items, CALENDAR, every_day(items)).sort("project", "data_date")
    for project, day, pv in found.select("project", "data_date", "pv").rows()[::13]:
        assert pv == pytest.approx(by_hand(items, project, day), abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_it_grows_to_the_budget(seed: int) -> None:
    """PV never falls, begins at 0 and ends as BAC; so do the elements, which sum to it."""
    items = plan(seed)
    found = planned(items, CALENDAR, every_day(items)).sort("project", "data_date")
    budget = dict(items.group_by("project").agg(pl.col("planned_cost").sum()).rows())
    for (project,), rows in found.group_by("project"):
        pv = rows["pv"].to_numpy()
        assert pv[0] == 0
        assert pv[-1] == rows["bac"][0] == pytest.approx(budget[str(project)])
        assert (np.diff(pv) >= -1e-9).all()
        assert (pv <= rows["bac"][0]).all()
    numbered = items.with_row_index("item").with_columns(item=pl.col("item").cast(pl.String))
    days = numbered.select("project", "item").join(every_day(items), on="project")
    alone = numbered.drop("project").rename({"item": "project"})
    parts = planned(alone, CALENDAR, days.rename({"project": "whole", "item": "project"}))
    sums = parts.group_by("whole", "data_date").agg(pl.col("pv").sum()).sort("whole", "data_date")
    assert np.allclose(sums["pv"].to_numpy(), found["pv"].to_numpy(), atol=1e-6)


def test_times_are_working_days() -> None:
    """Two weeks with a holiday are nine days; a finished project's time stands still."""
    items = pl.DataFrame({
        "project": ["A"], "planned_start": [MONDAY], "planned_finish": [MONDAY + timedelta(13)],
        "planned_cost": [900],
    })  # fmt: skip
    rows = pl.DataFrame({
        "project": ["A"] * 4,
        "data_date": [MONDAY - timedelta(9), MONDAY, MONDAY + timedelta(6), date(2026, 12, 31)],
        "finished_on": [None, None, None, date(2026, 11, 17)],
    })  # fmt: skip
    found = planned(items, CALENDAR, rows)
    assert found["pd_days"].to_list() == [9] * 4
    assert found["at_days"].to_list() == [0, 1, 5, 11]
    assert found["pv"].to_list() == [0, 100, 500, 900]


def test_what_is_missing_is_counted() -> None:
    """Without a cost an item's dates still count; without dates nothing; and both are counted."""
    items = pl.DataFrame({
        "project": ["A", "A", "A", "B", "C"],
        "planned_start": [MONDAY, MONDAY, None, None, MONDAY],
        "planned_finish": [MONDAY + timedelta(4), MONDAY + timedelta(11), MONDAY, None, MONDAY],
        "planned_cost": [500, None, 70, 10, None],
    })  # fmt: skip
    rows = pl.DataFrame({"project": ["C", "B", "A", "D"], "data_date": [MONDAY] * 4})
    found = planned(items, Calendar(), rows).select("project", "bac", "pv", "pd_days", "n_unknown")
    assert found.rows() == [
        ("C", None, None, 1, 1), ("B", None, None, None, 1), ("A", 500, 100, 10, 2),
        ("D", None, None, None, None),
    ]  # fmt: skip


def test_an_item_on_days_off_is_not_lost() -> None:
    """Work planned for a weekend alone is planned by its eve, so that the end has the budget."""
    friday = MONDAY + timedelta(4)
    items = pl.DataFrame({
        "project": ["A", "A"], "planned_start": [MONDAY, MONDAY + timedelta(5)],
        "planned_finish": [friday, MONDAY + timedelta(6)], "planned_cost": [500, 40],
    })  # fmt: skip
    rows = pl.DataFrame({"project": ["A"] * 2, "data_date": [friday - timedelta(1), friday]})
    assert planned(items, Calendar(), rows)["pv"].to_list() == [400, 540]


def test_without_any_plan() -> None:
    """No items give rows without planned value."""
    rows = pl.DataFrame({"project": ["A"], "data_date": [MONDAY]})
    found = planned(plan(0).clear(), Calendar(), rows)
    assert found.select("bac", "pv", "pd_days", "at_days").row(0) == (None,) * 4


def test_steps_and_slopes() -> None:
    """A cost due at a moment is a step there: after it on the right, before it on the left."""
    zero = np.zeros(2, np.int64)
    one = curves_of(zero, np.array([2.0, 2.0]), np.array([2.0, 6.0]), np.array([30.0, 40.0]))
    at = np.array([2.0, 4.0])
    assert one.value_at(zero, at).tolist() == [30, 50]
    assert one.value_at(zero, at, side="left").tolist() == [0, 50]
    assert one.time_of(zero, np.array([10.0, 60.0])).tolist() == [2, 5]
