"""The best selection of each draw, and what the draws say together.

Costs change what a selection takes of the budgets: they are drawn for `n_costs` pictures of the
budget rows, and each picture is used for several draws of the rest. In each draw a selection is
found by a linear relaxation and rounding; then every selection that was found in any draw is tried
in all draws whose budgets allow it, and the best is taken; `robustness_swaps` improves these. The
bound of the relaxation proves how much better a selection could be.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from pmo_core.analysis.selection.engine_bound import slack
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer, Flags, Floats, Ints, Problem
from pmo_core.analysis.selection.robustness_draws import Draws, Model
from pmo_core.analysis.selection.solve import Engine

Report = Callable[[dict[str, object]], None]
Stop = Callable[[], bool]
PERIOD = 0.3  # seconds between two reports
BATCH = 100  # draws at once where costs are certain
CELLS = 5_000_000  # numbers that the table of what selections take may hold


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Selections, and what counts of them in any draw.

    Parameters
    ----------
    chosen : list of (n,) int
        Columns of each selection.
    is_in : (n_sets, n_projects) float
        1 where the project is in.
    kept : (n_sets, n_projects) float
        Share of a positive worth that the project keeps at its start in the selection; 0 = out.
    """

    chosen: list[Ints]
    is_in: Floats
    kept: Floats

    def values(self, worth: Floats) -> Floats:
        """Return what each selection is worth in each draw, (n_draws, n_sets)."""
        total: Floats = np.maximum(worth, 0.0) @ self.kept.T
        return total + np.minimum(worth, 0.0) @ self.is_in.T if (worth < 0).any() else total


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What the draws gave.

    Parameters
    ----------
    weights, worth : (n_draws, ...) float
        As in `Draws`.
    costs : (n_costs, n_projects) float
        Factors of the costs.
    picture : (n_draws,) int
        Row of `costs` of each draw.
    bound : (n_draws,) float
        No selection is worth more in this draw; inf where none was proven.
    found : list of (n,) int
        Columns of the selection that the solver found in each draw; empty where it found none.
    """

    weights: Floats
    worth: Floats
    costs: Floats
    picture: Ints
    bound: Floats
    found: list[Ints]


def kept_shares(problem: Problem, delay_pct: float) -> Floats:
    """Return the share of a positive worth that each column keeps, as in `build`."""
    return np.asarray((1 - delay_pct / 100) ** problem.start)


def column_values(problem: Problem, worth: Floats, kept: Floats) -> Floats:
    """Return the value of each column where projects are worth that much."""
    own = worth[problem.project]
    return np.where(own > 0, own * kept, own)


def money_rows(formulation: Formulation) -> Flags:
    """Return which rows of the problem are budgets."""
    return (formulation.rows["kind"] == "budget").to_numpy()


def with_costs(formulation: Formulation, cost: Floats) -> Problem:
    """Return the problem where each project takes `cost` times as much of the budgets."""
    problem = formulation.problem
    is_money = np.repeat(money_rows(formulation), np.diff(problem.row_begin))
    factor = np.where(is_money, cost[problem.project[problem.column]], 1.0)
    return replace(problem, coefficient=problem.coefficient * factor)


def explore(
    formulation: Formulation,
    model: Model,
    kept: Floats,
    *,
    n_draws: int,
    n_costs: int,
    seed: int,
    exact_seconds: float,
    report: Report,
    stop: Stop,
) -> Sample:
    """Draw, and look for the best selection of each draw; what was done when stopped counts.

    Progress is reported every 0.3 s and at the end, as {"n_done", "n_draws"}.
    """
    rng = np.random.default_rng(seed)
    size = -(-n_draws // n_costs) if n_costs > 1 else BATCH
    pictures: list[Floats] = []
    drawn: list[Draws] = []
    answers: list[Answer] = []
    engine: Engine | None = None
    told = time.perf_counter()
    for begin in range(0, n_draws, size):
        if n_costs > 1 or engine is None:
            pictures.append(model.costs(rng) if n_costs > 1 else np.ones(len(model.projects)))
            engine = Engine(with_costs(formulation, pictures[-1]))
        drawn.append(model.draw(rng, min(size, n_draws - begin), pictures[-1]))
        for worth in drawn[-1].worth:
            if stop():
                break
            value = column_values(formulation.problem, worth, kept)
            answers.append(answered(engine, value, exact_seconds, stop))
            if time.perf_counter() > told + PERIOD:
                told = time.perf_counter()
                report({"n_done": len(answers), "n_draws": n_draws})
        if stop():
            break
    n = len(answers)
    report({"n_done": n, "n_draws": n_draws})
    return Sample(
        weights=np.concatenate([one.weights for one in drawn])[:n],
        worth=np.concatenate([one.worth for one in drawn])[:n],
        costs=np.array(pictures),
        picture=(np.arange(n) // (size if n_costs > 1 else n_draws)).astype(np.int32),
        bound=np.array([one.bound for one in answers], np.float64),
        found=[one.chosen for one in answers],
    )


def answered(
    engine: Engine, value: Floats, seconds: float, stop: Stop, n_exchanges: int = 0
) -> Answer:
    """Return the engine's answer under other values: quick, or searched for some seconds."""
    engine.reprice(value)
    if seconds > 0:
        return engine.improve(seconds, stop=stop)
    return engine.quick(stop, n_exchanges)


