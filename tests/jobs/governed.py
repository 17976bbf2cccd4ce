"""A small portfolio with three boards, for the tests of governance; figures by hand.

PMO decides up to 100, SC up to 1,000, EXCO any amount. Ann chairs SC, Bob and Cem vote, Dan is
secretary, Eve advises. A (500) runs and waits for gate G2, B (5,000) waits for G1, which exceeds
what SC may approve, C (80) is proposed with a charter, H is on hold. D-0001 asked for a condition
that is ten days overdue. A tolerance of its own keeps A free of exceptions. Days count from today,
as pages and store ask the clock.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from pmo_core.model import REGISTERS
from pmo_core.store import Repository

TODAY = date.today()
YEAR = TODAY.year
MEETING = TODAY


def ago(days: int) -> date:
    """Return the day that is so many days back; a negative number lies ahead."""
    return TODAY - timedelta(days=days)


def rows(register: str, *given: dict[str, Any]) -> pl.DataFrame:
    """Make a frame of a register; fields that are not given have their default."""
    record = REGISTERS[register]
    defaults = {
        name: field.get_default() for name, field in record.model_fields.items()
        if not field.is_required()
    }  # fmt: skip
    return pl.DataFrame([{**defaults, **one} for one in given], schema=record.polars_schema())


def _boards() -> dict[str, pl.DataFrame]:
    seats = [
        ("SC", "Ann", "chair"), ("SC", "Bob", "member"), ("SC", "Cem", "member"),
        ("SC", "Dan", "secretary"), ("SC", "Eve", "adviser"), ("EXCO", "Flo", "chair"),
        ("PMO", "Gus", "chair"),
    ]  # fmt: skip
    return {
        "board": rows(
            "board",
            {"code": "EXCO", "name": "Executive committee", "quorum": 1},
            {"code": "PMO", "name": "PMO board", "quorum": 1, "mandate": 100, "above": "SC"},
            {"code": "SC", "name": "Steering committee", "portfolio": "RUN", "quorum": 2,
             "mandate": 1000, "above": "EXCO", "every_days": 28},
        ),
        "board_member": rows(
            "board_member",
            *({"board": board, "member": who, "position": as_} for board, who, as_ in seats),
        ),
        "meeting": rows("meeting", {"board": "SC", "held_on": MEETING, "present": "Ann;Bob;Dan"}),
    }  # fmt: skip


def _projects() -> dict[str, pl.DataFrame]:
    plan = {
        "portfolio": "RUN", "planned_start": date(YEAR, 1, 1),
        "planned_finish": date(YEAR + 1, 12, 31),
    }  # fmt: skip
    return {
        "portfolio": rows("portfolio", {"code": "RUN", "name": "Run"}),
        "project": rows(
            "project",
            {"code": "A", "name": "Alpha", "stage": "delivery", "planned_cost": 500, **plan},
            {"code": "B", "name": "Beta", "stage": "delivery", "planned_cost": 5000, **plan},
            {"code": "C", "name": "Gamma", "stage": "proposed", "planned_cost": 80, **plan},
            {"code": "H", "name": "Eta", "stage": "on hold", "planned_cost": 90, **plan},
        ),
        "baseline": rows(
            "baseline",
            {"project": "A", "number": 1, "approved_on": date(YEAR, 1, 1), "planned_cost": 400,
             "planned_start": date(YEAR, 1, 1), "planned_finish": date(YEAR + 1, 6, 30)},
        ),
        "status_report": rows(
            "status_report",
            {"project": "A", "data_date": ago(33), "rag": "green"},
            {"project": "A", "data_date": ago(2), "rag": "amber",
             "forecast_cost": 500, "forecast_finish": date(YEAR + 1, 12, 31)},
        ),
        "tolerance": rows("tolerance", {"project": "A", "cost_pct": 50.0, "slip_days": 400}),
        "benefit": rows("benefit", {"project": "A", "year": YEAR + 2, "planned_benefit": 1000}),
        "raid_item": rows(
            "raid_item",
            {"project": "A", "code": "R1", "kind": "risk", "name": "Vendor fails",
             "probability_pct": 30.0, "impact_cost": 100},
            {"project": "A", "code": "T1", "kind": "action", "name": "Call the vendor",
             "due_on": ago(3)},
        ),
        "deliverable": rows(
            "deliverable", {"project": "A", "code": "PLAN", "name": "Test plan", "gate": "G2"}
        ),
    }  # fmt: skip


def _governed() -> dict[str, pl.DataFrame]:
    decided = ago(56)
    return {
        "gate": rows(
            "gate",
            {"project": "A", "gate": "G1", "name": "Approval", "number": 1, "board": "SC",
             "due_on": ago(62), "held_on": decided, "outcome": "conditional go"},
            {"project": "A", "gate": "G2", "name": "Design", "number": 2, "board": "SC",
             "due_on": ago(10)},
            {"project": "B", "gate": "G1", "name": "Approval", "number": 1, "board": "SC",
             "due_on": ago(-18)},
        ),
        "charter": rows("charter", {"project": "C", "purpose": "One login."}),
        "decision": rows(
            "decision",
            {"code": "D-0001", "board": "SC", "decided_on": decided, "about": "gate",
             "project": "A", "subject": "G1", "outcome": "conditional go", "amount": 400,
             "reason": "The case holds.", "recorded_by": "Ann",
             "recorded_at": datetime.combine(decided, time(9, 30))},
        ),
        "vote": rows(
            "vote", {"decision": "D-0001", "member": "Ann", "vote": "for"},
            {"decision": "D-0001", "member": "Bob", "vote": "for"},
        ),
        "condition": rows(
            "condition",
            {"decision": "D-0001", "number": 1, "text": "Pilot passed", "owner": "Tom",
             "due_on": ago(10)},
        ),
        "change_request": rows(
            "change_request",
            {"code": "CR-0001", "project": "A", "name": "Add mobile", "reason": "opportunity",
             "author": "Tom", "state": "submitted", "submitted_on": ago(28),
             "cost_delta": Decimal(60), "finish_delta_days": 30},
        ),
    }  # fmt: skip


def fill(repo: Repository) -> None:
    """Keep the portfolio in an empty store."""
    frames = {**_projects(), **_boards(), **_governed()}
    repo.session("setup", "administrator").load(frames, note="Governed portfolio")
