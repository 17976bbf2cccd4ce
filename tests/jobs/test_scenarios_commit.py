"""A committed scenario is the plan: everything changes at once, and can be undone at once."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.analysis.selection.result import usage
from pmo_core.errors import Conflict, NotAllowed
from pmo_core.jobs import scenarios
from pmo_core.jobs.priority import priority
from pmo_core.jobs.scenario_commit import commit
from pmo_core.model import Project
from pmo_core.model.what_if import Forced, WhatIf
from pmo_core.store import Repository
from tests.jobs.test_scenarios import Solve, filled, keep, solve, solver, take_in

__all__ = ["filled", "solve", "solver"]


@pytest.fixture
def code(filled: Repository, solve: Solve) -> str:
    """Give the scenario in which A and B are in, C three months later, and D is out."""
    return keep(filled, solve)


def test_stages_dates_and_priorities_follow_the_selection(filled: Repository, code: str) -> None:
    """Chosen are approved and moved, D is proposed again; running ones come first, no ties."""
    number = commit(filled.session("ann", "manager"), filled, code, "Board of March")
    projects = filled.table("project").sort("priority", "code")
    rows = projects.select("code", "stage", "priority", "planned_start").rows()
    assert rows == [
        ("R2", "delivery", 1, None),
        ("X", "closed", 1, None),
        ("R1", "delivery", 2, None),
        ("R3", "on hold", 3, None),
        ("A", "approved", 4, date(2027, 1, 1)),
        ("B", "approved", 5, date(2027, 1, 1)),
        ("C", "approved", 6, date(2027, 4, 1)),
        ("D", "proposed", 7, date(2027, 1, 1)),
    ]
    assert filled.get("project", "C").planned_finish == date(2027, 9, 30)
    assert filled.table("commitment").select("scenario", "committed_by", "reason").rows() == [
        (code, "ann", "Board of March")
    ]
    last = filled.changes(limit=1).row(0, named=True)
    assert (last["number"], last["verb"]) == (number, "put")
    assert last["note"] == f"Scenario {code} committed. Board of March"
    assert filled.query("scenarios")["committed_by"].to_list() == ["ann"]
    assert filled.check() == []


def test_priority_values_are_the_worths_of_the_plan(filled: Repository, code: str) -> None:
    """Worths 100, 80, 60 of the chosen; on a line through them those that stand around them."""
    commit(filled.session("ann", "manager"), filled, code)
    values = dict(priority(filled).select("project", pl.col("value") * 1.75).rows())
    assert values == pytest.approx(
        {"R2": 175, "X": 175, "R1": 150, "R3": 125, "A": 100, "B": 80, "C": 60, "D": 30}
    )


def test_budgets_demand_and_bookings_follow_the_selection(filled: Repository, code: str) -> None:
    """Lines in the project's currency where there were none; bookings from demand, moved along."""
    commit(filled.session("ann", "manager"), filled, code)
    lines = filled.table("budget_line").sort("project", "period_on")
    assert lines.select("project", "period_on", "n_months", "amount", "currency").rows() == [
        ("A", date(2027, 1, 1), 6, 1200, None),
        ("B", date(2026, 4, 1), 12, 1200, "USD"),
        ("B", date(2027, 4, 1), 12, 1200, "USD"),
        ("C", date(2027, 4, 1), 12, 1200, None),
    ]
    demand = filled.table("demand").select("project", pl.col("month_on").dt.month(), "hours")
    assert sorted(demand.rows()) == [("A", 1, 100), ("C", 4, 50), ("C", 5, 70), ("D", 1, 30)]
    bookings = filled.table("booking").select(
        "project", pl.col("month_on").dt.month(), "person", "hours", "kind"
    )
    assert sorted(bookings.rows()) == [
        ("A", 1, "", 60, "soft"),
        ("A", 1, "E1", 40, "hard"),
        ("C", 4, "", 30, "soft"),
        ("C", 4, "E1", 20, "soft"),
        ("C", 5, "", 70, "soft"),
        ("D", 2, "", 10, "hard"),
    ]


