"""Months, fiscal periods, working days and full-time equivalents.

Inside analysis ranges of days are half-open, [start, end).
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

Period = Literal["month", "quarter", "fiscal_year", "total"]
MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "fiscal_year": 12}


def fiscal_year(day: pl.Expr, start_month: int = 1) -> pl.Expr:
    """Return the fiscal year of a day, named by the calendar year in which it ends (Int32).

    Examples
    --------
    >>> days = pl.Series([date(2026, 3, 31), date(2026, 4, 1)])
    >>> pl.select(fiscal_year(pl.lit(days), 4)).to_series().to_list()
    [2026, 2027]
    """
    begins_later = pl.lit(start_month > 1) & (day.dt.month() >= start_month)
    return day.dt.year() + begins_later.cast(pl.Int32)


def fiscal_month(day: pl.Expr, start_month: int = 1) -> pl.Expr:
    """Return the number of the month within the fiscal year, 1 to 12 (Int32)."""
    return (day.dt.month().cast(pl.Int32) - start_month) % 12 + 1


def fiscal_quarter(day: pl.Expr, start_month: int = 1) -> pl.Expr:
    """Return the quarter of the fiscal year, 1 to 4 (Int32)."""
    return (fiscal_month(day, start_month) - 1) // 3 + 1


def period_on(day: pl.Expr, period: Period, start_month: int = 1) -> pl.Expr:
    """Return the first day of the period that holds a day (Date); null for `total`.

    Examples
    --------
    >>> day = pl.lit(date(2026, 3, 31))
    >>> pl.select(period_on(day, "fiscal_year", 4)).item()
    datetime.date(2025, 4, 1)
    """
    if period == "total":
        return pl.lit(None, dtype=pl.Date)
    back = (fiscal_month(day, start_month) - 1) % MONTHS_IN[period]
    month = day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1 - back  # since year 0
    return pl.date(month // 12, month % 12 + 1, 1)


def period_label(day: pl.Expr, period: Period, start_month: int = 1) -> pl.Expr:
    """Return the name of the period that holds a day: 2026-04, FY2027 Q1, FY2027, Total.

    A fiscal year that begins in January is written 2026 and 2026 Q1.

    Examples
    --------
    >>> pl.select(period_label(pl.lit(date(2026, 4, 1)), "quarter", 4)).item()
    'FY2027 Q1'
    """
    prefix = "FY" if start_month > 1 else ""
    year = fiscal_year(day, start_month)
    if period == "total":
        return pl.lit("Total")
    if period == "month":
        return day.dt.strftime("%Y-%m")
    if period == "quarter":
        return pl.format(prefix + "{} Q{}", year, fiscal_quarter(day, start_month))
    return pl.format(prefix + "{}", year)


def month_range(first: date, last: date) -> pl.Series:
    """Return the first days of the months from `first`'s to `last`'s, both included.

    Examples
    --------
    >>> month_range(date(2026, 11, 30), date(2027, 1, 1)).to_list()[-1]
    datetime.date(2027, 1, 1)
    """
    return pl.date_range(first.replace(day=1), last.replace(day=1), "1mo", eager=True).alias(
        "month"
    )


def working_days(
    start: pl.Series, end: pl.Series, mask: str = "1111100", holidays: Sequence[date] = ()
) -> pl.Series:
    """Return the number of working days in [start, end) per row (Int64).

    Parameters
    ----------
    start, end : polars.Series of Date
        First day, and the day after the last; a null gives null, an end before the start a
        negative count.
    mask : str
        Seven of 0 and 1, Monday first, 1 = works.
    holidays : sequence of date
        Days on which nobody works.

    Examples
    --------
    >>> week = pl.Series([date(2026, 11, 2)]), pl.Series([date(2026, 11, 9)])
    >>> working_days(*week, holidays=[date(2026, 11, 4)]).to_list()
    [4]
    """
    known = start.is_not_null() & end.is_not_null()
    some = date(2000, 1, 3)
    counts = np.busday_count(
        start.fill_null(some).to_numpy().astype("datetime64[D]"),
        end.fill_null(some).to_numpy().astype("datetime64[D]"),
        weekmask=[int(day) for day in mask],
        holidays=np.array(holidays, dtype="datetime64[D]"),
    )
    return pl.Series("working_days", counts, dtype=pl.Int64).set(~known, None)


def fte(hours: pl.Expr, hours_per_month: float, n_months: int | pl.Expr = 1) -> pl.Expr:
    """Return full-time equivalents: hours / (n_months x hours of one full-time month).

    Examples
    --------
    >>> pl.select(fte(pl.lit(960.0), 160.0, 3)).item()
    2.0
    """
    return hours.cast(pl.Float64) / (n_months * pl.lit(hours_per_month))


def fte_by_days(hours: pl.Expr, days: pl.Expr, hours_per_day: float) -> pl.Expr:
    """Return full-time equivalents: hours / (working days x hours per day); null without days.

    Examples
    --------
    >>> pl.select(fte_by_days(pl.lit(336.0), pl.lit(21), 8.0)).item()
    2.0
    """
    return pl.when(days > 0).then(hours.cast(pl.Float64) / (days * pl.lit(hours_per_day)))
