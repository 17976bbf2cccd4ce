"""What follows when a project, or an element of it, slips or is stopped: for whom, and how.

A slip goes through the schedule of all projects: the plan is made again with it, and compared with
the plan as it is. Projects that are tied to what comes later, but not by their tasks, are touched:
no dates say by how much. What is stopped never comes, so no new date is worked out for what waits
for it: it loses its predecessor.
"""

from datetime import date
from typing import NamedTuple

import polars as pl

from pmo_core.analysis import impact as slips
from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.impact_paths import bereft, paths, touched
from pmo_core.analysis.relationships import TASKS
from pmo_core.analysis.summary_tasks import KEY, inside
from pmo_core.errors import NotFound, Refused
from pmo_core.jobs.facts import Source
from pmo_core.jobs.impact_who import at_stake, milestones, n_undated, people
from pmo_core.jobs.relationships import open_ties
from pmo_core.jobs.schedule import PlanFrames, plan_frames
from pmo_core.jobs.schedule_tasks import ENDED

SLIPS, STOPPED = "slips", "stopped"
LATER, ABSORBED, REACHED = "later", "absorbed", "not moved"
LOSES, BEHIND, TOUCHED = "loses its predecessor", "behind one that loses", "touched"
EFFECTS = (SLIPS, STOPPED, LATER, LOSES, BEHIND, ABSORBED, TOUCHED, REACHED)
"""What becomes of a project, the worst first."""


class Impact(NamedTuple):
    """What follows for whom.

    Parameters
    ----------
    projects : polars.DataFrame
        One row per project that is reached, the cause first: project, project_name, effect (one of
        `EFFECTS`), days_later (working days of its finish; null = no date is known), finish_before,
        finish_after, n_tasks and n_milestones that come later or lose what they wait for (null =
        not known), benefit
        (planned from this fiscal year on, base currency; null = none known), path (in words) and
        last_task (where it ends), both null without tasks, needs, kind and steps (the tie that
        touches it, and how many ties away it is; null where dates are known), manager.
    milestones : polars.DataFrame
        project, project_name, code, name, wbs, finish_before, finish_after, days_later.
    tasks : polars.DataFrame
        project, code, name, driver_project, driver, finish_before, finish_after, days_later.
    people : polars.DataFrame
        person, why, n_projects, days_later (the most of theirs): whom to talk to.
    n_undated : int
        Milestones of the reached projects that name no element, so that no date is known.
    """

    projects: pl.DataFrame
    milestones: pl.DataFrame
    tasks: pl.DataFrame
    people: pl.DataFrame
    n_undated: int


def impact(
    source: Source, as_of: date, project: str, days: int | None, wbs: str = "", *,
    frames: PlanFrames | None = None, before: pl.DataFrame | None = None,
) -> Impact:  # fmt: skip
    """Return what follows when a project slips by so many working days, or is stopped.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    as_of : date
        Day of the schedule.
    project : str
        Project that slips.
    days : int or None
        Working days by which all that is open in it comes later; None = it is stopped.
    wbs : str
        Element that slips instead, with all below it; what follows in its project moves as the
        links say.
    frames : PlanFrames, optional
        What `plan_frames` gave for the day, where it is known already.
    before : polars.DataFrame, optional
        Tasks of the schedule as it is, as `critical_path` or `schedule` give them.

    Raises
    ------
    NotFound
        There is no such project or element.
    Refused
        The project has ended, the element is finished, or the slip is not a whole day or more.
    """
    _require(source, project, days)
    frames = frames or plan_frames(source, as_of)
    if before is None:
        before = critical_path(
            frames.tasks, frames.links, frames.time, frames.projects, as_of
        ).tasks  # fmt: skip
    before = before.join(frames.tasks.select(KEY), on=KEY, how="semi")
    chosen = _chosen(frames, project, wbs)
    if days is None:
        hit, dates = _lost(frames, before, chosen)
    else:
        hit, dates = _late(frames, before, chosen, days, as_of)
    effect = STOPPED if days is None else SLIPS
    is_cause = pl.col("project") == project
    hit = hit.with_columns(effect=pl.when(is_cause).then(pl.lit(effect)).otherwise("effect"))
    tied, ends = open_ties(source), slips.finishes(*_sides(dates), frames.time)
    reached = _reached(project, effect, hit, ends, tied)
    dated = milestones(source, frames, hit, dates)
    found = _complete(source, as_of, reached, hit, dated)
    return Impact(
        found,
        dated.join(found.select("project", "project_name"), on="project", maintain_order="left"),
        hit.select(*KEY, "name", "driver_project", "driver", "finish_before", "finish_after",
                   "days_later"),
        people(found, tied, source.table("cross_link"), cause=project),
        n_undated(source, hit),
    )  # fmt: skip


def _require(source: Source, project: str, days: int | None) -> None:
    found = source.table("project").filter(pl.col("code") == project)
    if found.is_empty():
        raise NotFound(f"There is no project {project}.")
    if found["stage"][0] in ENDED:
        raise Refused(f"{project} is {found['stage'][0]}: nothing in it can slip any more.")
    if days is not None and days < 1:
        raise Refused("A slip is at least one working day.", "Type how many days later it comes.")


