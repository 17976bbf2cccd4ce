"""Conformance by hand: what is there, what is missing, what came in the wrong order."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.conformance import conformance, items

TODAY = date(2026, 7, 1)
SCHEMA = {
    "project": pl.String, "kind": pl.String, "code": pl.String, "name": pl.String,
    "within": pl.String, "number": pl.Int64, "is_required": pl.Boolean, "from_cost": pl.Float64,
    "from_risk_pct": pl.Float64, "is_planned": pl.Boolean, "due_on": pl.Date, "done_on": pl.Date,
}  # fmt: skip


def gate(n: int, due: int, held: int | None = None, **more: Any) -> dict[str, Any]:
    """Gate n of project A, due and held on the first of a month of 2026."""
    return {
        "project": "A", "kind": "gate", "code": f"G{n}", "name": f"Gate {n}", "within": "",
        "number": n, "is_required": True, "is_planned": True, "due_on": date(2026, due, 1),
        "done_on": date(2026, held, 1) if held else None, **more,
    }  # fmt: skip


def thing(code: str, at: str, done: int | None = None, **more: Any) -> dict[str, Any]:
    """A deliverable of project A at a gate, handed over on the first of a month."""
    return {
        "project": "A", "kind": "deliverable", "code": code, "name": code, "within": at,
        "is_required": True, "is_planned": True,
        "done_on": date(2026, done, 1) if done else None, **more,
    }  # fmt: skip


def found(*rows: dict[str, Any], cost: float | None = None, risk: float | None = None) -> Any:
    """Return code -> (state, out of order), and the row of the project."""
    asked = pl.DataFrame([{**dict.fromkeys(SCHEMA), **row} for row in rows], schema=SCHEMA)
    projects = pl.DataFrame(
        {"project": ["A"], "planned_cost": [cost], "risk_pct": [risk]},
        schema={"project": pl.String, "planned_cost": pl.Float64, "risk_pct": pl.Float64},
    )
    one_by_one = items(asked, projects, TODAY)
    states = {
        code: (state, late)
        for code, state, late in one_by_one.select("code", "item_state", "is_out_of_order").rows()
    }
    return states, conformance(one_by_one).to_dicts()[0]


def test_a_project_that_does_all_conforms():
    """All that is due is there; what is due later does not count."""
    states, row = found(gate(1, 1, 2), thing("D1", "G1", 1), gate(2, 9), thing("D2", "G2"))
    assert states == {
        "G1": ("done", False), "D1": ("done", False),
        "G2": ("not due yet", False), "D2": ("not due yet", False),
    }  # fmt: skip
    assert (row["conformance_pct"], row["n_done"], row["n_due"]) == (100.0, 2, 2)


def test_each_gate_in_front_of_one_that_was_held_is_due():
    """Two gates and a deliverable were passed over without a day: three of four are missing."""
    none = {"due_on": None}
    states, row = found(gate(1, 1, **none), thing("D1", "G1"), gate(2, 1, **none), gate(3, 6, 6))
    assert {code: state for code, (state, _) in states.items()} == {
        "G1": "missing", "D1": "missing", "G2": "missing", "G3": "done",
    }  # fmt: skip
    assert (row["n_gates_missed"], row["conformance_pct"]) == (2, 25.0)


def test_what_is_missing_is_named():
    """A gate past its day and its deliverable are missing: 2 of 4 are there, 50 %."""
    states, row = found(gate(1, 1, 1), thing("D1", "G1", 1), gate(2, 6), thing("D2", "G2"))
    assert states["G2"] == states["D2"] == ("missing", False)
    assert row["conformance_pct"] == 50.0
    assert row["still_missing"] == "G2 Gate 2, D2"
    assert (row["n_gates_missed"], row["n_deliverables_missed"]) == (1, 1)


def test_a_gate_that_was_passed_over_is_missing_before_its_day():
    """Gate 2 was held without gate 1, though gate 1 is due later: missing, and out of order."""
    states, row = found(gate(1, 9), thing("D1", "G1"), gate(2, 10, 6))
    assert states["G1"] == states["D1"] == ("missing", False)
    assert states["G2"] == ("done", True)
    assert row["n_out_of_order"] == 1


def test_gates_held_in_the_wrong_order_are_seen():
    """Gate 2 held in March, gate 1 in May: both are there, the second out of order."""
    states, _ = found(gate(1, 1, 5), gate(2, 2, 3))
    assert states == {"G1": ("done", False), "G2": ("done", True)}


def test_a_deliverable_after_its_gate_is_out_of_order():
    """A gate was held without what it asks for: there now, but it came too late."""
    states, _ = found(gate(1, 1, 2), thing("D1", "G1", 4), thing("D2", "G1", 2))
    assert states["D1"] == ("done", True)
    assert states["D2"] == ("done", False)


def test_what_was_done_after_the_day_is_not_done():
    """A gate held in August is open on 1 July."""
    states, row = found(gate(1, 1, 8))
    assert states["G1"] == ("missing", False)
    assert row["conformance_pct"] == 0.0


@pytest.mark.parametrize(("cost", "state"), [(99_999, None), (100_000, "not planned")])
def test_what_a_project_of_its_size_needs_and_does_not_plan(cost, state):
    """A deliverable from 100,000 that nobody planned is missing at its gate, and only then."""
    unplanned = thing("D9", "G1", is_planned=False, from_cost=100_000.0)
    states, _ = found(gate(1, 1, 1), unplanned, cost=cost)
    assert states.get("D9", (None,))[0] == state


def test_a_gate_that_is_not_planned_is_missing_at_once():
    """A method's gate without a row in the project is not waited for."""
    states, _ = found(gate(1, 1, 1), gate(2, 9, is_planned=False, due_on=None))
    assert states["G2"] == ("not planned", False)


def test_what_may_be_left_out_does_not_count():
    """An optional gate and its absence change nothing; with nothing due there is no share."""
    states, _ = found(gate(1, 1, is_required=False), gate(2, 9))
    assert list(states) == ["G2"]
    _, row = found(gate(2, 9))
    assert row["conformance_pct"] is None


def test_the_worst_comes_first():
    """Projects are sorted by share, those without one last."""
    rows = [
        {**gate(1, 1, 1), "project": "A"},
        {**gate(1, 1), "project": "B"},
        {**gate(1, 9), "project": "C"},
    ]
    asked = pl.DataFrame([{**dict.fromkeys(SCHEMA), **row} for row in rows], schema=SCHEMA)
    known = {"project": pl.String, "planned_cost": pl.Float64, "risk_pct": pl.Float64}
    result = conformance(items(asked, pl.DataFrame(schema=known), TODAY))
    assert result["project"].to_list() == ["B", "A", "C"]
