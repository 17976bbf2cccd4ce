"""Working days around weekends and holidays, counted by hand."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Refused
from pmo_core.model import Settings

# December 2026: the 24th is a Thursday, the 25th a Friday; 1 January 2027 is a Friday.
CHRISTMAS = Calendar(holidays=(date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)))


@pytest.mark.parametrize(
    ("start", "n_days", "expected"),
    [
        (date(2026, 12, 23), 0, date(2026, 12, 23)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # 24, 25 holidays, 26, 27 weekend
        (date(2026, 12, 24), 0, date(2026, 12, 28)),
        (date(2026, 12, 23), 5, date(2027, 1, 4)),  # 28, 29, 30, 31, then 4 January
        (date(2026, 12, 28), -1, date(2026, 12, 23)),
        (date(2026, 12, 26), -1, date(2026, 12, 23)),
    ],
)
def test_adding_working_days(start: date, n_days: int, expected: date) -> None:
    """Weekends and holidays are stepped over, forwards and backwards."""
    assert CHRISTMAS.day(start, n_days) == expected


def test_counting_working_days() -> None:
    """From Monday 21 December to Monday 4 January, not included, there are 7 working days."""
    start, end = pl.Series([date(2026, 12, 21)]), pl.Series([date(2027, 1, 4)])
    assert CHRISTMAS.count(start, end).to_list() == [7]  # 21, 22, 23, 28, 29, 30, 31


def test_the_week_of_the_settings_counts() -> None:
    """Where people work from Sunday to Thursday, Thursday is followed by Sunday."""
    holidays = pl.DataFrame({"day": [date(2026, 11, 29)], "name": ["Feast"]})
    calendar = Calendar.of(Settings(working_days="1111001"), holidays)
    assert calendar.day(date(2026, 11, 19), 1) == date(2026, 11, 22)
    assert calendar.day(date(2026, 11, 26), 1) == date(2026, 11, 30)  # Sunday 29 is a holiday


def test_without_working_days_nothing_can_be_dated() -> None:
    """A week without a working day is refused with the way out."""
    with pytest.raises(Refused, match=r"No day of the week is a working day.*Settings"):
        Calendar("0000000")


def test_unknown_days_stay_unknown() -> None:
    """A null gives a null, whichever of the two it is."""
    days = pl.Series("day", [None, date(2026, 11, 20), None], dtype=pl.Date)
    moved = CHRISTMAS.add(days, pl.Series([1, None, None], dtype=pl.Int64))
    assert (moved.name, moved.to_list()) == ("day", [None, None, None])


def test_adding_and_counting_agree() -> None:
    """Between a working day and the day n working days later lie n working days."""
    rng = np.random.default_rng(3)
    offsets = rng.integers(0, 800, 500)
    first = pl.Series([date(2026, 1, 1) + timedelta(days=int(n)) for n in offsets])
    holidays = tuple(date(2026, 1, 1) + timedelta(days=int(n)) for n in rng.integers(0, 900, 60))
    calendar = Calendar("1101110", holidays)
    n_days = pl.Series(rng.integers(0, 300, 500))
    start = calendar.add(first, pl.Series([0] * 500))
    assert calendar.count(start, calendar.add(start, n_days)).to_list() == n_days.to_list()
