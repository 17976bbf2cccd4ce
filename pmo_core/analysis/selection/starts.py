"""Selections with start choice made better: dives, then neighborhood search beside a proof.

Where projects have many starts, the linear relaxation splits most of them over several, and the
integer search of HiGHS alone finds poor selections. Here dives give the first good one. Then some
projects that compete for the same scarce rows are set free together, with all their starts, while
the others stay; an integer search decides them again (large neighborhood search: Shaw
1998; fixing by competition for priced rows is ours). Beside it, in a thread, HiGHS proves a bound.
"""

import threading

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.engine_highs import Found, Relaxation, Search, Stop
from pmo_core.analysis.selection.engine_state import Progress
from pmo_core.analysis.selection.problem import Floats, Ints, Problem
from pmo_core.analysis.selection.restricted import Restricted, restrict
from pmo_core.analysis.selection.starts_dive import Dive

DIVES = ((0.1, 0.0), (0.02, 0.0), (0.02, 0.2))
"""Share and noise of the dives, see `Dive.run`; the last one is repeated."""

DIVE_SHARE = 0.15  # of the time, for the first dives
FREE_COLUMNS = 300.0  # that the first neighborhood decides
FEWEST, MOST = 60.0, 3_000.0
STEP_SECONDS = 0.7  # for one neighborhood
GROW, SHRINK = 1.03, 0.93  # after a neighborhood that was searched in full, or not
CHANCE = 0.02  # of projects that compete for nothing


def improve_starts(
    problem: Problem, relaxation: Relaxation, progress: Progress, stop: Stop | None = None
) -> None:
    """Improve the selection and the bound until nothing is left, by the progress' own time.

    Parameters
    ----------
    problem : Problem
        With several starts per project.
    relaxation : Relaxation
        Solved for this problem.
    progress : Progress
        Takes each better selection or bound; its random numbers come from a fixed seed.
    stop : callable, optional
        Polled; once it returns True the search ends.
    """
    rng = np.random.default_rng(0)
    proof = Proof(problem, progress)

    def is_over() -> bool:
        proof.learn()
        return progress.is_settled or progress.left <= 0 or (stop is not None and stop())

    try:
        _dive(problem, relaxation, progress, rng, is_over)
        _neighborhoods(problem, relaxation, progress, rng, is_over)
        while not is_over() and proof.is_running:
            proof.wait()
        proof.learn()
    finally:
        proof.end()


class Proof:
    """A search for the best bound, in a thread of its own: HiGHS without its heuristics."""

    def __init__(self, problem: Problem, progress: Progress) -> None:
        self._progress, self._value = progress, problem.value
        self._search = Search(problem, mip_heuristic_effort=0.0)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._news: list[Found] = []
        self._thread = threading.Thread(target=self._work, name="selection proof")
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the search goes on."""
        return self._thread.is_alive()

    def _work(self) -> None:
        left = max(0.0, self._progress.left)
        self._note(self._search.run(left, self._ended.is_set, self._note))

    def _note(self, found: Found) -> None:
        with self._lock:
            self._news.append(found)

    def learn(self) -> None:
        """Tell the progress what is new; called from the thread that owns the progress."""
        with self._lock:
            news, self._news = self._news, []
        progress = self._progress
        for found in news:
            value = np.inf
            if found.chosen is not None:
                progress.offer(found.chosen, "search")
                value = float(self._value[found.chosen].sum())
            if found.state == "infeasible" or (
                found.state == "optimal" and value <= progress.floor
            ):
                progress.finish()
            else:
                progress.prove(found.bound)

    def wait(self) -> None:
        """Wait a moment for it."""
        self._thread.join(0.02)

    def end(self) -> None:
        """Stop it."""
        self._ended.set()
        self._thread.join(0.2)


def _dive(
    problem: Problem,
    relaxation: Relaxation,
    progress: Progress,
    rng: np.random.Generator,
    is_over: Stop,
) -> None:
    """Offer the selections of some dives."""
    dive = Dive(problem, relaxation.x, relaxation.basis)
    end = progress.elapsed + DIVE_SHARE * progress.left
    n = 0
    while not is_over() and (n < 1 or progress.elapsed < end):
        share, noise = DIVES[min(n, len(DIVES) - 1)]
        chosen = dive.run(share, noise, rng, progress.left, is_over)
        if chosen is not None:
            progress.offer(chosen, "improvement")
        n += 1


def _neighborhoods(
    problem: Problem,
    relaxation: Relaxation,
    progress: Progress,
    rng: np.random.Generator,
    is_over: Stop,
) -> None:
    """Decide rival projects again and again, as many as can be searched in full in a step."""
    rivals = Rivals(problem, relaxation.prices)
    n_starts = np.bincount(problem.project, minlength=problem.n_projects)
    n_columns = FREE_COLUMNS
    while progress.chosen is not None and not is_over():
        order = rivals.order(rng)
        n_free = int(np.searchsorted(np.cumsum(n_starts[order]), n_columns)) + 1
        smaller = _freed(problem, progress.chosen, order[:n_free])
        search = Search(smaller.problem, smaller.narrow(progress.chosen))
        found = search.run(min(STEP_SECONDS, progress.left), is_over)
        is_searched = found.state == "optimal"
        if found.chosen is not None:
            progress.offer(smaller.widen(found.chosen), "improvement")
        n_columns = np.clip(n_columns * (GROW if is_searched else SHRINK), FEWEST, MOST)


def _freed(problem: Problem, chosen: Ints, free: npt.NDArray[np.int64]) -> Restricted:
    """Return the problem in which all but the free projects stay as they are."""
    is_free = np.zeros(problem.n_projects, np.bool_)
    is_free[free] = True
    able = is_free[problem.project]
    able[chosen] = True
    is_in = np.zeros(problem.n_projects, np.bool_)
    is_in[problem.project[chosen]] = True
    return restrict(problem, able, problem.must | (is_in & ~is_free))


class Rivals:
    """Which projects compete for the same rows, by what these are worth."""

    def __init__(self, problem: Problem, prices: Floats) -> None:
        row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
        cost = np.abs(problem.coefficient * prices[row])
        self._cost = np.zeros((problem.n_projects, problem.n_rows), np.float32)
        np.maximum.at(self._cost, (problem.project[problem.column], row), cost)
        self._cost = self._cost[:, self._cost.any(axis=0)]

    def order(self, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        """Return all projects: one of them and its rivals are likely to be first."""
        one = int(rng.integers(len(self._cost)))
        shared = np.minimum(self._cost, self._cost[one]).sum(axis=1, dtype=np.float64)
        chance = shared / max(float(shared.max()), 1e-12) + CHANCE
        return np.argsort(-(rng.random(len(chance)) ** (1 / chance)), kind="stable")


__all__ = ["Proof", "Rivals", "improve_starts"]
