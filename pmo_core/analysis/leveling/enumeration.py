"""All schedules that could lose less than a target, layer by layer: found, or proved not to be.

Layer k holds what k tasks placed can look like; none of the others starts before the last of them
(precedence tree, Patterson, Slowinski, Talbot, Weglarz 1989). Of those with the same tasks, one
goes where another has set free everything no later (cutset rule, Demeulemeester, Herroelen 1992).
What can no longer reach the target by its ties or by what resources have left goes as well. Where a
layer is too wide only its best are kept (beam search), and nothing is proved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pmo_core.analysis.leveling.placing import Board
from pmo_core.analysis.leveling.problem import Problem
from pmo_core.analysis.leveling.target import EPS, Target
from pmo_core.analysis.network_arrays import Bools, Ints

MOST_TASKS = 62
"""Which tasks are placed stands in one word."""
AT_ONCE = 2_048
"""Schedules whose next tasks are looked for together."""
COMPARED = 16
"""Schedules of the same tasks with which each is compared."""


class Enumerated(NamedTuple):
    """The starts and ends of the best schedule below the target, if one was found.

    `is_all`: nothing was left out, so that no schedule loses less than this one, or the target.
    """

    start: Ints | None
    end: Ints | None
    is_all: bool
    n_placed: int
    """Tasks that were placed."""


@dataclass(frozen=True, eq=False)
class _Layer:
    """Schedules of some tasks, one a row; `free` has the words of `Problem.free` first."""

    is_done: Bools
    start: Ints
    end: Ints
    """Ends of tasks placed; of the others, the slot before which ties do not let them start."""
    finish: Ints
    """Ends of projects."""
    since: Ints
    """Last start."""
    free: Ints

    def of(self, rows: Ints) -> "_Layer":
        return _Layer(
            self.is_done[rows], self.start[rows], self.end[rows], self.finish[rows],
            self.since[rows], self.free[:, rows],
        )  # fmt: skip


class _Next(NamedTuple):
    """Tasks placed next: the row of the schedule, the task, its start and end."""

    row: Ints
    task: Ints
    start: Ints
    end: Ints

    def of(self, which: Ints | Bools) -> "_Next":
        return _Next(*(one[which] for one in self))


def enumerated(problem: Problem, loss: float, width: int, stop: Callable[[], bool]) -> Enumerated:
    """Look for a schedule that loses less.

    Parameters
    ----------
    problem : Problem
        At most `MOST_TASKS` tasks, none of which may start before one that it waits for.
    loss : float
        Less than this is asked for.
    width : int
        Most schedules in a layer.
    stop : callable
        Asked before each layer.
    """
    return _Enumeration(Target(problem, loss), width).run(stop)


class _Enumeration:
    """Layers, from no task placed to all of them."""

    def __init__(self, target: Target, width: int) -> None:
        self.target, self.problem, self.width = target, target.problem, width
        problem, n = self.problem, self.problem.n_tasks
        self.board = Board(problem, 1)
        self.waits_for = np.zeros((n, n), np.float32)
        for before, after in problem.before_after:
            self.waits_for[before, after] = 1
        self.ties: list[list[int]] = [[] for _ in range(n)]
        for number, tie in enumerate(problem.ties):
            self.ties[tie.before].append(number)
        projects = np.arange(len(problem.cost))
        self.member = np.equal.outer(problem.project, projects).astype(np.float32)
        self.bit = np.int64(1) << np.arange(n, dtype=np.int64)
        self.is_cut, self.n_placed = False, 0

    def run(self, stop: Callable[[], bool]) -> Enumerated:
        """Make all layers."""
        if self.target.is_beyond_reach:
            return Enumerated(None, None, True, 0)
        n, n_projects = self.problem.n_tasks, len(self.problem.cost)
        layer = _Layer(
            np.zeros((1, n), np.bool_), np.zeros((1, n), np.int32),
            self.problem.earliest[None].astype(np.int32), np.zeros((1, n_projects), np.int32),
            np.zeros(1, np.int32), self.board.free,
        )  # fmt: skip
        for _ in range(n):
            if stop():
                return Enumerated(None, None, False, self.n_placed)
            found = self._followers(layer)
            self.n_placed += len(found.row)
            if len(found.row):
                layer = self._kept(self._placed(layer, found))
            if not len(found.row) or not len(layer.since):
                return Enumerated(None, None, not self.is_cut, self.n_placed)
        best = int(self.target.cost(layer.finish).argmin())
        return Enumerated(layer.start[best], layer.end[best], not self.is_cut, self.n_placed)

    def _followers(self, layer: _Layer) -> _Next:
        """Return which tasks may come next in each schedule, and where."""
        n = len(layer.since)
        parts = [self._some(layer, np.arange(since, min(since + AT_ONCE, n)))
                 for since in range(0, n, AT_ONCE)]  # fmt: skip
        return _Next(*(np.concatenate(one) for one in zip(*parts, strict=True)))

    def _some(self, layer: _Layer, rows: Ints) -> _Next:
        problem, target, n_slots = self.problem, self.target, self.problem.n_slots
        is_done = layer.is_done[rows]
        is_free = is_done @ self.waits_for == self.waits_for.sum(axis=0)
        row, task = np.nonzero(is_free & ~is_done)
        begin = np.maximum(layer.end[rows[row], task], layer.since[rows[row]])
        board = self.board.with_free(layer.free[:, rows[row]], int(layer.end[rows].max()))
        start, end = board.place(task, np.minimum(begin, n_slots), begin > n_slots)
        first = np.flatnonzero(np.diff(row, prepend=-1))
        least = np.maximum.reduceat(target.least_finish[:, task, start].T, first, axis=0)
        finish = np.maximum(np.maximum(least, layer.finish[rows]), target.first_finish)
        is_good = target.cost(finish) < target.loss - EPS
        is_good &= np.maximum.reduceat(end - problem.latest[task], first) <= 0
        # A task that could end before another starts can as well come first.
        soonest = np.minimum.reduceat(end, first)
        is_next = start < soonest[row]
        none = np.flatnonzero(~np.logical_or.reduceat(is_next, first))
        ends_first = np.flatnonzero((end == soonest[row]) & np.isin(row, none))
        is_next[ends_first[np.unique(row[ends_first], return_index=True)[1]]] = True
        is_next &= is_good[row]
        # It might lose less beyond the slots that are looked at.
        self.is_cut |= bool((is_next & ~board.is_whole).any())
        return _Next(rows[row], task, start, end).of(is_next & board.is_whole)

    def _placed(self, layer: _Layer, found: _Next) -> _Layer:
        """Return the schedules with their next tasks, of those alike the best alone."""
        problem, (row, task, start, end) = self.problem, found
        one = np.arange(len(row))
        is_done, ends, finish = layer.is_done[row], layer.end[row], layer.finish[row]
        is_done[one, task] = True
        ends[one, task] = end
        mine = problem.project[task]
        finish[one, mine] = np.maximum(finish[one, mine], end)
        order = np.argsort(task, kind="stable")
        first = np.searchsorted(task[order], np.arange(problem.n_tasks + 1))
        for before, numbers in enumerate(self.ties):
            some = order[first[before] : first[before + 1]]
            for tie in (problem.ties[number] for number in numbers if len(some)):
                asked = tie.earliest[(end if tie.from_end else start)[some]]
                ends[some, tie.after] = np.maximum(ends[some, tie.after], asked)
        kept = self._undominated(is_done, ends, finish, start)
        row, task, start, end = found = found.of(kept)
        starts = layer.start[row]
        starts[np.arange(len(row)), task] = start
        board = self.board.with_free(layer.free[:, row], 0)
        board.take(task, start, end)
        return _Layer(is_done[kept], starts, ends[kept], finish[kept],
                      start.astype(np.int32), board.free)  # fmt: skip

    def _undominated(self, is_done: Bools, end: Ints, finish: Ints, since: Ints) -> Ints:
        """Return the schedules than which no other of the same tasks sets all free no later."""
        is_open = (~is_done).astype(np.float32) @ self.member > 0
        have = np.concatenate([end, finish], axis=1)
        # Before the last start nothing can be used, nor does what comes then end.
        is_later = np.concatenate([np.ones_like(is_done), is_open], axis=1)
        counts = np.maximum(have, np.where(is_later, since[:, None], 0))
        which = is_done @ self.bit
        order = np.lexsort((counts.sum(axis=1), since, which))
        have, counts, which = have[order], counts[order], which[order]
        is_worse = np.zeros(len(order), np.bool_)
        for apart in range(1, min(COMPARED + 1, len(order))):
            same = np.flatnonzero((which[apart:] == which[:-apart]) & ~is_worse[apart:])
            if not len(same):
                break
            is_worse[same[(have[same] <= counts[same + apart]).all(axis=1)] + apart] = True
        kept: Ints = np.sort(order[~is_worse])
        return kept

    def _kept(self, layer: _Layer) -> _Layer:
        """Return the schedules that can still reach the target, the most promising if too many."""
        spare = self.target.spare(layer.is_done, layer.since, layer.free)
        good = np.flatnonzero(spare >= 0)
        if len(good) > self.width:
            self.is_cut = True
            begin = np.maximum(layer.end[good], layer.since[good, None])
            room = np.where(layer.is_done[good], np.inf, self.target.latest_start - begin)
            promise = room.min(axis=1) + 1e-3 * spare[good]
            good = np.sort(good[np.argpartition(-promise, self.width)[: self.width]])
        return layer.of(good)


__all__ = ["MOST_TASKS", "Enumerated", "enumerated"]
