"""A selection as numbers: what the solver sees, and what it answers."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Choose columns of the largest total value; a column is a project with a start.

    At most one column of each project is chosen, exactly one where `must` holds, none where
    `barred` holds. For each row, lower <= sum of the coefficients of chosen columns <= upper.

    Parameters
    ----------
    value : (n_columns,) float
        Value of each column, any sign.
    project : (n_columns,) int
        Project of each column, 0 .. n_projects - 1, ascending.
    start : (n_columns,) int
        Months after the project's earliest start, ascending within a project.
    n_projects : int
        Every project has at least one column.
    row_begin : (n_rows + 1,) int
        Entries row_begin[r] .. row_begin[r + 1] - 1 belong to row r (CSR).
    column, coefficient : (n_entries,) int, float
        Column and coefficient of each entry.
    lower, upper : (n_rows,) float
        Limits of each row; -inf and inf where there is none.
    is_capacity : (n_rows,) bool
        Whether the row is a budget or a capacity: coefficients and upper limit not negative, no
        lower limit.
    must, barred : (n_projects,) bool
        Projects that have to be in, and that may not be.
    """

    value: Floats
    project: Ints
    start: Ints
    n_projects: int
    row_begin: Ints
    column: Ints
    coefficient: Floats
    lower: Floats
    upper: Floats
    is_capacity: Flags
    must: Flags
    barred: Flags

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return len(self.value)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.lower)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The best selection found so far, and how good any selection can be.

    Parameters
    ----------
    status : Status
        optimal: proven by the solver; feasible: the gap is open; infeasible: proven that there is
        none; unknown: none was found yet.
    chosen : (n,) int
        Chosen columns, ascending; empty without a selection.
    value : float
        Total value of the chosen columns; nan without a selection.
    bound : float
        Proven: no selection is worth more; inf while not known, nan when infeasible.
    seconds : float
        Time since the question was put.
    found_by : str
        The step that found the selection: "rounding", "restricted", "improvement" or "search".
    """

    status: Status
    chosen: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    value: float = float("nan")
    bound: float = float("inf")
    seconds: float = 0.0
    found_by: str = ""

    @property
    def gap(self) -> float:
        """Return (bound - value) / |value| as a share; nan without a selection, 0 when optimal.

        Examples
        --------
        >>> Answer("feasible", np.array([0], np.int32), value=80.0, bound=100.0).gap
        0.25
        """
        if self.status == "optimal":
            return 0.0
        if np.isnan(self.value):
            return float("nan")
        return max(0.0, self.bound - self.value) / max(abs(self.value), 1e-9)


__all__ = ["Answer", "Flags", "Floats", "Ints", "Problem", "Status"]
