"""What it costs: cost categories (CBS), budgets by fiscal period, actuals, currency rates."""

from datetime import date
from typing import Literal

from pydantic import Field

from pmo_core.model.record import Code, Currency, Hours, Money, Name, OptionalCode, Record, Text

CostKind = Literal["capex", "opex"]


class CostCategory(Record):
    """An element of the cost breakdown structure (CBS)."""

    register = "cost_category"
    key = ("code",)
    title = "Cost categories"
    refers = {"parent": "cost_category"}

    code: Code = Field(description="Code of the cost category.", examples=["SW.LIC"])
    name: Name = Field(description="Name of the cost category.", examples=["Licenses"])
    parent: Code | None = Field(None, description="Category above it.", examples=["SW"])
    kind: CostKind | None = Field(None, description="Capital or operating cost.", examples=["opex"])


class BudgetLine(Record):
    """Money and hours approved for one project, cost category and period."""

    register = "budget_line"
    key = ("project", "category", "period_on", "n_months")
    title = "Budget lines"
    refers = {"project": "project", "category": "cost_category"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    category: OptionalCode = Field("", description="Cost category.", examples=["LABOR"])
    period_on: date = Field(description="First day of the fiscal period.", examples=["2026-04-01"])
    n_months: int = Field(
        1,
        ge=1,
        le=12,
        description="Length of the period: 1 month, 3 quarter, 12 year.",
        examples=[3],
    )
    amount: Money | None = Field(
        None, description="Approved cost, in the line's currency.", examples=["45000"]
    )
    hours: Hours | None = Field(None, ge=0, description="Planned work in hours.", examples=["520"])
    currency: Currency | None = Field(
        None, description="Currency of the amount; empty = base currency.", examples=["EUR"]
    )
    withheld: Text | None = Field(
        None,
        description="Amounts that the source withholds, with its words.",
        examples=["amount: n/a"],
    )


class Actual(Record):
    """One posted line of cost or work, as finance or the time sheet gives it.

    The key names the line: within one source (feed), lines with the same project, element, person,
    role, category and date are told apart by `entry`, the voucher or document number where there is
    one, otherwise the occurrence in file order ("1", "2", ...).
    """

    register = "actual"
    key = ("source", "project", "wbs", "person", "role", "category", "spent_on", "entry")
    title = "Actuals"
    refers = {"project": "project", "person": "person", "role": "role", "category": "cost_category"}

    source: OptionalCode = Field(
        "", description="Feed that the line comes from.", examples=["SAP CO"]
    )
    project: Code = Field(description="Project.", examples=["P-0001"])
    wbs: OptionalCode = Field("", description="WBS element or task.", examples=["1.2"])
    person: OptionalCode = Field("", description="Person who did the work.", examples=["E042"])
    role: OptionalCode = Field("", description="Role of the work.", examples=["DEV"])
    category: OptionalCode = Field("", description="Cost category.", examples=["LABOR"])
    spent_on: date = Field(description="Day of the work or posting.", examples=["2026-10-31"])
    entry: str = Field(
        "1",
        max_length=200,
        description="Voucher, document or occurrence number.",
        examples=["V-778"],
    )
    cost: Money | None = Field(None, description="Cost, in the line's currency.", examples=["640"])
    hours: Hours | None = Field(None, description="Work in hours.", examples=["8"])
    currency: Currency | None = Field(
        None, description="Currency of the cost; empty = base currency.", examples=["EUR"]
    )
    comment: Text | None = Field(None, description="Text of the line.", examples=["Sprint 14"])
    line: int = Field(0, ge=0, description="Line in the source file; 0 = typed in.", examples=[17])


class Rate(Record):
    """What one unit of a currency is worth in base currency, from a day on."""

    register = "rate"
    key = ("currency", "valid_from")
    title = "Currency rates"

    currency: Currency = Field(description="Currency.", examples=["USD"])
    valid_from: date = Field(
        description="First day on which the rate holds.", examples=["2026-01-01"]
    )
    rate: float = Field(
        gt=0, description="Base units per one unit of the currency.", examples=[0.92]
    )
