"""Where the store and leveling meet: chosen projects placed so that no role is used twice.

All other projects keep their dates and take what they need first, and so do tasks that have begun,
tasks that must lie on a day, and projects whose dates are fixed. Nothing is written until somebody
accepts what was found.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.leveling.given import Frames
from pmo_core.analysis.leveling.level import Leveled, leveling
from pmo_core.analysis.summary_tasks import KEY, days_later, leaves, parents
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.errors import Finding, Refused
from pmo_core.jobs.background import Canceled, Tell
from pmo_core.jobs.facts import Source
from pmo_core.jobs.priority import priority
from pmo_core.jobs.resources import role_capacity
from pmo_core.jobs.schedule import plan_frames, work_time
from pmo_core.store import Session

SECONDS = 10.0
STAGES = ("approved", "delivery")
"""Stages of projects whose work is sure to be done."""
HORIZON = timedelta(days=3 * 365)
"""How far capacity is looked up; from there on it stays as it is in the last week."""
_MUST = ("must start on", "must finish on")
_NOT_BEFORE = "start no earlier than"


class Asked(NamedTuple):
    """A question to leveling: the plan, its working time, its day, and what was left out."""

    frames: Frames
    time: Dated
    as_of: date
    findings: tuple[Finding, ...]


class Changes(NamedTuple):
    """What accepting a leveled plan writes: rows as they shall be and as they are, by register."""

    now: dict[str, pl.DataFrame]
    was: dict[str, pl.DataFrame]


def asked(source: Source, as_of: date, projects: Sequence[str]) -> Asked:
    """Return the question how some projects are to be leveled.

    A task uses its planned hours of each role (register `effort`) evenly over its duration; of
    projects that nobody approved only where they may move. A role
    has the hours of the people whose main role it is, or those kept by hand; one of which nothing
    is known has no limit. A project loses its priority value for each working day that it ends
    later than the critical path says, with nothing begun before today that has not begun.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    as_of : date
        Day before which nothing is begun.
    projects : sequence of str
        Projects that may move.

    Raises
    ------
    Refused
        None of the projects has tasks.
    """
    plan = plan_frames(source, as_of)
    if plan.tasks.filter(pl.col("project").is_in(list(projects))).is_empty():
        raise Refused("The chosen projects have no tasks.", "Plan them, or choose others.")
    waiting = _not_before(plan.tasks, as_of)
    dates = critical_path(waiting, plan.links, plan.time, plan.projects, as_of).tasks
    own = plan.projects.select("project", "start_on", "finish_by", "data_date")
    tasks = plan.tasks.join(
        dates.select(*KEY, "early_start", "early_finish"), on=KEY, maintain_order="left"
    ).join(own, on="project", how="left", maintain_order="left")  # fmt: skip
    kind = pl.col("constraint").fill_null("")
    has_begun = pl.col("actual_start").is_not_null() | pl.col("actual_finish").is_not_null()
    stays = ~pl.col("project").is_in(list(projects)) | pl.col("finish_by").is_not_null()
    tasks = tasks.select(
        *KEY, "duration", "calendar",
        planned_start="early_start", planned_finish="early_finish",
        is_fixed=stays | has_begun | kind.is_in(_MUST),
        no_earlier=pl.when(kind == _NOT_BEFORE).then("constraint_on"),
        no_later=pl.when(kind == "finish no later than").then("constraint_on"),
    )  # fmt: skip
    due = dates.group_by("project").agg(due=pl.col("early_finish").max())
    begins = pl.max_horizontal("start_on", "data_date", pl.lit(as_of))
    frame = own.select("project", start_on=begins)
    for one in (due, priority(source)):
        frame = frame.join(one, on="project", how="left", maintain_order="left")
    sure = source.table("project").filter(pl.col("stage").is_in(STAGES))["code"]
    in_use = pl.col("project").is_in([*sure, *projects])
    usage, said = _usage(source, plan.tasks.filter(in_use))
    capacity = _capacity(source, as_of, usage["resource"].unique().to_list(), plan.time)
    unknown = sorted(set(usage["resource"]) - set(capacity["resource"]))
    said += [
        Finding("warning", "unknown_capacity",
                f"Nothing is known of how much of {role} is there: it has no limit here.",
                value=role)
        for role in unknown
    ]  # fmt: skip
    return Asked(
        Frames(tasks, plan.links, usage, capacity, frame), plan.time, as_of,
        (*plan.findings, *said),
    )  # fmt: skip


def _not_before(tasks: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return tasks of which none that has not begun starts before a day, unless it must."""
    waits = pl.col("actual_start").is_null() & pl.col("actual_finish").is_null()
    is_free = waits & (pl.col("constraint").is_null() | (pl.col("constraint") == _NOT_BEFORE))
    own = pl.when(pl.col("constraint") == _NOT_BEFORE).then("constraint_on")
    return tasks.with_columns(
        constraint=pl.when(is_free).then(pl.lit(_NOT_BEFORE)).otherwise("constraint"),
        constraint_on=pl.when(is_free).then(pl.max_horizontal(own, pl.lit(day)))
        .otherwise("constraint_on"),
    )  # fmt: skip


