"""Tools against requirements, worked out by hand."""

import pytest

from pmo_core.analysis import tool_evaluation as analysis
from pmo_core.model import Tool, ToolCriterion, ToolScore

NAMES = ("A", "B", "C", "D")
TOOLS = Tool.frame(*(Tool(code=code, name=f"Tool {code}", evaluation="E") for code in NAMES))
CRITERIA = ToolCriterion.frame(
    ToolCriterion(evaluation="E", code="SSO", name="Sign-on", weight=2, is_required=True),
    ToolCriterion(evaluation="E", code="EVM", name="Earned value", weight=3),
    ToolCriterion(evaluation="E", code="USE", name="Ease of use", weight=5),
)
GIVEN = {
    "A": {"SSO": 5, "EVM": 4, "USE": 3},
    "B": {"SSO": 3, "EVM": 2, "USE": 4},
    "C": {"SSO": 0, "EVM": 5, "USE": 5},
    "D": {"SSO": 5, "EVM": 5},
}
SCORES = ToolScore.frame(*(
    ToolScore(evaluation="E", tool=tool, criterion=criterion, score=score)
    for tool, given in GIVEN.items() for criterion, score in given.items()
))  # fmt: skip


@pytest.fixture
def points():
    return analysis.contributions(TOOLS, CRITERIA, SCORES)


@pytest.fixture
def ranking(points):
    return analysis.reasons(points, analysis.totals(TOOLS, CRITERIA, SCORES))


def test_totals_by_hand(ranking):
    """A: (10 + 12 + 15) / 50; B: (6 + 6 + 20) / 50; C lacks what is required, D a score."""
    shown = ranking.select("tool", "tool_standing", "tool_rank", "total_pct").rows()
    assert shown == [
        ("A", "ranked", 1, 74.0), ("B", "ranked", 2, 64.0), ("D", "not fully scored", None, None),
        ("C", "out", None, 80.0),
    ]  # fmt: skip


def test_reasons_name_what_decides(ranking):
    """Earned value gives A 12 points more than B of the 100, ease of use takes 10."""
    assert dict(ranking.select("tool", "tool_reason").iter_rows()) == {
        "A": 'Ahead of the second most by "Earned value" (+12.0 points).',
        "B": 'Behind the first most by "Earned value" (-12.0 points).',
        "C": "Out: required and not met: Sign-on.",
        "D": "1 of its requirements not scored yet.",
    }


def test_contributions_sum_to_the_total(points, ranking):
    """The points of the requirements are the total, part by part."""
    sums = points.filter(tool="A")["points_pct"].sum()
    assert sums == pytest.approx(ranking.filter(tool="A")["total_pct"][0])


def test_how_far_a_weight_may_move(points, ranking):
    """A leads B by 2x2 + 3x2 - 5x1 = 5: sign-on and earned value may go, ease of use to 10.

    Without sign-on 6 - 5 = 1 is left, without earned value 4 - 5 = -1: its weight must stay above
    0.5, which is 2.5 of 3 less. Ease of use may rise until 10 - w = 0.
    """
    rows = analysis.stability(points, ranking)
    names = ("criterion", "weight_from", "rival_below", "weight_to", "rival_above")
    assert rows.select(names).rows() == [
        ("EVM", 0.5, "Tool B", None, None), ("USE", None, None, 10.0, "Tool B"),
        ("SSO", None, None, None, None),
    ]  # fmt: skip
    assert rows["margin_pct"].to_list() == [pytest.approx(100 * 2.5 / 3), 100.0, None]


def test_one_tool_has_no_rival(points):
    """With one ranked tool nothing can turn, and nothing sets it apart."""
    alone = TOOLS.filter(code="A")
    points = analysis.contributions(alone, CRITERIA, SCORES)
    ranking = analysis.totals(alone, CRITERIA, SCORES)
    assert analysis.stability(points, ranking).is_empty()
    assert analysis.reasons(points, ranking)["tool_reason"].to_list() == [
        "No requirement sets it apart."
    ]
