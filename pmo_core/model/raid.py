"""What may happen, what is wrong, and what is done about it; and who is told what."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Money, Name, Record, Text

RaidKind = Literal["risk", "assumption", "issue", "dependency", "decision", "action"]
RaidStrategy = Literal["avoid", "mitigate", "transfer", "accept", "exploit", "enhance", "share"]
RaidState = Literal["open", "closed"]


class RaidItem(Record):
    """A risk, assumption, issue, dependency, decision of the team, or action of a project."""

    register = "raid_item"
    key = ("project", "code")
    title = "RAID and actions"
    refers = {"project": "project", "other_project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    code: Code = Field(description="Code within the project.", examples=["RISK-3"])
    kind: RaidKind = Field(description="Kind of item.", examples=["risk"])
    name: Name = Field(description="Short name.", examples=["Vendor fails"])
    wbs: Code | None = Field(
        None, description="WBS element that it hits; empty = the project.", examples=["1.2"]
    )
    description: Text | None = Field(
        None, description="Cause, event, effect.", examples=["No second source."]
    )
    probability_pct: float | None = Field(
        None, ge=0, le=100, description="Probability, percent.", examples=[30]
    )
    impact_cost: Money | None = Field(
        None, description="Cost if it happens, base currency.", examples=["50000"]
    )
    impact_days: int | None = Field(
        None, description="Delay if it happens, working days.", examples=[20]
    )
    response: Text | None = Field(
        None, description="What is done about it.", examples=["Second source by May."]
    )
    strategy: RaidStrategy | None = Field(
        None, description="Kind of response to a risk.", examples=["mitigate"]
    )
    residual_probability_pct: float | None = Field(
        None, ge=0, le=100, description="Probability after the response, percent.", examples=[10]
    )
    residual_cost: Money | None = Field(
        None, description="Cost after the response, base currency.", examples=["20000"]
    )
    residual_days: int | None = Field(
        None, description="Delay after the response, working days.", examples=[5]
    )
    other_project: Code | None = Field(
        None, description="Project that a dependency leads to.", examples=["P-0002"]
    )
    came_from: Code | None = Field(
        None, description="Item of the same project that it was made of.", examples=["RISK-1"]
    )
    owner: str | None = Field(None, description="Who answers for it.", examples=["Tom Okafor"])
    raised_on: date | None = Field(None, description="Raised.", examples=["2026-03-02"])
    due_on: date | None = Field(None, description="Due.", examples=["2026-05-29"])
    closed_on: date | None = Field(None, description="Closed.", examples=["2026-05-20"])
    state: RaidState = Field("open", description="Open or closed.", examples=["open"])


class Communication(Record):
    """Who is told what, how and how often."""

    register = "communication"
    key = ("project", "code")
    title = "Communication plans"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    code: Code = Field(description="Number within the project.", examples=["1"])
    audience: Name = Field(description="Who is told.", examples=["Steering committee"])
    content: Text | None = Field(None, description="What.", examples=["Status and decisions"])
    owner: str | None = Field(None, description="Who tells.", examples=["Tom Okafor"])


__all__ = ["Communication", "RaidItem", "RaidKind", "RaidState", "RaidStrategy"]
