"""Who does the work: departments (OBS), roles and people."""

from pydantic import Field

from pmo_core.model.record import Code, Money, Name, Record


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


class Person(Record):
    """Someone who works on projects."""

    register = "person"
    key = ("code",)
    title = "People"
    refers = {"department": "department", "role": "role"}

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
