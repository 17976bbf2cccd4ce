"""HiGHS as this package uses it: one thread, silent, stopped within a tenth of a second.

A linear model stays warm: costs and limits change in place and the next solve starts from the last
basis. An integer search runs in a thread of its own, because HiGHS looks for an interrupt only
now and then (measured: up to 1.6 s inside its own sub-searches); who asked goes on at once, and
the thread ends at its next look.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy  # type: ignore[import-untyped]
import numpy as np

from pmo_core.analysis.selection.problem import Floats, Ints, Problem

Stop = Callable[[], bool]
POLL = 0.02  # seconds between two looks at stop() during a search
GRACE = 0.05  # seconds that a stopped search has to end by itself
_KIND = highspy.cb.HighsCallbackType
_STATUS = highspy.HighsModelStatus
EXACT = {
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "mip_allow_restart": False,  # these three: 40 % less time to the proof, measured
    "mip_pscost_minreliable": 2,
    "mip_lp_age_limit": 5,
}
OBJECTIVE = 1024.0  # largest value of a column as HiGHS sees it; its tolerances are absolute


def silent() -> Any:
    """Return a new HiGHS; `threads` is set before its first solve, never after."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    return highs


def scale_of(value: Floats) -> float:
    """Return the power of two that brings the largest value near to OBJECTIVE."""
    largest = float(np.abs(value).max(initial=0.0))
    return 1.0 if largest == 0 else float(2.0 ** np.floor(np.log2(OBJECTIVE / largest)))


def load(highs: Any, problem: Problem, value: Floats, is_integer: bool) -> None:
    """Give HiGHS the problem: its rows, then one row per project with several columns."""
    counts = np.bincount(problem.project, minlength=problem.n_projects)
    several = np.flatnonzero(counts > 1)
    member = np.flatnonzero(counts[problem.project] > 1)
    begin = np.concatenate([problem.row_begin, problem.row_begin[-1] + np.cumsum(counts[several])])
    barred = problem.barred[problem.project]
    lone = counts[problem.project] == 1
    highs.passModel(
        problem.n_columns,
        problem.n_rows + len(several),
        len(problem.column) + len(member),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize),
        0.0,
        value,
        np.where(lone & problem.must[problem.project] & ~barred, 1.0, 0.0),
        np.where(barred, 0.0, 1.0),
        np.concatenate([problem.lower, problem.must[several].astype(np.float64)]),
        np.concatenate([problem.upper, np.ones(len(several))]),
        begin[:-1].astype(np.int32),
        np.concatenate([problem.column, member]).astype(np.int32),
        np.concatenate([problem.coefficient, np.ones(len(member))]),
        np.full(problem.n_columns, int(is_integer), np.int32),
    )


class Relaxation:
    """The linear relaxation of a problem, kept warm.

    After `solve`: `x` (share of each column), `prices` (dual of each row of the problem), and
    `state`: "optimal", "infeasible" or "stopped" (then x and prices are of the last optimum, or 0).
    """

    def __init__(self, problem: Problem) -> None:
        self._highs = silent()
        self._scale = scale_of(problem.value)
        load(self._highs, problem, problem.value * self._scale, is_integer=False)
        self._n_rows = problem.n_rows
        self.state = "stopped"
        self.x = np.zeros(problem.n_columns)
        self.prices = np.zeros(problem.n_rows)
        self._stop: Stop | None = None
        self._highs.setCallback(self._look, None)
        for kind in (_KIND.kCallbackSimplexInterrupt, _KIND.kCallbackIpmInterrupt):
            self._highs.startCallback(kind)

    @property
    def basis(self) -> Any:
        """Basis of the last solve, for another HiGHS with the same rows and columns."""
        return self._highs.getBasis()

    def reprice(self, value: Floats) -> None:
        """Change the values; the basis stays."""
        self._scale = scale_of(value)
        n = len(value)
        self._highs.changeColsCost(n, np.arange(n, dtype=np.int32), value * self._scale)

    def limit(self, problem: Problem) -> None:
        """Take the limits of the rows and of the projects; the basis stays."""
        counts = np.bincount(problem.project, minlength=problem.n_projects)
        several = np.flatnonzero(counts > 1)
        barred = problem.barred[problem.project]
        forced = (counts[problem.project] == 1) & problem.must[problem.project] & ~barred
        n, m = problem.n_columns, problem.n_rows + len(several)
        self._highs.changeColsBounds(
            n, np.arange(n, dtype=np.int32), forced.astype(np.float64), np.where(barred, 0.0, 1.0)
        )
        lower = np.concatenate([problem.lower, problem.must[several].astype(np.float64)])
        upper = np.concatenate([problem.upper, np.ones(len(several))])
        self._highs.changeRowsBounds(m, np.arange(m, dtype=np.int32), lower, upper)

    def solve(self, seconds: float, stop: Stop | None = None) -> str:
        """Solve from the last basis and return the state."""
        self._stop = stop
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(seconds, 0.0))
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == _STATUS.kOptimal:
            solution = self._highs.getSolution()
            self.x = np.asarray(solution.col_value)
            self.prices = np.asarray(solution.row_dual)[: self._n_rows] / self._scale
            self.state = "optimal"
        elif status in (_STATUS.kInfeasible, _STATUS.kUnboundedOrInfeasible):
            self.state = "infeasible"
        else:
            self.state = "stopped"
        return self.state

    def _look(self, kind: Any, message: str, out: Any, answer: Any, data: Any) -> None:
        if self._stop is not None and self._stop():
            answer.user_interrupt = True


