"""The training plan: which options are taken, so that the least is left open, by HiGHS.

One goal after the other, each without giving up anything of the goals before it:

1. the weights of the gaps that are not closed in time, summed, are least;
2. weight x days late is least; a gap that stays open counts `LATE_DAYS`;
3. the cost is least;
4. few courses, and those early.

Within: nobody is in two courses on one day or takes a course twice; seats, budgets, and the hours
that a person has left in a month; what has to come before a course ends before it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.capacity.program import Floats, Ints, Program, Solved
from pmo_core.analysis.training.limits import of_all, of_each, parts
from pmo_core.analysis.training.problem import LATE_DAYS, Problem

SECONDS = 20.0
"""Time limit of the whole plan."""
_LEAST_SECONDS = 0.2
_SLACK = 1e-4
"""By how much a later goal may give an earlier one up: less than the least that weights, days and
prices differ by, however large their sum is."""
_HALF = 0.5
_Block = tuple[Floats, Floats, Ints, Ints, Floats]
"""Rows of the program: lower and upper limits; row within the block, column and amount of each
entry."""
_FEW = 1_000.0
"""A course more weighs as much as so many days."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A training plan.

    Parameters
    ----------
    state : {"optimal", "feasible", "unknown"}
        optimal: proven best; feasible: time was over before; unknown: nothing was found in time.
    gap : float
        By which share of the first goal it could at most be better; 0 when proven.
    weight_open, weighted_days, cost : float
        The first three goals.
    chosen : polars.DataFrame
        Options that are taken: `option`, `need` (that it closes; of a course that only opens the
        way, the first that this leads to), sorted.
    met : polars.DataFrame
        `need`, `option` that closes it (null = stays open; a booked one where that does),
        `days_late` (null = stays open), sorted; one row per need.
    """

    state: str
    gap: float
    weight_open: float
    weighted_days: float
    cost: float
    chosen: pl.DataFrame
    met: pl.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Columns of the program: options, then what closes a gap, then gaps that stay open."""

    options: pl.DataFrame
    helps: pl.DataFrame
    goals: tuple[Floats, ...]


def plan(
    problem: Problem, seconds: float = SECONDS, tell: Callable[[float], None] | None = None
) -> Plan:
    """Return the best plan that is found in that time.

    People who share no seat and no budget that could run out are planned by themselves.

    Parameters
    ----------
    problem : Problem
        What it is made from.
    seconds : float
        Time limit.
    tell : callable, optional
        Takes the share that is done, 0 to 1; what it raises ends the search.
    """
    end = time.monotonic() + seconds
    taken, states, cost, bound = [], set(), 0.0, 0.0
    apart = list(parts(problem))
    for n, part in enumerate(apart):
        if tell is not None:
            tell(n / len(apart))
        columns = _columns(part)
        solved = _solved(part, columns, end)
        states.add("optimal" if _is_proven(solved, columns) else "feasible")
        if not solved:
            return _read(problem, [], "unknown", np.nan)
        is_taken = pl.Series(solved[-1].x[: columns.options.height] > _HALF, dtype=pl.Boolean)
        taken += columns.options.filter(is_taken)["option"].to_list()
        cost, bound = cost + solved[0].cost, bound + solved[0].bound
    gap = max(0.0, (cost - bound) / cost) if cost > 0 else 0.0
    return _read(problem, taken, "feasible" if "feasible" in states else "optimal", gap)


def _solved(part: Problem, columns: _Columns, end: float) -> list[Solved]:
    """Return the solutions for one goal after the other, as far as time allows."""
    solved: list[Solved] = []
    limits: list[float] = []
    blocks = _blocks(part, columns)
    for goal in columns.goals:
        program = _program(columns, blocks, goal)
        for before, most in zip(columns.goals, limits, strict=False):
            used = np.flatnonzero(before)
            row = program.rows(-np.inf, most + _SLACK)
            program.entries(np.repeat(row, len(used)), used, before[used])
        # The first goals have most of the time, but never all of it.
        rest = (end - time.monotonic()) * (1.0 if goal is columns.goals[-1] else _HALF)
        found = program.minimize(max(rest, _LEAST_SECONDS))
        if not found.is_found:
            break
        solved.append(found)
        limits.append(float(_whole(found.x, columns) @ goal))
    return solved


def _is_proven(solved: list[Solved], columns: _Columns) -> bool:
    return len(solved) == len(columns.goals) and all(one.state == "optimal" for one in solved)


def _columns(part: Problem) -> _Columns:
    options = part.open().with_columns(column=pl.int_range(pl.len()))
    usable = part.options.filter(pl.col("barred").is_null()).select("option", "is_booked")
    wanted = part.needs.select("need", "weight", row=pl.int_range(pl.len()))
    helps = part.helps().join(usable, on="option", maintain_order="left").join(
        wanted, on="need", maintain_order="left"
    )  # fmt: skip
    weights = part.needs["weight"].to_numpy()
    late = helps["days_late"].cast(pl.Float64).to_numpy()
    weight = helps["weight"].to_numpy()
    none = np.zeros(options.height)
    since = (pl.col("start") - pl.col("start").min()).dt.total_days().cast(pl.Float64)
    days = options.select(since + _FEW).to_series().to_numpy()
    rest = np.zeros(helps.height + len(weights))
    goals = (
        np.concatenate([none, np.where(late > 0, weight, 0.0), weights]),
        np.concatenate([none, weight * late, weights * LATE_DAYS]),
        np.concatenate([options["cost"].cast(pl.Float64).to_numpy(), rest]),
        np.concatenate([days, rest]),
    )
    return _Columns(options, helps, goals)


