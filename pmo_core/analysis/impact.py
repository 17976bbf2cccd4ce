"""What a slip does to the tasks of all projects: the plan changed, made again, and compared."""

from datetime import date

import numpy as np
import polars as pl

from pmo_core.analysis.network_frames import spanned
from pmo_core.analysis.summary_tasks import KEY, days_later
from pmo_core.analysis.work_time import WorkTime

_BEGUN = pl.col("actual_start").is_not_null()


def slipped(
    tasks: pl.DataFrame, before: pl.DataFrame, chosen: pl.DataFrame, *, days: int, time: WorkTime,
    as_of: date,
) -> pl.DataFrame:  # fmt: skip
    """Return the tasks of a plan of which some come later.

    What has not begun starts no earlier than so many working days, of its own calendar, after the
    start that it has now. What has begun needs so many days more, unless it waits for a task that
    comes later itself.

    Parameters
    ----------
    tasks : polars.DataFrame
        As for `critical_path`: project, code, duration, calendar, constraint, constraint_on,
        actual_start, actual_finish, remaining; and data_date (null = as_of).
    before : polars.DataFrame
        The same tasks as `critical_path` dates them now.
    chosen : polars.DataFrame
        project, code of those that slip; what is finished stays.
    days : int
        Working days.
    time : WorkTime
        Working time.
    as_of : date
        Data date of what has none.
    """
    is_open = tasks.filter(pl.col("actual_finish").is_null())
    key = is_open.join(chosen, on=KEY, how="semi").select(*KEY, _slips=True)
    names = ("early_start", "early_finish", "driver_project", "driver", "driver_kind")
    dates = before.select(*KEY, *names)
    # A start that was made stays, so nothing that waits for it is led by it.
    driver = is_open.join(key, on=KEY, how="semi").select(
        driver_project="project", driver="code", _is_set=_BEGUN
    )
    is_moving = ~pl.col("_is_set") | pl.col("driver_kind").str.starts_with("F")
    led = pl.col("_is_set").is_not_null() & is_moving.fill_null(False)
    rows = (
        tasks.join(key, on=KEY, how="left", maintain_order="left")
        .join(dates, on=KEY, how="left", maintain_order="left")
        .join(driver, on=["driver_project", "driver"], how="left", maintain_order="left")
        .with_columns(pl.col("_slips").fill_null(False), _led=led)
    )
    slips = pl.col("_slips")
    is_point = pl.col("duration") == 0
    # A milestone that is led by work lies at the end of its day, any other at the beginning.
    is_at_end = is_point & pl.col("driver").is_not_null()
    held = slips & ~_BEGUN & ~(is_point & pl.col("_led"))
    longer = slips & _BEGUN & ~pl.col("_led")
    waits = longer & (pl.col("constraint") == "must finish on").fill_null(False)
    return rows.with_columns(
        constraint=pl.when(held)
        .then(pl.when(is_at_end).then(pl.lit("must finish on"))
              .otherwise(pl.lit("start no earlier than")))
        .otherwise("constraint"),
        constraint_on=pl.when(held).then(_moved_on(rows, "early_start", days, time))
        .when(waits).then(_moved_on(rows, "early_finish", days, time))
        .otherwise("constraint_on"),
        remaining=pl.when(longer & ~waits).then(_left(rows, time, as_of) + days)
        .otherwise("remaining"),
    ).select(tasks.columns)  # fmt: skip


def _moved_on(rows: pl.DataFrame, name: str, days: int, time: WorkTime) -> pl.Series:
    """Return the day that lies so many working days after the early start or finish of tasks."""
    time = spanned(time, (rows.select(start="early_start", finish="early_finish"),), None)
    calendar = time.number(rows["calendar"])[0]
    moment = time.at(calendar, time.before(calendar, time.moment_of(rows[name])) + days)
    return time.day_of(moment, np.zeros(len(moment), np.bool_)).set(rows[name].is_null(), None)


def _left(rows: pl.DataFrame, time: WorkTime, as_of: date) -> pl.Series:
    """Return the working days still to do of what has begun, as `critical_path` counts them."""
    today = rows["data_date"].fill_null(as_of)
    time = spanned(time, (rows.select(start="actual_start", finish=today),), as_of)
    calendar = time.number(rows["calendar"])[0]
    done = time.before(calendar, time.moment_of(today)) - time.before(
        calendar, time.moment_of(rows["actual_start"])
    )
    left = (rows["duration"].fill_null(1) - pl.Series(done).clip(0)).clip(0)
    return rows["remaining"].fill_null(left)


def moved(before: pl.DataFrame, after: pl.DataFrame, time: WorkTime) -> pl.DataFrame:
    """Return the tasks that end later than before.

    Parameters
    ----------
    before, after : polars.DataFrame
        Tasks of two schedules: project, code, early_finish; of `after` also driver_project and
        driver, calendar, and anything else.
    time : WorkTime
        Working time.

    Returns
    -------
    polars.DataFrame
        Rows of `after` with finish_before, finish_after and days_later (working days of the task's
        calendar), by project, the latest last.
    """
    rows = after.join(before.select(*KEY, finish_before="early_finish"), on=KEY)
    time = spanned(time, (rows.select(start="finish_before", finish="early_finish"),), None)
    later = days_later(time, rows["calendar"], rows["finish_before"], rows["early_finish"])
    return (
        rows.with_columns(days_later=later, finish_after="early_finish")
        .filter(pl.col("days_later") > 0)
        .sort("project", "finish_after", "days_later", "code")
    )


def finishes(before: pl.DataFrame, after: pl.DataFrame, time: WorkTime) -> pl.DataFrame:
    """Return per project its last finish before and after.

    Parameters
    ----------
    before, after : polars.DataFrame
        Tasks of two schedules: project, code, early_finish; of `after` also calendar.
    time : WorkTime
        Working time.

    Returns
    -------
    polars.DataFrame
        project, finish_before, finish_after, days_later: working days of the calendar of the task
        that ends last.
    """
    was = before.group_by("project").agg(finish_before=pl.col("early_finish").max())
    now = after.sort("early_finish").group_by("project").agg(
        finish_after=pl.col("early_finish").last(), calendar=pl.col("calendar").last()
    )  # fmt: skip
    rows = was.join(now, on="project").sort("project")
    time = spanned(time, (rows.select(start="finish_before", finish="finish_after"),), None)
    later = days_later(time, rows["calendar"], rows["finish_before"], rows["finish_after"])
    return rows.drop("calendar").with_columns(days_later=later)


__all__ = ["finishes", "moved", "slipped"]
