"""Who does what: nothing is broken, nothing is better, and a published assignment is found."""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product

import polars as pl
import pytest

from pmo_core.analysis.capacity.allocation import LEAST_SHARE, UNMET, Wishes, allocate
from pmo_core.analysis.capacity.feasibility import feasibility
from pmo_core.analysis.capacity.plan import plan
from tests.analysis.capacity import random_plans as cases

MARCH = date(2027, 3, 1)
RATES = {"E0": 80.0, "E1": 70.0, "E2": 60.0, "E3": 90.0}
NOBODY = pl.DataFrame(schema={"project": pl.String, "person": pl.String})
WISHES = Wishes(
    pl.DataFrame({"project": list(cases.WORTH), "value": list(cases.WORTH.values())}),
    pl.DataFrame({"person": list(RATES), "rate": list(RATES.values())}),
    pl.DataFrame({"project": ["A", "B"], "person": ["E0", "E1"]}),
)


def price_of(one, need, who):
    """Return what an hour costs by the formula of the document."""
    worth = max(cases.WORTH[p] for p in one.needs["project"])
    if who is None:
        return UNMET * (LEAST_SHARE + (1 - LEAST_SHARE) * cases.WORTH[need["project"]] / worth)
    held = {(a, b): c for a, b, c in one.skills.select("person", "skill", "level").iter_rows()}
    on = {("A", "E0"), ("B", "E1"), *one.promised.select("project", "person").iter_rows()}
    free = cases.slots_of(one)
    dearest = max(
        RATES[w]
        for n in one.needs.to_dicts()
        for (w, month), hours in free.items()
        if hours > 0 and cases.may_serve(one, n, w, month)
    )
    over = held[who, need["skill"]] - need["level"]
    return RATES[who] / dearest + 0.2 * over / 5 - 0.5 * ((need["project"], who) in on)


def cheapest(one, pairs=None):
    """Return the least cost of all ways to give each hour to somebody or nobody, by those pairs."""
    left = {key: hours for key, hours in sorted(cases.slots_of(one).items()) if hours > 0}
    keys = list(left)
    hours = [need for need in one.needs.to_dicts() for _ in range(round(need["hours"]))]
    ways = [
        [(n, price_of(one, need, key[0])) for n, key in enumerate(keys)
         if cases.may_serve(one, need, *key)
         and (pairs is None or (need["project"], key[0]) in pairs)]
        for need in hours
    ]  # fmt: skip

    @cache
    def rest(done, free):
        if done == len(hours):
            return 0.0
        nobody = price_of(one, hours[done], None) + rest(done + 1, free)
        some = (
            price + rest(done + 1, (*free[:n], free[n] - 1, *free[n + 1 :]))
            for n, price in ways[done]
            if free[n]
        )
        return min([nobody, *some])

    return rest(0, tuple(left.values()))


def broken(one, found):
    """Return what a proposal breaks: availability, skills, windows, or the sum of the hours."""
    used = found.bookings.group_by("person", "period").agg(pl.col("hours").sum())
    free = cases.slots_of(one)
    wrong = [row for row in used.rows() if row[2] > free.get(row[:2], 0) + 1e-9]
    needs = one.needs.to_dicts()
    for row in found.bookings.iter_rows(named=True):
        asked = [n for n in needs if all(n[k] == row[k] for k in ("project", "skill", "level"))]
        if not any(cases.may_serve(one, n, row["person"], row["period"]) for n in asked):
            wrong.append(row)
    key = ["project", "skill", "level"]
    served = pl.concat([
        found.bookings.select(*key, "hours"), found.unmet.select(*key, hours="unmet"),
    ]).group_by(key).agg(pl.col("hours").sum())  # fmt: skip
    both = one.needs.group_by(key).agg(asked=pl.col("hours").sum()).join(served, on=key, how="left")
    wrong += both.filter((pl.col("hours") - pl.col("asked")).abs() > 1e-3).rows()
    return wrong


@pytest.mark.parametrize("block", range(6))
def test_nothing_is_broken_and_nothing_is_better(block):
    """On 60 random plans nothing is broken and brute force finds nothing better."""
    for seed in range(10 * block, 10 * block + 10):
        one = cases.random_plan(seed, promises=0.5)
        found = allocate(one, WISHES)
        assert found.state == "optimal"
        assert broken(one, found) == [], seed
        assert found.cost == pytest.approx(cheapest(one), abs=0.01), seed
        assert found.unmet["unmet"].sum() == pytest.approx(feasibility(one).short), seed


