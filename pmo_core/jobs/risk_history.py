"""How finished work went against its plan: what ranges are taken from where nobody estimated."""

from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs import facts
from pmo_core.jobs.facts import Source

HISTORY = {"task_type": pl.String, "planned": pl.Float64, "actual": pl.Float64}


def of_tasks(source: Source, calendar: Calendar, as_of: date) -> pl.DataFrame:
    """Return planned and actual working days of finished elements, by type of project.

    Planned is what the first baseline said, else the element's planned dates.

    Returns
    -------
    polars.DataFrame
        task_type (null = not known), planned, actual (null = not known).
    """
    of_element = ["project", "wbs"]
    done = (
        source.table("progress")
        .filter(pl.col("data_date") <= as_of, pl.col("actual_finish") <= as_of)
        .sort("data_date")
        .group_by(of_element)
        .agg(pl.col("actual_start").drop_nulls().last(), pl.col("actual_finish").last())
    )
    agreed = (
        source.table("baseline_item").sort("number").group_by(of_element)
        .agg(start=pl.col("planned_start").first(), finish=pl.col("planned_finish").first())
    )  # fmt: skip
    elements = source.table("wbs_element").select(
        "project", "planned_start", "planned_finish", wbs="code"
    )
    kinds = source.table("project").select(project="code", task_type="project_type")
    rows = (
        done.join(elements, on=of_element)
        .join(agreed, on=of_element, how="left")
        .join(kinds, on="project", how="left")
        .with_columns(
            start=pl.coalesce("start", "planned_start"),
            finish=pl.coalesce("finish", "planned_finish"),
        )
        .sort(of_element)
    )
    return rows.select(
        "task_type",
        planned=_days(calendar, rows["start"], rows["finish"]),
        actual=_days(calendar, rows["actual_start"], rows["actual_finish"]),
    )


def of_costs(source: Source, as_of: date) -> pl.DataFrame:
    """Return planned and actual cost of closed projects in base currency, by type of project."""
    kinds = source.table("project").select("code", task_type="project_type")
    return (
        facts.portfolio(source, as_of)
        .filter(pl.col("stage") == "closed")
        .join(kinds, on="code", how="left")
        .sort("code")
        .select("task_type", planned="planned_cost", actual="actual_cost")
        .cast(HISTORY)  # type: ignore[arg-type]
    )


def _days(calendar: Calendar, first: pl.Series, last: pl.Series) -> pl.Series:
    """Return the working days from first to last, both included."""
    return calendar.count(first, last + timedelta(days=1)).cast(pl.Float64)


__all__ = ["HISTORY", "of_costs", "of_tasks"]
