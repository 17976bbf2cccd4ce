"""Hours of months as hours of weeks, spread as the people who work them are there."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from pmo_core.analysis.capacity.availability import weekly
from pmo_core.analysis.working_days import Calendar


def parts_of(months: Iterable[date]) -> pl.DataFrame:
    """Return the parts of weeks that lie in each month, in order.

    Parameters
    ----------
    months : iterable of date
        First days of months.

    Returns
    -------
    polars.DataFrame
        `period` (first day of the part), `end` (exclusive), `month`, `week` (its Monday).

    Examples
    --------
    >>> parts_of([date(2027, 4, 1)])["period"].dt.day().to_list()  # 1 April 2027 is a Thursday
    [1, 5, 12, 19, 26]
    """
    return (
        pl.DataFrame({"month": sorted(set(months))}, schema={"month": pl.Date})
        .with_columns(day=pl.date_ranges("month", pl.col("month").dt.month_end()))
        .explode("day", empty_as_null=False)
        .group_by("month", week=pl.col("day").dt.truncate("1w"))
        .agg(period=pl.col("day").min(), end=pl.col("day").max().dt.offset_by("1d"))
        .select("period", "end", "month", "week")
        .sort("period")
    )


def weekly_as_there(monthly: pl.DataFrame, there: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return hours of months as hours of weeks, in proportion to the hours that people are there.

    Who is on leave for half a month works in the other half.

    Parameters
    ----------
    monthly : polars.DataFrame
        `person` (null or empty = nobody is named), `period` (first day of a month), `hours`, with
        any other columns.
    there : polars.DataFrame
        `person`, `month`, `week`, `hours` (null = not known), one row per part of a week.
    calendar : Calendar
        For rows of nobody, or of people who are not there in the month or of whom that is not
        known: working days, as `weekly` spreads them.

    Returns
    -------
    polars.DataFrame
        The columns of `monthly`; `period` is the Monday of a week. The sum of the hours is the
        same.

    Examples
    --------
    >>> march = date(2027, 3, 1)
    >>> booked = pl.DataFrame({"person": ["Kim"], "period": [march], "hours": [60.0]})
    >>> kim = {"person": "Kim", "month": march, "week": [march, date(2027, 3, 8)]}
    >>> weekly_as_there(booked, pl.DataFrame({**kim, "hours": [8.0, 40.0]}), Calendar()).rows()
    [('Kim', datetime.date(2027, 3, 1), 10.0), ('Kim', datetime.date(2027, 3, 8), 50.0)]
    """
    shares = there.filter(pl.col("hours") > 0).select(
        "person", "week", period="month",
        share=pl.col("hours") / pl.col("hours").sum().over("person", "month"),
    )  # fmt: skip
    who, others = ["person", "period"], [
        name for name in monthly.columns if name not in ("period", "hours")
    ]  # fmt: skip
    spread = monthly.join(shares, on=who).select(
        *others, period="week", hours=pl.col("hours").cast(pl.Float64) * pl.col("share")
    )
    rest = weekly(monthly.join(shares.select(who).unique(), on=who, how="anti"), calendar)
    return (
        pl.concat([spread, rest.select(spread.columns)])
        .group_by(*others, "period")
        .agg(pl.col("hours").sum())
        .select(monthly.columns)
        .sort(*others, "period")
    )


__all__ = ["parts_of", "weekly_as_there"]
