"""Pairwise comparison: what is refused, what a repair is, and that consistent stays consistent."""

import numpy as np
import pytest

from pmo_core.analysis.scoring.ahp import (
    LEVELS,
    RANDOM_INDEX,
    SCALE,
    pairwise,
    priorities,
    repair,
    together,
)
from pmo_core.errors import Refused


def random_judgements(n: int, seed: int) -> np.ndarray:
    """Reciprocal matrix of judgements drawn from the scale."""
    draw = np.random.default_rng(seed)
    names = [str(k) for k in range(n)]
    pairs = [(names[i], names[j]) for i in range(n) for j in range(i + 1, n)]
    return pairwise(names, {pair: SCALE[draw.integers(len(SCALE))] for pair in pairs})


@pytest.mark.parametrize("n", range(1, 11))
def test_consistent_judgements_give_their_weights(n: int) -> None:
    """From ratios of weights both ways give the weights, ratio 0, and nothing to repair."""
    weights = np.random.default_rng(n).uniform(0.2, 1, n)
    weights /= weights.sum()
    matrix = weights[:, None] / weights
    for by in ("eigenvector", "geometric mean"):
        found = priorities(matrix, by)
        assert found.weights == pytest.approx(weights)
        assert found.cr == pytest.approx(0, abs=1e-9)
    assert repair(matrix) is None


@pytest.mark.parametrize("seed", range(6))
def test_the_repair_is_the_best_single_change(seed: int) -> None:
    """No other judgement set to any value of the scale lowers the ratio further."""
    matrix = random_judgements(5, seed)
    found = repair(matrix)
    assert found is not None
    ratios = []
    for i in range(5):
        for j in range(i + 1, 5):
            for value in SCALE:
                changed = matrix.copy()
                changed[i, j], changed[j, i] = value, 1 / value
                ratios.append(priorities(changed).cr)
    assert found.cr_after == pytest.approx(min(ratios))
    assert found.cr_after < found.cr_before == pytest.approx(priorities(matrix).cr)


@pytest.mark.parametrize("n", [4, 7, 10])
def test_random_judgements_have_a_ratio_near_one(n: int) -> None:
    """That is what the random index stands for."""
    ratios = [priorities(random_judgements(n, seed)).cr for seed in range(300)]
    assert np.mean(ratios) == pytest.approx(1, abs=0.1)


def test_the_joint_judgement_does_not_depend_on_the_direction() -> None:
    """Geometric means of reciprocal matrices are reciprocal; one assessor alone stays as is."""
    matrices = [random_judgements(4, seed) for seed in range(3)]
    joint = together(matrices)
    assert joint * joint.T == pytest.approx(np.ones((4, 4)))
    assert together(matrices[:1]) == pytest.approx(matrices[0])


def test_the_business_levels_are_values_of_the_scale() -> None:
    """Seven words, each the reciprocal of its opposite, all on the 9-point scale."""
    values = list(LEVELS.values())
    assert len(values) == 7
    assert set(values) <= set(SCALE)
    assert [a * b for a, b in zip(values, values[::-1], strict=True)] == pytest.approx([1] * 7)


@pytest.mark.parametrize(
    ("judgements", "words"),
    [
        ({("A", "B"): 3}, "'A' and 'C' are not compared yet"),
        ({("A", "B"): 3, ("B", "A"): 3}, "compared twice"),
        ({("A", "X"): 3}, "not two of the criteria"),
        ({("A", "A"): 1}, "not two of the criteria"),
        ({("A", "B"): 10}, "from 1/9 to 9"),
        ({("A", "B"): 0}, "from 1/9 to 9"),
        ({("A", "B"): float("nan")}, "from 1/9 to 9"),
    ],
)
def test_judgements_that_do_not_fit_are_refused(
    judgements: dict[tuple[str, str], float], words: str
) -> None:
    """The sentence names the pair and what is wrong with it."""
    with pytest.raises(Refused, match=words):
        pairwise(["A", "B", "C"], judgements)


@pytest.mark.parametrize(
    "matrix", [np.ones((0, 0)), np.ones((11, 11)), np.ones((2, 3)), np.array([[1, 2], [2, 1]]),
               np.array([[1, -2], [-0.5, 1]])],
)  # fmt: skip
def test_what_is_no_pairwise_matrix_is_refused(matrix: np.ndarray) -> None:
    """Empty, more criteria than there is a random index for, not square, not reciprocal."""
    assert len(RANDOM_INDEX) == 10
    with pytest.raises(Refused):
        priorities(matrix)