@dataclass(slots=True)
class Found:
    """What a search says: the state, its bound (inf while none), and the best columns, if any."""

    state: str = "stopped"
    bound: float = float("inf")
    chosen: Ints | None = None


class Search:
    """One integer search, in a thread of its own."""

    def __init__(self, problem: Problem, start: Ints | None = None, **options: Any) -> None:
        self._highs = silent()
        self._scale = scale_of(problem.value)
        load(self._highs, problem, problem.value * self._scale, is_integer=True)
        for name, option in {**EXACT, **options}.items():
            self._highs.setOptionValue(name, option)
        if start is not None:
            x = np.zeros(problem.n_columns)
            x[start] = 1.0
            self._highs.setSolution(len(x), np.arange(len(x), dtype=np.int32), x)
        self._is_stopped = threading.Event()
        self._lock = threading.Lock()
        self._found = Found()
        self._is_new = False
        self._highs.setCallback(self._hear, None)
        for kind in (
            _KIND.kCallbackSimplexInterrupt,
            _KIND.kCallbackIpmInterrupt,
            _KIND.kCallbackMipInterrupt,
            _KIND.kCallbackMipImprovingSolution,
        ):
            self._highs.startCallback(kind)

    def run(
        self, seconds: float, stop: Stop | None, on_found: Callable[[Found], None] | None = None
    ) -> Found:
        """Search for at most that time; `on_found` gets each better selection or bound."""
        end = time.perf_counter() + seconds
        self._highs.setOptionValue("time_limit", max(seconds, 0.0))
        thread = threading.Thread(target=self._work, name="selection search")
        thread.start()
        while thread.is_alive():
            thread.join(POLL)
            if on_found is not None and (news := self._news()) is not None:
                on_found(news)
            if time.perf_counter() > end + POLL or (stop is not None and stop()):
                self._is_stopped.set()
                thread.join(GRACE)
                break
        with self._lock:
            return Found(self._found.state, self._found.bound, self._found.chosen)

    def _work(self) -> None:
        self._highs.run()
        status, info = self._highs.getModelStatus(), self._highs.getInfo()
        with self._lock:
            if status == _STATUS.kInfeasible:
                self._found.state = "infeasible"
            elif np.isfinite(info.mip_dual_bound):
                self._found.bound = min(self._found.bound, info.mip_dual_bound / self._scale)
            if np.isfinite(info.objective_function_value) and info.primal_solution_status == 2:
                x = np.asarray(self._highs.getSolution().col_value)
                self._found.chosen = np.flatnonzero(x > 0.5).astype(np.int32)
                if status == _STATUS.kOptimal:
                    self._found.state = "optimal"

    def _news(self) -> Found | None:
        with self._lock:
            is_new, self._is_new = self._is_new, False
            return Found("stopped", self._found.bound, self._found.chosen) if is_new else None

    def _hear(self, kind: Any, message: str, out: Any, answer: Any, data: Any) -> None:
        if kind == _KIND.kCallbackMipImprovingSolution:
            chosen = np.flatnonzero(np.asarray(out.mip_solution) > 0.5).astype(np.int32)
            with self._lock:
                self._found.chosen, self._is_new = chosen, True
        if kind in (_KIND.kCallbackMipInterrupt, _KIND.kCallbackMipImprovingSolution):
            bound = out.mip_dual_bound / self._scale
            if np.isfinite(bound):
                with self._lock:
                    if bound < self._found.bound - 1e-6 * abs(bound):
                        self._is_new = True
                    self._found.bound = min(self._found.bound, bound)
        if self._is_stopped.is_set():
            answer.user_interrupt = True


__all__ = ["Found", "Relaxation", "Search", "Stop", "load", "scale_of", "silent"]
