"""The forward and the backward pass over precedence networks of many projects, on arrays.

Each task is placed in the units of its own calendar (`work_time`): what is to be done begins after
`early` worked units and takes `length`. A link turns the moment of one task's end into such a
number for the other, so lags are counted in the successor's calendar.

Source: precedence diagramming method; FS: start >= end of predecessor + lag; SS: start >= start +
lag; FF: end >= end + lag; SF: end >= start + lag; total float = late - early start; free float =
how far a task can move before a successor's early dates or the project's end do.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pmo_core.analysis.network_arrays import Bools, Ints, Sweep
from pmo_core.analysis.network_tasks import NEVER, Links, Tasks
from pmo_core.analysis.work_time import WorkTime


class Times(NamedTuple):
    """What the passes found: per task in worked units, moments of its ends, and per link the gap.

    `early`, `late`: where the work that is still needed begins; `free`: free float; `start`, `end`:
    moments of the early dates; `gap`: units that a link has to spare, NEVER where it says nothing.
    """

    early: Ints
    late: Ints
    free: Ints
    start: Ints
    end: Ints
    gap: Ints


@dataclass(frozen=True, eq=False)
class Network:
    """Tasks, links and the working time by which they are placed.

    `level` holds per task the level that all links give it; `must_end` per project the moment by
    which it shall end, NEVER = its own early end.
    """

    tasks: Tasks
    links: Links
    level: Ints
    time: WorkTime
    must_end: Ints

    @cached_property
    def _is_void(self) -> Bools:
        """Links that say nothing any more."""
        to, links = self.links.successor, self.links
        begun = (self.tasks.started != NEVER)[to]
        is_void: Bools = ~self.tasks.is_open[to] | (begun & ~links.to_end & ~links.from_end)
        return is_void

    @cached_property
    def _actual(self) -> Ints:
        """Moment of the predecessor's end that is tied, where it really happened."""
        of, links = self.links.predecessor, self.links
        return np.where(links.from_end, self.tasks.finished[of], self.tasks.started[of])

    @cached_property
    def _live(self) -> Ints:
        """Links that both passes go over: their predecessor's end is still to come."""
        return np.flatnonzero(~self._is_void & (self._actual == NEVER))

    @cached_property
    def _shift(self) -> Ints:
        """Per link: from the work before the predecessor's end to the successor's early start."""
        links = self.links
        return links.lag - np.where(links.to_end, self.tasks.length[links.successor], 0)

    @cached_property
    def _rows(self) -> tuple[Ints, Ints]:
        """Rows of `WorkTime.at` that give the moments of a task's start and end."""
        tasks, more = self.tasks, self.time.n_calendars
        is_milestone = tasks.length == 0
        ends = tasks.calendar + more
        return (
            np.where(is_milestone & tasks.is_at_end, ends, tasks.calendar),
            np.where(is_milestone & ~tasks.is_at_end, tasks.calendar, ends),
        )

    def times(self) -> Times | None:
        """Return early and late times; None where they do not lie in the span of `time`."""
        tasks, time = self.tasks, self.time
        early, ends = self._forward()
        if not time.holds(tasks.calendar, early + tasks.length):
            return None
        ends = ends.reshape(2, -1)
        project_end = np.full(len(self.must_end), -NEVER)
        np.maximum.at(project_end, tasks.project, ends[1])
        by_end = self._latest(project_end[tasks.project])
        due = np.where(self.must_end == NEVER, project_end, self.must_end)[tasks.project]
        late = np.where(tasks.is_open, self._backward(self._latest(due)), early)
        if not time.holds(tasks.calendar, late):
            return None
        free = np.where(tasks.is_open, self._free(early, by_end) - early, 0)
        return Times(early, late, free, ends[0], ends[1], self._gap(early, ends))

    def moments(self, work: Ints) -> tuple[Ints, Ints]:
        """Return the moments of the start and the end of tasks that begin after so much work."""
        start_row, end_row = self._rows
        return self.time.at(start_row, work), self.time.at(end_row, work + self.tasks.length)

    def early(self) -> Ints:
        """Return the worked units before each task's early start."""
        return self._forward()[0]

    def _forward(self) -> tuple[Ints, Ints]:
        """Return the early start of each task, and the moments of all starts, then of all ends."""
        tasks, links, time = self.tasks, self.links, self.time
        early = np.maximum(
            time.before(tasks.calendar, tasks.start_from),
            time.before(tasks.calendar, tasks.end_from) - tasks.length,
        )
        past = np.flatnonzero(~self._is_void & (self._actual != NEVER))
        to = links.successor[past]
        asked = time.before(tasks.calendar[to], self._actual[past]) + self._shift[past]
        np.maximum.at(early, to, asked)

        n, (start_row, end_row) = len(early), self._rows
        is_begun = tasks.started != NEVER
        ends = np.concatenate([
            np.where(is_begun, tasks.started, time.at(start_row, early)),
            np.where(tasks.is_open, time.at(end_row, early + tasks.length), tasks.finished),
        ])  # fmt: skip
        to = links.successor[self._live]
        sweep = Sweep.over(self._live, to, self.level[to])
        to = links.successor[sweep.links]
        tied = links.predecessor[sweep.links] + n * links.from_end[sweep.links]
        calendar, shift = tasks.calendar[to], self._shift[sweep.links]
        for part, mine, begins in sweep:
            asked = time.before(calendar[part], ends[tied[part]]) + shift[part]
            placed = np.maximum(early[mine], np.maximum.reduceat(asked, begins))
            early[mine] = placed
            ends[mine] = np.where(is_begun[mine], tasks.started[mine],
                                  time.at(start_row[mine], placed))  # fmt: skip
            ends[mine + n] = time.at(end_row[mine], placed + tasks.length[mine])
        return early, ends

    def _latest(self, end: Ints) -> Ints:
        """Return the latest start of each task that ends by a moment."""
        extra, less = self._edges(np.arange(len(end)), np.ones(len(end), np.bool_))
        return self.time.before(self.tasks.calendar, end + extra) - less

    def _edges(self, task: Ints, is_end: Bools) -> tuple[Ints, Ints]:
        """Return what turns the work before a moment into the latest start that fits.

        So much work may lie before an end; a start is the beginning of a unit, and must be one of
        those that begin by then.
        """
        length = self.tasks.length[task]
        is_begin = np.where(length == 0, ~self.tasks.is_at_end[task], ~is_end)
        return is_begin.astype(np.int64), np.where(is_begin, 1, length)

    def _limits(self, links: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Return per link, for going back: calendar of the successor, and `_edges` of the other."""
        of, to = self.links.predecessor[links], self.links.successor[links]
        return (self.tasks.calendar[to], self.tasks.calendar[of],
                *self._edges(of, self.links.from_end[links]))  # fmt: skip

    def _backward(self, late: Ints) -> Ints:
        """Return the late start of each task, given its latest start by the project's end."""
        tasks, links, time = self.tasks, self.links, self.time
        late = np.minimum(late, self._latest(tasks.end_by))
        late = np.minimum(late, time.before(tasks.calendar, tasks.start_by))
        of = links.predecessor[self._live]
        sweep = Sweep.over(self._live, of, -self.level[of])
        to, shift = links.successor[sweep.links], self._shift[sweep.links]
        calendar, own, extra, less = self._limits(sweep.links)
        for part, mine, begins in sweep:
            moment = time.at(calendar[part], late[to[part]] - shift[part])
            asked = time.before(own[part], moment + extra[part]) - less[part]
            late[mine] = np.minimum(late[mine], np.minimum.reduceat(asked, begins))
        return late

    def _free(self, early: Ints, latest: Ints) -> Ints:
        """Return the latest start of each task that moves no early date of another."""
        links, time = self.links, self.time
        calendar, own, extra, less = self._limits(self._live)
        to, of = links.successor[self._live], links.predecessor[self._live]
        moment = time.at(calendar, early[to] - self._shift[self._live])
        free = latest.copy()
        np.minimum.at(free, of, time.before(own, moment + extra) - less)
        return free

    def _gap(self, early: Ints, ends: Ints) -> Ints:
        """Return the units that each link has to spare; NEVER where it says nothing any more."""
        of, to = self.links.predecessor, self.links.successor
        tied = np.where(self.links.from_end, ends[1][of], ends[0][of])
        asked = self.time.before(self.tasks.calendar[to], tied) + self._shift
        return np.where(self._is_void, NEVER, early[to] - asked)


__all__ = ["Network", "Times"]
