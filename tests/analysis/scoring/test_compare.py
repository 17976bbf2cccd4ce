"""Candidates by every method: ranks, leaders, agreement."""

import polars as pl
import pytest

from pmo_core.analysis.scoring.compare import METHODS, concordant, like, name_of, side_by_side
from pmo_core.analysis.scoring.score import scores

PARTS = ("business value", "time criticality", "risk reduction", "job size")
CRITERIA = pl.DataFrame(
    {
        "criterion": ["B", "T", "R", "S"],
        "direction": ["more is better"] * 3 + ["less is better"],
        "weight": [1.0] * 4,
        "scale_min": [1.0] * 4,
        "scale_max": [5.0] * 4,
        "part": PARTS,
    }
)


def given(**projects: tuple[float, float, float, float]) -> pl.DataFrame:
    """Scores of each project on B, T, R and S."""
    cells = [
        (project, criterion, "", score)
        for project, row in projects.items()
        for criterion, score in zip("BTRS", row, strict=True)
    ]
    return pl.DataFrame(cells, schema=["project", "criterion", "assessor", "score"], orient="row")


THREE = given(P1=(5, 5, 5, 5), P2=(2, 2, 2, 1), P3=(2, 2, 2, 1))


def test_each_number_is_that_of_its_method() -> None:
    """The columns are what `scores` gives, with the weights in place of the register's."""
    weights = (("S", 9.0),)
    found = side_by_side(CRITERIA, THREE, weights)
    for method in METHODS:
        alone = scores(CRITERIA, THREE, method, weights)
        assert found[name_of(method)].equals(alone["score"], null_equal=True)


def test_equal_numbers_share_the_best_place() -> None:
    """WSJF: 15 / 5 = 3 against 6 / 1 = 6 twice, so 3, 1, 1; by weighted sum the reverse."""
    found = side_by_side(CRITERIA, THREE)
    assert found["wsjf_rank"].to_list() == [3, 1, 1]
    assert found["weighted_sum_rank"].to_list() == [1, 2, 2]
    assert found["rank_gap"].to_list() == [2, 1, 1]
    assert found["rice_rank"].null_count() == 3


def test_alike_is_spearmans_correlation() -> None:
    """WSJF gives the reverse order; RICE has none of its parts, so nobody leads."""
    rows = {row[0]: row[1:] for row in like(side_by_side(CRITERIA, THREE), "weighted sum").rows()}
    assert rows["weighted sum"] == (3, "P1", pytest.approx(1))
    assert rows["wsjf"] == (3, "P2", pytest.approx(-1))
    assert rows["rice"] == (0, None, None)


def test_methods_of_one_order_agree() -> None:
    """Who is better everywhere is first by every method; one candidate cannot be compared."""
    clear = given(P1=(5, 5, 5, 1), P2=(3, 3, 3, 2), P3=(1, 1, 1, 5))
    assert concordant(side_by_side(CRITERIA, clear)) == pytest.approx(1)
    assert concordant(side_by_side(CRITERIA, given(P1=(5, 5, 5, 1)))) is None


def test_nothing_scored_gives_no_row() -> None:
    """Without scores there is no row, nobody leads and nothing agrees."""
    found = side_by_side(CRITERIA, THREE.clear())
    assert found.is_empty()
    assert like(found, "topsis")["leader"].null_count() == len(METHODS)
    assert concordant(found) is None
