"""A network of tasks worked through level by level, for many draws of the durations at once.

Time is counted in working days from one beginning. A task starts when all its links allow it and
not before its own earliest day; its finish is where a task that waits for it starts. Sources:
precedence diagramming method, see `network.driven`; levels as in Kahn, Topological sorting of
large networks (1962), see `network_arrays`.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.network_arrays import Bools, Ints, levels, refuse_circle

Floats32 = npt.NDArray[np.float32]


class Links(NamedTuple):
    """Links between tasks, which are given by their place: one element per link.

    `from_finish` and `to_finish` name the ends tied (FS = true, false); `lag` in working days.
    """

    predecessor: Ints
    successor: Ints
    from_finish: Bools
    to_finish: Bools
    lag: Floats32

    def at(self, rows: Ints) -> "Links":
        """Return these links only."""
        return Links(
            self.predecessor[rows], self.successor[rows], self.from_finish[rows],
            self.to_finish[rows], self.lag[rows],
        )  # fmt: skip

    def and_also(self, others: "Links") -> "Links":
        """Return these links and others."""
        a, b = self, others
        return Links(
            np.concatenate([a.predecessor, b.predecessor]),
            np.concatenate([a.successor, b.successor]),
            np.concatenate([a.from_finish, b.from_finish]),
            np.concatenate([a.to_finish, b.to_finish]),
            np.concatenate([a.lag, b.lag]),
        )


class _Pass(NamedTuple):
    """Links of one level, at most one per task: the k-th of each that has so many."""

    rows: slice
    source: Ints
    lag: Floats32 | None
    to_finish: Ints


class _Back(NamedTuple):
    """Links of one level seen from their predecessors, at most one per task."""

    links: slice
    predecessor: Ints
    successor: Ints


@dataclass(frozen=True)
class TaskNetwork:
    """A network made ready for passes over many draws.

    Rows of the passes are in `place`: the row of each task. In a level come first the tasks with
    the most links, so that the k-th links of a level write to its first rows.
    """

    place: Ints
    _floor: Floats32
    _levels: list[slice]
    _passes: list[list[_Pass]]
    _back: list[_Back]
    _tight: Links

    @classmethod
    def of(cls, codes: list[str], links: Links, earliest: Floats32) -> Self:
        """Return the network of these tasks.

        Parameters
        ----------
        codes : list of str
            Names of the tasks, for what is said of them.
        links : Links
            Links between them.
        earliest : numpy.ndarray of float32
            Working day before which each does not start.

        Raises
        ------
        Refused
            The links run in a circle; the message names it.
        """
        n = len(codes)
        level = levels(n, links.predecessor, links.successor)
        if (level < 0).any():
            refuse_circle(codes, links.predecessor, links.successor)
        n_before = np.bincount(links.successor, minlength=n)
        order = np.lexsort((-n_before, level))
        place = np.empty(n, np.int64)
        place[order] = np.arange(n)
        links = links._replace(
            predecessor=place[links.predecessor], successor=place[links.successor]
        )
        sizes = np.bincount(level) if n else np.zeros(0, np.int64)
        ends = np.cumsum(sizes).tolist()
        parts = [slice(end - size, end) for end, size in zip(ends, sizes.tolist(), strict=True)]
        by_successor = links.at(np.argsort(links.successor, kind="stable"))
        passes = [_passes(by_successor, part, n) for part in parts]
        back, tight = _backwards(links, parts)
        return cls(place, earliest[order], parts, passes, back, tight)

    def forward(self, durations: Floats32, out: Floats32) -> None:
        """Write when each task finishes, and below them when each starts.

        Parameters
        ----------
        durations : numpy.ndarray of float32
            Tasks x draws, in rows by `place`.
        out : numpy.ndarray of float32
            Twice the tasks x draws: finishes, then starts.
        """
        n = len(durations)
        for part, passes in zip(self._levels, self._passes, strict=True):
            start = out[n + part.start : n + part.stop]
            start[:] = self._floor[part, None]
            for one in passes:
                allowed = np.take(out, one.source, axis=0)
                if one.lag is not None:
                    allowed += one.lag
                if len(one.to_finish):
                    own = durations[one.rows.start + one.to_finish]
                    allowed[one.to_finish] -= own
                first = start[: len(allowed)]
                np.maximum(first, allowed, out=first)
            np.add(start, durations[part], out=out[part])

    def tight(self, durations: Floats32, times: Floats32) -> Bools:
        """Return whether each link is one that its successor really waited for: links x draws.

        A start is the largest of what the links allow, so the one that drives it equals it exactly.
        """
        n, links = len(durations), self._tight
        found = np.empty((len(links.lag), durations.shape[1]), bool)
        step = 256
        for first in range(0, len(found), step):
            some = slice(first, first + step)
            source = links.predecessor[some] + np.where(links.from_finish[some], 0, n)
            allowed = np.take(times, source, axis=0)
            allowed += links.lag[some, None]
            to_finish = np.flatnonzero(links.to_finish[some])
            allowed[to_finish] -= durations[links.successor[some][to_finish]]
            start = np.take(times, links.successor[some] + n, axis=0)
            np.equal(allowed, start, out=found[some])
        return found

    def critical(self, durations: Floats32, times: Floats32, targets: Ints) -> Bools:
        """Return whether each task lies on a longest path to one of the targets: tasks x draws.

        Parameters
        ----------
        durations, times : numpy.ndarray of float32
            As in and out of `forward`.
        targets : numpy.ndarray of int
            Rows of the tasks whose finish counts.
        """
        found = np.zeros(durations.shape, bool)
        found[targets] = True
        tight = self.tight(durations, times)
        for one in self._back:
            drives = np.take(found, one.successor, axis=0)
            drives &= tight[one.links]
            found[one.predecessor] |= drives
        return found

    def driving(self, durations: Floats32) -> Links:
        """Return of each task the one link that it waits for, the first where several are equal.

        Parameters
        ----------
        durations : numpy.ndarray of float32
            One per task, in rows by `place`.
        """
        times = np.empty((2 * len(durations), 1), np.float32)
        self.forward(durations[:, None], times)
        drives = np.flatnonzero(self.tight(durations[:, None], times)[:, 0])
        links = self._tight.at(drives)
        order = np.lexsort((links.predecessor, links.successor))
        _, first = np.unique(links.successor[order], return_index=True)
        task = np.argsort(self.place)
        kept = links.at(order[first])
        return kept._replace(predecessor=task[kept.predecessor], successor=task[kept.successor])


def _counted(values: Ints) -> Ints:
    """How often each value came before, in sorted values."""
    first = np.searchsorted(values, values)
    found: Ints = np.arange(len(values)) - first
    return found


def _passes(by_successor: Links, part: slice, n: int) -> list[_Pass]:
    first, end = np.searchsorted(by_successor.successor, [part.start, part.stop])
    own = by_successor.at(np.arange(first, end))
    turn = _counted(own.successor)
    found = []
    for k in range(turn.max(initial=-1) + 1):
        few = own.at(np.flatnonzero(turn == k))
        source = few.predecessor + np.where(few.from_finish, 0, n)
        lag = few.lag[:, None] if few.lag.any() else None
        rows = slice(part.start, part.start + len(source))
        found.append(_Pass(rows, source, lag, np.flatnonzero(few.to_finish)))
    return found


def _backwards(links: Links, parts: list[slice]) -> tuple[list[_Back], Links]:
    links = links.at(np.argsort(links.predecessor, kind="stable"))
    ends = np.array([part.stop for part in parts], np.int64)
    level = np.searchsorted(ends, links.predecessor, side="right")
    turn = _counted(links.predecessor)
    order = np.lexsort((turn, -level))
    links, level, turn = links.at(order), level[order], turn[order]
    cuts = np.flatnonzero((np.diff(level) != 0) | (np.diff(turn) != 0)) + 1
    firsts = [0, *cuts.tolist(), len(order)]
    some = [slice(a, b) for a, b in pairwise(firsts) if b > a]
    return [_Back(one, links.predecessor[one], links.successor[one]) for one in some], links


__all__ = ["Links", "TaskNetwork"]
