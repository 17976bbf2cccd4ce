"""Whatever is built means what the rules say: compared with all selections of small cases."""

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.solve import solve
from tests.analysis.selection.meaning import OUT, Meaning
from tests.analysis.selection.random_cases import random_case

SEEDS = range(300)


def feasible_by_rows(formulation: Formulation, meaning: Meaning) -> np.ndarray:
    """Return which selections satisfy the rows and forces of the problem."""
    problem = formulation.problem
    take = np.zeros((len(meaning.choices), problem.n_columns))
    begin = np.searchsorted(problem.project, np.arange(problem.n_projects))
    for place in range(problem.n_projects):
        chosen = np.flatnonzero(meaning.choices[:, place] != OUT)
        take[chosen, begin[place] + meaning.choices[chosen, place]] = 1.0
    matrix = np.zeros((problem.n_rows, problem.n_columns))
    row = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    matrix[row, problem.column] = problem.coefficient
    sums = take @ matrix.T
    good = ((sums <= problem.upper + 1e-6) & (sums >= problem.lower - 1e-6)).all(axis=1)
    good &= meaning.inside[:, problem.must].all(axis=1)
    return good & ~meaning.inside[:, problem.barred].any(axis=1)


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_rows_say_what_the_rules_mean(first: int) -> None:
    """Every selection of every case is allowed by the rows just when it is by the rules."""
    for seed in SEEDS[first : first + 50]:
        case, what_if = random_case(seed)
        formulation, meaning = build(case, what_if), Meaning(case, what_if)
        assert formulation.projects["project"].to_list() == meaning.codes, seed
        by_rows, by_meaning = feasible_by_rows(formulation, meaning), meaning.fits()
        assert (by_rows == by_meaning).all(), (seed, meaning.choices[by_rows != by_meaning][:3])
        assert np.allclose(formulation.projects["worth"].to_numpy(), meaning.worths()), seed


@pytest.mark.parametrize("first", range(0, len(SEEDS), 50))
def test_the_answer_is_the_best_of_all_selections(first: int) -> None:
    """The solver proves the best value of every case, or that no selection keeps all rules."""
    for seed in SEEDS[first : first + 50]:
        case, what_if = random_case(seed)
        meaning = Meaning(case, what_if)
        fits = meaning.fits()
        answer = solve(build(case, what_if).problem)
        if not fits.any():
            assert answer.status == "infeasible", seed
            continue
        assert answer.status == "optimal", seed
        assert answer.value == pytest.approx(meaning.values()[fits].max(), abs=1e-6), seed
