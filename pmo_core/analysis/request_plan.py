"""What the figures of a request say as rows of a project's plan: budget, benefits, work, goals."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

import polars as pl

from pmo_core.analysis.calendar import fiscal_year, month_range
from pmo_core.model import Benefit, BudgetLine, Contribution, Demand, Record
from pmo_core.model.intake import Effort, Figures, YearRange

_MONEY = pl.Decimal(18, 4)
_CENTS = pl.Decimal(18, 2)


@dataclass(frozen=True)
class Span:
    """The days from the first to the last of a plan, both included, and its fiscal year.

    Parameters
    ----------
    start, finish : date
        First and last day.
    start_month : int
        First month of the fiscal year.
    """

    start: date
    finish: date
    start_month: int = 1

    def months(self, years: Sequence[int]) -> pl.DataFrame:
        """Return the months over which an amount of each fiscal year is spread.

        These are the planned months of the year; where the plan has none in it, all its months.

        Returns
        -------
        polars.DataFrame
            year (Int64), month_on (first day of the month), in that order.

        Examples
        --------
        >>> span = Span(date(2027, 11, 15), date(2028, 2, 14))
        >>> span.months([2027, 2029]).group_by("year", maintain_order=True).len().rows()
        [(2027, 2), (2029, 12)]
        """
        wanted = pl.DataFrame({"year": sorted(set(years))}, schema={"year": pl.Int64})
        first = pl.date(pl.col("year") - int(self.start_month > 1), self.start_month, 1)
        every = wanted.with_columns(
            month_on=pl.date_ranges(first, first.dt.offset_by("11mo"), "1mo")
        ).explode("month_on")
        planned = month_range(self.start, self.finish).implode()
        in_plan = pl.col("month_on").is_in(planned)
        return every.filter(in_plan | ~in_plan.any().over("year")).sort("year", "month_on")

    def years(self) -> list[int]:
        """Return the fiscal years of the plan, the first one first.

        Examples
        --------
        >>> Span(date(2027, 1, 4), date(2027, 9, 30), start_month=4).years()
        [2027, 2028]
        """
        ends = pl.DataFrame({"day": [self.start, self.finish]})
        first, last = ends.select(fiscal_year(pl.col("day"), self.start_month))["day"].to_list()
        return list(range(first, last + 1))


def finish_of(start: date, n_months: int) -> date:
    """Return the last day of something that begins on `start` and takes `n_months` months.

    That is the last day of all where it would come after the year 9999.

    Examples
    --------
    >>> finish_of(date(2027, 1, 4), 9), finish_of(date(2027, 8, 31), 6)
    (datetime.date(2027, 10, 3), datetime.date(2028, 2, 29))
    """
    month = start.year * 12 + start.month - 1 + n_months
    year, number = month // 12, month % 12 + 1
    if year > MAXYEAR:
        return date.max
    last = calendar.monthrange(year, number)[1]
    if last < start.day:
        return date(year, number, last)
    return date(year, number, start.day) - timedelta(days=1)


def budget(project: str, costs: Sequence[YearRange], span: Span) -> pl.DataFrame:
    """Return one budget line per fiscal year: its likely cost over its planned months.

    Returns
    -------
    polars.DataFrame
        Rows of `budget_line`, base currency; their sum is that of the likely costs.
    """
    sums = _by_year(costs)
    periods = (
        span.months(sums["year"].to_list())
        .group_by("year")
        .agg(period_on=pl.col("month_on").min(), n_months=pl.len().cast(pl.Int64))
    )
    rows = sums.filter(pl.col("likely") > 0).join(periods, on="year").sort("year")
    return _typed(BudgetLine, rows.with_columns(project=pl.lit(project), amount="likely"))


def benefits(project: str, expected: Sequence[YearRange]) -> pl.DataFrame:
    """Return one row of `benefit` per fiscal year, base currency: likely, lowest and highest."""
    rows = _by_year(expected).select(
        "year", project=pl.lit(project), planned_benefit="likely", low_benefit="low",
        high_benefit="high",
    )  # fmt: skip
    return _typed(Benefit, rows)


def demand(project: str, effort: Sequence[Effort], span: Span) -> pl.DataFrame:
    """Return the hours of each year and role, spread evenly over its planned months.

    Months get whole hundredths of an hour, and their sum is exactly that of the year.

    Returns
    -------
    polars.DataFrame
        Rows of `demand`.

    Examples
    --------
    >>> span = Span(date(2027, 1, 1), date(2027, 3, 31))
    >>> rows = demand("P", [Effort(year=2027, role="DEV", hours=100)], span)
    >>> [float(hours) for hours in rows["hours"]]
    [33.33, 33.34, 33.33]
    """
    schema = {"year": pl.Int64, "role": pl.String, "hours": pl.Float64}
    rows = pl.DataFrame([one.model_dump() for one in effort], schema=schema)
    sums = rows.group_by("role", "year").agg(
        cents=(pl.col("hours").sum() * 100).round().cast(pl.Int64)
    )
    months = span.months(sums["year"].to_list()).with_columns(
        place=pl.int_range(pl.len()).over("year"), n=pl.len().over("year")
    )
    until = (pl.col("cents") * pl.col("place") * 2 + pl.col("n")) // (pl.col("n") * 2)
    after = (pl.col("cents") * (pl.col("place") + 1) * 2 + pl.col("n")) // (pl.col("n") * 2)
    spread = sums.filter(pl.col("cents") > 0).join(months, on="year")
    spread = spread.with_columns(hours=(after - until).cast(_CENTS) / pl.lit(100).cast(_CENTS))
    return _typed(Demand, spread.with_columns(project=pl.lit(project)).sort("role", "month_on"))


def contributions(project: str, figures: Figures) -> pl.DataFrame:
    """Return the goals that the project serves, with the part of it that does (rows above 0)."""
    goals = {goal: share for goal, share in figures.goals.items() if share > 0}
    rows = pl.DataFrame(
        {"goal": list(goals), "share_pct": list(goals.values())},
        schema={"goal": pl.String, "share_pct": pl.Float64},
    )
    return _typed(Contribution, rows.with_columns(project=pl.lit(project)))


def _by_year(amounts: Sequence[YearRange]) -> pl.DataFrame:
    """Return year, likely, low and high as decimals, a year once; unknown bounds stay empty.

    Where a year stands twice, an amount without bounds counts as its own bound.
    """
    schema = {"year": pl.Int64, **dict.fromkeys(("likely", "low", "high"), pl.Float64)}
    rows = pl.DataFrame([one.model_dump() for one in amounts], schema=schema)
    decimal = pl.col("likely", "low", "high").round(4).cast(_MONEY)
    bounds = [
        pl.when(pl.col(name).is_not_null().any()).then(pl.coalesce(name, "likely").sum())
        for name in ("low", "high")
    ]
    grouped = rows.with_columns(decimal).group_by("year", maintain_order=True)
    return grouped.agg(pl.col("likely").sum(), *bounds).sort("year")


def _typed(record: type[Record], rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with all fields of a register; those not given have their default."""
    schema = record.polars_schema()
    return rows.select(
        pl.col(name).cast(kind)
        if name in rows.columns
        else pl.lit(record.model_fields[name].get_default(), kind).alias(name)
        for name, kind in schema.items()
    )


__all__ = ["Span", "benefits", "budget", "contributions", "demand", "finish_of"]
