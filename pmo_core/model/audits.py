"""Audits that people plan and carry out: questions, samples, interviews."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Money, Name, OptionalCode, Record, Text

AuditAbout = Literal["project", "department", "process", "PMO"]
AuditState = Literal["planned", "in progress", "reported", "closed", "canceled"]
Answer = Literal["yes", "partly", "no", "not applicable"]
SampleResult = Literal["conforms", "deviates", "not found"]


class Audit(Record):
    """An audit of a project, department or process, planned for a day."""

    register = "audit"
    key = ("code",)
    title = "Audits"
    refers = {"project": "project", "department": "department"}

    code: Code = Field(description="Code.", examples=["A-2026-01"])
    name: Name = Field(description="What is audited.", examples=["Change control in IT.DEV"])
    about: AuditAbout = Field(description="Kind of subject.", examples=["department"])
    project: Code | None = Field(None, description="Project.", examples=["P-0001"])
    department: Code | None = Field(None, description="Department.", examples=["IT.DEV"])
    process: Text | None = Field(None, description="Process.", examples=["Change control"])
    planned_on: date = Field(description="Planned.", examples=["2027-02-15"])
    auditor: str | None = Field(None, description="Who audits.", examples=["Ida Brandt"])
    state: AuditState = Field("planned", description="How far it is.", examples=["planned"])
    risk_points: float | None = Field(
        None, ge=0, le=100, description="Risk when it was planned, 0 to 100.", examples=[62]
    )
    risk_reason: Text | None = Field(
        None, description="What makes the risk.", examples=["Large, never audited."]
    )
    started_on: date | None = Field(None, description="Begun.", examples=["2027-02-15"])
    reported_on: date | None = Field(None, description="Reported.", examples=["2027-02-26"])
    summary: Text | None = Field(
        None, description="What came of it.", examples=["Sound, two minor findings."]
    )
    sample_of: Text | None = Field(
        None, description="What the sample is drawn from.", examples=["Change requests of 2026"]
    )
    sample_register: Text | None = Field(
        None, description="Register that holds what was drawn.", examples=["change_request"]
    )
    sample_confidence_pct: float | None = Field(
        None, gt=0, lt=100, description="How sure the sample makes, percent.", examples=[95]
    )
    sample_tolerable_pct: float | None = Field(
        None, gt=0, lt=100, description="Share of deviations that is tolerable.", examples=[10]
    )
    sample_from: int | None = Field(None, ge=0, description="Size of the whole.", examples=[140])
    sample_amount: Money | None = Field(
        None, ge=0, description="Amount of the whole that is drawn by amount, base currency.",
        examples=["1250000"],
    )  # fmt: skip
    sample_size: int | None = Field(None, ge=1, description="Size of the sample.", examples=[12])
    sample_seed: int | None = Field(
        None, ge=0, description="Seed by which it was drawn.", examples=[2026]
    )


class AuditQuestion(Record):
    """One question of an audit's checklist, with its answer."""

    register = "audit_question"
    key = ("audit", "number")
    title = "Checklist of audits"
    refers = {"audit": "audit"}

    audit: Code = Field(description="Audit.", examples=["A-2026-01"])
    number: int = Field(ge=1, description="Number.", examples=[1])
    text: Text = Field(description="Question.", examples=["Was each change decided?"])
    basis: Text | None = Field(
        None, description="Method, policy or lesson that asks it.", examples=["POL-01"]
    )
    answer: Answer | None = Field(None, description="Answer.", examples=["partly"])
    note: Text | None = Field(None, description="What was seen.", examples=["Two were not."])
    answered_by: str | None = Field(None, description="Who answered.", examples=["Ida Brandt"])
    answered_on: date | None = Field(None, description="When.", examples=["2027-02-16"])


class AuditSample(Record):
    """One item that was drawn, and what was seen of it."""

    register = "audit_sample"
    key = ("audit", "number")
    title = "Samples of audits"
    refers = {"audit": "audit"}

    audit: Code = Field(description="Audit.", examples=["A-2026-01"])
    number: int = Field(ge=1, description="Place in the order drawn.", examples=[1])
    item: Name = Field(description="What was drawn.", examples=["CR-0012"])
    amount: Money | None = Field(
        None, description="Its amount, base currency; empty = it has none.", examples=["640"]
    )
    result: SampleResult | None = Field(None, description="What it shows.", examples=["deviates"])
    note: Text | None = Field(None, description="What was seen.", examples=["No decision."])


class Interview(Record):
    """Notes of a talk in an audit; for the PMO alone."""

    register = "interview"
    key = ("audit", "number")
    title = "Interviews"
    refers = {"audit": "audit"}

    audit: Code = Field(description="Audit.", examples=["A-2026-01"])
    number: int = Field(ge=1, description="Number.", examples=[1])
    person: Name = Field(description="With whom.", examples=["Tom Okafor"])
    position: OptionalCode = Field("", description="What he does.", examples=["PM"])
    held_on: date = Field(description="When.", examples=["2027-02-17"])
    notes: Text = Field(description="What was said.", examples=["Changes are agreed by phone."])


__all__ = [
    "Answer", "Audit", "AuditAbout", "AuditQuestion", "AuditSample", "AuditState", "Interview",
    "SampleResult",
]  # fmt: skip
