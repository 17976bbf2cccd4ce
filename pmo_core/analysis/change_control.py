"""What a change request does to others, before anybody decides: money, people, projects, worth.

The amounts are those that an approval would write (`analysis.scope_change`), so what is shown
before is what is there afterwards.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.business_case import BusinessCase, case_of
from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.selection.case import MONEY

WEAK = 1
"""Strength of a link that does not hold a start back."""
_MOST_STEPS = 100


def difference(was: pl.DataFrame, now: pl.DataFrame, by: str, amount: str) -> pl.DataFrame:
    """Return how the sum of an amount changes by some column: that column and delta, no zeros.

    Examples
    --------
    >>> was = pl.DataFrame({"year": [2027, 2028], "amount": [5.0, 1.0]})
    >>> now = pl.DataFrame({"year": [2027, 2028], "amount": [7.0, 1.0]})
    >>> difference(was, now, "year", "amount").rows()
    [(2027, 2.0)]
    """
    parts = [
        frame.select(by, delta=sign * pl.col(amount).cast(pl.Float64).fill_null(0.0))
        for frame, sign in ((was, -1), (now, 1))
    ]
    total = pl.concat(parts).group_by(by).agg(pl.col("delta").sum().round(6))
    return total.filter(pl.col("delta") != 0).sort(by)


def evenly(amount: float, first: date, last: date) -> pl.DataFrame:
    """Return an amount spread evenly over the months from `first` to `last`: month, delta."""
    months = pl.date_range(
        first.replace(day=1), max(first, last).replace(day=1), "1mo", eager=True
    ).alias("month")
    return months.to_frame().with_columns(delta=amount / pl.lit(len(months)))


def money(
    limits: pl.DataFrame, delta: pl.DataFrame, portfolio: str | None, begin: int
) -> pl.DataFrame:
    """Return what a change of cost leaves of each fiscal year's money.

    Parameters
    ----------
    limits : polars.DataFrame
        `Case.limits`.
    delta : polars.DataFrame
        year and delta (base currency) of the change.
    portfolio : str or None
        Portfolio of the project: its own money is looked at beside that of all.
    begin : int
        First month of the fiscal year.

    Returns
    -------
    polars.DataFrame
        One row per fiscal year that changes and pot of money: year, portfolio (empty = all
        together), funded (null = not limited), committed, left_over (funded - committed), delta,
        left_after, is_short (what is left over does not cover it; null = not limited).
    """
    pots = limits.filter(
        (pl.col("resource") == MONEY) & pl.col("portfolio").is_in(["", portfolio or ""])
    ).select(
        "portfolio", "committed", funded="amount",
        year=fiscal_year(pl.col("period_on"), begin).cast(pl.Int64),
    )  # fmt: skip
    rows = delta.with_columns(pl.col("year").cast(pl.Int64)).join(pots, on="year", how="left")
    return _after(rows.with_columns(pl.col("portfolio").fill_null("")), "funded").select(
        "year", "portfolio", "funded", "committed", "left_over", "delta", "left_after", "is_short"
    ).sort("year", "portfolio")  # fmt: skip


def people(limits: pl.DataFrame, delta: pl.DataFrame, role: str) -> pl.DataFrame:
    """Return what a change of work leaves of a role's capacity, month by month.

    Parameters
    ----------
    limits : polars.DataFrame
        `Case.limits`.
    delta : polars.DataFrame
        month and delta (hours) of the change.
    role : str
        Role that does the work.

    Returns
    -------
    polars.DataFrame
        One row per month that changes: month, capacity_hours (null = not known), committed_hours,
        left_hours, delta_hours, left_after_hours, is_short.
    """
    there = limits.filter(pl.col("resource") == role).select(
        "committed", month="period_on", capacity="amount"
    )
    rows = delta.join(there, on="month", how="left")
    return _after(rows, "capacity").select(
        "month", "is_short", capacity_hours="capacity", committed_hours="committed",
        left_hours="left_over", delta_hours="delta", left_after_hours="left_after",
    ).sort("month")  # fmt: skip


def _after(rows: pl.DataFrame, there: str) -> pl.DataFrame:
    left = pl.col(there) - pl.col("committed").fill_null(0.0)
    return rows.with_columns(left_over=left).with_columns(
        left_after=pl.col("left_over") - pl.col("delta"),
        is_short=(pl.col("left_over") < pl.col("delta")) & (pl.col("delta") > 0),
    )


def reach(
    projects: pl.DataFrame, links: pl.DataFrame, project: str, *, before: date, after: date
) -> pl.DataFrame:
    """Return which projects depend on one, and by how many days its slip reaches their start.

    A project that depends can start on the day after the finish that it needs. The slip reaches it
    by what its start is pushed beyond where the finish before would have pushed it; its own finish
    then moves by as much, and so on along the links. A weak link (strength 1) holds nothing back,
    and what has started already cannot be pushed.

    Parameters
    ----------
    projects : polars.DataFrame
        One row per open project: code, name, manager, start, finish (dates or null), is_started.
    links : polars.DataFrame
        project (depends), needs, kind, strength.
    project : str
        Whose finish moves.
    before, after : date
        Its finish before and after the change.

    Returns
    -------
    polars.DataFrame
        One row per link into a project that is reached or depends directly: code, name, manager,
        needs, kind, strength, start, slack_days (from the day after the finish before to the
        start; negative = it overlaps already; null = start not known), pushed_days (calendar days;
        0 = not reached; null = it cannot be pushed), spared (why not; null where it can), the most
        pushed first.
    """
    known = projects.select("code", "name", "manager", "start", "finish", "is_started")
    finishes = pl.DataFrame({"needs": [project], "_before": [before], "_after": [after]})
    ties = links.select("project", "needs", "kind", "strength").unique().join(
        known, left_on="project", right_on="code"
    )  # fmt: skip
    rows = _pushed(ties, finishes)
    for _ in range(_MOST_STEPS):
        moved = (
            rows.filter(pl.col("pushed_days") > 0, pl.col("project") != project)
            .group_by("project")
            .agg(pl.col("finish").first(), days=pl.col("pushed_days").max())
            .drop_nulls("finish")
            .select(
                needs="project", _before="finish",
                _after=pl.col("finish") + pl.duration(days=pl.col("days")),
            )
        )  # fmt: skip
        further = _pushed(ties, pl.concat([finishes, moved]))
        if further.equals(rows):
            break
        rows = further
    is_near = (pl.col("needs") == project) | (pl.col("pushed_days") > 0)
    return rows.filter(is_near, pl.col("project") != project).select(
        pl.col("project").alias("code"), "name", "manager", "needs", "kind", "strength", "start",
        "slack_days", "pushed_days", "spared",
    ).sort("pushed_days", "code", descending=[True, False], nulls_last=True)  # fmt: skip


def _pushed(ties: pl.DataFrame, finishes: pl.DataFrame) -> pl.DataFrame:
    """Return the links to what finishes otherwise, with slack_days and pushed_days."""
    slack, left = (
        (pl.col("start") - pl.col(name)).dt.total_days() - 1 for name in ("_before", "_after")
    )
    spared = (
        pl.when("is_started").then(pl.lit("it has started"))
        .when(pl.col("strength") <= WEAK).then(pl.lit("weak link"))
        .when(pl.col("start").is_null()).then(pl.lit("its start is not known"))
    )  # fmt: skip
    pushed = (-left).clip(0) - (-slack).clip(0)
    return (
        ties.join(finishes, on="needs")
        .with_columns(slack_days=slack, spared=spared)
        .with_columns(pushed_days=pl.when(pl.col("spared").is_null()).then(pushed.clip(0)))
        .sort("project", "needs", "kind")
    )


def changed_case(of: BusinessCase, costs: pl.DataFrame, benefits: pl.DataFrame) -> BusinessCase:
    """Return a case after a change.

    Parameters
    ----------
    of : BusinessCase
        Before.
    costs, benefits : polars.DataFrame
        year and delta in base currency.

    Examples
    --------
    >>> rows = pl.DataFrame({"year": [2027], "cost": [10.0], "benefit": [30.0]})
    >>> more = pl.DataFrame({"year": [2028], "delta": [5.0]})
    >>> changed_case(case_of(rows, 2027), more, more.clear()).net().tolist()
    [20.0, -5.0]
    """
    ends = {"": "likely", "_low": "low", "_high": "high"}
    # Of costs the high end is the cautious one.
    flip = {"likely": "likely", "low": "high", "high": "low"}
    amounts: dict[str, Any] = {"year": of.years}
    for suffix, end in ends.items():
        amounts[f"cost{suffix}"] = of.costs[flip[end]]  # type: ignore[index]
        amounts[f"benefit{suffix}"] = of.benefits[end]  # type: ignore[index]
    kept = pl.DataFrame(amounts)
    rows = [kept] + [
        frame.select(pl.col("year").cast(pl.Int64), *(
            pl.col("delta").alias(f"{what}{suffix}") for suffix in ends
        ))
        for what, frame in (("cost", costs), ("benefit", benefits))
    ]  # fmt: skip
    after = case_of(pl.concat(rows, how="diagonal"), of.base_year)
    return replace(
        after,
        has_cost=of.has_cost or not costs.is_empty(),
        has_benefit=of.has_benefit or not benefits.is_empty(),
    )


def steps(baselines: pl.DataFrame) -> pl.DataFrame:
    """Return the baselines of one project with what each changed against the one before.

    Parameters
    ----------
    baselines : polars.DataFrame
        Register `baseline` of one project, planned_cost in one currency.

    Returns
    -------
    polars.DataFrame
        number, approved_on, planned_start, planned_finish, finish_change_days (calendar days),
        planned_cost, cost_change, scope_added, scope_removed (items by "; "), reason, decision; the
        first has no changes. By number.
    """
    lines = pl.col("scope").fill_null("").str.replace_all("\r", "").str.split("\n")
    rows = baselines.sort("number").with_columns(
        pl.col("planned_cost").cast(pl.Float64),
        _now=lines.list.eval(pl.element().filter(pl.element() != "")),
    ).with_columns(_was=pl.col("_now").shift(1))  # fmt: skip
    is_first = pl.int_range(pl.len()) == 0

    def items(here: str, there: str) -> pl.Expr:
        found = pl.col(here).list.set_difference(there).list.join("; ")
        return pl.when(~is_first & (found != "")).then(found)

    return rows.select(
        "number", "approved_on", "planned_start", "planned_finish",
        pl.col("planned_finish").diff().dt.total_days().alias("finish_change_days"),
        "planned_cost", pl.col("planned_cost").diff().alias("cost_change"),
        items("_now", "_was").alias("scope_added"), items("_was", "_now").alias("scope_removed"),
        "reason", "decision",
    )  # fmt: skip


def asks_nothing(request: Mapping[str, Any]) -> bool:
    """Return whether a change request changes neither scope, cost, time, benefit nor work.

    Examples
    --------
    >>> asks_nothing({"name": "Nothing", "cost_delta": 0}), asks_nothing({"scope_added": "Web"})
    (True, False)
    """
    fields = (
        "scope_added", "scope_removed", "cost_delta", "finish_delta_days", "benefit_delta",
        "hours_delta",
    )  # fmt: skip
    return not any(request.get(name) for name in fields)


__all__ = [
    "asks_nothing", "changed_case", "difference", "evenly", "money", "people", "reach", "steps",
]  # fmt: skip
