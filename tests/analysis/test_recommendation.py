"""The recommended method follows from the rules, point by point."""

import re
from pathlib import Path

import pytest

from pmo_core.analysis.recommendation import METHODS, RULES, Traits, recommend


@pytest.mark.parametrize(
    ("traits", "method", "scores"),
    [
        # cost<50k (4,1,0,-2) + months<=4 (2,1,0,-1) + risk<20 (2,0,0,0) + team<=2 (2,-2,0,0)
        (Traits(cost=20_000, months=2, risk_pct=10, team=1), "light", (10, 0, 0, -3)),
        # 50k-500k (-1,1,1,0) + team 3-9 (0,2,1,0) + changing (0,4,2,-3) + new (-1,2,1,-1)
        (Traits(cost=200_000, months=8, team=5, scope="changing", is_new=True),
         "agile", (-2, 9, 5, -4)),
        # 500k (-4,0,2,2) + >12 (-3,1,2,0) + risk>=50 (-4,0,2,1) + links (-2,-1,2,2)
        (Traits(cost=900_000, months=20, risk_pct=60, n_links=4), "hybrid", (-13, 0, 8, 5)),
        # 500k (-4,0,2,2) + mandatory (-1,-1,1,2) + stable (1,-2,1,3) + not new (1,0,0,1)
        (Traits(cost=500_000, is_mandatory=True, scope="stable", is_new=False),
         "waterfall", (-3, -3, 4, 8)),
    ],
)  # fmt: skip
def test_points_add_up_by_hand(traits, method, scores):
    """Each method's points are the sum of the rules that apply; the most points win."""
    found = recommend(traits)
    assert tuple(found.scores[one] for one in METHODS) == scores
    assert found.method == method


def test_every_rule_can_apply_and_traits_have_one_value():
    """Each rule is reached by some value, and no value of a trait reaches two rules of it."""
    samples = {
        "cost": (1, 50_000, 499_999, 500_000), "months": (4, 5, 12, 13), "risk_pct": (19, 20, 50),
        "n_links": (0, 1, 3), "team": (2, 3, 9, 10), "is_mandatory": (True, False),
        "scope": ("stable", "changing"), "is_new": (True, False),
    }  # fmt: skip
    seen = set()
    for trait, values in samples.items():
        for value in values:
            reasons = recommend(Traits(**{trait: value})).reasons
            assert len(reasons) <= 1, (trait, value)
            seen |= {one.sentence for one in reasons}
    assert seen == {rule.sentence for rule in RULES}


def test_what_is_unknown_is_named_and_gives_no_points():
    """Without any trait nothing is recommended; with one the others are listed as unknown."""
    nothing = recommend(Traits())
    assert nothing.method is None
    assert nothing.why() == nothing.why_not("agile") == []
    assert len(nothing.unknown) == 8
    assert "cost" not in recommend(Traits(cost=1)).unknown


def test_equal_points_go_to_the_lighter():
    """With agile and hybrid alike, agile is recommended."""
    found = recommend(Traits(cost=100_000))
    assert found.scores["agile"] == found.scores["hybrid"] == 1
    assert found.method == "agile"


def test_why_and_why_not_begin_with_the_strongest():
    """Reasons for the method and against another are sorted by what they weigh."""
    found = recommend(Traits(cost=900_000, scope="changing"))
    assert found.method == "agile"
    assert [one.trait for one in found.why()] == ["scope"]
    assert [one.trait for one in found.why_not("light")] == ["cost", "scope"]
    assert [one.trait for one in found.why_not("waterfall")] == ["scope"]


def test_the_documented_points_are_those_of_the_rules():
    """The table in the documents lists every rule with its points, in the order of the rules."""
    text = Path(__file__).parents[2].joinpath("docs", "methods.md").read_text("utf-8")
    rows = re.findall(r"^\|[^|]+" + r"\| ([+-]?\d) " * 4 + r"\|$", text, re.MULTILINE)
    assert [tuple(map(int, row)) for row in rows] == [rule.points for rule in RULES]
