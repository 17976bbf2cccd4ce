"""The agenda of a board, made by hand from a handful of projects."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.agenda import (
    Registers,
    chain,
    in_charge,
    next_meeting,
    proposals,
    sitting,
    waiting,
)
from pmo_core.analysis.conditions import with_state
from pmo_core.model import REGISTERS

AS_OF = date(2026, 11, 2)


def rows(register: str, *given: dict[str, Any]) -> pl.DataFrame:
    """Make a frame of a register; fields that are not given are null."""
    return pl.DataFrame(list(given), schema=REGISTERS[register].polars_schema())


def projects(*given: tuple[str, str, float | None]) -> pl.DataFrame:
    """Make projects of portfolio RUN from code, stage and planned cost."""
    return pl.DataFrame(
        [(code, code.lower(), "RUN", stage, cost, None) for code, stage, cost in given],
        schema={
            "code": pl.String, "name": pl.String, "portfolio": pl.String, "stage": pl.String,
            "planned_cost": pl.Float64, "currency": pl.String,
        },
        orient="row",
    ).with_columns(is_open=~pl.col("stage").is_in(["closed", "canceled"]))  # fmt: skip


def registers(known: pl.DataFrame, **given: pl.DataFrame) -> Registers:
    """Make what is kept; registers that are not given are empty."""
    empty = pl.DataFrame(
        schema={
            **REGISTERS["condition"].polars_schema(), "project": pl.String,
            "superseded_by": pl.String,
        }
    )  # fmt: skip
    names = {
        "gates": "gate", "requests": "change_request", "charters": "charter",
        "decisions": "decision", "rates": "rate",
    }  # fmt: skip
    frames = {name: given.get(name, rows(register)) for name, register in names.items()}
    conditions = with_state(given.get("conditions", empty), AS_OF)
    none = {"exception_state": "", "measure": "", "since_on": AS_OF, "reason": "", "project": ""}
    exceptions = given.get("exceptions", pl.DataFrame([none]).clear())
    return Registers(projects=known, conditions=conditions, exceptions=exceptions, **frames)


def found(kept: Registers) -> pl.DataFrame:
    """Give what waits up to 30 November."""
    return waiting(kept, as_of=AS_OF, until=date(2026, 11, 30), base="EUR")


def test_gates_due_wait_and_held_or_later_ones_do_not() -> None:
    """Of four gates one is held, one due after the interval, one of a closed project."""
    gates = rows(
        "gate",
        {"project": "A", "gate": "G1", "due_on": date(2026, 9, 1), "held_on": date(2026, 9, 4)},
        {"project": "A", "gate": "G2", "due_on": date(2026, 10, 23), "board": "SC"},
        {"project": "A", "gate": "G3", "due_on": date(2026, 12, 1)},
        {"project": "X", "gate": "G2", "due_on": date(2026, 10, 1)},
    )
    kept = registers(projects(("A", "delivery", 100.0), ("X", "closed", 9.0)), gates=gates)
    (row,) = found(kept).rows(named=True)
    assert row == {
        "about": "gate", "project": "A", "subject": "G2", "name": "a", "board": "SC",
        "reason": "G2 due 2026-10-23", "since_on": date(2026, 10, 23), "age_days": 10,
        "amount": 100.0, "portfolio": "RUN",
    }  # fmt: skip


def test_a_change_waits_with_its_cost_change_in_base_currency() -> None:
    """A saving of 40 USD at 0.5 is 20; without a rate it is not known; no cost change is 0."""
    known = projects(("A", "delivery", 900.0), ("B", "delivery", 900.0)).with_columns(
        currency=pl.Series(["USD", "CHF"])
    )
    common = {"name": "n", "reason": "error", "author": "x", "state": "submitted"}
    requests = rows(
        "change_request",
        {"code": "CR-1", "project": "A", "cost_delta": -40, **common},
        {"code": "CR-2", "project": "B", "cost_delta": 5, **common},
        {"code": "CR-3", "project": "B", **common},
        {"code": "CR-4", "project": "B", **{**common, "state": "draft"}},
    )
    rates = pl.DataFrame({"currency": ["USD"], "valid_from": [date(2026, 1, 1)], "rate": [0.5]})
    amounts = found(registers(known, requests=requests, rates=rates))
    assert dict(amounts.select("subject", "amount").rows()) == {
        "CR-1": 20.0, "CR-2": None, "CR-3": 0.0,
    }  # fmt: skip


def test_charters_wait_until_they_are_granted() -> None:
    """Of three charters one was approved and one belongs to a project that runs already."""
    known = projects(("A", "proposed", 1.0), ("B", "proposed", 1.0), ("C", "delivery", 1.0))
    charters = rows("charter", {"project": "A"}, {"project": "B"}, {"project": "C"})
    decided = {
        "code": "D-1", "board": "SC", "decided_on": AS_OF, "reason": "x", "recorded_by": "x",
        "subject": "", "outcome": "approved", "about": "charter", "project": "B",
    }  # fmt: skip
    decisions = rows("decision", decided)
    waits = found(registers(known, charters=charters, decisions=decisions))
    assert waits.select("about", "project").rows() == [("charter", "A")]
    taken_back = {**decided, "code": "D-2", "outcome": "rejected", "supersedes": "D-1"}
    decisions = rows("decision", decided, taken_back)
    waits = found(registers(known, charters=charters, decisions=decisions))
    assert waits["project"].sort().to_list() == ["A", "B"]


def test_a_charter_counts_with_its_budget_where_that_is_larger() -> None:
    """A plans 100 and its charter says 300, B plans 100 and 50, of C no planned cost is known."""
    known = projects(("A", "proposed", 100), ("B", "proposed", 100), ("C", "proposed", None))
    charters = rows(
        "charter", {"project": "A", "budget": 300}, {"project": "B", "budget": 50},
        {"project": "C", "budget": 5},
    )  # fmt: skip
    waits = found(registers(known, charters=charters)).sort("project")
    assert waits["amount"].to_list() == [300, 100, None]


def test_overdue_conditions_and_a_hold_bring_the_project_back() -> None:
    """Two overdue conditions are one item; a held gate comes again; without a gate the project."""
    conditions = pl.DataFrame(
        [
            {"decision": "D-1", "number": 1, "text": "Pilot", "due_on": date(2026, 10, 28)},
            {"decision": "D-1", "number": 2, "text": "Plan", "due_on": date(2026, 11, 1)},
            {"decision": "D-1", "number": 3, "text": "Later", "due_on": date(2026, 11, 2)},
        ],
        schema=REGISTERS["condition"].polars_schema(),
    ).with_columns(project=pl.lit("A"), superseded_by=pl.lit(None, dtype=pl.String))
    gates = rows(
        "gate",
        {"project": "B", "gate": "G2", "held_on": date(2026, 10, 1), "outcome": "hold"},
        {"project": "B", "gate": "G3"},
    )
    known = projects(("A", "delivery", 1.0), ("B", "on hold", 1.0), ("C", "on hold", 1.0))
    waits = found(registers(known, conditions=conditions, gates=gates))
    assert waits.select("about", "project", "subject", "reason", "age_days").rows() == [
        ("gate", "B", "G2", "On hold since 2026-10-01", 32),
        ("project", "A", "", "Condition 1 of D-1 due 2026-10-28: Pilot; "
         "Condition 2 of D-1 due 2026-11-01: Plan", 5),
        ("project", "C", "", "On hold", None),
    ]  # fmt: skip


BOARDS = rows(
    "board",
    {"code": "PMO", "name": "PMO board", "portfolio": "RUN", "mandate": 100, "above": "SC"},
    {"code": "SC", "name": "Steering", "portfolio": "RUN", "mandate": 1000, "above": "EXCO"},
    {"code": "EXCO", "name": "Exco", "mandate": 5000},
    {"code": "OTHER", "name": "Other", "portfolio": "GROWTH", "mandate": 100},
)


@pytest.mark.parametrize(
    ("named", "amount", "portfolio", "expected"),
    [
        (None, 100.0, "RUN", "PMO"),
        (None, 100.5, "RUN", "SC"),
        (None, 2000.0, "RUN", "EXCO"),
        ("SC", 50.0, "RUN", "SC"),
        ("SC", 2000.0, "RUN", "EXCO"),
        ("PMO", 9000.0, "RUN", "EXCO"),
        (None, 9000.0, "RUN", "EXCO"),
        (None, 50.0, "GROWTH", "OTHER"),
        (None, 50.0, None, "EXCO"),
    ],
)
def test_the_lowest_board_with_a_mandate_is_in_charge(
    named: str | None, amount: float, portfolio: str | None, expected: str
) -> None:
    """From the board that is named upwards, else of the portfolio; the highest if none reaches."""
    subject = pl.DataFrame(
        {"project": ["A"], "board": [named], "amount": [amount], "portfolio": [portfolio]},
        schema={
            "project": pl.String, "board": pl.String, "amount": pl.Float64, "portfolio": pl.String,
        },
    )  # fmt: skip
    assert in_charge(subject, BOARDS)["board"].to_list() == [expected]


def test_an_unknown_amount_needs_a_mandate_for_any() -> None:
    """Nobody knows whether a limit covers it."""
    boards = rows("board", {"code": "LOW", "name": "l", "mandate": 100}, {"code": "Z", "name": "z"})
    subject = pl.DataFrame(
        {"board": [None], "amount": [None], "portfolio": ["RUN"]},
        schema={"board": pl.String, "amount": pl.Float64, "portfolio": pl.String},
    )
    assert in_charge(subject, boards)["board"].to_list() == ["Z"]


def test_a_ring_of_boards_is_walked_once() -> None:
    """Boards above each other end where they began."""
    ring = rows(
        "board", {"code": "A", "name": "a", "above": "B"}, {"code": "B", "name": "b", "above": "A"}
    )
    assert [row["code"] for row in chain(ring, "B")] == ["B", "A"]


def test_what_stands_on_an_agenda_is_not_proposed_again() -> None:
    """Of two gates in charge one is on an agenda; the third is another board's."""
    gates = [("gate", "A", "G1", "SC"), ("gate", "B", "G1", "SC"), ("gate", "C", "G1", "PMO")]
    names = ["about", "project", "subject", "board"]
    subjects = pl.DataFrame(gates, schema=names, orient="row")
    items = subjects.filter(pl.col("project") == "B").select("about", "project", "subject")
    assert proposals(subjects, items, "SC")["project"].to_list() == ["A"]


