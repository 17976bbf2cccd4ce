"""Ties between projects: those that are broken now, and writing them."""

from datetime import date

import polars as pl

from pmo_core.analysis.relationships import WEAK, closing, ties
from pmo_core.analysis.summary_tasks import KEY
from pmo_core.analysis.violated_links import violated
from pmo_core.errors import Finding, NotFound, Refused
from pmo_core.jobs.facts import Source
from pmo_core.jobs.overlay import Overlay
from pmo_core.jobs.schedule import PlanFrames, plan_frames
from pmo_core.jobs.schedule_tasks import ENDED
from pmo_core.model import CrossLink, Link
from pmo_core.store import Session

_AS_PLANNED = "as planned "
"""Before the code of a project: its tasks as they were planned, not as they come now."""


def open_ties(source: Source) -> pl.DataFrame:
    """Return the ties between projects that have not ended; see `analysis.relationships.ties`."""
    ended = source.table("project").filter(pl.col("stage").is_in(ENDED))["code"].implode()
    tied = ties(source.table("link"), source.table("cross_link"), source.table("raid_item"))
    return tied.filter(~pl.col("project").is_in(ended), ~pl.col("needs").is_in(ended))


def broken(frames: PlanFrames, tasks: pl.DataFrame) -> pl.DataFrame:
    """Return the links between projects whose successor is planned before they allow it now.

    What the predecessor does now (actual, else early dates) is compared with what was planned of
    the successor. A start that was made and a finish that was reached break nothing any more.

    Parameters
    ----------
    frames : PlanFrames
        The plan.
    tasks : polars.DataFrame
        Its schedule: project, code, early_start, early_finish; other rows are passed over.

    Returns
    -------
    polars.DataFrame
        One row per link of the register: project, late_by_days (working days of the successor's
        calendar), of_successor, successor_name, planned_on (the end that waits),
        predecessor_project, of_predecessor ("" = the whole project), predecessor_task, now_on
        (when the end that is waited for comes now), kind, lag_days, the latest first.
    """
    between = frames.links.filter(pl.col("project") != pl.col("predecessor_project"))
    facts = frames.tasks.select(
        *KEY, "name", "calendar", "duration", "planned_start", "planned_finish", "actual_start",
        "actual_finish",
    ).join(tasks.select(*KEY, "early_start", "early_finish"), on=KEY)  # fmt: skip
    is_work = pl.col("duration") != 0
    now = facts.select(
        *KEY, "calendar", start=pl.when(is_work).then("early_start"), finish="early_finish"
    )
    planned = facts.select(
        pl.concat_str(pl.lit(_AS_PLANNED), "project").alias("project"), "code", "calendar",
        start=pl.when(is_work).then("planned_start"),
        finish=pl.coalesce("planned_finish", "planned_start"),
    )  # fmt: skip
    done = facts.select("project", "actual_start", "actual_finish", successor="code")
    is_due = pl.when(pl.col("kind").str.ends_with("S")).then(pl.col("actual_start").is_null())
    waiting = between.join(done, on=["project", "successor"]).filter(
        is_due.otherwise(pl.col("actual_finish").is_null())
    )
    asked = waiting.with_columns(pl.concat_str(pl.lit(_AS_PLANNED), "project").alias("project"))
    found = violated(pl.concat([now, planned]), asked, frames.time).with_columns(
        pl.col("project").str.strip_prefix(_AS_PLANNED)
    )
    names = frames.elements.select(*KEY, "name")
    before = facts.select(predecessor_project="project", predecessor="code",
                          _start="early_start", _finish="early_finish")  # fmt: skip
    after = facts.select("project", "planned_start", "planned_finish", successor="code")
    rows = found.join(before, on=["predecessor_project", "predecessor"]).join(
        after, on=["project", "successor"]
    )
    link = ["project", "of_successor", "predecessor_project", "of_predecessor"]
    from_end, to_end = (
        pl.col("kind").str.starts_with("F"), pl.col("kind").str.ends_with("F")
    )  # fmt: skip
    return (
        rows.sort("gap")
        .with_columns(
            late_by_days=-pl.col("gap"),
            now_on=pl.when(from_end).then("_finish").otherwise("_start"),
            planned_on=pl.when(to_end).then("planned_finish")
            .otherwise(pl.coalesce("planned_start", "planned_finish")),
        )
        .unique(link, keep="first", maintain_order=True)
        .join(names.rename({"code": "of_successor", "name": "successor_name"}),
              on=["project", "of_successor"], how="left", maintain_order="left")
        .join(names.rename({"project": "predecessor_project", "code": "of_predecessor",
                            "name": "predecessor_task"}),
              on=["predecessor_project", "of_predecessor"], how="left", maintain_order="left")
        .select("project", "late_by_days", "of_successor", "successor_name", "planned_on",
                "predecessor_project", "of_predecessor", "predecessor_task", "now_on", "kind",
                lag_days="lag")
    )  # fmt: skip


