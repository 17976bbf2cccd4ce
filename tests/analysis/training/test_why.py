"""Why a gap is not closed in time: what is said must be so."""

from datetime import timedelta
from typing import Any

import polars as pl

from pmo_core.analysis.training.plan import Plan, plan
from pmo_core.analysis.training.problem import LATE_DAYS, Problem
from pmo_core.analysis.training.why import (
    BUDGET,
    LEVEL,
    NO_COURSE,
    NO_PLACE,
    NOT_FREE,
    SEATS,
    TOO_EARLY,
    TOO_LATE,
    why,
)
from tests.analysis.training.training_cases import random_problem

N_CASES = 45
EPS = 1e-9


def catalog(problem: Problem) -> pl.DataFrame:
    """Return the courses of a problem."""
    return problem.options.select(
        "skill", "level", code="course", name="course", lead_days=0
    ).unique()  # fmt: skip


def holds(problem: Problem, found: Plan, need: dict[str, Any], reason: str) -> bool:
    """Return whether a course to the level was stopped by what is said."""
    rows = problem.options.rows(named=True)
    chosen = set(found.chosen["option"])
    is_open = found.met.filter(need=need["need"])["option"].item() is None
    able = [
        one for one in rows if (one["person"], one["skill"]) == (need["person"], need["skill"])
        and one["level"] >= need["level"]
    ]  # fmt: skip
    if reason == NO_COURSE:
        return not any(
            one["skill"] == need["skill"] and one["level"] >= need["level"] for one in rows
        )
    ready = {one["option"]: one["end"] + timedelta(days=1) for one in able}
    late = {n: (day - need["needed_on"]).days for n, day in ready.items()}
    lasting = [
        one for one in able if not one["valid_until"] or one["valid_until"] >= need["needed_on"]
    ]  # fmt: skip
    if reason == TOO_EARLY:
        return len(lasting) < len(able)
    if reason == TOO_LATE:
        return any(late[one["option"]] > 0 for one in lasting)
    wanted = [one for one in lasting if late[one["option"]] <= (LATE_DAYS if is_open else 0)]
    said = {
        LEVEL: lambda one: one["from_level"] > one["level_held"],
        NO_PLACE: lambda one: not one["barred"],
        NOT_FREE: lambda one: one["barred"] or _is_busy(problem, chosen, one),
        SEATS: lambda one: _is_full(rows, chosen, one),
        BUDGET: lambda one: _is_too_dear(problem, chosen, one),
    }[reason]
    return any(said(one) for one in wanted if one["option"] not in chosen)


def _is_busy(problem: Problem, chosen: set[int], one: dict[str, Any]) -> bool:
    """Whether the person is in a course of the plan then, or has no hours left beside it."""
    own = problem.options.filter(pl.col("option").is_in(chosen), person=one["person"])
    if own.filter(pl.col("start") <= one["end"], pl.col("end") >= one["start"]).height:
        return True
    months = dict(problem.hours.filter(option=one["option"]).select("month", "hours").iter_rows())
    left = dict(problem.free.filter(person=one["person"]).select("month", "hours").iter_rows())
    used = problem.hours.join(own, on="option", how="semi")
    return any(
        hours + used.filter(month=month)["hours"].sum() > left.get(month, 1e9) + EPS
        for month, hours in months.items()
    )


def _is_full(rows: list[dict[str, Any]], chosen: set[int], one: dict[str, Any]) -> bool:
    """Whether others of the plan sit on the last seat."""
    same = [
        other for other in rows if other["option"] in chosen
        and (other["course"], other["start"]) == (one["course"], one["start"])
    ]  # fmt: skip
    return one["seats_left"] is not None and len(same) >= one["seats_left"]


def _is_too_dear(problem: Problem, chosen: set[int], one: dict[str, Any]) -> bool:
    """Whether a budget that pays it has too little left beside the plan."""
    cost = dict(problem.options.select("option", "cost").iter_rows())
    for budget, left in problem.budgets.iter_rows():
        own = set(problem.charges.filter(budget=budget)["option"])
        spent = sum(cost[n] for n in chosen & own)
        if one["option"] in own and one["cost"] + spent > max(left, 0.0) + EPS:
            return True
    return False


def test_what_is_said_is_so() -> None:
    """Each gap that is not closed in time has one reason, and a course to which it applies."""
    told = set()
    for seed in range(N_CASES):
        problem = random_problem(seed)
        found = plan(problem)
        rows = why(problem, found, catalog(problem))
        late = found.met.filter((pl.col("days_late") > 0).fill_null(value=True))
        assert rows["need"].to_list() == late["need"].to_list(), seed
        needs = {need["need"]: need for need in problem.needs.rows(named=True)}
        for number, reason, because in rows.iter_rows():
            told.add(reason)
            assert because.endswith("."), seed
            if reason != "no date":
                assert holds(problem, found, needs[number], reason), (seed, number, reason)
    assert told >= {NO_COURSE, TOO_LATE, TOO_EARLY, LEVEL, NOT_FREE, SEATS, BUDGET}
