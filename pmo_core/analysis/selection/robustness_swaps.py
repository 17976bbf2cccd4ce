"""Better selections by exchanging one start for another, where the gaps are widest.

Rounding leaves room: the best selection of a draw is improved by adding one column, or by
exchanging one for another, as long as that gains and keeps every row. What is found for one draw is
tried in all others. It is a fixed number of steps, not a time: the same seed gives the same result.

Measured on the demonstration's 100 candidates (1,000 draws, 50 of them solved to proof): the
selections are 0.2 % below the optimum in the mean by score and 0.4 % by NPV; nine of ten classes
are the proven ones, none is the opposite, a core index is 3 points off in the mean.
"""

import numpy as np

from pmo_core.analysis.selection.engine_bound import slack, usage
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Flags, Floats, Ints, Problem
from pmo_core.analysis.selection.robustness_sets import (
    Pool,
    Sample,
    Stop,
    best_of,
    column_values,
    fits,
    pooled,
    with_costs,
)

N_ANCHORS = 800  # draws whose best selection is improved
CELLS = 1_000_000  # largest table of rows by open columns
CHUNK = 256  # exchanges tried at once
LEAST_GAIN = 1e-9  # share of the value


class Exchange:
    """Exchanges columns of selections of one problem, whatever its values.

    Parameters
    ----------
    problem : Problem
        With the coefficients that hold.
    is_open : (n_projects,) bool
        Projects that may come and go.
    """

    def __init__(self, problem: Problem, is_open: Flags) -> None:
        self._problem = problem
        able = is_open & ~problem.must & ~problem.barred
        self._columns = np.flatnonzero(able[problem.project])
        self._project = problem.project[self._columns]
        at = np.full(problem.n_columns, -1)
        at[self._columns] = np.arange(len(self._columns))
        at = at[problem.column]
        row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
        # The last column is of nobody: who comes without another leaving.
        self._table = np.zeros((problem.n_rows, len(self._columns) + 1))
        self._table[row[at >= 0], at[at >= 0]] = problem.coefficient[at >= 0]
        below, above = slack(problem)
        self._lower, self._upper = problem.lower - below, problem.upper + above

    def improved(self, chosen: Ints, value: Floats) -> Ints:
        """Return a selection that no exchange of one open column for another improves.

        Parameters
        ----------
        chosen : (n,) int
            A selection that keeps every row.
        value : (n_columns,) float
            Value of each column.
        """
        used = usage(self._problem, chosen)
        is_in = np.zeros(self._problem.n_columns, np.bool_)
        is_in[chosen] = True
        while (move := self._best_move(is_in, used, value)) is not None:
            leaving, coming = move
            if leaving >= 0:
                is_in[self._columns[leaving]] = False
            is_in[self._columns[coming]] = True
            used = used - self._table[:, leaving] + self._table[:, coming]
        return np.flatnonzero(is_in).astype(np.int32)

    def _best_move(self, is_in: Flags, used: Floats, value: Floats) -> tuple[int, int] | None:
        """Return who leaves (-1 = nobody) and who comes: the largest gain that keeps every row."""
        own, here = value[self._columns], is_in[self._columns]
        inside, outside = np.append(np.flatnonzero(here), -1), np.flatnonzero(~here)
        holds = np.zeros(self._problem.n_projects, np.bool_)
        holds[self._problem.project[is_in]] = True
        gain = own[outside] - np.append(own[inside[:-1]], 0.0)[:, None]
        # Another start of a project that is in comes only in the place of the first.
        who = np.append(self._project[inside[:-1]], -1)[:, None]
        gain[holds[self._project[outside]] & (who != self._project[outside])] = -np.inf
        least = LEAST_GAIN * max(1.0, abs(float(value[is_in].sum())))
        flat = gain.ravel()
        pairs = np.flatnonzero(flat > least)
        pairs = pairs[np.argsort(-flat[pairs], kind="stable")]
        for begin in range(0, len(pairs), CHUNK):
            leaving, coming = np.divmod(pairs[begin : begin + CHUNK], len(outside))
            after = self._table[:, outside[coming]] - self._table[:, inside[leaving]]
            after += used[:, None]
            is_kept = (after <= self._upper[:, None]) & (after >= self._lower[:, None])
            works = is_kept.all(axis=0)
            if works.any():
                first = int(works.argmax())
                return int(inside[leaving[first]]), int(outside[coming[first]])
        return None


def exchanged(
    formulation: Formulation, sample: Sample, pool: Pool, *, kept: Floats, stop: Stop
) -> list[Ints]:
    """Return selections that are better than those of the pool in some draws.

    There are none where the table of rows by columns would be too large, or where all agree.

    Parameters
    ----------
    formulation, sample, pool
        The problem, the draws, and the selections found so far.
    kept : (n_columns,) float
        As in `kept_shares`.
    stop : callable
        Once it returns True, what was found so far is returned.
    """
    problem, found = formulation.problem, list(pool.chosen)
    best, value = best_of(sample, pool, fits(formulation, pool, sample.costs))
    times = pool.is_in.sum(axis=0)
    held = (times > 0) & (times < len(found))
    if not held.any() or int(held[problem.project].sum()) * problem.n_rows > CELLS:
        return []
    exchanges: dict[int, Exchange] = {}
    gap = np.where((best >= 0) & np.isfinite(sample.bound), sample.bound - value, 0.0)
    is_left = gap > 0
    for _ in range(min(N_ANCHORS, int(is_left.sum()))):
        if stop():
            break
        at = int(np.where(is_left, gap, -np.inf).argmax())
        is_left[at] = False
        picture = int(sample.picture[at])
        if picture not in exchanges:
            exchanges[picture] = Exchange(with_costs(formulation, sample.costs[picture]), held)
        columns = column_values(problem, sample.worth[at], kept)
        better = exchanges[picture].improved(found[best[at]], columns)
        if np.array_equal(better, found[best[at]]):
            continue
        one = pooled(problem, [better], kept, 0)
        worth = one.values(sample.worth)[:, 0]
        gains = fits(formulation, one, sample.costs)[0, sample.picture] & (worth > value)
        value[gains], best[gains] = worth[gains], len(found)
        gap[gains] = sample.bound[gains] - value[gains]
        found.append(better)
    return found[len(pool.chosen) :]


__all__ = ["Exchange", "exchanged"]
