"""What a lever does to a plan: the moves as rows, and the plan after them."""

from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from pmo_core.analysis.capacity.plan import NEED, PROMISE, TOLERANCE, Plan, later

Kind = Literal["shift", "hire", "hand over", "cut"]


@dataclass(frozen=True, slots=True, eq=False)
class Lever:
    """Moves of one kind which together make a plan feasible.

    Parameters
    ----------
    kind : {"shift", "hire", "hand over", "cut"}
        What is done.
    moves : polars.DataFrame
        shift: `project`, `periods` (later), `value` (lost).
        hire: `skill`, `level`, `period`, `people` (number), `hours` (of all of them), `cost`.
        hand over: `project`, `skill`, `level`, `period`, `person`, `to`, `hours`, `cost` (of these
        hours with the other person less with the first; negative = cheaper).
        cut: `project`, `skill`, `level`, `period`, `until`, `person` (whose promise is cut, empty =
        open demand), `hours`, `value` (lost).
    cost : float or None
        Money in base currency; None where it costs none, or where a rate is not known.
    value : float or None
        Priority value that is lost; None where none is.
    is_best : bool
        Whether it is proven that no moves of this kind do it for less.
    """

    kind: Kind
    moves: pl.DataFrame
    cost: float | None
    value: float | None
    is_best: bool


def applied(plan: Plan, lever: Lever) -> Plan:
    """Return the plan after all moves of a lever.

    A hired person is called + and the skill, and holds it at the level that was asked for.
    """
    change = {"shift": _shifted, "hire": _hired, "hand over": _handed_over, "cut": _cut}
    return change[lever.kind](plan, lever.moves)


def _shifted(plan: Plan, moves: pl.DataFrame) -> Plan:
    by = pl.col("periods").fill_null(0)
    needs = plan.needs.join(moves.select("project", "periods"), on="project", how="left")
    moved = needs.with_columns(
        period=later(pl.col("period"), by, plan.unit), until=later(pl.col("until"), by, plan.unit)
    )
    return replace(plan, needs=_summed(moved, NEED))


def _hired(plan: Plan, moves: pl.DataFrame) -> Plan:
    new = moves.with_columns(person=pl.format("+{}:{}", "skill", "level"))
    return replace(
        plan,
        available=pl.concat([plan.available, new.select("person", "period", "hours")]),
        skills=pl.concat([plan.skills, new.select("person", "skill", "level").unique()]),
    )


def _handed_over(plan: Plan, moves: pl.DataFrame) -> Plan:
    taken = moves.with_columns(hours=-pl.col("hours"))
    given = moves.with_columns(person="to")
    rows = pl.concat([one.select(*PROMISE, "hours") for one in (plan.promised, taken, given)])
    return replace(plan, promised=_summed(rows, PROMISE))


def _cut(plan: Plan, moves: pl.DataFrame) -> Plan:
    less = moves.with_columns(hours=-pl.col("hours"))
    open_, promised = less.filter(pl.col("person") == ""), less.filter(pl.col("person") != "")
    return replace(
        plan,
        needs=_summed(pl.concat([plan.needs, open_.select(*NEED, "hours")]), NEED),
        promised=_summed(
            pl.concat([plan.promised, promised.select(*PROMISE, "hours")]), PROMISE
        ),
    )  # fmt: skip


def _summed(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    summed = rows.group_by(key).agg(pl.col("hours").sum())
    return summed.filter(pl.col("hours") > TOLERANCE).select(*key, "hours").sort(key)


__all__ = ["Kind", "Lever", "applied"]
