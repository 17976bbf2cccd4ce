"""Who does the work: departments (OBS), roles and people."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Money, Name, OptionalCode, Record, Text

AbsenceKind = Literal["leave", "sick", "training", "other"]


class Department(Record):
    """A unit of the organization breakdown structure (OBS)."""

    register = "department"
    key = ("code",)
    title = "Departments"
    refers = {"parent": "department"}

    code: Code = Field(description="Code of the department.", examples=["IT.DEV"])
    name: Name = Field(description="Name of the department.", examples=["Software development"])
    parent: Code | None = Field(None, description="Department above it.", examples=["IT"])
    manager: str | None = Field(None, description="Who leads it.", examples=["Ana Ruiz"])


class Role(Record):
    """What kind of work a person does."""

    register = "role"
    key = ("code",)
    title = "Roles"

    code: Code = Field(description="Code of the role.", examples=["DEV"])
    name: Name = Field(description="Name of the role.", examples=["Software developer"])
    hourly_rate: Money | None = Field(
        None, description="Standard cost of an hour, in base currency.", examples=["85"]
    )


class Team(Record):
    """People who work together, in one department or across."""

    register = "team"
    key = ("code",)
    title = "Teams"
    refers = {"department": "department"}

    code: Code = Field(description="Code of the team.", examples=["WEB-1"])
    name: Name = Field(description="Name of the team.", examples=["Web shop team"])
    department: Code | None = Field(
        None, description="Department it belongs to.", examples=["IT.DEV"]
    )
    manager: str | None = Field(None, description="Who leads it.", examples=["Ana Ruiz"])


class Person(Record):
    """Someone who works on projects."""

    register = "person"
    key = ("code",)
    title = "People"
    refers = {
        "department": "department", "role": "role", "team": "team", "calendar": "calendar",
    }  # fmt: skip

    code: Code = Field(description="Code of the person.", examples=["E042"])
    name: Name = Field(description="Name of the person.", examples=["Kim Novak"])
    department: Code | None = Field(None, description="Home department.", examples=["IT.DEV"])
    role: Code | None = Field(None, description="Main role.", examples=["DEV"])
    weekly_hours: Money | None = Field(None, ge=0, description="Hours per week.", examples=["38.5"])
    skills: str | None = Field(
        None,
        description="Skills with level 1-5, separated by semicolons.",
        examples=["python:4;sql:3"],
    )
    team: Code | None = Field(None, description="Team.", examples=["WEB-1"])
    calendar: Code | None = Field(
        None, description="Working calendar; empty = by the settings.", examples=["NIGHT"]
    )
    joined_on: date | None = Field(None, description="First day at work.", examples=["2024-04-01"])
    left_on: date | None = Field(None, description="Last day at work.", examples=["2027-06-30"])


class PersonRole(Record):
    """A role that a person can fill, and how well."""

    register = "person_role"
    key = ("person", "role")
    title = "Roles that people can fill"
    refers = {"person": "person", "role": "role"}

    person: Code = Field(description="Person.", examples=["E042"])
    role: Code = Field(description="Role, as a skill.", examples=["DEV"])
    level: int | None = Field(
        None, ge=1, le=5, description="Level: 1 beginner to 5 expert; empty = 1.", examples=[4]
    )
    from_on: date | None = Field(None, description="Held since.", examples=["2025-01-01"])
    until_on: date | None = Field(None, description="Held until.", examples=["2027-12-31"])
    evidence: str | None = Field(None, description="What shows it.", examples=["Certificate"])


class Absence(Record):
    """Days on which a person is not there."""

    register = "absence"
    key = ("person", "from_on")
    title = "Absences"
    refers = {"person": "person"}

    person: Code = Field(description="Person.", examples=["E042"])
    from_on: date = Field(description="First day.", examples=["2026-12-21"])
    until_on: date = Field(description="Last day.", examples=["2026-12-31"])
    kind: AbsenceKind = Field("leave", description="Kind of absence.", examples=["leave"])
    comment: Text | None = Field(None, description="Text.", examples=["Family"])


class CostRate(Record):
    """What an hour of a role, or of one person, costs from a day on."""

    register = "cost_rate"
    key = ("role", "person", "from_on")
    title = "Cost rates"
    refers = {"role": "role", "person": "person"}

    role: OptionalCode = Field("", description="Role; empty = one person.", examples=["DEV"])
    person: OptionalCode = Field("", description="Person; empty = the role.", examples=["E042"])
    from_on: date = Field(description="First day of the rate.", examples=["2027-01-01"])
    hourly_rate: Money = Field(
        ge=0, description="Cost of an hour, in base currency.", examples=["92"]
    )


__all__ = [
    "Absence",
    "AbsenceKind",
    "CostRate",
    "Department",
    "Person",
    "PersonRole",
    "Role",
    "Team",
]
