"""Every kind of rule, link and force, by hand."""

from datetime import date
from typing import Any

import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.model.what_if import Forced, Rule, WhatIf
from tests.analysis.selection import cases
from tests.analysis.selection.reading import INF, codes, rows

FEBRUARY, MARCH = (date(2027, month, 1) for month in (2, 3))
OTHERS = [
    cases.project("RUN", stage="delivery", is_candidate=False),
    cases.project("DONE", stage="closed", is_candidate=False),
    cases.project("GONE", stage="canceled", is_candidate=False),
    cases.project("IDEA", stage="proposed", is_candidate=False),
]


def ruled(rule: Rule, *projects: dict[str, Any], **frames: Any) -> Formulation:
    """Return A, B and C under one rule."""
    given = projects or tuple(cases.project(code) for code in "ABC")
    return build(cases.case([*given, *OTHERS], **frames), WhatIf(rules=(rule,)))


def listed(kind: Any, *projects: str, threshold: float | None = None, reason: str = "") -> Rule:
    """Return a rule on a list of projects."""
    return Rule(code="R", kind=kind, projects=projects, threshold=threshold, reason=reason)


def test_mandatory_and_forbidden_force_with_their_reason() -> None:
    """The rule's reason stands with the project, else the kind of the rule."""
    formulation = ruled(listed("mandatory", "A", "RUN", reason="Law."))
    assert formulation.problem.must.tolist() == [True, False, False]
    assert formulation.projects.select("forced", "reason").row(0) == ("in", "Law.")
    formulation = ruled(listed("forbidden", "B", "GONE"))
    assert formulation.problem.barred.tolist() == [False, True, False]
    assert formulation.forces.rows() == [("B", "out", "R", "forbidden")]
    assert codes(formulation) == []


def test_a_person_comes_before_a_rule_and_both_are_kept() -> None:
    """A is forced in by a person and forbidden by a rule: both hold, so nothing is possible."""
    case = cases.case([cases.project("A")])
    forced = (Forced(project="A", reason="The board wants it."),)
    formulation = build(case, WhatIf(forced_in=forced, rules=(listed("forbidden", "A"),)))
    assert formulation.projects.select("forced", "reason").row(0) == ("in", "The board wants it.")
    assert formulation.forces["rule"].to_list() == ["", "R"]
    assert formulation.problem.must.all()
    assert formulation.problem.barred.all()


def test_requires_is_membership_of_each_of_the_others() -> None:
    """A needs B and C: two rows; what runs or is closed is there already."""
    formulation = ruled(listed("requires", "A", "B", "C", "RUN", "DONE"))
    assert rows(formulation) == [
        ("requires", "R", {0: 1.0, 1: -1.0}, -INF, 0.0),
        ("requires", "R", {0: 1.0, 2: -1.0}, -INF, 0.0),
    ]


@pytest.mark.parametrize(
    ("needed", "standing"),
    [("GONE", "canceled"), ("IDEA", "not up for decision"), ("NOBODY", "not known")],
)
def test_what_needs_something_that_cannot_be_is_out(needed: str, standing: str) -> None:
    """By a rule as by a link; the reason names what is missing."""
    reason = f"needs {needed}, which is {standing}"
    formulation = ruled(listed("requires", "A", needed))
    assert formulation.forces.rows() == [("A", "out", "R", reason)]
    link = {"project": "A", "needs": needed}
    formulation = build(cases.case([cases.project("A"), *OTHERS], links=[link]), WhatIf())
    assert formulation.forces.rows() == [("A", "out", f"A>{needed}", reason)]


def test_a_link_lets_a_project_start_when_what_it_needs_has_finished() -> None:
    """B lasts two months from January, A may start from February on: March if B starts at once."""
    projects = [
        cases.project("A", start_month=MARCH), cases.project("B", n_months=2),
    ]  # fmt: skip
    case = cases.case(projects, links=[{"project": "A", "needs": "B"}])
    fixed = build(case, WhatIf())
    assert rows(fixed) == [("requires", "A>B", {0: 1.0, 1: -1.0}, -INF, 0.0)]
    free = build(case, WhatIf(shift_months=2))  # columns: A March, April, May; B January ... March
    assert rows(free) == [
        ("requires", "A>B", {0: 1.0, 3: -1.0}, -INF, 0.0),
        ("requires", "A>B", {0: 1.0, 1: 1.0, 3: -1.0, 4: -1.0}, -INF, 0.0),
        ("requires", "A>B", {0: 1.0, 1: 1.0, 2: 1.0, 3: -1.0, 4: -1.0, 5: -1.0}, -INF, 0.0),
    ]


