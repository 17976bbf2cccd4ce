"""What was ordered: contracts, and purchase orders by which money is committed."""

from datetime import date

from pydantic import Field

from pmo_core.model.record import Code, Currency, Money, Name, Record, Text


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


class Contract(Record):
    """A contract with a supplier, as one line of a source lists it.

    Lines with the same code are told apart by `entry`, the occurrence in file order, so that what a
    source lists twice can be seen.
    """

    register = "contract"
    key = ("code", "entry")
    title = "Contracts"
    refers = {"program": "program", "project": "project"}

    code: Code = Field(description="Number of the contract.", examples=["22329"])
    entry: str = Field(
        "1", max_length=200, description="Occurrence of the number in its file.", examples=["1"]
    )
    program: Code | None = Field(None, description="Program it serves.", examples=["GROWTH-01"])
    project: Code | None = Field(None, description="Project it serves.", examples=["P-0001"])
    supplier: Name | None = Field(None, description="Who delivers.", examples=["Northwind GmbH"])
    name: Text | None = Field(None, description="What is agreed.", examples=["Operation of CRM"])
    kind: str | None = Field(None, description="Kind of contract.", examples=["Fixed price"])
    status: str | None = Field(None, description="Status in the source.", examples=["Awarded"])
    starts_on: date | None = Field(None, description="First day.", examples=["2026-01-01"])
    ends_on: date | None = Field(None, description="Last day.", examples=["2028-12-31"])
    amount: Money | None = Field(None, description="Value, in its currency.", examples=["120000"])
    currency: Currency | None = Field(
        None, description="Currency; empty = base currency.", examples=["EUR"]
    )


__all__ = ["Contract", "PurchaseOrder"]
