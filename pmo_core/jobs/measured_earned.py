"""What was earned: by element where progress is reported so, else by percent complete."""

from datetime import date

import polars as pl

from pmo_core.analysis.currency import convert
from pmo_core.analysis.earning import earned as earned_by_element
from pmo_core.analysis.earning import events, unknowable
from pmo_core.analysis.earning_basis import bases
from pmo_core.analysis.planned_value import plan_of
from pmo_core.analysis.work_breakdown import valued
from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs.facts import Source
from pmo_core.jobs.measured_plan import Plans

BY_ELEMENT, BY_PERCENT = "progress by element", "percent complete"
_OF_ELEMENT = ("technique", "planned_units", "based_on")


def earned(
    source: Source, rows: pl.DataFrame, what: Plans, as_of: date, *, in_hours: bool
) -> pl.DataFrame:
    """Add ev, ev_source and ev_on to rows of projects and data dates.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    rows : polars.DataFrame
        project, data_date, plan and bac, sorted by project and data_date.
    what : Plans
        What the projects planned.
    as_of : date
        Reports after it are ignored.
    in_hours : bool
        Hours instead of money.

    Returns
    -------
    polars.DataFrame
        By element as soon as there is a first progress of one: the earned share of the budgets of
        its elements x BAC, where an element of which nothing is reported has earned nothing, and
        one whose value cannot be known is left out; until then
        the latest percent complete x BAC. `ev_on` is the day of the latest report that counts.
    """
    told = _by_percent(source, rows, as_of)
    shares = _shares(source, rows, what, as_of, in_hours=in_hours)
    both = told.join(shares, on=["project", "data_date"], how="left", maintain_order="left")
    by_element = pl.col("_share").is_not_null() & pl.col("bac").is_not_null()
    is_known = pl.col("percent_complete").is_not_null() & pl.col("bac").is_not_null()
    share = pl.when(by_element).then("_share").otherwise(pl.col("percent_complete") / 100)
    return both.with_columns(
        ev=share * pl.col("bac"),
        ev_source=pl.when(by_element)
        .then(pl.lit(BY_ELEMENT))
        .when(is_known)
        .then(pl.lit(BY_PERCENT)),
        ev_on=pl.when(by_element).then("_progress_on").when(is_known).then("status_on"),
    ).drop("percent_complete", "status_on", "_share", "_progress_on")


