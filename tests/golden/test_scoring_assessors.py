"""Published examples of Kendall's coefficient of concordance, recomputed."""

import numpy as np
import pytest

from pmo_core.analysis.scoring.assessors import concordance


def test_ten_projects_ranked_by_four_judges() -> None:
    """The Kendall's coefficient of concordance W (lecture note): the squared deviations are 1048.

    With m = 4 and N = 10 its formula gives 12 x 1048 / (16 x 990).
    """
    ranks = [
        [1, 3, 4, 5, 2, 8, 6, 7, 10, 9],
        [2, 1, 4, 5, 6, 3, 8, 7, 10, 9],
        [3, 2, 1, 5, 7, 4, 6, 8, 9, 10],
        [4, 2, 3, 1, 6, 7, 5, 9, 8, 10],
    ]
    assert concordance(np.array(ranks, dtype=float).T) == pytest.approx(12 * 1048 / (16 * 990))


def test_three_competitors_and_four_judges() -> None:
    """ProofWiki, Kendall's coefficient of concordance, example 1: 1/16."""
    ranks = [[1, 1, 2, 3], [3, 2, 3, 1], [2, 3, 1, 2]]
    assert concordance(np.array(ranks, dtype=float)) == pytest.approx(1 / 16)


def test_anxiety_of_twenty_persons_rated_by_three() -> None:
    """R package irr, data set anxiety, corrected for ties: W 0.54, chi-squared (19) 30.8."""
    ratings = [
        [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
        [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
        [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
    ]
    w = concordance(np.array(ratings, dtype=float).T)
    assert w == pytest.approx(0.54, abs=5e-3)
    assert 3 * 19 * w == pytest.approx(30.8, abs=0.05)