def _program(columns: _Columns, blocks: list[_Block], goal: Floats) -> Program:
    """Return the program with one goal."""
    n = columns.options.height
    program = Program()
    if n:
        program.columns(goal[:n], 1.0, is_integer=True)
    program.columns(goal[n:], 1.0)
    for lower, upper, row, column, amount in blocks:
        program.entries(program.rows(lower, upper)[row], column, amount)
    return program


def _blocks(part: Problem, columns: _Columns) -> list[_Block]:
    """Return the rows of the program."""
    n, n_helps, n_needs = columns.options.height, columns.helps.height, part.needs.height
    number = columns.options.select("option", "column")
    closing = np.arange(n, n + n_helps)
    needs = np.arange(n_needs)
    row = np.concatenate([needs, columns.helps["row"].to_numpy()])
    column = np.concatenate([n + n_helps + needs, closing])
    blocks = [(np.ones(n_needs), np.ones(n_needs), row, column, np.ones(len(row)))]
    # What closes a gap is taken, unless it is booked already.
    own = columns.helps.select("option", closing=pl.Series(closing)).join(number, on="option")
    n_own = np.arange(own.height)
    blocks.append(_at_most(
        np.zeros(own.height), np.concatenate([n_own, n_own]),
        np.concatenate([own["closing"].to_numpy(), own["column"].to_numpy()]),
        np.concatenate([np.ones(own.height), -np.ones(own.height)]),
    ))  # fmt: skip
    blocks.append(_order(part, columns))
    for limits in (of_each(part, columns.options), of_all(part, columns.options)):
        rows = limits.join(number, on="option").with_columns(
            row=pl.col("group").rank("dense").cast(pl.Int64) - 1
        )
        most = rows.unique("row").sort("row")["most"].to_numpy()
        blocks.append(
            _at_most(most, *(rows[name].to_numpy() for name in ("row", "column", "amount")))
        )
    return [block for block in blocks if len(block[0])]


def _at_most(most: Floats, row: Ints, column: Ints, amount: Floats) -> _Block:
    return np.full(len(most), -np.inf), most, row, column, amount


def _order(part: Problem, columns: _Columns) -> _Block:
    """Return rows that let a course that asks for a level wait for one that brings to it."""
    options = columns.options
    asks = options.filter(pl.col("from_level") > pl.col("level_held")).select("option", "column")
    done = part.options.filter("is_booked")["option"].implode()
    first = part.before().join(asks, on="option")
    opened = first.filter(pl.col("first").is_in(done))["column"].implode()
    at = asks.filter(~pl.col("column").is_in(opened)).select("column", row=pl.int_range(pl.len()))
    pairs = first.join(at, on="column").join(
        options.select(first="option", opens="column"), on="first"
    )  # fmt: skip
    return _at_most(
        np.zeros(at.height),
        np.concatenate([at["row"].to_numpy(), pairs["row"].to_numpy()]),
        np.concatenate([at["column"].to_numpy(), pairs["opens"].to_numpy()]),
        np.concatenate([np.ones(at.height), -np.ones(pairs.height)]),
    )


def _whole(x: Floats, columns: _Columns) -> Floats:
    """Return the solution with the choice of options rounded to whole ones."""
    n = columns.options.height
    return np.concatenate([np.round(x[:n]), x[n:]])


def _read(problem: Problem, chosen: list[int], state: str, gap: float) -> Plan:
    """Return what it means that some options are taken, beside what is booked already."""
    taken = problem.options.filter(pl.col("option").is_in(chosen))
    counts = pl.col("option").is_in(chosen) | pl.col("is_booked")
    able = problem.helps().join(problem.options.filter(counts), on="option", how="semi")
    met = (
        problem.needs.select("need")
        .join(able.sort("days_late", "option").unique("need", keep="first"), on="need", how="left")
        .select("need", "option", "days_late")
        .sort("need")
    )
    weights = problem.needs.sort("need")["weight"].cast(pl.Float64).to_numpy()
    days = met["days_late"].fill_null(LATE_DAYS).to_numpy()
    return Plan(
        state=state, gap=gap, weight_open=float(weights[days > 0].sum()),
        weighted_days=float(weights @ days), cost=float(taken["cost"].cast(pl.Float64).sum()),
        chosen=_causes(problem, taken, met), met=met,
    )  # fmt: skip


def _causes(problem: Problem, taken: pl.DataFrame, met: pl.DataFrame) -> pl.DataFrame:
    """Return each option taken with the need that it is for."""
    own = met.drop_nulls("option").select("option", "need", is_own=pl.lit(value=True))
    wanted = problem.needs.select("need", "person", "skill", "needed_on")
    return (
        taken.select("option", "person", "skill", "end")
        .join(wanted, on=["person", "skill"])
        .join(own, on=["option", "need"], how="left")
        .sort(
            "option", pl.col("is_own").fill_null(value=False),
            pl.col("end") < pl.col("needed_on"), "needed_on", "need",
            descending=[False, True, True, False, False],
        )
        .unique("option", keep="first", maintain_order=True)
        .select("option", "need")
    )  # fmt: skip


__all__ = ["SECONDS", "Plan", "plan"]