def overlapping(links: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Return the projects that are planned to begin before a project ends that they need.

    A weak link holds nothing back, and what has begun waits no longer.

    Parameters
    ----------
    links : polars.DataFrame
        Register `link`.
    projects : polars.DataFrame
        project, planned_start, finish (as it is expected now), is_started, is_open.

    Returns
    -------
    polars.DataFrame
        project, needs, overlap_days (calendar days), planned_on (its start), now_on (finish of the
        other), kind, strength, owner, the longest overlap first.
    """
    own = projects.filter("is_open", ~pl.col("is_started")).select(
        "project", planned_on="planned_start"
    )
    other = projects.filter("is_open").select(needs="project", now_on="finish")
    overlap = (pl.col("now_on") - pl.col("planned_on")).dt.total_days() + 1
    return (
        links.filter(pl.col("strength") > WEAK)
        .join(own, on="project")
        .join(other, on="needs")
        .with_columns(overlap_days=overlap)
        .filter(pl.col("overlap_days") > 0)
        .sort("overlap_days", "project", "needs", descending=[True, False, False])
        .select("project", "needs", "overlap_days", "planned_on", "now_on", "kind", "strength",
                "owner")
    )  # fmt: skip


def save_link(
    session: Session, source: Source, now: Link | None, was: Link | None
) -> tuple[int | None, tuple[Finding, ...]]:
    """Keep, change or remove a link between projects; return the change, and what to look at.

    Parameters
    ----------
    session : Session
        In whose name.
    source : Source
        What is kept.
    now, was : Link or None
        As it is to be (None = removed), and as it was seen (None = new).

    Raises
    ------
    Refused
        A project would need itself, or the link is there already.
    NotFound
        There is no such project.
    Conflict
        Somebody else changed it meanwhile.
    """
    said: tuple[Finding, ...] = ()
    if now is not None:
        if now.project == now.needs:
            raise Refused(f"{now.project} cannot depend on itself.", "Choose another project.")
        _require_projects(source, now.project, now.needs)
        others = source.table("link")
        if was is not None:
            keys = Link.frame(was).select(Link.key)
            others = others.join(keys, on=list(Link.key), how="anti")
        ring = closing(others, now.project, now.needs)
        if ring:
            message = f"These projects need each other in a circle: {' needs '.join(ring)}."
            said = (Finding("warning", "circle", message),)
    number = session.put(
        {"link": Link.frame(*([now] if now else []))},
        {"link": Link.frame(*([was] if was else []))},
        note=_noted("link", now, was),
    )
    return number, said


def save_cross_link(
    session: Session, source: Source, now: CrossLink | None, was: CrossLink | None, as_of: date
) -> int | None:
    """Keep, change or remove a link between tasks of projects; return the change.

    Parameters
    ----------
    session, source, now, was
        As for `save_link`.
    as_of : date
        Day of the schedule that must remain possible.

    Raises
    ------
    Refused
        It ties a project to itself, or closes a circle of tasks, which is named.
    NotFound
        There is no such project or element.
    Conflict
        Somebody else changed it meanwhile.
    """
    if now is not None:
        if now.project == now.other_project:
            raise Refused(
                f"Both tasks belong to {now.project}.",
                "Links within a project are kept on the page Schedule.",
            )
        _require_projects(source, now.project, now.other_project)
        _require_element(source, now.project, now.successor)
        if now.predecessor:
            _require_element(source, now.other_project, now.predecessor)
        _require_no_circle(source, now, was, as_of)
    return session.put(
        {"cross_link": CrossLink.frame(*([now] if now else []))},
        {"cross_link": CrossLink.frame(*([was] if was else []))},
        note=_noted("link between tasks", now, was),
    )


def _noted(what: str, now: Link | CrossLink | None, was: Link | CrossLink | None) -> str:
    done = "removed" if now is None else "changed" if was is not None else "added"
    return f"{what.capitalize()} {done}"


def _require_projects(source: Source, *codes: str) -> None:
    known = set(source.table("project")["code"])
    for code in codes:
        if code not in known:
            raise NotFound(f"There is no project {code}.", "Choose one of the list.")


def _require_element(source: Source, project: str, code: str) -> None:
    of = source.table("wbs_element").filter(pl.col("project") == project)["code"]
    if code not in of:
        raise NotFound(
            f"There is no element {code} in {project}.", "Its work breakdown names its elements."
        )


def _require_no_circle(source: Source, now: CrossLink, was: CrossLink | None, as_of: date) -> None:
    """Raise Refused where the schedule would run in a circle that it does not run in yet."""
    seen = {"cross_link": CrossLink.frame(was)} if was else {}
    before, after = (
        {one.message for one in plan_frames(Overlay(source, rows, seen), as_of).findings
         if one.code == "circle"}
        for rows in ({}, {"cross_link": CrossLink.frame(now)})
    )  # fmt: skip
    new = sorted(after - before)
    if new:
        raise Refused(
            new[0].removesuffix(" The last one is left out."), "Tie other tasks, or turn it around."
        )


__all__ = ["broken", "open_ties", "overlapping", "save_cross_link", "save_link"]
