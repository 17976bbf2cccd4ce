"""The efficient frontier: each point the best there is at its level, and never less with more."""

import json
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.frontier import at_level, frontier, placed
from pmo_core.analysis.selection.solve import solve
from pmo_core.analysis.selection.tasks import TASKS
from pmo_core.model.what_if import WhatIf
from tests.analysis.selection import cases
from tests.analysis.selection.meaning import Meaning
from tests.analysis.selection.random_cases import random_case

LEVELS = [50.0, 80.0, 100.0, 120.0, 150.0]
COSTS = {"A": 60.0, "B": 50.0, "C": 50.0, "D": 500.0}
PRIORITIES = {"A": 1, "B": 2, "C": 2, "D": 3}


def small():
    """Return projects worth 100, 67, 67 and 33 (D, which never fits), and money of 100."""
    january = date(2027, 1, 1)
    return cases.case(
        [cases.project(code, cost=cost, priority=PRIORITIES[code]) for code, cost in COSTS.items()],
        limits=[cases.money(2027, 100)],
        use=[cases.use(code, january, cost) for code, cost in COSTS.items()],
    )


def test_with_more_money_a_project_may_leave_for_two() -> None:
    """60 is for A; 100 for B and C, who are worth more together; 110 has A back beside one."""
    points = list(frontier(small(), WhatIf(objective="priority"), [60, 110, 160]))
    assert [point.level_pct for point in points] == [60, 100, 110, 160]
    assert [point.amount for point in points] == pytest.approx([60, 100, 110, 160])
    assert [point.value for point in points] == pytest.approx([100, 400 / 3, 500 / 3, 700 / 3])
    assert dict(points[0].chosen) == {"A": 0}
    assert points[1].left == (("A", 0),)
    assert points[1].entered == (("B", 0), ("C", 0))
    assert points[1].cost == 100
    assert points[2].entered == (("A", 0),)
    assert len(points[2].left) == 1
    assert [point.gap for point in points] == [0, 0, 0, 0]


@pytest.mark.parametrize("by", ["budget", "capacity"])
def test_each_point_is_the_best_and_none_is_below_the_one_before(by) -> None:
    """Random cases: each point equals a solve from scratch and, with all rules, brute force."""
    n = 0
    for seed in range(25):
        case, what_if = random_case(seed)
        what_if = what_if.model_copy(update={"budget_pct": 100.0, "capacity_pct": 100.0})
        points = list(frontier(case, what_if, LEVELS, by=by))
        assert [point.level_pct for point in points] == LEVELS
        for one, other in pairwise(points):
            if np.isfinite(one.value):
                assert other.value >= one.value - 1e-9, seed
        for point in points:
            level = at_level(what_if, by, point.level_pct)
            again = solve(build(case, level).problem, 10)
            assert (again.status, point.status) in {("optimal",) * 2, ("infeasible",) * 2}
            assert point.value == pytest.approx(again.value, abs=1e-6, nan_ok=True), seed
            meaning = Meaning(case, level)
            best = np.where(meaning.fits(), meaning.values(), -np.inf).max()
            if point.status == "optimal":
                assert point.value == pytest.approx(best, abs=1e-4), seed
                n += 1
            else:
                assert best == -np.inf
    assert n > 60


def test_what_enters_leaves_and_moves_leads_from_point_to_point() -> None:
    """The selection before, less who left, plus who entered, is the selection."""
    for seed in range(15):
        case, what_if = random_case(seed)
        for one, other in pairwise(frontier(case, what_if, LEVELS)):
            was, now = dict(one.chosen), dict(other.chosen)
            assert {*was} - {*dict(other.left)} | {*dict(other.entered)} == {*now}
            stayed = {name for name in was.keys() & now.keys() if was[name] != now[name]}
            assert {*dict(other.moved)} == stayed


def test_the_task_places_what_is_shown_and_what_is_committed() -> None:
    """Points are reported one by one; the current level is marked, other selections are placed."""
    reports: list[str] = []
    answer = TASKS["frontier"](
        small(), WhatIf(objective="count"),
        {"levels": [50, 150], "current": [["A", 0]], "committed": [["A", 0], ["B", 0], ["X", 0]]},
        lambda one: reports.append(json.dumps(one, allow_nan=False)), lambda: False,
    )  # fmt: skip
    assert len(reports) == 3
    assert [one["is_current"] for one in answer["points"]] == [False, True, False]
    assert answer["current"] == {
        "level_pct": 100, "amount": 100, "value": 1, "cost": 60, "n_chosen": 1, "keeps_all": True,
        "n_unknown": 0,
    }  # fmt: skip
    committed = answer["committed"]
    assert (committed["value"], committed["keeps_all"], committed["n_unknown"]) == (2, False, 1)
    assert placed(small(), WhatIf(objective="count"), [])["value"] == 0


def test_stop_ends_the_frontier() -> None:
    """After stop no further point comes."""
    assert list(frontier(small(), WhatIf(objective="count"), stop=lambda: True)) == []
