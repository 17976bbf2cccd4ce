"""What was ordered: purchase orders, by which money is committed before it is spent."""

from datetime import date

from pydantic import Field

from pmo_core.model.record import Code, Currency, Money, Name, Record


class PurchaseOrder(Record):
    """An order to a supplier; what is ordered and not invoiced yet is committed.

    The amounts are those of the order as it stands: what was invoiced on an earlier day is not
    kept.
    """

    register = "purchase_order"
    key = ("project", "code")
    title = "Purchase orders"
    refers = {"project": "project", "category": "cost_category"}

    project: Code = Field(description="Project.", examples=["P-0001"])
    code: Code = Field(description="Number of the order.", examples=["PO-2026-0142"])
    supplier: Name | None = Field(None, description="Who delivers.", examples=["Northwind GmbH"])
    category: Code | None = Field(None, description="Cost category.", examples=["HW"])
    name: Name | None = Field(None, description="What is ordered.", examples=["Storage shelves"])
    ordered_on: date | None = Field(
        None, description="Day of the order; empty = before any day.", examples=["2026-03-02"]
    )
    amount: Money | None = Field(
        None, ge=0, description="Value of the order, in its currency.", examples=["48000"]
    )
    invoiced_amount: Money | None = Field(
        None, ge=0, description="Invoiced so far; empty = nothing yet.", examples=["16000"]
    )
    currency: Currency | None = Field(
        None, description="Currency of the amounts; empty = base currency.", examples=["EUR"]
    )
    expected_on: date | None = Field(
        None, description="Day on which the rest is expected to be paid.", examples=["2026-12-15"]
    )
    closed_on: date | None = Field(
        None, description="Day from which nothing more is to come of it.", examples=["2026-12-31"]
    )
