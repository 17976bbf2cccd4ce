"""A leveling problem as arrays, and its mirror image.

Time is a row of slots, numbered from 0: those in which at least one calendar works. A task that
starts in slot s and ends at e occupies s to e - 1, as far as its calendar works there. Tasks are
numbered so that each comes after those that it waits for.

Capacities of all resources are packed into words of 64 bits, a field each with one bit above it
that stays set while nothing is overused: one subtraction tells for all of them whether a task fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.network_arrays import Bools, Ints

Floats = npt.NDArray[np.float64]
WORD_BITS = 62
TOO_LATE = 1_000_000_000
"""Slot of what comes after the last one."""


@dataclass(frozen=True, eq=False)
class Shape:
    """Which slots a task takes: its calendar's, so many of them."""

    slots: Ints
    """Slots in which the calendar works, in order."""
    length: int
    """How many of them the task takes; 0 = milestone."""

    def ends(self, n_slots: int) -> Ints:
        """Return where the task ends for each slot (and the end) in which it might start.

        Examples
        --------
        >>> Shape(np.array([0, 1, 3]), 2).ends(4).tolist()
        [2, 4, 1000000000, 1000000000, 1000000000]
        """
        if self.length == 0:
            return np.arange(n_slots + 1)
        ends = np.full(n_slots + 1, TOO_LATE)
        last = self.slots[self.length - 1 :]
        ends[self.slots[: len(last)]] = last + 1
        return ends

    def start_to_end_by(self, n_slots: int) -> Ints:
        """Return per moment the first slot in which to start so as to end not before it.

        Examples
        --------
        >>> Shape(np.array([0, 1, 3]), 2).start_to_end_by(4).tolist()
        [0, 0, 0, 1, 1]
        """
        moments = np.arange(n_slots + 1)
        if self.length == 0:
            return moments
        last = self.slots[self.length - 1 :] + 1
        which = np.searchsorted(last, moments)
        starts = np.append(self.slots[: len(last)], TOO_LATE)
        return np.where(which == 0, 0, starts[which])


@dataclass(frozen=True, eq=False)
class Tie:
    """That a task may start only at or after what a table says of another's start or end."""

    before: int
    after: int
    from_end: bool
    earliest: Ints
    """Per moment of the other (0 to the number of slots): the first slot; never falls."""


