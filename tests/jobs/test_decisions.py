"""A board decides, and stage, gate, baseline, budget, benefit and demand follow."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.jobs.decisions import Subject, decide, meet, next_code, preview
from pmo_core.model import (
    Benefit,
    Board,
    BoardMember,
    BudgetLine,
    ChangeRequest,
    Charter,
    Condition,
    Demand,
    Gate,
    Project,
    Role,
    Vote,
)
from pmo_core.store import Repository

DAY = date(2026, 3, 16)
G1, G2 = Subject("gate", "P1", "G1"), Subject("gate", "P1", "G2")
CHANGE = Subject("change request", "P1", "CR1")
Decide = Callable[..., int]


@pytest.fixture
def governed(repo: Repository) -> Repository:
    """Give a repository with a proposed project, two gates, its plan and a change request."""
    admin = repo.session("ann", "administrator")
    admin.save(
        Role(code="DEV", name="Developer"),
        Project(
            code="P1", name="One", stage="proposed", planned_start=date(2026, 1, 1),
            planned_finish=date(2026, 6, 30), planned_cost=Decimal(100_000),
        ),
        Board(code="B", name="Board", quorum=1),
        BoardMember(board="B", member="Ida", position="chair"),
        Gate(project="P1", gate="G1", number=1),
        Gate(project="P1", gate="G2", number=2),
        Charter(project="P1", scope_in="Web\nFax"),
        *(
            BudgetLine(project="P1", period_on=date(2026, month, 1), amount=Decimal(amount))
            for month, amount in ((1, 40_000), (3, 20_000), (4, 40_000))
        ),
        *(
            Benefit(project="P1", year=year, planned_benefit=Decimal(10_000))
            for year in (2026, 2027, 2028)
        ),
        Demand(project="P1", role="DEV", month_on=date(2026, 4, 1), hours=Decimal(100)),
        ChangeRequest(
            code="CR1", project="P1", name="Add mobile", reason="opportunity", author="Tom",
            cost_delta=Decimal(30_000), finish_delta_days=31, benefit_delta=Decimal(5_000),
            hours_delta=Decimal(100), role="DEV", scope_added="Mobile", scope_removed="Fax",
            state="submitted",
        ),
    )  # fmt: skip
    return repo


@pytest.fixture
def ida(governed: Repository) -> Decide:
    """Give a function by which Ida, the chair, decides with her one vote."""

    def act(subject: Subject, outcome: Any, **more: Any) -> int:
        given: dict[str, Any] = {
            "board": "B", "reason": "The case holds.", "decided_on": DAY,
            "votes": [Vote(decision="-", member="Ida", vote="for")],
        }  # fmt: skip
        session = governed.session("Ida", "contributor")
        return decide(session, governed, subject, outcome=outcome, **(given | more))

    return act


def stage(repo: Repository) -> object:
    """Return the stage of P1."""
    return repo.table("project")["stage"].item()


def gate(repo: Repository, code: str) -> tuple[object, ...]:
    """Return when a gate of P1 was held, by whom, and its outcome."""
    return repo.table("gate").filter(gate=code).select("held_on", "board", "outcome").row(0)


def test_the_first_go_approves_and_the_next_delivers(governed: Repository, ida: Decide) -> None:
    """The first go writes the baseline from plan and charter; the second one none."""
    ida(G1, "go")
    assert (stage(governed), gate(governed, "G1")) == ("approved", (DAY, "B", "go"))
    (baseline,) = governed.table("baseline").rows(named=True)
    assert (baseline["number"], baseline["planned_cost"], baseline["scope"]) == (
        1,
        100_000,
        "Web\nFax",
    )
    assert baseline["decision"] == "D-0001"
    ida(G2, "go")
    assert stage(governed) == "delivery"
    assert governed.table("baseline").height == 1
    kept = governed.table("decision")
    assert kept.select("code", "amount", "recorded_by").rows() == [
        ("D-0001", Decimal(100_000), "Ida"), ("D-0002", Decimal(100_000), "Ida"),
    ]  # fmt: skip
    assert governed.check() == []
