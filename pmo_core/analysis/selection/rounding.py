"""From a linear answer to a selection: take the best columns that fit, with all that they need.

A column is added only if no row is broken more than before. If a row that is no capacity would be
(what it requires is not in, all or none, a share), columns that mend that row are tried with it,
best first, to a small depth; if nothing mends it, all is taken back.
"""

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.engine_bound import first_columns, slack
from pmo_core.analysis.selection.problem import Floats, Ints, Problem

DEPTH = 6  # columns that one column may pull in, one after the other
BREADTH = 4  # columns tried to mend one row
NEARLY = 1 - 1e-6  # a share of the linear answer that counts as whole


class Rounding:
    """Rounds linear answers of one problem; limits and values may change between two calls."""

    def __init__(self, problem: Problem) -> None:
        self._row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
        order = np.lexsort((self._row, problem.column))
        self._rows_of = self._row[order]
        self._coefficients_of = problem.coefficient[order]
        begin = np.searchsorted(problem.column[order], np.arange(problem.n_columns + 1))
        self._begin = begin.tolist()
        self._first = first_columns(problem)

    def round(self, problem: Problem, x: Floats, worth: Floats) -> Ints:
        """Return chosen columns, ascending; rows that could not be mended stay broken.

        Parameters
        ----------
        problem : Problem
            Same columns and rows as at first.
        x, worth : (n_columns,) float
            Shares of the linear answer, and values less the price of what is taken.
        """
        self._start(problem, worth)
        rank = np.lexsort((-worth, -np.round(x, 6)))
        whole = rank[: int((x[rank] >= NEARLY).sum())]
        self._take_whole(whole)
        must = np.flatnonzero(problem.must & ~self._taken)
        for project in must.tolist():
            self._add_best(range(self._first[project], self._end(project)))
        self._mend()
        useful = problem.value[rank] > 0
        for column in rank[useful & self._may_fit(rank)].tolist():
            self._add(column, DEPTH)
        return np.sort(np.array(self._chosen, np.int32))

    def _start(self, problem: Problem, worth: Floats) -> None:
        self._problem, self._worth = problem, worth
        below, above = slack(problem)
        self._lower, self._upper = problem.lower - below, problem.upper + above
        self._used = np.zeros(problem.n_rows)
        self._taken = problem.barred.copy()
        self._chosen: list[int] = []

    def _end(self, project: int) -> int:
        last = project + 1 == self._problem.n_projects
        return self._problem.n_columns if last else int(self._first[project + 1])

    def _take_whole(self, columns: npt.NDArray[np.int64]) -> None:
        """Take what the linear answer has whole, if that keeps every row that is a limit."""
        is_in = np.zeros(self._problem.n_columns)
        is_in[columns] = 1.0
        entries = self._problem.coefficient * is_in[self._problem.column]
        used = np.bincount(self._row, entries, self._problem.n_rows)
        if (used > self._upper).any():
            for column in columns.tolist():
                self._add(column, DEPTH)
            return
        self._used, self._chosen = np.asarray(used, np.float64), columns.tolist()
        self._taken[self._problem.project[columns]] = True

    def _may_fit(self, columns: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return which columns fit the capacities that are left, those rows alone."""
        left = self._upper - self._used
        too_much = self._problem.is_capacity[self._row] & (
            self._problem.coefficient > left[self._row]
        )
        out = np.zeros(self._problem.n_columns, np.bool_)
        out[self._problem.column[too_much]] = True
        return ~out[columns] & ~self._taken[self._problem.project[columns]]

    def _excess(self, rows: npt.NDArray[np.int64], used: Floats) -> Floats:
        over, under = used - self._upper[rows], self._lower[rows] - used
        return np.maximum(np.maximum(over, under), 0.0)

    def _add_best(self, columns: range) -> bool:
        ranked = sorted(columns, key=lambda column: -self._worth[column])
        return any(self._add(column, DEPTH) for column in ranked)

    def _add(self, column: int, depth: int) -> bool:
        """Add a column and what it needs; without success nothing is changed."""
        project = self._problem.project[column]
        if self._taken[project]:
            return False
        entries = slice(self._begin[column], self._begin[column + 1])
        rows, coefficients = self._rows_of[entries], self._coefficients_of[entries]
        before = self._used[rows]
        worse = self._excess(rows, before + coefficients) > self._excess(rows, before) + 1e-12
        if worse.any() and (depth == 0 or self._problem.is_capacity[rows[worse]].any()):
            return False
        n_chosen = len(self._chosen)
        self._put(column, 1)
        limits = self._excess(rows, before)
        for row, limit in zip(rows[worse].tolist(), limits[worse].tolist(), strict=True):
            if not self._pull(row, limit, depth - 1):
                for other in self._chosen[n_chosen:][::-1]:
                    self._put(other, -1)
                return False
        return True

    def _put(self, column: int, sign: int) -> None:
        entries = slice(self._begin[column], self._begin[column + 1])
        self._used[self._rows_of[entries]] += sign * self._coefficients_of[entries]
        self._taken[self._problem.project[column]] = sign > 0
        if sign > 0:
            self._chosen.append(column)
        else:
            self._chosen.pop()

    def _pull(self, row: int, limit: float, depth: int) -> bool:
        """Add columns until the row is broken no more than `limit`."""
        for column in self._menders(row):
            at = np.array([row])
            if self._excess(at, self._used[at])[0] <= limit + 1e-12:
                return True
            self._add(column, depth)
        at = np.array([row])
        return bool(self._excess(at, self._used[at])[0] <= limit + 1e-12)

    def _menders(self, row: int, breadth: int = BREADTH) -> list[int]:
        """Return columns that move the row to its limits, best first."""
        entries = slice(self._problem.row_begin[row], self._problem.row_begin[row + 1])
        columns, coefficients = self._problem.column[entries], self._problem.coefficient[entries]
        wanted = -1.0 if self._used[row] > self._upper[row] else 1.0
        able = (coefficients * wanted > 0) & ~self._taken[self._problem.project[columns]]
        ranked = columns[able][np.argsort(-self._worth[columns[able]], kind="stable")]
        return [int(column) for column in ranked[:breadth]]

    def _mend(self) -> None:
        """Add columns to rows that are broken without any (at least so many, a share)."""
        none = np.zeros(self._problem.n_rows, np.int64) + np.arange(self._problem.n_rows)
        for row in np.flatnonzero(self._excess(none, self._used) > 0).tolist():
            at = np.array([row])
            for column in self._menders(row, self._problem.n_columns):
                if self._excess(at, self._used[at])[0] <= 0:
                    break
                self._add(column, DEPTH)


__all__ = ["Rounding"]
