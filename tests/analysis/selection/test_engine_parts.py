"""Rounding, restriction and exchanges, each by hand or against the rows."""

import numpy as np
import pytest

from bench.selection_cases import generate
from pmo_core.analysis.selection.engine_bound import keeps_all, price_bound, usage
from pmo_core.analysis.selection.engine_improve import Exchange
from pmo_core.analysis.selection.problem import Problem
from pmo_core.analysis.selection.restricted import kernel, open_share, restrict
from pmo_core.analysis.selection.rounding import Rounding


def problem(rows: list[list[float]], lower: list[float], upper: list[float], value: list[float],
            **changes: list[bool]) -> Problem:  # fmt: skip
    """A problem with one column per project, rows dense; the first row is a capacity."""
    matrix = np.array(rows, float)
    row, column = matrix.nonzero()
    n = len(value)
    return Problem(
        value=np.array(value, float),
        project=np.arange(n, dtype=np.int32),
        start=np.zeros(n, np.int32),
        n_projects=n,
        row_begin=np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int32),
        column=column.astype(np.int32),
        coefficient=matrix[row, column],
        lower=np.array(lower, float),
        upper=np.array(upper, float),
        is_capacity=np.arange(len(rows)) < 1,
        must=np.array(changes.get("must", [False] * n)),
        barred=np.array(changes.get("barred", [False] * n)),
    )


INF = np.inf


def test_a_project_is_rounded_up_with_what_it_requires() -> None:
    """0 requires 1, worthless alone: both are in, since 0 is worth it and both fit."""
    chain = problem([[1, 1, 2], [1, -1, 0]], [-INF, -INF], [2, 0], [9, 0.1, 5])
    chosen = Rounding(chain).round(chain, np.zeros(3), np.array([9, 0.1, 5]))
    assert chosen.tolist() == [0, 1]


def test_all_or_none_is_rounded_whole_or_not_at_all() -> None:
    """0 and 1 belong together and do not both fit: neither is in, 2 is."""
    pair = problem([[2, 2, 1], [1, -1, 0]], [-INF, 0], [3, 0], [9, 9, 1])
    chosen = Rounding(pair).round(pair, np.zeros(3), pair.value)
    assert chosen.tolist() == [2]


def test_at_least_so_many_are_rounded_up() -> None:
    """Two of three are asked for, though one has a negative value."""
    group = problem([[1, 1, 1], [1, 1, 1]], [-INF, 2], [3, INF], [4, -1, -2])
    chosen = Rounding(group).round(group, np.array([1.0, 0, 0]), group.value)
    assert chosen.tolist() == [0, 1]


def test_a_restricted_problem_is_the_rest_after_what_is_decided() -> None:
    """A project that must be in takes its 3 of 5; of the able ones only one is left, with 2."""
    whole = problem([[3, 4, 2]], [-INF], [5], [1, 9, 5])
    smaller = restrict(whole, np.array([True, False, True]), np.array([True, False, False]))
    assert smaller.taken.tolist() == [0]
    assert smaller.columns.tolist() == [2]
    assert (smaller.worth, smaller.is_possible) == (1.0, True)
    assert smaller.widen(np.array([0], np.int32)).tolist() == [0, 2]
    assert smaller.problem.n_rows == 0  # 2 of 2 cannot be too much


def test_a_project_that_must_be_in_without_an_able_column_is_impossible() -> None:
    """What must be in and has no able column leaves nothing to search."""
    whole = problem([[3, 4]], [-INF], [5], [1, 9])
    assert not restrict(whole, np.array([False, True]), np.array([True, False])).is_possible


def test_the_prices_of_one_knapsack_by_hand() -> None:
    """Price 2 on 5 units: 10, plus what each project is worth above its price: 1 and 1."""
    one = problem([[3, 4, 2]], [-INF], [5], [1, 9, 5])
    proof = price_bound(one, np.array([2.0]))
    assert proof.worth.tolist() == [-5, 1, 1]
    assert proof.bound == 12
    assert proof.with_column.tolist() == [7, 12, 12]
    assert proof.without.tolist() == [12, 11, 11]
    assert open_share(one, proof).tolist() == [7, 11, 11]


@pytest.mark.parametrize("start_choice", [False, True])
def test_exchanges_keep_every_row_and_only_get_better(start_choice: bool) -> None:
    """From a poor selection each exchange that is told keeps all rows and is worth more."""
    portfolio = generate(60, start_choice=start_choice).problem
    proof = price_bound(portfolio, np.zeros(portfolio.n_rows))
    chosen = Rounding(portfolio).round(portfolio, np.zeros(portfolio.n_columns), -proof.worth)
    told = [chosen]
    last = Exchange(portfolio, proof, chosen).run(400, lambda: False, told.append)
    values = [float(portfolio.value[one].sum()) for one in told]
    assert len(told) > 1
    assert (np.diff(values) > 0).all()
    assert all(keeps_all(portfolio, one) for one in told)
    assert last.tolist() == told[-1].tolist()
    again = Exchange(portfolio, proof, chosen).run(400, lambda: False)
    assert again.tolist() == last.tolist()


@pytest.mark.parametrize("start_choice", [False, True])
def test_a_kernel_keeps_what_must_be_in(start_choice: bool) -> None:
    """Whatever the width, each project that must be in has an able column."""
    portfolio = generate(60, start_choice=start_choice).problem
    proof = price_bound(portfolio, np.zeros(portfolio.n_rows))
    for width in (0, 2):
        able, must = kernel(portfolio, np.full(portfolio.n_columns, 0.3), proof, width)
        has_one = np.bincount(portfolio.project[able], minlength=portfolio.n_projects) > 0
        assert has_one[portfolio.must].all()
        assert must[portfolio.must].all()


def test_a_synthetic_portfolio_is_what_it_says() -> None:
    """Limits are 45-50 % of demand or what mandatory ones take; shares of links and forces hold."""
    made = generate(400)
    rows = made.problem
    asked = usage(rows, np.arange(rows.n_columns))[rows.is_capacity]
    kept = usage(rows, np.flatnonzero(rows.must))[rows.is_capacity]
    share = rows.upper[rows.is_capacity] / asked
    assert rows.is_capacity.sum() == 12 * 11
    assert ((share >= 0.45) & (share <= 0.5) | (kept >= rows.upper[rows.is_capacity] - 1e-9)).all()
    assert (len(made.links), len(made.exclusions)) == (40, 10)
    assert (rows.must.sum(), rows.barred.sum()) == (12, 8)
    assert set(made.n_periods.tolist()) == {2, 3, 4, 5, 6}


def test_a_dependant_may_not_start_before_its_prerequisite_has_finished() -> None:
    """A pair of starts keeps the rows if, and only if, the one ends before the other begins."""
    made = generate(60, start_choice=True)
    rows = made.problem
    tangled = {*made.links[:, 0].tolist(), *made.exclusions.ravel().tolist()}
    plain = [pair for pair in made.links.tolist() if pair[1] not in tangled]
    assert plain
    for project, needs in plain:
        for late in np.flatnonzero(rows.project == project):
            for early in np.flatnonzero(rows.project == needs):
                used = usage(rows, [early, late])
                is_kept = (used <= rows.upper)[~rows.is_capacity].all()
                fits = rows.start[early] + made.n_periods[needs] <= rows.start[late]
                assert is_kept == fits
