"""A smaller problem of the same kind: some columns decided, the others left to the search."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.engine_bound import PriceBound, first_columns
from pmo_core.analysis.selection.problem import Flags, Floats, Ints, Problem

WHOLE = 1e-7
"""Shares of the linear answer this near to 0 or 1 are whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Restricted:
    """A problem over some columns of another one.

    Parameters
    ----------
    problem : Problem
        The smaller problem; projects and rows that are decided are not in it.
    columns : (n,) int
        Its columns, as columns of the larger problem.
    taken : (k,) int
        Columns that are in for certain.
    worth : float
        Value of `taken`.
    is_possible : bool
        False where a project that must be in has no able column.
    """

    problem: Problem
    columns: Ints
    taken: Ints
    worth: float
    is_possible: bool

    def widen(self, chosen: Ints) -> Ints:
        """Return a selection of the smaller problem as one of the larger problem."""
        return np.sort(np.concatenate([self.columns[chosen], self.taken])).astype(np.int32)

    def narrow(self, chosen: Ints) -> Ints | None:
        """Return a selection of the larger problem as one of the smaller; None if it is none."""
        inside = np.flatnonzero(np.isin(self.columns, chosen)).astype(np.int32)
        return inside if len(inside) + len(self.taken) == len(chosen) else None


def restrict(problem: Problem, able: Flags, must: Flags) -> Restricted:
    """Return the problem with the columns that are able only, and more projects that must be in.

    A project that must be in and has one able column is decided: its column goes into the limits.
    """
    able = able & ~problem.barred[problem.project]
    count = np.bincount(problem.project[able], minlength=problem.n_projects)
    is_sure = must & (count == 1)
    is_taken = able & is_sure[problem.project]
    is_open = able & ~is_taken
    projects = np.flatnonzero((count > 0) & ~is_sure)
    row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    entry_taken, entry_open = is_taken[problem.column], is_open[problem.column]
    sure = problem.coefficient * entry_taken
    used = np.asarray(np.bincount(row, sure, problem.n_rows), np.float64)
    rows = np.flatnonzero(_matters(problem, row, used, entry_open))
    columns = np.flatnonzero(is_open).astype(np.int32)
    number_of = np.cumsum(is_open) - 1
    of_project, of_row = _numbers(projects, problem.n_projects), _numbers(rows, problem.n_rows)
    kept = entry_open & (of_row[row] >= 0)
    begin = np.searchsorted(of_row[row[kept]], np.arange(len(rows) + 1)).astype(np.int32)
    smaller = Problem(
        value=problem.value[columns],
        project=of_project[problem.project[columns]].astype(np.int32),
        start=problem.start[columns],
        n_projects=len(projects),
        row_begin=begin,
        column=number_of[problem.column[kept]].astype(np.int32),
        coefficient=problem.coefficient[kept],
        lower=problem.lower[rows] - used[rows],
        upper=problem.upper[rows] - used[rows],
        is_capacity=problem.is_capacity[rows],
        must=must[projects],
        barred=problem.barred[projects],
    )
    taken = np.flatnonzero(is_taken).astype(np.int32)
    is_possible = not (must & (count == 0)).any()
    return Restricted(smaller, columns, taken, float(problem.value[taken].sum()), is_possible)


def open_share(problem: Problem, proof: PriceBound) -> Floats:
    """Return per column the value above which the prices say nothing about it.

    For a selection worth more than that, the prices decide the column: it is out, or its project
    is in with it.
    """
    first = first_columns(problem)
    best = np.maximum.reduceat(proof.with_column, first)[problem.project]
    is_best = proof.with_column == best
    others = np.where(is_best, -np.inf, proof.with_column)
    second = np.maximum.reduceat(others, first)[problem.project]
    several = np.add.reduceat(is_best.astype(np.int64), first)[problem.project] > 1
    rival = np.where(is_best & ~several, second, best)
    return np.minimum(proof.with_column, np.maximum(rival, proof.without[problem.project]))


def kernel(problem: Problem, x: Floats, proof: PriceBound, width: int) -> tuple[Flags, Flags]:
    """Return which columns are able and which projects must be in for a restricted search.

    Open are the columns that the linear answer splits, those that the prices find as good as
    these, and then, in the order of what the prices find, `width` times as many as are split. All
    others stay as the linear answer has them (kernel search: Angelelli, Mansini, Speranza 2010).

    Parameters
    ----------
    problem : Problem
        What is selected from.
    x : (n_columns,) float
        Shares of the linear answer.
    proof : PriceBound
        What its prices prove.
    width : int
        How far the search goes beyond what is split.
    """
    is_split = (x > WHOLE) & (x < 1 - WHOLE)
    share = open_share(problem, proof)
    as_good = share >= proof.bound - WHOLE * max(1.0, abs(proof.bound))
    n_open = int((is_split | as_good).sum()) + width * int(is_split.sum())
    is_open = np.zeros(problem.n_columns, np.bool_)
    is_open[np.lexsort((-share, ~is_split))[:n_open]] = True
    stays = (x > 0.5) & ~is_open
    is_kept = np.bincount(problem.project[stays], minlength=problem.n_projects) > 0
    able = stays | (is_open & ~is_kept[problem.project])
    count = np.bincount(problem.project[able], minlength=problem.n_projects)
    able |= (problem.must & (count == 0))[problem.project]
    return able, problem.must | is_kept


def _matters(
    problem: Problem, row: npt.NDArray[np.int64], used: Floats, is_open: Flags
) -> npt.NDArray[np.bool_]:
    """Return which rows the open columns can break; one that is broken without them is kept."""
    coefficient = np.where(is_open, problem.coefficient, 0.0)
    most = np.bincount(row, np.maximum(coefficient, 0.0), problem.n_rows) + used
    least = np.bincount(row, np.minimum(coefficient, 0.0), problem.n_rows) + used
    return np.asarray((most > problem.upper) | (least < problem.lower))


def _numbers(kept: npt.NDArray[np.int64], n: int) -> npt.NDArray[np.int64]:
    """Return the new number of each old one; -1 for those that are not kept."""
    found = np.full(n, -1)
    found[kept] = np.arange(len(kept))
    return found


__all__ = ["Restricted", "kernel", "open_share", "restrict"]
