"""Working time: moments, and how much work lies before them by each of several calendars.

A moment is a number: a day of `n_units` units since 1970, days off included. Each calendar numbers
the units that are worked; networks are worked out in these numbers, so that a lag, a duration and a
float are counted as people work, and moments carry times from one calendar to another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

import numpy as np
import polars as pl

from pmo_core.analysis.network_arrays import Bools, Ints
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Refused

DEFAULT = ""
"""Name of the calendar of tasks without one."""
SPAN_DAYS = 2_000
"""Days before the first and after the last date that are looked at first."""
MOST_DAYS = 200 * 365
"""Longest span in which a plan is dated."""


class WorkTime(Protocol):
    """Working time by some calendars, numbered from 0."""

    @property
    def n_calendars(self) -> int:
        """How many calendars there are."""

    def number(self, names: pl.Series) -> tuple[Ints, Bools]:
        """Return the calendar of each name (the default one where none is given), and if known."""

    def moment_of(self, days: pl.Series, is_end: bool = False) -> Ints:
        """Return the first moment of each day, or the one after its last; null gives 0."""

    def day_of(self, moments: Ints, is_end: Bools) -> pl.Series:
        """Return the day of each moment; of an end, the day that ends there."""

    def before(self, calendar: Ints, moment: Ints) -> Ints:
        """Return how many worked units lie before each moment."""

    def at(self, row: Ints, work: Ints) -> Ints:
        """Return the moment at which so much work is done and the next unit begins.

        `row` is the calendar; with `n_calendars` added, the moment at which the last unit ended.
        """

    def holds(self, calendar: Ints, work: Ints) -> bool:
        """Tell whether all this lies within the span that is looked at."""

    def wider(self) -> "WorkTime":
        """Return the same over a longer span."""


@dataclass(frozen=True)
class Straight:
    """Working time counted from the start, without dates: every unit is worked."""

    n_calendars: int = 1

    def number(self, names: pl.Series) -> tuple[Ints, Bools]:
        """Return the one calendar there is."""
        return np.zeros(len(names), np.int64), np.ones(len(names), np.bool_)

    def moment_of(self, days: pl.Series, is_end: bool = False) -> Ints:
        """Return the numbers themselves: they are moments."""
        return days.cast(pl.Int64).fill_null(0).to_numpy()

    def day_of(self, moments: Ints, is_end: Bools) -> pl.Series:
        """Return the moments themselves."""
        return pl.Series(moments)

    def before(self, calendar: Ints, moment: Ints) -> Ints:
        """Return the moment itself."""
        return moment

    def at(self, row: Ints, work: Ints) -> Ints:
        """Return the work itself."""
        return work

    def holds(self, calendar: Ints, work: Ints) -> bool:
        """Tell that nothing is too far."""
        return True

    def wider(self) -> "Straight":
        """Return the same."""
        return self


@dataclass(frozen=True, eq=False)
class Dated:
    """Working time by calendars with days off.

    Parameters
    ----------
    calendars : mapping of str to Calendar
        By name; `DEFAULT` must be there.
    extra : mapping of str to sequence of date
        Days that are worked by a calendar although its week or holidays say no.
    n_units : int
        Units of working time in a day: 1 = days, 8 = hours of a day of eight hours. Durations and
        lags are counted in them.
    first, last : date
        Span that is looked at, in days.

    Examples
    --------
    >>> xmas = Dated({DEFAULT: Calendar(holidays=(date(2026, 12, 25),))}, first=date(2026, 12, 1))
    >>> thursday = xmas.moment_of(pl.Series([date(2026, 12, 24)]))
    >>> start = xmas.before(np.array([0]), thursday)
    >>> xmas.day_of(xmas.at(np.array([0]), start + 1), np.array([False])).to_list()
    [datetime.date(2026, 12, 28)]
    """

    calendars: Mapping[str, Calendar]
    extra: Mapping[str, Sequence[date]] = field(default_factory=dict)
    n_units: int = 1
    first: date = date(2020, 1, 1)
    last: date = date(2035, 1, 1)

    @property
    def n_calendars(self) -> int:
        """How many calendars there are."""
        return len(self.calendars)

    @cached_property
    def _origin(self) -> int:
        return int(np.datetime64(self.first, "D").astype(np.int64)) * self.n_units

    @cached_property
    def _worked(self) -> Bools:
        """Which units are worked, per calendar."""
        days = np.arange(np.datetime64(self.first, "D"), np.datetime64(self.last, "D") + 1)
        rows = []
        for name, calendar in self.calendars.items():
            week = [int(day) for day in calendar.mask]
            off = np.array(calendar.holidays, dtype="datetime64[D]")
            row = np.is_busday(days, weekmask=week, holidays=off)
            row |= np.isin(days, np.array(self.extra.get(name, ()), dtype="datetime64[D]"))
            rows.append(np.repeat(row, self.n_units))
        return np.stack(rows)

    @cached_property
    def _before(self) -> Ints:
        """Worked units before each moment, per calendar."""
        return np.pad(np.cumsum(self._worked, axis=1, dtype=np.int64), ((0, 0), (1, 0)))

    @cached_property
    def _at(self) -> Ints:
        """Moment of each amount of work: where the next unit begins, then where the last ended."""
        n_calendars, n_moments = self._worked.shape
        rows = np.full((2 * n_calendars, int(self._before[:, -1].max()) + 1), n_moments)
        for number, worked in enumerate(self._worked):
            units = np.flatnonzero(worked)
            rows[number, : len(units)] = units
            rows[n_calendars + number, 0] = 0
            rows[n_calendars + number, 1 : len(units) + 1] = units + 1
        return rows + self._origin

    def number(self, names: pl.Series) -> tuple[Ints, Bools]:
        """Return the number of each name; an unknown one has the default calendar."""
        known = list(self.calendars)
        numbers = names.cast(pl.String).fill_null(DEFAULT).replace_strict(
            known, range(len(known)), default=None, return_dtype=pl.Int64
        )  # fmt: skip
        is_known = numbers.is_not_null().to_numpy()
        return numbers.fill_null(known.index(DEFAULT)).to_numpy(), is_known

    def moment_of(self, days: pl.Series, is_end: bool = False) -> Ints:
        """Return the first moment of each day, or the one after its last; null gives 0."""
        number = days.cast(pl.Date).to_physical().cast(pl.Int64) + int(is_end)
        return (number * self.n_units).fill_null(0).to_numpy()

    def day_of(self, moments: Ints, is_end: Bools) -> pl.Series:
        """Return the day of each moment; of an end, the day that ends there."""
        return pl.Series((moments - is_end) // self.n_units).cast(pl.Int32).cast(pl.Date)

    def before(self, calendar: Ints, moment: Ints) -> Ints:
        """Return how many worked units lie before each moment of the span."""
        width = self._before.shape[1]
        inside = np.minimum(np.maximum(moment - self._origin, 0), width - 1)
        before: Ints = self._before.ravel()[calendar * width + inside]
        return before

    def at(self, row: Ints, work: Ints) -> Ints:
        """Return the moment of each amount of work; what lies beyond the span is cut there."""
        width = self._at.shape[1]
        inside = np.minimum(np.maximum(work, 0), width - 1)
        moment: Ints = self._at.ravel()[row * width + inside]
        return moment

    def holds(self, calendar: Ints, work: Ints) -> bool:
        """Tell whether all this lies within the span."""
        return bool(np.all((work > 0) & (work < self._before[calendar, -1])))

    def around(self, days: Sequence[date], margin: int = SPAN_DAYS) -> "Dated":
        """Return the same over a span that holds these days and a margin on both sides.

        Raises
        ------
        Refused
            The span is longer than `MOST_DAYS`.
        """
        first, last = (np.datetime64(one, "D") for one in (min(days), max(days)))
        if (last - first).astype(int) + 2 * margin > MOST_DAYS:
            raise Refused(
                f"The plan does not fit into {MOST_DAYS // 365} years.",
                "Look for a date, a duration or a lag that was mistyped.",
            )
        return Dated(
            self.calendars, self.extra, self.n_units,
            (first - margin).astype(date), (last + margin).astype(date),
        )  # fmt: skip

    def wider(self) -> "Dated":
        """Return the same over three times the span, or the longest there may be."""
        span = (self.last - self.first).days
        return self.around((self.first, self.last), max(min(span, (MOST_DAYS - span) // 2), 1))


__all__ = ["DEFAULT", "Dated", "Straight", "WorkTime"]
