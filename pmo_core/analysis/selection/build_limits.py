"""The rows of money and capacity: what there is, what is taken already, what each start takes."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.selection.build_starts import CANCELED, CLOSED, PROPOSED, Starts
from pmo_core.analysis.selection.build_use import entries, sums
from pmo_core.analysis.selection.case import MONEY, Case
from pmo_core.analysis.selection.problem import Floats, Ints
from pmo_core.errors import Finding
from pmo_core.model.what_if import WhatIf

_IS_MONEY = pl.col("resource") == MONEY
_IS_ALL = _IS_MONEY & (pl.col("portfolio") == "")


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Rows of limits and their entries, in natural units.

    Parameters
    ----------
    rows : polars.DataFrame
        kind, rule, resource, portfolio, period_on, n_months, limit, committed, unit, as
        `Formulation.rows` has them, and available: what candidates may take.
    row, column, amount : (n_entries,) int, int, float
        What each start takes of each row, sorted by row and column.
    findings : tuple of Finding
    """

    rows: pl.DataFrame
    row: Ints
    column: Ints
    amount: Floats
    findings: tuple[Finding, ...]


def limits(case: Case, what_if: WhatIf, starts: Starts) -> Limits:
    """Return what money and roles allow, after what is committed.

    limit = amount x percent / 100; available = limit - committed, but not below 0. Where no money
    is registered at all, a year that the what-if does not set has limit = committed + what the
    candidates ask for as planned x percent / 100: 100 % fits them all. A project whose plan of a
    period is negative takes nothing of it: money that it brings back pays for no other.
    """
    rows = _with_budgets(_with_committed(case, starts), case.fiscal_year_start_month, what_if)
    is_funded = case.limits.filter(_IS_MONEY)["amount"].count() > 0
    if is_funded:
        rows = rows.drop_nulls("amount")
    row, column, amount = entries(case.use, starts, rows)
    gains = _gains(starts, column[amount < 0])
    row, column, amount = row[amount > 0], column[amount > 0], amount[amount > 0]
    as_planned = np.where(starts.delay[column] == 0, amount, 0.0)
    asked = np.bincount(row, as_planned, minlength=rows.height)
    share = _percent(rows, what_if) / 100
    is_open = pl.col("amount").is_null()
    rows = rows.with_columns(asked=pl.Series(asked, dtype=pl.Float64), share=share).with_columns(
        available=pl.when(is_open)
        .then(pl.col("asked") * pl.col("share"))
        .otherwise((pl.col("amount") * pl.col("share") - pl.col("committed")).clip(0)),
        limit=pl.when(is_open)
        .then(pl.col("committed") + pl.col("asked") * pl.col("share"))
        .otherwise(pl.col("amount") * pl.col("share")),
    )
    is_kept = rows.select(~is_open | (pl.col("asked") > 0)).to_series()
    number = np.cumsum(is_kept.to_numpy(), dtype=np.int32) - 1
    held = is_kept.to_numpy()[row]
    kept = _named(rows.filter(is_kept))
    findings = [*_without_funding(is_funded, what_if), *_overcommitted(kept), *gains]
    return Limits(kept, number[row[held]], column[held], amount[held], tuple(findings))


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        kind=pl.when(_IS_MONEY).then(pl.lit("budget")).otherwise(pl.lit("capacity")),
        rule=pl.lit(""), resource="resource", portfolio="portfolio", period_on="period_on",
        n_months="n_months", limit="limit", committed="committed",
        unit=pl.when(_IS_MONEY).then(pl.lit(MONEY)).otherwise(pl.lit("hours")),
        available="available",
    )  # fmt: skip


def _with_committed(case: Case, starts: Starts) -> pl.DataFrame:
    """Limits in their order; `committed` follows who is a candidate under the what-if."""
    rows = case.limits.sort(
        _IS_MONEY, "portfolio", "resource", "period_on", descending=[True, False, False, False]
    )
    stage = pl.col("stage").fill_null("")
    was_in = ~pl.col("is_candidate") & ~stage.is_in([PROPOSED, CLOSED, CANCELED])
    running = [name for name, standing in starts.standing.items() if standing == "running"]
    is_in = pl.col("project").is_in(running)
    changed = case.projects.select(
        "project", pl.col("portfolio").fill_null(""),
        sign=is_in.cast(pl.Float64) - was_in.cast(pl.Float64),
    ).filter(pl.col("sign") != 0)  # fmt: skip
    if changed.is_empty():
        return rows
    use = case.use.join(changed, on="project").with_columns(pl.col("amount") * pl.col("sign"))
    more = pl.Series(sums(rows, use), dtype=pl.Float64)
    return rows.with_columns(committed=(pl.col("committed") + more).clip(0))


def _with_budgets(rows: pl.DataFrame, begin: int, what_if: WhatIf) -> pl.DataFrame:
    """Put the money of the what-if in place of the registered one of all portfolios together."""
    if not what_if.budgets:
        return rows
    given = pl.DataFrame(
        [(year, amount) for year, amount in dict(what_if.budgets).items()],
        schema={"year": pl.Int32, "set": pl.Float64},
        orient="row",
    )
    is_all = rows.select(_IS_ALL).to_series()
    whole = rows.filter(is_all).with_columns(year=fiscal_year(pl.col("period_on"), begin))
    whole = whole.join(given, on="year", how="full", coalesce=True).sort("year")
    first = pl.date(pl.col("year") - int(begin > 1), begin, 1)
    whole = whole.select(
        resource=pl.lit(MONEY), portfolio=pl.lit(""),
        period_on=pl.coalesce("period_on", first), n_months=pl.col("n_months").fill_null(12),
        amount=pl.coalesce("set", "amount"), committed=pl.col("committed").fill_null(0.0),
    )  # fmt: skip
    return pl.concat([whole, rows.filter(~is_all).select(whole.columns)])


def _percent(rows: pl.DataFrame, what_if: WhatIf) -> pl.Series:
    percent = dict(what_if.capacities) | {MONEY: what_if.budget_pct}
    values = [percent.get(name, what_if.capacity_pct) for name in rows["resource"]]
    return pl.Series("share", values, dtype=pl.Float64)


def _without_funding(is_funded: bool, what_if: WhatIf) -> list[Finding]:
    if is_funded:
        return []
    words = "No funding is registered: percents of money are of what the candidates ask for"
    rest = ", except in the years that are set here" if what_if.budgets else ""
    return [Finding("info", "no_funding", f"{words}{rest}.")]


def _gains(starts: Starts, column: Ints) -> list[Finding]:
    """Name the projects that some start has below zero in some period."""
    return [
        Finding(
            "warning",
            "negative_cost",
            f"{name} has more credits than costs in a period; there it counts as 0.",
            value=name,
        )
        for name in starts.projects["project"].gather(np.unique(starts.project[column]))
    ]


def _overcommitted(rows: pl.DataFrame) -> list[Finding]:
    over = rows.filter(pl.col("committed") > pl.col("limit") * (1 + 1e-9) + 1e-6)
    return [
        Finding(
            "warning",
            "overcommitted",
            f"{' '.join(filter(None, (resource, portfolio)))} from {period_on:%Y-%m}: running "
            "projects take more than there is, so nothing is left for candidates.",
            value=resource,
        )
        for resource, portfolio, period_on in over.select(
            "resource", "portfolio", "period_on"
        ).iter_rows()
    ]


__all__ = ["Limits", "limits"]
