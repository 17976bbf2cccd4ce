"""The best selection and the best bound while a problem is being improved."""

import time
from collections.abc import Callable

import numpy as np

from pmo_core.analysis.selection.engine_bound import keeps_all
from pmo_core.analysis.selection.problem import Answer, Ints, Problem

SAME = 1e-9
"""Two values are the same up to this share of them."""

NEWS = 0.01
"""A better bound is told when it closes at least this share of the gap that was told."""


def margin(value: float) -> float:
    """Return what a value must be beaten by to be beaten."""
    return SAME * max(1.0, abs(value))


class Progress:
    """What is known so far about one problem; tells each better selection or bound.

    A selection counts only if it keeps every row, and replaces another only if it is worth more.
    """

    def __init__(
        self, problem: Problem, seconds: float, on_answer: Callable[[Answer], None] | None = None
    ) -> None:
        self._problem = problem
        self._begin = time.perf_counter()
        self._seconds = seconds
        self._tell = on_answer
        self.chosen: Ints | None = None
        self.value = -np.inf
        self.bound = np.inf
        self.found_by = ""
        self.is_infeasible = False
        self._is_optimal = False
        self._told = Answer("unknown")

    @property
    def elapsed(self) -> float:
        """Seconds since the question was put."""
        return time.perf_counter() - self._begin

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._seconds - self.elapsed

    @property
    def floor(self) -> float:
        """Value that a selection must pass to be better; -inf without a selection."""
        return self.value if self.chosen is None else self.value + margin(self.value)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to find."""
        return self.is_infeasible or self._is_optimal or self.bound <= self.floor

    def offer(self, chosen: Ints, found_by: str) -> bool:
        """Take a selection if it keeps every row and is worth more; return whether it was taken."""
        value = float(self._problem.value[chosen].sum())
        if value <= self.floor or not keeps_all(self._problem, chosen):
            return False
        self.chosen = np.sort(np.asarray(chosen, np.int32))
        self.value, self.found_by = value, found_by
        self._report()
        return True

    def prove(self, bound: float) -> None:
        """Take a bound that was proven for all selections."""
        bound = max(bound, self.value)
        if bound < self.bound:
            self.bound = bound
            told = self._told.bound - self.value
            if not told - (bound - self.value) < NEWS * told:  # also when nothing was told yet
                self._report()

    def finish(self) -> None:
        """Note that no selection can be better: without one, that there is none."""
        if self.chosen is None:
            self.is_infeasible = True
        else:
            self._is_optimal = True
            self.bound = self.value

    def answer(self) -> Answer:
        """Return what is known now."""
        if self.is_infeasible:
            return Answer("infeasible", bound=float("nan"), seconds=self.elapsed)
        if self.chosen is None:
            return Answer("unknown", bound=self.bound, seconds=self.elapsed)
        status = "optimal" if self.is_settled else "feasible"
        bound = max(self.bound, self.value)
        return Answer(
            "optimal" if status == "optimal" else "feasible",
            self.chosen,
            self.value,
            self.value if status == "optimal" else bound,
            self.elapsed,
            self.found_by,
        )

    def _report(self) -> None:
        if self._tell is not None and self.chosen is not None:
            self._told = self.answer()
            self._tell(self._told)


__all__ = ["SAME", "Progress", "margin"]
