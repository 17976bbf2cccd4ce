"""What schedules lose at least: each project by its links, and by what resources can give."""

from dataclasses import replace

import numpy as np

from pmo_core.analysis.leveling.placing import placed
from pmo_core.analysis.leveling.problem import Problem
from pmo_core.analysis.leveling.scoring import finishes, free_of_resources
from pmo_core.analysis.network_arrays import Bools, Ints

MOST_STEPS = 40
"""Heads and tails that are looked at, per project and resource."""


def least_loss(problem: Problem) -> float:
    """Return a value below which no schedule loses.

    Each project lasts at least as long as its links ask for; and for each resource and any of its
    tasks that begin after some head and are followed by some tail, until the resource, used by
    nothing else from that head on, has given what they need, and that tail more.
    """
    plain = free_of_resources(problem)
    early = placed(plain, np.arange(problem.n_tasks)[None])
    head, finish = early.start[0], finishes(problem, early.end)[0].astype(np.int64)
    tail = _tails(problem)
    for project, row in enumerate(problem.cost):
        mine = problem.project == project
        for resource in range(problem.usage.shape[1]):
            users = mine & (problem.usage[:, resource] > 0) & (problem.lengths > 0)
            if users.any():
                finish[project] = max(
                    finish[project], _by_energy(problem, resource, users, head, tail)
                )
        finish[project] = min(finish[project], len(row) - 1)
    return float(problem.cost[np.arange(len(finish)), finish].sum())


def _tails(problem: Problem) -> Ints:
    """Return how many slots the project of each task lasts at least after it.

    Where days off could lie among them, that depends on when the task ends: it counts as 0.
    """
    n = problem.n_tasks
    if problem.worked is not None:
        return np.zeros(n, np.int64)
    own = [tie for tie in problem.ties if problem.project[tie.before] == problem.project[tie.after]]
    back = replace(free_of_resources(problem), ties=own).mirrored
    return placed(back, np.arange(n)[None], np.zeros((1, n), np.int64)).start[0, ::-1]


def _by_energy(problem: Problem, resource: int, users: Bools, head: Ints, tail: Ints) -> int:
    """Return before which slot a resource cannot let the project end."""
    work = (problem.usage[:, resource] * problem.lengths)[users]
    heads, tails = head[users], tail[users]
    given = np.concatenate([[0], np.cumsum(problem.capacity[resource])])
    least = 0
    for since in _steps(heads):
        for after in _steps(tails):
            needed = work[(heads >= since) & (tails >= after)].sum()
            if needed:
                until = int(np.searchsorted(given, given[since] + needed))
                least = max(least, until + after)
    return least


def _steps(values: Ints) -> list[int]:
    """Return the values, or some of them where there are many."""
    found = np.unique(values)
    steps: list[int] = found[:: -(-len(found) // MOST_STEPS)].tolist()
    return steps


__all__ = ["least_loss"]
