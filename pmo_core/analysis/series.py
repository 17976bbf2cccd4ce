"""Planned, actual and forecast cost by project and month: the facts that roll-ups sum."""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.calendar import working_days
from pmo_core.errors import Finding

NEXT_DAY = timedelta(days=1)
LONG = timedelta(days=365)
"""A forecast finish that passed longer ago is no forecast any more."""
CENT = 0.01
"""What is left below half of it is nothing: the difference of two sums of floats."""


def planned(budget: pl.DataFrame, value: str = "amount", *, name: str = "planned") -> pl.DataFrame:
    """Spread budget lines over the months of their periods: value / n_months in each month.

    Parameters
    ----------
    budget : polars.DataFrame
        Register `budget_line`: `project`, `category`, `period_on`, `n_months` and the value, in one
        currency; null = not known.
    value : {"amount", "hours"}
        What is spread.
    name : str
        Name of the result's value.

    Returns
    -------
    polars.DataFrame
        One row per budget line and month: project, category, month, planned (Float64, null stays).
    """
    return (
        budget.select(
            "project",
            "category",
            pl.col("period_on").dt.truncate("1mo").alias("_first"),
            pl.int_ranges(0, pl.col("n_months")).alias("_step"),
            (pl.col(value).cast(pl.Float64) / pl.col("n_months")).alias(name),
        )
        .explode("_step")
        .select(
            "project",
            "category",
            pl.col("_first").dt.offset_by(pl.format("{}mo", "_step")).alias("month"),
            name,
        )
    )


def evenly(projects: pl.DataFrame) -> pl.DataFrame:
    """Spread planned cost evenly over the months from planned start to planned finish.

    For projects of which no budget lines are known: planned cost / number of months in each month,
    those of start and finish included.

    Parameters
    ----------
    projects : polars.DataFrame
        `code`, `planned_cost` (null = not known), `planned_start`, `planned_finish`.

    Returns
    -------
    polars.DataFrame
        As `planned` gives it, category empty. Without a finish, or with one before the start, all
        falls into the month of the start; without a start, into no month (null). A project without
        planned cost has no rows.

    Examples
    --------
    >>> one = {"code": ["A"], "planned_cost": [90.0], "planned_start": [date(2026, 11, 30)]}
    >>> evenly(pl.DataFrame(one | {"planned_finish": [date(2027, 1, 1)]}))["planned"].to_list()
    [30.0, 30.0, 30.0]
    """
    start, finish = pl.col("planned_start"), pl.col("planned_finish")
    months = (finish.dt.year() - start.dt.year()) * 12 + finish.dt.month() - start.dt.month() + 1
    return planned(
        projects.drop_nulls("planned_cost").select(
            project="code",
            category=pl.lit(""),
            period_on="planned_start",
            n_months=months.fill_null(1).clip(1).cast(pl.Int64),
            amount="planned_cost",
        )
    )


def actual(months: pl.DataFrame, value: str = "cost_base", *, name: str = "actual") -> pl.DataFrame:
    """Return the posted sums by project, category and month; null where none of the lines is known.

    Parameters
    ----------
    months : polars.DataFrame
        Table `rollup_actual_month`: sums with `n_lines`, `n_without_cost`, `n_without_rate`,
        `n_without_hours`.
    value : {"cost_base", "hours"}
        What is taken.
    name : str
        Name of the result's value.

    Returns
    -------
    polars.DataFrame
        project, category, role, month, actual (Float64). Lines of different currency are summed.
    """
    unknown = ["n_without_hours"] if value == "hours" else ["n_without_cost", "n_without_rate"]
    is_known = pl.sum_horizontal(unknown).sum() < pl.col("n_lines").sum()
    total = pl.col(value).cast(pl.Float64).sum()
    return months.group_by("project", "category", "role", "month", maintain_order=True).agg(
        pl.when(is_known).then(total).alias(name)
    )


