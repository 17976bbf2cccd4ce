"""The schedule of one project as people read it: what decides each start, in words; its links."""

from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.network_frames import spanned
from pmo_core.analysis.summary_tasks import days_later
from pmo_core.analysis.work_time import Dated, WorkTime
from pmo_core.jobs.schedule import PlanFrames, Planned

_WORDS = {
    "FS": "after {}", "SS": "with the start of {}", "FF": "with the end of {}",
    "SF": "with the start of {}",
}  # fmt: skip
_PLANNED = "start no earlier than"


def of_project(planned: Planned, frames: PlanFrames, project: str) -> pl.DataFrame:
    """Return the rows of one project with level (0 = top) and why (what decides the start).

    Parameters
    ----------
    planned : Planned
        From `schedule`.
    frames : PlanFrames
        What it was made from.
    project : str
        Code of the project.

    Returns
    -------
    polars.DataFrame
        Rows of `planned.tasks` without the whole project.
    """
    rows = planned.tasks.filter(pl.col("project") == project, pl.col("code") != "")
    given = {
        one["code"]: one
        for one in frames.tasks.filter(pl.col("project") == project)
        .select("code", "constraint", "constraint_on", "actual_start", "actual_finish")
        .iter_rows(named=True)
    }  # fmt: skip
    lags = {
        (one["predecessor_project"], one["predecessor"], one["successor"]): one["lag"]
        for one in planned.links.filter("is_driving", pl.col("project") == project).iter_rows(
            named=True
        )
    }
    parents = dict(rows.select("code", "parent").iter_rows())
    return rows.with_columns(
        level=pl.Series([_level(code, parents) for code in rows["code"]], dtype=pl.Int64),
        why=pl.Series(
            [_why(one, given, lags) for one in rows.iter_rows(named=True)], dtype=pl.String
        ),
    )


def links_of_project(planned: Planned, project: str) -> pl.DataFrame:
    """Return the links that lead to tasks of one project, and from them to other projects.

    Returns
    -------
    polars.DataFrame
        project, successor, other_project, predecessor ("" = the whole project), kind, lag_days,
        gap (working days to spare; null where the link says nothing any more), is_driving.
    """
    links = planned.links.filter(pl.col("of_successor") != "")
    mine = (pl.col("project") == project) | (pl.col("predecessor_project") == project)
    return links.filter(mine).select(
        "project", "successor", "predecessor", "kind", "gap", "is_driving",
        other_project="predecessor_project", lag_days="lag",
    ).select("project", "successor", "other_project", "predecessor", "kind", "lag_days", "gap",
             "is_driving")  # fmt: skip


def listing(planned: Planned, projects: pl.DataFrame, time: Dated) -> pl.DataFrame:
    """Return one row per project that has tasks, the latest slips first.

    Columns: project, name, stage, manager, early_start, early_finish, planned_finish,
    slipped_days (last finish less last finish in the latest baseline, working days of the
    project's calendar; null without), percent_complete, n_tasks, n_critical.

    Parameters
    ----------
    planned : Planned
        From `schedule`.
    projects : polars.DataFrame
        Register of projects.
    time : Dated
        Working time.
    """
    tasks = planned.tasks.filter(~pl.col("is_summary"), pl.col("code") != "")
    done, weight = pl.col("percent_complete"), pl.col("duration")
    rows = tasks.group_by("project").agg(
        pl.col("early_start").min(),
        pl.col("early_finish").max(),
        finish=pl.col("baseline_finish").max(),
        n_tasks=pl.len(),
        n_critical=pl.col("is_critical").sum(),
        percent_complete=pl.when(done.count() > 0, weight.sum() > 0).then(
            (done.fill_null(0.0) * weight).sum() / weight.sum()
        ),
    )
    named = projects.select(
        "name", "stage", "manager", "planned_finish", "calendar", project="code"
    )
    rows = rows.join(named, on="project")
    wide: WorkTime = spanned(
        time, (rows.select("finish"), rows.select(finish="early_finish")), None
    )
    later = days_later(wide, rows["calendar"], rows["finish"], rows["early_finish"])
    return rows.with_columns(slipped_days=later).select(
        "project", "name", "stage", "manager", "early_start", "early_finish", "planned_finish",
        "slipped_days", "percent_complete", "n_tasks", "n_critical",
    ).sort("slipped_days", "project", descending=[True, False], nulls_last=True)  # fmt: skip


def _level(code: str, parents: dict[str, str | None]) -> int:
    above, level = parents.get(code), 0
    while above is not None:
        above, level = parents.get(above), level + 1
    return level


def _why(
    row: dict[str, Any], given: dict[str, dict[str, Any]],
    lags: dict[tuple[str, str, str], int],
) -> str:  # fmt: skip
    """Return what decides when a task starts."""
    if row["is_summary"]:
        return "its parts"
    task = given[row["code"]]
    if task["actual_finish"]:
        return f"finished {task['actual_finish']}"
    if row["driver"] is not None:
        return _after(row, lags)
    if task["actual_start"]:
        return f"begun {task['actual_start']}"
    on: date | None = task["constraint_on"]
    if on and task["constraint"] and on >= row["early_start"]:
        return "planned start" if task["constraint"] == _PLANNED else f"{task['constraint']} {on}"
    return "project start or data date"


def _after(row: dict[str, Any], lags: dict[tuple[str, str, str], int]) -> str:
    other, code = row["driver_project"], row["driver"]
    place = other if other != row["project"] else ""
    name = f"{place} {code}".strip() if code else f"all of {other}"
    lag = lags.get((other, code, row["code"]), 0)
    words = _WORDS[row["driver_kind"]].format(name)
    if not lag:
        return words
    return f"{words} {'+' if lag > 0 else '-'} {abs(lag)} d"


__all__ = ["links_of_project", "listing", "of_project"]
