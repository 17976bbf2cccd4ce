"""What projects bring."""

from pydantic import Field

from pmo_core.model.record import Code, Currency, Money, Record


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


__all__ = ["Benefit"]
