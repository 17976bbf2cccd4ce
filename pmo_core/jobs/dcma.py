"""Where the store and the assessment of schedules meet: the 14 checks, and links that do not hold.

Open projects alone are judged: see `schedule.plan_frames`.
"""

from datetime import date

import polars as pl

from pmo_core.analysis.dcma import Assessed, assess
from pmo_core.analysis.summary_tasks import KEY, inside
from pmo_core.analysis.violated_links import violated
from pmo_core.jobs.facts import Source
from pmo_core.jobs.schedule import PlanFrames, baselines_of, plan_frames
from pmo_core.jobs.schedule_tasks import BEGUN, worked_days


def checks(source: Source, as_of: date, plan: PlanFrames | None = None) -> pl.DataFrame:
    """Return the 14 checks of all open projects that have elements, see `analysis.dcma.assess`.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    as_of : date
        Data date of projects without a recent report by element.
    plan : PlanFrames, optional
        What `plan_frames` gave for the same day.

    Returns
    -------
    polars.DataFrame
        project, number, name, n_checked, n_failed, value, threshold, is_met, reason.
    """
    return assessed(source, as_of, plan).checks


def assessed(source: Source, as_of: date, plan: PlanFrames | None = None) -> Assessed:
    """Return the checks, and the tasks and links that fail them; parameters as for `checks`."""
    plan = plan_frames(source, as_of) if plan is None else plan
    baseline = baselines_of(source, as_of)
    tasks = plan.tasks.join(baseline, on=KEY, how="left", maintain_order="left")
    lasting = worked_days(
        plan.time, tasks["calendar"], tasks["baseline_start"], tasks["baseline_finish"]
    )
    tasks = tasks.with_columns(baseline_duration=lasting)
    reported = _reported(source, as_of)
    for facts in (_resourced(source, plan.elements), reported):
        tasks = tasks.join(facts, on=KEY, how="left", maintain_order="left")
    goals = _with_goals(source, plan.projects, baseline, as_of)
    projects = goals.with_columns(
        is_reported=~pl.col("_is_begun") | pl.col("project").is_in(reported["project"].implode())
    )
    return assess(tasks, plan.links, plan.time, projects, as_of)


def broken_baseline_links(
    source: Source, as_of: date, plan: PlanFrames | None = None
) -> pl.DataFrame:
    """Return the links that the dates of the latest baseline do not keep.

    Parameters
    ----------
    source, as_of, plan
        As for `checks`.

    Returns
    -------
    polars.DataFrame
        project, successor, predecessor (of another project with its code before), kind, lag_days,
        short_days (working days by which the successor comes too early), sorted. Dates are whole
        days: where work of half a day follows the other half, a link is short by 1.
    """
    plan = plan_frames(source, as_of) if plan is None else plan
    dated = plan.tasks.join(baselines_of(source, as_of), on=KEY, maintain_order="left")
    tasks = dated.select(
        *KEY, "calendar", start=pl.when(pl.col("duration") > 0).then("baseline_start"),
        finish="baseline_finish",
    )  # fmt: skip
    known = tasks.select(KEY)
    links = plan.links.join(known, left_on=["project", "successor"], right_on=KEY, how="semi")
    links = links.join(
        known, left_on=["predecessor_project", "predecessor"], right_on=KEY, how="semi"
    )
    is_inside = pl.col("project") == pl.col("predecessor_project")
    return violated(tasks, links, plan.time).select(
        "project", "successor",
        predecessor=pl.when(is_inside).then("predecessor").otherwise(
            pl.format("{} {}", "predecessor_project", "predecessor")),
        kind="kind", lag_days="lag", short_days=-pl.col("gap"),
    ).sort("project", "successor", "predecessor")  # fmt: skip


def link_circles(plan: PlanFrames) -> pl.DataFrame:
    """Return the circles in which links run: project (of its first task), circle (in words)."""
    found = [(one.value, one.message) for one in plan.findings if one.code == "circle"]
    schema = {"project": pl.String, "circle": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row").sort("project", "circle")


def _resourced(source: Source, elements: pl.DataFrame) -> pl.DataFrame:
    """Return per element whether hours, cost or roles are planned, and if it is level of effort.

    What is planned for a summary element holds for its parts.
    """
    own = source.table("wbs_element").join(elements, on=KEY, how="semi")
    roles = source.table("effort").filter(pl.col("hours") > 0).select("project", element="wbs")
    has = pl.any_horizontal((pl.col("planned_hours", "planned_cost") > 0).fill_null(False))
    named = pl.concat([own.filter(has).select("project", element="code"), roles]).unique()
    planned = inside(elements).join(named, on=["project", "element"])
    resourced = planned.select(*KEY, has_resources=True).unique()
    return own.select(*KEY, is_level_of_effort=pl.col("technique") == "level of effort").join(
        resourced, on=KEY, how="left"
    )


def _reported(source: Source, as_of: date) -> pl.DataFrame:
    """Return per element the finish that was forecast last."""
    known = source.table("progress").filter(pl.col("data_date") <= as_of).sort("data_date")
    return known.group_by("project", code="wbs").agg(
        reported_finish=pl.col("forecast_finish").last()
    )


def _with_goals(
    source: Source, projects: pl.DataFrame, baseline: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Add calendar, whether it has begun, and goal_on: fixed date, else baseline, else plan."""
    of_parts = baseline.group_by("project").agg(_parts=pl.col("baseline_finish").max())
    approved = source.table("baseline").filter(pl.col("approved_on") <= as_of).sort("number")
    whole = approved.group_by("project").agg(_whole=pl.col("planned_finish").last())
    is_begun = pl.col("stage").is_in(BEGUN).fill_null(False) | pl.col("actual_start").is_not_null()
    own = source.table("project").select(
        "calendar", project="code", _planned="planned_finish", _is_begun=is_begun
    )
    rows = projects
    for frame in (own, of_parts, whole):
        rows = rows.join(frame, on="project", how="left", maintain_order="left")
    goal = pl.coalesce("finish_by", "_parts", "_whole", "_planned")
    return rows.with_columns(goal_on=goal)


__all__ = ["assessed", "broken_baseline_links", "checks", "link_circles"]
