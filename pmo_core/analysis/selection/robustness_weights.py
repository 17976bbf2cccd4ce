"""How far the weight of one criterion may move before another selection is better.

One weight moves, the others keep their proportion. A rival that is better at the far end is level
somewhere on the way; from there on the search is repeated, until no better selection is found.
This needs a few solves where halving would need dozens. With a relaxation and rounding a rival may
be missed: the true interval is then narrower than stated, never wider.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pmo_core.analysis.selection.problem import Floats, Ints
from pmo_core.analysis.selection.robustness_draws import Model
from pmo_core.analysis.selection.robustness_sets import Pool

Solve = Callable[[Floats], Ints]
Stop = Callable[[], bool]
BETTER = 1e-7  # share of the value by which a rival must be better
LEVEL = 1e-9  # share up to which two are level; less, so that who is level is not better
POINTS = 33  # weights at which values are compared at once
ROUNDS = 8  # each divides the interval by POINTS - 1
MAX_RIVALS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Where a weight may go.

    Parameters
    ----------
    end : float
        Last weight (share 0 to 1) at which the selection is best.
    rival : (n,) int or None
        Columns of the selection that is better beyond; None = there is none.
    """

    end: float
    rival: Ints | None


def moved(weights: Floats, criterion: int, to: Floats) -> Floats:
    """Return the weights with one at each of some values and the others in proportion, sum 1.

    Parameters
    ----------
    weights : (m,) float
        Sum 1.
    criterion : int
        The one that moves.
    to : (n,) float
        Its values, 0 to 1.

    Examples
    --------
    >>> moved(np.array([0.5, 0.3, 0.2]), 0, np.array([0.0, 1.0])).tolist()
    [[0.0, 0.6, 0.4], [1.0, 0.0, 0.0]]
    """
    others = np.delete(weights, criterion)
    total = others.sum()
    even = np.full(len(others), 1.0 / max(len(others), 1))
    rest = others / total if total > 0 else even
    return np.insert(np.outer(1 - to, rest), criterion, to, axis=1)


class Reaching:
    """Finds the reach of each weight for one selection.

    Parameters
    ----------
    model : Model
        Gives what the candidates are worth under any weights.
    proposed : (n,) int
        Columns of the selection.
    rivals : list of (n,) int
        Selections that are possible, known already.
    solve : callable
        Returns the columns of a good selection where projects are worth that much; empty if none.
    pool : callable
        Makes a `Pool` of selections.
    """

    def __init__(
        self,
        model: Model,
        proposed: Ints,
        rivals: list[Ints],
        solve: Solve,
        pool: Callable[[list[Ints]], Pool],
    ) -> None:
        self._model, self._solve, self._pool = model, solve, pool
        self._known = {one.tobytes(): one for one in (proposed, *rivals)}
        self._proposed = proposed
        self._sets = pool(list(self._known.values()))

    def reach(self, criterion: int, far: float, stop: Stop) -> Reach:
        """Return how far a weight may go from where it is towards `far`."""
        now = float(self._model.weights[criterion])
        end, rival = far, None
        for _ in range(MAX_RIVALS):
            better = self._better(criterion, end)
            if better is None or stop():
                break
            rival, at = better, self._level(criterion, better, now, end)
            is_there = at in (now, end)
            end = at
            if is_there:
                break
        return Reach(end, rival)

    def _advantages(self, criterion: int, sets: Pool, at: Floats) -> Floats:
        """Return how much better each selection is than the proposed one (first), as a share."""
        worth = self._model.at(moved(self._model.weights, criterion, at)).worth
        values = sets.values(worth)
        return (values - values[:, :1]) / np.maximum(np.abs(values[:, :1]), 1e-9)

    def _better(self, criterion: int, at: float) -> Ints | None:
        """Return a selection that is better there, and remember it."""
        weights = moved(self._model.weights, criterion, np.array([at]))
        found = self._solve(self._model.at(weights).worth[0])
        if found.size and found.tobytes() not in self._known:
            self._known[found.tobytes()] = found
            self._sets = self._pool(list(self._known.values()))
        lead = self._advantages(criterion, self._sets, np.array([at]))[0]
        best = int(lead.argmax())
        return self._sets.chosen[best] if lead[best] > BETTER else None

    def _level(self, criterion: int, rival: Ints, now: float, end: float) -> float:
        """Return the last weight on the way to `end` at which the rival is not better."""
        both = self._pool([self._proposed, rival])
        for _ in range(ROUNDS):
            at = np.linspace(now, end, POINTS)
            is_better = self._advantages(criterion, both, at)[:, 1] > LEVEL
            first = int(is_better.argmax())
            if first == 0:
                return now
            now, end = float(at[first - 1]), float(at[first])
        return now


__all__ = ["Reach", "Reaching", "moved"]
