"""The selection of the largest value, with the proof of how good it is.

The linear relaxation gives prices of the rows. The prices prove a bound, rank the columns for a
rounding, and tell which columns and projects are decided already: whatever cannot beat the best
selection known is out, whatever cannot be missed is in. What is left goes to the integer search of
HiGHS: at first the columns that the relaxation splits and those next to them, then everything.
Larger problems with start choice take another way from there on, see `starts`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from pmo_core.analysis.selection.engine_bound import PriceBound, price_bound
from pmo_core.analysis.selection.engine_highs import Found, Relaxation, Search, Stop
from pmo_core.analysis.selection.engine_improve import Exchange
from pmo_core.analysis.selection.engine_state import Progress
from pmo_core.analysis.selection.problem import Answer, Flags, Floats, Ints, Problem
from pmo_core.analysis.selection.restricted import Restricted, kernel, open_share, restrict
from pmo_core.analysis.selection.rounding import Rounding
from pmo_core.analysis.selection.starts import improve_starts

OnAnswer = Callable[[Answer], None]
SMALL = 260  # open columns up to which the full search comes at once
QUICK_EXCHANGES = 60  # that a first answer has time for
EXCHANGES = 3_000
PER_COLUMN = 8  # exchanges, at most, for each open column
EXCHANGE_SHARE = 0.25  # of the time that is left, for exchanges
WIDTHS = (0, 2)  # of the restricted searches, see `kernel`
SHARE = 0.4  # of the time that is left, for each restricted search
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

    def quick(self, stop: Stop | None = None, n_exchanges: int = QUICK_EXCHANGES) -> Answer:
        """Return a first answer: the bound of the linear relaxation and a rounded selection.

        Parameters
        ----------
        stop : callable, optional
            As in `improve`.
        n_exchanges : int
            Exchanges by which the rounded selection is improved; 0 for thousands of questions.
        """
        progress = Progress(self.problem, np.inf)
        proof = self._first(progress, stop)
        if n_exchanges:
            self._exchange(progress, proof, n_exchanges, np.inf, stop)
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
        is_small = self._n_open(progress, proof) <= SMALL
        if not is_small and self.problem.n_columns > self.problem.n_projects:
            self._exchange(progress, proof, QUICK_EXCHANGES, progress.left, stop)
            if not self._is_over(progress, stop):
                improve_starts(self.problem, self._relaxation, progress, stop)
            return progress.answer()
        self._exchange(progress, proof, EXCHANGES, progress.left * EXCHANGE_SHARE, stop)
        for width in () if is_small else WIDTHS:
            if not self._is_over(progress, stop):
                self._restricted(progress, proof, width, stop)
        if not self._is_over(progress, stop):
            self._search(progress, proof, stop)
        return progress.answer()

    def _is_over(self, progress: Progress, stop: Stop | None) -> bool:
        return progress.is_settled or progress.left <= 0 or (stop is not None and stop())

    def _n_open(self, progress: Progress, proof: PriceBound) -> int:
        """Return how many columns the prices leave open for a better selection."""
        return int((open_share(self.problem, proof) > progress.floor).sum())

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
            step = _Step("restricted", -np.inf, min(REPAIR_SECONDS, progress.left))
            found = Search(self.problem, mip_max_improving_sols=1).run(step.seconds, stop)
            self._learn(progress, None, found, step)
        return proof

    def _exchange(
        self,
        progress: Progress,
        proof: PriceBound,
        n_exchanges: int,
        seconds: float,
        stop: Stop | None,
    ) -> None:
        """Exchange columns of the best selection known, for at most that time."""
        if progress.chosen is None or progress.is_settled:
            return
        end = progress.elapsed + seconds

        def is_over() -> bool:
            return progress.elapsed > end or (stop is not None and stop())

        n_exchanges = min(n_exchanges, PER_COLUMN * self._n_open(progress, proof))
        search = Exchange(self.problem, proof, progress.chosen)
        search.run(n_exchanges, is_over, lambda chosen: progress.offer(chosen, "improvement"))

    def _restricted(
        self, progress: Progress, proof: PriceBound, width: int, stop: Stop | None
    ) -> None:
        """Search among the columns that the relaxation splits and those next to them."""
        able, must = kernel(self.problem, self._relaxation.x, proof, width)
        smaller = restrict(self.problem, able, must)
        step = _Step("restricted", np.inf, progress.left * SHARE)
        self._run(progress, smaller, step, stop)

    def _search(self, progress: Progress, proof: PriceBound, stop: Stop | None) -> None:
        """Search among all columns that the prices leave open for a better selection."""
        floor = progress.floor
        must = self.problem.must | (proof.without <= floor)
        smaller = restrict(self.problem, proof.with_column > floor, must)
        self._run(progress, smaller, _Step("search", floor, progress.left), stop)

    def _run(
        self, progress: Progress, smaller: Restricted, step: "_Step", stop: Stop | None
    ) -> None:
        """Search a smaller problem."""
        if not smaller.is_possible:
            self._learn(progress, smaller, Found("infeasible"), step)
            return
        known = None if progress.chosen is None else smaller.narrow(progress.chosen)

        def learn(found: Found) -> None:
            self._learn(progress, smaller, found, step)

        learn(Search(smaller.problem, known).run(step.seconds, stop, learn))

    def _learn(
        self, progress: Progress, smaller: Restricted | None, found: Found, step: "_Step"
    ) -> None:
        """Take what a search found."""
        if found.chosen is not None:
            chosen = found.chosen if smaller is None else smaller.widen(found.chosen)
            progress.offer(chosen, step.name)
        bound = found.bound + (0.0 if smaller is None else smaller.worth)
        if found.state == "optimal":
            bound = min(bound, progress.value)
        if found.state == "infeasible":
            bound = step.floor
        bound = max(bound, step.floor)
        if found.state != "stopped" and bound <= progress.floor:
            progress.finish()
        else:
            progress.prove(bound)


@dataclass(frozen=True, slots=True)
class _Step:
    """An integer search: no selection outside of it is worth more than `floor`."""

    name: str
    floor: float
    seconds: float


__all__ = ["Engine", "OnAnswer", "solve"]
