"""An answer in the words of the portfolio."""

import json
from datetime import date

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer
from pmo_core.analysis.selection.result import (
    chosen,
    columns_of,
    from_json,
    headline,
    to_json,
    usage,
)
from pmo_core.model.columns import column
from pmo_core.model.what_if import Forced, WhatIf
from tests.analysis.selection import cases

JANUARY, FEBRUARY = date(2027, 1, 1), date(2027, 2, 1)


@pytest.fixture
def formulation() -> Formulation:
    """Give A, B and C with a month of freedom; B is forced in and C out."""
    projects = [
        cases.project("A", cost=60.0, priority=1), cases.project("B", cost=None, priority=2),
        cases.project("C", cost=10.0, priority=2),
    ]  # fmt: skip
    uses = [
        cases.use("A", JANUARY, 0.3), cases.use("B", JANUARY, 0.7),
        cases.use("A", JANUARY, 8.0, "DEV"), cases.use("C", JANUARY, 4.0, "DEV"),
    ]  # fmt: skip
    limits = [
        cases.money(2027, 10, 2),
        cases.role("DEV", JANUARY, 9),
        cases.role("DEV", FEBRUARY, 9, 1),
    ]
    what_if = WhatIf(
        shift_months=1, forced_in=(Forced(project="B"),), forced_out=(Forced(project="C"),)
    )
    return build(cases.case(projects, use=uses, limits=limits), what_if)


ANSWER = Answer("feasible", np.array([1, 2], np.int32), value=149.0, bound=150.0, found_by="search")


def test_who_is_in_from_when_and_who_decided(formulation: Formulation) -> None:
    """A starts a month late, B is forced in, C is forced out; equal worths share a rank."""
    rows = chosen(formulation, ANSWER).select(
        "project", "is_chosen", "start_on", "delay_months", "rank", "decision"
    )
    assert rows.rows() == [
        ("A", True, FEBRUARY, 1, 1, "in"),
        ("B", True, JANUARY, 0, 2, "forced in"),
        ("C", False, None, None, 2, "forced out"),
    ]


def test_a_project_that_is_forced_in_but_not_chosen_is_out(formulation: Formulation) -> None:
    """Without a selection nobody is in, whatever was asked."""
    rows = chosen(formulation, Answer("infeasible"))
    assert rows["decision"].to_list() == ["out", "out", "forced out"]


def test_what_is_asked_and_used_of_each_limit(formulation: Formulation) -> None:
    """Natural units; asked as planned, used where the starts really are."""
    rows = usage(formulation, ANSWER)
    assert rows.select("resource", "period_on", "limit", "committed", "unit").rows() == [
        ("money", JANUARY, 10.0, 2.0, "money"), ("DEV", JANUARY, 9.0, 0.0, "hours"),
        ("DEV", FEBRUARY, 9.0, 1.0, "hours"),
    ]  # fmt: skip
    assert rows["asked"].to_list() == pytest.approx([1.0, 12.0, 0.0])
    assert rows["used"].to_list() == pytest.approx([1.0, 0.0, 8.0])


def test_the_figures_that_come_first(formulation: Formulation) -> None:
    """Counts, worth, proof, and the cost of what is in, with how many have none."""
    figures = headline(formulation, ANSWER)
    assert (figures["n_chosen"], figures["n_candidates"], figures["n_without_cost"]) == (2, 3, 1)
    assert (figures["worth"], figures["bound"], figures["cost"]) == (149.0, 150.0, 60.0)
    assert figures["gap"] == pytest.approx(1 / 149)
    assert np.isnan(figures["npv"])


def test_an_answer_is_the_same_after_json(formulation: Formulation) -> None:
    """Also one without selection and bound."""
    found = json.loads(json.dumps(to_json(formulation, ANSWER), allow_nan=False))
    assert found["chosen"] == [["A", 1], ["B", 0]]
    again = from_json(formulation, found)
    assert again.chosen.tolist() == [1, 2]
    assert (again.status, again.value, again.bound) == ("feasible", 149.0, 150.0)
    none = from_json(formulation, to_json(formulation, Answer("unknown")))
    assert np.isnan(none.value)
    assert none.bound == np.inf


def test_starts_that_are_no_more_are_left_out(formulation: Formulation) -> None:
    """A project that is no candidate, and a delay beyond the window."""
    pairs = [["B", 1], ["NOBODY", 0], ["A", 7], ["C", 0]]
    assert columns_of(formulation, pairs).tolist() == [3, 4]


def test_every_column_is_described(formulation: Formulation) -> None:
    """What pages show has one label and meaning."""
    frames = chosen(formulation, ANSWER), usage(formulation, ANSWER)
    assert all(column(name).label for frame in frames for name in frame.columns)
