"""Links that planned dates break, by hand. 2 March 2026 is a Monday."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.violated_links import violated
from pmo_core.analysis.work_time import Dated, Straight
from pmo_core.analysis.working_days import Calendar

WEEK = Dated({"": Calendar(), "all days": Calendar("1111111")})


def plan(**dates: tuple[int | None, int | None]) -> pl.DataFrame:
    rows = [
        ("P", code, *(date(2026, 3, day) if day else None for day in both))
        for code, both in dates.items()
    ]
    schema = {"project": pl.String, "code": pl.String, "start": pl.Date, "finish": pl.Date}
    return pl.DataFrame(rows, schema, orient="row")


def tie(kind: str, lag: int) -> pl.DataFrame:
    return pl.DataFrame({"project": ["P"], "predecessor": ["A"], "successor": ["B"],
                         "kind": [kind], "lag": [lag]})  # fmt: skip


@pytest.mark.parametrize(("kind", "least"), [("FS", -2), ("SS", 1), ("FF", 1), ("SF", 4)])
def test_each_kind_with_its_lag(kind: str, least: int) -> None:
    """A: Thursday 5 to Monday 9; B: Friday 6 to Tuesday 10.

    From A's end back to B's start two working days, between the starts one, between the ends one,
    from A's start to B's end four; a lag of one more breaks the link by one.
    """
    dates = plan(A=(5, 9), B=(6, 10))
    assert violated(dates, tie(kind, least), WEEK).is_empty()
    assert violated(dates, tie(kind, least + 1), WEEK)["gap"].to_list() == [-1]


def test_a_gap_is_counted_in_the_calendar_of_the_successor() -> None:
    """A ends on Monday 9, B starts on Friday 6: two days by its week, four where all are worked."""
    dates = plan(A=(5, 9), B=(6, 10))
    assert violated(dates, tie("FS", 0), WEEK)["gap"].to_list() == [-2]
    all_days = dates.with_columns(calendar=pl.lit("all days"))
    assert violated(all_days, tie("FS", 0), WEEK)["gap"].to_list() == [-4]


def test_a_milestone_may_lie_anywhere_on_its_day() -> None:
    """On Monday 9, when A ends and B starts, M can follow the one and precede the other."""
    for dates in (plan(A=(5, 9), B=(None, 9)), plan(A=(None, 9), B=(9, 10))):
        assert violated(dates, tie("FS", 0), WEEK).is_empty()
    assert violated(plan(A=(5, 9), B=(None, 6)), tie("FS", 0), WEEK)["gap"].to_list() == [-1]


def test_without_dates_nothing_is_broken() -> None:
    """A link to what has no dates is not counted, nor one to an unknown task."""
    assert violated(plan(A=(5, 9), B=(None, None)), tie("FS", 0), WEEK).is_empty()
    assert violated(plan(A=(5, 9)), tie("FS", 0), WEEK).is_empty()


def test_numbers_for_dates() -> None:
    """Without a calendar ends are half-open: 5 to 7 follows 2 to 5, and not with a lag."""
    dates = pl.DataFrame({"project": ["P", "P"], "code": ["A", "B"], "start": [2, 5],
                          "finish": [5, 7]})  # fmt: skip
    assert violated(dates, tie("FS", 0), Straight()).is_empty()
    assert violated(dates, tie("FS", 2), Straight())["gap"].to_list() == [-2]
