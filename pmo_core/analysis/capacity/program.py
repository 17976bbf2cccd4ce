"""A linear or integer program that is put together block by block and minimized by HiGHS."""

from dataclasses import dataclass
from typing import Any, Literal

import highspy  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.engine_highs import EXACT, scale_of, silent

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
State = Literal["optimal", "feasible", "infeasible", "unknown"]
_WHOLE = {**EXACT, "mip_feasibility_tolerance": 1e-9}
"""A millionth of a project or a person is more than the hours are exact to."""
_STATUS = highspy.HighsModelStatus


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """What the solver says.

    Parameters
    ----------
    state : {"optimal", "feasible", "infeasible", "unknown"}
        feasible: a solution, time was over before it was proven the best; unknown: none in time.
    cost : float
        Cost of the solution; nan without one.
    x : (n_columns,) float
        The solution; empty without one.
    prices : (n_rows,) float
        By how much the cost rises per unit of a row's limit; empty for integer programs.
    bound : float
        Cost below which nothing can be, as far as it is proven; nan without a solution.
    """

    state: State
    cost: float
    x: Floats
    prices: Floats
    bound: float = np.nan

    @property
    def is_found(self) -> bool:
        """Whether there is a solution."""
        return self.state in ("optimal", "feasible")


class Program:
    """Columns at least 0, rows between limits, costs to be minimized."""

    def __init__(self) -> None:
        self._columns: list[tuple[Floats, Floats, npt.NDArray[np.int32]]] = []
        self._rows: list[tuple[Floats, Floats]] = []
        self._entries: list[tuple[Ints, Ints, Floats]] = []
        self._n_columns = 0
        self._n_rows = 0

    def columns(
        self, cost: npt.ArrayLike, upper: npt.ArrayLike = np.inf, *, is_integer: bool = False
    ) -> Ints:
        """Add a block of columns, one per cost; return their numbers."""
        costs = np.atleast_1d(np.asarray(cost, np.float64))
        n = len(costs)
        uppers = np.broadcast_to(np.asarray(upper, np.float64), n)
        self._columns.append((costs, uppers, np.full(n, int(is_integer), np.int32)))
        self._n_columns += n
        return np.arange(self._n_columns - n, self._n_columns)

    def rows(self, lower: npt.ArrayLike, upper: npt.ArrayLike) -> Ints:
        """Add a block of rows; return their numbers."""
        limits = np.broadcast_arrays(
            np.atleast_1d(np.asarray(lower, np.float64)), np.asarray(upper, np.float64)
        )
        n = len(limits[0])
        self._rows.append((limits[0], limits[1]))
        self._n_rows += n
        return np.arange(self._n_rows - n, self._n_rows)

    def entries(self, row: Ints, column: Ints, coefficient: npt.ArrayLike = 1.0) -> None:
        """Add entries; no row and column may meet twice."""
        values = np.broadcast_to(np.asarray(coefficient, np.float64), len(row))
        self._entries.append((np.asarray(row), np.asarray(column), values))

    def minimize(self, seconds: float = 60.0) -> Solved:
        """Return the cheapest solution that is found in that time."""
        highs = silent()
        highs.setOptionValue("time_limit", max(seconds, 0.01))
        cost, upper, is_integer = (
            np.concatenate(part) for part in zip(*self._columns, strict=True)
        )
        if is_integer.any():
            for name, option in _WHOLE.items():
                highs.setOptionValue(name, option)
        scale = scale_of(cost)
        self._load(highs, cost * scale, upper, is_integer)
        highs.run()
        return _read(highs, scale, bool(is_integer.any()))

    def _load(
        self, highs: Any, cost: Floats, upper: Floats, is_integer: npt.NDArray[np.int32]
    ) -> None:
        row, column, entry = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        row_lower, row_upper = (np.concatenate(part) for part in zip(*self._rows, strict=True))
        order = np.lexsort((column, row))
        begin = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=self._n_rows))])
        highs.passModel(
            self._n_columns, self._n_rows, len(row), int(highspy.MatrixFormat.kRowwise),
            int(highspy.ObjSense.kMinimize), 0.0, cost, np.zeros(self._n_columns), upper,
            row_lower, row_upper, begin[:-1].astype(np.int32), column[order].astype(np.int32),
            entry[order], is_integer,
        )  # fmt: skip


def _read(highs: Any, scale: float, is_integer: bool) -> Solved:
    status, info = highs.getModelStatus(), highs.getInfo()
    none = np.zeros(0)
    if status in (_STATUS.kInfeasible, _STATUS.kUnboundedOrInfeasible):
        return Solved("infeasible", np.nan, none, none)
    if status != _STATUS.kOptimal and (not is_integer or info.primal_solution_status != 2):
        return Solved("unknown", np.nan, none, none)
    solution = highs.getSolution()
    return Solved(
        "optimal" if status == _STATUS.kOptimal else "feasible",
        float(info.objective_function_value) / scale,
        np.asarray(solution.col_value),
        none if is_integer else np.asarray(solution.row_dual) / scale,
        (info.mip_dual_bound if is_integer else float(info.objective_function_value)) / scale,
    )


__all__ = ["Floats", "Ints", "Program", "Solved", "State"]
