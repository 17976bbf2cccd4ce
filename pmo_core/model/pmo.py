"""The PMO itself: how mature it is, and which tools it chose."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Currency, Money, Name, Record, Text

Area = Literal[
    "governance", "intake", "selection", "planning", "control", "risk", "resources", "learning"
]  # fmt: skip
ToolState = Literal["considered", "in use", "rejected", "retired"]


class Maturity(Record):
    """How mature the PMO finds itself in one area, on one day."""

    register = "maturity"
    key = ("assessed_on", "area")
    title = "Maturity"

    assessed_on: date = Field(description="Day.", examples=["2026-10-01"])
    area: Area = Field(description="Area.", examples=["control"])
    level: int = Field(ge=1, le=5, description="Level, 1 to 5.", examples=[2])
    target_level: int | None = Field(None, ge=1, le=5, description="Level aimed at.", examples=[3])
    evidence: Text | None = Field(None, description="What shows it.", examples=["Monthly round."])
    assessed_by: str = Field(description="Who says so.", examples=["Ida Brandt"])


class Tool(Record):
    """A software that the PMO uses or considered, with what was decided about it."""

    register = "tool"
    key = ("code",)
    title = "Tools"

    code: Code = Field(description="Code.", examples=["T-01"])
    name: Name = Field(description="Name.", examples=["Issue tracker"])
    purpose: Text | None = Field(None, description="What it is for.", examples=["Tickets"])
    provider: str | None = Field(None, description="Who makes it.", examples=["Northwind"])
    state: ToolState = Field("considered", description="How it stands.", examples=["in use"])
    owner: str | None = Field(None, description="Who answers for it.", examples=["Ida Brandt"])
    yearly_cost: Money | None = Field(None, ge=0, description="Cost a year.", examples=["9000"])
    currency: Currency | None = Field(
        None, description="Currency; empty = base currency.", examples=["EUR"]
    )
    evaluation: Code | None = Field(
        None, description="Evaluation that it took part in.", examples=["PPM-2026"]
    )
    decision: Text | None = Field(None, description="What was decided.", examples=["Kept."])
    decided_on: date | None = Field(None, description="Decided.", examples=["2026-05-11"])
    review_on: date | None = Field(None, description="Looked at again.", examples=["2027-05-11"])


class ToolCriterion(Record):
    """What tools of one evaluation are judged by."""

    register = "tool_criterion"
    key = ("evaluation", "code")
    title = "Requirements of tools"

    evaluation: Code = Field(description="Evaluation.", examples=["PPM-2026"])
    code: Code = Field(description="Code.", examples=["SSO"])
    name: Name = Field(description="Requirement.", examples=["Single sign-on"])
    weight: float = Field(gt=0, description="Weight against the others.", examples=[3])
    is_required: bool = Field(
        False, description="Whether a tool without it (score 0) is out.", examples=[True]
    )


class ToolScore(Record):
    """How well a tool meets a requirement."""

    register = "tool_score"
    key = ("evaluation", "tool", "criterion")
    title = "Scores of tools"
    refers = {"tool": "tool"}

    evaluation: Code = Field(description="Evaluation.", examples=["PPM-2026"])
    tool: Code = Field(description="Tool.", examples=["T-01"])
    criterion: Code = Field(description="Requirement.", examples=["SSO"])
    score: float = Field(ge=0, le=5, description="0 = not at all, 5 = fully.", examples=[4])
    note: Text | None = Field(None, description="Why.", examples=["Only with a plug-in."])


__all__ = ["Area", "Maturity", "Tool", "ToolCriterion", "ToolScore", "ToolState"]
