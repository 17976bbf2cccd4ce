"""Several assessors: joint scores, spread, missing ones, agreement."""

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.scoring.assessors import agreement, concordance, disagreement, together

CRITERIA = pl.DataFrame(
    {
        "criterion": ["FIT", "RISK", "NONE"],
        "scale_min": [1.0, 0.0, 1.0],
        "scale_max": [5.0, 100.0, 5.0],
    }
)


def scores_of(*rows: tuple[str, str, str, float | None]) -> pl.DataFrame:
    """Scores from (project, criterion, assessor, score)."""
    kinds = {"project": pl.String, "criterion": pl.String, "assessor": pl.String}
    return pl.DataFrame(list(rows), schema={**kinds, "score": pl.Float64}, orient="row")


GIVEN = scores_of(
    ("P1", "FIT", "ana", 5), ("P1", "FIT", "ben", 3), ("P1", "RISK", "ana", 20),
    ("P2", "FIT", "ana", 4), ("P2", "FIT", "ben", 4), ("P2", "FIT", "eva", None),
    ("P3", "RISK", "ana", 10), ("P3", "RISK", "ben", 90), ("P3", "OLD", "ana", 1),
)  # fmt: skip


def test_scores_of_several_become_one() -> None:
    """Mean, highest less lowest, and how many; one assessor has no spread."""
    assert together(GIVEN).filter(pl.col("project") == "P1").rows() == [
        ("P1", "FIT", 4.0, 2.0, 2),
        ("P1", "RISK", 20.0, None, 1),
    ]


def test_disagreement_per_project() -> None:
    """2 of 4 and 80 of 100 points apart; of three criteria the missing ones are counted."""
    found = disagreement(CRITERIA, GIVEN, "project")
    assert found.columns == ["project", "spread_pct", "most_spread_pct", "n_scored", "n_missing"]
    assert found.rows() == [
        ("P3", 80.0, 80.0, 1, 2),
        ("P1", 50.0, 50.0, 2, 1),
        ("P2", 0.0, 0.0, 1, 2),
    ]


def test_disagreement_per_criterion() -> None:
    """Mean and largest spread; a criterion that nobody used misses all projects."""
    assert disagreement(CRITERIA, GIVEN, "criterion").rows() == [
        ("RISK", 80.0, 80.0, 2, 1),
        ("FIT", 25.0, 50.0, 2, 1),
        ("NONE", None, None, 0, 3),
    ]


def test_agreement_compares_what_all_assessors_scored() -> None:
    """Three projects by two assessors in the same order; the fourth has one score only."""
    given = scores_of(
        *[("P" + str(k), "FIT", "ana", k) for k in range(4)],
        *[("P" + str(k), "FIT", "ben", k * k) for k in range(3)],
        ("P0", "RISK", "ana", 1),
    )
    assert agreement(CRITERIA, given).rows() == [
        ("FIT", 1.0, 2, 3),
        ("RISK", None, 1, 1),
        ("NONE", None, 0, 0),
    ]


def test_opposite_rankings_do_not_agree() -> None:
    """Two assessors in reverse order: W is 0; nobody telling projects apart gives no figure."""
    assert concordance(np.array([[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]])) == 0
    assert np.isnan(concordance(np.ones((4, 3))))


@pytest.mark.parametrize("seed", range(4))
def test_agreement_is_the_mean_rank_correlation(seed: int) -> None:
    """W = (1 + (m - 1) r) / m, with r the mean Spearman correlation, when there are no ties."""
    ratings = np.random.default_rng(seed).normal(size=(9, 4))
    ranks = ratings.argsort(axis=0).argsort(axis=0)
    pairs = np.corrcoef(ranks.T)[np.triu_indices(4, 1)]
    assert concordance(ratings) == pytest.approx((1 + 3 * pairs.mean()) / 4)