def test_the_next_meeting_falls_on_a_working_day_from_today() -> None:
    """28 days after 2 November is Monday the 30th; a holiday moves it on; a past one is today."""
    last = date(2026, 11, 2)
    assert next_meeting(last, 28, AS_OF) == date(2026, 11, 30)
    assert next_meeting(last, 28, AS_OF, holidays=[date(2026, 11, 30)]) == date(2026, 12, 1)
    assert next_meeting(date(2026, 1, 5), 28, date(2026, 11, 7)) == date(2026, 11, 9)
    assert next_meeting(None, None, AS_OF) == AS_OF


def test_members_sit_within_their_term_and_only_some_vote() -> None:
    """The first and last day count; the chair stands first, an adviser does not vote."""
    members = rows(
        "board_member",
        {"board": "SC", "member": "Ann", "position": "adviser"},
        {"board": "SC", "member": "Bob", "position": "member", "until_on": AS_OF},
        {"board": "SC", "member": "Cem", "position": "chair", "from_on": AS_OF},
        {"board": "SC", "member": "Dan", "position": "member", "until_on": date(2026, 11, 1)},
        {"board": "PMO", "member": "Eve", "position": "member"},
    )
    assert sitting(members, "SC", AS_OF).rows() == [
        ("Cem", "chair", True), ("Bob", "member", True), ("Ann", "adviser", False),
    ]  # fmt: skip
