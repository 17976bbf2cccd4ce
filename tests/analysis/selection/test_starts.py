"""Start choice: the answer is the best one, and the bound is a bound."""

import itertools
import threading
import time

import numpy as np
import pytest

from bench.selection_cases import generate
from pmo_core.analysis.selection.engine_bound import keeps_all, price_bound
from pmo_core.analysis.selection.engine_highs import Relaxation
from pmo_core.analysis.selection.engine_state import Progress
from pmo_core.analysis.selection.problem import Answer, Ints, Problem
from pmo_core.analysis.selection.starts import improve_starts
from pmo_core.analysis.selection.starts_dive import Dive

N_CASES = 120


def never() -> bool:
    """Nobody stops the search."""
    return False


def small(seed: int) -> Problem:
    """A portfolio of few candidates with starts, tight capacities, links and forced ones."""
    rng = np.random.default_rng([7, seed])
    n = int(rng.integers(3, 8))
    n_starts = rng.integers(1, 4, n)
    project = np.repeat(np.arange(n), n_starts)
    start = np.concatenate([np.arange(k) for k in n_starts])
    n_columns = len(project)
    n_capacities = int(rng.integers(2, 7))
    size = np.round(rng.lognormal(1.5, 0.7, n), 2)[project]
    use = np.where(rng.random((n_capacities, n_columns)) < 0.6, size, 0.0)
    is_own = rng.random((n_capacities, n_columns)) < 0.4
    use = np.where(is_own, np.round(use * rng.uniform(0.5, 1.5, use.shape), 2), use)
    links = np.zeros((2, n_columns))
    for row in links:
        one, other = rng.choice(n, 2, replace=False)
        row[project == one], row[project == other] = 1.0, rng.choice([-1.0, 1.0])
    upper = np.append(use.sum(axis=1) * rng.uniform(0.1, 0.4, n_capacities), links.min(axis=1) >= 0)
    matrix = np.concatenate([use, links])
    row, column = matrix.nonzero()
    force = rng.random(n)
    return Problem(
        value=np.round(rng.uniform(1, 20, n), 1)[project] * (1 - 0.05 * start),
        project=project.astype(np.int32),
        start=start.astype(np.int32),
        n_projects=n,
        row_begin=np.searchsorted(row, np.arange(len(matrix) + 1)).astype(np.int32),
        column=column.astype(np.int32),
        coefficient=matrix[row, column],
        lower=np.full(len(matrix), -np.inf),
        upper=upper.astype(np.float64),
        is_capacity=np.arange(len(matrix)) < n_capacities,
        must=force < 0.1,
        barred=force > 0.95,
    )


def selections(problem: Problem) -> list[Ints]:
    """All selections that keep every row."""
    options = [[-1, *np.flatnonzero(problem.project == i)] for i in range(problem.n_projects)]
    picked = (np.array([c for c in one if c >= 0], np.int32) for one in itertools.product(*options))
    return [columns for columns in picked if keeps_all(problem, columns)]


def improved(problem: Problem, seconds: float, told: list[Answer] | None = None) -> Answer:
    """The answer of the improvement alone."""
    progress = Progress(problem, seconds, None if told is None else told.append)
    relaxation = Relaxation(problem)
    if relaxation.solve(seconds) == "infeasible":
        progress.finish()
    else:
        progress.prove(price_bound(problem, relaxation.prices).bound)
        improve_starts(problem, relaxation, progress)
    return progress.answer()


@pytest.mark.parametrize("first", range(0, N_CASES, 40))
def test_the_improvement_ends_with_the_best_of_all_selections(first: int) -> None:
    """On 120 small portfolios the value is that of enumeration, and proven."""
    for seed in range(first, first + 40):
        problem = small(seed)
        values = [float(problem.value[chosen].sum()) for chosen in selections(problem)]
        answer = improved(problem, 20.0)
        assert answer.status == ("optimal" if values else "infeasible"), seed
        if values:
            assert answer.value == pytest.approx(max(values)), seed
            assert keeps_all(problem, answer.chosen), seed


def test_a_dive_ends_with_a_selection_or_with_none() -> None:
    """Dives in generated portfolios of 100 keep all rows; the best is worth 2/3 of the bound."""
    rng = np.random.default_rng(0)
    for seed in (1, 2, 3):
        problem = generate(100, start_choice=True, seed=seed).problem
        relaxation = Relaxation(problem)
        relaxation.solve(9.0)
        dive = Dive(problem, relaxation.x, relaxation.basis)
        made = [dive.run(0.02, 0.2, rng, 9.0, never) for _ in range(8)]
        found = [chosen for chosen in made if chosen is not None]
        assert all(keeps_all(problem, chosen) for chosen in found)
        bound = price_bound(problem, relaxation.prices).bound
        assert max(float(problem.value[chosen].sum()) for chosen in found) > bound * 2 / 3


def test_answers_get_better_and_bounds_stay_above_them() -> None:
    """What is told on the way never gets worse, and no bound is below a later selection."""
    problem = generate(80, start_choice=True).problem
    told: list[Answer] = []
    answer = improved(problem, 2.0, told)
    values, bounds = [one.value for one in told], [one.bound for one in told]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert min(bounds) >= answer.value
    assert keeps_all(problem, answer.chosen)


def test_a_stop_ends_the_improvement_at_once() -> None:
    """After stop() the answer is there within half a second, with threads on their way out."""
    problem = generate(200, start_choice=True).problem
    progress, relaxation = Progress(problem, 30.0), Relaxation(problem)
    relaxation.solve(9.0)
    event = threading.Event()
    threading.Timer(0.6, event.set).start()
    began = time.perf_counter()
    improve_starts(problem, relaxation, progress, event.is_set)
    assert time.perf_counter() - began < 0.6 + 0.5
