"""What a slip means for milestones, benefits and people."""

from datetime import date

import polars as pl

from pmo_core.analysis.currency import convert
from pmo_core.analysis.impact import finishes
from pmo_core.analysis.relationships import TASKS
from pmo_core.analysis.summary_tasks import KEY, inside
from pmo_core.jobs.benefits import year_of
from pmo_core.jobs.facts import Source, known_sum
from pmo_core.jobs.schedule import PlanFrames

_MILESTONE = ("project", "code", "name", "wbs", "finish_before", "finish_after", "days_later")
_SHOWN = 3
"""Projects that are named in a reason."""


def milestones(
    source: Source, frames: PlanFrames, hit: pl.DataFrame, dates: pl.DataFrame
) -> pl.DataFrame:
    """Return the milestones that come later, or lose what they wait for.

    Elements without duration, and milestones of the register by the finish of their element; one
    that is both stands once, as the register names it. What was reached stays.

    Parameters
    ----------
    source : Source
        Where milestones are read from.
    frames : PlanFrames
        The plan.
    hit : polars.DataFrame
        Tasks that are hit: project, code, name, duration, finish_before, finish_after, days_later.
    dates : polars.DataFrame
        All tasks: project, code, calendar, finish_before, finish_after (null = not known).
    """
    parts = inside(frames.elements).rename({"element": "wbs"})
    of = parts.join(hit.select(KEY), on=KEY, how="semi").select("project", "wbs").unique()
    named = source.table("milestone").filter(pl.col("achieved_on").is_null()).select(
        "project", "code", "name", "wbs"
    ).join(of, on=["project", "wbs"], how="semi")  # fmt: skip
    asked = parts.join(named, on=["project", "wbs"], how="semi")
    ends = dates.join(asked, on=KEY)
    place = pl.concat_str("project", "wbs", separator="\n")
    was = ends.select("code", project=place, early_finish="finish_before")
    now = ends.select("code", "calendar", project=place, early_finish="finish_after")
    keys = ends.select("project", "wbs", _place=place).unique()
    found = finishes(was, now, frames.time).rename({"project": "_place"}).join(keys, on="_place")
    found = found.filter(pl.col("days_later").fill_null(1) > 0)
    kept = named.join(found, on=["project", "wbs"])
    points = hit.filter(pl.col("duration") == 0, pl.col("code") != "").with_columns(wbs="code")
    own = points.join(kept, on=["project", "wbs"], how="anti")
    return pl.concat([kept.select(_MILESTONE), own.select(_MILESTONE)]).sort(
        "days_later", "project", "code", descending=[True, False, False], nulls_last=True
    )


def n_undated(source: Source, hit: pl.DataFrame) -> int:
    """Return how many open milestones of the projects that are hit name no element."""
    return (
        source.table("milestone")
        .filter(pl.col("wbs") == "", pl.col("achieved_on").is_null())
        .join(hit.select("project").unique(), on="project", how="semi")
        .height
    )


def at_stake(source: Source, as_of: date) -> pl.DataFrame:
    """Return what each project is still to bring: project, benefit.

    Planned benefits of the fiscal years from that of as_of on, in base currency by the rate of
    as_of; null where no amount of these years is known.
    """
    settings = source.settings()
    still = source.table("benefit").filter(pl.col("year") >= year_of(source, as_of))
    valued = convert(
        still, source.table("rate"), ["planned_benefit"], base=settings.base_currency, on=as_of
    )
    return valued.group_by("project").agg(benefit=known_sum("planned_benefit"))


def people(
    projects: pl.DataFrame, tied: pl.DataFrame, cross_links: pl.DataFrame, *, cause: str
) -> pl.DataFrame:
    """Return whom to talk to: who runs the projects that are reached, and who watches the ties.

    Parameters
    ----------
    projects : polars.DataFrame
        project, manager, days_later of the projects that are reached; the cause is left out.
    tied : polars.DataFrame
        From `relationships.ties`.
    cross_links : polars.DataFrame
        Register `cross_link`: each link between tasks has an owner of its own.
    cause : str
        Project that slips.

    Returns
    -------
    polars.DataFrame
        person, why, n_projects, days_later, those with the longest slip first.
    """
    reached = projects.filter(pl.col("project") != cause).select("project", "manager", "days_later")
    inside = pl.Series([cause, *reached["project"]])
    by_task = cross_links.select("project", "owner", needs="other_project")
    by_project = tied.filter(pl.col("kind") != TASKS).select("project", "owner", "needs")
    watched = (
        pl.concat([by_task, by_project])
        .filter(pl.col("needs").is_in(inside.implode()))
        .join(reached, on="project")
    )
    told = pl.concat([
        reached.select("project", "days_later", person="manager", what=pl.lit("manages")),
        watched.select("project", "days_later", person="owner", what=pl.lit("watches a tie of")),
    ]).drop_nulls("person").unique(maintain_order=True)  # fmt: skip
    named = pl.col("project").head(_SHOWN).str.join(", ")
    more = pl.when(pl.len() > _SHOWN).then(pl.format(" and {} more", pl.len() - _SHOWN))
    reasons = told.group_by("person", "what", maintain_order=True).agg(
        reason=pl.concat_str(pl.col("what").first(), pl.lit(" "), named, more.otherwise(pl.lit("")))
    )
    return (
        told.group_by("person")
        .agg(pl.col("project").n_unique().cast(pl.Int64).alias("n_projects"),
             pl.col("days_later").max())
        .join(reasons.group_by("person", maintain_order=True).agg(
            why=pl.col("reason").str.join("; ")), on="person")
        .sort("days_later", "n_projects", "person", descending=[True, True, False], nulls_last=True)
        .select("person", "why", "n_projects", "days_later")
    )  # fmt: skip


__all__ = ["at_stake", "milestones", "n_undated", "people"]
