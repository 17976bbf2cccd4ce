"""What constraints cost, against solving again by other means."""

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.prices import Price, prices
from pmo_core.analysis.selection.solve import solve
from pmo_core.analysis.selection.tasks import TASKS
from pmo_core.analysis.selection.why import Today, today_of
from pmo_core.analysis.selection.why_levers import relaxed
from pmo_core.model.what_if import Rule, WhatIf
from tests.analysis.selection import cases
from tests.analysis.selection.meaning import Meaning
from tests.analysis.selection.random_cases import random_case

JANUARY = date(2027, 1, 1)


def small(money: float):
    """Return A for 100 and B for 101, both in January 2027, of the same priority."""
    return cases.case(
        [cases.project("A"), cases.project("B")],
        use=[cases.use("A", JANUARY, 100), cases.use("B", JANUARY, 101),
             cases.use("A", JANUARY, 10, "DEV")],
        limits=[cases.money(2027, money), cases.role("DEV", JANUARY, 40)],
    )  # fmt: skip


def priced(case, what_if) -> dict[str, Price]:
    """Return the prices by code."""
    return {one.constraint.code: one for one in prices(today_of(case, what_if, {}, 10, None))}


def test_one_percent_more_lets_another_in() -> None:
    """200 is one short of both: 1 % more is worth a whole project, the linear price far less."""
    found = priced(small(200), WhatIf(objective="count"))
    money, developer = found["2027"], found["DEV"]
    assert money.slack in (pytest.approx(99), pytest.approx(100))
    assert money.step == pytest.approx(2)
    assert (money.step_low, money.step_high) == (1, 1)
    assert money.is_binding is True
    assert money.linear == pytest.approx(2 / 101)
    assert money.sentence("EUR") == (
        "The money of fiscal year 2027: 1 % more in that year is worth 1; "
        "without any limit it would be 1 more."
    )
    assert developer.is_binding is False
    assert developer.sentence() == (
        "The capacity of DEV does not bind: without it no selection is worth more."
    )


def test_a_limit_may_bind_though_one_percent_brings_nothing() -> None:
    """Of 150 two need 201: 1 % more is worth nothing, yet without the limit both are in."""
    money = priced(small(150), WhatIf(objective="count"))["2027"]
    assert (money.step_high, money.whole_low) == (0, 1)
    assert "1 % more in that year is worth nothing; without any limit it would be 1 more" in (
        money.sentence()
    )


def test_a_rule_costs_what_is_lost_by_it() -> None:
    """Forbidding one of two that fit costs one."""
    rules = (Rule(code="X", kind="forbidden", projects=("A",)),)
    price = priced(small(300), WhatIf(objective="count", rules=rules))["X"]
    assert price.sentence() == "Rule X (A may not be in) costs 1 of value."


def test_prices_of_random_cases_are_so() -> None:
    """Rules against all selections without them, limits against a solve with 1 % more."""
    n_rules = n_limits = 0
    for seed in range(40):
        case, what_if = random_case(seed)
        formulation = build(case, what_if)
        answer = solve(formulation.problem, 10)
        if np.isnan(answer.value):
            continue
        today = Today(case, what_if, formulation, answer)
        for one in prices(today, 60):
            assert one.whole_low == pytest.approx(one.whole_high, abs=1e-4)
            assert one.step_low == pytest.approx(one.step_high, abs=1e-4)
            if one.constraint.is_limit:
                n_limits += 1
                assert one.step_high <= one.whole_high + 1e-9
                gain = _one_percent_more(today, one)
            else:
                n_rules += 1
                meaning = Meaning(case, relaxed(what_if, one.constraint))
                gain = meaning.values()[meaning.fits()].max() - answer.value
            assert one.step_high == pytest.approx(gain, abs=1e-4), (seed, one)
    assert n_rules > 40
    assert n_limits > 60


def _one_percent_more(today: Today, one: Price) -> float:
    """Return the gain when the limit's amounts grow by 1 %, found from the case."""
    unit = one.constraint
    what_if = today.what_if
    rows = today.formulation.rows[unit.rows.tolist()]
    if unit.kind == "capacity":
        percent = dict(what_if.capacities).get(unit.code, what_if.capacity_pct)
        given = dict(what_if.capacities) | {unit.code: percent * 1.01}
        changed = build(today.case, what_if.model_copy(update={"capacities": tuple(given.items())}))
        return solve(changed.problem, 10).value - today.answer.value
    problem = today.formulation.problem
    upper = problem.upper.copy()
    for row, line in zip(unit.rows, rows.iter_rows(named=True), strict=True):
        left = line["limit"] * 1.01 - line["committed"]
        upper[row] = max(upper[row], left * line["scale"])
    return solve(replace(problem, upper=upper), 10).value - today.answer.value


def test_the_task_reports_each_price() -> None:
    """Plain values, one constraint after the other."""
    reports: list[str] = []
    answer = TASKS["prices"](
        small(200), WhatIf(objective="count"), {"currency": "EUR"},
        lambda one: reports.append(json.dumps(one, allow_nan=False)), lambda: False,
    )  # fmt: skip
    assert len(reports) == len(answer["prices"]) == 2
    assert answer["prices"][0]["sentence"].startswith("The money of fiscal year 2027")


def test_stop_ends_the_prices() -> None:
    """After stop no further price comes."""
    today = today_of(small(200), WhatIf(objective="count"), {}, 10, None)
    assert list(prices(today, stop=lambda: True)) == []
