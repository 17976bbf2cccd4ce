"""Small portfolios of people from a seed, and what a calendar on paper says about them.

Nothing here uses the product's own calculations: days are walked one by one.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import combinations
from random import Random
from typing import Any

import polars as pl

from pmo_core.model import (
    Absence,
    Booking,
    CostRate,
    Demand,
    Holiday,
    Person,
    PersonRole,
    Project,
    Role,
    WorkCalendar,
)
from pmo_core.model.record import Record

MONTHS = (date(2027, 3, 1), date(2027, 4, 1), date(2027, 5, 1))
HOLIDAY = date(2027, 3, 29)
ROLES = ("DEV", "QA")


def day_in(rng: Random) -> date:
    """Return a day of the three months."""
    return MONTHS[0] + timedelta(days=rng.randrange(92))


def portfolio(seed: int) -> dict[str, pl.DataFrame]:
    """Return registers with at most 4 people, 3 projects and 5 demands."""
    rng = Random(seed)
    records: list[Record] = [
        Holiday(day=HOLIDAY, name="Easter Monday"),
        WorkCalendar(code="SHORT", name="Monday to Thursday", working_days="1111000"),
        *(Role(code=role, name=role) for role in ROLES),
        Project(code="A", name="A", stage="delivery"),
        Project(code="B", name="B", stage="approved"),
        Project(code="C", name="C", stage=rng.choice(("proposed", "delivery"))),
        CostRate(role="DEV", from_on=date(2027, 1, 1), hourly_rate=Decimal(80)),
    ]
    people = [f"E{n}" for n in range(rng.randint(2, 4))]
    for who in people:
        start = day_in(rng) if rng.random() < 0.3 else None
        records.append(Person(
            code=who, name=who, role=rng.choice((*ROLES, None)),
            weekly_hours=rng.choice((Decimal(5), Decimal(10), Decimal(10), None)),
            calendar=rng.choice((None, None, "SHORT")), joined_on=start,
            left_on=day_in(rng) if start is None and rng.random() < 0.3 else None,
        ))  # fmt: skip
        if rng.random() < 0.5:
            first = day_in(rng)
            records.append(Absence(person=who, from_on=first, until_on=first + timedelta(9)))
        records += [
            PersonRole(
                person=who, role=role, level=rng.choice((None, 2, 3)),
                from_on=rng.choice((None, day_in(rng))), until_on=rng.choice((None, day_in(rng))),
            )
            for role in ROLES if rng.random() < 0.7
        ]  # fmt: skip
    keys = [(project, role, month) for project in "ABC" for role in ROLES for month in MONTHS]
    records += [
        Demand(project=project, role=role, month_on=month, hours=Decimal(rng.randint(5, 60)),
               level=rng.choice((None, 1, 2, 3)),
               until_on=rng.choice((None, MONTHS[min(MONTHS.index(month) + 1, 2)])))
        for project, role, month in rng.sample(keys, rng.randint(1, 5))
    ]  # fmt: skip
    records += [
        Booking(project=project, role=role, month_on=month, person=rng.choice((*people, "")),
                hours=Decimal(rng.randint(1, 30)), kind=kind, source=source)
        for project, role, month in rng.sample(keys, 7)
        for kind, source in [rng.choice((("hard", "manual"), ("soft", "manual"),
                                         ("soft", "proposed"), ("soft", "proposed")))]
    ]  # fmt: skip
    frames: dict[str, list[Record]] = {}
    for one in records:
        frames.setdefault(one.register, []).append(one)
    return {name: type(some[0]).frame(*some) for name, some in frames.items()}


def days(month: date) -> list[date]:
    """Return the days of a month."""
    n_days = monthrange(month.year, month.month)[1]
    return [month + timedelta(days=n) for n in range(n_days)]


def hours_there(kept: dict[str, pl.DataFrame], who: dict[str, Any], month: date) -> float:
    """Return the hours that a person is there, day by day."""
    week = 4 if who["calendar"] else 5
    away = [] if "absence" not in kept else kept["absence"].filter(person=who["code"]).to_dicts()
    at_work = [
        day for day in days(month)
        if day.weekday() < week and day != HOLIDAY
        and (who["joined_on"] or day) <= day <= (who["left_on"] or day)
        and not any(one["from_on"] <= day <= one["until_on"] for one in away)
    ]  # fmt: skip
    return len(at_work) * float(who["weekly_hours"] or 0) / week


def level_held(kept: dict[str, pl.DataFrame], who: dict[str, Any], role: str, month: date) -> int:
    """Return the level that a person holds on all days of a month, 0 where on one day none."""
    held = [] if "person_role" not in kept else kept["person_role"].filter(
        person=who["code"], role=role
    ).to_dicts()  # fmt: skip

    def on(day: date) -> int:
        own = [one["level"] or 1 for one in held
               if (one["from_on"] or day) <= day <= (one["until_on"] or day)]  # fmt: skip
        return max([*own, int(who["role"] == role)])

    return min(on(day) for day in days(month))


def least_open(hours: Sequence[float], may: Sequence[frozenset[Any]], free: dict[Any, float]):
    """Return the least hours that stay open, by trying every set of demands (Gale 1957)."""

    @cache
    def over(some: tuple[int, ...]) -> float:
        slots = frozenset().union(*(may[n] for n in some))
        return sum(hours[n] for n in some) - sum(free[slot] for slot in slots)

    every = range(len(hours))
    return max(over(some) for n in range(len(hours) + 1) for some in combinations(every, n))
