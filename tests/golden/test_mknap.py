"""OR-Library mknap1: seven multidimensional knapsacks with their published optima.

Source: J. E. Beasley, OR-Library, file mknap1.txt (Petersen 1967). Each problem: number of
variables, of constraints, the optimum; then values, coefficients by constraint, limits.
"""

from pathlib import Path

import numpy as np
import pytest

from pmo_core.analysis.selection.problem import Problem
from pmo_core.analysis.selection.solve import solve

OPTIMA = [3800, 8706.1, 4015, 6120, 12400, 10618, 16537]


def read(path: Path) -> list[tuple[Problem, float]]:
    """Problems of the file and the optimum that it states."""
    numbers = np.array(path.read_text().split(), float)
    at, found = 1, []
    for _ in range(int(numbers[0])):
        n, m = int(numbers[at]), int(numbers[at + 1])
        parts = np.split(numbers[at + 3 : at + 3 + n + n * m + m], [n, n + n * m])
        optimum, at = float(numbers[at + 2]), at + 3 + n + n * m + m
        problem = Problem(
            value=parts[0],
            project=np.arange(n, dtype=np.int32),
            start=np.zeros(n, np.int32),
            n_projects=n,
            row_begin=(np.arange(m + 1) * n).astype(np.int32),
            column=np.tile(np.arange(n, dtype=np.int32), m),
            coefficient=parts[1],
            lower=np.full(m, -np.inf),
            upper=parts[2],
            is_capacity=np.ones(m, bool),
            must=np.zeros(n, bool),
            barred=np.zeros(n, bool),
        )
        found.append((problem, optimum))
    return found


@pytest.mark.parametrize("number", range(7))
def test_the_published_optimum_is_found_and_proven(shared_data: Path, number: int) -> None:
    """Each of the seven problems gives its published optimum, with proof."""
    problem, stated = read(shared_data / "selection" / "mknap1.txt")[number]
    answer = solve(problem, 30.0)
    assert stated == OPTIMA[number]
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(OPTIMA[number], abs=1e-6)
    assert answer.bound == answer.value