def _by_percent(source: Source, rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add the latest percent complete that a status report gives, and its day."""
    reports = (
        source.table("status_report")
        .lazy()
        .filter(pl.col("data_date") <= as_of)
        .drop_nulls("percent_complete")
        .select("project", "percent_complete", status_on="data_date")
        .sort("project", "status_on")
        .collect()
    )
    return rows.join_asof(
        reports, left_on="data_date", right_on="status_on", by="project", coalesce=False,
        check_sortedness=False,
    )  # fmt: skip


def _shares(
    source: Source, rows: pl.DataFrame, what: Plans, as_of: date, *, in_hours: bool
) -> pl.DataFrame:
    """Return the earned share of each project with progress by element, on each data date."""
    progress = source.table("progress").filter(pl.col("data_date") <= as_of)
    days = progress.select("project", _progress_on="data_date").unique()
    days = days.sort("project", "_progress_on")
    dates = rows.join_asof(
        days, left_on="data_date", right_on="_progress_on", by="project", coalesce=False,
        check_sortedness=False,
    ).drop_nulls("_progress_on")  # fmt: skip
    with_progress = what.plans.filter(pl.col("project").is_in(days["project"].unique().implode()))
    asked = Plans(with_progress, what.spans.join(with_progress, on="plan", how="semi"))
    work = elements(source, asked, as_of, in_hours=in_hours)
    milestones = source.table("milestone")
    work = work.join(unknowable(work, milestones)[0], on=["project", "wbs"], how="anti")
    plan_of_date = dates.select("project", "data_date", "plan", "_progress_on")
    with_time = _moving(work)
    moving = plan_of_date.join(with_time.drop("project"), on="plan")
    is_known = pl.col("ev").is_not_null()
    moved = by_element(source, moving, progress).group_by("project", "data_date").agg(
        _moved=pl.col("ev").sum(), _movable=pl.col("bac").filter(is_known).sum()
    )  # fmt: skip
    still = _by_report(work, events(work, progress, milestones))
    budget = (
        work.join(with_time, on="element", how="anti")
        .group_by("plan")
        .agg(_budget=pl.col("bac").sum())
    )
    whole = pl.sum_horizontal("_budget", "_movable")
    return (
        plan_of_date.join(budget, on="plan", how="left", maintain_order="left")
        .join(moved, on=["project", "data_date"], how="left", maintain_order="left")
        .join_asof(still, on="data_date", by="plan", check_sortedness=False)
        .select(
            "project", "data_date", "_progress_on",
            _share=pl.when(whole > 0).then(pl.sum_horizontal("_moved", "_still") / whole),
        )
    )  # fmt: skip


def _moving(work: pl.DataFrame) -> pl.DataFrame:
    """Return the elements that earn with time: level of effort, and what is apportioned to it."""
    effort = work.filter(pl.col("technique") == "level of effort")
    basis = bases(work)[0].select("project", "wbs", basis="basis").drop_nulls()
    followers = basis.join(
        effort.select("project", basis="wbs").unique(), on=["project", "basis"], how="semi"
    )
    return pl.concat([effort, work.join(followers, on=["project", "wbs"], how="semi")])


def _by_report(work: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """Return what the elements of a plan have earned after each change of one of them.

    Parameters
    ----------
    work : polars.DataFrame
        As `elements` gives it.
    changes : polars.DataFrame
        As `analysis.earning.events` gives them.

    Returns
    -------
    polars.DataFrame
        plan, data_date, _still (value earned until then), sorted by both.
    """
    element = ["project", "wbs"]
    share = pl.col("share")
    more = share - share.shift(1).over(element).fill_null(0.0)
    return (
        changes.with_columns(_more=more)
        .join(work.select("plan", *element, "bac").drop_nulls("bac"), on=element)
        .group_by("plan", "data_date")
        .agg((pl.col("_more") * pl.col("bac")).sum())
        .sort("plan", "data_date")
        .select("plan", "data_date", _still=pl.col("_more").cum_sum().over("plan"))
    )


def by_element(source: Source, grid: pl.DataFrame, progress: pl.DataFrame) -> pl.DataFrame:
    """Add what each element was planned to earn and has earned on each date.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    grid : polars.DataFrame
        project, data_date, and what `elements` gives.
    progress : polars.DataFrame
        Register `progress`, as far as it counts.

    Returns
    -------
    polars.DataFrame
        With pv, earned_share, ev and ev_reason; see `analysis.earning.earned`.
    """
    calendar = Calendar.of(source.settings(), source.table("holiday"))
    items = grid.select(
        "planned_start", "planned_finish", project="element", planned_cost="bac"
    ).unique("project")  # fmt: skip
    dates = grid.select("data_date", project="element")
    planned = grid.with_columns(plan_of(items, calendar).at(dates)["pv"])
    return earned_by_element(planned, progress, source.table("milestone"))[0]


def elements(source: Source, what: Plans, as_of: date, *, in_hours: bool) -> pl.DataFrame:
    """Return the elements that carry each plan's value, and those that apportioned ones follow.

    Of a baseline by element its own; else those of the work breakdown.

    Returns
    -------
    polars.DataFrame
        plan, project, wbs, element (its place), bac (null of one that is only followed),
        planned_start, planned_finish, technique, planned_units, based_on.
    """
    value = "planned_hours" if in_hours else "planned_cost"
    of_plan = what.plans.select("project", "plan")
    kept = source.table("wbs_element").join(of_plan, on="project", how="semi")
    kept = kept.rename({"code": "wbs"})
    dates = ["planned_start", "planned_finish"]
    own = what.spans.drop_nulls("wbs").select("plan", "wbs", *dates, bac="amount")
    own = own.join(of_plan, on="plan", maintain_order="left")
    without = of_plan.join(own, on="plan", how="anti")
    budgets = _in_base(source, kept, [value], as_of, in_hours=in_hours).select(
        "project", "wbs", *dates, planned_cost=value
    )
    now = valued(budgets)[0].join(without, on="project", maintain_order="left")
    carriers = pl.concat(
        [
            own.select("project", "plan", "wbs", *dates, "bac"),
            now.select("project", "plan", "wbs", *dates, bac="planned_cost"),
        ]
    ).join(kept.select("project", "wbs", *_OF_ELEMENT), on=["project", "wbs"], how="left")
    followed = carriers.select("project", "plan", wbs="based_on").drop_nulls().unique()
    more = followed.join(carriers, on=["plan", "wbs"], how="anti").join(
        kept.select("project", "wbs", *dates, *_OF_ELEMENT), on=["project", "wbs"]
    )
    both = pl.concat([carriers, more.with_columns(bac=pl.lit(None, pl.Float64))], how="diagonal")
    return both.with_row_index("element")


def _in_base(
    source: Source, rows: pl.DataFrame, names: list[str], as_of: date, *, in_hours: bool
) -> pl.DataFrame:
    """Return amounts in the currency of their project as Float64 in base currency."""
    if in_hours:
        return rows.with_columns(pl.col(names).cast(pl.Float64))
    currency = source.table("project").select("currency", project="code")
    base = source.settings().base_currency
    money = rows.join(currency, on="project", how="left", maintain_order="left")
    return convert(money, source.table("rate"), names, base=base, on=as_of)


def remaining(
    source: Source, progress: pl.DataFrame, as_of: date, *, in_hours: bool
) -> pl.DataFrame:
    """Return what the managers say that the elements still need: wbs, remaining (null = not said).

    Parameters
    ----------
    source : Source
        Where frames are read from.
    progress : polars.DataFrame
        Register `progress` of one project, as far as it counts.
    as_of : date
        Day of the rates.
    in_hours : bool
        Hours instead of money.
    """
    value = "remaining_hours" if in_hours else "remaining_cost"
    last = progress.sort("data_date").group_by("wbs").agg(
        pl.col("project").first(), pl.col(value).drop_nulls().last()
    )  # fmt: skip
    return _in_base(source, last, [value], as_of, in_hours=in_hours).select("wbs", remaining=value)


__all__ = ["BY_ELEMENT", "BY_PERCENT", "by_element", "earned", "elements", "remaining"]
