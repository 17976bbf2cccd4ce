"""The training plan: which options are taken, so that the least is left open, by HiGHS.

One goal after the other, each without giving up anything of the goals before it:

1. the weights of the gaps that are not closed in time, summed, are least;
2. weight x days late is least; a gap that stays open counts `LATE_DAYS`;
3. the cost is least;
4. few courses, and those early.

Within: nobody is in two courses on one day or takes a course twice; seats, budgets, and the hours
that a person has left in a month; what has to come before a course ends before it.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.capacity.program import Floats, Ints, Program, Solved
from pmo_core.analysis.training.problem import LATE_DAYS, Problem

SECONDS = 20.0
"""Time limit of the whole plan."""
_SLACK = 1e-6
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
    weight: Floats
    days: Floats
    goals: tuple[Floats, ...]


def plan(problem: Problem, seconds: float = SECONDS) -> Plan:
    """Return the best plan that is found in that time.

    Parameters
    ----------
    problem : Problem
        What it is made from.
    seconds : float
        Time limit.
    """
    columns = _columns(problem)
    if problem.needs.is_empty():
        return _read(problem, columns, [])
    solved: list[Solved] = []
    limits: list[float] = []
    for goal in columns.goals:
        program = _program(problem, columns, goal)
        for before, most in zip(columns.goals, limits, strict=False):
            used = np.flatnonzero(before)
            row = program.rows(-np.inf, most + _SLACK * max(1.0, abs(most)))
            program.entries(np.repeat(row, len(used)), used, before[used])
        found = program.minimize(seconds / len(columns.goals))
        if not found.is_found:
            break
        solved.append(found)
        limits.append(float(_whole(found.x, columns) @ goal))
    return _read(problem, columns, solved)


def _columns(problem: Problem) -> _Columns:
    options = problem.open().with_row_index("column").with_columns(pl.col("column").cast(pl.Int64))
    usable = problem.options.filter(pl.col("barred").is_null()).select("option", "is_booked")
    helps = problem.helps().join(usable, on="option", maintain_order="left")
    weights = problem.needs["weight"].to_numpy()
    late = helps["days_late"].cast(pl.Float64).to_numpy()
    weight = weights[helps["need"].to_numpy()]
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
    return _Columns(options, helps, weight, late, goals)


def _program(problem: Problem, columns: _Columns, goal: Floats) -> Program:
    """Return the program with one goal."""
    n, n_helps, n_needs = columns.options.height, columns.helps.height, problem.needs.height
    program = Program()
    if n:
        program.columns(goal[:n], 1.0, is_integer=True)
    closing = np.arange(n, n + n_helps)
    if n_helps:
        program.columns(goal[n : n + n_helps], 1.0)
    open_ = program.columns(goal[n + n_helps :], 1.0)
    rows = program.rows(np.ones(n_needs), 1.0)
    program.entries(rows, open_)
    program.entries(rows[columns.helps["need"].to_numpy()], closing)
    number = columns.options.select("option", "column")
    own = columns.helps.select("option").with_columns(closing=pl.Series(closing)).join(
        number, on="option"
    )  # fmt: skip
    if own.height:
        rows = program.rows(np.full(own.height, -np.inf), 0.0)
        program.entries(rows, own["closing"].to_numpy())
        program.entries(rows, own["column"].to_numpy(), -1.0)
    _order(program, problem, columns)
    for limits in _limits(problem, columns.options):
        _most(program, limits)
    return program


def _order(program: Program, problem: Problem, columns: _Columns) -> None:
    """Let a course that asks for a level wait for one that brings to it."""
    options = columns.options
    asks = options.filter(pl.col("from_level") > pl.col("level_held")).select("option", "column")
    done = problem.options.filter("is_booked")["option"].implode()
    first = problem.before().join(asks, on="option")
    opened = first.filter(pl.col("first").is_in(done))["column"].implode()
    asks = asks.filter(~pl.col("column").is_in(opened))
    if asks.is_empty():
        return
    rows = program.rows(np.full(asks.height, -np.inf), 0.0)
    program.entries(rows, asks["column"].to_numpy())
    at = asks.select("column", row=pl.Series(rows))
    pairs = first.join(at, on="column").join(
        options.select(first="option", opens="column"), on="first"
    )  # fmt: skip
    program.entries(pairs["row"].to_numpy(), pairs["opens"].to_numpy(), -1.0)


def _limits(problem: Problem, options: pl.DataFrame) -> list[pl.DataFrame]:
    """Return `group`, `column`, `amount`, `most`: what the chosen of a group may sum up to."""
    one = {"amount": pl.lit(1.0), "most": pl.lit(1.0)}
    days = options.select("person", day="start").unique()
    at_once = days.join(options.select("person", "start", "end", "column"), on="person").filter(
        pl.col("day").is_between("start", "end")
    ).select(pl.format("{}\n{}", "person", "day").alias("group"), "column", **one)  # fmt: skip
    twice = options.select(pl.format("{}\n{}", "person", "course").alias("group"), "column", **one)
    seats = options.drop_nulls("seats_left").select(
        pl.format("{}\n{}", "course", "start").alias("group"), "column", amount=pl.lit(1.0),
        most=pl.col("seats_left").cast(pl.Float64),
    )  # fmt: skip
    paid = problem.charges.join(options, on="option").join(problem.budgets, on="budget").select(
        pl.col("budget").cast(pl.String).alias("group"), "column", amount="cost",
        most=pl.col("left").clip(0.0),
    )  # fmt: skip
    worked = (
        problem.hours.join(options, on="option")
        .join(problem.free.rename({"hours": "left"}), on=["person", "month"])
        .select(
            pl.format("{}\n{}", "person", "month").alias("group"), "column", amount="hours",
            most=pl.col("left").clip(0.0),
        )
    )  # fmt: skip
    return [at_once, twice, seats, paid, worked]


def _most(program: Program, limits: pl.DataFrame) -> None:
    """Add a row per group that could be exceeded."""
    over = limits.filter(pl.col("amount").sum().over("group") > pl.col("most"))
    if over.is_empty():
        return
    over = over.with_columns(row=pl.col("group").rank("dense").cast(pl.Int64) - 1)
    most = over.unique("row").sort("row")["most"].to_numpy()
    rows: Ints = program.rows(np.full(len(most), -np.inf), most)
    program.entries(
        rows[over["row"].to_numpy()], over["column"].to_numpy(), over["amount"].to_numpy()
    )


def _whole(x: Floats, columns: _Columns) -> Floats:
    """Return the solution with the choice of options rounded to whole ones."""
    n = columns.options.height
    return np.concatenate([np.round(x[:n]), x[n:]])


def _read(problem: Problem, columns: _Columns, solved: list[Solved]) -> Plan:
    """Return what the last solution says; where there is none, what is booked already."""
    n = columns.options.height
    is_taken = np.zeros(n, np.bool_)
    if solved:
        is_taken = solved[-1].x[:n] > 0.5
    taken = columns.options.filter(pl.Series(is_taken, dtype=pl.Boolean))
    able = columns.helps.filter(
        pl.col("is_booked") | pl.col("option").is_in(taken["option"].implode())
    )
    met = (
        problem.needs.select("need")
        .join(able.sort("days_late", "option").unique("need", keep="first"), on="need", how="left")
        .select("need", "option", "days_late")
        .sort("need")
    )
    weights = problem.needs["weight"].to_numpy()
    days = met["days_late"].fill_null(LATE_DAYS).to_numpy()
    n_goals = len(columns.goals)
    is_proven = len(solved) == n_goals and all(one.state == "optimal" for one in solved)
    state = "optimal" if is_proven or problem.needs.is_empty() else "feasible"
    return Plan(
        state=state if solved or problem.needs.is_empty() else "unknown",
        gap=_gap(solved[0]) if solved else 0.0 if problem.needs.is_empty() else np.nan,
        weight_open=float(weights[days > 0].sum()),
        weighted_days=float(weights @ days) if len(weights) else 0.0,
        cost=float(taken["cost"].cast(pl.Float64).sum()),
        chosen=_causes(problem, taken, met),
        met=met,
    )


def _gap(first: Solved) -> float:
    """Return by which share of its cost the first goal could be lower."""
    return max(0.0, (first.cost - first.bound) / first.cost) if first.cost > 0 else 0.0


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
