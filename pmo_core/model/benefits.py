"""What projects bring."""

from datetime import date

from pydantic import Field

from pmo_core.model.record import Code, Currency, Money, Name, Record, Text


class Benefit(Record):
    """What one project brings in one year: promised in its case, measured afterwards."""

    register = "benefit"
    key = ("project", "year")
    title = "Benefits"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    year: int = Field(ge=1990, le=2150, description="Fiscal year.", examples=[2028])
    planned_benefit: Money | None = Field(
        None, description="Likely benefit by the business case.", examples=["120000"]
    )
    low_benefit: Money | None = Field(
        None, description="Lowest benefit expected.", examples=["80000"]
    )
    high_benefit: Money | None = Field(
        None, description="Highest benefit expected.", examples=["150000"]
    )
    realized_benefit: Money | None = Field(
        None, description="Measured benefit; empty until measured.", examples=["110000"]
    )
    currency: Currency | None = Field(
        None, description="Currency of the amounts; empty = base currency.", examples=["EUR"]
    )


class BenefitProfile(Record):
    """One benefit of a project: who answers for it, how it is measured, and what it shall reach."""

    register = "benefit_profile"
    key = ("project", "code")
    title = "Benefit profiles"
    refers = {"project": "project", "goal": "goal"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    code: Code = Field(description="Code within the project.", examples=["B1"])
    name: Name = Field(description="Name.", examples=["Fewer calls"])
    owner: str | None = Field(
        None, description="Who answers for it, after closure too.", examples=["Mara Lind"]
    )
    goal: Code | None = Field(None, description="Business goal that it serves.", examples=["G1"])
    measure: str | None = Field(
        None, description="What is measured, with its unit.", examples=["calls a month"]
    )
    start_value: float | None = Field(
        None, description="Measure before the project.", examples=[5200]
    )
    target_value: float | None = Field(None, description="Measure to be reached.", examples=[3600])
    target_on: date | None = Field(None, description="By when.", examples=["2027-12-31"])
    money_share_pct: float | None = Field(
        None, ge=0, le=100, description="Its part of the project's benefit in money, percent.",
        examples=[60],
    )  # fmt: skip
    comment: Text | None = Field(None, description="Text.", examples=["Counted by the desk."])


class BenefitMeasurement(Record):
    """What a benefit was to be, or was, on one day."""

    register = "benefit_measurement"
    key = ("project", "code", "measured_on")
    title = "Measurements of benefits"
    refers = {"project": "project"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    code: Code = Field(description="Code of the benefit within the project.", examples=["B1"])
    measured_on: date = Field(description="Day.", examples=["2027-06-30"])
    expected_value: float | None = Field(
        None, description="Measure planned for that day.", examples=[4400]
    )
    measured_value: float | None = Field(
        None, description="Measure found; empty until measured.", examples=[4710]
    )
    measured_by: str | None = Field(None, description="Who measured.", examples=["Mara Lind"])
    comment: Text | None = Field(None, description="Text.", examples=["Without the summer."])


__all__ = ["Benefit", "BenefitMeasurement", "BenefitProfile"]
