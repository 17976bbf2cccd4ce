"""The working calendar: days are added and counted as people work them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from pmo_core.analysis.calendar import working_days
from pmo_core.errors import Refused
from pmo_core.model import Settings

_CENTURY_DAYS = 26_000


@dataclass(frozen=True)
class Calendar:
    """On which days work is done.

    Parameters
    ----------
    mask : str
        Seven of 0 and 1, Monday first, 1 = works.
    holidays : tuple of date
        Days on which nobody works.

    Raises
    ------
    Refused
        No day of the week is a working day.
    """

    mask: str = "1111100"
    holidays: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if "1" not in self.mask:
            raise Refused(
                "No day of the week is a working day, so nothing can be dated.",
                "Choose the working days in Settings.",
            )

    @classmethod
    def of(cls, settings: Settings, holidays: pl.DataFrame) -> "Calendar":
        """Return the calendar of the settings and of the register `holiday`."""
        return cls(settings.working_days, tuple(holidays["day"].sort()))

    @cached_property
    def _numpy(self) -> np.busdaycalendar:
        days = np.array(self.holidays, dtype="datetime64[D]")
        return np.busdaycalendar(weekmask=[int(day) for day in self.mask], holidays=days)

    def add(self, day: pl.Series, n_days: pl.Series | Sequence[int]) -> pl.Series:
        """Return the days so many working days after each day (Date).

        A day off counts as the next working day; so adding 0 gives the first working day on or
        after the day, and adding -1 the last one before it.

        Parameters
        ----------
        day : polars.Series of Date
            Null gives null.
        n_days : polars.Series of int, or sequence of int
            As many as days; null gives null.

        Examples
        --------
        >>> friday = pl.Series([date(2026, 12, 18)] * 3)
        >>> xmas = Calendar(holidays=(date(2026, 12, 24), date(2026, 12, 25)))
        >>> [f"{one:%m-%d}" for one in xmas.add(friday, [0, 1, 4])]
        ['12-18', '12-21', '12-28']
        """
        n = pl.Series(n_days, dtype=pl.Int64)
        known = day.is_not_null() & n.is_not_null()
        moved = np.busday_offset(
            day.fill_null(date(2000, 1, 3)).to_numpy().astype("datetime64[D]"),
            n.fill_null(0).to_numpy(),
            roll="forward",
            busdaycal=self._numpy,
        )
        return pl.Series(day.name, moved).cast(pl.Date).set(~known, None)

    def after(self, day: pl.Series, n_days: pl.Series | Sequence[float | None]) -> pl.Series:
        """Return the days on which so many working days after each day are worked (Date).

        Unlike in `add`, a day off counts as the last working day before it: what is left of the
        work on a Sunday begins on Monday.

        Parameters
        ----------
        day : polars.Series of Date
            By whose end the count begins. Null gives null.
        n_days : polars.Series, or sequence, of float
            Begun days count whole. Null gives null, and so does more than a century: what has
            hardly begun has no pace.

        Examples
        --------
        >>> sunday = pl.Series([date(2026, 11, 22)] * 4)
        >>> [str(one) for one in Calendar().after(sunday, [0, 0.5, 2, 1e6])]
        ['2026-11-20', '2026-11-23', '2026-11-24', 'None']
        """
        n = pl.Series(n_days, dtype=pl.Float64).round(6).ceil()
        known = day.is_not_null() & n.is_not_null() & (n.abs() <= _CENTURY_DAYS)
        moved = np.busday_offset(
            day.fill_null(date(2000, 1, 3)).to_numpy().astype("datetime64[D]"),
            n.set(~known, 0.0).fill_null(0.0).to_numpy().astype(np.int64),
            roll="backward",
            busdaycal=self._numpy,
        )
        return pl.Series(day.name, moved).cast(pl.Date).set(~known.fill_null(value=False), None)

    def day(self, start: date, n_days: int = 0) -> date:
        """Return one day as `add` does.

        Examples
        --------
        >>> Calendar().day(date(2026, 11, 21))
        datetime.date(2026, 11, 23)
        """
        found: date = self.add(pl.Series([start]), [n_days]).item()
        return found

    def count(self, start: pl.Series, end: pl.Series) -> pl.Series:
        """Return the number of working days in [start, end) per row; see `calendar.working_days`.

        Examples
        --------
        >>> week = pl.Series([date(2026, 12, 21)]), pl.Series([date(2026, 12, 28)])
        >>> Calendar(holidays=(date(2026, 12, 25),)).count(*week).to_list()
        [4]
        """
        return working_days(start, end, self.mask, self.holidays)


__all__ = ["Calendar"]
