"""Contradictions that were planted are found, whole and with nothing beside them."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.conflicts import conflict, possible
from pmo_core.analysis.selection.tasks import TASKS
from pmo_core.analysis.selection.why_constraints import constraints, without
from pmo_core.analysis.selection.why_mip import Clock
from pmo_core.analysis.selection.why_smallest import smallest
from pmo_core.model.what_if import Forced, Rule, RuleKind, WhatIf
from tests.analysis.selection import cases
from tests.analysis.selection.meaning import Meaning
from tests.analysis.selection.random_cases import random_case

JANUARY = date(2027, 1, 1)
CODES = "ABCDEFGH"


def rule(code: str, kind: RuleKind, *projects: str, **fields: Any) -> Rule:
    """Return a rule."""
    return Rule(code=code, kind=kind, projects=projects, **fields)


def case_with(links: tuple[tuple[str, str], ...] = (), money: float = 400.0,
              growth: float = 150.0) -> Case:  # fmt: skip
    """Return eight candidates of 50 each for 400; A to D are of GROWTH, which has 150 of its own.

    RUN runs, GONE was canceled. There are 100 hours of DEV in January; each asks for 20.
    """
    projects = [
        cases.project(
            code, portfolio="GROWTH" if code in "ABCD" else "OTHER", cost=50.0,
            department="IT" if code in "AB" else "HR",
        )
        for code in CODES
    ]  # fmt: skip
    standing = [("RUN", "delivery"), ("GONE", "canceled")]
    projects += [
        cases.project(code, stage=stage, is_candidate=False) for code, stage in standing
    ]  # fmt: skip
    return cases.case(
        projects,
        use=[cases.use(code, JANUARY, 50) for code in CODES]
        + [cases.use(code, JANUARY, 20, "DEV") for code in CODES],
        limits=[
            cases.money(2027, money), cases.money(2027, growth, portfolio="GROWTH"),
            cases.role("DEV", JANUARY, 100),
        ],
        links=[{"project": one, "needs": other} for one, other in links],
    )  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A contradiction: what makes it, and the codes of what cannot hold together."""

    about: str
    expected: set[str]
    rules: tuple[Rule, ...] = ()
    inside: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    controls: dict[str, Any] = field(default_factory=dict)
    growth: float = 150.0

    def posed(self) -> tuple[Case, WhatIf]:
        """Return the case and the controls."""
        what_if = WhatIf(
            objective="count", rules=self.rules,
            forced_in=tuple(Forced(project=one) for one in self.inside),
            forced_out=tuple(Forced(project=one) for one in self.outside), **self.controls,
        )  # fmt: skip
        return case_with(self.links, growth=self.growth), what_if


MUST_A = rule("M", "mandatory", "A")
PLANTED = [
    Planted("mandatory and forbidden", {"M", "X"}, (MUST_A, rule("X", "forbidden", "A"))),
    Planted("forbidden and put in by hand", {"X", "A"}, (rule("X", "forbidden", "A"),), ("A",)),
    Planted("mandatory and put out by hand", {"M", "A"}, (MUST_A,), outside=("A",)),
    Planted("put in and out by hand", {"A"}, inside=("A",), outside=("A",)),
    Planted("put in and too little money", {"E", "2027"}, inside=("E",),
            controls={"budgets": ((2027, 40.0),)}),
    Planted("three fit one by one, not together", {"E", "F", "G", "2027"},
            inside=("E", "F", "G"), controls={"budgets": ((2027, 120.0),)}),
    Planted("no money at all", {"M", "2027"}, (rule("M", "mandatory", "E"),),
            controls={"budget_pct": 0}),
    Planted("too little money of a portfolio", {"M", "2027"}, (MUST_A,), growth=30.0),
    Planted("requires what is forbidden", {"M", "Q", "X"},
            (MUST_A, rule("Q", "requires", "A", "B"), rule("X", "forbidden", "B"))),
    Planted("excludes two that are mandatory", {"M", "M2", "E"},
            (MUST_A, rule("M2", "mandatory", "B"), rule("E", "excludes", "A", "B"))),
    Planted("at least more than there are", {"K"},
            (rule("K", "at least", "A", "B", "C", threshold=4),)),
    Planted("at least and at most", {"K", "L"},
            (rule("K", "at least", "E", "F", "G", threshold=2),
             rule("L", "at most", "E", "F", "G", threshold=1))),
    Planted("a share that a mandatory one breaks", {"M", "S"},
            (MUST_A, rule("S", "minimum share", group_kind="portfolio", group_code="OTHER",
                          threshold=100))),
    Planted("two shares of more than all", {"K", "S", "T"},
            (rule("K", "at least", *CODES, threshold=1),
             rule("S", "minimum share", group_kind="portfolio", group_code="OTHER", threshold=60),
             rule("T", "minimum share", group_kind="portfolio", group_code="GROWTH",
                  threshold=60))),
    Planted("a chain of needs ends where it is excluded", {"M", "Q1", "Q2", "E"},
            (MUST_A, rule("Q1", "requires", "A", "B"), rule("Q2", "requires", "B", "C"),
             rule("E", "excludes", "A", "C"))),
    Planted("a role without capacity", {"M", "DEV"}, (MUST_A,),
            controls={"capacities": (("DEV", 0.0),)}),
    Planted("a role with too little for six", {"K", "DEV"},
            (rule("K", "at least", *CODES, threshold=6),)),
    Planted("all or none, one barred", {"M", "N", "X"},
            (MUST_A, rule("N", "all or none", "A", "B", "C"), rule("X", "forbidden", "C"))),
    Planted("all or none, too dear together", {"M", "N", "2027"},
            (MUST_A, rule("N", "all or none", "A", "B", "C", "D")), growth=150.0),
    Planted("a link to a canceled project", {"M", "A>GONE"}, (MUST_A,), links=(("A", "GONE"),)),
    Planted("a link to a forbidden project", {"M", "A>B", "X"},
            (MUST_A, rule("X", "forbidden", "B")), links=(("A", "B"),)),
    Planted("excluded by what runs", {"M", "E"}, (MUST_A, rule("E", "excludes", "A", "RUN"))),
    Planted("a mandatory group and a cap", {"M", "L"},
            (rule("M", "mandatory", group_kind="department", group_code="IT"),
             rule("L", "at most", group_kind="portfolio", group_code="GROWTH", threshold=1))),
    Planted("none of a group, yet one by hand", {"L", "A"},
            (rule("L", "at most", group_kind="portfolio", group_code="GROWTH", threshold=0),),
            ("A",)),
]  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: one.about)
def test_a_planted_contradiction_is_explained(planted: Planted) -> None:
    """Exactly what was planted is named, and giving way at any one point lets a selection exist."""
    case, what_if = planted.posed()
    assert not Meaning(case, what_if).fits().any()
    found = conflict(case, what_if, currency="EUR")
    assert found.status == "found"
    assert found.is_minimal
    assert found.is_smallest
    assert {one.code for one in found.constraints} == planted.expected
    problem, units = build(case, what_if).problem, constraints(
        case, what_if, build(case, what_if)
    )  # fmt: skip
    for way in found.relaxations:
        rest = without(problem, [way.constraint], units)
        assert possible(rest, Clock(10)) is True
        assert way.constraint.words in found.words
        if way.what_if is not None:
            assert way.settles_all is True
            assert Meaning(case, way.what_if).fits().any(), way.words