def _usage(source: Source, tasks: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """Return the hours of each role that tasks use on a day, and the effort that has no task."""
    effort = source.table("effort").filter(pl.col("hours") > 0).select(
        "project", "role", pl.col("hours").cast(pl.Float64), code="wbs"
    )  # fmt: skip
    lasting = tasks.filter(pl.col("duration") > 0).select(*KEY, "duration")
    open_projects = tasks.select("project").unique()
    left = effort.join(open_projects, on="project", how="semi").join(lasting, on=KEY, how="anti")
    said = [
        Finding("warning", "effort_without_task",
                f"{hours:,.0f} hours of {project} stand on no task of some duration: they are left "
                "out.", value=project)
        for project, hours in left.group_by("project").agg(pl.col("hours").sum())
        .sort("project").iter_rows()
    ]  # fmt: skip
    used = effort.join(lasting, on=KEY).select(
        *KEY, resource="role", amount=(pl.col("hours") / pl.col("duration")).round(2)
    )
    return used, said


def _capacity(source: Source, as_of: date, roles: list[str], time: Dated) -> pl.DataFrame:
    """Return the hours of each role on a working day, week by week."""
    weeks = role_capacity(source, as_of, as_of + HORIZON, "week")
    weeks = weeks.filter(pl.col("role").is_in(roles), pl.col("hours").is_not_null())
    n_days = time.calendars[DEFAULT].count(
        weeks["period"], weeks["period"].dt.offset_by("1w")
    )  # fmt: skip
    per_day = pl.when(pl.lit(n_days) > 0).then(pl.col("hours") / pl.lit(n_days)).otherwise(0.0)
    return weeks.select(resource="role", since="period", amount=per_day.round(2))


def leveled(question: Asked, tell: Tell, seconds: float = SECONDS, seed: int = 1) -> Leveled:
    """Return the best plan found within some time; made to run in `Background`.

    Parameters
    ----------
    question : Asked
        From `asked`.
    tell : Tell
        Takes the share of the time that is over; raises `Canceled` where the best so far is enough.
    seconds : float
        After so much time it ends; sooner where nothing better exists.
    seed : int
        Seed of all chance.
    """
    latest = None
    for latest in leveling(
        question.frames, question.time, question.as_of, seconds=seconds, seed=seed
    ):
        try:
            tell(min(latest.seconds / seconds, 1.0) if seconds > 0 else 1.0)
        except Canceled:
            break
    assert latest is not None
    return latest.leveled()


def changes(source: Source, found: Leveled) -> Changes:
    """Return what accepting a leveled plan writes.

    A task that moves gets its new planned dates, and may not start before them where it has no
    other constraint, so that the schedule keeps what links alone would not. Summary elements
    follow their parts, and milestones not yet reached follow their element by as many working
    days. A project gets the last finish where that lies after its planned one.

    Parameters
    ----------
    source : Source
        Where the rows are read from.
    found : Leveled
        The plan to be accepted.
    """
    moved = found.tasks.filter(~pl.col("is_fixed"), pl.col("moved").fill_null(0) != 0).select(
        "project", "code", "start", "finish"
    )
    own = moved.select("project").unique()
    elements = source.table("wbs_element").join(own, on="project", how="semi").sort(KEY)
    now = _followed(_placed(elements, moved), elements)
    is_new = pl.any_horizontal(
        pl.col(name).ne_missing(pl.Series(elements[name]))
        for name in ("planned_start", "planned_finish", "constraint_kind", "constraint_on")
    )  # fmt: skip
    now = now.filter(is_new)
    was = elements.join(now.select(KEY), on=KEY, how="semi", maintain_order="left")
    stones, stones_were = _milestones(source, now, was)
    last = found.tasks.group_by("project").agg(_last=pl.col("finish").max())
    projects = source.table("project").join(
        own, left_on="code", right_on="project", how="semi"
    ).sort("code")  # fmt: skip
    later = projects.join(last, left_on="code", right_on="project", maintain_order="left").filter(
        pl.col("planned_finish").is_not_null() & (pl.col("_last") > pl.col("planned_finish"))
    )
    projects = projects.join(later.select("code"), on="code", how="semi")
    shall = later.with_columns(planned_finish="_last").select(projects.columns)
    return Changes(
        {"wbs_element": now, "milestone": stones, "project": shall},
        {"wbs_element": was, "milestone": stones_were, "project": projects},
    )


def _placed(elements: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Return the elements, those that move with their new dates and held there."""
    is_moved = pl.col("finish").is_not_null()
    held = is_moved & (
        pl.col("constraint_kind").is_null() | (pl.col("constraint_kind") == _NOT_BEFORE)
    )
    has_start = pl.col("planned_start").is_not_null() | (pl.col("start") != pl.col("finish"))
    return elements.join(moved, on=KEY, how="left", maintain_order="left").with_columns(
        planned_start=pl.when(is_moved & has_start).then("start").otherwise("planned_start"),
        planned_finish=pl.coalesce("finish", "planned_finish"),
        constraint_kind=pl.when(held).then(pl.lit(_NOT_BEFORE)).otherwise("constraint_kind"),
        constraint_on=pl.when(held).then("start").otherwise("constraint_on"),
    ).select(elements.columns)  # fmt: skip


def _followed(now: pl.DataFrame, was: pl.DataFrame) -> pl.DataFrame:
    """Return elements of which summaries end and begin with their parts where these moved.

    A bound that did not lie on a part's is only pushed outwards.
    """
    below = leaves(parents(was.select(KEY)))
    first, last = pl.col("planned_start").min(), pl.col("planned_finish").max()
    keys = ["project", "summary"]
    old = below.join(was, on=KEY).group_by(keys).agg(first_was=first, last_was=last)
    new = below.join(now, on=KEY).group_by(keys).agg(first=first, last=last)
    spans = new.join(old, on=keys).rename({"summary": "code"})
    start, finish = pl.col("planned_start"), pl.col("planned_finish")
    on_first = pl.when(start == pl.col("first_was")).then("first")
    on_last = pl.when(finish == pl.col("last_was")).then("last")
    begun = on_first.otherwise(pl.min_horizontal(start, "first"))
    ended = on_last.otherwise(pl.max_horizontal(finish, "last"))
    has_moved = (pl.col("first") != pl.col("first_was")) | (pl.col("last") != pl.col("last_was"))
    return now.join(spans, on=KEY, how="left", maintain_order="left").with_columns(
        planned_start=pl.when(has_moved & start.is_not_null()).then(begun).otherwise(start),
        planned_finish=pl.when(has_moved & finish.is_not_null()).then(ended).otherwise(finish),
    ).select(now.columns)  # fmt: skip


def _milestones(
    source: Source, now: pl.DataFrame, was: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return milestones not yet reached of the elements that move, as they shall be and are."""
    kept = source.table("milestone").sort(KEY)
    moves = now.select("project", wbs="code", then="planned_finish").join(
        was.select("project", wbs="code", before="planned_finish"), on=["project", "wbs"]
    ).filter(pl.col("then") != pl.col("before"))  # fmt: skip
    rows = kept.filter(pl.col("achieved_on").is_null(), pl.col("planned_on").is_not_null()).join(
        moves, on=["project", "wbs"], maintain_order="left"
    )
    if rows.is_empty():
        return kept.clear(), kept.clear()
    time = work_time(source).around([*rows["planned_on"], *rows["then"], *rows["before"]])
    days = days_later(time, pl.Series([None] * rows.height), rows["before"], rows["then"])
    row, _ = time.number(pl.Series([None] * rows.height))
    worked = time.before(row, time.moment_of(rows["planned_on"], is_end=True)) + days.to_numpy()
    at_end = time.at(row + time.n_calendars, worked)
    planned = time.day_of(at_end, np.ones(rows.height, np.bool_))
    shall = rows.with_columns(planned_on=planned).select(kept.columns)
    is_new = shall["planned_on"] != rows["planned_on"]
    return shall.filter(is_new), rows.select(kept.columns).filter(is_new)


def accept(session: Session, change: Changes, note: str) -> int:
    """Write a leveled plan as one change, which can be undone, and return its number.

    Raises
    ------
    Conflict
        A row was changed since.
    NotAllowed
        The role may not plan.
    Refused
        Nothing would change.
    """
    number = session.put(change.now, change.was, note)
    if number is None:
        raise Refused("The plan says so already.")
    return number


__all__ = ["SECONDS", "STAGES", "Asked", "Changes", "accept", "asked", "changes", "leveled"]
