"""The task that solves, as the solver's process calls it."""

import json
from datetime import date
from typing import Any

import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.solve import solve
from pmo_core.analysis.selection.tasks import TASKS
from pmo_core.analysis.selection.warm import engine_for
from pmo_core.model.what_if import Forced, WhatIf
from tests.analysis.selection import cases
from tests.analysis.selection.random_cases import random_case


def ask(case: Any, what_if: WhatIf, **options: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the answer and what was reported on the way."""
    reports: list[dict[str, Any]] = []
    return TASKS["solve"](case, what_if, options, reports.append, lambda: False), reports


def test_the_best_selection_is_found_and_reported() -> None:
    """Two that cost 50 each fit into 100; the one that costs 60 would be alone."""
    january = date(2027, 1, 1)
    costs = {"A": 60.0, "B": 50.0, "C": 50.0}
    case = cases.case(
        [cases.project(code) for code in costs], limits=[cases.money(2027, 100)],
        use=[cases.use(code, january, cost) for code, cost in costs.items()],
    )  # fmt: skip
    answer, reports = ask(case, WhatIf(objective="count"), seconds=5)
    assert answer["chosen"] == [["B", 0], ["C", 0]]
    assert (answer["status"], answer["value"], answer["gap"]) == ("optimal", 2.0, 0.0)
    assert reports
    json.dumps([answer, *reports], allow_nan=False)


def test_warm_answers_are_those_of_a_cold_start() -> None:
    """The same engine, asked again and again under changed controls, finds the proven optimum."""
    case, what_if = random_case(4)
    changes: list[dict[str, Any]] = [
        {}, {"budget_pct": 50.0}, {"objective": "count"}, {"capacity_pct": 300.0},
        {"forced_out": (Forced(project="P1"),)}, {"delay_pct": 20.0}, {},
    ]  # fmt: skip
    for change in changes:
        changed = what_if.model_copy(update=change)
        cold = solve(build(case, changed).problem)
        warm, _ = ask(case, changed)
        assert warm["status"] == cold.status
        assert warm["value"] == pytest.approx(None if cold.status == "infeasible" else cold.value)


def test_an_engine_is_kept_while_only_values_limits_and_forces_change() -> None:
    """Another window is another structure."""
    case = cases.case([cases.project("A"), cases.project("B")], limits=[cases.money(2027, 5)])
    changed = WhatIf(budget_pct=50, objective="count", forced_in=(Forced(project="A"),))
    with engine_for(build(case, WhatIf()).problem) as first:
        pass
    with engine_for(build(case, changed).problem) as second:
        assert second is first
        assert second.problem.must.tolist() == [True, False]
        assert second.problem.upper.tolist() == [2.5]
    with engine_for(build(case, WhatIf(shift_months=1)).problem) as third:
        assert third is not first


def test_an_engine_that_failed_is_not_kept() -> None:
    """Whoever asks next begins anew."""
    problem = build(cases.case([cases.project("A")]), WhatIf()).problem
    with pytest.raises(RuntimeError, match="stuck"), engine_for(problem) as failed:
        raise RuntimeError("stuck")
    with engine_for(problem) as engine:
        assert engine is not failed


def test_a_known_selection_is_kept_where_nothing_is_better() -> None:
    """Two equal projects and money for one: whoever was in stays in."""
    january = date(2027, 1, 1)
    case = cases.case(
        [cases.project("A"), cases.project("B")], limits=[cases.money(2027, 1)],
        use=[cases.use(code, january, 1.0) for code in "AB"],
    )  # fmt: skip
    for known in ("A", "B"):
        answer, _ = ask(case, WhatIf(), start=[[known, 0]])
        assert answer["chosen"] == [[known, 0]]
