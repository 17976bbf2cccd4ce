"""What projects ask for by role and month: their demand, or their effort over its dates."""

from datetime import timedelta

import polars as pl

from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs.facts import Source


def asked_by_month(source: Source) -> pl.DataFrame:
    """Return the register of demand, as `resources.demanded` returns it, of all projects."""
    month = pl.col("month_on").dt.truncate("1mo")
    return source.table("demand").select(
        "project", "role", pl.col("level").cast(pl.Int64), source=pl.lit("demand"), period=month,
        until=pl.max_horizontal(month, pl.col("until_on").dt.truncate("1mo")),
        hours=pl.col("hours").cast(pl.Float64),
    )  # fmt: skip


def effort_by_month(source: Source, calendar: Calendar) -> pl.DataFrame:
    """Return effort by month, of projects without demand, over the dates of their elements.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    calendar : Calendar
        Working days over which the hours of an element are spread.

    Returns
    -------
    polars.DataFrame
        As `resources.demanded` returns it, of all projects.
    """
    asked = source.table("demand").select("project").unique()
    elements = source.table("wbs_element").select(
        "project", "planned_start", "planned_finish", wbs="code"
    )
    projects = source.table("project").select(
        project="code", _start="planned_start", _finish="planned_finish"
    )
    days = (
        source.table("effort").join(asked, on="project", how="anti")
        .join(elements, on=["project", "wbs"], how="left")
        .join(projects, on="project", how="left")
        .select(
            "project", "role", pl.col("hours").cast(pl.Float64),
            start=pl.coalesce("planned_start", "_start"),
            finish=pl.coalesce("planned_finish", "_finish"),
        )
        .filter(pl.col("start") <= pl.col("finish"))
    )  # fmt: skip
    months = (
        days.with_row_index("_row")
        .with_columns(
            period=pl.date_ranges(pl.col("start").dt.truncate("1mo"), "finish", interval="1mo")
        )
        .explode("period", empty_as_null=False)
        .with_columns(
            start=pl.max_horizontal("start", "period"),
            end=pl.min_horizontal("finish", pl.col("period").dt.month_end()),
        )
    )
    n_days = calendar.count(months["start"], months["end"] + timedelta(days=1))
    whole = pl.col("n_days").sum().over("_row")
    is_first = (pl.col("period") == pl.col("period").min().over("_row")).cast(pl.Float64)
    share = pl.when(whole > 0).then(pl.col("n_days") / whole).otherwise(is_first)
    return (
        months.with_columns(n_days=n_days)
        .with_columns(hours=pl.col("hours") * share)
        .group_by("project", "role", "period")
        .agg(pl.col("hours").sum())
        .select(
            "project", "role", level=pl.lit(None, pl.Int64), source=pl.lit("effort"),
            period="period", until="period", hours="hours",
        )
    )  # fmt: skip


__all__ = ["asked_by_month", "effort_by_month"]
