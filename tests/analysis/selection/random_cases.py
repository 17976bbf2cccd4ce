"""Small cases and what-ifs of all kinds, from a seed."""

from datetime import date
from random import Random
from typing import Any

from pmo_core.analysis.selection.case import Case
from pmo_core.model.what_if import Forced, Rule, WhatIf
from tests.analysis.selection import cases

KINDS = (
    "mandatory", "forbidden", "requires", "excludes", "all or none", "at least", "at most",
    "minimum share",
)  # fmt: skip
STANDINGS = {
    "RUN1": "delivery", "RUN2": None, "DONE": "closed", "GONE": "canceled", "IDEA": "proposed",
}  # fmt: skip
MOST = 40_000
"""Selections that a case may have at most."""


def month_from(first: date, months: int) -> date:
    """Return the first day of a month some months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def random_case(seed: int) -> tuple[Case, WhatIf]:
    """Return a case of at most 15 candidates and a what-if, with few enough selections to try."""
    rng = Random(seed)
    data_date = rng.choice([date(2026, 12, 31), date(2026, 10, 15), date(2027, 3, 31)])
    begin = rng.choice([1, 4, 10])
    window = rng.choice([0, 0, 1, 2, 3])
    n = rng.randint(2, 15 if window == 0 else {1: 9, 2: 7, 3: 6}[window])
    codes = [f"P{number}" for number in range(n)]
    projects, uses = _projects(rng, codes, data_date)
    goals = [
        {"project": code, "goal": goal, "share_pct": rng.choice([0.0, 40.0, 100.0])}
        for code in codes
        for goal in ("G1", "G2")
        if rng.random() < 0.5
    ]
    benefits = [
        {"project": code, "year": 2027 + later, "planned": rng.choice([None, 50.0, 200.0])}
        for code in codes
        for later in range(3)
        if rng.random() < 0.6
    ]
    links = [
        {"project": one, "needs": other}
        for one in codes
        for other in [*codes, *STANDINGS]
        if one != other and rng.random() < 0.6 / (n + 3)
    ]
    rules = [_rule(rng, f"R{number}", codes) for number in range(rng.randint(0, 4))]
    case = cases.case(
        projects, data_date=data_date, fiscal_year_start_month=begin, use=uses, benefits=benefits,
        contributions=goals, links=links, limits=_limits(rng, uses, begin),
        rules=[one.model_dump() | {"projects": ";".join(one.projects)} for one in rules],
    )  # fmt: skip
    return case, _what_if(rng, codes, window)


def _projects(
    rng: Random, codes: list[str], data_date: date
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    projects, uses = [], []
    for code in [*codes, *STANDINGS]:
        is_candidate = code in codes
        start = None if rng.random() < 0.1 else month_from(data_date, rng.randint(-3, 9))
        if code in {"RUN1", "RUN2"}:
            start = month_from(data_date, 1)
        length = rng.randint(1, 4)
        stage = rng.choice(["proposed", "approved"]) if is_candidate else STANDINGS[code]
        projects.append(
            cases.project(
                code, stage=stage, is_candidate=is_candidate, start_month=start, n_months=length,
                priority=rng.choice([None, 1, 2, 3, 5, 8]), cost=rng.choice([None, 10, 30, 75]),
                portfolio=rng.choice([None, "A", "B"]), program=rng.choice([None, "A-1"]),
                department=rng.choice([None, "IT", "HR"]),
            )
        )  # fmt: skip
        if stage in {"closed", "canceled"}:
            continue
        first = start or month_from(data_date, 1)
        for step in range(length):
            for resource in ("money", "DEV", "OPS"):
                if rng.random() < 0.7:
                    amount = float(rng.randint(1, 30))
                    uses.append(cases.use(code, month_from(first, step), amount, resource))
    return projects, uses


def _limits(rng: Random, uses: list[dict[str, Any]], begin: int) -> list[dict[str, Any]]:
    def fiscal(year: int, amount: float | None, committed: float, portfolio: str) -> dict[str, Any]:
        first = date(year - (begin > 1), begin, 1)
        return cases.money(year, amount, committed, portfolio) | {"period_on": first}

    whole = sum(one["amount"] for one in uses if one["resource"] == "money")
    is_funded = rng.random() < 0.8
    limits = []
    for year in range(2026, 2030):
        amount = whole * rng.uniform(0.3, 0.9) if is_funded and rng.random() < 0.7 else None
        limits.append(fiscal(year, amount, rng.choice([0.0, 5.0, 60.0]), ""))
        if is_funded and rng.random() < 0.3:
            part = rng.choice(["A", "B"])
            limits.append(fiscal(year, whole * rng.uniform(0.15, 0.6), 0.0, part))
    for role in ("DEV", "OPS"):
        for month in sorted({one["month"] for one in uses if one["resource"] == role}):
            asked = sum(
                one["amount"] for one in uses if (one["resource"], one["month"]) == (role, month)
            )
            if rng.random() < 0.4:
                limits.append(
                    cases.role(role, month, asked * rng.uniform(0.3, 1.2), rng.choice([0.0, 5.0]))
                )
    return limits


def _rule(rng: Random, code: str, codes: list[str]) -> Rule:
    kind = rng.choices(KINDS, [1, 1, 3, 3, 3, 3, 3, 3])[0]
    threshold = rng.choice([None, 1.0, 1.0, 2.0])
    if kind == "minimum share":
        threshold = rng.choice([10.0, 20.0, 40.0])
    if rng.random() < 0.4 and kind not in {"mandatory", "forbidden", "requires"}:
        group, members = rng.choice(
            [("goal", ["G1", "G2", ""]), ("portfolio", ["A", "B", ""]), ("program", ["A-1", ""]),
             ("department", ["IT", "HR", ""])]
        )  # fmt: skip
        return Rule(
            code=code, kind=kind, group_kind=group, group_code=rng.choice(members),
            threshold=threshold,
        )  # fmt: skip
    most = 1 if kind in {"mandatory", "forbidden"} else 4
    known = codes if rng.random() < 0.7 else [*codes, *STANDINGS, "NOBODY"]
    names = rng.sample(known, min(len(known), rng.randint(min(2, most), most)))
    return Rule(code=code, kind=kind, projects=tuple(names), threshold=threshold)


def _what_if(rng: Random, codes: list[str], window: int) -> WhatIf:
    def sometimes(value: Any, share: float = 0.25) -> Any:
        return value if rng.random() < share else ()

    return WhatIf(
        objective=rng.choice(["priority", "count", "npv"]),
        budget_pct=rng.choice([100.0, 100.0, 60.0, 130.0]),
        budgets=sometimes(((2027, rng.uniform(60, 250)),)),
        capacity_pct=rng.choice([100.0, 80.0, 150.0]),
        capacities=sometimes((("DEV", 70.0),)),
        shift_months=window,
        windows=sometimes(((rng.choice(codes), rng.randint(0, 1)),)),
        delay_pct=rng.choice([0.0, 1.0, 10.0]),
        forced_in=sometimes((Forced(project=rng.choice(codes), reason="wanted"),), 0.15),
        forced_out=sometimes((Forced(project=rng.choice(codes)),), 0.15),
        rules=tuple(_rule(rng, f"W{number}", codes) for number in range(rng.randint(0, 2))),
        dropped=sometimes(("R0",)),
        stages=sometimes(rng.choice([("proposed",), ("approved", "delivery")]), 0.15),
    )
