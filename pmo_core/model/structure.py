"""What is managed: portfolio > program > project, and the ties between projects."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Currency, Hours, Money, Name, Record, Text

Stage = Literal["proposed", "approved", "delivery", "on hold", "closed", "canceled"]
Method = Literal["waterfall", "agile", "hybrid", "light"]
Technique = Literal[
    "percent complete", "0/100", "50/50", "weighted milestones", "units", "level of effort",
    "apportioned",
]  # fmt: skip
"""How value is earned (ANSI/EIA-748)."""
LinkKind = Literal["technical", "policy", "resource", "benefit"]
ConstraintKind = Literal[
    "start no earlier than", "finish no later than", "must start on", "must finish on"
]  # fmt: skip
RangeShape = Literal["PERT", "triangular", "lognormal"]
"""How durations spread between low, most likely and high; see `analysis.uncertainty`."""


class Portfolio(Record):
    """A set of programs and projects that one body funds and steers."""

    register = "portfolio"
    key = ("code",)
    title = "Portfolios"

    code: Code = Field(description="Code of the portfolio.", examples=["GROWTH"])
    name: Name = Field(description="Name of the portfolio.", examples=["Growth and new products"])
    manager: str | None = Field(None, description="Who answers for it.", examples=["Ida Brandt"])


class Program(Record):
    """Projects that are steered together because they serve one outcome."""

    register = "program"
    key = ("code",)
    title = "Programs"
    refers = {"portfolio": "portfolio"}

    code: Code = Field(description="Code of the program.", examples=["GROWTH-01"])
    name: Name = Field(description="Name of the program.", examples=["New web shop"])
    portfolio: Code | None = Field(
        None, description="Portfolio it belongs to.", examples=["GROWTH"]
    )
    manager: str | None = Field(None, description="Who answers for it.", examples=["Jonas Meyer"])


class Project(Record):
    """A temporary undertaking with a sponsor, a budget and an end."""

    register = "project"
    key = ("code",)
    title = "Projects"
    refers = {
        "program": "program", "portfolio": "portfolio", "department": "department",
        "calendar": "calendar",
    }  # fmt: skip

    code: Code = Field(description="Code of the project.", examples=["P-0001"])
    name: Name = Field(description="Name of the project.", examples=["Single sign-on"])
    description: Text | None = Field(None, description="What it is about.", examples=["One login."])
    portfolio: Code | None = Field(
        None, description="Portfolio, where it is not given by the program.", examples=["GROWTH"]
    )
    program: Code | None = Field(None, description="Program it belongs to.", examples=["GROWTH-01"])
    department: Code | None = Field(
        None, description="Department that owns it.", examples=["IT.DEV"]
    )
    sponsor: str | None = Field(None, description="Who wants the outcome.", examples=["Mara Lind"])
    manager: str | None = Field(None, description="Who runs it.", examples=["Tom Okafor"])
    method: Method | None = Field(None, description="How it is run.", examples=["hybrid"])
    project_type: str | None = Field(
        None, description="Kind of project, for reference classes.", examples=["Infrastructure"]
    )
    stage: Stage | None = Field(None, description="Where it is in its life.", examples=["delivery"])
    phase: str | None = Field(
        None, description="Current phase in the words of its method.", examples=["Design"]
    )
    priority: int | None = Field(None, ge=1, description="1 = first.", examples=[7])
    planned_start: date | None = Field(None, description="Planned start.", examples=["2026-01-12"])
    planned_finish: date | None = Field(
        None, description="Planned finish.", examples=["2027-03-31"]
    )
    planned_cost: Money | None = Field(
        None,
        description="Planned cost at completion, in the project's currency.",
        examples=["250000"],
    )
    calendar: Code | None = Field(
        None, description="Working calendar; empty = by the settings.", examples=["NIGHT"]
    )
    is_date_fixed: bool = Field(
        False, description="Whether nothing may move its dates.", examples=[False]
    )
    actual_start: date | None = Field(None, description="Actual start.", examples=["2026-01-19"])
    actual_finish: date | None = Field(None, description="Actual finish.", examples=["2027-05-14"])
    forecast_finish: date | None = Field(
        None, description="Projected finish, as given with the project.", examples=["2027-05-31"]
    )
    forecast_cost: Money | None = Field(
        None,
        description="Projected cost at completion, as given with the project, in its currency.",
        examples=["270000"],
    )
    currency: Currency | None = Field(
        None, description="Currency of its amounts; empty = base currency.", examples=["EUR"]
    )
    tags: str | None = Field(
        None, description="Tags, separated by semicolons.", examples=["cloud;sec"]
    )
    withheld: Text | None = Field(
        None,
        description="Amounts that the source withholds, with its words.",
        examples=["planned_cost: Exempt under Section 43"],
    )


class Link(Record):
    """A dependency of one project on another."""

    register = "link"
    key = ("project", "needs", "kind")
    title = "Links between projects"
    refers = {"project": "project", "needs": "project"}

    project: Code = Field(description="Project that depends.", examples=["P-0002"])
    needs: Code = Field(description="Project that it depends on.", examples=["P-0001"])
    kind: LinkKind = Field(description="Kind of dependency.", examples=["technical"])
    strength: int = Field(2, ge=1, le=3, description="1 weak, 2 strong, 3 blocking.", examples=[3])
    owner: str | None = Field(None, description="Who watches it.", examples=["Tom Okafor"])
    comment: Text | None = Field(
        None, description="What exactly is needed.", examples=["Login API"]
    )


class WbsElement(Record):
    """A part of a project's work: WBS element, work package or task."""

    register = "wbs_element"
    key = ("project", "code")
    title = "Work breakdown"
    refers = {"project": "project", "department": "department", "calendar": "calendar"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    code: Code = Field(description="WBS code within the project, parts by dots.", examples=["1.2"])
    name: Name = Field(description="Name of the element.", examples=["Login page"])
    planned_start: date | None = Field(None, description="Planned start.", examples=["2026-02-02"])
    planned_finish: date | None = Field(
        None, description="Planned finish.", examples=["2026-03-13"]
    )
    duration_days: int | None = Field(
        None,
        ge=0,
        description="Working days that it takes; 0 = milestone, empty = by its dates.",
        examples=[30],
    )
    calendar: Code | None = Field(
        None, description="Working calendar; empty = the project's.", examples=["NIGHT"]
    )
    constraint_kind: ConstraintKind | None = Field(
        None, description="Date that it has to keep, with constraint_on.",
        examples=["start no earlier than"],
    )  # fmt: skip
    constraint_on: date | None = Field(
        None, description="Day of the constraint.", examples=["2026-02-02"]
    )
    low_days: float | None = Field(
        None, ge=0, description="Shortest duration, working days (optimistic).", examples=[22]
    )
    high_days: float | None = Field(
        None, ge=0, description="Longest duration, working days (pessimistic).", examples=[50]
    )
    range_shape: RangeShape | None = Field(
        None, description="How the duration spreads; empty = PERT.", examples=["PERT"]
    )
    planned_hours: Hours | None = Field(
        None, description="Planned work in hours.", examples=["320"]
    )
    planned_cost: Money | None = Field(
        None, description="Planned cost, in the project's currency.", examples=["28800"]
    )
    department: Code | None = Field(
        None, description="Who does it (OBS): with the element a control account.", examples=["IT"]
    )
    technique: Technique | None = Field(
        None, description="How value is earned; empty = percent complete.", examples=["50/50"]
    )
    planned_units: float | None = Field(
        None, gt=0, description="Units to be done, where value is earned by units.", examples=[40]
    )
    based_on: Code | None = Field(
        None, description="Element whose progress an apportioned one follows.", examples=["1.1"]
    )


__all__ = [
    "ConstraintKind", "Link", "Method", "Portfolio", "Program", "Project", "RangeShape", "Stage",
    "Technique", "WbsElement",
]  # fmt: skip
