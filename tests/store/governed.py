"""A small governed portfolio: two boards, their members, projects with gates; and how to decide."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from pmo_core.model import (
    Board,
    BoardMember,
    ChangeRequest,
    Condition,
    Decision,
    Gate,
    Portfolio,
    Program,
    Project,
    Record,
    Vote,
)
from pmo_core.store import Repository

DAY = date(2026, 3, 16)

RECORDS: tuple[Record, ...] = (
    Portfolio(code="GROWTH", name="Growth"),
    Portfolio(code="RUN", name="Run"),
    Program(code="SHOP", name="Shop", portfolio="GROWTH"),
    Project(code="P1", name="One", portfolio="GROWTH", planned_cost=Decimal(100_000)),
    Project(code="P2", name="Two", program="SHOP", planned_cost=Decimal(600_000)),
    Project(code="P3", name="Three", portfolio="RUN", planned_cost=Decimal(10)),
    Project(code="P4", name="Four", portfolio="GROWTH"),
    Project(
        code="P5", name="Five", portfolio="GROWTH", planned_cost=Decimal(400_000), currency="USD"
    ),
    *(Gate(project=f"P{n}", gate="G1") for n in range(1, 6)),
    Board(code="EXCO", name="Executive committee"),
    Board(code="DIV", name="Division board", mandate=Decimal(550_000), above="EXCO"),
    Board(
        code="SC", name="Steering committee", portfolio="GROWTH", quorum=2,
        mandate=Decimal(500_000), above="DIV",
    ),
    BoardMember(board="SC", member="Ida", position="chair"),
    BoardMember(board="SC", member="Tom", position="member"),
    BoardMember(board="SC", member="Kim", position="member"),
    BoardMember(board="SC", member="Sal", position="secretary"),
    BoardMember(board="SC", member="Adi", position="adviser"),
    BoardMember(board="SC", member="Old", position="chair", until_on=date(2026, 3, 31)),
    BoardMember(board="SC", member="New", position="member", from_on=date(2026, 4, 1)),
    BoardMember(board="DIV", member="Ida", position="chair"),
    BoardMember(board="EXCO", member="Eve", position="chair"),
    ChangeRequest(
        code="CR1", project="P1", name="More", reason="opportunity", author="Tom",
        cost_delta=Decimal(-40_000), state="submitted",
    ),
)  # fmt: skip
"""What `govern` keeps."""


def govern(repo: Repository) -> None:
    """Keep the portfolio."""
    repo.session("ann", "administrator").save(*RECORDS)


def decision(code: str = "D-1", **fields: Any) -> Decision:
    """Return a go of the board for gate G1 of P1, recorded by its chair."""
    given: dict[str, Any] = {
        "board": "SC", "decided_on": DAY, "about": "gate", "project": "P1", "subject": "G1",
        "outcome": "go", "reason": "The case holds.", "amount": None, "recorded_by": "Ida",
        "recorded_at": datetime(2026, 3, 16, 10), "supersedes": None,
    }  # fmt: skip
    return Decision(code=code, **(given | fields))


def votes(made: Decision, words: str = "Ida:for Tom:for") -> list[Vote]:
    """Return votes, written `member:vote` and separated by blanks."""
    pairs = (word.split(":") for word in words.split())
    return [Vote.model_validate({"decision": made.code, "member": m, "vote": v}) for m, v in pairs]


def decide(
    repo: Repository,
    made: Decision,
    cast: str = "Ida:for Tom:for",
    conditions: Sequence[Condition] = (),
    *,
    role: Any = "contributor",
    **effects: Any,
) -> int:
    """Record a decision in the name of who it says recorded it."""
    session = repo.session(made.recorded_by, role)
    return session.decide(made, votes(made, cast), conditions, **effects)


def frame(*records: Record) -> pl.DataFrame:
    """Return records of one register as a frame."""
    rows = [record.model_dump() for record in records]
    return pl.DataFrame(rows, schema=records[0].polars_schema())
