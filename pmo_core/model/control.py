"""How far the work is, what it earned, and from which deviation on a board must decide."""

from datetime import date

from pydantic import Field

from pmo_core.model.record import Code, Currency, Hours, Money, Name, OptionalCode, Record, Text


class Progress(Record):
    """How far one WBS element is on one data date, as its manager reports it."""

    register = "progress"
    key = ("project", "wbs", "data_date")
    title = "Progress by element"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    wbs: Code = Field(description="WBS element.", examples=["1.2"])
    data_date: date = Field(description="Day that it speaks of.", examples=["2026-10-31"])
    percent_complete: float | None = Field(
        None, ge=0, le=100, description="Work done, percent.", examples=[62.5]
    )
    units_done: float | None = Field(
        None, ge=0, description="Units done, where value is earned by units.", examples=[18]
    )
    actual_start: date | None = Field(None, description="Begun.", examples=["2026-02-04"])
    actual_finish: date | None = Field(None, description="Finished.", examples=["2026-04-10"])
    forecast_finish: date | None = Field(
        None, description="Forecast finish.", examples=["2026-04-10"]
    )
    remaining_cost: Money | None = Field(
        None,
        description="Bottom-up estimate to complete (ETC), in the project's currency.",
        examples=["12000"],
    )
    remaining_hours: Hours | None = Field(
        None, ge=0, description="Work still to do, hours.", examples=["140"]
    )
    comment: Text | None = Field(None, description="Text.", examples=["Waits for the supplier."])


class Milestone(Record):
    """A dated result of a project; several of one WBS element may weigh its earned value."""

    register = "milestone"
    key = ("project", "code")
    title = "Milestones"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    code: Code = Field(description="Code within the project.", examples=["M2"])
    name: Name = Field(description="Name.", examples=["Pilot begins"])
    wbs: OptionalCode = Field("", description="WBS element that it belongs to.", examples=["1.2"])
    weight_pct: float | None = Field(
        None, ge=0, le=100, description="Share of the element's budget that it earns, percent.",
        examples=[30],
    )  # fmt: skip
    planned_on: date | None = Field(None, description="Planned.", examples=["2026-05-29"])
    achieved_on: date | None = Field(None, description="Reached.", examples=["2026-06-05"])


class MilestoneForecast(Record):
    """When a milestone was expected, as of one data date."""

    register = "milestone_forecast"
    key = ("project", "milestone", "data_date")
    title = "Milestone forecasts"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    milestone: Code = Field(description="Milestone.", examples=["M2"])
    data_date: date = Field(description="Day that it speaks of.", examples=["2026-03-31"])
    forecast_on: date = Field(description="Day on which it is expected.", examples=["2026-06-05"])


class EarnedValue(Record):
    """Earned value of a whole project on one data date, as another tool measured it."""

    register = "earned_value"
    key = ("project", "data_date")
    title = "Earned value, as measured elsewhere"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    data_date: date = Field(description="Status date.", examples=["2026-10-31"])
    planned_value: Money | None = Field(
        None, description="Budget of the work planned by then (PV, BCWS).", examples=["120000"]
    )
    earned_value: Money | None = Field(
        None, description="Budget of the work done by then (EV, BCWP).", examples=["110000"]
    )
    measured_cost: Money | None = Field(
        None, description="Cost of the work done by then (AC, ACWP).", examples=["118000"]
    )
    budget_at_completion: Money | None = Field(
        None, description="Budget at completion (BAC); empty = the baseline's.", examples=["250000"]
    )
    currency: Currency | None = Field(
        None, description="Currency of the amounts; empty = base currency.", examples=["EUR"]
    )
    source: str | None = Field(None, description="Tool that measured it.", examples=["ProTrack"])


class Tolerance(Record):
    """How far a project may leave its baseline before a board must decide."""

    register = "tolerance"
    key = ("project",)
    title = "Tolerances"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    cost_pct: float | None = Field(
        None, ge=0, description="Cost overrun in percent; empty = by the settings.", examples=[5]
    )
    slip_days: int | None = Field(
        None, ge=0, description="Slip in calendar days; empty = by the settings.", examples=[14]
    )
    scope_pct: float | None = Field(
        None, ge=0, description="Change of scope in percent; empty = by the settings.",
        examples=[10],
    )  # fmt: skip
    comment: Text | None = Field(None, description="Why so.", examples=["Fixed by law."])


class ProjectOutcome(Record):
    """What a closed project was like, beside cost and time: what later estimates learn from."""

    register = "project_outcome"
    key = ("project",)
    title = "Outcomes of closed projects"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    accepted_on: date | None = Field(None, description="Accepted.", examples=["2026-05-29"])
    n_defects: int | None = Field(
        None, ge=0, description="Defects found after the handover.", examples=[12]
    )
    rework_hours: Hours | None = Field(
        None, ge=0, description="Work done again, hours.", examples=["240"]
    )
    satisfaction: float | None = Field(
        None,
        ge=1,
        le=5,
        description="Satisfaction of the users, 1 low to 5 high.",
        examples=[4.2],
    )
    comment: Text | None = Field(None, description="Text.", examples=["Handover was rushed."])


__all__ = [
    "EarnedValue", "Milestone", "MilestoneForecast", "Progress", "ProjectOutcome", "Tolerance",
]  # fmt: skip
