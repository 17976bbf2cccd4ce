"""Scenarios stand side by side, and what differs is explained by what was changed."""

from datetime import date
from decimal import Decimal

import pytest

from pmo_core.errors import Refused
from pmo_core.jobs.scenario_compare import MOST, compare
from pmo_core.model import Contribution, Criterion, Goal, Score
from pmo_core.model.what_if import Forced, WhatIf
from pmo_core.store import Repository
from tests.jobs.small_portfolio import WITHOUT_D
from tests.jobs.test_scenarios import Solve, filled, keep, solve, solver, take_in

__all__ = ["filled", "solve", "solver"]


def test_figures_money_load_and_goals_are_those_of_each(filled: Repository, solve: Solve) -> None:
    """Two scenarios of the small portfolio, computed by hand."""
    filled.session("ann", "manager").save(
        Criterion(
            code="RISK",
            name="Risk",
            direction="less is better",
            weight=0,
            scale_min=1,
            scale_max=5,
            part="risk",
        ),
        Score(project="A", criterion="RISK", score=3),
        Score(project="D", criterion="RISK", score=5),
        Goal(code="G1", name="Growth"),
        Contribution(project="A", goal="G1", share_pct=50),
        Contribution(project="D", goal="G1", share_pct=100),
    )
    codes = [keep(filled, solve), keep(filled, solve, WhatIf(shift_months=3), "All")]
    sides = compare(filled, codes)
    figures = sides.figures.select("scenario", "name", "n_chosen", "n_candidates", "cost", "status")
    assert figures.rows() == [
        ("S-0001", "Base", 3, 4, 3600, "optimal"), ("S-0002", "All", 4, 4, 4800, "optimal"),
    ]  # fmt: skip
    assert sides.figures["worth"].to_list() == pytest.approx(
        [180 + 60 * 0.99**3, 180 + 100 * 0.99**3]
    )
    assert sides.figures["risk_pct"].to_list() == pytest.approx([50, 75])
    assert sides.money.select("scenario", "year", "limit", "used").rows() == [
        ("S-0001", 2027, 1300, 1200), ("S-0001", 2028, 9000, 2400),
        ("S-0002", 2027, 1300, 1200), ("S-0002", 2028, 9000, 3600),
    ]  # fmt: skip
    assert sides.goals.rows() == [("S-0001", "G1", 1, 600), ("S-0002", "G1", 2, 1800)]
    assert sides.load.is_empty()
    assert sides.decisions.rows() == [
        ("A", "Alpha", False, "in", "in"),
        ("B", "Beta", False, "in", "in"),
        ("C", "Gamma", False, "in, 3 months later", "in, 3 months later"),
        ("D", "Delta", True, "out", "in, 3 months later"),
    ]


def test_each_different_decision_stands_beside_its_cause(filled: Repository, solve: Solve) -> None:
    """What was changed about the project is named first; what was changed in general otherwise."""
    first = keep(filled, solve)
    tight = keep(filled, solve, WITHOUT_D.model_copy(update={"budget_pct": 10.0}), "Tight")
    other = keep(filled, solve, WhatIf(shift_months=3, forced_out=(Forced(project="C"),)), "C out")
    take_in(filled, "project", code="B", planned_cost=Decimal(90_000))
    dear = keep(filled, solve, name="B is dear")
    found = compare(filled, [first, tight, other, dear])
    changed = found.differences.select("scenario", "project", "before", "after", "reason").rows()
    assert (other, "C", "in, 3 months later", "out", "forced out: nothing → yes") in changed
    assert (
        other, "D", "out", "in, 3 months later", "forced out: Board of March. → nothing",
    ) in changed  # fmt: skip
    assert {row[4] for row in changed if row[0] == tight} == {"money, %: 100 → 10"}
    (told,) = [row[2:] for row in changed if row[0] == dear and row[1] == "B"]
    assert told[:2] == ("in", "out")
    assert told[2].startswith("cost: 1200 → 45000; amount money 2027-01-01: 200 → 7500; ")
    assert told[2].endswith("; and 3 more")
    assert not [row for row in changed if row[0] == other and row[1] in ("A", "B")]
    assert set(found.changed.filter(scenario=tight)["column"]) == {"money, %"}


def test_a_project_that_is_a_candidate_in_one_only_is_shown(
    filled: Repository, solve: Solve
) -> None:
    """Where a project is not to be decided, its decision is empty."""
    codes = [keep(filled, solve), keep(filled, solve, WhatIf(stages=("approved",)), "Approved")]
    decisions = compare(filled, codes).decisions
    assert decisions.filter(project="B").row(0) == ("B", "Beta", True, "in", None)
    back = compare(filled, codes[::-1]).differences.filter(project="B").row(0, named=True)
    assert (back["name"], back["before"], back["after"]) == ("Beta", None, "in")


def test_one_to_six_different_ones_are_compared(filled: Repository, solve: Solve) -> None:
    """One stands alone, with no differences; none, seven, or one twice are refused."""
    code = keep(filled, solve)
    alone = compare(filled, [code])
    assert alone.differences.is_empty()
    assert alone.changed.is_empty()
    assert alone.figures["risk_pct"].to_list() == [None]
    assert alone.figures["data_date"].to_list() == [date(2026, 10, 31)]
    for codes in ([], [code, code], [f"S-{n:04}" for n in range(MOST + 1)]):
        with pytest.raises(Refused, match="between one and 6 different"):
            compare(filled, codes)