def test_undoing_gives_the_content_of_before(filled: Repository, code: str) -> None:
    """All registers say what they said; then it can be committed again."""
    before = filled.content_hash()
    session = filled.session("ann", "manager")
    number = commit(session, filled, code)
    assert filled.content_hash() != before
    session.undo(number)
    assert filled.content_hash() == before
    assert filled.check() == []
    commit(session, filled, code)


def test_the_live_data_then_takes_what_the_scenario_took(
    filled: Repository, code: str, solve: Solve
) -> None:
    """After committing, the chosen as planned take the same money in each year: the plan fits."""
    frozen = scenarios.load(filled, code)
    commit(filled.session("ann", "manager"), filled, code)
    committed = scenarios.load(filled, keep(filled, solve, WhatIf(stages=("approved",)), "Plan"))
    assert committed.result["chosen"] == [["A", 0], ["B", 0], ["C", 0]]
    taken = [
        usage(one.formulation, one.answer).filter(resource="money")["used"].to_list()
        for one in (frozen, committed)
    ]
    assert taken[1] == pytest.approx(taken[0]) == [1200, 2400]


def test_only_a_manager_commits(filled: Repository, code: str) -> None:
    """The store refuses a contributor, and nothing is changed."""
    before = filled.content_hash()
    for role in ("viewer", "contributor"):
        with pytest.raises(NotAllowed, match="may not change"):
            commit(filled.session("eve", role), filled, code)
    assert filled.content_hash() == before


def test_a_changed_candidate_is_a_conflict_that_names_it(filled: Repository, code: str) -> None:
    """What the selection was made from must still be so; what did not count may have changed."""
    take_in(filled, "project", code="B", sponsor="Ida", priority=3)
    take_in(filled, "project", code="R1", stage="canceled")
    before = filled.content_hash()
    number = commit(filled.session("ann", "manager"), filled, code)
    assert filled.get("project", "B").sponsor == "Ida"
    assert filled.get("project", "R1").priority == 5
    filled.session("ann", "manager").undo(number)
    take_in(filled, "project", code="B", planned_cost=Decimal(2500))
    with pytest.raises(
        Conflict, match=r"changed since the scenario was saved: B \(planned cost is now 2500"
    ):
        commit(filled.session("ann", "manager"), filled, code)
    assert filled.content_hash() != before
    assert filled.get("project", "C").stage == "proposed"


def test_a_vanished_candidate_is_a_conflict(filled: Repository, solve: Solve) -> None:
    """A candidate that was removed since is named."""
    root = filled.session("root", "administrator")
    root.save(Project(code="E", name="Short", stage="proposed"))
    code = keep(filled, solve)
    root.remove(filled.get("project", "E"))
    with pytest.raises(Conflict, match=r"E \(is gone\)"):
        commit(root, filled, code)


def test_what_is_committed_is_not_committed_again(filled: Repository, code: str) -> None:
    """The second time the candidates are no longer what the scenario was made from."""
    commit(filled.session("ann", "manager"), filled, code)
    with pytest.raises(Conflict, match="stage is now approved"):
        commit(filled.session("bob", "manager"), filled, code)
    assert filled.table("commitment").height == 1


def test_a_project_without_a_plan_gets_one(filled: Repository, solve: Solve) -> None:
    """Without a planned start the chosen month becomes it; nothing else is made up."""
    filled.session("root", "administrator").save(Project(code="E", name="New", stage="proposed"))
    code = keep(filled, solve, WhatIf(forced_in=(Forced(project="E", reason="Promised."),)))
    commit(filled.session("ann", "manager"), filled, code)
    new = filled.get("project", "E")
    assert (new.stage, new.planned_start, new.planned_finish) == (
        "approved", date(2026, 11, 1), None,
    )  # fmt: skip
