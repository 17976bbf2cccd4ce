"""A selection by diving: fix what the linear answer is surest of, solve it again, and so on.

Each round takes the columns that the linear answer has whole and the best of those that it splits,
drops what no longer fits beside them, and lets the linear model move all other projects to other
starts. That is what rounding cannot do, and why it pays where projects have several starts.
"""

from typing import Any

import highspy  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.engine_bound import slack
from pmo_core.analysis.selection.engine_highs import Stop, load, scale_of, silent
from pmo_core.analysis.selection.problem import Flags, Floats, Ints, Problem

WHOLE = 1e-6  # shares this near to 0 or 1 are whole
MOST_ROUNDS = 400


class Dive:
    """Dives in one problem; each starts from the linear answer.

    Parameters
    ----------
    problem : Problem
    x : (n_columns,) float
        Shares of its linear answer.
    basis : HighsBasis
        Of that answer, so that it is not solved again.
    """

    def __init__(self, problem: Problem, x: Floats, basis: Any) -> None:
        self._problem, self._x = problem, x
        self._highs = silent()
        load(self._highs, problem, problem.value * scale_of(problem.value), is_integer=False)
        self._basis = basis
        row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
        held = problem.is_capacity[row]
        self._row, self._column = row[held], problem.column[held]
        self._coefficient = problem.coefficient[held]
        self._limit = problem.upper + slack(problem)[1] / 2
        order = np.argsort(self._column, kind="stable")
        self._order = order
        self._begin = np.searchsorted(self._column[order], np.arange(problem.n_columns + 1))

    def run(
        self, share: float, noise: float, rng: np.random.Generator, seconds: float, stop: Stop
    ) -> Ints | None:
        """Return the columns of a selection, ascending; None if the dive ends without one.

        Parameters
        ----------
        share : float
            Share of the split columns that a round takes.
        noise : float
            Standard deviation of what is added to the shares before they are ranked.
        rng : numpy.random.Generator
            Of the noise.
        seconds : float
            Time limit of each linear solve.
        stop : callable
            Asked before each round.
        """
        self._highs.setBasis(self._basis)
        x, is_in = self._x, np.zeros(self._problem.n_columns, np.bool_)
        for _ in range(MOST_ROUNDS):
            is_in |= x > 1 - WHOLE
            split = np.flatnonzero((x > WHOLE) & ~is_in)
            if not len(split):
                return np.flatnonzero(is_in).astype(np.int32)
            rank = x[split] + (noise * rng.standard_normal(len(split)) if noise > 0 else 0.0)
            n_wanted = max(1, int(share * len(split)))
            used = self._take(is_in, split[np.argsort(-rank, kind="stable")], n_wanted)
            found = None if stop() else self._solve(is_in, self._able(is_in, used), seconds)
            if found is None:
                return None
            x = found
        return None

    def _take(self, is_in: Flags, ranked: npt.NDArray[np.int64], n_wanted: int) -> Floats:
        """Take the first columns that fit, in place, and return what is used of each row."""
        problem = self._problem
        taken = self._coefficient * is_in[self._column]
        used: Floats = np.bincount(self._row, taken, problem.n_rows).astype(np.float64)
        is_taken = np.zeros(problem.n_projects, np.bool_)
        is_taken[problem.project[is_in]] = True
        for column in ranked.tolist():
            entries = self._order[self._begin[column] : self._begin[column + 1]]
            rows, more = self._row[entries], self._coefficient[entries]
            if is_taken[problem.project[column]] or (used[rows] + more > self._limit[rows]).any():
                continue
            used[rows] += more
            is_in[column] = is_taken[problem.project[column]] = True
            n_wanted -= 1
            if n_wanted == 0:
                break
        return used

    def _able(self, is_in: Flags, used: Floats) -> Flags:
        """Return the columns that are in, or could come in beside them."""
        problem = self._problem
        able = ~problem.barred[problem.project]
        able[self._column[used[self._row] + self._coefficient > self._limit[self._row]]] = False
        is_taken = np.zeros(problem.n_projects, np.bool_)
        is_taken[problem.project[is_in]] = True
        return is_in | (able & ~is_taken[problem.project])

    def _solve(self, is_in: Flags, able: Flags, seconds: float) -> Floats | None:
        """Return the linear answer within these limits; None if there is none in that time."""
        highs, n = self._highs, self._problem.n_columns
        columns = np.arange(n, dtype=np.int32)
        highs.changeColsBounds(n, columns, is_in.astype(np.float64), able.astype(np.float64))
        highs.setOptionValue("time_limit", highs.getRunTime() + max(seconds, 0.0))
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(highs.getSolution().col_value)


__all__ = ["Dive"]
