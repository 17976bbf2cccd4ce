"""What was agreed and what is to change about it: baselines and change requests."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Currency, Hours, Money, Name, Record, Text

ChangeReason = Literal[
    "opportunity", "error", "new requirement", "regulation", "risk occurred", "supplier", "other"
]  # fmt: skip
ChangeState = Literal["draft", "submitted", "approved", "rejected", "withdrawn"]


class Baseline(Record):
    """What was approved for a project: dates, cost and scope. Nobody changes it afterwards."""

    register = "baseline"
    key = ("project", "number")
    title = "Baselines"
    refers = {"project": "project", "decision": "decision"}
    is_final = True

    project: Code = Field(description="Project.", examples=["P-0001"])
    number: int = Field(ge=1, description="1 = the first.", examples=[2])
    approved_on: date = Field(description="Since when it holds.", examples=["2026-06-01"])
    planned_start: date | None = Field(None, description="Start.", examples=["2026-01-12"])
    planned_finish: date | None = Field(None, description="Finish.", examples=["2027-03-31"])
    planned_cost: Money | None = Field(None, description="Cost at completion.", examples=["250000"])
    currency: Currency | None = Field(
        None, description="Currency of the cost; empty = base currency.", examples=["EUR"]
    )
    management_reserve: Money | None = Field(
        None, description="Kept back for the unknown; not part of the measurement baseline.",
        examples=["20000"],
    )  # fmt: skip
    undistributed_budget: Money | None = Field(
        None, description="Part of the cost not yet given to work.", examples=["15000"]
    )
    is_over_target: bool = Field(
        False, description="Whether it plans more than was authorized.", examples=[False]
    )
    scope: Text | None = Field(None, description="Scope, one item a line.", examples=["Web"])
    reason: Text | None = Field(None, description="Why a new one.", examples=["CR-0003"])
    decision: Code | None = Field(None, description="Decision behind it.", examples=["D-0012"])


class BaselineItem(Record):
    """One WBS element as it stood in a baseline. Nobody changes it afterwards."""

    register = "baseline_item"
    key = ("project", "number", "wbs")
    title = "Baselines by element"
    refers = {"project": "project"}
    is_final = True

    project: Code = Field(description="Project.", examples=["P-0001"])
    number: int = Field(ge=1, description="Number of the baseline.", examples=[2])
    wbs: Code = Field(description="WBS element.", examples=["1.2"])
    planned_start: date | None = Field(None, description="Start.", examples=["2026-01-12"])
    planned_finish: date | None = Field(None, description="Finish.", examples=["2026-03-31"])
    planned_cost: Money | None = Field(
        None, description="Budget, in the currency of the baseline.", examples=["28800"]
    )
    planned_hours: Hours | None = Field(None, ge=0, description="Work in hours.", examples=["320"])


class ChangeRequest(Record):
    """A wish to change what was agreed: scope, cost or time."""

    register = "change_request"
    key = ("code",)
    title = "Change requests"
    refers = {"project": "project", "decision": "decision"}

    code: Code = Field(description="Code of the change request.", examples=["CR-0001"])
    project: Code = Field(description="Project.", examples=["P-0001"])
    name: Name = Field(description="Short name of the change.", examples=["Add mobile"])
    reason: ChangeReason = Field(description="What brought it up.", examples=["opportunity"])
    description: Text | None = Field(
        None, description="What is to change and why.", examples=["Half of the users are mobile."]
    )
    scope_added: Text | None = Field(
        None, description="Scope that is added, one item a line.", examples=["Mobile app"]
    )
    scope_removed: Text | None = Field(
        None, description="Scope that is dropped, one item a line.", examples=["Fax"]
    )
    cost_delta: Money | None = Field(
        None, description="Change of cost, in the project's currency.", examples=["40000"]
    )
    finish_delta_days: int | None = Field(
        None, description="Change of the finish, calendar days.", examples=[30]
    )
    benefit_delta: Money | None = Field(
        None, description="Change of yearly benefit, in the project's currency.", examples=["15000"]
    )
    hours_delta: Money | None = Field(None, description="Change of work, hours.", examples=["320"])
    role: str | None = Field(None, description="Role that does that work.", examples=["DEV"])
    impact: Text | None = Field(
        None, description="What follows elsewhere.", examples=["Delays P-0044."]
    )
    author: str = Field(description="Who asks.", examples=["Tom Okafor"])
    state: ChangeState = Field("draft", description="Where it stands.", examples=["submitted"])
    submitted_on: date | None = Field(None, description="Since when.", examples=["2026-10-05"])
    decision: Code | None = Field(None, description="Decision about it.", examples=["D-0012"])


__all__ = ["Baseline", "BaselineItem", "ChangeReason", "ChangeRequest", "ChangeState"]