def test_of_rows_that_allow_the_same_only_the_tightest_is_kept() -> None:
    """B may not move: all starts of A ask for the one start of B, in one row."""
    projects = [cases.project("A", start_month=FEBRUARY), cases.project("B")]
    case = cases.case(projects, links=[{"project": "A", "needs": "B"}])
    formulation = build(case, WhatIf(shift_months=3, windows=(("B", 0),)))
    assert rows(formulation) == [
        ("requires", "A>B", {0: 1.0, 1: 1.0, 2: 1.0, 3: 1.0, 4: -1.0}, -INF, 0.0)
    ]


def test_a_plan_that_contradicts_its_link_keeps_its_overlap() -> None:
    """A is planned for February, B ends with March: A may go on starting two months too early."""
    projects = [
        cases.project("A", start_month=FEBRUARY), cases.project("B", n_months=3),
    ]  # fmt: skip
    case = cases.case(projects, links=[{"project": "A", "needs": "B"}])
    formulation = build(case, WhatIf(shift_months=1))
    assert codes(formulation) == ["plan_contradicts_link"]
    assert [row[2] for row in rows(formulation)] == [
        {0: 1.0, 2: -1.0}, {0: 1.0, 1: 1.0, 2: -1.0, 3: -1.0},
    ]  # fmt: skip


def test_dropped_rules_and_links_do_not_hold() -> None:
    """Rules of the register, of the what-if, and links are dropped by their code."""
    rule = {"code": "R1", "kind": "excludes", "projects": "A; B"}
    case = cases.case(
        [cases.project(code) for code in "ABC"], rules=[rule],
        links=[{"project": "B", "needs": "C"}],
    )  # fmt: skip
    what_if = WhatIf(rules=(listed("mandatory", "C"),))
    assert [row[1] for row in rows(build(case, what_if))] == ["R1", "B>C"]
    dropped = build(case, what_if.model_copy(update={"dropped": ("R1", "R", "B>C")}))
    assert rows(dropped) == []
    assert dropped.forces.is_empty()


def test_excludes_is_one_row_over_all() -> None:
    """At most one of three, whatever their starts; beside a running one, none."""
    formulation = ruled(listed("excludes", "A", "B", "C"))
    assert rows(formulation) == [("excludes", "R", {0: 1.0, 1: 1.0, 2: 1.0}, -INF, 1.0)]
    formulation = ruled(listed("excludes", "A", "RUN"))
    assert formulation.forces.rows() == [("A", "out", "R", "excluded by RUN, which is running")]


def test_all_or_none_ties_each_to_the_first() -> None:
    """B - A = 0 and C - A = 0; with a running one all are in, with a canceled one none."""
    formulation = ruled(listed("all or none", "A", "B", "C"))
    assert rows(formulation) == [
        ("all or none", "R", {1: 1.0, 0: -1.0}, 0.0, 0.0),
        ("all or none", "R", {2: 1.0, 0: -1.0}, 0.0, 0.0),
    ]
    assert ruled(listed("all or none", "A", "RUN")).problem.must.tolist() == [True, False, False]
    out = ruled(listed("all or none", "A", "GONE"))
    assert out.forces.rows() == [("A", "out", "R", "goes with GONE, which is canceled")]
    broken = ruled(listed("all or none", "A", "RUN", "GONE"))
    assert codes(broken) == ["rule_already_broken"]
    assert broken.forces.is_empty()