def pooled(problem: Problem, found: list[Ints], kept: Floats, n_rows: int) -> Pool:
    """Return the different selections among those found; the first ones where they are too many."""
    different = {one.tobytes(): one for one in found if one.size}
    most = max(1, CELLS // (problem.n_projects * (n_rows + 1)))
    chosen = list(different.values())[:most]
    is_in = np.zeros((len(chosen), problem.n_projects))
    share = np.zeros_like(is_in)
    for at, columns in enumerate(chosen):
        is_in[at, problem.project[columns]] = 1.0
        share[at, problem.project[columns]] = kept[columns]
    return Pool(chosen, is_in, share)


def fits(formulation: Formulation, pool: Pool, costs: Floats) -> Flags:
    """Return which selections keep the budgets under which costs, (n_sets, n_costs)."""
    problem = formulation.problem
    rows = np.flatnonzero(money_rows(formulation))
    table = np.zeros((len(rows), problem.n_columns))
    for at, row in enumerate(rows):
        entries = slice(problem.row_begin[row], problem.row_begin[row + 1])
        table[at, problem.column[entries]] = problem.coefficient[entries]
    limit = (problem.upper + slack(problem)[1])[rows]
    is_kept = np.ones((len(pool.chosen), len(costs)), np.bool_)
    for at, columns in enumerate(pool.chosen):
        used = table[:, columns] @ costs[:, problem.project[columns]].T
        is_kept[at] = (used <= limit[:, None]).all(axis=0)
    return is_kept


def best_of(sample: Sample, pool: Pool, allowed: Flags) -> tuple[Ints, Floats]:
    """Return the best selection of each draw (-1 = none) and its value (nan = none)."""
    n = len(sample.worth)
    best, value = np.full(n, -1, np.int32), np.full(n, np.nan)
    if not pool.chosen:
        return best, value
    for begin in range(0, n, BATCH):
        part = slice(begin, begin + BATCH)
        worth = pool.values(sample.worth[part])
        able = np.where(allowed[:, sample.picture[part]].T, worth, -np.inf)
        first = able.argmax(axis=1)
        most = able[np.arange(len(able)), first]
        is_found = np.isfinite(most)
        best[part] = np.where(is_found, first, -1)
        value[part] = np.where(is_found, most, np.nan)
    return best, value


__all__ = [
    "Pool", "Report", "Sample", "Stop", "answered", "best_of", "column_values",
    "explore", "fits", "kept_shares", "money_rows", "pooled", "with_costs",
]  # fmt: skip
