"""How much of each resource tasks use on each day, beside how much of it is there."""

from datetime import date

import numpy as np
import polars as pl

from pmo_core.analysis.work_time import DEFAULT, Dated

KEY = ["project", "code"]


def daily_load(
    tasks: pl.DataFrame, usage: pl.DataFrame, capacity: pl.DataFrame, time: Dated, first: date
) -> pl.DataFrame:
    """Return what is used of each resource day by day.

    Parameters
    ----------
    tasks : polars.DataFrame
        project, code, calendar (null = default), start, finish (days worked, both included; a task
        without them uses nothing).
    usage, capacity : polars.DataFrame
        As in `given.Frames`; `since` is a date.
    time : Dated
        Working time.
    first : date
        First day; what is used before it is left out.

    Returns
    -------
    polars.DataFrame
        resource, day, used, there (null = without limit), over (used above what is there, never
        below 0; null without limit); sorted. Days on which tasks use it, and all days worked by
        the default calendar until the last of them.

    Examples
    --------
    >>> from pmo_core.analysis.working_days import Calendar
    >>> friday, monday = date(2026, 11, 6), date(2026, 11, 9)
    >>> tasks = pl.DataFrame({"project": "P", "code": ["A", "B"], "calendar": None,
    ...                       "start": [friday, monday], "finish": [monday, monday]})
    >>> usage = tasks.select("project", "code", resource=pl.lit("DEV"), amount=8.0)
    >>> there = pl.DataFrame({"resource": "DEV", "since": [friday], "amount": [8.0]})
    >>> time = Dated({DEFAULT: Calendar()})
    >>> daily_load(tasks, usage, there, time, friday).select("used", "over").rows()
    [(8.0, 0.0), (16.0, 8.0)]
    """
    used = tasks.filter(pl.col("finish") >= first).join(
        usage.select(KEY).unique(), on=KEY, how="semi"
    ).select(
        *KEY, "calendar",
        day=pl.date_ranges(pl.max_horizontal("start", pl.lit(first)), "finish"),
    ).explode("day").drop_nulls("day")  # fmt: skip
    used = used.filter(_is_worked(time, used["calendar"], used["day"]))
    sums = used.join(usage, on=KEY).group_by("resource", "day").agg(used=pl.col("amount").sum())
    if sums.is_empty():
        return sums.select("resource", "day", "used", there="used", over="used")
    days = sums.select(day=pl.date_range(pl.lit(first), pl.col("day").max()))
    names = pl.repeat(DEFAULT, days.height, eager=True, dtype=pl.String)
    days = days.filter(_is_worked(time, names, days["day"]))
    every = sums.select("resource").unique().join(days, how="cross")
    rows = sums.join(every, on=["resource", "day"], how="full", coalesce=True).with_columns(
        pl.col("used").fill_null(0.0)
    )
    there = capacity.select("resource", day=pl.col("since").fill_null(first), there="amount")
    rows = rows.sort("day").join_asof(
        there.sort("day"),
        on="day",
        by="resource",
        strategy="backward",
        check_sortedness=False,
    )
    over = (pl.col("used") - pl.col("there")).clip(0.0)
    return rows.with_columns(over=over.round(6)).sort("resource", "day")


def _is_worked(time: Dated, calendars: pl.Series, days: pl.Series) -> pl.Series:
    """Return whether each day is worked by a calendar."""
    row, _ = time.number(calendars)
    begins, ends = time.moment_of(days), time.moment_of(days, is_end=True)
    return pl.Series(
        np.asarray(time.before(row, ends) > time.before(row, begins)), dtype=pl.Boolean
    )


__all__ = ["daily_load"]
