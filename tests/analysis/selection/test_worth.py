"""What candidates are worth, by hand and beside the functions that pages use."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.finance import case_values
from pmo_core.analysis.scoring.score import scores
from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.worth import objective, worth
from pmo_core.model.what_if import WhatIf
from tests.analysis.selection import cases

JANUARY = date(2027, 1, 1)
CRITERIA = [
    {"criterion": "FIT", "name": "Fit", "direction": "more is better", "weight": 3.0,
     "scale_min": 1.0, "scale_max": 5.0, "part": None},
    {"criterion": "RISK", "name": "Risk", "direction": "less is better", "weight": 1.0,
     "scale_min": 1.0, "scale_max": 5.0, "part": "risk"},
]  # fmt: skip


def score(project: str, criterion: str, value: float, assessor: str = "") -> dict[str, Any]:
    """Return one judgement."""
    return {"project": project, "criterion": criterion, "assessor": assessor, "score": value}


def worths(case: Any, **controls: Any) -> dict[str, float]:
    """Return project -> worth."""
    return dict(worth(case, WhatIf(**controls)).select("project", "worth").iter_rows())


def three(**frames: Any) -> Any:
    """Return A, B and C of priority 1, 2 and unknown, with what is given."""
    projects = [
        cases.project("A", priority=1), cases.project("B", priority=2),
        cases.project("C", priority=None),
    ]  # fmt: skip
    return cases.case(projects, **frames)


def test_priority_counts_from_the_last_upward() -> None:
    """Of largest priority 2: first 100, second 50, unknown 0."""
    assert worths(three(), objective="priority") == {"A": 100.0, "B": 50.0, "C": 0.0}


def test_count_is_one_each() -> None:
    """Every candidate is worth 1."""
    assert worths(three(), objective="count") == {"A": 1.0, "B": 1.0, "C": 1.0}


def test_npv_discounts_by_fiscal_year() -> None:
    """150 in 2028 at 50 % less 60 in 2027 and 30 in 2028: 150/1.5 - 60 - 30/1.5 = 20."""
    uses = [cases.use("A", JANUARY, 60.0), cases.use("A", date(2028, 1, 1), 30.0)]
    benefits = [{"project": "A", "year": 2028, "planned": 150.0}]
    found = worths(three(use=uses, benefits=benefits), discount_pct=50)
    assert found == {"A": pytest.approx(20.0), "B": 0.0, "C": 0.0}


def test_npv_is_that_of_the_business_case() -> None:
    """The same figure as `finance.case_values` on the same flows, over a shifted fiscal year."""
    months = [date(2027, month, 1) for month in (2, 5, 11)]
    uses = [cases.use("A", month, 100.0) for month in months]
    benefits = [{"project": "A", "year": year, "planned": 180.0} for year in (2027, 2028, 2029)]
    case = three(use=uses, benefits=benefits)
    case = cases.case(
        case.projects.to_dicts(), use=uses, benefits=benefits, fiscal_year_start_month=4
    )
    flows = pl.DataFrame(
        {"project": ["A"] * 4, "year": [2027, 2028, 2028, 2029], "cost": [100.0, 100.0, 100.0, 0.0],
         "benefit": [180.0, 180.0, 0.0, 180.0]}
    )  # fmt: skip
    expected = case_values(flows, 8, 2027)["npv"][0]
    assert worths(case, objective="npv")["A"] == pytest.approx(expected)


def test_cost_of_a_start_in_the_past_moves_with_it() -> None:
    """Planned for December 2026, it begins in January 2027, the first year: not compounded."""
    december = date(2026, 12, 1)
    case = cases.case(
        [cases.project("A", start_month=december)], use=[cases.use("A", december, 70.0)],
        benefits=[{"project": "A", "year": 2027, "planned": 100.0}],
    )  # fmt: skip
    assert worths(case) == {"A": pytest.approx(30.0)}


def test_a_project_without_benefits_has_no_npv() -> None:
    """Not minus its cost: nothing is known, so it is worth 0 and counted."""
    uses = [cases.use("A", JANUARY, 60.0), cases.use("B", JANUARY, 60.0)]
    benefits = [{"project": "B", "year": 2027, "planned": 100.0}]
    found = worth(three(use=uses, benefits=benefits), WhatIf())
    assert found["npv"].to_list() == [None, 40.0, None]
    assert found["has_value"].to_list() == [False, True, False]
    (said,) = [
        one for one in build(three(benefits=benefits), WhatIf()).findings
        if one.code == "n_without_value"
    ]  # fmt: skip
    assert said.value == "2"


def test_score_is_that_of_the_scoring_method_among_candidates() -> None:
    """A running project's scores do not move the candidates' ratio."""
    given = [score("A", "FIT", 4.0), score("A", "RISK", 2.0), score("RUN", "FIT", 5.0)]
    running = cases.project("RUN", stage="delivery", is_candidate=False)
    case = cases.case([cases.project("A"), running], criteria=CRITERIA, scores=given)
    assert worths(case) == {"A": 75.0}
    alone = case.scores.filter(pl.col("project") == "A")
    for method in ("weighted sum", "topsis", "promethee"):
        expected = scores(case.criteria, alone, method, (("FIT", 1.0),))["score"][0]
        found = worth(case, WhatIf(method=method, weights=(("FIT", 1.0),)))
        assert found["score"].to_list() == [expected]


def test_a_mix_scales_both_to_the_largest() -> None:
    """A: score 80 of 80 and NPV 50 of 200; B: score 40 of 80 and NPV 200 of 200; C: neither."""
    criteria = [CRITERIA[0] | {"scale_min": 0.0, "scale_max": 10.0}]
    case = three(
        criteria=criteria, scores=[score("A", "FIT", 8.0), score("B", "FIT", 4.0)],
        benefits=[
            {"project": "A", "year": 2027, "planned": 50.0},
            {"project": "B", "year": 2027, "planned": 200.0},
        ],
    )  # fmt: skip
    found = worths(case, objective="mix", mix_pct=75)
    assert found == {"A": pytest.approx(75 + 25 / 4), "B": pytest.approx(75 / 2 + 25), "C": 0.0}


def test_a_mix_of_nothing_but_losses_is_negative() -> None:
    """The largest loss is -100, half of it -50."""
    benefits = [
        {"project": "A", "year": 2027, "planned": -20.0},
        {"project": "B", "year": 2027, "planned": -10.0},
    ]
    found = worths(three(benefits=benefits), objective="mix", mix_pct=0)
    assert found == {"A": -100.0, "B": -50.0, "C": 0.0}


def test_risk_lessens_a_positive_worth() -> None:
    """Risk 5 of 1 to 5 is full risk, 3 is half, not scored is none; aversion 40 %."""
    given = [score("A", "RISK", 5.0), score("B", "RISK", 2.0, "x"), score("B", "RISK", 4.0, "y")]
    case = three(criteria=CRITERIA, scores=given)
    found = worths(case, objective="count", risk_aversion_pct=40)
    assert found == {"A": pytest.approx(0.6), "B": pytest.approx(0.8), "C": 1.0}


def test_a_loss_is_not_lessened_by_risk() -> None:
    """A risky loss stays the loss that it is."""
    case = three(
        criteria=CRITERIA, scores=[score("A", "RISK", 5.0)],
        benefits=[{"project": "A", "year": 2027, "planned": -50.0}],
    )  # fmt: skip
    assert worths(case, objective="npv", risk_aversion_pct=100)["A"] == -50.0


def test_without_an_objective_the_first_that_is_known_is_taken() -> None:
    """Score before NPV before priority before count."""
    columns = {"score": [1.0], "npv": [2.0], "priority": [3]}
    frame = pl.DataFrame(columns)
    for expected in ("score", "npv", "priority"):
        assert objective(frame, WhatIf()) == expected
        frame = frame.with_columns(pl.lit(None).alias(expected))
    assert objective(frame, WhatIf()) == "count"
    assert objective(pl.DataFrame(columns), WhatIf(objective="count")) == "count"
