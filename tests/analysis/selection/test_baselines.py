"""Selections as lists make them."""

from datetime import date

import numpy as np
import pytest

from pmo_core.analysis.selection.baselines import by_list, by_ratio
from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer
from pmo_core.analysis.selection.result import to_json
from pmo_core.model.what_if import Forced, WhatIf
from tests.analysis.selection import cases
from tests.analysis.selection.meaning import OUT, Meaning
from tests.analysis.selection.random_cases import random_case

JANUARY = date(2027, 1, 1)
COSTS = {"A": 40.0, "B": 50.0, "C": 20.0, "D": 30.0}


def four(what_if: WhatIf | None = None, **frames) -> Formulation:
    """Return four candidates of priority 1 to 4 that ask for 140 of 100."""
    projects = [
        cases.project(code, priority=place, cost=cost)
        for place, (code, cost) in enumerate(COSTS.items(), 1)
    ]
    uses = [cases.use(code, JANUARY, cost) for code, cost in COSTS.items()]
    case = cases.case(projects, use=uses, limits=[cases.money(2027, 100)], **frames)
    return build(case, what_if or WhatIf())


def names(formulation: Formulation, answer: Answer) -> str:
    """Return the chosen projects as one word."""
    return "".join(project for project, _ in to_json(formulation, answer)["chosen"])


def test_the_waterline_stops_at_the_first_that_does_not_fit() -> None:
    """A and B take 90 of 100; C does not fit, and nothing below it is looked at."""
    formulation = four()
    assert names(formulation, by_list(formulation, "ABCD", strict=True)) == "AB"
    assert names(formulation, by_list(formulation, "DBCA", strict=True)) == "BCD"


def test_filling_goes_on_below_the_line() -> None:
    """After B and D, A (40) does not fit, but C (20) below it does."""
    formulation = four()
    answer = by_list(formulation, "BDAC", strict=False)
    assert names(formulation, answer) == "BCD"
    assert answer.value == pytest.approx(75 + 50 + 25)
    assert answer.status == "feasible"


def test_ranking_by_worth_per_cost() -> None:
    """100/40, 75/50, 50/20, 25/30: A and C tie before B, which no longer leaves room for D."""
    formulation = four()
    assert names(formulation, by_ratio(formulation)) == "ACD"


def test_projects_of_no_cost_come_first_and_of_no_worth_never() -> None:
    """Without a cost the ratio is endless; a project worth 0 is not taken."""
    projects = [cases.project("A", cost=None), cases.project("B", priority=None)]
    formulation = build(cases.case(projects), WhatIf())
    assert names(formulation, by_ratio(formulation)) == "A"


def test_mandatory_ones_come_first_with_what_they_need() -> None:
    """D is forced and needs B, so 80 of 100 are gone before the list begins."""
    formulation = four(
        WhatIf(forced_in=(Forced(project="D"),)), links=[{"project": "D", "needs": "B"}]
    )
    assert names(formulation, by_list(formulation, "ACBD", strict=False)) == "BCD"


def test_a_project_without_its_requirement_is_skipped_and_does_not_end_the_list() -> None:
    """A needs D, which is lower in the list: A is out, the others take its money."""
    formulation = four(links=[{"project": "A", "needs": "D"}])
    assert names(formulation, by_list(formulation, "ACDB", strict=True)) == "BCD"


def test_a_rule_of_all_or_none_adds_the_group_at_once() -> None:
    """A brings B along; C and D then do not both fit."""
    rule = {"code": "R", "kind": "all or none", "projects": "A;B"}
    formulation = four(rules=[rule])
    assert names(formulation, by_list(formulation, "CADB", strict=False)) == "CD"
    assert names(formulation, by_list(formulation, "ACDB", strict=False)) == "AB"


def test_at_least_is_met_before_the_list_begins() -> None:
    """One of B and D has to be in: B, the first of the list, is taken before A and C."""
    rule = {"code": "R", "kind": "at least", "projects": "B;D", "threshold": 1.0}
    formulation = four(rules=[rule])
    assert names(formulation, by_list(formulation, "CABD", strict=False)) == "BC" + "D"
    assert names(formulation, by_list(formulation, "CAB", strict=True)) == "BC"


