"""Working time by several calendars against days counted one by one."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.work_time import MOST_DAYS, Dated
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Refused

FIRST, LAST = date(2026, 3, 2), date(2026, 4, 30)
OFF, EXTRA = (date(2026, 3, 4), date(2026, 4, 3)), (date(2026, 3, 8), date(2026, 4, 3))
TIME = Dated({"": Calendar(), "other": Calendar("1010100", OFF)}, {"other": EXTRA}, 3, FIRST, LAST)


def test_work_and_moments_agree_with_counting() -> None:
    """Units before each moment, and back: where the next begins, where the last ended."""
    span = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    for number, name in enumerate(TIME.calendars):
        mask = TIME.calendars[name].mask
        worked = [
            (mask[day.weekday()] == "1" and not (name and day in OFF)) or (name and day in EXTRA)
            for day in span for _ in range(3)
        ]  # fmt: skip
        zero = int(TIME.moment_of(pl.Series([FIRST]))[0])
        row = np.array([number])
        done = 0
        for n, is_worked in enumerate(worked):
            assert TIME.before(row, np.array([zero + n])) == done
            if is_worked:
                assert TIME.at(row, np.array([done])) == zero + n
                done += 1
                assert TIME.at(row + 2, np.array([done])) == zero + n + 1


def test_days_of_moments() -> None:
    """The end of a day is its own, as a start the same moment is the next day's."""
    moments = TIME.moment_of(pl.Series([FIRST, None], dtype=pl.Date), is_end=True)
    both = np.repeat(moments[:1], 2)
    assert TIME.day_of(both, np.array([True, False])).to_list() == [FIRST, date(2026, 3, 3)]


def test_unknown_calendars_are_told() -> None:
    """No name is the default calendar, and so is an unknown one, which is told."""
    number, is_known = TIME.number(pl.Series(["other", None, "lunar"]))
    assert (number.tolist(), is_known.tolist()) == ([1, 0, 0], [True, True, False])


def test_what_lies_outside_the_span_is_noticed() -> None:
    """A span holds what lies within; a wider one holds more; none is longer than 200 years."""
    row, far = np.array([0]), np.array([200])
    assert TIME.holds(row, np.array([100]))
    assert not TIME.holds(row, far)
    assert not TIME.holds(row, np.array([0]))
    assert TIME.wider().holds(row, far)
    with pytest.raises(Refused, match="200 years"):
        TIME.around([FIRST], MOST_DAYS)
