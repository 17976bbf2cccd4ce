"""The performance database from the registers: one row per closed project."""

from datetime import date

import polars as pl

from pmo_core.analysis import performance
from pmo_core.analysis.benefit_realization import realized
from pmo_core.analysis.work_breakdown import within
from pmo_core.jobs import benefits, business_cases
from pmo_core.jobs.facts import Source, known_sum


def closed(source: Source, projects: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return what closed projects took and brought; see `analysis.performance.closed`.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    projects : polars.DataFrame
        What `facts.portfolio` returned for the day.
    as_of : date
        Day of the rates; later lines and years do not count.
    """
    settings = source.settings()
    closed_ones = projects.filter(pl.col("stage") == "closed")
    return performance.closed(
        business_cases.past(source, projects, as_of),
        closed_ones,
        effort=planned_hours(source, as_of),
        outcomes=source.table("project_outcome"),
        benefits=realized(benefits.due_years(source, projects, as_of), "project"),
        counts=performance.circumstances(
            closed_ones,
            changes=source.table("change_request"),
            gates=source.table("gate"),
            raid=source.table("raid_item"),
            reports=source.table("status_report"),
            every_days=settings.status_every_days,
        ),
        start_month=settings.fiscal_year_start_month,
    )


def planned_hours(source: Source, as_of: date) -> pl.DataFrame:
    """Return the planned work of each project: project, estimate_hours (null = not known).

    The elements of the first baseline; where these have no hours, the budget lines; where these
    have none, the work breakdown. An element counts where none below it has hours.
    """
    items = source.table("baseline_item")
    first = items.filter(pl.col("number") == pl.col("number").min().over("project"))
    ways = (
        _hours(_lowest(first), "planned_hours"),
        _hours(source.query("budget_month", as_of=as_of), "hours"),
        _hours(_lowest(source.table("wbs_element").rename({"code": "wbs"})), "planned_hours"),
    )
    ranked = [frame.with_columns(_way=pl.lit(n)) for n, frame in enumerate(ways)]
    return (
        pl.concat(ranked)
        .sort("project", "_way")
        .unique("project", keep="first", maintain_order=True)
        .drop("_way")
    )


def _lowest(elements: pl.DataFrame) -> pl.DataFrame:
    """Return the elements with hours that have none with hours below them."""
    known = elements.filter(pl.col("planned_hours") > 0)
    groups = within(known, known).filter(pl.col("depth") > 0).select("project", wbs="group")
    return known.join(groups, on=["project", "wbs"], how="anti")


def _hours(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    summed = rows.with_columns(pl.col(name).cast(pl.Float64)).group_by("project")
    return summed.agg(estimate_hours=known_sum(name)).filter(pl.col("estimate_hours") > 0)


__all__ = ["closed", "planned_hours"]
