"""Why a task comes no earlier: the resource that it waits for and who has it, or another task."""

from typing import NamedTuple

import numpy as np

from pmo_core.analysis.leveling.problem import Problem
from pmo_core.analysis.network_arrays import Bools, Ints


class Wait(NamedTuple):
    """What keeps one task: a resource (its number; its holders until a slot) or tasks before it.

    `resource` is -1 where tasks before it do. `by` holds numbers of tasks that are placed, the one
    with the most of it first; none where too little is there or what stays has it.
    """

    task: int
    resource: int
    by: tuple[int, ...]
    until: int


def waits(problem: Problem, start: Ints, end: Ints) -> list[Wait]:
    """Return what keeps each task that does not start when its project lets it.

    Parameters
    ----------
    problem : Problem
        With the schedule's tasks.
    start, end : numpy.ndarray of int
        Slots of the schedule.
    """
    works = np.stack([_works(problem, start, end, task) for task in range(problem.n_tasks)])
    free = problem.capacity - problem.usage.T @ works
    moments = np.concatenate([start, end])
    ties: dict[int, list[tuple[int, int]]] = {}
    for tie in problem.ties:
        moment = moments[tie.before + problem.n_tasks * tie.from_end]
        ties.setdefault(tie.after, []).append((int(tie.earliest[moment]), tie.before))
    found = []
    for task in range(problem.n_tasks):
        asked, before = max(ties.get(task, []), default=(0, -1))
        own = int(problem.earliest[task])
        slots = problem.shapes[problem.shape[task]].slots
        could = int(np.searchsorted(slots, max(asked, own)))
        if problem.lengths[task] and np.searchsorted(slots, start[task]) > could:
            found.append(_kept(problem, task, int(start[task]), end, (works, free)))
        elif asked > own and before >= 0:
            found.append(Wait(task, -1, (before,), asked))
    return found


def _works(problem: Problem, start: Ints, end: Ints, task: int) -> Bools:
    """Return in which slots a task is worked on."""
    is_worked = np.zeros(problem.n_slots, np.bool_)
    slots = problem.shapes[problem.shape[task]].slots
    is_worked[slots[(slots >= start[task]) & (slots < end[task])]] = True
    return is_worked


def _kept(problem: Problem, task: int, start: int, end: Ints, rest: tuple[Bools, Ints]) -> Wait:
    """Return the resource without which a task cannot start one slot of its calendar earlier."""
    works, left = rest
    need, kind = problem.usage[task], problem.shape[task]
    slots = problem.shapes[kind].slots
    before = int(slots[np.searchsorted(slots, start) - 1])
    until = int(problem.ends[kind, before])
    wanted = slots[(slots >= before) & (slots < until)]
    free = left[:, wanted] + need[:, None] * works[task][wanted]
    short = np.argwhere((free < need[:, None]).T)
    if not len(short):
        return Wait(task, -1, (), start)
    slot, resource = int(wanted[short[-1][0]]), int(short[-1][1])
    has_it = works[:, slot] & (problem.usage[:, resource] > 0)
    has_it[task] = False
    holds = np.flatnonzero(has_it).tolist()
    holds.sort(key=lambda other: (-problem.usage[other, resource], other))
    free_from = min((int(end[other]) for other in holds), default=slot + 1)
    return Wait(task, resource, tuple(holds), free_from)


__all__ = ["Wait", "waits"]
