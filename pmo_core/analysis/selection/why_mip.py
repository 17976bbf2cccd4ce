"""Questions beside the selection itself: the least of something such that a selection exists.

A `Mip` starts as a problem's columns and rows without its value; what is asked adds columns (more
money, a rule that is dropped), entries and rows to it, and minimizes their cost.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import highspy  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.engine_highs import EXACT, silent
from pmo_core.analysis.selection.problem import Floats, Ints, Problem

Stop = Callable[[], bool]
INF = float("inf")
TOLERANCE = 1e-6
"""Relative: values that differ by less are equal."""
_STATUS = highspy.HighsModelStatus
_KIND = highspy.cb.HighsCallbackType


def tolerance(value: float) -> float:
    """Return by how much two values near this one may differ and still be equal."""
    return TOLERANCE * max(1.0, abs(value))


class Clock:
    """Seconds that are left, also after somebody said stop."""

    def __init__(self, seconds: float, stop: Stop | None = None) -> None:
        self._end = time.perf_counter() + seconds
        self._stop = stop

    @property
    def left(self) -> float:
        """Seconds left; 0 when they are over or stop() says True."""
        return 0.0 if self.is_over() else self._end - time.perf_counter()

    def is_over(self) -> bool:
        """Whether to end now."""
        return time.perf_counter() >= self._end or (self._stop is not None and self._stop())


@dataclass(frozen=True, slots=True, eq=False)
class Least:
    """What a question was answered.

    Parameters
    ----------
    status : {"optimal", "feasible", "infeasible", "unknown"}
        As in `Answer`.
    cost : float
        Cost of the solution; nan without one.
    bound : float
        Proven: no solution costs less.
    x : (n,) float
        The solution, first the problem's columns, then those that were added; empty without one.
    chosen : (k,) int
        The problem's columns that it chooses.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    cost: float
    bound: float
    x: Floats
    chosen: Ints

    @property
    def is_found(self) -> bool:
        """Whether there is a solution."""
        return len(self.x) > 0


