"""A tolerance is broken, a board decides about it, and what follows."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis import freed_money
from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.result import chosen
from pmo_core.analysis.selection.solve import solve
from pmo_core.errors import Conflict, NotAllowed
from pmo_core.exchange.document import Heading
from pmo_core.jobs import exceptions as jobs
from pmo_core.jobs import facts, meetings
from pmo_core.jobs.case import case_of
from pmo_core.jobs.decisions import Subject, decide, preview
from pmo_core.jobs.minutes import minutes
from pmo_core.model import (
    Baseline,
    Benefit,
    Board,
    BoardMember,
    Funding,
    Meeting,
    Portfolio,
    Project,
    Rate,
    StatusReport,
    Tolerance,
    Vote,
)
from pmo_core.model.what_if import WhatIf
from pmo_core.store import Repository

TODAY = date.today()
NEXT = TODAY.year + 1
COST = Subject("exception", "P1", "cost")


def ago(days: int) -> date:
    """Return the day that is so many days back."""
    return TODAY - timedelta(days=days)


@pytest.fixture
def broken(repo: Repository) -> Repository:
    """Give P1, which is 30 percent over its baseline since 40 days, and two candidates."""
    admin = repo.session("ann", "administrator")
    ahead = {"planned_start": date(NEXT, 1, 1), "planned_finish": date(NEXT, 6, 30)}
    admin.load({
        "baseline": Baseline.frame(Baseline(
            project="P1", number=1, approved_on=ago(300), planned_cost=Decimal(100), currency="USD",
            planned_finish=date(NEXT, 12, 31),
        )),
        "portfolio": Portfolio.frame(Portfolio(code="RUN", name="Run")),
        "project": Project.frame(
            Project(
                code="P1", name="One", stage="delivery", portfolio="RUN",
                planned_cost=Decimal(100), planned_finish=date(NEXT, 12, 31), currency="USD",
            ),
            Project(code="C1", name="Cheap", stage="proposed", planned_cost=Decimal(50), **ahead),
            Project(code="C2", name="Dear", stage="proposed", planned_cost=Decimal(900), **ahead),
        ),
    })  # fmt: skip
    admin.save(
        Rate(currency="USD", valid_from=date(2020, 1, 1), rate=0.5),
        *(
            StatusReport(
                project="P1", data_date=ago(days), forecast_cost=Decimal(cost), currency="USD",
                forecast_finish=date(NEXT, 12, 31),
            )
            for days, cost in ((70, 100), (40, 130), (9, 130))
        ),
        *(Benefit(project=code, year=NEXT + 1, planned_benefit=Decimal(200), currency="EUR")
          for code in ("P1", "C1", "C2")),
        Board(code="B", name="Board", quorum=1), Meeting(board="B", held_on=TODAY),
        BoardMember(board="B", member="Ida", position="chair"),
    )  # fmt: skip
    return repo


@pytest.fixture
def ida(broken: Repository) -> Callable[..., int]:
    """Give a function by which Ida, the chair, decides about the cost of P1."""

    def act(outcome: Any, **more: Any) -> int:
        given: dict[str, Any] = {
            "board": "B", "reason": "The case holds.", "decided_on": TODAY,
            "votes": [Vote(decision="-", member="Ida", vote="for", comment=None)],
        }  # fmt: skip
        session = broken.session("Ida", "contributor")
        return decide(session, broken, COST, outcome=outcome, **(given | more))

    return act


def found(repo: Repository) -> list[dict[str, Any]]:
    """Give the exceptions of today."""
    return jobs.exceptions(repo, facts.portfolio(repo, TODAY), TODAY).to_dicts()


def stage(repo: Repository) -> object:
    """Return the stage of P1."""
    return repo.table("project").filter(code="P1")["stage"].item()


def test_amounts_are_in_base_currency_and_the_board_in_charge_is_named(broken: Repository) -> None:
    """130 against 100 dollars is 65 against 50 euros: 10 beyond the tolerance of 55."""
    (row,) = found(broken)
    assert (row["project"], row["measure"], row["deviation"]) == ("P1", "cost", 30.0)
    assert row["beyond_cost"] == pytest.approx(10.0)
    assert (row["since_on"], row["n_reports"], row["board"]) == (ago(40), 2, "B")


def test_going_on_keeps_the_stage_and_is_decided(
    broken: Repository, ida: Callable[..., int]
) -> None:
    """Nothing but the record is written; the exception is decided."""
    assert preview(broken, COST, board="B", outcome="go", decided_on=TODAY).is_empty()
    ida("go")
    assert stage(broken) == "delivery"
    assert broken.table("baseline").height == 1
    (row,) = found(broken)
    assert (row["exception_state"], row["decision"], row["outcome"]) == ("decided", "D-0001", "go")


def test_without_a_baseline_going_on_writes_the_first(
    broken: Repository, ida: Callable[..., int]
) -> None:
    """As any first approval does; superseding it writes no second one, whatever was planned."""
    admin = broken.session("ann", "administrator")
    admin.save(Project(code="P3", name="Three", stage="proposed", planned_cost=Decimal(10)))
    subject = Subject("exception", "P3", "time")
    vote = [Vote(decision="-", member="Ida", vote="for", comment=None)]
    common: dict[str, Any] = {"board": "B", "reason": "So.", "decided_on": TODAY, "votes": vote}
    session = broken.session("Ida", "contributor")
    decide(session, broken, subject, outcome="go", **common)
    assert broken.table("baseline").filter(project="P3").height == 1
    kept = broken.table("project").filter(code="P3").row(0, named=True)
    assert kept["stage"] == "proposed"
    was = broken.get("project", "P3")
    admin.amend(was.model_copy(update={"planned_cost": Decimal(20)}), was)
    decide(session, broken, subject, outcome="go", supersedes="D-0001", **common)
    assert broken.table("baseline").filter(project="P3").height == 1


@pytest.mark.parametrize(
    ("outcome", "after"), [("hold", "on hold"), ("stop", "canceled"), ("recycle", "delivery")]
)
def test_what_else_a_board_decides(
    broken: Repository, ida: Callable[..., int], outcome: str, after: str
) -> None:
    """Hold and stop as for a project; re-scope keeps the stage. A go takes each of them back."""
    ida(outcome)
    assert stage(broken) == after
    assert [row["outcome"] for row in found(broken)] == ([] if outcome == "stop" else [outcome])
    ida("go", supersedes="D-0001")
    assert stage(broken) in ("delivery", "approved")


def test_minutes_tell_the_exception(broken: Repository, ida: Callable[..., int]) -> None:
    """It stands on the agenda, is decided, and both stand in the minutes."""
    items = pl.DataFrame({"about": ["exception"], "project": ["P1"], "subject": ["cost"]})
    meetings.put_on(broken.session("ann", "administrator"), broken, "B", TODAY, items)
    ida("recycle")
    titles = [block.text for block in minutes(broken, "B", TODAY, "EUR").blocks
              if isinstance(block, Heading)]  # fmt: skip
    assert titles == ["1. Exception cost P1 One"]


def test_a_tolerance_of_its_own_mends_it_and_nobody_is_overwritten(broken: Repository) -> None:
    """40 percent are tolerated then; a contributor may not, and an outdated view conflicts."""
    own = Tolerance(project="P1", cost_pct=40.0, comment="Fixed by law.")
    with pytest.raises(NotAllowed):
        jobs.tolerate(broken.session("kim", "contributor"), own, None)
    manager = broken.session("max", "manager")
    jobs.tolerate(manager, own, None)
    assert found(broken) == []
    row = jobs.allowed(broken, facts.portfolio(broken, TODAY), TODAY).row(-1, named=True)
    assert (row["project"], row["cost_deviation"], row["cost_tolerated"]) == ("P1", 30.0, 40.0)
    assert row["is_own"]
    jobs.tolerate(manager, own.model_copy(update={"cost_pct": 5.0}), own)
    with pytest.raises(Conflict):
        jobs.tolerate(manager, own.model_copy(update={"cost_pct": 9.0}), own)


def test_what_remains_and_who_would_take_the_money(broken: Repository) -> None:
    """65 euros are to come, of which C1 (50) can be paid and C2 (900) cannot; NPV by hand."""
    case = case_of(broken, TODAY)
    seen = jobs.remaining(case, "P1")
    assert seen.cost == pytest.approx(65.0)
    assert seen.benefit == 200.0
    assert seen.pv_benefit is not None
    assert seen.npv is not None
    assert 0 < seen.npv < seen.pv_benefit < 200
    assert seen.takers["project"].to_list() == ["C1"]
    bare = jobs.remaining(case_of(broken, TODAY), "C2")
    assert "C2" not in bare.takers["project"]


def test_without_it_the_solver_takes_in_whom_its_money_pays(broken: Repository) -> None:
    """Of 80 euros of next year P1 leaves too little for C1 (50); stopped, it pays for C1."""
    broken.session("ann", "administrator").save(Funding(year=NEXT, amount=Decimal(80)))
    case = case_of(broken, TODAY)

    def best(of: Case) -> pl.DataFrame:
        formulation = build(of, WhatIf())
        return chosen(formulation, solve(formulation.problem))

    freed = freed_money.without(case, "P1")
    rows = freed_money.moves(best(case), best(freed))
    assert rows.select("project", "move").rows() == [("C1", "comes in")]
    assert freed.limits["committed"].sum() == pytest.approx(0.0, abs=1e-4)
    same = freed_money.without(case, "C2")
    assert same.limits.equals(case.limits)
    assert "C2" not in best(same)["project"]


def test_the_course_has_reports_and_today(broken: Repository) -> None:
    """Three reports and today, of one project and one measure."""
    one = facts.portfolio(broken, TODAY).filter(pl.col("code") == "P1")
    rows = jobs.course(broken, one, "cost", TODAY)
    assert rows["source"].to_list() == ["report"] * 3 + ["today"]
    assert rows["deviation"].to_list() == [0.0, 30.0, 30.0, 30.0]
