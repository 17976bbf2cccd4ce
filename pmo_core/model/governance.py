"""Who decides, when, about what, and what was decided."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Money, Name, OptionalCode, Record, Text

Position = Literal["chair", "member", "secretary", "adviser"]
DecidedAbout = Literal["gate", "charter", "change request", "project", "exception", "portfolio"]
Outcome = Literal[
    "go", "conditional go", "hold", "stop", "recycle", "approved", "rejected"
]  # fmt: skip
GRANTS: tuple[Outcome, ...] = ("go", "conditional go", "approved")
"""Outcomes that spend money: they need a mandate for the amount."""
OUTCOMES: dict[DecidedAbout, tuple[Outcome, ...]] = {
    "gate": ("go", "conditional go", "hold", "stop", "recycle"),
    "project": ("go", "conditional go", "hold", "stop"),
    "exception": ("go", "conditional go", "hold", "stop", "recycle"),
    "charter": ("approved", "rejected"),
    "change request": ("approved", "rejected"),
    "portfolio": ("approved", "rejected"),
}
"""What can be decided about what."""
MEASURES = ("cost", "time", "scope")
"""Tolerances that can be broken: the subjects of a decision about an exception."""


class Board(Record):
    """A body that decides, with its quorum and its mandate."""

    register = "board"
    key = ("code",)
    title = "Boards"
    refers = {"portfolio": "portfolio", "above": "board"}

    code: Code = Field(description="Code of the board.", examples=["IT-SC"])
    name: Name = Field(description="Name of the board.", examples=["IT steering committee"])
    portfolio: Code | None = Field(
        None, description="Portfolio that it decides about; empty = all.", examples=["GROWTH"]
    )
    quorum: int = Field(1, ge=1, description="Votes that a decision needs.", examples=[3])
    mandate: Money | None = Field(
        None,
        ge=0,
        description="Amount up to which it may approve, base currency; empty = any.",
        examples=["500000"],
    )
    above: Code | None = Field(
        None, description="Board that decides what exceeds its mandate.", examples=["EXCO"]
    )
    every_days: int | None = Field(
        None, ge=1, description="Days from one meeting to the next.", examples=[28]
    )


class BoardMember(Record):
    """Who sits on a board, as what, and when. Chair and members vote."""

    register = "board_member"
    key = ("board", "member")
    title = "Board members"
    refers = {"board": "board"}

    board: Code = Field(description="Board.", examples=["IT-SC"])
    member: Code = Field(
        description="Name of the person, as used to sign in.", examples=["Ida Brandt"]
    )
    position: Position = Field(
        "member",
        description="Chair and members vote; chair and secretary record.",
        examples=["chair"],
    )
    from_on: date | None = Field(None, description="First day.", examples=["2025-01-01"])
    until_on: date | None = Field(None, description="Last day.", examples=["2027-12-31"])


class Gate(Record):
    """A gate of one project: when it is due, when and by whom it was held, and the outcome."""

    register = "gate"
    key = ("project", "gate")
    title = "Gates"
    refers = {"project": "project", "board": "board"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    gate: Code = Field(description="Code or name of the gate.", examples=["G2"])
    name: Name | None = Field(None, description="Name of the gate.", examples=["Business case"])
    number: int = Field(1, ge=1, description="Place among the project's gates.", examples=[2])
    is_required: bool = Field(True, description="Whether it must be held.", examples=[True])
    due_on: date | None = Field(None, description="Due.", examples=["2026-05-04"])
    held_on: date | None = Field(None, description="Held.", examples=["2026-05-11"])
    board: Code | None = Field(None, description="Board that holds it.", examples=["IT-SC"])
    outcome: Outcome | None = Field(None, description="What was decided.", examples=["go"])


class Meeting(Record):
    """A meeting of a board."""

    register = "meeting"
    key = ("board", "held_on")
    title = "Meetings"
    refers = {"board": "board"}

    board: Code = Field(description="Board.", examples=["IT-SC"])
    held_on: date = Field(description="Day of the meeting.", examples=["2026-11-02"])
    place: str | None = Field(None, description="Where.", examples=["Room 4.12"])
    present: Text | None = Field(
        None, description="Who is there, separated by semicolons.", examples=["Ida Brandt;Ana Ruiz"]
    )
    note: Text | None = Field(None, description="What is noted.", examples=["No objections."])
    closed_on: date | None = Field(
        None, description="Day on which its minutes were closed.", examples=["2026-11-03"]
    )


class AgendaItem(Record):
    """What a meeting is to decide about."""

    register = "agenda_item"
    key = ("board", "held_on", "about", "project", "subject")
    title = "Agenda items"
    refers = {"board": "board", "project": "project"}

    board: Code = Field(description="Board.", examples=["IT-SC"])
    held_on: date = Field(description="Day of the meeting.", examples=["2026-11-02"])
    about: DecidedAbout = Field(description="What it is about.", examples=["gate"])
    project: OptionalCode = Field("", description="Project.", examples=["P-0001"])
    subject: OptionalCode = Field(
        "",
        description="Gate, change request, broken tolerance; empty = project.",
        examples=["G2"],
    )
    number: int = Field(1, ge=1, description="Place on the agenda.", examples=[1])
    minutes: int | None = Field(None, ge=1, description="Minutes planned.", examples=[15])
    presenter: str | None = Field(None, description="Who presents it.", examples=["Tom Okafor"])


class Decision(Record):
    """What a board decided. It is never changed: a later decision supersedes it."""

    register = "decision"
    key = ("code",)
    title = "Decisions"
    refers = {"board": "board", "project": "project", "supersedes": "decision"}
    is_final = True

    code: Code = Field(description="Code of the decision.", examples=["D-0001"])
    board: Code = Field(description="Board that decided.", examples=["IT-SC"])
    decided_on: date = Field(description="Day of the decision.", examples=["2026-11-02"])
    about: DecidedAbout = Field(description="What it is about.", examples=["gate"])
    project: Code | None = Field(None, description="Project.", examples=["P-0001"])
    subject: OptionalCode = Field(
        "",
        description="Gate, change request, broken tolerance; empty = project.",
        examples=["G2"],
    )
    outcome: Outcome = Field(description="What was decided.", examples=["conditional go"])
    reason: Text = Field(
        min_length=1, description="Why.", examples=["The case holds, the vendor is not proven."]
    )
    amount: Money | None = Field(
        None, ge=0, description="Amount that it approves, base currency.", examples=["250000"]
    )
    recorded_by: str = Field(description="Who recorded it.", examples=["Ida Brandt"])
    recorded_at: datetime = Field(description="When, UTC.", examples=["2026-11-02T10:15:00"])
    supersedes: Code | None = Field(
        None, description="Decision that it takes the place of.", examples=["D-0007"]
    )


class Vote(Record):
    """How one member voted on a decision."""

    register = "vote"
    key = ("decision", "member")
    title = "Votes"
    refers = {"decision": "decision"}
    is_final = True

    decision: Code = Field(description="Decision.", examples=["D-0001"])
    member: Code = Field(description="Who voted.", examples=["Ida Brandt"])
    vote: Literal["for", "against", "abstain"] = Field(description="How.", examples=["for"])
    comment: Text | None = Field(None, description="Why.", examples=["Only with a pilot."])


class Condition(Record):
    """What must be met after a conditional go."""

    register = "condition"
    key = ("decision", "number")
    title = "Conditions"
    refers = {"decision": "decision"}

    decision: Code = Field(description="Decision.", examples=["D-0001"])
    number: int = Field(ge=1, description="Number within the decision.", examples=[1])
    text: Text = Field(min_length=1, description="What must be met.", examples=["Pilot passed."])
    owner: str = Field(description="Who answers for it.", examples=["Tom Okafor"])
    due_on: date = Field(description="By when.", examples=["2026-12-15"])
    met_on: date | None = Field(None, description="Since when it is met.", examples=["2026-12-10"])
    evidence: Text | None = Field(
        None, description="What shows that it is met.", examples=["Pilot report, DMS 4712"]
    )


__all__ = [
    "GRANTS", "MEASURES", "OUTCOMES", "AgendaItem", "Board", "BoardMember", "Condition",
    "DecidedAbout", "Decision", "Gate", "Meeting", "Outcome", "Position", "Vote",
]  # fmt: skip
