"""The chart of a role before and after leveling: which weeks it shows, and what it says."""

from datetime import date, timedelta

import polars as pl

from pmo_core.charts.leveling import before_and_after

MONDAY = date(2026, 11, 2)


def weeks(n: int, *over: int) -> pl.DataFrame:
    """Return weeks of 50 hours, 90 in some of them until they are leveled, of 60 there."""
    return pl.DataFrame({
        "week_on": [MONDAY + timedelta(weeks=k) for k in range(n)],
        "before": [90.0 if k in over else 50.0 for k in range(n)], "after": [50.0] * n,
        "there": [60.0] * n, "over_before": [30.0 if k in over else 0.0 for k in range(n)],
        "over_after": [0.0] * n,
    })  # fmt: skip


def test_weeks_around_the_overload_are_drawn() -> None:
    """Some weeks before the first one that is too full, and a quarter of a year after the last."""
    drawing = before_and_after(weeks(100, 30, 31), title="DEV", is_leveled=True)
    assert drawing.frame["week_on"].min() == MONDAY + timedelta(weeks=24)
    assert drawing.frame.height == 20
    assert drawing.alt == "DEV: 60 h beyond capacity now, 0 h when leveled."


def test_before_leveling_only_the_plan_is_drawn() -> None:
    """Nothing is said about a plan that nobody has looked for."""
    now = before_and_after(weeks(3, 1), title="DEV", is_leveled=False)
    then = before_and_after(weeks(3, 1), title="DEV", is_leveled=True)
    assert (len(now.spec["layer"]), len(then.spec["layer"])) == (2, 3)
    assert "leveled" not in now.alt
