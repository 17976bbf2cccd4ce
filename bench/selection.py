"""The engine beside the bare solver and the lists that suites make, on the same portfolios."""

import statistics
import time
from collections.abc import Iterator
from datetime import date

import highspy
import numpy as np
import polars as pl

from bench.figure import Figure
from bench.selection_cases import SyntheticPortfolio, generate
from pmo_core.analysis.selection.baselines import by_list, by_ratio
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer, Problem
from pmo_core.analysis.selection.solve import Engine, solve

TITLE = "Selection"
COMMAND = "python -m bench selection --large"
HOW = (
    "Synthetic portfolios (`bench/selection_cases.py`): 12 periods of money and of ten roles, all "
    "at 45-50 % of what the candidates ask for, durations of 2-6 periods, 2-4 roles each, 10 % "
    "with a prerequisite, 5 % excluded by another, 3 % mandatory, 2 % forbidden; the start is "
    "fixed, or one of up to eleven, each period of delay costing 2 % of the value. First answer: "
    "from a problem in memory to a selection with a proven bound. Warm answer: the same after all "
    "values changed by up to 10 %, median of five. Gap: proven bound less value, in percent of "
    "the value. Time to the proof: median of five portfolios, at most 30 s each. The peer is "
    "HiGHS alone on the same problem, for the same time, in one thread (the engine: one, and with "
    "start choice two). Lost by lists: value below the best selection of the run, when the list "
    "is ranked by value and filled on (priority fill), ranked by value / cost and filled on, or "
    "ranked by value and ended at the first that does not fit (strict waterline). Without "
    "--large, 5,000 candidates with start choice are left out."
)
SIZES = (50, 200, 1_000, 5_000)
SECONDS = {"fixed": 2.0, "start choice": 10.0}
PROOF_SECONDS = 30.0
PROOF_SEEDS = (1, 2, 3, 4, 5)
WARM_CALLS = 5
WARM_LIMIT = {("fixed", 50): 0.1, ("fixed", 200): 0.1, ("fixed", 1_000): 0.1}
FIRST_LIMIT = {("start choice", 200): 0.3, ("start choice", 1_000): 1.0}
PROOF_LIMIT = {("fixed", 200): 2.0}
GAP_LIMIT = {
    ("fixed", 1_000): 0.1, ("fixed", 5_000): 0.1,
    ("start choice", 200): 2.0, ("start choice", 1_000): 0.8,
}  # fmt: skip


def figures(large: bool) -> list[Figure]:
    """Measure all methods on all portfolios."""
    found: list[Figure] = []
    for kind in SECONDS:
        for n in SIZES:
            if large or (kind, n) != ("start choice", 5_000):
                portfolio = generate(n, start_choice=kind == "start choice")
                found += _of_portfolio(portfolio, kind, n)
    return found


def _of_portfolio(portfolio: SyntheticPortfolio, kind: str, n: int) -> Iterator[Figure]:
    problem, seconds, case = portfolio.problem, SECONDS[kind], f"{n:,} candidates, {kind}"
    engine = Engine(problem)
    first = engine.quick()
    yield Figure(f"first answer, {case}", first.seconds, "s", FIRST_LIMIT.get((kind, n)))
    yield Figure(f"gap of the first answer, {case}", 100 * first.gap, "%")
    warm = _warm(engine, problem)
    yield Figure(f"warm answer, {case}", warm, "s", WARM_LIMIT.get((kind, n)))

    answer = solve(problem, seconds)
    value, gap = _bare(problem, seconds)
    if (kind, n) in PROOF_LIMIT:
        ours, peers = _proof_times(n, kind == "start choice")
        yield Figure(f"time to the proof, {case}", ours, "s", PROOF_LIMIT[(kind, n)])
        yield Figure(f"time of the peer to the proof, {case}", peers, "s")
    limit = GAP_LIMIT.get((kind, n))
    yield Figure(f"gap after {seconds:.0f} s, {case}", 100 * answer.gap, "%", limit)
    yield Figure(f"gap of the peer after {seconds:.0f} s, {case}", 100 * gap, "%")
    best = max(answer.value, value if np.isfinite(value) else -np.inf)
    yield Figure(f"lost by the answer, {case}", _lost(answer.value, best), "%")
    yield Figure(f"lost by the peer, {case}", _lost(value, best), "%")
    for name, other in _lists(portfolio).items():
        yield Figure(f"lost by {name}, {case}", _lost(other.value, best), "%")


