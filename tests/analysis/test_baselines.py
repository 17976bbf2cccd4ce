"""Two plans compared element by element, and what was authorized, by hand."""

from datetime import date, datetime

import polars as pl
import pytest

from pmo_core.analysis.baselines import authorized, compared
from pmo_core.analysis.rebaseline import after_cost_change, replanned
from pmo_core.errors import Refused
from pmo_core.model import BaselineItem, ChangeRequest, Decision


def items(*given: tuple[str, int | None, date | None, float | None]) -> pl.DataFrame:
    """Elements of a plan from code, cost, finish and hours; all start on 2026-01-05."""
    return BaselineItem.frame(*(
        BaselineItem(
            project="A", number=1, wbs=wbs, planned_cost=cost, planned_finish=finish,
            planned_start=date(2026, 1, 5), planned_hours=hours,
        )
        for wbs, cost, finish, hours in given
    ))  # fmt: skip


def test_each_element_says_how_it_differs() -> None:
    """Added, dropped, moved, changed, both and the same; what one side lacks gives no delta."""
    march, april = date(2026, 3, 31), date(2026, 4, 30)
    before = items(("1", 10, march, 8), ("2", 10, march, 8), ("3", 10, march, 8),
                   ("4", 10, march, 8), ("5", 10, march, None), ("6", 10, march, 8))  # fmt: skip
    after = items(("1", 10, march, 8), ("2", 10, april, 8), ("3", 12, march, 8),
                  ("4", 9, april, 10), ("5", 10, march, 4), ("7", 5, march, 3))  # fmt: skip
    rows = compared(before, after).sort("wbs").select(
        "wbs", "difference", "finish_moved_days", "budget_change", "hours_change"
    )  # fmt: skip
    assert rows.rows() == [
        ("1", "same", 0, 0.0, 0.0), ("2", "moved", 30, 0.0, 0.0), ("3", "changed", 0, 2.0, 0.0),
        ("4", "moved and changed", 30, -1.0, 2.0), ("5", "same", 0, 0.0, None),
        ("6", "dropped", None, -10.0, -8.0), ("7", "added", None, 5.0, 3.0),
    ]  # fmt: skip


def decision(code: str, day: int, **fields: object) -> Decision:
    """A go of 100 at a gate of project A, or what is said otherwise."""
    given = {"about": "gate", "subject": "G", "outcome": "go", "amount": 100, **fields}
    return Decision.model_validate({
        "code": code, "board": "B", "decided_on": date(2026, 1, day), "project": "A",
        "reason": "So.", "recorded_by": "Ida", "recorded_at": datetime(2026, 1, day, 9), **given,
    })  # fmt: skip


def test_what_is_authorized_follows_the_decisions() -> None:
    """A later gate over less takes nothing back; changes add or subtract, and can be taken back."""
    changes = ChangeRequest.frame(*(
        ChangeRequest(code=code, project="A", name="x", reason="other", author="Tom",
                      cost_delta=delta)
        for code, delta in (("UP", 30), ("DOWN", -20))
    ))  # fmt: skip
    change = {"about": "change request", "outcome": "approved"}
    made = Decision.frame(
        decision("D-1", 1, about="project", subject="", outcome="hold", amount=None),
        decision("D-2", 2),
        decision("D-3", 3, subject="UP", **{**change, "amount": 30}),
        decision("D-4", 4, amount=90),
        decision("D-5", 5, subject="DOWN", **{**change, "amount": 20}),
        decision("D-6", 6, amount=150),
        decision("D-7", 7, subject="UP", about="change request", outcome="rejected", amount=None,
                 supersedes="D-3"),
    )  # fmt: skip
    found = authorized(made, changes)["authorized"].to_list()
    assert found == [None, 100, 130, 130, 110, 150, 120]


@pytest.mark.parametrize(
    ("undistributed", "delta", "budgets", "left"),
    [(5, 10, [60, 40], 15), (30, -20, [60, 40], 10), (5, -25, [60, 20], 0),
     (-5, -10, [60, 30], -5), (0, -50, [60, 0], -10)],
)  # fmt: skip
def test_a_change_of_cost_is_conserved(
    undistributed: float, delta: float, budgets: list[float], left: float
) -> None:
    """All budgets together change by the delta; finished work keeps its own."""
    now, rest = after_cost_change(
        items(("1", 60, None, None), ("2", 40, None, None)), undistributed, delta, {"1"}
    )
    assert now["planned_cost"].to_list() == budgets
    assert rest == left
    assert sum(budgets) + left == 100 + undistributed + delta


def test_replanning_keeps_what_is_finished_and_is_refused_beyond_the_cost() -> None:
    """Finished work stays as agreed though its plan was altered; 30 of 100 stay undistributed."""
    agreed = items(("1", 60, None, None), ("2", 40, None, None))
    plan = items(("1", 90, None, None), ("3", 10, None, None))
    rows, left = replanned(agreed, plan, 100.0, {"1"})
    assert rows.select("wbs", "planned_cost").rows() == [("1", 60), ("3", 10)]
    assert left == 30
    with pytest.raises(Refused, match=r"costs 100\.00, the baseline 99\.00"):
        replanned(agreed, plan, 99.0, set())
