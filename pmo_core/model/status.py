"""What managers report: one status per project and data date."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Currency, Money, Record, Text

Rag = Literal["green", "amber-green", "amber", "amber-red", "red"]


class StatusReport(Record):
    """What a project's manager reports as of one data date."""

    register = "status_report"
    key = ("project", "data_date")
    title = "Status reports"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    data_date: date = Field(description="Day that the report speaks of.", examples=["2026-10-31"])
    percent_complete: float | None = Field(
        None, ge=0, le=100, description="Work done, percent.", examples=[62.5]
    )
    planned_finish: date | None = Field(
        None, description="Planned finish, as reported.", examples=["2027-03-31"]
    )
    planned_cost: Money | None = Field(
        None, description="Budget at completion, as reported.", examples=["250000"]
    )
    forecast_finish: date | None = Field(
        None, description="Forecast finish.", examples=["2027-05-31"]
    )
    forecast_cost: Money | None = Field(
        None, description="Forecast cost at completion (EAC).", examples=["270000"]
    )
    stated_cost_change: Money | None = Field(
        None,
        description="Change of the forecast cost since the report before, as the source states it.",
        examples=["20000"],
    )
    stated_slip_days: int | None = Field(
        None,
        description="Change of the forecast finish since the report before, in days, as the source "
        "states it; positive = later.",
        examples=[61],
    )
    currency: Currency | None = Field(
        None, description="Currency of the amounts; empty = base currency.", examples=["EUR"]
    )
    rag: Rag | None = Field(None, description="Rating by the manager.", examples=["amber"])
    rag_reason: Text | None = Field(
        None, description="Why the manager rates so.", examples=["Two weeks behind in the tests."]
    )
    help_needed: Text | None = Field(
        None, description="What the manager cannot solve alone.", examples=["A second tester."]
    )
    phase: str | None = Field(None, description="Phase, as reported.", examples=["Construction"])
    comment: Text | None = Field(
        None, description="Manager's comment.", examples=["Vendor is late."]
    )
    withheld: Text | None = Field(
        None,
        description="Amounts that the source withholds, with its words.",
        examples=["forecast_cost: Exempt under Section 43"],
    )
