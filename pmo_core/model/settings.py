"""How this PMO counts: settings, holidays, and remembered ways to read a file."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pmo_core.model.record import Code, Currency, Name, Record, Text


class Setting(Record):
    """One setting, kept as text; `Settings` gives it its type."""

    register = "setting"
    key = ("code",)
    title = "Settings"

    code: Code = Field(description="Name of the setting.", examples=["base_currency"])
    value: Text = Field(description="Value as text.", examples=["EUR"])


class Holiday(Record):
    """A day on which nobody works."""

    register = "holiday"
    key = ("day",)
    title = "Holidays"

    day: date = Field(description="The day.", examples=["2026-12-25"])
    name: Name = Field(description="Name of the holiday.", examples=["Christmas Day"])


class ImportProfile(Record):
    """How files with a certain header are read: remembered from the last import."""

    register = "import_profile"
    key = ("fingerprint", "target")
    title = "Remembered mappings"

    fingerprint: Code = Field(description="Hash of the header.", examples=["9f2c"])
    target: Code = Field(description="Register that the file is read into.", examples=["actual"])
    mapping: Text = Field(description="The mapping as JSON.", examples=["{}"])


class Settings(BaseModel):
    """All settings with their types and defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_currency: Currency = Field("EUR", description="Currency of roll-ups.")
    fiscal_year_start_month: int = Field(
        1, ge=1, le=12, description="First month of the fiscal year."
    )
    hours_per_day: float = Field(8.0, gt=0, le=24, description="Hours of one person-day.")
    working_days: str = Field(
        "1111100", pattern="^[01]{7}$", description="Working days, Monday first, 1 = works."
    )
    fte_hours_per_month: float = Field(
        160.0, gt=0, description="Hours of one full-time equivalent per month."
    )
    amber_cost_pct: float = Field(
        5.0, ge=0, description="Cost overrun from which a project is amber."
    )
    red_cost_pct: float = Field(15.0, ge=0, description="Cost overrun from which a project is red.")
    amber_slip_days: int = Field(
        14, ge=0, description="Slip in days from which a project is amber."
    )
    red_slip_days: int = Field(60, ge=0, description="Slip in days from which a project is red.")
    stale_status_days: int = Field(
        45, ge=1, description="Age in days beyond which a status is stale."
    )
    stale_actuals_days: int = Field(
        62, ge=1, description="Age in days beyond which the actuals of a project are stale."
    )
    status_every_days: int = Field(
        31, ge=1, description="Days within which a running project must report."
    )
    tolerance_cost_pct: float = Field(
        10.0, ge=0, description="Cost overrun in percent beyond which a board must decide."
    )
    tolerance_slip_days: int = Field(
        30, ge=0, description="Slip in days beyond which a board must decide."
    )
    tolerance_scope_pct: float = Field(
        20.0, ge=0, description="Change of scope in percent beyond which a board must decide."
    )
    correlation_within: float = Field(
        0.3, ge=0, le=1, description="Correlation of durations and costs within a project."
    )
    correlation_between: float = Field(
        0.1, ge=0, le=1, description="Correlation of durations and costs between projects."
    )
    confidence_pct: float = Field(
        80.0, ge=50, le=99, description="Share of outcomes that a promised date or sum keeps to."
    )
    triage_limit: int = Field(
        10, ge=1, description="Requests that a lane of the triage board should hold at most."
    )
    triage_age_days: int = Field(
        30, ge=1, description="Days that a request should stand in one lane at most."
    )
    assessors_needed: int = Field(2, ge=1, description="Assessors that each project needs.")
    content: Literal["demo", "own"] = Field(
        "own", description="Whether the data is the demonstration."
    )


def settings_from(rows: dict[str, str]) -> Settings:
    """Build typed settings from name -> text; names that are missing take their default.

    Examples
    --------
    >>> settings_from({"base_currency": "USD"}).base_currency
    'USD'
    """
    return Settings.model_validate(rows)
