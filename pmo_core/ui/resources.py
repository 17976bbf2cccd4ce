"""People, their time and what is asked of them, remembered until the next change of the store."""

from datetime import date

import polars as pl

from pmo_core.analysis.capacity.plan import Plan, Unit
from pmo_core.jobs import resources
from pmo_core.ui import data


def people() -> pl.DataFrame:
    """Return all people; see `jobs.resources.people`."""
    return data.derived("resources people", lambda: resources.people(data))


def available(first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return hours by person and period; see `jobs.resources.available`."""
    return data.derived(
        "resources available", lambda: resources.available(data, first, last, unit),
        first=first, last=last, unit=unit,
    )  # fmt: skip


def skills(on: date) -> pl.DataFrame:
    """Return who can fill which role on a day; see `jobs.resources.skills`."""
    return data.derived("resources skills", lambda: resources.skills(data, on), on=on)


def rates(on: date) -> pl.DataFrame:
    """Return what an hour of each person costs on a day; see `jobs.resources.rates`."""
    return data.derived("resources rates", lambda: resources.rates(data, on), on=on)


def booked(first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return what is promised to projects; see `jobs.resources.booked`."""
    return data.derived(
        "resources booked", lambda: resources.booked(data, first, last, unit),
        first=first, last=last, unit=unit,
    )  # fmt: skip


def demanded(first: date, last: date, unit: Unit, *, with_proposed: bool = False) -> pl.DataFrame:
    """Return what projects ask for; see `jobs.resources.demanded`."""
    return data.derived(
        "resources demanded",
        lambda: resources.demanded(data, first, last, unit, with_proposed=with_proposed),
        first=first, last=last, unit=unit, with_proposed=with_proposed,
    )  # fmt: skip


def open_demand(
    first: date, last: date, unit: Unit, *, with_proposed: bool = False
) -> pl.DataFrame:
    """Return what is asked for and not booked; see `jobs.resources.open_demand`."""
    return data.derived(
        "resources open demand",
        lambda: resources.open_demand(data, first, last, unit, with_proposed=with_proposed),
        first=first, last=last, unit=unit, with_proposed=with_proposed,
    )  # fmt: skip


def role_capacity(first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return the hours that roles are there; see `jobs.resources.role_capacity`."""
    return data.derived(
        "resources role capacity", lambda: resources.role_capacity(data, first, last, unit),
        first=first, last=last, unit=unit,
    )  # fmt: skip


def priority() -> pl.DataFrame:
    """Return the priority value of each project; see `jobs.priority.priority`."""
    return data.derived("resources priority", lambda: resources.priority(data))


def plan(first: date, last: date, unit: Unit, *, with_proposed: bool = False) -> Plan:
    """Return the plan of people; see `jobs.resources.plan`."""
    return data.derived(
        "resources plan",
        lambda: resources.plan(data, first, last, unit, with_proposed=with_proposed),
        first=first, last=last, unit=unit, with_proposed=with_proposed,
    )  # fmt: skip


__all__ = [
    "available", "booked", "demanded", "open_demand", "people", "plan", "priority", "rates",
    "role_capacity", "skills",
]  # fmt: skip