def _lost(value: float, best: float) -> float:
    return round(100 * (best - value) / best, 6)


def _warm(engine: Engine, problem: Problem) -> float:
    """Median time of an answer after a change of all values."""
    rng = np.random.default_rng(3)
    times = []
    for _ in range(WARM_CALLS):
        value = problem.value * rng.uniform(0.9, 1.1, problem.n_projects)[problem.project]
        started = time.perf_counter()
        engine.reprice(value)
        engine.quick()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _solver(problem: Problem, seconds: float) -> highspy.Highs:
    """HiGHS after its own search on the whole problem, all options as they come but the gap."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("time_limit", seconds)
    n, p = problem.n_columns, problem.n_projects
    barred = problem.barred[problem.project]
    per_project = np.searchsorted(problem.project, np.arange(p))
    highs.passModel(
        n,
        problem.n_rows + p,
        len(problem.column) + n,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMaximize),
        0.0,
        problem.value,
        np.zeros(n),
        np.where(barred, 0.0, 1.0),
        np.concatenate([problem.lower, problem.must.astype(np.float64)]),
        np.concatenate([problem.upper, np.ones(p)]),
        np.concatenate([problem.row_begin[:-1], problem.row_begin[-1] + per_project]).astype(
            np.int32
        ),
        np.concatenate([problem.column, np.arange(n)]).astype(np.int32),
        np.concatenate([problem.coefficient, np.ones(n)]),
        np.ones(n, np.int32),
    )
    highs.run()
    return highs


def _bare(problem: Problem, seconds: float) -> tuple[float, float]:
    """Value and gap of HiGHS alone; nan and infinite while it has none."""
    info = _solver(problem, seconds).getInfo()
    value = info.objective_function_value
    if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return float("nan"), float("inf")
    return value, max(0.0, info.mip_dual_bound - value) / abs(value)


def _proof_times(n: int, start_choice: bool) -> tuple[float, float]:
    """Median times of the engine and the peer until the optimum is proven, over some seeds."""
    ours, peers = [], []
    for seed in PROOF_SEEDS:
        problem = generate(n, start_choice=start_choice, seed=seed).problem
        ours.append(solve(problem, PROOF_SECONDS).seconds)
        started = time.perf_counter()
        _solver(problem, PROOF_SECONDS)
        peers.append(time.perf_counter() - started)
    return statistics.median(ours), statistics.median(peers)


def _lists(portfolio: SyntheticPortfolio) -> dict[str, Answer]:
    """Selections as lists make them."""
    formulation = _formulation(portfolio)
    names = formulation.projects["project"].to_list()
    order = [names[one] for one in np.argsort(-portfolio.worth, kind="stable")]
    return {
        "priority fill": by_list(formulation, order, strict=False),
        "value / cost": by_ratio(formulation),
        "the strict waterline": by_list(formulation, order, strict=True),
    }


def _formulation(portfolio: SyntheticPortfolio) -> Formulation:
    """The portfolio with the names and kinds that the lists go by."""
    problem = portfolio.problem
    n_limits, n_excludes = int(problem.is_capacity.sum()), len(portfolio.exclusions)
    kinds = np.repeat(
        ["capacity", "requires", "excludes"],
        [n_limits, problem.n_rows - n_limits - n_excludes, n_excludes],
    )
    projects = pl.DataFrame(
        {
            "project": [f"P-{one:05d}" for one in range(problem.n_projects)],
            "worth": portfolio.worth,
            "cost": portfolio.cost,
        }
    )
    rows = pl.DataFrame({"kind": kinds.tolist()})
    return Formulation(problem, date(2027, 1, 1), projects, rows, pl.DataFrame(), "score")