def forecast(
    projects: pl.DataFrame,
    as_of: date,
    *,
    mask: str = "1111100",
    holidays: Sequence[date] = (),
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Spread what is still to be spent over the months that remain.

    Estimate to complete: ETC = forecast cost - actual cost to date (EAC - AC in ANSI/PMI 19-006).
    Month's part = ETC x working days of the project in the month / working days from the day after
    as_of to the forecast finish, the finish included.

    Parameters
    ----------
    projects : polars.DataFrame
        Open projects: `code`, `forecast_cost`, `actual_cost` (null = nothing posted),
        `forecast_finish`; amounts in one currency. Other columns are ignored.
    as_of : date
        Last day of the actuals.
    mask, holidays
        Working calendar, see `calendar.working_days`.

    Returns
    -------
    polars.DataFrame, tuple of Finding
        `project`, `month`, `forecast` (Float64, never negative); month null = at no known time. A
        project without forecast cost has no rows. Findings (value = code):
        `forecast_below_actual`: nothing is spread; `forecast_finish_passed`: all falls on the day
        after as_of; `forecast_finish_long_passed` (more than a year ago): nobody forecasts it any
        more, all falls into no month; `forecast_finish_missing`: all falls into no month.
    """
    start = as_of + NEXT_DAY
    rows = projects.select(
        project="code",
        etc=pl.col("forecast_cost").cast(pl.Float64)
        - pl.col("actual_cost").cast(pl.Float64).fill_null(0.0),
        finish=pl.col("forecast_finish"),
    ).filter(pl.col("etc").is_not_null())
    findings = _findings(rows, as_of)
    rows = rows.filter(pl.col("etc") > CENT / 2)
    is_dated = (pl.col("finish") >= as_of - LONG).fill_null(value=False)
    undated = rows.filter(~is_dated).select("project", month=pl.lit(None, pl.Date), forecast="etc")
    rows = rows.filter(is_dated).with_columns(
        end=pl.max_horizontal("finish", pl.lit(as_of)) + NEXT_DAY
    )
    whole = working_days(_repeat(start, rows.height), rows["end"], mask, holidays)
    first = start.replace(day=1)
    grid = (
        rows.with_columns(whole=whole, month=pl.date_ranges(pl.lit(first), "end", "1mo"))
        .explode("month")
        .with_columns(
            begin=pl.max_horizontal("month", pl.lit(start)),
            until=pl.min_horizontal(pl.col("month").dt.offset_by("1mo"), "end"),
        )
    )
    days = working_days(grid["begin"], grid["until"], mask, holidays)
    # Without a working day left, everything falls on the first day.
    is_first = (pl.col("month") == first).cast(pl.Float64)
    share = pl.when(pl.col("whole") > 0).then(pl.col("days") / pl.col("whole")).otherwise(is_first)
    spread = grid.with_columns(days=days).select("project", "month", forecast=pl.col("etc") * share)
    spread = pl.concat([spread.filter(pl.col("forecast") > 0), undated])
    return spread.sort("project", "month"), findings


def _repeat(day: date, n: int) -> pl.Series:
    """Return a day n times."""
    return pl.Series([day] * n, dtype=pl.Date)


def _findings(rows: pl.DataFrame, as_of: date) -> tuple[Finding, ...]:
    """Say which forecasts contradict the actuals or the day."""
    is_left = pl.col("etc") > CENT / 2
    kinds = (
        ("forecast_below_actual", pl.col("etc") < -CENT / 2,
         "the forecast cost is below what is spent."),
        ("forecast_finish_missing", is_left & pl.col("finish").is_null(),
         "there is money left to spend, but no forecast finish."),
        ("forecast_finish_long_passed", is_left & (pl.col("finish") < as_of - LONG),
         "the forecast finish passed more than a year ago; what is left is placed in no month."),
        ("forecast_finish_passed",
         is_left & pl.col("finish").is_between(as_of - LONG, as_of),
         "the forecast finish has passed; what is left is placed on the day after."),
    )  # fmt: skip
    return tuple(
        Finding("warning", kind, f"{code}: {words}", value=code)
        for kind, where, words in kinds
        for code in rows.filter(where)["project"]
    )


def combined(*parts: pl.DataFrame) -> pl.DataFrame:
    """Put facts of several measures below each other; what a part does not have is null or empty.

    Texts that a part lacks (category, role) are empty, so that they count as not given.
    """
    facts = pl.concat(parts, how="diagonal_relaxed")
    texts = [name for name, kind in facts.schema.items() if kind == pl.String]
    return facts.with_columns(pl.col(name).fill_null("") for name in texts)
