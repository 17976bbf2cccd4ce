"""Trying all schedules layer by layer: what it finds is the best, what it proves is so."""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest

from pmo_core.analysis.leveling.enumeration import enumerated
from pmo_core.analysis.leveling.placing import placed
from pmo_core.analysis.leveling.problem import TOO_LATE, Problem, Shape, Tie
from pmo_core.analysis.leveling.scoring import lost

N_TASKS, N_SLOTS = 6, 60


def random_problem(seed: int) -> Problem:
    """Return two tied projects on two resources that vary, by two calendars."""
    rng = np.random.default_rng(seed)
    calendars = [np.arange(N_SLOTS), np.flatnonzero(np.arange(N_SLOTS) % 7 < 4)]
    shapes = [Shape(slots, length) for slots in calendars for length in range(4)]
    moments = np.arange(N_SLOTS + 1)
    ties = []
    for before, after in rng.integers(0, N_TASKS, (5, 2)):
        if before < after:
            lag = int(rng.integers(0, 3))
            asked = np.where(moments + lag > N_SLOTS, TOO_LATE, moments + lag)
            ties.append(Tie(int(before), int(after), bool(rng.integers(2)), asked))
    late = np.maximum(moments - rng.integers(0, 12, (2, 1)), 0)
    return Problem(
        shapes, rng.integers(0, len(shapes), N_TASKS),
        rng.integers(0, 4, N_TASKS), np.full(N_TASKS, N_SLOTS),
        rng.integers(0, 3, (N_TASKS, 2)), np.where(moments[:-1] % 5 < 2, 2, 3)[None].repeat(2, 0),
        ties, np.arange(N_TASKS) // 3, late * rng.integers(1, 5, (2, 1)).astype(np.float64),
    )  # fmt: skip


def best_of_all_orders(problem: Problem) -> float:
    """Return the least value lost by serial generation in every order that ties allow."""
    orders = np.array([
        order for order in permutations(range(N_TASKS))
        if all(order.index(tie.before) < order.index(tie.after) for tie in problem.ties)
    ])  # fmt: skip
    found = placed(problem, orders)
    return float(lost(problem, found.end)[found.is_whole].min())


def never() -> bool:
    """Go on."""
    return False


def test_it_finds_the_best_and_proves_it() -> None:
    """On 40 plans it comes from far above to what the best of all orders loses, and to no less."""
    for seed in range(40):
        problem = random_problem(seed)
        best = best_of_all_orders(problem)
        found = enumerated(problem, best + 10, 10_000, never)
        assert found.is_all, seed
        assert found.start is not None, seed
        assert found.end is not None, seed
        assert lost(problem, found.end[None])[0] == pytest.approx(best), seed
        for tie in problem.ties:
            moment = (found.end if tie.from_end else found.start)[tie.before]
            assert found.start[tie.after] >= tie.earliest[moment], seed
        none = enumerated(problem, best, 10_000, never)
        assert (none.start, none.is_all) == (None, True), seed


def counted(most: int) -> Callable[[], bool]:
    """Return what says stop after so many questions."""
    left = iter(range(most))
    return lambda: next(left, None) is None


def test_what_is_left_out_proves_nothing() -> None:
    """Neither a narrow layer nor a stop is a proof, unless nothing was left out."""
    seeds = [seed for seed in range(40) if best_of_all_orders(random_problem(seed)) > 0]
    wide = [random_problem(seed) for seed in seeds]
    narrow = [enumerated(one, best_of_all_orders(one) + 10, 1, never) for one in wide]
    assert not all(one.is_all for one in narrow)
    for problem, one in zip(wide, narrow, strict=True):
        if one.is_all:
            assert one.end is not None
            assert lost(problem, one.end[None])[0] == pytest.approx(best_of_all_orders(problem))
    stopped = enumerated(wide[0], best_of_all_orders(wide[0]) + 10, 10_000, counted(2))
    assert (stopped.start, stopped.is_all) == (None, False)
