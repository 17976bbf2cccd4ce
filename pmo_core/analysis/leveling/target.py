"""What a schedule must keep that is to lose less than a target: ends, latest starts, resources."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.leveling.problem import Problem
from pmo_core.analysis.network_arrays import Bools, Ints

Floats = npt.NDArray[np.float64]
EPS = 1e-9
"""By so much less is less."""


@dataclass(frozen=True, eq=False)
class Target:
    """A value lost that is to be bettered, and what follows from it.

    Parameters
    ----------
    problem : Problem
        In which no task may start before one that it waits for.
    loss : float
        Less than this is asked for.
    """

    problem: Problem
    loss: float

    @cached_property
    def least_finish(self) -> Ints:
        """When each project ends at least if a task starts at or after a slot.

        Projects x tasks x (slots + 1), by ties alone; the number of slots stands for later, too.
        """
        problem = self.problem
        n_slots, moments = problem.n_slots, np.arange(problem.n_slots + 1)
        least = np.zeros((len(problem.cost), problem.n_tasks, n_slots + 1), np.int64)
        ties: dict[int, list[int]] = {}
        for number, tie in enumerate(problem.ties):
            ties.setdefault(tie.before, []).append(number)
        for task in reversed(range(problem.n_tasks)):
            ends = problem.ends[problem.shape[task]][::-1]
            end = np.minimum(np.minimum.accumulate(ends)[::-1], n_slots)
            least[problem.project[task], task] = end
            for tie in (problem.ties[number] for number in ties.get(task, ())):
                asked = tie.earliest[end if tie.from_end else moments]
                asked = np.clip(asked, problem.earliest[tie.after], n_slots)
                np.maximum(least[:, task], least[:, tie.after, asked], out=least[:, task])
        return least

    @cached_property
    def first_finish(self) -> Ints:
        """When each project ends at least."""
        tasks = np.arange(self.problem.n_tasks)
        first: Ints = self.least_finish[:, tasks, self.problem.earliest].max(axis=1)
        return first

    @cached_property
    def until(self) -> Ints:
        """By when each project must end, however early the others do."""
        cost = self.problem.cost
        least = cost[np.arange(len(cost)), self.first_finish]
        most = self.loss - (least.sum() - least) - EPS
        return np.array([
            np.searchsorted(row, one) - 1 for row, one in zip(cost, most, strict=True)
        ])  # fmt: skip

    @cached_property
    def latest_start(self) -> Ints:
        """The last slot in which each task may start; -1 where there is none."""
        problem = self.problem
        can = (self.least_finish <= self.until[:, None, None]).all(axis=0)
        can &= problem.ends[problem.shape] <= np.minimum(problem.latest, problem.n_slots)[:, None]
        last: Ints = np.where(can.any(axis=1), problem.n_slots - can[:, ::-1].argmax(axis=1), -1)
        return last

    @property
    def is_beyond_reach(self) -> bool:
        """Whether the ties alone say that no schedule loses so little."""
        return bool((self.latest_start < self.problem.earliest).any())

    @cached_property
    def asked(self) -> npt.NDArray[np.float32]:
        """What tasks use at least before each moment, wherever they start (tasks x resources x).

        Source: energetic reasoning (Erschler, Lopez 1990), for tasks shifted to the right.
        """
        problem = self.problem
        asked = np.zeros((*problem.usage.shape, problem.n_slots + 1), np.float32)
        for task, start in enumerate(self.latest_start.tolist()):
            slots = problem.shapes[problem.shape[task]].slots
            mine = slots[slots >= start][: problem.lengths[task]]
            worked = np.searchsorted(mine, np.arange(problem.n_slots + 1))
            asked[task] = problem.usage[task][:, None] * worked
        return asked

    def cost(self, finish: Ints) -> Floats:
        """Return what is lost by ends of projects (schedules x projects)."""
        rows = self.problem.cost
        lost: Floats = rows[np.arange(len(rows)), finish].sum(axis=1)
        return lost

    def spare(self, is_done: Bools, since: Ints, free: Ints) -> Floats:
        """Return what is left of the scarcest resource up to any moment; below 0 = too little.

        Parameters
        ----------
        is_done : numpy.ndarray of bool, schedules x tasks
            Tasks that are placed; the others start no earlier than `since`.
        since : numpy.ndarray of int
            Slot of each schedule.
        free : numpy.ndarray of int, words x schedules x slots
            What is left, as in `Problem.free`.
        """
        problem = self.problem
        first, last = int(since.min()), int(self.until.max())
        spare = np.full(len(since), np.inf)
        if last <= first:
            return spare
        is_open = ~is_done
        waiting = is_open.astype(np.float32)
        is_ahead = np.arange(first, last) >= since[:, None]
        most = problem.capacity.max(axis=1).tolist()
        for resource, (word, bit) in enumerate(problem.fields):
            field = (1 << int(most[resource]).bit_length()) - 1
            left = np.cumsum(((free[word][:, first:last] >> bit) & field) * is_ahead, axis=1)
            need = waiting @ self.asked[:, resource, first + 1 : last + 1]
            np.minimum(spare, (left - need).min(axis=1), out=spare)
        return spare


__all__ = ["EPS", "Target"]