def test_few_projects_per_person():
    """With at most one project for each, every choice of projects is tried; none is better."""
    n_fewer = 0
    for seed in range(6, 12):
        one = cases.random_plan(seed, promises=0.0)
        found = allocate(one, replace(WISHES, most_projects=1))
        assert broken(one, found) == [], seed
        by_person = found.bookings.group_by("person").agg(pl.col("project").n_unique())
        assert by_person["project"].max() in (None, 1), seed
        people = sorted(set(one.available["person"]))
        projects = sorted(set(one.needs["project"]))
        own = (
            dict(zip(people, choice, strict=True))
            for choice in product(projects, repeat=len(people))
        )
        best = min(cheapest(one, {(p, w) for w, p in one_each.items()}) for one_each in own)
        assert found.cost == pytest.approx(best, abs=0.01), seed
        n_fewer += best > cheapest(one) + 0.01
    assert n_fewer >= 2


@pytest.mark.parametrize(
    "costs",
    [
        [[90, 80, 75, 70], [35, 85, 55, 65], [125, 95, 90, 95], [45, 110, 95, 115],
         [50, 100, 90, 100]],
        [[90, 76, 75, 70], [35, 85, 55, 65], [125, 95, 90, 105], [45, 110, 95, 115]],
    ],
)  # fmt: skip
def test_published_assignments(costs):
    """Workers and tasks of the assignment examples of the OR-Tools documentation: 265 each."""
    people, tasks = [f"W{n}" for n in range(len(costs))], [f"T{n}" for n in range(4)]
    one = plan(
        pl.DataFrame({"project": tasks, "skill": "any", "period": MARCH, "hours": 1.0}),
        pl.DataFrame({"person": people, "period": MARCH, "hours": 1.0}),
        pl.DataFrame({"person": people, "skill": "any", "level": 1}),
    )
    rows = [(t, p, c) for p, row in zip(people, costs, strict=True)
            for t, c in zip(tasks, row, strict=True)]  # fmt: skip
    extra = pl.DataFrame(rows, schema=["project", "person", "cost"], orient="row")
    wishes = Wishes(
        pl.DataFrame({"project": tasks, "value": 1.0}),
        pl.DataFrame({"person": people, "rate": 0.0}),
        NOBODY, extra=extra,
    )  # fmt: skip
    found = allocate(one, wishes)
    paid = found.bookings.join(extra, on=["project", "person"])
    assert found.bookings["hours"].to_list() == [1.0] * 4
    assert paid["cost"].sum() == 265


def test_priority_decides_who_goes_short():
    """The project of the least value is short, and the price names the skill and the month."""
    one = plan(
        pl.DataFrame({"project": ["A", "C", "D"], "skill": "DEV", "period": MARCH, "hours": 60.0}),
        pl.DataFrame({"person": ["E0"], "period": [MARCH], "hours": [140.0]}),
        pl.DataFrame({"person": ["E0"], "skill": ["DEV"], "level": [4]}),
    )
    found = allocate(one, WISHES)
    assert found.unmet.select("project", "unmet").rows() == [("D", 40.0)]
    assert found.bottlenecks.select("skill", "period").rows() == [("DEV", MARCH)]
    assert found.bottlenecks["price"].item() == pytest.approx(0.1 + 0.9 * 0.1, abs=0.01)
    assert found.bookings["reason"][0] == (
        "DEV at level 4, 1 asked; 140.0 h free; on the project already; 80.0 an hour"
    )


def test_equal_months_get_the_same_people():
    """Ten equal people and four equal projects: each project keeps its people over the months."""
    people, projects = [f"E{n}" for n in range(10)], ["A", "B", "C", "D"]
    months = pl.DataFrame({"period": cases.MONTHS})
    one = plan(
        pl.DataFrame({"project": projects, "skill": "DEV", "hours": 200.0}).join(
            months, how="cross"
        ),
        pl.DataFrame({"person": people, "hours": 100.0}).join(months, how="cross"),
        pl.DataFrame({"person": people, "skill": "DEV", "level": 3}),
    )
    wishes = replace(WISHES, rates=pl.DataFrame({"person": people, "rate": 50.0}), already=NOBODY)
    found = allocate(one, wishes)
    in_months = found.bookings.group_by("project", "person").len()
    assert found.unmet.is_empty()
    assert set(in_months["len"]) == {3}


def test_nobody_is_there():
    """Without people all demand is unmet, and that is said."""
    one = cases.random_plan(3)
    found = allocate(replace(one, available=one.available.clear()), WISHES)
    assert found.bookings.is_empty()
    assert found.unmet["unmet"].sum() == one.needs["hours"].sum()
