"""What schedules lose, what they lose at least, and the orders of tasks that they stand for."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.leveling.placing import Placed, is_late, placed
from pmo_core.analysis.leveling.problem import Problem
from pmo_core.analysis.network_arrays import Ints

Floats = npt.NDArray[np.float64]
LATE = 1e12
"""Added per slot by which a task ends after its latest end."""
LOST = 1e15
"""Added where a task found no place."""
EARLY = 1e-7
"""Weight of the projects' mean end among schedules that lose the same."""


def finishes(problem: Problem, end: Ints) -> Ints:
    """Return when each project ends, schedules x projects."""
    order = np.argsort(problem.project, kind="stable")
    first = np.flatnonzero(np.diff(problem.project[order], prepend=-1))
    return np.maximum.reduceat(end[:, order], first, axis=1)


def lost(problem: Problem, end: Ints) -> Floats:
    """Return the value that each schedule loses by the ends of its projects."""
    finish = finishes(problem, end)
    value: Floats = problem.cost[np.arange(finish.shape[1]), finish].sum(axis=1)
    return value


def scores(problem: Problem, found: Placed) -> Floats:
    """Return by what schedules are compared: places, latest ends, value lost, early ends."""
    early = EARLY * finishes(problem, found.end).mean(axis=1)
    value: Floats = lost(problem, found.end) + early
    value += LATE * is_late(problem, found) + LOST * ~found.is_whole
    return value


def order_of(problem: Problem, key: npt.NDArray[np.generic]) -> Ints:
    """Return the tasks by rising key, each after those that it waits for.

    Parameters
    ----------
    problem : Problem
        Whose tasks they are.
    key : numpy.ndarray, schedules x tasks
        What they are sorted by.
    """
    raised = np.ascontiguousarray(key.T)
    for before, after in problem.before_after:
        np.maximum(raised[after], raised[before], out=raised[after])
    return np.argsort(raised.T, axis=1, kind="stable")


def free_of_resources(problem: Problem) -> Problem:
    """Return the problem with enough of everything."""
    n, n_slots = problem.n_tasks, problem.n_slots
    return replace(
        problem, usage=np.zeros((n, 0), np.int64), capacity=np.zeros((0, n_slots), np.int64)
    )


def latest_without_loss(problem: Problem, finish: Ints) -> Ints:
    """Return until when each project may last without losing more than by these ends."""
    n_slots = problem.n_slots
    until = np.empty_like(finish)
    for project, row in enumerate(problem.cost):
        until[:, project] = np.searchsorted(row, row[finish[:, project]], side="right") - 1
    return np.minimum(until, n_slots)


def right_shifted(problem: Problem, found: Placed) -> Placed:
    """Return the schedules with each task as late as its project's loss allows.

    Where that gives no schedule, it stays as it was found. Source: forward-backward improvement
    (Li and Willis 1992; Valls, Ballestin, Quintanilla 2005).
    """
    n_slots, end = problem.n_slots, found.end
    finish = finishes(problem, end)
    until = np.minimum(latest_without_loss(problem, finish), finish.max(axis=1, keepdims=True))
    by = np.minimum(until[:, problem.project], np.maximum(problem.latest, end))
    mirrored = problem.mirrored
    orders = order_of(mirrored, -end[:, ::-1])
    back = placed(mirrored, orders, n_slots - by[:, ::-1])
    start = n_slots - back.end[:, ::-1]
    is_good = back.is_whole & (start >= problem.earliest).all(axis=1)
    keep = is_good[:, None]
    return Placed(
        np.where(keep, start, found.start),
        np.where(keep, n_slots - back.start[:, ::-1], end),
        found.is_whole,
    )


def improved(problem: Problem, found: Placed) -> Placed:
    """Return the schedules after a pass backward and one forward again."""
    return placed(problem, order_of(problem, right_shifted(problem, found).start))


def early_and_late(problem: Problem) -> tuple[Ints, Ints]:
    """Return per task the early start and the late end with enough of everything."""
    plain = free_of_resources(problem)
    one = np.arange(problem.n_tasks)[None]
    early = placed(plain, one)
    return early.start[0], right_shifted(plain, early).end[0]


__all__ = [
    "early_and_late", "finishes", "free_of_resources", "improved", "latest_without_loss", "lost",
    "order_of", "right_shifted", "scores",
]  # fmt: skip
