"""Who is asked for and who is there: effort and demand by role, capacity, bookings."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Hours, OptionalCode, Record, Text

BookingKind = Literal["soft", "hard"]
BookingSource = Literal["manual", "proposed"]


class Effort(Record):
    """Work of a role on one WBS element, by the project's plan; `Demand` says in which month."""

    register = "effort"
    key = ("project", "wbs", "role")
    title = "Effort by role and element"
    refers = {"project": "project", "role": "role"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    wbs: OptionalCode = Field(
        "", description="WBS element; empty = the whole project.", examples=["1.2"]
    )
    role: Code = Field(description="Role.", examples=["DEV"])
    hours: Hours = Field(ge=0, description="Planned work in hours.", examples=["320"])


class Demand(Record):
    """Work of a role that a project asks for in a month, by its plan."""

    register = "demand"
    key = ("project", "role", "month_on")
    title = "Demand by role"
    refers = {"project": "project", "role": "role"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    role: Code = Field(description="Role.", examples=["DEV"])
    month_on: date = Field(description="First day of the month.", examples=["2027-01-01"])
    hours: Hours = Field(ge=0, description="Work asked for, in hours.", examples=["320"])
    level: int | None = Field(
        None, ge=1, le=5, description="Level that is needed; empty = any.", examples=[3]
    )
    until_on: date | None = Field(
        None, description="First day of the last month in which it can be done; empty = the same.",
        examples=["2027-02-01"],
    )  # fmt: skip


class Capacity(Record):
    """Work that a role can do for projects in a month."""

    register = "capacity"
    key = ("role", "month_on")
    title = "Capacity by role"
    refers = {"role": "role"}

    role: Code = Field(description="Role.", examples=["DEV"])
    month_on: date = Field(description="First day of the month.", examples=["2027-01-01"])
    hours: Hours = Field(ge=0, description="Work that can be done, in hours.", examples=["2400"])


class Booking(Record):
    """Work of a role that is promised to a project in a month."""

    register = "booking"
    key = ("project", "role", "month_on", "person")
    title = "Bookings"
    refers = {"project": "project", "role": "role", "person": "person"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    role: Code = Field(description="Role.", examples=["DEV"])
    month_on: date = Field(description="First day of the month.", examples=["2027-01-01"])
    person: OptionalCode = Field(
        "", description="Person, where one is named; empty = the role.", examples=["E042"]
    )
    hours: Hours = Field(ge=0, description="Work promised, in hours.", examples=["320"])
    kind: BookingKind = Field(
        "soft", description="soft = may be moved, hard = promised.", examples=["soft"]
    )
    source: BookingSource = Field(
        "manual", description="Decided by somebody, or taken over from a proposal.",
        examples=["manual"],
    )  # fmt: skip
    reason: Text | None = Field(
        None, description="Why this person.", examples=["Level 4, on the project since May"]
    )


__all__ = ["Booking", "BookingKind", "BookingSource", "Capacity", "Demand", "Effort"]
