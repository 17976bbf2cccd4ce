"""Cases written in a line or two: frames of a selection from plain Python values."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.selection.case import SCHEMAS, Case

DATA_DATE = date(2026, 12, 31)


def frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows as one of the frames of a case; what a row lacks is null."""
    schema = SCHEMAS[name]
    lines = [{column: row.get(column) for column in schema} for row in rows]
    return pl.DataFrame(lines, schema=schema, orient="row")


def project(code: str, **fields: Any) -> dict[str, Any]:
    """Return a candidate of one month, January 2027, priority 1, that costs 1."""
    usual = {
        "project": code, "name": f"Project {code}", "stage": "proposed",
        "start_month": date(2027, 1, 1), "n_months": 1, "cost": 1.0, "priority": 1,
        "is_candidate": True,
    }  # fmt: skip
    return usual | fields


def use(code: str, month: date, amount: float, resource: str = "money") -> dict[str, Any]:
    """Return what a project takes in a month."""
    return {"project": code, "resource": resource, "month": month, "amount": amount}


def money(
    year: int, amount: float | None, committed: float = 0.0, portfolio: str = ""
) -> dict[str, Any]:
    """Return the money of a calendar year."""
    return {
        "resource": "money", "portfolio": portfolio, "period_on": date(year, 1, 1), "n_months": 12,
        "amount": amount, "committed": committed,
    }  # fmt: skip


def role(code: str, month: date, amount: float, committed: float = 0.0) -> dict[str, Any]:
    """Return the capacity of a role in a month."""
    return {
        "resource": code, "portfolio": "", "period_on": month, "n_months": 1, "amount": amount,
        "committed": committed,
    }  # fmt: skip


def case(
    projects: Iterable[Mapping[str, Any]],
    *,
    data_date: date = DATA_DATE,
    fiscal_year_start_month: int = 1,
    **frames: Iterable[Mapping[str, Any]],
) -> Case:
    """Return a case; frames that are not given are empty."""
    given = {"projects": projects, **frames}
    return Case(
        data_date,
        fiscal_year_start_month,
        **{name: frame(name, given.get(name, ())) for name in SCHEMAS},
    )
