"""Published pairwise matrices of Saaty, recomputed: weights, consistency, repair, group."""

from fractions import Fraction

import numpy as np
import pytest

from pmo_core.analysis.scoring.ahp import pairwise, priorities, repair, together


def from_upper(*rows: str) -> np.ndarray:
    """Reciprocal matrix from its rows above the diagonal."""
    n = len(rows) + 1
    matrix = np.eye(n)
    for i, row in enumerate(rows):
        values = [float(Fraction(text)) for text in row.split()]
        matrix[i, i + 1 :] = values
        matrix[i + 1 :, i] = 1 / np.array(values)
    return matrix


DRINKS = from_upper(
    "9 5 2 1 1 1/2", "1/3 1/9 1/9 1/9 1/9", "1/3 1/4 1/3 1/9", "1/2 1 1/3", "2 1/2", "1/3"
)
HOUSE = from_upper(
    "5 3 7 6 6 1/3 1/4", "1/3 5 3 3 1/5 1/7", "6 3 4 6 1/5", "1/3 1/4 1/7 1/8", "1/2 1/5 1/6",
    "1/5 1/6", "1/2",
)  # fmt: skip
HOUSE_NAMES = [
    "Size", "Transport", "Neighborhood", "Age", "Yard", "Facilities", "Condition", "Financing"
]  # fmt: skip


def test_drinks_in_the_united_states() -> None:
    """Saaty, Decision making with the AHP (2008): coffee, wine, tea, beer, soda, milk, water."""
    found = priorities(DRINKS)
    expected = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert found.weights == pytest.approx(expected, abs=6e-4)
    assert found.lambda_max == pytest.approx(7.1766, abs=6e-5)
    assert found.ci == pytest.approx(0.02944, abs=6e-6)
    assert found.cr == pytest.approx(0.022, abs=6e-4)
    assert found.is_consistent
    rows = priorities(DRINKS, "geometric mean")
    expected = [0.179, 0.018, 0.042, 0.116, 0.191, 0.129, 0.324]
    assert rows.weights == pytest.approx(expected, abs=6e-4)
    assert rows.cr == found.cr


def test_buying_a_house_is_judged_inconsistently() -> None:
    """Saaty, How to make a decision (European Journal of Operational Research 48, 1990)."""
    found = priorities(HOUSE)
    expected = [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert found.weights == pytest.approx(expected, abs=6e-4)
    assert found.lambda_max == pytest.approx(9.669, abs=6e-4)
    assert found.ci == pytest.approx(0.238, abs=6e-4)
    assert found.cr == pytest.approx(0.169, abs=6e-4)
    assert not found.is_consistent


def test_the_repair_is_the_one_that_saaty_proposes() -> None:
    """Saaty (European Journal of Operational Research 145, 2003) changes a37 of the same matrix.

    From 6 to 1/2, whereby lambda falls to 8.811 and the weights become those below.
    """
    found = repair(HOUSE)
    assert found is not None
    assert (found.row + 1, found.column + 1, found.proposed) == (3, 7, 0.5)
    assert found.given == pytest.approx(6)
    repaired = HOUSE.copy()
    repaired[2, 6], repaired[6, 2] = found.proposed, 1 / found.proposed
    after = priorities(repaired)
    assert after.lambda_max == pytest.approx(8.811, abs=1e-3)
    assert after.cr == pytest.approx(found.cr_after)
    expected = [0.175, 0.062, 0.103, 0.019, 0.034, 0.041, 0.221, 0.345]
    assert after.weights == pytest.approx(expected, abs=6e-4)
    assert found.sentence(HOUSE_NAMES) == (
        "Neighborhood over Condition was judged 6; 1/2 fits the other judgements best "
        "(consistency ratio 0.17 -> 0.08)."
    )


def test_apple_and_orange_judged_by_three() -> None:
    """Judged 2, 3 and 4 times larger, three people say the cube root of 24 together.

    Decision Lens, Combining group members' judgments (2007), after Aczel and Saaty (1983).
    """
    each = [pairwise(["apple", "orange"], {("apple", "orange"): value}) for value in (2, 3, 4)]
    joint = together(each)
    assert joint[0, 1] == pytest.approx(24 ** (1 / 3))
    assert joint[1, 0] == pytest.approx((1 / 24) ** (1 / 3))
