"""What is not as it has to be, and what is done about it."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Name, OptionalCode, Record, Text
from pmo_core.model.rules import Grade

FindingState = Literal["open", "accepted", "verified", "withdrawn"]
ActionKind = Literal["corrective", "preventive"]
ActionState = Literal["open", "done", "verified", "reopened", "canceled"]


class AuditFinding(Record):
    """Something that is not as it has to be: shown by a rule, or by the question of an audit."""

    register = "finding"
    key = ("code",)
    title = "Findings"
    refers = {"audit": "audit", "recurs": "finding"}

    code: Code = Field(description="Code.", examples=["F-0001"])
    name: Name = Field(description="What is wrong.", examples=["No status since July"])
    rule: OptionalCode = Field("", description="Rule that shows it.", examples=["DQ-01"])
    project: OptionalCode = Field("", description="Project; empty = none.", examples=["P-0001"])
    audit: Code | None = Field(None, description="Audit that shows it.", examples=["A-2026-01"])
    question: int | None = Field(None, ge=1, description="Question of the audit.", examples=[4])
    grade: Grade = Field(description="How grave it is.", examples=["minor"])
    state: FindingState = Field(
        "open",
        description="verified = the rule passes again; accepted = lived with until a day.",
        examples=["open"],
    )
    found_on: date = Field(description="Found.", examples=["2026-11-02"])
    found_run: Code | None = Field(None, description="Run that found it.", examples=["R-0001"])
    raised_by: str = Field(description="Who raised it.", examples=["Ida Brandt"])
    owner: str | None = Field(None, description="Who answers for it.", examples=["Tom Okafor"])
    digest: OptionalCode = Field("", description="Hash of the evidence.", examples=["9f2c"])
    evidence: Text | None = Field(
        None, description="What shows it, as it was then.", examples=['[{"wbs": "1.2"}]']
    )
    recurs: Code | None = Field(
        None, description="Finding that it repeats within a year.", examples=["F-0001"]
    )
    accepted_until: date | None = Field(
        None, description="Lived with until this day.", examples=["2027-03-31"]
    )
    accepted_by: str | None = Field(None, description="Who accepts it.", examples=["Ida Brandt"])
    reason: Text | None = Field(
        None, description="Why it is accepted or withdrawn.", examples=["Replaced in March."]
    )
    closed_on: date | None = Field(None, description="Ended.", examples=["2026-12-01"])
    closed_run: Code | None = Field(
        None, description="Run that showed that it is mended.", examples=["R-0002"]
    )


class CorrectiveAction(Record):
    """What is done so that a finding ends, or does not come again."""

    register = "corrective_action"
    key = ("code",)
    title = "Corrective actions"
    refers = {"finding": "finding"}

    code: Code = Field(description="Code.", examples=["CA-0001"])
    finding: Code = Field(description="Finding.", examples=["F-0001"])
    kind: ActionKind = Field(
        "corrective",
        description="corrective = mends it, preventive = keeps it from coming again.",
        examples=["corrective"],
    )
    name: Name = Field(description="What is to be done.", examples=["Report the status"])
    why_1: Text | None = Field(None, description="Why it happened.", examples=["Nobody reported."])
    why_2: Text | None = Field(None, description="Why that was so.", examples=["No reminder came."])
    why_3: Text | None = Field(
        None, description="Why that was so.", examples=["He was on no list."]
    )
    why_4: Text | None = Field(None, description="Why that was so.", examples=["He is new."])
    why_5: Text | None = Field(None, description="Why that was so.", examples=["No handover list."])
    root_cause: Text | None = Field(
        None, description="What it comes from.", examples=["A handover has no list."]
    )
    owner: str = Field(description="Who does it.", examples=["Tom Okafor"])
    due_on: date = Field(description="By when.", examples=["2026-11-30"])
    effective_when: Text = Field(
        description="What must be true for it to be effective.", examples=["The rule passes."]
    )
    state: ActionState = Field(
        "open",
        description="done = says the owner; verified or reopened = says the data.",
        examples=["open"],
    )
    done_on: date | None = Field(None, description="Done, says the owner.", examples=["2026-11-20"])
    done_note: Text | None = Field(None, description="What was done.", examples=["Reported."])
    tested_on: date | None = Field(None, description="Tested again.", examples=["2026-11-21"])
    tested_run: Code | None = Field(None, description="Run that tested.", examples=["R-0002"])
    tested_by: str | None = Field(
        None, description="Who looked, where no rule tells.", examples=["Ida Brandt"]
    )
    test_note: Text | None = Field(
        None, description="What the test showed.", examples=["2 of 2 rows remain."]
    )
    n_reopened: int = Field(0, ge=0, description="How often it was reopened.", examples=[0])


__all__ = ["ActionKind", "ActionState", "AuditFinding", "CorrectiveAction", "FindingState"]
