"""The span of days that a timeline shows, and the ticks of its axis."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

Zoom = Literal["Years", "Quarters", "Months", "Weeks"]
_MONTHS = {"Years": 12, "Quarters": 3, "Months": 1}
_SHOWN: dict[Zoom, tuple[int, int]] = {
    "Years": (5, 1), "Quarters": (8, 2), "Months": (6, 1), "Weeks": (8, 1),
}  # fmt: skip
"""Units that are seen, and how many of them lie before the present one."""
_COARSE: dict[Zoom, str] = {"Years": "1q", "Quarters": "1q", "Months": "1mo", "Weeks": "1w"}
_GRAIN: dict[Zoom, str] = {"Years": "1q", "Quarters": "1mo", "Months": "1w", "Weeks": "1d"}


@dataclass(frozen=True)
class Window:
    """What is seen of time: from the first to the last day, both included."""

    zoom: Zoom
    first: date
    last: date

    def moved(self, share: float) -> "Window":
        """Return the window moved by a share of its length, in whole units of its zoom.

        Examples
        --------
        >>> window("Quarters", date(2026, 11, 23)).moved(0.5).first
        datetime.date(2027, 4, 1)
        """
        n = round(_SHOWN[self.zoom][0] * share)
        return _of(self.zoom, _shifted(self.zoom, self.first, n))

    def periods(self, *, is_coarse: bool = False) -> pl.DataFrame:
        """Return the periods in which work is counted at this zoom: begin, end (last day).

        The first begins at the window's first day; coarse ones are the units of the zoom, except
        that years have their quarters.
        """
        grain = _COARSE[self.zoom] if is_coarse else _GRAIN[self.zoom]
        begins = pl.date_range(self.first, self.last, grain, eager=True)
        ends = begins.shift(-1).dt.offset_by("-1d").fill_null(self.last)
        return pl.DataFrame({"begin": begins, "end": ends})

    def ticks(self) -> pl.DataFrame:
        """Return the days that the axis marks: on, label (empty between two labeled ones)."""
        interval = "1w" if self.zoom == "Weeks" else _GRAIN[self.zoom]
        first = self.first
        if self.zoom == "Months":
            first = self.first + timedelta(days=-self.first.weekday() % 7)
        days = pl.date_range(first, self.last, interval, eager=True)
        if self.zoom == "Months":
            months = pl.date_range(self.first, self.last, "1mo", eager=True)
            days = pl.concat([days, months]).unique().sort()
        day = pl.col("on").dt
        label = {
            "Years": (day.ordinal_day() == 1, day.strftime("%Y")),
            "Quarters": (
                (day.month() - 1) % 3 == 0,
                pl.format("{} Q{}", day.year(), day.quarter()),
            ),
            "Months": (day.day() == 1, day.strftime("%Y-%m")),
            "Weeks": (pl.lit(value=True), day.strftime("W%V\n%m-%d")),
        }[self.zoom]
        shown = pl.when(label[0]).then(label[1]).otherwise(pl.lit(""))
        return days.to_frame("on").with_columns(label=shown)


def window(zoom: Zoom, day: date, *, is_first: bool = False) -> Window:
    """Return the window of a zoom around a day, or the one that begins with the day's unit.

    Parameters
    ----------
    zoom : {"Years", "Quarters", "Months", "Weeks"}
        Five years, eight quarters, six months or eight weeks.
    day : date
        The day.
    is_first : bool
        Whether the window begins with the day's unit; otherwise some of the past is seen.

    Examples
    --------
    >>> shown = window("Quarters", date(2026, 11, 23))
    >>> shown.first.isoformat(), shown.last.isoformat()
    ('2026-04-01', '2028-03-31')
    >>> window("Weeks", date(2026, 11, 25), is_first=True).first.isoformat()
    '2026-11-23'
    """
    before = 0 if is_first else _SHOWN[zoom][1]
    return _of(zoom, _shifted(zoom, _begin(zoom, day), -before))


def _of(zoom: Zoom, first: date) -> Window:
    return Window(zoom, first, _shifted(zoom, first, _SHOWN[zoom][0]) - timedelta(days=1))


def _begin(zoom: Zoom, day: date) -> date:
    """Return the first day of the unit in which a day lies."""
    if zoom == "Weeks":
        return day - timedelta(days=day.weekday())
    n = _MONTHS[zoom]
    return date(day.year, (day.month - 1) // n * n + 1, 1)


def _shifted(zoom: Zoom, first: date, n: int) -> date:
    """Return the first day of the unit that lies so many units later."""
    if zoom == "Weeks":
        return first + timedelta(weeks=n)
    months = first.year * 12 + first.month - 1 + n * _MONTHS[zoom]
    return date(months // 12, months % 12 + 1, 1)


__all__ = ["Window", "Zoom", "window"]