class Mip:
    """A problem's columns and rows, to be extended; nothing costs anything at first.

    Parameters
    ----------
    problem : Problem
    with_forces : bool
        Whether `must` and `barred` hold.
    """

    def __init__(self, problem: Problem, with_forces: bool = True) -> None:
        n, m = problem.n_columns, problem.n_rows
        self.problem = problem
        must = problem.must if with_forces else np.zeros(problem.n_projects)
        barred = problem.barred[problem.project] & with_forces
        self._cost = [0.0] * n
        self._upper = np.where(barred, 0.0, 1.0).tolist()
        self._is_integer = [1] * n
        self._row_lower = [*problem.lower, *np.asarray(must, np.float64)]
        self._row_upper = [*problem.upper, *np.ones(problem.n_projects)]
        own = np.repeat(np.arange(m), np.diff(problem.row_begin))
        self._row: list[npt.NDArray[np.int64]] = [own, m + problem.project.astype(np.int64)]
        self._column: list[npt.NDArray[np.int64]] = [
            problem.column.astype(np.int64),
            np.arange(n),
        ]
        self._entry: list[Floats] = [problem.coefficient, np.ones(n)]

    def column(self, cost: float, upper: float = INF, is_integer: bool = False) -> int:
        """Add a column between 0 and `upper`; return its number."""
        self._cost.append(cost)
        self._upper.append(upper)
        self._is_integer.append(int(is_integer))
        return len(self._cost) - 1

    def charge(self, columns: Ints, cost: Floats) -> None:
        """Set the cost of some of the problem's columns."""
        for one, amount in zip(columns.tolist(), cost.tolist(), strict=True):
            self._cost[one] = amount

    def close(self, column: int) -> None:
        """Hold a column at 0."""
        self._upper[column] = 0.0

    def require(self, project: int) -> None:
        """Have a project in."""
        self._row_lower[self.problem.n_rows + project] = 1.0

    def limit(self, row: int, upper: float) -> None:
        """Change the upper limit of a row of the problem."""
        self._row_upper[row] = upper

    def entry(self, row: int, column: int, coefficient: float) -> None:
        """Add an entry to a row."""
        self._row.append(np.array([row]))
        self._column.append(np.array([column]))
        self._entry.append(np.array([coefficient]))

    def row(
        self, columns: Iterable[int], coefficients: Iterable[float], lower: float, upper: float
    ) -> int:
        """Add a row; return its number."""
        self._column.append(np.array(list(columns), np.int64))
        self._entry.append(np.array(list(coefficients), np.float64))
        self._row.append(np.full(len(self._column[-1]), len(self._row_lower)))
        self._row_lower.append(lower)
        self._row_upper.append(upper)
        return len(self._row_lower) - 1

    def worth_at_least(self, value: float) -> None:
        """Ask for a selection of at least that value, within the tolerance."""
        scale = max(1.0, float(np.abs(self.problem.value).max(initial=0.0)))
        worth = self.problem.value / scale
        columns = np.flatnonzero(worth)
        floor = (value - tolerance(value) / 2) / scale
        self.row(columns.tolist(), worth[columns].tolist(), floor, INF)

    def minimize(
        self, seconds: float, stop: Stop | None = None, start: Ints | None = None
    ) -> Least:
        """Return the solution of the least cost found within that time.

        Parameters
        ----------
        seconds : float
            Time limit.
        stop : callable, optional
            Polled by the search.
        start : (k,) int, optional
            Columns of the problem that a known solution chooses; the rest is filled in.
        """
        highs = silent()
        self._load(highs)
        for name, option in {**EXACT, "time_limit": max(seconds, 0.01)}.items():
            highs.setOptionValue(name, option)
        if start is not None:
            x = np.zeros(self.problem.n_columns)
            x[start] = 1.0
            highs.setSolution(len(x), np.arange(len(x), dtype=np.int32), x)
        if stop is not None:
            highs.setCallback(lambda *event: _interrupt(event[3], stop), None)
            highs.startCallback(_KIND.kCallbackMipInterrupt)
        highs.run()
        return self._read(highs)

    def _load(self, highs: Any) -> None:
        row, column = np.concatenate(self._row), np.concatenate(self._column)
        entry = np.concatenate(self._entry)
        order = np.lexsort((column, row))
        n_rows = len(self._row_lower)
        begin = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n_rows))])
        n = len(self._cost)
        highs.passModel(
            n, n_rows, len(row), int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize), 0.0, np.array(self._cost), np.zeros(n),
            np.array(self._upper), np.array(self._row_lower, np.float64),
            np.array(self._row_upper, np.float64), begin[:-1].astype(np.int32),
            column[order].astype(np.int32), entry[order], np.array(self._is_integer, np.int32),
        )  # fmt: skip

    def _read(self, highs: Any) -> Least:
        status, info = highs.getModelStatus(), highs.getInfo()
        none = np.zeros(0), np.zeros(0, np.int32)
        if status == _STATUS.kInfeasible:
            return Least("infeasible", np.nan, INF, *none)
        bound = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else -INF
        if info.primal_solution_status != 2 or not np.isfinite(info.objective_function_value):
            return Least("unknown", np.nan, bound, *none)
        x = np.asarray(highs.getSolution().col_value)
        chosen = np.flatnonzero(x[: self.problem.n_columns] > 0.5).astype(np.int32)
        proven: Literal["optimal", "feasible"] = (
            "optimal" if status == _STATUS.kOptimal else "feasible"
        )
        return Least(proven, float(info.objective_function_value), bound, x, chosen)


def _interrupt(answer: Any, stop: Stop) -> None:
    if stop():
        answer.user_interrupt = True


__all__ = ["INF", "Clock", "Least", "Mip", "Stop", "tolerance"]
