"""How many hours people are there, and months as weeks."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from pmo_core.analysis.calendar import working_days
from pmo_core.analysis.capacity.plan import Unit
from pmo_core.analysis.working_days import Calendar

LOWEST = 1
"""Level of someone in a skill, or in the own role, where none is given: the lowest on the scale
from 1 to 5, so that nobody counts for more than is known."""


def periods_of(first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return the periods that hold the days from `first` to `last`: `period` and `end` (exclusive).

    Examples
    --------
    >>> periods_of(date(2027, 3, 10), date(2027, 3, 15), "week")["period"].to_list()
    [datetime.date(2027, 3, 8), datetime.date(2027, 3, 15)]
    """
    by = "1mo" if unit == "month" else "1w"
    days = pl.Series([first, last]).dt.truncate(by)
    begins = pl.date_range(days[0], days[1], by, eager=True).alias("period")
    return begins.to_frame().with_columns(end=pl.col("period").dt.offset_by(by))


def availability(
    people: pl.DataFrame,
    periods: pl.DataFrame,
    calendar: Calendar,
    absences: pl.DataFrame | None = None,
    extra: Sequence[date] = (),
) -> pl.DataFrame:
    """Return the hours that each person is there: working days x weekly hours / days of a week.

    Parameters
    ----------
    people : polars.DataFrame
        `person`, `weekly_hours` (null = not known); optional `start` and `end` (Date): first and
        last day with the organization, null = no limit.
    periods : polars.DataFrame
        `period`, `end` (exclusive), as `periods_of` returns them.
    calendar : Calendar
        Working days of the week and holidays of all.
    absences : polars.DataFrame, optional
        `person`, `start`, `end` (Date, both included): leave, sickness. Days told twice count once.
    extra : sequence of date
        Days that are worked although the week or a holiday says no.

    Returns
    -------
    polars.DataFrame
        `person`, `period`, `hours` (Float64; null where the weekly hours are not known), one row
        per person and period, sorted.

    Examples
    --------
    >>> kim = pl.DataFrame({"person": ["Kim"], "weekly_hours": [30.0]})
    >>> march = periods_of(date(2027, 3, 1), date(2027, 3, 31), "month")
    >>> off = pl.DataFrame(
    ...     {"person": ["Kim"], "start": [date(2027, 3, 4)], "end": [date(2027, 3, 8)]}
    ... )
    >>> availability(kim, march, Calendar(), off)["hours"].to_list()  # 23 - 3 days of 6 hours
    [120.0]
    """
    for name in ("start", "end"):
        if name not in people.columns:
            people = people.with_columns(pl.lit(None, pl.Date).alias(name))
    rows = people.select("person", "weekly_hours", "start", until="end").join(periods, how="cross")
    rows = rows.with_columns(
        begins=pl.max_horizontal("period", "start"),
        ends=pl.min_horizontal("end", pl.col("until").dt.offset_by("1d")),
    )
    worked = _counter(calendar, extra)
    rows = rows.with_columns(n_days=worked(rows["begins"], rows["ends"]).clip(0))
    if absences is not None:
        rows = rows.join(_days_off(absences, rows, worked), on=["person", "period"], how="left")
        rows = rows.with_columns(n_days=pl.col("n_days") - pl.col("n_off").fill_null(0))
    daily = pl.col("weekly_hours").cast(pl.Float64) / calendar.mask.count("1")
    return rows.select("person", "period", hours=pl.col("n_days") * daily).sort("person", "period")


def _counter(
    calendar: Calendar, extra: Sequence[date]
) -> Callable[[pl.Series, pl.Series], pl.Series]:
    """Return what counts the days in [start, end) that are worked."""
    more = pl.Series(sorted(set(extra)), dtype=pl.Date)
    by_week = working_days(more, more + timedelta(days=1), calendar.mask, calendar.holidays)
    added = more.filter(by_week == 0).to_numpy()

    def count(start: pl.Series, end: pl.Series) -> pl.Series:
        there = np.searchsorted(added, end.to_numpy()) - np.searchsorted(added, start.to_numpy())
        return working_days(start, end, calendar.mask, calendar.holidays) + pl.Series(there)

    return count


def _days_off(
    absences: pl.DataFrame,
    rows: pl.DataFrame,
    worked: Callable[[pl.Series, pl.Series], pl.Series],
) -> pl.DataFrame:
    """Return the working days off per person and period, within the person's time."""
    days = (
        absences.filter(pl.col("start") <= pl.col("end"))
        .select("person", day=pl.date_ranges("start", "end"))
        .explode("day", empty_as_null=False)
        .unique()
    )
    return (
        days.filter(worked(days["day"], days["day"] + timedelta(days=1)) == 1)
        .join(rows.select("person", "period", "begins", "ends"), on="person")
        .filter(pl.col("day").is_between("begins", "ends", closed="left"))
        .group_by("person", "period")
        .agg(n_off=pl.len().cast(pl.Int64))
    )


def weekly(monthly: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return hours of months as hours of weeks, spread evenly over the working days.

    Parameters
    ----------
    monthly : polars.DataFrame
        `period` (first day of a month) and `hours`, with any other columns.
    calendar : Calendar
        Working days of the week and holidays of all.

    Returns
    -------
    polars.DataFrame
        The same columns; `period` is the Monday of a week. Hours of a month without a working day
        stay on the week of its first day. The sum of the hours is the same.

    Examples
    --------
    >>> march = pl.DataFrame({"period": [date(2027, 3, 1)], "hours": [230.0]})
    >>> weekly(march, Calendar())["hours"].to_list()  # 23 working days
    [50.0, 50.0, 50.0, 50.0, 30.0]
    """
    months = monthly["period"].unique().sort()
    if months.is_empty():
        return monthly.with_columns(pl.col("hours").cast(pl.Float64))
    days = (
        months.alias("month").to_frame()
        .with_columns(day=pl.date_ranges("month", pl.col("month").dt.month_end()))
        .explode("day", empty_as_null=False)
    )  # fmt: skip
    works = working_days(
        days["day"], days["day"] + timedelta(days=1), calendar.mask, calendar.holidays
    ).cast(pl.Float64)
    days = days.with_columns(works=works).with_columns(
        works=pl.when(pl.col("works").sum().over("month") > 0).then("works")
        .otherwise((pl.col("day") == pl.col("month")).cast(pl.Float64))
    )  # fmt: skip
    shares = (
        days.group_by("month", week=pl.col("day").dt.truncate("1w"))
        .agg(share=pl.col("works").sum())
        .with_columns(share=pl.col("share") / pl.col("share").sum().over("month"))
        .filter(pl.col("share") > 0)
    )
    others = [name for name in monthly.columns if name not in ("period", "hours")]
    return (
        monthly.join(shares, left_on="period", right_on="month")
        .group_by(*others, period="week")
        .agg(hours=(pl.col("hours").cast(pl.Float64) * pl.col("share")).sum())
        .select(monthly.columns)
        .sort(*others, "period")
    )


__all__ = ["LOWEST", "availability", "periods_of", "weekly"]