@dataclass(frozen=True, eq=False)
class Problem:
    """Tasks to be placed.

    Parameters
    ----------
    shapes : sequence of Shape
        Kinds of tasks by calendar and length.
    shape : numpy.ndarray of int
        Kind of each task.
    earliest, latest : numpy.ndarray of int
        Slot before which each task does not start, and by which it ends.
    usage : numpy.ndarray of int, tasks x resources
        Use of each resource in every slot worked.
    capacity : numpy.ndarray of int, resources x slots
        What is there.
    ties : sequence of Tie
        What waits for what.
    project : numpy.ndarray of int
        Number of each task's project.
    cost : numpy.ndarray of float, projects x (slots + 1)
        Value lost when a project ends so late; never falls.
    """

    shapes: Sequence[Shape]
    shape: Ints
    earliest: Ints
    latest: Ints
    usage: Ints
    capacity: Ints
    ties: Sequence[Tie]
    project: Ints
    cost: Floats

    @property
    def n_tasks(self) -> int:
        """How many tasks there are."""
        return len(self.shape)

    @property
    def n_slots(self) -> int:
        """How many slots there are."""
        return int(self.capacity.shape[1])

    @cached_property
    def lengths(self) -> Ints:
        """Slots that each task works."""
        return np.array([one.length for one in self.shapes], np.int64)[self.shape]

    @cached_property
    def ends(self) -> Ints:
        """Where a task of each kind ends, by the slot in which it starts."""
        return np.stack([one.ends(self.n_slots) for one in self.shapes]).astype(np.int32)

    @cached_property
    def worked(self) -> Bools | None:
        """Which slots each kind of task works; None where all work in all of them."""
        if all(len(one.slots) == self.n_slots for one in self.shapes):
            return None
        worked = np.zeros((len(self.shapes), self.n_slots), np.bool_)
        for row, one in zip(worked, self.shapes, strict=True):
            row[one.slots] = True
        return worked

    @cached_property
    def longest(self) -> int:
        """Slots from start to end that any task takes at most, wherever it starts."""
        ends = np.where(self.ends < TOO_LATE, self.ends - np.arange(self.n_slots + 1), 0)
        return int(ends.max(initial=0))

    @cached_property
    def fields(self) -> list[tuple[int, int]]:
        """Word and lowest bit of each resource."""
        fields, word, bit = [], 0, 0
        for most in self.capacity.max(axis=1, initial=0).tolist():
            n_bits = int(most).bit_length() + 1
            if bit + n_bits > WORD_BITS:
                word, bit = word + 1, 0
            fields.append((word, bit))
            bit += n_bits
        return fields

    @cached_property
    def guard(self) -> list[int]:
        """Per word the bits that stay set while nothing is overused."""
        guard = [0] * self.n_words
        most = self.capacity.max(axis=1, initial=0).tolist()
        for (word, bit), one in zip(self.fields, most, strict=True):
            guard[word] |= 1 << (bit + int(one).bit_length())
        return guard

    @property
    def n_words(self) -> int:
        """Words that hold the capacities of all resources."""
        return self.fields[-1][0] + 1 if self.fields else 0

    @cached_property
    def need(self) -> Ints:
        """Use of each task as words."""
        return self._packed(self.usage.T)

    @cached_property
    def free(self) -> Ints:
        """Capacities as words with their guard, words x slots."""
        return self._packed(self.capacity) | np.array(self.guard, np.int64)[:, None]

    def _packed(self, amounts: Ints) -> Ints:
        words = np.zeros((self.n_words, amounts.shape[1]), np.int64)
        for (word, bit), row in zip(self.fields, amounts, strict=True):
            words[word] += row << bit
        return words

    @cached_property
    def waits(self) -> tuple[Ints, Ints, Ints]:
        """Per task the moments that it waits for, and the rows and the table that turn them.

        Moments: a task's own number for its start, that plus `n_tasks` for its end; 2 x `n_tasks`
        stands for the beginning of time, where a task has fewer than others.
        """
        n = self.n_tasks
        tables: dict[int, tuple[int, Ints]] = {}
        rows: list[list[tuple[int, int]]] = [[] for _ in range(n)]
        for tie in self.ties:
            row = tables.setdefault(id(tie.earliest), (len(tables) + 1, tie.earliest))[0]
            rows[tie.after].append((tie.before + n * tie.from_end, row))
        most = max(map(len, rows), default=0) or 1
        padded = np.array([row + [(2 * n, 0)] * (most - len(row)) for row in rows], np.int64)
        padded = padded.reshape(n, most, 2)
        table = np.stack([np.arange(self.n_slots + 1), *(one for _, one in tables.values())])
        return padded[:, :, 0], padded[:, :, 1], table.astype(np.int32)

    @cached_property
    def before_after(self) -> list[tuple[int, int]]:
        """Which task waits for which, each pair once, in an order that respects them all."""
        return sorted({(tie.before, tie.after) for tie in self.ties})

    @cached_property
    def mirrored(self) -> "Problem":
        """The same problem with time running backwards; the last task comes first."""
        n_slots = self.n_slots
        back = [Shape(n_slots - 1 - one.slots[::-1], one.length) for one in self.shapes]
        made: dict[tuple[int, int], Ints] = {}

        def mirror(tie: Tie) -> Tie:
            kind = -1 if tie.from_end else int(self.shape[tie.before])
            key = (id(tie.earliest), kind)
            if key not in made:
                moments = np.arange(n_slots, -1, -1)
                last = np.searchsorted(tie.earliest, moments, side="right") - 1
                first = n_slots - last
                if not tie.from_end:
                    by = np.append(back[kind].start_to_end_by(n_slots), TOO_LATE)
                    first = by[first]
                made[key] = np.where(first > n_slots, TOO_LATE, first)
            first_task, last_task = self.n_tasks - 1 - tie.after, self.n_tasks - 1 - tie.before
            return Tie(first_task, last_task, True, made[key])

        return Problem(
            back, self.shape[::-1],
            np.maximum(n_slots - self.latest[::-1], 0), n_slots - self.earliest[::-1],
            self.usage[::-1], self.capacity[:, ::-1], [mirror(one) for one in self.ties],
            self.project[::-1], self.cost,
        )  # fmt: skip


__all__ = ["TOO_LATE", "Floats", "Problem", "Shape", "Tie"]
