"""The load of resources by day: calendars, capacity that varies, and what has no limit."""

from datetime import date

import polars as pl

from pmo_core.analysis.leveling.load import daily_load
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.analysis.working_days import Calendar

THURSDAY, FRIDAY, SATURDAY, MONDAY = (date(2026, 11, day) for day in (5, 6, 7, 9))
TIME = Dated({DEFAULT: Calendar(), "weekend": Calendar()}, {"weekend": [SATURDAY]})
TASKS = pl.DataFrame(
    [("A", None, THURSDAY, MONDAY), ("B", "weekend", FRIDAY, SATURDAY), ("C", None, None, None)],
    schema={"code": pl.String, "calendar": pl.String, "start": pl.Date, "finish": pl.Date},
    orient="row",
).with_columns(project=pl.lit("P"))
CAPACITY = pl.DataFrame(
    {"resource": ["DEV", "DEV"], "since": [THURSDAY, MONDAY], "amount": [8.0, 4.0]}
)


def used(resource: str, *codes: str) -> pl.DataFrame:
    """Return that these tasks use six hours a day."""
    rows = TASKS.filter(pl.col("code").is_in(codes))
    return rows.select("project", "code", resource=pl.lit(resource), amount=6.0)


def test_days_off_use_nothing_unless_their_calendar_works() -> None:
    """A rests on Saturday, B works; from Monday on less is there; Thursday is too early."""
    found = daily_load(TASKS, used("DEV", "A", "B", "C"), CAPACITY, TIME, FRIDAY)
    assert found.drop("resource").rows() == [
        (FRIDAY, 12.0, 8.0, 4.0), (SATURDAY, 6.0, 8.0, 0.0), (MONDAY, 6.0, 4.0, 2.0),
    ]  # fmt: skip


def test_a_resource_of_unknown_capacity_is_never_too_full() -> None:
    """What is there is null, and so is what is used beyond it."""
    found = daily_load(TASKS, used("OPS", "A"), CAPACITY, TIME, MONDAY)
    assert found.drop("resource").rows() == [(MONDAY, 6.0, None, None)]


def test_without_use_there_is_no_day() -> None:
    """Nothing that uses anything gives no rows, with their columns."""
    found = daily_load(TASKS, used("DEV"), CAPACITY, TIME, MONDAY)
    assert found.is_empty()
    assert found.columns == ["resource", "day", "used", "there", "over"]
