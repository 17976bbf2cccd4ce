"""What a sample of an audit is drawn from, how much that is, and which of it the seed draws."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from pmo_core.analysis import audit_monetary, audit_sampling
from pmo_core.analysis.audit_sampling import Rule
from pmo_core.jobs.audits_checklist import projects_of
from pmo_core.jobs.facts import Source
from pmo_core.model import REGISTERS, Audit
from pmo_core.model.record import MONEY_SCALE

BOOKED = "actual"
"""Register that is too long to be read as a whole: the store draws from it."""
FROM: dict[str, str] = {
    "change_request": "submitted_on", "decision": "decided_on", "gate": "held_on",
    "deliverable": "delivered_on", "status_report": "data_date", "raid_item": "raised_on",
    "request": "submitted_on", "purchase_order": "ordered_on", BOOKED: "spent_on",
}  # fmt: skip
"""Registers that a sample can be drawn from -> the day by which their records are taken."""
_UNITS = 10**MONEY_SCALE


@dataclass(frozen=True, slots=True)
class Whole:
    """What a sample is drawn from.

    Parameters
    ----------
    register : str
        One of `FROM`.
    first, last : datetime.date
        Days, both included; records without the day are left out.
    is_by_amount : bool
        Each unit of money has the same chance, not each record; for actuals.
    """

    register: str
    first: date
    last: date
    is_by_amount: bool = False

    def words(self, audit: Audit) -> str:
        """Say what it is: register, subject and days."""
        subject = audit.project or audit.department
        of = f" of {subject}" if subject else ""
        how = ", by amount" if self.is_by_amount else ""
        return f"{REGISTERS[self.register].title}{of}, {self.first} to {self.last}{how}"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is to draw from.

    Parameters
    ----------
    n_items : int
        Records that can be drawn.
    amount : Decimal or None
        Their sum in base currency, where they are drawn by amount.
    n_left_out : int
        Bookings that have no cost above 0, where they are drawn by amount.
    """

    n_items: int
    amount: Decimal | None = None
    n_left_out: int = 0


def extent(source: Source, audit: Audit, whole: Whole) -> Extent:
    """Return how much there is to draw from; only records of what is audited."""
    if whole.register != BOOKED:
        return Extent(len(_items(source, audit, whole)))
    n, n_with_cost, amount = source.query("bookings_whole", **_scope(audit, whole)).row(0)
    if whole.is_by_amount:
        return Extent(n_with_cost, amount, n - n_with_cost)
    return Extent(n)


def size(found: Extent, rule: Rule) -> int:
    """Return how many are drawn: records, or units of money where they are drawn by amount."""
    if found.amount is None:
        return audit_sampling.size(found.n_items, rule)
    return audit_monetary.size(rule)


def chosen(source: Source, audit: Audit, whole: Whole, n: int, seed: int) -> pl.DataFrame:
    """Return what is drawn: item and amount (null where it has none), in the order drawn.

    Parameters
    ----------
    source : Source
        Where it is kept.
    audit : Audit
        Of a project or department: only records of its projects.
    whole : Whole
        What it is drawn from.
    n : int
        How many; by amount fewer rows come, where one booking holds several of the units.
    seed : int
        What decides.
    """
    if whole.register != BOOKED:
        items = audit_sampling.draw(_items(source, audit, whole), n, seed)
        nothing = pl.lit(None, pl.Decimal(18, MONEY_SCALE))
        return pl.DataFrame({"item": items}, {"item": pl.String}).with_columns(amount=nothing)
    scope = _scope(audit, whole)
    if not whole.is_by_amount:
        return source.query("bookings_drawn", n=n, seed=seed, **scope)
    amount = extent(source, audit, whole).amount or Decimal(0)
    steps = audit_monetary.steps(amount, n, seed)
    return source.query(
        "bookings_drawn_by_amount", start=int(steps.start * _UNITS),
        interval=int(steps.interval * _UNITS), **scope,
    )  # fmt: skip


def record(source: Source, register: str, item: str) -> dict[str, Any]:
    """Return the record that an item names, by field; empty where it is there no more."""
    if register == BOOKED:
        rows = source.query("booking", item=item)
    else:
        rows = source.table(register).filter(_named(register) == item)
    return rows.row(0, named=True) if rows.height else {}


def _items(source: Source, audit: Audit, whole: Whole) -> list[str]:
    """Return the keys of the records that a sample can be drawn from, each as one text."""
    day = pl.col(FROM[whole.register])
    rows = source.table(whole.register).filter(day.is_between(whole.first, whole.last))
    if audit.about in ("project", "department"):
        rows = rows.filter(pl.col("project").is_in(projects_of(source, audit)))
    return rows.select(item=_named(whole.register))["item"].sort().to_list()


def _named(register: str) -> pl.Expr:
    parts = [pl.col(name).cast(pl.String).replace("", None) for name in REGISTERS[register].key]
    return pl.concat_str(parts, separator=" ", ignore_nulls=True)


def _scope(audit: Audit, whole: Whole) -> dict[str, Any]:
    return {
        "first": whole.first, "last": whole.last, "project": audit.project or "",
        "department": audit.department or "",
    }  # fmt: skip


__all__ = ["BOOKED", "FROM", "Extent", "Whole", "chosen", "extent", "record", "size"]
