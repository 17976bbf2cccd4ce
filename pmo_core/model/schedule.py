"""When work can be done: calendars, the order of tasks, ties between tasks of projects."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Name, OptionalCode, Record, Text

PrecedenceKind = Literal["FS", "SS", "FF", "SF"]


class Precedence(Record):
    """That one WBS element waits for another of the same project."""

    register = "precedence"
    key = ("project", "successor", "predecessor")
    title = "Precedence links"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    successor: Code = Field(description="WBS element that waits.", examples=["1.2"])
    predecessor: Code = Field(description="WBS element that it waits for.", examples=["1.1"])
    kind: PrecedenceKind = Field("FS", description="Which ends are tied.", examples=["FS"])
    lag_days: int = Field(
        0, description="Working days between them; negative = lead.", examples=[5]
    )


class CrossLink(Record):
    """That a task waits for a task of another project, or for the whole of it."""

    register = "cross_link"
    key = ("project", "successor", "other_project", "predecessor")
    title = "Links between tasks of projects"
    refers = {"project": "project", "other_project": "project"}

    project: Code = Field(description="Project that waits.", examples=["P-0002"])
    successor: Code = Field(description="WBS element that waits.", examples=["1.2"])
    other_project: Code = Field(description="Project that it waits for.", examples=["P-0001"])
    predecessor: OptionalCode = Field(
        "", description="WBS element there; empty = the whole project.", examples=["3.1"]
    )
    kind: PrecedenceKind = Field("FS", description="Which ends are tied.", examples=["FS"])
    lag_days: int = Field(
        0, description="Working days between them; negative = lead.", examples=[5]
    )
    owner: str | None = Field(None, description="Who watches it.", examples=["Tom Okafor"])
    comment: Text | None = Field(
        None, description="What exactly is needed.", examples=["Login API"]
    )


class WorkCalendar(Record):
    """When a group of people, or a project, works."""

    register = "calendar"
    key = ("code",)
    title = "Working calendars"

    code: Code = Field(description="Code of the calendar.", examples=["NIGHT"])
    name: Name = Field(description="Name of the calendar.", examples=["Weekend shifts"])
    working_days: str = Field(
        "1111100", pattern="^[01]{7}$", description="Working days, Monday first, 1 = works.",
        examples=["0000011"],
    )  # fmt: skip
    has_holidays: bool = Field(
        True, description="Whether the holidays of all are off here too.", examples=[True]
    )


class CalendarDay(Record):
    """A day on which one calendar differs from its week."""

    register = "calendar_day"
    key = ("calendar", "day")
    title = "Days of calendars"
    refers = {"calendar": "calendar"}

    calendar: Code = Field(description="Working calendar.", examples=["NIGHT"])
    day: date = Field(description="The day.", examples=["2026-12-24"])
    is_worked: bool = Field(False, description="Whether it is worked.", examples=[False])
    name: Name | None = Field(None, description="Why.", examples=["Christmas Eve"])


class RiskLoading(Record):
    """How strongly a common cause moves the durations of a project, or of one of its tasks."""

    register = "risk_loading"
    key = ("factor", "project", "wbs")
    title = "Common causes of delay"
    refers = {"project": "project"}

    factor: Code = Field(description="Common cause.", examples=["Supplier ACME"])
    project: Code = Field(description="Project.", examples=["P-0001"])
    wbs: OptionalCode = Field("", description="WBS element; empty = all of them.", examples=["1.2"])
    loading: float = Field(
        ge=-1, le=1,
        description="Loading; two tasks correlate by the product of their loadings.",
        examples=[0.6],
    )  # fmt: skip


__all__ = [
    "CalendarDay",
    "CrossLink",
    "Precedence",
    "PrecedenceKind",
    "RiskLoading",
    "WorkCalendar",
]
