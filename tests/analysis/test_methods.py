"""Methods: what holds for which project, what is unsound, and how two versions differ."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.methods import differences, faults, risks, tailored
from pmo_core.model import Criterion, MethodElement, Record, Score
from pmo_core.model.initial import initial


def frame(*records: Record) -> pl.DataFrame:
    """Rows of a register."""
    return pl.DataFrame(
        [one.model_dump() for one in records], schema=type(records[0]).polars_schema()
    )


def element(code: str, kind: str, **fields: Any) -> MethodElement:
    """An element of the method hybrid."""
    given = {"method": "hybrid", "code": code, "kind": kind, "number": 1, "name": code, **fields}
    return MethodElement.model_validate(given)


SOUND = (
    element("P1", "phase", number=1, duration_share=0.5),
    element("P2", "phase", number=2, duration_share=1),
    element("G1", "gate", within="P1", duration_share=0.5),
    element("D1", "deliverable", within="G1"),
    element("C1", "ceremony"),
)


@pytest.mark.parametrize(
    ("cost", "risk", "held"),
    [
        (None, None, ["ALL"]),
        (49_999, 49.0, ["ALL"]),
        (50_000, None, ["ALL", "COST", "EITHER"]),
        (0, 50.0, ["ALL", "EITHER", "RISK"]),
        (Decimal(80_000), 80.0, ["ALL", "COST", "EITHER", "RISK"]),
    ],
)
def test_an_element_holds_from_its_cost_or_risk(cost, risk, held):
    """A limit counts when it is reached; of two one is enough; what is unknown reaches none."""
    elements = frame(
        element("ALL", "role"),
        element("COST", "role", from_cost=50_000),
        element("RISK", "role", from_risk_pct=50),
        element("EITHER", "role", from_cost=50_000, from_risk_pct=50),
    )
    found = tailored(elements, cost, risk).filter("is_needed")
    assert sorted(found["code"]) == held


def test_the_methods_that_ship_are_sound():
    """Each of the four has phases, gates and deliverables that fit together; 8 to 25 elements."""
    for (method,), rows in initial("method_element").group_by("method"):
        assert faults(rows) == [], method
        assert 8 <= rows.height <= 25, method
        assert {"phase", "gate", "deliverable", "role", "ceremony"} == set(rows["kind"]), method


def test_a_sound_method_has_no_faults():
    """Phases and gates in order, gates in phases, deliverables at gates: nothing to say."""
    assert faults(frame(*SOUND)) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (element("D1", "role"), "D1 stands twice."),
        (element("G2", "gate", within="P9", duration_share=1), "G2 stands within P9, which is no"),
        (element("G2", "gate", duration_share=1), "G2 names no phase"),
        (element("D2", "deliverable", within="P1"), "D2 stands within P1, which is no gate"),
        (element("C2", "ceremony", within="G1"), "C2 stands within G1, which is no phase"),
        (element("G2", "gate", number=2, within="P2"), "G2 has no share of the duration."),
        (element("P3", "phase", number=3, duration_share=0.7), "P3 ends before the phase"),
    ],
)
def test_each_fault_is_named(wrong, words):
    """What does not fit together is said once, with the element that is wrong."""
    (found,) = faults(frame(*SOUND, wrong))
    assert found.message.startswith(words)


def test_a_method_without_gates_is_unsound():
    """A method has at least one phase and one gate."""
    messages = [one.message for one in faults(frame(element("R", "role")))]
    assert len(messages) == 2
    assert all("at least one" in message for message in messages)


def test_two_versions_differ_by_element_and_field():
    """Added, removed and changed elements are told apart, with before and after."""
    before = frame(SOUND[0], SOUND[2])
    after = frame(SOUND[0].model_copy(update={"name": "Plan", "from_cost": Decimal(5)}), SOUND[3])
    assert differences(before, after).select(
        "code", "change", "field", "before", "after"
    ).rows() == [
        ("D1", "added", "", None, None),
        ("G1", "removed", "", None, None),
        ("P1", "changed", "from_cost", None, "5.0000"),
        ("P1", "changed", "name", "P1", "Plan"),
    ]
    assert differences(before, before).is_empty()


def test_risk_is_the_place_on_the_scales_of_risk():
    """2 on 1-5 is 25 % for more-is-worse and 75 % for more-is-better; assessors are averaged."""
    scale = {"weight": 1, "scale_min": 1, "scale_max": 5}
    criteria = frame(
        Criterion(code="R", name="Risk", part="risk", direction="less is better", **scale),
        Criterion(code="S", name="Safety", part="risk", **scale),
        Criterion(code="V", name="Value", **scale),
    )
    scores = frame(
        Score(project="A", criterion="R", assessor="x", score=1),
        Score(project="A", criterion="R", assessor="y", score=3),
        Score(project="B", criterion="R", score=2),
        Score(project="B", criterion="S", score=2),
        Score(project="C", criterion="V", score=5),
    )
    assert risks(criteria, scores).rows() == [("A", 25.0), ("B", 50.0)]
    assert risks(criteria, scores.clear()).is_empty()