def test_counts_of_a_list_count_what_is_in_already() -> None:
    """At least 2 of A, B, RUN: one more. At most 1 of A, RUN: none. Without a number: 1."""
    least = ruled(listed("at least", "A", "B", "RUN", threshold=2))
    assert rows(least) == [("at least", "R", {0: 1.0, 1: 1.0}, 1.0, INF)]
    assert least.rows["limit"].to_list() == [2.0]
    most = ruled(listed("at most", "A", "RUN", threshold=1))
    assert rows(most) == [("at most", "R", {0: 1.0}, -INF, 0.0)]
    assert rows(ruled(listed("at most", "A", "B")))[0][4] == 1.0
    broken = ruled(listed("at most", "A", "RUN", "DONE", threshold=1))
    assert codes(broken) == ["rule_already_broken"]
    assert rows(broken)[0][4] == 0.0


@pytest.mark.parametrize(
    ("kind", "code", "members"),
    [("portfolio", "X", {0: 1.0, 1: 1.0}), ("program", "X-1", {1: 1.0}),
     ("department", "", {1: 1.0, 2: 1.0}), ("goal", "G", {2: 1.0}), ("goal", "", {0: 1.0, 1: 1.0})],
)  # fmt: skip
def test_groups_hold_the_candidates_that_belong_to_them(
    kind: Any, code: str, members: dict[int, float]
) -> None:
    """Running projects of a group do not count; an empty code means those without any."""
    projects = [
        cases.project("A", portfolio="X", department="IT"),
        cases.project("B", portfolio="X", program="X-1"), cases.project("C"),
    ]  # fmt: skip
    goals = [
        {"project": "C", "goal": "G", "share_pct": 50.0},
        {"project": "A", "goal": "G", "share_pct": 0.0},
    ]
    rule = Rule(code="R", kind="at least", group_kind=kind, group_code=code)
    assert rows(ruled(rule, *projects, contributions=goals))[0][2] == members


def test_a_minimum_share_is_of_the_money_of_all_that_is_chosen() -> None:
    """30 % for A: 100 x (1 - 0.3) - 200 x 0.3 x B >= 0; C has no cost."""
    projects = [
        cases.project("A", cost=100.0), cases.project("B", cost=200.0),
        cases.project("C", cost=None),
    ]  # fmt: skip
    formulation = ruled(listed("minimum share", "A", threshold=30), *projects)
    kind, _, coefficients, lower, upper = rows(formulation)[0]
    assert kind == "minimum share"
    assert coefficients == pytest.approx({0: 70.0, 1: -60.0})
    assert (lower, upper) == (0.0, INF)
    assert formulation.rows["limit"].to_list() == [30.0]


def test_of_a_goal_only_the_part_that_serves_it_counts() -> None:
    """Half of A serves G: 100 x (0.5 - 0.3)."""
    projects = [cases.project("A", cost=100.0), cases.project("B", cost=200.0)]
    goals = [{"project": "A", "goal": "G", "share_pct": 50.0}]
    rule = Rule(code="R", kind="minimum share", group_kind="goal", group_code="G", threshold=30)
    formulation = ruled(rule, *projects, contributions=goals)
    assert rows(formulation)[0][2] == pytest.approx({0: 20.0, 1: -60.0})


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (listed("at least", "NOBODY", "A"), "rule_unknown_project"),
        (listed("excludes"), "rule_without_projects"),
        (listed("requires", "A"), "rule_incomplete"),
        (listed("minimum share", "A"), "rule_incomplete"),
        (listed("mandatory", "GONE"), "rule_already_broken"),
        (listed("forbidden", "RUN"), "rule_already_broken"),
    ],
)
def test_a_rule_that_cannot_be_taken_as_it_stands_is_a_finding(rule: Rule, code: str) -> None:
    """It names the rule and never stops the rest."""
    formulation = ruled(rule)
    assert codes(formulation) == [code]
    assert formulation.findings[-1].value == "R"


def test_forcing_what_is_not_up_for_decision_is_a_finding() -> None:
    """A running project cannot be forced out, an unknown one not in; forcing RUN in is no news."""
    what_if = WhatIf(
        forced_in=(Forced(project="NOBODY"), Forced(project="RUN")),
        forced_out=(Forced(project="RUN"),),
    )  # fmt: skip
    formulation = build(cases.case([cases.project("A"), *OTHERS]), what_if)
    assert codes(formulation) == ["forced_no_candidate"] * 2
    assert formulation.forces.is_empty()
