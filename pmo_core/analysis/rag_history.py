"""Which rating held for each project at the end of each month."""

from datetime import date, timedelta

import polars as pl

from pmo_core.model import Settings

OLD, UNRATED = "no current status", "not rated"


def held(
    projects: pl.DataFrame,
    reports: pl.DataFrame,
    *,
    as_of: date,
    settings: Settings,
    n_months: int = 12,
) -> pl.DataFrame:
    """Return the manager's rating that held at each month's end, and on as_of.

    The latest report until a day holds on it, for `stale_status_days`.

    Parameters
    ----------
    projects : polars.DataFrame
        code, name, is_open, actual_finish.
    reports : polars.DataFrame
        Register `status_report`.
    as_of : date
        Last day.
    settings : Settings
        `stale_status_days`.
    n_months : int
        How many days: as_of and the month's ends before it.

    Returns
    -------
    polars.DataFrame
        project, project_name, day, month ("2026-10"), rag (a rating, `UNRATED` where the report
        gives none, `OLD` where it holds no more), status_on; by project and day, from its first
        report until it ended.
    """
    first = as_of.replace(day=1)
    ends = [first - timedelta(days=1)]
    while len(ends) < n_months:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    days = pl.DataFrame({"day": [*ends[: n_months - 1], as_of]}).sort("day")
    told = reports.filter(pl.col("data_date") <= as_of).select(
        "project", "rag", status_on="data_date"
    )
    grid = projects.select(
        "name", "is_open", "actual_finish", project="code"
    ).join(days, how="cross")  # fmt: skip
    rows = grid.sort("day").join_asof(
        told.sort("status_on"), left_on="day", right_on="status_on", by="project", coalesce=False,
        check_sortedness=False,
    )  # fmt: skip
    age = (pl.col("day") - pl.col("status_on")).dt.total_days()
    is_old = age > settings.stale_status_days
    ended = (pl.col("actual_finish") < pl.col("day")).fill_null(value=False)
    rating = pl.when(is_old).then(pl.lit(OLD)).otherwise(pl.col("rag").fill_null(UNRATED))
    return (
        rows.filter(age.is_not_null(), ~ended, pl.col("is_open") | ~is_old)
        .select(
            "project", "day", "status_on", project_name="name",
            month=pl.col("day").dt.strftime("%Y-%m"), rag=rating,
        )
        .select("project", "project_name", "day", "month", "rag", "status_on")
        .sort("project", "day")
    )  # fmt: skip


def counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Return how many projects had each rating: month, rag, n_projects; by month.

    Parameters
    ----------
    rows : polars.DataFrame
        As `held` returns it.
    """
    return (
        rows.group_by("month", "rag")
        .agg(n_projects=pl.len().cast(pl.Int64))
        .sort("month", "rag")
    )  # fmt: skip


__all__ = ["OLD", "UNRATED", "counted", "held"]
