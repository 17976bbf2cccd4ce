"""A population of schedules that is crossed, changed and improved until time is over.

Source: hybrid genetic algorithm with forward-backward improvement (Valls, Ballestin, Quintanilla
2008), two-point crossover of orders of tasks (Hartmann 1998); a child takes the place of its own
parent where it is not worse, which keeps the population apart (crowding, Mahfoud 1995), or all
compete, which is faster and ends sooner in one place.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.leveling.placing import Placed, placed
from pmo_core.analysis.leveling.problem import Problem
from pmo_core.analysis.leveling.scoring import early_and_late, improved, order_of, scores
from pmo_core.analysis.network_arrays import Ints

Floats = npt.NDArray[np.float64]
TASKS_AT_ONCE = 16_384
"""Tasks of all schedules that are made at once; fewer make slow arrays, more waste generations."""
MOST_ORDERS = 720
"""So many orders of the tasks are tried one and all."""
CHANGED = 0.05
"""Share of the tasks of a child that are moved in its order, by a tenth of its length."""


PATIENCE = 10
"""Generations without any better child after which a new population begins."""


@dataclass(frozen=True)
class Found:
    """The best schedule so far: slots in which tasks start and end."""

    start: Ints
    end: Ints
    score: float
    n_schedules: int
    is_all: bool = False
    """Whether every order of the tasks was tried."""


def search(
    problem: Problem,
    hints: Floats,
    seed: int,
    stop: Callable[[], bool],
    *,
    is_crowding: bool = True,
) -> Iterator[Found]:
    """Give the best schedule so far after each generation, until `stop()` or all orders are tried.

    Parameters
    ----------
    problem : Problem
        At least one task.
    hints : numpy.ndarray of float, any x tasks
        Keys by which tasks may be taken first (lowest first), for example planned starts.
    seed : int
        Seed of all chance: the same seed gives the same schedules in the same order.
    stop : callable
        Asked before each generation.
    is_crowding : bool
        Whether a child only takes its own parent's place; or else all compete.
    """
    few = all_orders(problem)
    if few is not None:
        tried = placed(problem, few)
        yield _best(tried, scores(problem, tried), len(few), is_all=keeps_order(problem))
        return
    best: Found | None = None
    chance, n_before = np.random.default_rng(seed), 0
    while True:
        population = _Population(problem, hints, chance, is_crowding)
        while population.n_idle < PATIENCE:
            now = population.n_schedules + n_before
            found = _best(population.found, population.score, now)
            if best is not None and best.score <= found.score:
                found = replace(best, n_schedules=now)
            best = found
            yield best
            if stop():
                return
            population.next()
        n_before += population.n_schedules


def all_orders(problem: Problem, most: int = MOST_ORDERS) -> Ints | None:
    """Return every order of the tasks that links allow; None where there are more than `most`."""
    n, waits = problem.n_tasks, problem.before_after
    before = [{one for one, after in waits if after == task} for task in range(n)]
    orders: list[tuple[int, ...]] = [()]
    for _ in range(n):
        orders = [
            (*order, task)
            for order in orders
            for task in range(n)
            if task not in order and before[task].issubset(order)
        ]
        if len(orders) > most:
            return None
    return np.array(orders, np.int64).reshape(-1, n)


def keeps_order(problem: Problem) -> bool:
    """Tell whether no task may start before one that it waits for.

    Then some order of the tasks gives a best schedule: that in which they start in one. Where leads
    and ties of ends let a task start before, it may not.
    """
    for tie in problem.ties:
        end = problem.ends[problem.shape[tie.before]]
        start = np.flatnonzero(end <= problem.n_slots)
        moment = end[start] if tie.from_end else start
        if (tie.earliest[moment] < start).any():
            return False
    return True


def rule(problem: Problem) -> Placed:
    """Return what one pass by the rule of the latest finish gives, as common tools do."""
    late = early_and_late(problem)[1].astype(np.float64)
    return placed(problem, order_of(problem, late[None]))


def _best(found: Placed, score: Floats, n_schedules: int, *, is_all: bool = False) -> Found:
    row = int(score.argmin())
    return Found(found.start[row], found.end[row], float(score[row]), n_schedules, is_all)


class _Population:
    """Schedules and their scores."""

    def __init__(
        self, problem: Problem, hints: Floats, chance: np.random.Generator, is_crowding: bool
    ) -> None:
        self.problem, self.is_crowding, self.chance = problem, is_crowding, chance
        self.size = int(np.clip(2 ** round(np.log2(TASKS_AT_ONCE / problem.n_tasks)), 8, 64))
        self.n_schedules = self.n_idle = 0
        self.spread = 1.0 if is_crowding else 0.3
        self.names = self.chance.integers(1, 1 << 40, problem.n_tasks)
        keys = self._first_keys(hints)
        self.found, self.score = self._made(order_of(problem, keys))
        if not is_crowding:
            self._select(self.found, self.score)

    def next(self) -> None:
        """Make one generation of children and let them take places."""
        n, before = len(self.score), self.score
        if self.is_crowding:
            mother = np.arange(n)
        else:
            mother = self.chance.integers(0, n, (2, 2 * self.size)).min(axis=0)
        one, other = self.chance.integers(0, n, (2, len(mother)))
        father = np.where(self.score[one] <= self.score[other], one, other)
        rank = _ranks(order_of(self.problem, self.found.start))
        child = _ranks(self._crossed(rank[mother], rank[father])).astype(np.float64)
        moved = self.chance.random(child.shape) < CHANGED
        child += moved * self.chance.normal(size=child.shape) * (0.1 * child.shape[1])
        found, score = self._made(order_of(self.problem, child))
        if self.is_crowding:
            is_better = score <= self.score
            self.found = Placed(*(
                np.where(is_better if old.ndim == 1 else is_better[:, None], new, old)
                for new, old in zip(found, self.found, strict=True)
            ))  # fmt: skip
            self.score = np.where(is_better, score, self.score)
        else:
            both = (np.concatenate(one) for one in zip(found, self.found, strict=True))
            self._select(Placed(*both), np.concatenate([score, self.score]))
        is_idle = np.array_equal(before, self.score)
        self.n_idle = self.n_idle + 1 if is_idle else 0

    def _made(self, orders: Ints) -> tuple[Placed, Floats]:
        found = improved(self.problem, placed(self.problem, orders))
        self.n_schedules += 3 * len(orders)
        return found, scores(self.problem, found)

    def _select(self, found: Placed, score: Floats) -> None:
        """Keep the best, each once."""
        name = found.start @ self.names
        order = np.lexsort((name, score))
        is_twice = np.diff(name[order], prepend=-1) == 0
        kept = np.concatenate([order[~is_twice], order[is_twice]])[: self.size]
        self.found, self.score = found.of(kept), score[kept]

    def _crossed(self, mother: Ints, father: Ints) -> Ints:
        """Return orders that follow the mother at both ends and the father between."""
        n_rows, n = mother.shape
        cut = np.sort(self.chance.integers(0, n + 1, (n_rows, 2)), axis=1)
        is_first = mother < cut[:, :1]
        turn = _ranks(np.argsort(np.where(is_first, -1, father), axis=1, kind="stable"))
        is_middle = ~is_first & (turn < cut[:, 1:])
        key = np.where(is_first, mother, np.where(is_middle, n + father, 2 * n + mother))
        return np.argsort(key, axis=1, kind="stable")

    def _first_keys(self, hints: Floats) -> Floats:
        """Return keys: by the latest finish, more and more by chance; by projects; as hinted."""
        problem, n_rows = self.problem, self.size * (1 if self.is_crowding else 2)
        late = early_and_late(problem)[1].astype(np.float64)
        span = max(float(late.max() - problem.earliest.min()), 1.0)
        share = np.linspace(0, self.spread, n_rows)[:, None]
        keys = late + share * span * self.chance.normal(size=(n_rows, problem.n_tasks))
        n_projects = len(problem.cost)
        if n_projects > 1:
            value = problem.cost[:, -1] - problem.cost[:, 0]
            rank = np.empty(n_projects)
            rank[np.argsort(-value, kind="stable")] = np.linspace(0, 1, n_projects)
            pull = self.chance.random((n_rows, 1)) * np.where(np.arange(n_rows) % 4, 1, 0)[:, None]
            turn = np.where((np.arange(n_rows) % 2)[:, None], rank,
                            self.chance.random((n_rows, n_projects)))  # fmt: skip
            keys += pull * span * turn[:, problem.project]
        keys[1 : 1 + len(hints)] = hints[: n_rows - 1]
        return keys


def _ranks(orders: Ints) -> Ints:
    """Return the place of each task in its order."""
    ranks = np.empty_like(orders)
    np.put_along_axis(ranks, orders, np.arange(orders.shape[1])[None], axis=1)
    return ranks


__all__ = ["Found", "all_orders", "keeps_order", "rule", "search"]
