"""Serial schedule generation: many orders of the same tasks placed at once.

Task by task, each as early as links, calendar and what is left of the resources allow (Kelley 1963;
Kolisch 1996). A row of the arrays is one schedule; all rows take their next task together.
"""

from copy import copy
from typing import NamedTuple

import numpy as np

from pmo_core.analysis.leveling.problem import TOO_LATE, Problem
from pmo_core.analysis.network_arrays import Bools, Ints


class Placed(NamedTuple):
    """Schedules, one a row: slots in which tasks start and end; `is_whole`: all found a place.

    What found none starts and ends at the number of slots.
    """

    start: Ints
    end: Ints
    is_whole: Bools

    def of(self, rows: Ints | Bools) -> "Placed":
        """Return some of the schedules."""
        return Placed(self.start[rows], self.end[rows], self.is_whole[rows])


def placed(problem: Problem, orders: Ints, earliest: Ints | None = None) -> Placed:
    """Return the schedules that some orders of the tasks give.

    Parameters
    ----------
    problem : Problem
        Tasks, resources and links.
    orders : numpy.ndarray of int, schedules x tasks
        Numbers of the tasks; none comes before one that it waits for.
    earliest : numpy.ndarray of int, schedules x tasks, optional
        Slots before which tasks do not start, instead of the problem's own.
    """
    return Board(problem, len(orders)).filled(orders, earliest)


class Board:
    """What is placed so far, in all schedules; `free`: words x schedules x (slots + 1)."""

    def __init__(self, problem: Problem, n_rows: int) -> None:
        self.problem, self.n_slots = problem, problem.n_slots
        self.rows = np.arange(n_rows)
        small = self.n_slots < np.iinfo(np.int16).max // 2
        self.kind: type[np.int16 | np.int32] = np.int16 if small else np.int32
        self.slots: Ints = np.arange(self.n_slots + 1, dtype=self.kind)
        self.beyond = self.kind(np.iinfo(self.kind).max)
        self.worked = problem.worked
        if self.worked is not None:
            self.worked = np.pad(self.worked, ((0, 0), (0, 1)))
        self.ends: Ints = np.minimum(problem.ends, self.beyond).astype(self.kind)
        # Nothing is free at the end: there only milestones lie.
        none_left = np.array(problem.guard, np.int64)[:, None]
        free = np.concatenate([problem.free, none_left], axis=1)
        self.free = np.repeat(free[:, None, :], n_rows, axis=1)
        self.moments = np.zeros((n_rows, 2 * problem.n_tasks + 1), np.int32)
        self.is_whole = np.ones(n_rows, np.bool_)
        self.top = 0

    def filled(self, orders: Ints, earliest: Ints | None) -> Placed:
        """Place the tasks one after the other."""
        problem, n = self.problem, self.problem.n_tasks
        others, rules, table = problem.waits
        flat, width = table.ravel(), table.shape[1]
        at = self.rows * self.moments.shape[1]
        moments = self.moments.ravel()
        for task in np.ascontiguousarray(orders.T):
            moment = moments.take(others[task] + at[:, None])
            asked = flat.take(rules[task] * width + moment).max(axis=1)
            own = problem.earliest[task] if earliest is None else earliest[self.rows, task]
            begin = np.maximum(asked, own)
            start, end = self.place(task, np.minimum(begin, self.n_slots), begin > self.n_slots)
            moments[at + task], moments[at + n + task] = start, end
            self.take(task, start, end)
        found = self.moments[:, : 2 * n].astype(np.int64)
        return Placed(found[:, :n], found[:, n:], self.is_whole)

    def with_free(self, free: Ints, top: int) -> "Board":
        """Return a board of other schedules, of which nothing is known but what they leave.

        Parameters
        ----------
        free : numpy.ndarray of int, words x schedules x (slots + 1)
            What is left; `take` changes it.
        top : int
            Slot from which on nothing is taken.
        """
        other = copy(self)
        other.free, other.top = free, top
        other.rows, other.is_whole = np.arange(free.shape[1]), np.ones(free.shape[1], np.bool_)
        return other

    def place(self, task: Ints, begin: Ints, is_lost: Bools) -> tuple[Ints, Ints]:
        """Return where each row's task starts and ends."""
        near = min(max(self.top, int(begin.max())) + self.problem.longest + 1, self.n_slots + 1)
        start, found = self._first_fit(task, begin, near)
        if near <= self.n_slots and not found.all():
            start, found = self._first_fit(task, begin, self.n_slots + 1)
        found &= ~is_lost
        start = np.where(found, start, self.n_slots)
        end = np.where(found, self.ends[self.problem.shape[task], start], self.n_slots)
        self.is_whole &= found
        self.top = max(self.top, int(end[found].max(initial=0)))
        return start, end

    def _first_fit(self, task: Ints, begin: Ints, until: int) -> tuple[Ints, Bools]:
        """Return the first slot in which each row's task fits up to some slot, and if there is."""
        problem, since = self.problem, int(begin.min())
        shape = problem.shape[task]
        slots = self.slots[since:until]
        fits: Bools | None = None
        for free, need, guard in zip(self.free, problem.need, problem.guard, strict=True):
            left = free[:, since:until] - need[task][:, None]
            left &= guard
            one = left == guard
            fits = one if fits is None else fits & one
        ends = self.ends[shape, since:until]
        begins = np.asarray(begin, self.kind)[:, None]
        good = np.greater_equal(slots, begins)
        if fits is None:
            good &= ends < self.beyond
        else:
            if self.worked is not None:
                fits |= ~self.worked[shape, since:until]
            # Per slot the first one from there on in which something is overused.
            bad: Ints = fits.astype(self.kind)
            bad *= self.beyond - 1
            np.maximum(bad, slots, out=bad)
            # What lies beyond is not known here.
            bad[:, -1] = np.minimum(bad[:, -1], until)
            good &= np.minimum.accumulate(bad[:, ::-1], axis=1)[:, ::-1] >= ends
        first = good.argmax(axis=1)
        return first + since, good[self.rows, first]

    def take(self, task: Ints, start: Ints, end: Ints) -> None:
        """Take from the resources what the tasks use."""
        span = (end - start).astype(np.int64)
        last = np.cumsum(span)
        if not last[-1]:
            return
        step = np.arange(last[-1]) + np.repeat(start - last + span, span)
        where = step + np.repeat(self.rows * (self.n_slots + 1), span)
        is_worked = None
        if self.worked is not None:
            is_worked = self.worked[np.repeat(self.problem.shape[task], span), step]
        for free, need in zip(self.free, self.problem.need, strict=True):
            used = np.repeat(need[task], span)
            free.ravel()[where] -= used if is_worked is None else used * is_worked


def is_late(problem: Problem, found: Placed) -> Ints:
    """Return per schedule the slots by which tasks end after their latest end, in all."""
    late: Ints = np.maximum(found.end - problem.latest, 0).sum(axis=1)
    return late


__all__ = ["TOO_LATE", "Board", "Placed", "is_late", "placed"]