def share_of(projects: str, threshold: float) -> dict[str, object]:
    """Return a rule that asks for a share of the cost for some projects."""
    return {
        "code": "R", "kind": "minimum share", "projects": projects, "threshold": threshold
    }  # fmt: skip


def test_a_share_is_judged_when_the_list_is_done() -> None:
    """A stands first and outside of the group; C and D below it make 50 of 90 in the end."""
    formulation = four(rules=[share_of("C;D", 50)])
    assert names(formulation, by_list(formulation, "ACDB", strict=True)) == "ACD"


def test_what_stands_lowest_outside_of_the_group_gives_way_to_its_share() -> None:
    """A is forced in and outside; B gives its place to C and D, which make 50 of 90."""
    formulation = four(WhatIf(forced_in=(Forced(project="A"),)), rules=[share_of("C;D", 50)])
    for strict in (True, False):
        answer = by_list(formulation, "BACD", strict=strict)
        assert answer.status == "feasible"
        assert names(formulation, answer) == "ACD"


def test_members_below_the_waterline_come_in_for_a_share() -> None:
    """The line is drawn at B, with 40 of 100 spent; C below it is asked for, D is not."""
    formulation = four(
        WhatIf(forced_in=(Forced(project="A"),), budget_pct=80), rules=[share_of("C;D", 20)]
    )
    assert names(formulation, by_list(formulation, "ABCD", strict=True)) == "AC"


def test_no_project_that_another_one_needs_gives_way_to_a_share() -> None:
    """D needs B: only C may go, which makes 30 of 80; more than that no list can give."""
    links = [{"project": "D", "needs": "B"}]
    formulation = four(rules=[share_of("D", 35)], links=links)
    assert names(formulation, by_list(formulation, "BDC", strict=False)) == "BD"
    formulation = four(rules=[share_of("D", 40)], links=links)
    assert by_list(formulation, "BDC", strict=False).status == "unknown"


def test_a_list_that_cannot_keep_the_rules_has_no_selection() -> None:
    """A and B are excluded by each other, but both are forced in."""
    rule = {"code": "R", "kind": "excludes", "projects": "A;B"}
    forced = (Forced(project="A"), Forced(project="B"))
    formulation = four(WhatIf(forced_in=forced), rules=[rule])
    answer = by_list(formulation, "ABCD", strict=False)
    assert answer.status == "unknown"
    assert not len(answer.chosen)


def test_the_earliest_start_that_fits_is_taken() -> None:
    """Both ask for the one developer of January: the second starts in February."""
    projects = [cases.project("A"), cases.project("B", priority=2)]
    uses = [cases.use(code, JANUARY, 100.0, "DEV") for code in "AB"]
    limits = [cases.role("DEV", date(2027, month, 1), 100) for month in (1, 2)]
    formulation = build(cases.case(projects, use=uses, limits=limits), WhatIf(shift_months=1))
    answer = by_list(formulation, "AB", strict=True)
    assert to_json(formulation, answer)["chosen"] == [["A", 0], ["B", 1]]


def test_lists_keep_the_rules_and_never_beat_the_best() -> None:
    """On 150 random cases every list gives an allowed selection of its stated value, or none."""
    n_found = 0
    for seed in range(150):
        case, what_if = random_case(seed)
        formulation, meaning = build(case, what_if), Meaning(case, what_if)
        values, fits = meaning.values(), meaning.fits()
        order = meaning.codes[::-1]
        for answer in (
            by_list(formulation, order, strict=True),
            by_list(formulation, order, strict=False),
            by_ratio(formulation),
        ):
            if answer.status == "unknown":
                continue
            n_found += 1
            choice = np.full(len(order), OUT)
            problem = formulation.problem
            choice[problem.project[answer.chosen]] = problem.start[answer.chosen]
            (at,) = np.flatnonzero((meaning.choices == choice).all(axis=1))
            assert fits[at], seed
            assert answer.value == pytest.approx(values[at]), seed
            assert answer.value <= values[fits].max() + 1e-6, seed
    assert n_found > 150
