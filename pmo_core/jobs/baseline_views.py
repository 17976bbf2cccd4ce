"""Baselines as pages show them: what each holds, how two differ, and their curves."""

from datetime import date

import polars as pl

from pmo_core.analysis.baselines import KEY, authorized, compared, over_target, totals
from pmo_core.analysis.currency import convert
from pmo_core.analysis.planned_value import plan_of
from pmo_core.analysis.work_breakdown import valued
from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs.facts import Source

NOW = 0
"""Number that stands for the plan as it is now, where that of a baseline is asked for."""


def baselines(source: Source) -> pl.DataFrame:
    """Return all baselines with what they hold; see `analysis.baselines.totals`.

    Amounts are in the currency of the baseline; authorized is in base currency, and over_target is
    found there with the rate of the day from which the baseline holds.
    """
    kept = source.table("baseline")
    base = source.settings().base_currency
    rows = totals(kept, source.table("baseline_item"))
    in_base = convert(kept, source.table("rate"), ["planned_cost"], base=base, on="approved_on")
    granted = authorized(source.table("decision"), source.table("change_request"))
    found = over_target(
        in_base.select(*KEY, "approved_on", "is_over_target", "planned_cost"), granted
    )
    return rows.join(
        found.select(*KEY, "authorized", "over_target"), on=KEY, how="left"
    ).with_columns(pl.col("currency").fill_null(base)).sort(KEY)  # fmt: skip


def plan(source: Source, project: str, number: int) -> pl.DataFrame:
    """Return the elements of a baseline, or of the plan as it is now (`NOW`).

    Columns: wbs, planned_start, planned_finish, planned_cost, planned_hours.
    """
    fields = ["wbs", "planned_start", "planned_finish", "planned_cost", "planned_hours"]
    if number == NOW:
        rows = source.table("wbs_element").filter(pl.col("project") == project)
        return rows.rename({"code": "wbs"}).select(fields)
    items = source.table("baseline_item").filter(
        pl.col("project") == project, pl.col("number") == number
    )
    return items.select(fields)


def comparison(source: Source, project: str, before: int, after: int) -> pl.DataFrame:
    """Return how two plans of a project differ, with the names of the elements that are kept.

    Columns: wbs, name (null where the work breakdown has it no more), and those of
    `analysis.baselines.compared`.
    """
    names = source.table("wbs_element").filter(pl.col("project") == project)
    rows = compared(plan(source, project, before), plan(source, project, after))
    named = rows.join(names.select("name", wbs="code"), on="wbs", how="left")
    return named.select("wbs", "name", pl.exclude("wbs", "name"))


def curves(source: Source, project: str, numbers: list[int]) -> pl.DataFrame:
    """Return the planned value of plans of a project by the end of each month.

    Returns
    -------
    polars.DataFrame
        number, day, pv (currency of the project), by number and day. A plan whose elements have
        no dates or no cost is left out.
    """
    plans = pl.concat([
        valued(plan(source, project, one).with_columns(project=pl.lit(str(one))))[0]
        for one in numbers
    ]).drop_nulls(["planned_start", "planned_finish", "planned_cost"])  # fmt: skip
    if plans.is_empty():
        return pl.DataFrame(schema={"number": pl.Int64, "day": pl.Date, "pv": pl.Float64})
    first, last = plans["planned_start"].min(), plans["planned_finish"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    ends = pl.date_range(first.replace(day=1), last, "1mo", eager=True).dt.month_end()
    days = pl.DataFrame({"data_date": pl.concat([pl.Series([first]), ends])})
    grid = plans.select("project").unique().join(days, how="cross")
    calendar = Calendar.of(source.settings(), source.table("holiday"))
    return (
        plan_of(plans, calendar).at(grid)
        .select(pl.col("project").cast(pl.Int64).alias("number"), pl.col("data_date").alias("day"),
                "pv")
        .drop_nulls("pv").sort("number", "day")
    )  # fmt: skip


__all__ = ["NOW", "baselines", "comparison", "curves", "plan"]
