"""Running totals of one project by month, and short series for sparklines."""

from datetime import date

import polars as pl

from pmo_core.analysis.calendar import month_range

MEASURES = ("planned", "actual", "forecast")


def s_curve(facts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return cumulative planned, actual and forecast cost at the ends of the months.

    Parameters
    ----------
    facts : polars.DataFrame
        `month` (first day) with `planned`, `actual`, `forecast` (what falls into the month; null =
        nothing known), as of `series`, of one project or of any selection.
    as_of : date
        Last day of the actuals.

    Returns
    -------
    polars.DataFrame
        One row per measure and month end from the measure's first month on: `day` (Date),
        `measure` (Planned, Actual, Forecast), `value`. Actual ends on as_of; forecast begins there
        with the actual cost to date and adds what is still to come.
    """
    months = facts.group_by("month").agg(
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in MEASURES
    )
    months = months.filter(pl.col("month").is_not_null())
    if months.is_empty():
        return pl.DataFrame(schema={"day": pl.Date, "measure": pl.String, "value": pl.Float64})
    first, last = months.select(
        pl.col("month").min().alias("a"), pl.col("month").max().alias("b")
    ).row(0)
    grid = month_range(first, max(last, as_of)).to_frame("month")
    running = (
        grid.join(months, on="month", how="left")
        .sort("month")
        .select(
            pl.col("month").dt.month_end().alias("end"),
            pl.min_horizontal(pl.col("month").dt.month_end(), pl.lit(as_of)).alias("known"),
            pl.col("month"),
            *(pl.col(name).cum_sum().forward_fill() for name in MEASURES),
        )
    )
    actual = running.filter(pl.col("month") <= as_of).select("actual", day="known")
    spent = actual.select(pl.col("actual").last().fill_null(0.0)).item() if actual.height else 0.0
    ahead = running.filter(pl.col("end") > as_of, pl.col("forecast").is_not_null())
    now = pl.DataFrame({"day": [as_of], "forecast": [spent]}).head(ahead.height)
    parts = (
        running.select("planned", day="end"),
        actual,
        now,
        ahead.select(pl.col("forecast") + spent, day="end"),
    )
    return pl.concat(
        part.unpivot(index="day", variable_name="measure", value_name="value").with_columns(
            pl.col("measure").str.to_titlecase(), pl.col("value").cast(pl.Float64)
        )
        for part in parts
    ).drop_nulls("value")


def trend(actual: pl.DataFrame, as_of: date, n_months: int = 12) -> pl.DataFrame:
    """Return the actual cost of the last months per project, for a sparkline.

    Parameters
    ----------
    actual : polars.DataFrame
        `project`, `month`, `actual`; several rows per month are summed.
    as_of : date
        The last month is that of this day.
    n_months : int
        Length of the series.

    Returns
    -------
    polars.DataFrame
        `project`, `trend` (list of n_months Float64, the latest last; a month without lines is 0).
        A project without lines in these months has no row.
    """
    first = as_of.year * 12 + as_of.month - n_months
    months = month_range(date(first // 12, first % 12 + 1, 1), as_of).to_frame("month")
    sums = actual.join(months, on="month").group_by("project", "month").agg(pl.col("actual").sum())
    grid = sums.select("project").unique().join(months, how="cross")
    return (
        grid.join(sums, on=["project", "month"], how="left")
        .sort("project", "month")
        .group_by("project", maintain_order=True)
        .agg(pl.col("actual").fill_null(0.0).cast(pl.Float64).alias("trend"))
    )
