"""Where the store and leveling meet: chosen projects placed so that no role is used twice.

All other projects keep their dates and take what they need first, and so do tasks that have begun,
tasks that must lie on a day, and projects whose dates are fixed. Nothing is written until somebody
accepts what was found.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.leveling.given import Frames
from pmo_core.analysis.leveling.level import Leveled, leveling
from pmo_core.analysis.summary_tasks import KEY
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.errors import Finding, Refused
from pmo_core.jobs.background import Tell
from pmo_core.jobs.facts import Source
from pmo_core.jobs.priority import priority
from pmo_core.jobs.resources import role_capacity
from pmo_core.jobs.schedule import plan_frames
from pmo_core.store import Session

SECONDS = 10.0
HORIZON = timedelta(days=3 * 365)
"""How far capacity is looked up; from there on it stays as it is in the last week."""
_MUST = ("must start on", "must finish on")


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

    A task uses its planned hours of each role (register `effort`) evenly over its duration. A role
    has the hours of the people whose main role it is, or those kept by hand; one of which nothing
    is known has no limit. A project loses its priority value for each working day that it ends
    later than the critical path says today.

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
    dates = critical_path(plan.tasks, plan.links, plan.time, plan.projects, as_of).tasks
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
        no_earlier=pl.when(kind == "start no earlier than").then("constraint_on"),
        no_later=pl.when(kind == "finish no later than").then("constraint_on"),
    )  # fmt: skip
    due = dates.group_by("project").agg(due=pl.col("early_finish").max())
    begins = pl.max_horizontal("start_on", "data_date", pl.lit(as_of))
    frame = own.select("project", start_on=begins)
    for one in (due, priority(source)):
        frame = frame.join(one, on="project", how="left", maintain_order="left")
    usage, said = _usage(source, plan.tasks)
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
        Takes the share of the time that is over; raises when nobody wants the result any more.
    seconds : float
        After so much time it ends; sooner where nothing better exists.
    seed : int
        Seed of all chance.
    """
    latest = None
    for latest in leveling(
        question.frames, question.time, question.as_of, seconds=seconds, seed=seed
    ):
        tell(min(latest.seconds / seconds, 1.0) if seconds > 0 else 1.0)
    assert latest is not None
    return latest.leveled()


def changes(source: Source, found: Leveled) -> Changes:
    """Return what accepting a leveled plan writes.

    A task that moves gets its new planned dates, and may not start before them where it has no
    other constraint, so that the schedule keeps what links alone would not; its project gets the
    last finish where that lies after its planned one.

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
    elements = source.table("wbs_element").join(moved.select(KEY), on=KEY, how="semi").sort(KEY)
    dated = elements.join(moved, on=KEY, maintain_order="left")
    held = pl.col("constraint_kind").is_null() | (
        pl.col("constraint_kind") == "start no earlier than"
    )
    now = dated.with_columns(
        planned_start=pl.when(pl.col("planned_start").is_not_null()
                              | (pl.col("start") != pl.col("finish"))).then("start"),
        planned_finish="finish",
        constraint_kind=pl.when(held).then(pl.lit("start no earlier than"))
        .otherwise("constraint_kind"),
        constraint_on=pl.when(held).then("start").otherwise("constraint_on"),
    ).select(elements.columns)  # fmt: skip
    last = found.tasks.group_by("project").agg(_last=pl.col("finish").max())
    projects = source.table("project").join(
        moved.select(code="project").unique(), on="code", how="semi"
    ).sort("code")  # fmt: skip
    later = projects.join(last, left_on="code", right_on="project", maintain_order="left").filter(
        pl.col("planned_finish").is_not_null() & (pl.col("_last") > pl.col("planned_finish"))
    )
    was = projects.join(later.select("code"), on="code", how="semi")
    shall = later.with_columns(planned_finish="_last").select(projects.columns)
    return Changes(
        {"wbs_element": now, "project": shall}, {"wbs_element": elements, "project": was}
    )


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


__all__ = ["SECONDS", "Asked", "Changes", "accept", "asked", "changes", "leveled"]
