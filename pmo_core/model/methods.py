"""How projects are run: methods with their phases, gates and deliverables; who follows which."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Money, Name, OptionalCode, Record, Text
from pmo_core.model.structure import Method

ElementKind = Literal["phase", "gate", "deliverable", "role", "ceremony"]


class MethodElement(Record):
    """A phase, gate, deliverable, role or ceremony of a method.

    Tailoring: an element holds for a project when its planned cost is at least `from_cost` and its
    risk at least `from_risk_pct`; where both are given one of them is enough. Empty = for all.
    """

    register = "method_element"
    key = ("method", "code")
    title = "Methods"

    method: Method = Field(description="Method.", examples=["waterfall"])
    code: Code = Field(description="Code within the method.", examples=["G2"])
    kind: ElementKind = Field(description="What it is.", examples=["gate"])
    number: int = Field(ge=1, description="Place within the method.", examples=[2])
    name: Name = Field(description="Name.", examples=["Approval of the business case"])
    within: OptionalCode = Field(
        "", description="Phase of a gate or ceremony; gate that asks for it.", examples=["PLAN"]
    )
    description: Text | None = Field(
        None, description="What it is for, or who does what.", examples=["Is it worth it?"]
    )
    is_required: bool = Field(
        True, description="Whether it may be left out only by a decision.", examples=[True]
    )
    from_cost: Money | None = Field(
        None,
        ge=0,
        description="Planned cost from which it holds, base currency.",
        examples=["50000"],
    )
    from_risk_pct: float | None = Field(
        None, ge=0, le=100, description="Risk from which it holds, percent.", examples=[50]
    )
    duration_share: float | None = Field(
        None, ge=0, le=1, description="Share of the duration at its end.", examples=[0.3]
    )


class Adoption(Record):
    """Which method a project follows, in the version that held when it began."""

    register = "adoption"
    key = ("project",)
    title = "Adopted methods"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    method: Method = Field(description="Method.", examples=["hybrid"])
    revision: int = Field(
        ge=0,
        description="Change after which the method said what the project follows.",
        examples=[12],
    )
    adopted_on: date = Field(description="Since when.", examples=["2026-02-02"])
    recommended: Method | None = Field(
        None, description="Method that was recommended.", examples=["hybrid"]
    )
    reason: Text | None = Field(
        None, description="Why this one.", examples=["Small and well understood."]
    )


class Deliverable(Record):
    """Something that a project has to hand over, or has handed over."""

    register = "deliverable"
    key = ("project", "code")
    title = "Deliverables"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    code: Code = Field(description="Code within the project.", examples=["D-TESTPLAN"])
    name: Name = Field(description="Name.", examples=["Test plan"])
    gate: OptionalCode = Field("", description="Gate that asks for it.", examples=["G3"])
    is_required: bool = Field(True, description="Whether the gate needs it.", examples=[True])
    due_on: date | None = Field(None, description="Due.", examples=["2026-06-30"])
    delivered_on: date | None = Field(None, description="Handed over.", examples=["2026-06-26"])
    accepted_by: str | None = Field(None, description="Who accepted it.", examples=["Ana Ruiz"])
    reference: Text | None = Field(
        None, description="Where it lies.", examples=["DMS 4711, version 2"]
    )


__all__ = ["Adoption", "Deliverable", "ElementKind", "MethodElement"]
