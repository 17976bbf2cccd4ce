"""What prices of the rows prove: a bound on every selection, and columns that cannot matter.

Lagrangian relaxation: with a price y per row (not negative for an upper limit, not positive for a
lower one), a column is worth d = value - y . coefficients, a project the best of its columns, and
no selection is worth more than y . limits plus what the projects are worth. This holds for any y,
so the bound is proven by arithmetic, whatever the tolerance of the solver that found the prices
(Geoffrion 1974, Lagrangean relaxation for integer programming).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.problem import Flags, Floats, Problem

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PriceBound:
    """A bound, and what each column and project adds to it.

    Parameters
    ----------
    bound : float
        No selection is worth more; -inf where none can be.
    worth : (n_columns,) float
        Value of each column less the price of what it takes.
    with_column : (n_columns,) float
        No selection with this column is worth more; -inf where the column is barred.
    without : (n_projects,) float
        No selection without this project is worth more; -inf where it must be in.
    """

    bound: float
    worth: Floats
    with_column: Floats
    without: Floats


def price_bound(problem: Problem, prices: Floats) -> PriceBound:
    """Return what the prices prove; prices of the wrong sign for their limit count as 0."""
    price = np.where(np.isfinite(problem.upper), np.maximum(prices, 0.0), 0.0)
    price += np.where(np.isfinite(problem.lower), np.minimum(prices, 0.0), 0.0)
    limit = np.where(price > 0, problem.upper, np.where(price < 0, problem.lower, 0.0))
    row = np.repeat(price, np.diff(problem.row_begin))
    taken = np.bincount(problem.column, row * problem.coefficient, problem.n_columns)
    worth = problem.value - taken
    able = np.where(problem.barred[problem.project], -np.inf, worth)
    best = np.maximum.reduceat(able, first_columns(problem))
    share = np.where(problem.must, best, np.maximum(best, 0.0))
    bound = float(price @ limit + share.sum())
    if bound == -np.inf:  # a project that must be in is barred: there is no selection
        none = np.full(problem.n_columns, -np.inf), np.full(problem.n_projects, -np.inf)
        return PriceBound(bound, worth, *none)
    return PriceBound(
        bound,
        worth,
        able - share[problem.project] + bound,
        np.where(problem.must, -np.inf, bound - share),
    )


def first_columns(problem: Problem) -> Longs:
    """Return the first column of each project."""
    return np.searchsorted(problem.project, np.arange(problem.n_projects)).astype(np.int64)


def usage(problem: Problem, chosen: npt.ArrayLike) -> Floats:
    """Return the sum of the chosen coefficients of each row."""
    is_in = np.zeros(problem.n_columns)
    is_in[np.asarray(chosen, np.int64)] = 1.0
    row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    used = np.bincount(row, problem.coefficient * is_in[problem.column], problem.n_rows)
    return np.asarray(used, np.float64)


def slack(problem: Problem) -> tuple[Floats, Floats]:
    """Return how far a row may pass its lower and upper limit: what rounding of sums explains."""
    below, above = (
        1e-6 + 1e-9 * np.where(np.isfinite(limit), np.abs(limit), 0.0)
        for limit in (problem.lower, problem.upper)
    )
    return below, above


def broken_rows(problem: Problem, chosen: npt.ArrayLike) -> Flags:
    """Return which rows the chosen columns do not keep."""
    used = usage(problem, chosen)
    below, above = slack(problem)
    return (used < problem.lower - below) | (used > problem.upper + above)


def keeps_all(problem: Problem, chosen: npt.ArrayLike) -> bool:
    """Return whether the chosen columns keep every row and project rule."""
    columns = np.asarray(chosen, np.int64)
    times = np.bincount(problem.project[columns], minlength=problem.n_projects)
    return bool(
        (times <= np.where(problem.barred, 0, 1)).all()
        and (times >= problem.must).all()
        and not broken_rows(problem, columns).any()
    )


__all__ = [
    "Longs",
    "PriceBound",
    "broken_rows",
    "first_columns",
    "keeps_all",
    "price_bound",
    "slack",
    "usage",
]
