"""The engine against enumeration: every kind of row, with and without start choice."""

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest

from pmo_core.analysis.selection.engine_bound import keeps_all, price_bound
from pmo_core.analysis.selection.problem import Answer, Problem
from pmo_core.analysis.selection.solve import Engine, solve

N_CASES = 300


def random_problem(seed: int) -> Problem:
    """A small portfolio with all kinds of rows; some have no selection at all."""
    rng = np.random.default_rng([4, seed])
    n = int(rng.integers(2, 16))
    most = 1 if seed % 2 else 3
    n_starts = rng.integers(1, most + 1, n)
    while np.prod(n_starts + 1.0) > 70_000:
        n_starts[np.argmax(n_starts)] = 1
        n_starts[rng.integers(n)] = 1
    project = np.repeat(np.arange(n), n_starts)
    start = np.concatenate([np.arange(k) for k in n_starts])
    worth = np.round(rng.uniform(-10, 100, n), 1)
    value = worth[project] * (1 - 0.05 * start)
    columns = len(project)
    rows, lower, upper, is_capacity = [], [], [], []

    def add(row: np.ndarray, low: float, high: float, capacity: bool = False) -> None:
        rows.append(row)
        lower.append(low)
        upper.append(high)
        is_capacity.append(capacity)

    def of(i: int) -> np.ndarray:
        return (project == i).astype(float)

    for _ in range(int(rng.integers(1, 5))):
        use = np.round(rng.uniform(0, 20, columns) * (rng.random(columns) < 0.7), 2)
        add(use, -np.inf, float(np.round(use.sum() * rng.uniform(0.15, 0.6), 2)), True)
    for _ in range(int(rng.integers(0, 3))):
        one, other = rng.choice(n, 2, replace=False)
        add(of(one) - of(other), -np.inf, 0)
    for _ in range(int(rng.integers(0, 3))):
        one, other = rng.choice(n, 2, replace=False)
        add(of(one) + of(other), -np.inf, 1)
    if rng.random() < 0.4:
        one, other = rng.choice(n, 2, replace=False)
        add(of(one) - of(other), 0, 0)
    group = np.isin(project, rng.choice(n, max(2, n // 2), replace=False)).astype(float)
    if rng.random() < 0.5:
        add(group, float(rng.integers(1, 4)), np.inf)
    if rng.random() < 0.5:
        add(group, -np.inf, float(rng.integers(1, 4)))
    if rng.random() < 0.4:
        cost = rng.uniform(1, 10, n)[project]
        add(np.where(group > 0, 0.6, -0.4) * cost, 0, np.inf)
    matrix = np.array(rows)
    row, column = matrix.nonzero()
    return Problem(
        value=value,
        project=project.astype(np.int32),
        start=start.astype(np.int32),
        n_projects=n,
        row_begin=np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int32),
        column=column.astype(np.int32),
        coefficient=matrix[row, column],
        lower=np.array(lower, float),
        upper=np.array(upper, float),
        is_capacity=np.array(is_capacity),
        must=rng.random(n) < 0.1,
        barred=rng.random(n) < 0.08,
    )


def dense(problem: Problem) -> np.ndarray:
    """Matrix of the rows, (n_rows, n_columns)."""
    matrix = np.zeros((problem.n_rows, problem.n_columns))
    row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    matrix[row, problem.column] = problem.coefficient
    return matrix


def enumerated(problem: Problem) -> float:
    """Largest value over all selections; -inf when there is none."""
    options = []
    for i in range(problem.n_projects):
        columns = [] if problem.barred[i] else np.flatnonzero(problem.project == i).tolist()
        options.append(columns if problem.must[i] else [-1, *columns])
    if not all(options):
        return -np.inf
    picked = np.array(list(itertools.product(*options)))
    x = np.zeros((len(picked), problem.n_columns + 1))
    x[np.arange(len(picked))[:, None], picked] = 1.0
    x = x[:, :-1]
    used = x @ dense(problem).T
    kept = ((used >= problem.lower - 1e-7) & (used <= problem.upper + 1e-7)).all(axis=1)
    return float((x[kept] @ problem.value).max(initial=-np.inf))


@pytest.mark.parametrize("first", range(0, N_CASES, 50))
def test_the_answer_is_the_best_of_all_selections(first: int) -> None:
    """On 300 cases the value is that of enumeration, proven, and infeasible where there is none."""
    for seed in range(first, first + 50):
        problem = random_problem(seed)
        best = enumerated(problem)
        answer = solve(problem, 20.0)
        if best == -np.inf:
            assert answer.status == "infeasible", seed
            assert len(answer.chosen) == 0
        else:
            assert answer.status == "optimal", seed
            assert answer.value == pytest.approx(best, rel=1e-9, abs=1e-9), seed
            assert answer.bound == answer.value
            check(problem, answer)


def check(problem: Problem, answer: Answer) -> None:
    """Rows, project rules, value and order of an answer, from the problem itself."""
    used = dense(problem)[:, answer.chosen].sum(axis=1)
    assert (used <= problem.upper + 1e-6).all()
    assert (used >= problem.lower - 1e-6).all()
    times = np.bincount(problem.project[answer.chosen], minlength=problem.n_projects)
    assert (times <= 1).all()
    assert (times[problem.must] == 1).all()
    assert (times[problem.barred] == 0).all()
    assert (np.diff(answer.chosen) > 0).all()
    assert answer.value == pytest.approx(problem.value[answer.chosen].sum())
    assert answer.bound >= answer.value - 1e-9


def test_the_cases_hold_both_kinds() -> None:
    """Of the random cases some have no selection, most have one."""
    best = [enumerated(random_problem(seed)) for seed in range(100)]
    assert 5 <= sum(value == -np.inf for value in best) <= 60


def test_a_quick_answer_keeps_the_rows_and_bounds_the_best() -> None:
    """Rounding keeps every row; its bound is never below the best selection."""
    for seed in range(100):
        problem = random_problem(seed)
        best = enumerated(problem)
        answer = Engine(problem).quick()
        assert answer.status != "unknown", seed
        if answer.status == "infeasible":
            assert best == -np.inf, seed
        else:
            check(problem, answer)
            assert answer.bound >= best - 1e-6, seed


def test_any_prices_prove_a_bound() -> None:
    """Whatever the prices, no selection is worth more than they prove."""
    rng = np.random.default_rng(7)
    for seed in range(60):
        problem = random_problem(seed)
        best = enumerated(problem)
        for _ in range(5):
            prices = rng.normal(0, 5, problem.n_rows)
            assert price_bound(problem, prices).bound >= best - 1e-9


def test_a_warm_engine_answers_like_a_new_one() -> None:
    """Other values, limits and forced projects on a kept engine give the answer of a new one."""
    rng = np.random.default_rng(11)
    for seed in range(30):
        problem = random_problem(seed)
        engine = Engine(problem)
        engine.improve(5.0)
        value = problem.value * rng.uniform(0.5, 1.5, problem.n_columns)
        upper = np.where(problem.is_capacity, problem.upper * 1.2, problem.upper)
        must, barred = rng.random(problem.n_projects) < 0.1, rng.random(problem.n_projects) < 0.1
        engine.reprice(value)
        engine.limit(upper)
        engine.force(must, barred)
        other = replace(problem, value=value, upper=upper, must=must, barred=barred)
        best = enumerated(other)
        answer = engine.improve(5.0)
        assert answer.status == ("infeasible" if best == -np.inf else "optimal"), seed
        if best > -np.inf:
            assert answer.value == pytest.approx(best, rel=1e-9, abs=1e-9), seed
            check(other, answer)


def tie() -> Problem:
    """Two projects of the same value and room for one."""
    return Problem(
        value=np.array([5.0, 5.0]),
        project=np.array([0, 1], np.int32),
        start=np.zeros(2, np.int32),
        n_projects=2,
        row_begin=np.array([0, 2], np.int32),
        column=np.array([0, 1], np.int32),
        coefficient=np.ones(2),
        lower=np.array([-np.inf]),
        upper=np.ones(1),
        is_capacity=np.array([True]),
        must=np.zeros(2, bool),
        barred=np.zeros(2, bool),
    )


@pytest.mark.parametrize("known", [0, 1])
def test_a_known_selection_is_kept_in_a_tie(known: int) -> None:
    """Of two sets of the same value the one that is given stays."""
    answer = solve(tie(), start=np.array([known], np.int32))
    assert (answer.status, answer.chosen.tolist(), answer.value) == ("optimal", [known], 5.0)


def test_a_known_selection_that_breaks_a_row_is_not_taken() -> None:
    """A given set that is too large is replaced."""
    answer = solve(tie(), start=np.array([0, 1], np.int32))
    assert answer.value == 5.0


def test_a_project_that_must_be_in_and_may_not_be_is_infeasible() -> None:
    """Forced in and forced out at once: there is no selection, and the engine says so."""
    both = replace(tie(), must=np.array([True, False]), barred=np.array([True, False]))
    assert solve(both).status == "infeasible"
    assert Engine(both).quick().status == "infeasible"


def test_nothing_to_choose_is_optimal() -> None:
    """Without a column of positive value nothing is chosen, with proof."""
    answer = solve(replace(tie(), value=np.array([-1.0, 0.0])))
    assert (answer.status, answer.value) == ("optimal", 0.0)


def hard() -> Problem:
    """A problem that takes the search long: strongly correlated knapsacks."""
    rng = np.random.default_rng(5)
    n, m = 150, 12
    use = rng.integers(100, 1000, (m, n)).astype(float)
    return Problem(
        value=use.mean(axis=0) + 100,
        project=np.arange(n, dtype=np.int32),
        start=np.zeros(n, np.int32),
        n_projects=n,
        row_begin=(np.arange(m + 1) * n).astype(np.int32),
        column=np.tile(np.arange(n, dtype=np.int32), m),
        coefficient=use.ravel(),
        lower=np.full(m, -np.inf),
        upper=np.floor(use.sum(axis=1) * 0.5),
        is_capacity=np.ones(m, bool),
        must=np.zeros(n, bool),
        barred=np.zeros(n, bool),
    )


def test_a_stop_is_obeyed_at_once() -> None:
    """After stop() turns true the answer is there within a tenth of a second."""
    begin = time.perf_counter()
    asked = []

    def stop() -> bool:
        if time.perf_counter() - begin < 0.7:
            return False
        asked.append(time.perf_counter())
        return True

    answer = solve(hard(), 30.0, stop=stop)
    assert time.perf_counter() - asked[0] < 0.1
    assert answer.status == "feasible"
    check(hard(), answer)


def test_a_time_limit_is_obeyed() -> None:
    """A search that cannot end in time ends in time, with a selection and an honest gap."""
    begin = time.perf_counter()
    answer = solve(hard(), 0.5)
    assert time.perf_counter() - begin < 0.8
    assert answer.status == "feasible"
    assert 0 < answer.gap < 0.1


def test_answers_on_the_way_only_get_better() -> None:
    """Each answer that is told is worth no less and bounded no higher than the one before."""
    told: list[Answer] = []
    answer = solve(hard(), 1.5, on_answer=told.append)
    assert len(told) > 1
    for one, two in itertools.pairwise(told):
        assert two.value >= one.value
        assert two.bound <= one.bound
        assert keeps_all(hard(), two.chosen)
    assert answer.value == told[-1].value


def test_the_same_problem_gives_the_same_selection() -> None:
    """Two runs with enough time choose the same columns."""
    for seed in range(20):
        problem = random_problem(seed)
        assert solve(problem).chosen.tolist() == solve(problem).chosen.tolist()
