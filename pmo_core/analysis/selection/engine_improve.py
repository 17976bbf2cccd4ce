"""A selection made better by exchanges: put one column in, take out what is in its way, fill up.

Iterated greedy search (Ruiz and Stuetzle 2007) over the columns that the prices leave most open:
its state is small and dense, so an exchange takes less than a millisecond. It proves nothing; its
random numbers come from a fixed seed, so that it does the same each time.
"""

from collections.abc import Callable

import numpy as np

from pmo_core.analysis.selection.engine_bound import PriceBound, slack, usage
from pmo_core.analysis.selection.engine_highs import Stop
from pmo_core.analysis.selection.problem import Flags, Floats, Ints, Problem
from pmo_core.analysis.selection.restricted import open_share

MOST_COLUMNS = 700  # that take part
BACK = 150  # exchanges without a better selection after which the best one is taken up again
LOOSE = 0.1  # mean values of a column that a selection may lose in an exchange
MOST_OUT = 12  # columns that may be taken out for one


class Exchange:
    """Exchanges in one problem, from one selection that keeps all rows.

    Parameters
    ----------
    problem : Problem
    proof : PriceBound
        What the prices of its relaxation prove.
    chosen : (n,) int
        Columns of the selection to start from.
    seed : int
        Of the random numbers.
    """

    def __init__(self, problem: Problem, proof: PriceBound, chosen: Ints, seed: int = 0) -> None:
        self._rng = np.random.default_rng(seed)
        is_in = np.zeros(problem.n_columns, np.bool_)
        is_in[chosen] = True
        takes_part = np.zeros(problem.n_columns, np.bool_)
        order = np.argsort(-open_share(problem, proof), kind="stable")
        takes_part[order[:MOST_COLUMNS]] = True
        stays = np.bincount(problem.project[is_in & ~takes_part], minlength=problem.n_projects) > 0
        takes_part &= ~(stays | problem.barred)[problem.project]
        self._columns = np.flatnonzero(takes_part)
        self._rest = np.flatnonzero(is_in & ~takes_part)
        self._value = problem.value[self._columns]
        self._worth = proof.worth[self._columns]
        self._project = problem.project[self._columns]
        self._is_kept = problem.must[self._project]
        self._best = self._now = is_in[self._columns]
        self._use, self._left = self._dense(problem, chosen)

    def _dense(self, problem: Problem, chosen: Ints) -> tuple[Floats, Floats]:
        """Return the rows as upper limits (rows, columns that take part), and what is left."""
        position = np.full(problem.n_columns, -1)
        position[self._columns] = np.arange(len(self._columns))
        row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
        at = position[problem.column]
        use = np.zeros((problem.n_rows, len(self._columns)))
        use[row[at >= 0], at[at >= 0]] = problem.coefficient[at >= 0]
        used = usage(problem, chosen)
        below, above = slack(problem)
        touched = (use != 0).any(axis=1)
        upper, lower = (touched & np.isfinite(one) for one in (problem.upper, problem.lower))
        left = np.concatenate(
            [(problem.upper + above - used)[upper], (used - problem.lower + below)[lower]]
        )
        return np.concatenate([use[upper], -use[lower]]), np.maximum(left, 0.0)

    def run(
        self, n_exchanges: int, stop: Stop, on_better: Callable[[Ints], object] | None = None
    ) -> Ints:
        """Try that many exchanges, or until stop(), and return the best selection, ascending."""
        now, left = self._now, self._left
        value = best = float(self._value @ now)
        kept, since = (now, left), 0
        loose = LOOSE * float(np.abs(self._value).sum()) / max(1, len(now))
        for _ in range(n_exchanges):
            if now.all() or stop():
                break
            made = self._exchange(now, left)
            since += 1
            if made is not None:
                worth = float(self._value @ made[0])
                if worth >= value - loose * self._rng.random() ** 2:
                    now, left = made
                    value = worth
                if value > best + 1e-9 * abs(best):
                    best, since, kept = value, 0, (now, left)
                    if on_better is not None:
                        on_better(self._all(now))
            if since >= BACK:
                (now, left), value, since = kept, best, 0
        self._now, self._left = kept
        return self._all(kept[0])

    def _all(self, is_in: Flags) -> Ints:
        return np.sort(np.concatenate([self._rest, self._columns[is_in]])).astype(np.int32)

    def _exchange(self, now: Flags, left: Floats) -> tuple[Flags, Floats] | None:
        """Return another selection and what it leaves; None if the column cannot be put in."""
        new = int(self._rng.choice(np.flatnonzero(~now)))
        is_in, left = now.copy(), left - self._use[:, new]
        own = np.flatnonzero(is_in & (self._project == self._project[new]))
        is_in[own] = False
        left += self._use[:, own].sum(axis=1)
        is_in[new] = True
        noise = self._rng.exponential(size=len(is_in)) * self._value
        for _ in range(MOST_OUT):
            row = int(left.argmin())
            if left[row] >= 0:
                self._fill(is_in, left, noise, new)
                return is_in, left
            in_way = np.flatnonzero((self._use[row] > 0) & is_in & ~self._is_kept)
            in_way = in_way[in_way != new]
            if not len(in_way):
                return None
            loss = np.maximum(self._worth[in_way], 0.0) + 0.3 * noise[in_way]
            out = in_way[(loss / np.minimum(self._use[row, in_way], -left[row])).argmin()]
            is_in[out] = False
            left += self._use[:, out]
        return None

    def _fill(self, is_in: Flags, left: Floats, noise: Floats, new: int) -> None:
        """Add what fits, best first, in place."""
        taken = np.zeros(int(self._project.max()) + 1, np.bool_)
        taken[self._project[is_in]] = True
        able = np.flatnonzero((self._value > 0) & ~taken[self._project])
        key = self._worth + 0.3 * noise
        while len(able):
            able = able[(self._use[:, able] <= np.maximum(left, 0.0)[:, None]).all(axis=0)]
            if not len(able):
                return
            one = able[key[able].argmax()]
            is_in[one] = True
            left -= self._use[:, one]
            able = able[self._project[able] != self._project[one]]


__all__ = ["Exchange"]
