"""What an example of a rule is: a few records, and whether the rule finds something in them.

All examples are kept in one store and seen on one day, so each has projects of its own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pmo_core.model import Actual, Project, Record, StatusReport

DAY = date(2026, 11, 30)
"""Day of which the rules judge."""


@dataclass(frozen=True)
class Example:
    """One example.

    Parameters
    ----------
    rule : str
        Rule that it is about.
    says : str
        What is right or wrong here, in one sentence.
    records : tuple of Record
        What is kept.
    violations : int
        How many violations there are; 0 = it passes.
    shown : dict
        Column -> value by which its rows are known; by default those of its first project.
    file : str
        Lines of a file of projects that is imported besides; empty = none.
    """

    rule: str
    says: str
    records: tuple[Record, ...]
    violations: int
    shown: dict[str, Any]
    file: str = ""


def fails(
    rule: str,
    says: str,
    *records: Record,
    violations: int = 1,
    shown: dict[str, Any] | None = None,
    file: str = "",
) -> Example:
    """Return an example in which the rule finds something."""
    return Example(rule, says, records, violations, shown or _first(records), file)


def passes(
    rule: str, says: str, *records: Record, shown: dict[str, Any] | None = None, file: str = ""
) -> Example:
    """Return an example in which the rule judges, and finds nothing."""
    return Example(rule, says, records, 0, shown or _first(records), file)


def _first(records: tuple[Record, ...]) -> dict[str, Any]:
    return {"project": next(one.code for one in records if isinstance(one, Project))}


def ago(days: int) -> date:
    """Return the day so many days before `DAY`."""
    return DAY - timedelta(days=days)


def ahead(days: int) -> date:
    """Return the day so many days after `DAY`."""
    return DAY + timedelta(days=days)


def money(amount: float) -> Decimal:
    """Return an amount."""
    return Decimal(str(amount))


def project(code: str, **fields: Any) -> Project:
    """Return a project; its name is its code unless given."""
    return Project(**{"code": code, "name": code} | fields)


def running(code: str, **fields: Any) -> Project:
    """Return a project in delivery that began 300 days ago and is planned for 600, of 100,000."""
    planned = {
        "stage": "delivery", "planned_start": ago(300), "actual_start": ago(300),
        "planned_finish": ahead(300), "planned_cost": money(100_000),
    }  # fmt: skip
    return project(code, **planned | fields)


def closed(code: str, days: int, **fields: Any) -> Project:
    """Return a project that was closed so many days ago."""
    ended = {"stage": "closed", "actual_start": ago(days + 300), "actual_finish": ago(days)}
    return project(code, **ended | fields)


def report(code: str, days: int, **fields: Any) -> StatusReport:
    """Return a status report of so many days ago."""
    return StatusReport(project=code, data_date=ago(days), **fields)


def spent(code: str, days: int, cost: float, entry: str = "1", **fields: Any) -> Actual:
    """Return a line of cost of so many days ago."""
    return Actual(project=code, spent_on=ago(days), cost=money(cost), entry=entry, **fields)
