"""Levels of scales, who differs, what is missing, who may enter: by hand."""

import polars as pl
import pytest

from pmo_core.analysis import assessment

CRITERIA = pl.DataFrame(
    {
        "criterion": ["FIT", "SEC", "RISK"],
        "name": ["Strategic fit", "Security", "Delivery risk"],
        "direction": ["more is better", "more is better", "less is better"],
        "scale_min": [1.0, 0.0, 1.0],
        "scale_max": [5.0, 100.0, 5.0],
        "levels": ["1 = no link; 5 = is the strategy", None, None],
        "threshold": [2.0, 30.0, 4.0],
        "is_mandatory": [False, True, False],
    }
)
PROJECTS = pl.DataFrame({"project": ["P2", "P1", "P3"]})
SCORES = pl.DataFrame(
    [
        ("P1", "FIT", "ana", 4.0), ("P1", "FIT", "ben", 3.0),
        ("P1", "SEC", "ana", 20.0), ("P1", "SEC", "ben", 31.0),
        ("P1", "RISK", "ana", 4.0), ("P1", "RISK", "ben", 4.0),
        ("P2", "FIT", "ana", 1.0), ("P2", "FIT", "ben", 3.0), ("P2", "FIT", "eva", 2.0),
        ("P2", "RISK", "ana", 5.0), ("P2", "SEC", "ana", float("nan")), ("P2", "OLD", "ana", 1.0),
        ("P9", "FIT", "zoe", 5.0),
    ],
    schema=["project", "criterion", "assessor", "score"], orient="row",
)  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "low", "high", "wanted"),
    [
        ("1 = no; 2 = yes", 1, 2, ((1.0, "no"), (2.0, "yes"))),
        ("1: a - b\n2 - c = d", 1, 2, ((1.0, "a - b"), (2.0, "c = d"))),
        ("7 = beyond; 2,5 = between", 1, 3, ((1.0, ""), (2.0, ""), (2.5, "between"), (3.0, ""))),
        ("worst to best", 0, 1, ((0.0, ""), (1.0, ""))),
        ("0 = none; 1000 = all", 0, 1000, ((0.0, "none"), (1000.0, "all"))),
        (None, 3, 3, ()),
        (None, 0.0, 0.5, ()),
        ("-2 = harms; 0 = nothing", -2, 0, ((-2.0, "harms"), (-1.0, ""), (0.0, "nothing"))),
    ],
)
def test_choices_of_a_scale(levels, low, high, wanted):
    """Described levels and steps of one are offered; what names no level is passed over."""
    assert assessment.choices(levels, low, high) == wanted


def test_one_level_is_the_smallest_step():
    """Levels at 0, 25, 100 are 25 apart; half levels count; a free scale has ten."""
    assert assessment.step("0 = a; 25 = b; 100 = c", 0, 100) == 25
    assert assessment.step("1.5 = between", 1, 3) == 0.5
    assert assessment.step(None, 0, 20) == 2


def test_a_score_off_its_scale_is_named():
    """Beyond an end, not a number, and a range that does not hold the score."""
    wrong = assessment.off_scale(
        {"FIT": (6.0, None, None), "SEC": (50.0, 60.0, 101.0), "RISK": (3.0, 1.0, 2.0)}, CRITERIA
    )
    assert wrong == [
        "Strategic fit: 6 is not on the scale from 1 to 5.",
        "Security: 101 is not on the scale from 0 to 100.",
        "Delivery risk: the score 3 does not lie between low 1 and high 2.",
    ]
    assert assessment.off_scale({"FIT": (float("nan"), None, None)}, CRITERIA)
    assert assessment.off_scale({"FIT": (1.0, 1.0, 5.0), "SEC": (None, None, None)}, CRITERIA) == []


def test_spread_of_assessors():
    """One level apart is agreement on 1 to 5; 11 of 100 is more than a tenth of that scale."""
    found = {row[:2]: row[2:] for row in assessment.spread(SCORES, CRITERIA).rows()}
    assert found["P1", "FIT"] == (2, 3.5, 3.0, 4.0, 1.0, False, "ana 4, ben 3")
    assert found["P1", "SEC"] == (2, 25.5, 20.0, 31.0, 11.0, True, "ben 31, ana 20")
    assert found["P2", "FIT"] == (3, 2.0, 1.0, 3.0, 2.0, True, "ben 3, eva 2, ana 1")
    assert found["P2", "RISK"] == (1, 5.0, 5.0, 5.0, 0.0, False, "ana 5")
    assert ("P2", "SEC") not in found
    assert ("P2", "OLD") not in found


def test_missing_scores_of_projects():
    """Three criteria by two assessors: P2 has two on fit (a third is no help), one on risk."""
    found = assessment.missing(PROJECTS, CRITERIA, SCORES, 2)
    assert found.rows() == [("P2", 6, 3, 3), ("P1", 6, 0, 2), ("P3", 6, 6, 0)]


def test_missing_scores_of_assessors():
    """Who scored any of the projects is asked for all; who scored another one is not."""
    found = assessment.by_assessor(PROJECTS, CRITERIA, SCORES)
    assert found.rows() == [
        ("ana", "P2", 2, 1), ("ana", "P1", 3, 0), ("ana", "P3", 0, 3),
        ("ben", "P2", 1, 2), ("ben", "P1", 3, 0), ("ben", "P3", 0, 3),
        ("eva", "P2", 1, 2), ("eva", "P1", 0, 3), ("eva", "P3", 0, 3),
    ]  # fmt: skip


def test_thresholds_for_entering():
    """Security 25.5 misses 30; risk 4 meets at most 4; what nobody scored is not met."""
    found = assessment.gates(SCORES, CRITERIA, PROJECTS)
    met = {row["project"] + row["criterion"]: row["is_met"] for row in found.iter_rows(named=True)}
    assert met == {
        "P2FIT": True, "P2SEC": False, "P2RISK": False, "P1FIT": True, "P1SEC": False,
        "P1RISK": True, "P3FIT": False, "P3SEC": False, "P3RISK": False,
    }  # fmt: skip
    words = assessment.unmet(found.filter(pl.col("project") != "P3"))
    assert words.rows() == [
        ("P2", "SEC", "Security is not scored", True, False),
        ("P2", "RISK", "Delivery risk 5 > 4", False, True),
        ("P1", "SEC", "Security 25.5 < 30", True, True),
    ]
    assert assessment.gates(SCORES, CRITERIA)["project"].unique().sort().to_list() == [
        "P1", "P2", "P9",
    ]  # fmt: skip


def test_a_mandatory_criterion_without_threshold_must_be_scored():
    """Any score will do; a criterion with neither is no gate."""
    criteria = CRITERIA.with_columns(threshold=pl.lit(None, pl.Float64))
    found = assessment.gates(SCORES, criteria, PROJECTS)
    assert found.select("project", "criterion", "is_met").rows() == [
        ("P2", "SEC", False), ("P1", "SEC", True), ("P3", "SEC", False),
    ]  # fmt: skip


def test_nothing_is_asked_of_nobody():
    """Without projects, criteria or scores each answer is an empty frame with its columns."""
    none = SCORES.clear()
    assert assessment.spread(none, CRITERIA).height == 0
    assert assessment.missing(PROJECTS, CRITERIA.clear(), none, 2)["n_missing"].to_list() == [0] * 3
    assert assessment.by_assessor(PROJECTS, CRITERIA, none).columns == [
        "assessor", "project", "n_scored", "n_missing",
    ]  # fmt: skip
    assert assessment.unmet(assessment.gates(none, CRITERIA)).height == 0
