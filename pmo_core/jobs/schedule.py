"""Where the store and the critical path meet: the tasks of all open projects, and when they come.

Working time is that of the settings and holidays, or of a calendar of the register. Each project
is dated from its latest progress by element: what it did not report as begun or finished lies on or
after that day. Where that report is stale, or there is none, the day is as_of.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.network_frames import spanned
from pmo_core.analysis.summary_tasks import KEY, days_later, leaves, rolled_up
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.analysis.working_days import Calendar
from pmo_core.errors import Finding
from pmo_core.jobs.facts import Source
from pmo_core.jobs.schedule_links import links_of, without_circles
from pmo_core.jobs.schedule_tasks import elements_of, projects_of, tasks_of
from pmo_core.model.codes import sort_key


class PlanFrames(NamedTuple):
    """What `critical_path` takes: `critical_path(tasks, links, time, projects, as_of)`.

    Parameters
    ----------
    tasks : polars.DataFrame
        One row per element without parts, of projects neither closed nor canceled, sorted: project,
        code ("" = a whole project that others wait for), name, duration (working days, 0 =
        milestone), is_estimated (false: nothing says how long it takes, so one day is taken),
        calendar, constraint, constraint_on, actual_start, actual_finish, remaining,
        percent_complete, planned_start, planned_finish, planned_hours, low_days, high_days,
        range_shape, department, parent.
    links : polars.DataFrame
        project, successor, predecessor_project, predecessor, kind, lag; of_successor and
        of_predecessor are the elements that the register names: a link of a summary element holds
        for its parts. None names an unknown task and none runs in a circle.
    projects : polars.DataFrame
        project, start_on, finish_by (only where its dates are fixed), data_date.
    time : Dated
        Working time; "" is the calendar of all.
    elements : polars.DataFrame
        All elements of these projects, summaries too: project, code, name, parent, is_summary,
        planned_start, planned_finish.
    findings : tuple of Finding
        What was left out or assumed.
    """

    tasks: pl.DataFrame
    links: pl.DataFrame
    projects: pl.DataFrame
    time: Dated
    elements: pl.DataFrame
    findings: tuple[Finding, ...]


class Planned(NamedTuple):
    """All open projects, scheduled.

    Parameters
    ----------
    tasks : polars.DataFrame
        One row per element, sorted by project and code as people count: the columns of
        `critical_path`, then name, parent, is_summary, is_milestone, duration (working days; null
        for summaries), calendar, planned_start, planned_finish, baseline_start, baseline_finish,
        slipped_days (early finish less that of the latest baseline, working days; null without),
        percent_complete. Summaries say what their parts say together, and have no driver. A row
        with code "" is a whole project that others wait for.
    links : polars.DataFrame
        As in `PlanFrames`, with gap and is_driving.
    findings : tuple of Finding
        What was left out, assumed, or cannot be kept.
    """

    tasks: pl.DataFrame
    links: pl.DataFrame
    findings: tuple[Finding, ...]


def work_time(source: Source) -> Dated:
    """Return the working time of all calendars; the default one is that of the settings.

    A calendar on which no day of the week is worked is left out: its tasks have the default one.
    """
    holidays, days = source.table("holiday"), source.table("calendar_day")
    calendars = {DEFAULT: Calendar.of(source.settings(), holidays)}
    extra = {}
    common = holidays["day"].to_list()
    kept = source.table("calendar").filter(pl.col("working_days").str.contains("1"))
    for code, week, has_holidays in kept.select(
        "code", "working_days", "has_holidays"
    ).iter_rows():  # fmt: skip
        own = days.filter(pl.col("calendar") == code)
        off = own.filter(~pl.col("is_worked"))["day"].to_list()
        calendars[code] = Calendar(week, tuple(sorted({*off, *(common if has_holidays else ())})))
        extra[code] = own.filter("is_worked")["day"].to_list()
    return Dated(calendars, extra)


def plan_frames(source: Source, as_of: date) -> PlanFrames:
    """Return the tasks of all open projects, and what they wait for, as `critical_path` takes them.

    A task takes `duration_days`, or else the working days from its planned start to its planned
    finish. Where no link ties its start and it has no constraint, it starts no earlier than
    planned. See `schedule_tasks` about progress and `schedule_links` about links.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    as_of : date
        Progress after it is not known yet.
    """
    time = work_time(source)
    projects, assumed = projects_of(source, as_of)
    elements = elements_of(source, projects)
    below = leaves(elements)
    tasks, said = tasks_of(source, elements, projects, time, as_of)
    links, whole, left_out = links_of(source, tasks, elements, below, projects, time=time)
    tasks = pl.concat([tasks, whole], how="diagonal").sort(KEY)
    links, circles = without_circles(tasks, links)
    starts = links.filter(pl.col("kind").str.ends_with("S"))
    tied = starts.select("project", code="successor", _is_tied=True).unique()
    is_free = pl.col("_is_tied").is_null() & pl.col("constraint").is_null()
    begins = pl.coalesce("planned_start", "planned_finish")
    is_held = is_free & begins.is_not_null()
    tasks = tasks.join(tied, on=KEY, how="left", maintain_order="left").with_columns(
        constraint=pl.when(is_held).then(pl.lit("start no earlier than")).otherwise("constraint"),
        constraint_on=pl.when(is_held).then(begins).otherwise("constraint_on"),
    ).drop("_is_tied")  # fmt: skip
    kept = ["project", "start_on", "finish_by", "data_date"]
    return PlanFrames(
        tasks, links, projects.select(kept), time, elements,
        (*assumed, *said, *left_out, *circles),
    )  # fmt: skip


def schedule(source: Source, as_of: date) -> Planned:
    """Return when each task of all open projects comes, with floats, drivers and slips.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    as_of : date
        Data date of projects without a recent report by element.
    """
    return scheduled(plan_frames(source, as_of), baselines_of(source, as_of), as_of)


def scheduled(frames: PlanFrames, baseline: pl.DataFrame, as_of: date) -> Planned:
    """Return the schedule of frames, which may have been changed to see what comes of it.

    Parameters
    ----------
    frames : PlanFrames
        From `plan_frames`.
    baseline : polars.DataFrame
        From `baselines_of`.
    as_of : date
        As for `plan_frames`.
    """
    found = critical_path(frames.tasks, frames.links, frames.time, frames.projects, as_of)
    own = frames.tasks.select(
        *KEY, "name", "parent", "duration", "calendar", "planned_start", "planned_finish",
        "percent_complete", is_milestone=pl.col("duration") == 0,
    )  # fmt: skip
    tasks = found.tasks.join(own, on=KEY, maintain_order="left")
    tasks = tasks.join(baseline, on=KEY, how="left", maintain_order="left")
    summed = rolled_up(tasks, leaves(frames.elements))
    summaries = frames.elements.filter("is_summary").join(summed, on=KEY)
    # What was agreed about the summary itself comes before what was agreed about its parts.
    summaries = summaries.join(baseline, on=KEY, how="left", suffix="_own").with_columns(
        pl.coalesce(f"{name}_own", name).alias(name)
        for name in ("baseline_start", "baseline_finish")
    ).select(pl.exclude("^.*_own$"), is_milestone=False)  # fmt: skip
    rows = pl.concat([tasks.with_columns(is_summary=False), summaries], how="diagonal")
    rows = _in_order(rows.select(*tasks.columns, "is_summary"))
    time = spanned(frames.time, (_days(rows),), as_of)
    later = days_later(time, rows["calendar"], rows["baseline_finish"], rows["early_finish"])
    return Planned(
        rows.with_columns(slipped_days=later), found.links, (*frames.findings, *found.findings)
    )


def baselines_of(source: Source, as_of: date) -> pl.DataFrame:
    """Return the dates of elements as they were agreed last.

    Columns: project, code, baseline_start, baseline_finish; of the latest baseline approved until
    as_of that holds elements.
    """
    numbers = ["project", "number"]
    approved = source.table("baseline").filter(pl.col("approved_on") <= as_of).select(numbers)
    items = source.table("baseline_item").join(approved, on=numbers, how="semi")
    last = pl.col("number") == pl.col("number").max().over("project")
    return items.filter(last).select(
        "project", code="wbs", baseline_start="planned_start", baseline_finish="planned_finish"
    )


def _days(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the dates whose distance is counted, under names that `spanned` knows."""
    return rows.select(start="baseline_finish", finish="early_finish")


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows by project and code as people count: 1.2 before 1.10."""
    codes = sorted(rows["code"].unique(), key=sort_key)
    place: Mapping[str, int] = dict(zip(codes, range(len(codes)), strict=True))
    rank = pl.col("code").replace_strict(place, return_dtype=pl.Int64)
    return rows.sort("project", rank) if codes else rows


__all__ = [
    "PlanFrames", "Planned", "baselines_of", "plan_frames", "schedule", "scheduled", "work_time",
]  # fmt: skip
