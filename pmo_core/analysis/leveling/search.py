"""A population of schedules that is crossed, changed and improved until time is over.

Source: hybrid genetic algorithm with forward-backward improvement (Valls, Ballestin, Quintanilla
2008), two-point crossover of orders of tasks (Hartmann 1998); a child takes the place of its own
parent where it is not worse, which keeps the population apart (crowding, Mahfoud 1995), or all
compete, which is faster and ends sooner in one place. Between populations all schedules of few
tasks are tried, in layers that get wider each time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.leveling.enumeration import MOST_TASKS, enumerated
from pmo_core.analysis.leveling.placing import Placed, placed
from pmo_core.analysis.leveling.problem import Problem
from pmo_core.analysis.leveling.scoring import (
    LATE,
    early_and_late,
    improved,
    lost,
    order_of,
    scores,
)
from pmo_core.analysis.network_arrays import Ints

Floats = npt.NDArray[np.float64]
TASKS_AT_ONCE = 16_384
"""Tasks of all schedules that are made at once; fewer make slow arrays, more waste generations."""
WORK = 1 << 23
"""Most schedules at once when first all are tried, times the tasks to the third power."""
WIDER, WIDEST = 8, 1 << 14
"""By how much each trial of all schedules is wider than the one before, and the last at most."""
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
    """Whether it is proved that no schedule loses less."""


def search(
    problem: Problem,
    hints: Floats,
    seed: int,
    stop: Callable[[], bool],
    *,
    is_crowding: bool = True,
) -> Iterator[Found]:
    """Give the best schedule so far after each generation, until `stop()` or it is proved best.

    Parameters
    ----------
    problem : Problem
        At least one task.
    hints : numpy.ndarray of float, any x tasks
        Keys by which tasks may be taken first (lowest first), for example planned starts.
    seed : int
        Seed of all chance: the same seed gives the same schedules in the same order.
    stop : callable
        Asked before each generation and each layer.
    is_crowding : bool
        Whether a child only takes its own parent's place; or else all compete.
    """
    best: Found | None = None
    chance, n_before = np.random.default_rng(seed), 0
    widths = _widths(problem)
    while True:
        population = _Population(problem, hints, chance, is_crowding)
        while population.n_idle < PATIENCE:
            found = _best(population.found, population.score, population.n_schedules + n_before)
            if best is None:
                # Where it is not much work all is tried at once, whatever the time.
                best = _enumerated(problem, found, next(widths, 0), lambda: False)
                n_before = best.n_schedules - population.n_schedules
            elif best.score <= found.score:
                best = replace(best, n_schedules=found.n_schedules)
            else:
                best = found
            yield best
            if best.is_all or stop():
                return
            population.next()
        assert best is not None
        n_before += population.n_schedules
        best = _enumerated(problem, replace(best, n_schedules=n_before), next(widths, 0), stop)
        n_before = best.n_schedules
        if best.is_all:
            yield best
            return


def _widths(problem: Problem) -> Iterator[int]:
    """Give how wide layers may be, where all schedules of the problem may be tried."""
    if problem.n_tasks <= MOST_TASKS and keeps_order(problem):
        narrow = min(WORK // problem.n_tasks**3, WIDEST // WIDER**2)
        yield from (narrow, narrow * WIDER, narrow * WIDER**2)


def _enumerated(problem: Problem, best: Found, width: int, stop: Callable[[], bool]) -> Found:
    """Return the better one that layers of some width hold, or that there is none."""
    if not width or best.score >= LATE:
        return best
    value = float(lost(problem, best.end[None])[0])
    tried = enumerated(problem, value, width, stop)
    n_schedules = best.n_schedules + tried.n_placed // problem.n_tasks
    best = replace(best, n_schedules=n_schedules, is_all=tried.is_all)
    if tried.start is None or tried.end is None:
        return best
    found = Placed(tried.start[None], tried.end[None], np.ones(1, np.bool_))
    return _best(found, scores(problem, found), n_schedules, is_all=tried.is_all)


def keeps_order(problem: Problem) -> bool:
    """Tell whether no task may start before one that it waits for.

    Then some order of the tasks gives a best schedule: that in which they start in one, and all can
    be tried. Where leads and ties of ends let a task start before, it may not.
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


__all__ = ["Found", "keeps_order", "rule", "search"]
