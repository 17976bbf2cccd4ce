"""The selection of the largest value, with the proof of how good it is.

The linear relaxation gives prices of the rows. The prices prove a bound, rank the columns for a
rounding, and tell which columns and projects are decided already: whatever cannot beat the best
selection known is out, whatever cannot be missed is in. What is left goes to the integer search of
HiGHS, at first only what matters most (the bound of all the rest is known from the prices, so even
a restricted search proves something about all selections), then everything.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from pmo_core.analysis.selection.engine_bound import PriceBound, price_bound
from pmo_core.analysis.selection.engine_highs import Found, Relaxation, Search, Stop
from pmo_core.analysis.selection.engine_state import Progress
from pmo_core.analysis.selection.problem import Answer, Flags, Floats, Ints, Problem
from pmo_core.analysis.selection.restricted import Restricted, open_share, restrict
from pmo_core.analysis.selection.rounding import Rounding

OnAnswer = Callable[[Answer], None]
FIRST_OPEN = 240  # columns that the first restricted search decides
GROWTH = 3  # how many times more the next one decides
REPAIR_SECONDS = 1.0  # for a first selection where rounding finds none


def solve(
    problem: Problem,
    seconds: float = 10.0,
    *,
    on_answer: OnAnswer | None = None,
    stop: Stop | None = None,
    start: Ints | None = None,
) -> Answer:
    """Return the best selection found within that time; see `Engine.improve`.

    Examples
    --------
    Four investments for 14 (Winston, Operations Research, "Stockco").

    >>> answer = solve(Problem(
    ...     value=np.array([16.0, 22, 12, 8]), project=np.arange(4, dtype=np.int32),
    ...     start=np.zeros(4, np.int32), n_projects=4, row_begin=np.array([0, 4], np.int32),
    ...     column=np.arange(4, dtype=np.int32), coefficient=np.array([5.0, 7, 4, 3]),
    ...     lower=np.array([-np.inf]), upper=np.array([14.0]), is_capacity=np.array([True]),
    ...     must=np.zeros(4, bool), barred=np.zeros(4, bool)))
    >>> answer.status, answer.chosen.tolist(), answer.value, answer.bound
    ('optimal', [1, 2, 3], 42.0, 42.0)
    """
    return Engine(problem).improve(seconds, on_answer=on_answer, stop=stop, start=start)


class Engine:
    """A problem kept ready: another question about it starts from the last answer's basis."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._relaxation = Relaxation(problem)
        self._rounding = Rounding(problem)

    def reprice(self, value: Floats) -> None:
        """Change the values of the columns."""
        self.problem = replace(self.problem, value=np.asarray(value, np.float64))
        self._relaxation.reprice(self.problem.value)

    def limit(self, upper: Floats) -> None:
        """Change the upper limits of the rows."""
        self.problem = replace(self.problem, upper=np.asarray(upper, np.float64))
        self._relaxation.limit(self.problem)

    def force(self, must: Flags, barred: Flags) -> None:
        """Change which projects have to be in and which may not be."""
        self.problem = replace(self.problem, must=must, barred=barred)
        self._relaxation.limit(self.problem)

    def prices(self) -> Floats:
        """Return what one more unit of each row's limit is worth at the linear optimum."""
        return self._relaxation.prices.copy()

    def quick(self, stop: Stop | None = None) -> Answer:
        """Return a first answer: the bound of the linear relaxation and a rounded selection."""
        progress = Progress(self.problem, np.inf)
        self._first(progress, stop)
        return progress.answer()

    def improve(
        self,
        seconds: float = 10.0,
        on_answer: OnAnswer | None = None,
        stop: Stop | None = None,
        start: Ints | None = None,
    ) -> Answer:
        """Return the best selection found within that time.

        Parameters
        ----------
        seconds : float
            Time limit.
        on_answer : callable, optional
            Called with each better selection or bound.
        stop : callable, optional
            Polled; once it returns True the answer so far is returned within a tenth of a second.
        start : (n,) int, optional
            Columns of a known selection: kept unless another one is worth more.
        """
        progress = Progress(self.problem, seconds, on_answer)
        if start is not None:
            progress.offer(np.asarray(start, np.int32), "start")
        proof = self._first(progress, stop)
        n_open = FIRST_OPEN
        while not (progress.is_settled or progress.left <= 0 or (stop is not None and stop())):
            self._search(progress, proof, n_open, stop)
            n_open *= GROWTH
        return progress.answer()

    def _first(self, progress: Progress, stop: Stop | None) -> PriceBound:
        """Solve the relaxation, round it, and return what its prices prove."""
        state = self._relaxation.solve(progress.left, stop)
        proof = price_bound(self.problem, self._relaxation.prices)
        if state == "infeasible" or proof.bound == -np.inf:
            progress.finish()
            return proof
        progress.prove(proof.bound)
        chosen = self._rounding.round(self.problem, self._relaxation.x, proof.worth)
        if not progress.offer(chosen, "rounding") and progress.chosen is None:
            seconds = min(REPAIR_SECONDS, progress.left)
            found = Search(self.problem, mip_max_improving_sols=1).run(seconds, stop)
            self._learn(progress, None, found, -np.inf, "restricted")
        return proof

    def _search(
        self, progress: Progress, proof: PriceBound, n_open: int, stop: Stop | None
    ) -> None:
        """Search among the columns that matter most; what this proves is proven for all."""
        share = open_share(self.problem, proof)
        order = np.sort(share)[::-1]
        floor = max(progress.floor, order[n_open] if n_open < len(order) else -np.inf)
        is_all = floor <= progress.floor
        smaller = restrict(
            self.problem, proof.with_column > floor, self.problem.must | (proof.without <= floor)
        )
        if not smaller.is_possible:
            self._learn(progress, smaller, Found("infeasible"), floor, "search")
            return
        seconds = progress.left if is_all else progress.left / 3
        known = None if progress.chosen is None else smaller.narrow(progress.chosen)
        step = "search" if is_all else "restricted"
        found = Search(smaller.problem, known).run(
            seconds, stop, lambda found: self._learn(progress, smaller, found, floor, step)
        )
        self._learn(progress, smaller, found, floor, step)

    def _learn(
        self,
        progress: Progress,
        smaller: Restricted | None,
        found: Found,
        floor: float,
        step: str,
    ) -> None:
        """Take what a search found; all selections outside of it are worth at most `floor`."""
        if found.chosen is not None:
            chosen = found.chosen if smaller is None else smaller.widen(found.chosen)
            progress.offer(chosen, step)
        bound = found.bound + (0.0 if smaller is None else smaller.worth)
        if found.state == "optimal":
            bound = min(bound, progress.value)
        if found.state == "infeasible":
            bound = floor
        bound = max(bound, floor)
        if found.state != "stopped" and bound <= progress.floor:
            progress.finish()
        else:
            progress.prove(bound)


__all__ = ["Engine", "OnAnswer", "solve"]
