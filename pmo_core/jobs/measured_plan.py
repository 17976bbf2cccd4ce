"""What was planned: for each project and each of its baselines a budget and the work that earns it.

A plan is a set of spans: an amount of money (or hours) spent evenly over the working days from a
first to a last day. They come from the elements of the baseline, else from values measured by
another tool, else from the budget lines, else from planned dates and cost alone.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis.currency import convert
from pmo_core.analysis.work_breakdown import valued
from pmo_core.jobs.facts import Source
from pmo_core.jobs.measured_elsewhere import ELSEWHERE
from pmo_core.jobs.measured_elsewhere import spans as spans_elsewhere

BY_ELEMENT, BY_LINES, BY_DATES = "baseline by element", "budget lines", "planned dates"
KEY = ["project", "number"]


@dataclass(frozen=True)
class Plans:
    """What all projects planned.

    Parameters
    ----------
    plans : polars.DataFrame
        One row per project and baseline (number 0 where there is none), sorted: plan (its place),
        project, number, approved_on, is_first, planned_start, planned_finish, bac, pv_source.
    spans : polars.DataFrame
        plan, wbs (null but for elements), planned_start, planned_finish, amount: their sum is the
        budget at completion.
    """

    plans: pl.DataFrame
    spans: pl.DataFrame


def plans(source: Source, as_of: date, other: pl.DataFrame, *, in_hours: bool = False) -> Plans:
    """Return what all projects planned until as_of, in base currency at its rate, or in hours.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    as_of : date
        Baselines approved later are ignored.
    other : polars.DataFrame
        What another tool measured; see `measured_elsewhere.elsewhere`.
    in_hours : bool
        Hours instead of money.
    """
    base = _baselines(source, as_of, in_hours=in_hours)
    dates = base.drop_nulls(["planned_start", "planned_finish", "bac"])
    found = pl.concat([
        _items(source, base, as_of, in_hours=in_hours).with_columns(pv_source=pl.lit(BY_ELEMENT)),
        _theirs(other, base),
        _lines(source, base, as_of, in_hours=in_hours).with_columns(pv_source=pl.lit(BY_LINES)),
        dates.select(
            *KEY, pl.lit(None, pl.String).alias("wbs"), "planned_start", "planned_finish",
            amount="bac", pv_source=pl.lit(BY_DATES),
        ),
    ]).filter(pl.col("amount") != 0)  # fmt: skip
    spans = found.filter(pl.col("pv_source") == pl.col("pv_source").first().over(KEY))
    summed = spans.group_by(KEY).agg(
        pl.col("pv_source").first(), _sum=pl.col("amount").sum(),
        _start=pl.col("planned_start").min(), _finish=pl.col("planned_finish").max(),
    )  # fmt: skip
    made = base.join(summed, on=KEY, how="left").with_columns(
        bac=pl.coalesce("_sum", "bac"),
        planned_start=pl.coalesce("_start", "planned_start"),
        planned_finish=pl.coalesce("_finish", "planned_finish"),
    ).sort("project", "approved_on", "number").with_row_index("plan")  # fmt: skip
    return Plans(
        made.drop("_sum", "_start", "_finish"),
        spans.join(made.select("plan", *KEY), on=KEY).drop(*KEY, "pv_source"),
    )


def _baselines(source: Source, as_of: date, *, in_hours: bool) -> pl.DataFrame:
    """One row per baseline, and per project without one: dates and cost, or no hours yet."""
    settings, rates = source.settings(), source.table("rate")
    columns = ["planned_start", "planned_finish", "planned_cost", "currency"]
    approved = (
        source.table("baseline")
        .filter(pl.col("approved_on") <= as_of)
        .select("project", "number", "approved_on", *columns)
    )
    projects = source.table("project").select(*columns, project="code")
    none = projects.join(approved, on="project", how="anti").select(
        "project",
        pl.lit(0, pl.Int64).alias("number"),
        pl.lit(date(1900, 1, 1)).alias("approved_on"),
        *columns,
    )
    given = projects.select("project", *(pl.col(name).alias(f"_{name}") for name in columns))
    filled = pl.concat([approved, none]).join(given, on="project", how="left")
    own = pl.col("planned_cost").is_not_null()
    filled = filled.with_columns(
        pl.coalesce("planned_start", "_planned_start"),
        pl.coalesce("planned_finish", "_planned_finish"),
        pl.coalesce("planned_cost", "_planned_cost"),
        currency=pl.when(own).then("currency").otherwise("_currency"),
    )
    money = convert(filled, rates, ["planned_cost"], base=settings.base_currency, on=as_of)
    bac = pl.lit(None, pl.Float64) if in_hours else pl.col("planned_cost")
    return money.sort("project", "approved_on", "number").select(
        *KEY, "approved_on", "planned_start", "planned_finish", bac=bac,
        is_first=pl.col("project").is_first_distinct(),
    )  # fmt: skip


def _theirs(other: pl.DataFrame, base: pl.DataFrame) -> pl.DataFrame:
    """What another tool planned, as spans between its data dates."""
    found = spans_elsewhere(other, base)
    return found.select(
        *KEY, pl.lit(None, pl.String).alias("wbs"), "planned_start", "planned_finish", "amount",
        pv_source=pl.lit(ELSEWHERE),
    )  # fmt: skip


def _items(source: Source, base: pl.DataFrame, as_of: date, *, in_hours: bool) -> pl.DataFrame:
    """The elements that hold the work of each baseline, each with its own dates or its plan's.

    Where the plan has none, it lasts as long as the elements with dates: none earns out of sight.
    """
    value = "planned_hours" if in_hours else "planned_cost"
    currency = source.table("baseline").select(*KEY, "currency")
    kept = source.table("baseline_item").drop_nulls(value).join(currency, on=KEY, how="left")
    if not in_hours:
        settings, rates = source.settings(), source.table("rate")
        kept = convert(kept, rates, [value], base=settings.base_currency, on=as_of)
    tree = kept.with_columns(
        _project=pl.col("project"),
        project=pl.format("{} {}", "number", "project"),
        planned_cost=pl.col(value).cast(pl.Float64),
    )
    lowest = valued(tree)[0].with_columns(project="_project")
    dates = base.select(*KEY, _start="planned_start", _finish="planned_finish")
    first, last = pl.col("planned_start").min().over(KEY), pl.col("planned_finish").max().over(KEY)
    return (
        lowest.join(dates, on=KEY)
        .with_columns(
            planned_start=pl.coalesce("planned_start", "_start", first),
            planned_finish=pl.coalesce("planned_finish", "_finish", last),
        )
        .with_columns(
            planned_finish=pl.when(pl.col("planned_start") > pl.col("planned_finish"))
            .then("planned_start").otherwise("planned_finish")
        )
        .select(*KEY, "wbs", "planned_start", "planned_finish", amount="planned_cost")
    )  # fmt: skip


def _lines(source: Source, base: pl.DataFrame, as_of: date, *, in_hours: bool) -> pl.DataFrame:
    """The budget lines by month, as shares of the budget.

    What lies outside the planned dates counts on the nearest of them: the plan ends at its finish.
    """
    value = "hours" if in_hours else "cost_base"
    months = (
        source.query("budget_month", as_of=as_of)
        .filter(pl.col(value) > 0)
        .group_by("project", "month")
        .agg(_month=pl.col(value).sum())
        .with_columns(_total=pl.col("_month").sum().over("project"))
    )
    share = pl.col("_month") / pl.col("_total")
    start, finish = pl.col("planned_start"), pl.col("planned_finish")
    first = pl.max_horizontal("month", start)
    last = pl.col("month").dt.month_end()
    return base.join(months, on="project").select(
        *KEY,
        pl.lit(None, pl.String).alias("wbs"),
        planned_start=pl.min_horizontal(first, finish),
        planned_finish=pl.max_horizontal(pl.min_horizontal(last, finish), start),
        amount=share * pl.coalesce("bac", "_total"),
    )


__all__ = ["BY_DATES", "BY_ELEMENT", "BY_LINES", "ELSEWHERE", "Plans", "plans"]