def test_the_ways_out_say_how_much() -> None:
    """Money and capacity are lifted to just what is needed."""
    by_about = {one.about: one for one in PLANTED}
    words = [
        way.words
        for about in (
            "three fit one by one, not together", "a role without capacity",
            "too little money of a portfolio", "no money at all",
        )
        for way in conflict(*by_about[about].posed(), currency="EUR").relaxations
        if way.constraint.is_limit
    ]  # fmt: skip
    assert words == [
        "Raise the money of fiscal year 2027 to at least 150 EUR.",
        "Raise the capacity of DEV to 20 %.",
        "Give 20 EUR more in 2027 for portfolio GROWTH.",
        "Raise the money of fiscal year 2027 to at least 50 EUR.",
    ]


def test_what_can_hold_together_is_told_so() -> None:
    """No contradiction, nothing to relax, nothing to say."""
    found = conflict(case_with(), WhatIf(objective="count", rules=(MUST_A,)))
    assert (found.status, found.constraints, found.words) == ("none", (), "")


def test_random_contradictions_are_smallest() -> None:
    """On random cases: what is named contradicts itself, is minimal, and never named in vain."""
    n = 0
    for seed in range(150):
        case, what_if = random_case(seed)
        formulation = build(case, what_if)
        found = conflict(case, what_if)
        assert (found.status == "none") == bool(Meaning(case, what_if).fits().any()), seed
        if found.status == "none":
            continue
        n += 1
        units = constraints(case, what_if, formulation)
        names = {one.name for one in found.constraints}
        rest = [one for one in units if one.name not in names]
        assert possible(without(formulation.problem, rest, units), Clock(10)) is False
        for one in found.constraints:
            fewer = without(formulation.problem, [*rest, one], units)
            assert possible(fewer, Clock(10)) is True, (seed, one.words)
        for way in found.relaxations:
            if way.what_if is not None:
                assert way.settles_all == bool(Meaning(case, way.what_if).fits().any()), seed
    assert n > 5


def test_a_smaller_contradiction_is_preferred() -> None:
    """Of two contradictions, of three and of two rules, the one of two is told."""
    rules = (
        MUST_A, rule("M2", "mandatory", "B"), rule("E", "excludes", "A", "B"),
        rule("M3", "mandatory", "H"), rule("X", "forbidden", "H"),
    )  # fmt: skip
    found = conflict(case_with(), WhatIf(objective="count", rules=rules))
    assert {one.code for one in found.constraints} == {"M3", "X"}
    assert [way.settles_all for way in found.relaxations] == [False, False]


def test_without_time_for_the_smallest_a_minimal_one_is_found() -> None:
    """The slower way gives a set that is minimal, though perhaps not the smallest."""
    case, what_if = PLANTED[14].posed()
    formulation = build(case, what_if)
    units = constraints(case, what_if, formulation)
    polls = iter([True])  # over at the first look, as if the first way took too long
    found, proof = smallest(
        formulation.problem, units, 20, stop=lambda: next(polls, False), given=()
    )
    assert proof == "minimal"
    assert {one.code for one in found} == PLANTED[14].expected
    assert smallest(formulation.problem, units, 20, stop=lambda: True) == ([], "open")


def test_the_task_speaks_json() -> None:
    """The answer is plain values, with the changed controls of each way out."""
    case, what_if = PLANTED[0].posed()
    answer = TASKS["conflicts"](case, what_if, {}, lambda _: None, lambda: False)
    json.dumps(answer, allow_nan=False)
    assert answer["sentence"] == (
        "These 2 cannot hold together: rule M (A must be in); rule X (A may not be in)."
    )
    assert [one["relaxation"]["settles_all"] for one in answer["constraints"]] == [True, True]
    again = WhatIf.model_validate(answer["constraints"][0]["relaxation"]["what_if"])
    assert again.dropped == ("M",)
    assert np.isfinite(build(case, again).problem.value).all()