def _chosen(frames: PlanFrames, project: str, wbs: str) -> pl.DataFrame:
    """Return the open tasks that slip: project and code."""
    is_open = pl.col("actual_finish").is_null()
    own = frames.tasks.filter(pl.col("project") == project)
    if not wbs:
        return own.filter(is_open).select(KEY)
    if frames.elements.filter(pl.col("project") == project, pl.col("code") == wbs).is_empty():
        raise NotFound(f"There is no element {wbs} in {project}.")
    parts = inside(frames.elements.filter(pl.col("project") == project))
    found = own.filter(is_open).select(KEY).join(
        parts.filter(pl.col("element") == wbs), on=KEY, how="semi"
    )  # fmt: skip
    if found.is_empty():
        raise Refused(f"{wbs} of {project} is finished: it cannot slip any more.")
    return found


def _late(
    frames: PlanFrames, before: pl.DataFrame, chosen: pl.DataFrame, days: int, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the tasks that come later, and the finishes of all before and after."""
    data_date = frames.projects.select("project", "data_date")
    given = frames.tasks.join(data_date, on="project", how="left", maintain_order="left")
    time = frames.time
    moved = slips.slipped(given, before, chosen, days=days, time=time, as_of=as_of)
    after = critical_path(
        moved.drop("data_date"), frames.links, time, frames.projects, as_of
    ).tasks.join(frames.tasks.select(*KEY, "name", "calendar", "duration"), on=KEY)  # fmt: skip
    dates = before.select(*KEY, finish_before="early_finish").join(
        after.select(*KEY, "calendar", finish_after="early_finish"), on=KEY
    )
    return slips.moved(before, after, time).with_columns(effect=pl.lit(LATER)), dates


def _lost(
    frames: PlanFrames, before: pl.DataFrame, gone: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return what is stopped and what waits for it, the nearest of a project last, and finishes."""
    done = frames.tasks.filter(pl.col("actual_finish").is_not_null()).select(KEY)
    behind = bereft(frames.links, gone, done)
    stopped = gone.with_columns(steps=pl.lit(0, pl.Int64))
    rows = pl.concat([stopped, behind], how="diagonal").sort("steps", *KEY, descending=True)
    own = frames.tasks.select(*KEY, "name", "duration", "calendar")
    dates = (
        before.select(*KEY, finish_before="early_finish")
        .join(own, on=KEY)
        .with_columns(finish_after=pl.lit(None, pl.Date), days_later=pl.lit(None, pl.Int64))
    )
    is_direct = pl.col("steps") == 1
    hit = rows.join(dates, on=KEY, how="left", maintain_order="left").with_columns(
        effect=pl.when(is_direct).then(pl.lit(LOSES)).otherwise(pl.lit(BEHIND))
    )
    return hit, dates


def _sides(dates: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the finishes before and after as two schedules."""
    return (
        dates.select(*KEY, early_finish="finish_before"),
        dates.select(*KEY, "calendar", early_finish="finish_after"),
    )


def _reached(
    cause: str, effect: str, hit: pl.DataFrame, ends: pl.DataFrame, tied: pl.DataFrame
) -> pl.DataFrame:
    """Return the projects that are reached: by their tasks, or else by what ties them."""
    is_spared = (pl.col("effect") == LATER) & (pl.col("days_later") == 0)
    by_tasks = (
        hit.group_by("project")
        .agg(n_tasks=(pl.col("code") != "").sum().cast(pl.Int64), effect=pl.col("effect").last())
        .join(ends, on="project")
        .with_columns(effect=pl.when(is_spared).then(pl.lit(ABSORBED)).otherwise("effect"))
    )
    if cause not in by_tasks["project"]:  # without tasks
        alone = pl.DataFrame({"project": [cause], "effect": [effect]})
        by_tasks = pl.concat([by_tasks, alone], how="diagonal")
    known = by_tasks["project"]
    waits = (pl.col("kind") == TASKS) & pl.col("needs").is_in(known.implode())
    spared = (
        tied.filter(waits, ~pl.col("project").is_in(known.implode()))
        .select("project", effect=pl.lit(REACHED))
        .unique()
        .join(ends, on="project")
    )
    # What is within a project's own float goes no further.
    passes = (pl.col("effect") != ABSORBED) & (pl.col("days_later").fill_null(1) > 0)
    near = touched(tied, by_tasks.filter(passes)["project"].to_list(), [*known, *spared["project"]])
    rest = near.select("project", "steps", "needs", "kind", effect=pl.lit(TOUCHED))
    return pl.concat([by_tasks, spared, rest], how="diagonal")


def _complete(
    source: Source, as_of: date, reached: pl.DataFrame, hit: pl.DataFrame, dated: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows with names, paths, counts and benefits, the worst first."""
    counts = dated.group_by("project").agg(n_milestones=pl.len().cast(pl.Int64))
    rank = pl.col("effect").replace_strict(EFFECTS, range(len(EFFECTS)), return_dtype=pl.Int64)
    named = source.table("project").select("manager", project="code", project_name="name")
    rows = reached
    for frame in (named, paths(hit), counts, at_stake(source, as_of)):
        rows = rows.join(frame, on="project", how="left")
    return (
        rows.with_columns(
            pl.when(pl.col("effect") != TOUCHED)
            .then(pl.col("n_tasks", "n_milestones").fill_null(0))
        )
        .sort(rank, "days_later", "steps", "project", descending=[False, True, False, False],
              nulls_last=True)
        .select("project", "project_name", "effect", "days_later", "finish_before", "finish_after",
                "n_tasks", "n_milestones", "benefit", "path", "last_task", "needs", "kind", "steps",
                "manager")
    )  # fmt: skip


__all__ = [
    "ABSORBED", "BEHIND", "EFFECTS", "LATER", "LOSES", "REACHED", "SLIPS", "STOPPED", "TOUCHED",
    "Impact", "impact",
]  # fmt: skip
