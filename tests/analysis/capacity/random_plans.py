"""Small plans of people from a seed, with whole hours, and how to try out everything on them."""

from datetime import date
from functools import cache
from itertools import combinations
from random import Random
from typing import Any

import polars as pl

from pmo_core.analysis.capacity.plan import Plan, plan

MONTHS = (date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1))
SKILLS = ("DEV", "QA", "PM")
WORTH = {"A": 100.0, "B": 60.0, "C": 30.0, "D": 10.0}


def frame(rows: list[dict[str, Any]], **schema: Any) -> pl.DataFrame:
    """Return rows as a frame that has its columns even when there are none."""
    return pl.DataFrame(rows, schema=schema, orient="row")


def random_plan(seed: int, promises: float = 0.25) -> Plan:
    """Return a plan of at most 5 demands, 4 people and 3 months."""
    rng = Random(seed)
    months = MONTHS[: rng.randint(1, 3)]
    people = [f"E{n}" for n in range(rng.randint(2, 4))]
    demand = []
    for _ in range(rng.randint(1, 5)):
        first = rng.randrange(len(months))
        until = rng.randint(first, min(first + 1, len(months) - 1))
        demand.append({
            "project": rng.choice("ABCD"), "skill": rng.choice(SKILLS),
            "level": rng.choice((1, 1, 2, 3)),
            "period": months[first], "until": months[until], "hours": rng.randint(1, 4),
        })  # fmt: skip
    there = [
        {"person": who, "period": month, "hours": rng.randint(1, 6)}
        for who in people for month in MONTHS if rng.random() < 0.9
    ]  # fmt: skip
    can = [
        {"person": who, "skill": skill, "level": rng.randint(1, 3)}
        for who in people for skill in SKILLS if rng.random() < 0.8
    ]  # fmt: skip
    fixed = [
        {"project": rng.choice("ABCD"), "skill": rng.choice(SKILLS), "period": rng.choice(months),
         "person": who, "hours": rng.randint(1, 2)}
        for who in people if rng.random() < promises
    ]  # fmt: skip
    return plan(
        frame(demand, project=pl.String, skill=pl.String, level=pl.Int64, period=pl.Date,
              until=pl.Date, hours=pl.Int64),
        frame(there, person=pl.String, period=pl.Date, hours=pl.Int64),
        frame(can, person=pl.String, skill=pl.String, level=pl.Int64),
        frame(fixed, project=pl.String, skill=pl.String, period=pl.Date, person=pl.String,
              hours=pl.Int64),
    )  # fmt: skip


def slots_of(one: Plan) -> dict[tuple[str, date], int]:
    """Hours of each person and month that are not promised, below 0 where too much is."""
    left: dict[tuple[str, date], int] = {}
    for who, month, hours in one.available.select("person", "period", "hours").iter_rows():
        left[who, month] = left.get((who, month), 0) + round(hours)
    for row in one.promised.iter_rows(named=True):
        key = row["person"], row["period"]
        left[key] = left.get(key, 0) - round(row["hours"])
    return left


def may_serve(one: Plan, need: dict[str, Any], who: str, month: date) -> bool:
    """Whether a person could work on a demand in a month."""
    held = {(a, b): c for a, b, c in one.skills.select("person", "skill", "level").iter_rows()}
    is_able = held.get((who, need["skill"]), 0) >= need["level"]
    return is_able and need["period"] <= month <= need["until"]


def can_be_met(one: Plan, needs: list[dict[str, Any]]) -> bool:
    """Try every way to give each asked hour to a person and a month."""
    left = {key: max(hours, 0) for key, hours in slots_of(one).items()}
    keys = sorted(left)
    hours = [need for need in needs for _ in range(round(need["hours"]))]
    who = [[n for n, key in enumerate(keys) if may_serve(one, need, *key)] for need in hours]

    @cache
    def rest(done: int, free: tuple[int, ...]) -> bool:
        if done == len(hours):
            return True
        return any(
            rest(done + 1, (*free[:n], free[n] - 1, *free[n + 1 :])) for n in who[done] if free[n]
        )

    return rest(0, tuple(left[key] for key in keys))


def is_violated(one: Plan, needs: list[dict[str, Any]]) -> bool:
    """Whether demands ask for more than all hours of all who could serve one of them."""
    there = sum(
        max(hours, 0)
        for (who, month), hours in slots_of(one).items()
        if any(may_serve(one, need, who, month) for need in needs)
    )
    return sum(need["hours"] for need in needs) > there


def true_subsets(needs: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """All sets of the demands but the full and the empty one."""
    return [list(some) for n in range(1, len(needs)) for some in combinations(needs, n)]
