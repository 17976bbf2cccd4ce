"""A board decides, and stage, gate, baseline, budget, benefit and demand follow."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.jobs.decisions import Subject, decide, meet, preview
from pmo_core.model import (
    Benefit,
    Board,
    BoardMember,
    BudgetLine,
    ChangeRequest,
    Charter,
    Condition,
    Demand,
    Gate,
    Project,
    Role,
    Vote,
)
from pmo_core.store import Repository

DAY = date(2026, 3, 16)
G1, G2 = Subject("gate", "P1", "G1"), Subject("gate", "P1", "G2")
CHANGE = Subject("change request", "P1", "CR1")
Decide = Callable[..., int]


@pytest.fixture
def governed(repo: Repository) -> Repository:
    """Give a repository with a proposed project, two gates, its plan and a change request."""
    admin = repo.session("ann", "administrator")
    admin.save(
        Role(code="DEV", name="Developer"),
        Project(
            code="P1", name="One", stage="proposed", planned_start=date(2026, 1, 1),
            planned_finish=date(2026, 6, 30), planned_cost=Decimal(100_000),
        ),
        Board(code="B", name="Board", quorum=1),
        BoardMember(board="B", member="Ida", position="chair"),
        Gate(project="P1", gate="G1", number=1),
        Gate(project="P1", gate="G2", number=2),
        Charter(project="P1", scope_in="Web\nFax"),
        *(
            BudgetLine(project="P1", period_on=date(2026, month, 1), amount=Decimal(amount))
            for month, amount in ((1, 40_000), (3, 20_000), (4, 40_000))
        ),
        *(
            Benefit(project="P1", year=year, planned_benefit=Decimal(10_000))
            for year in (2026, 2027, 2028)
        ),
        Demand(project="P1", role="DEV", month_on=date(2026, 4, 1), hours=Decimal(100)),
        ChangeRequest(
            code="CR1", project="P1", name="Add mobile", reason="opportunity", author="Tom",
            cost_delta=Decimal(30_000), finish_delta_days=31, benefit_delta=Decimal(5_000),
            hours_delta=Decimal(100), role="DEV", scope_added="Mobile", scope_removed="Fax",
            state="submitted",
        ),
    )  # fmt: skip
    return repo


@pytest.fixture
def ida(governed: Repository) -> Decide:
    """Give a function by which Ida, the chair, decides with her one vote."""

    def act(subject: Subject, outcome: Any, **more: Any) -> int:
        given: dict[str, Any] = {
            "board": "B", "reason": "The case holds.", "decided_on": DAY,
            "votes": [Vote(decision="-", member="Ida", vote="for")],
        }  # fmt: skip
        session = governed.session("Ida", "contributor")
        return decide(session, governed, subject, outcome=outcome, **(given | more))

    return act


def stage(repo: Repository) -> object:
    """Return the stage of P1."""
    return repo.table("project")["stage"].item()


def gate(repo: Repository, code: str) -> tuple[object, ...]:
    """Return when a gate of P1 was held, by whom, and its outcome."""
    return repo.table("gate").filter(gate=code).select("held_on", "board", "outcome").row(0)


def test_the_first_go_approves_and_the_next_delivers(governed: Repository, ida: Decide) -> None:
    """The first go writes the baseline from plan and charter; the second one none."""
    ida(G1, "go")
    assert (stage(governed), gate(governed, "G1")) == ("approved", (DAY, "B", "go"))
    (baseline,) = governed.table("baseline").rows(named=True)
    assert (baseline["number"], baseline["planned_cost"], baseline["scope"]) == (
        1,
        100_000,
        "Web\nFax",
    )
    assert baseline["decision"] == "D-0001"
    ida(G2, "go")
    assert stage(governed) == "delivery"
    assert governed.table("baseline").height == 1
    kept = governed.table("decision")
    assert kept.select("code", "amount", "recorded_by").rows() == [
        ("D-0001", Decimal(100_000), "Ida"), ("D-0002", Decimal(100_000), "Ida"),
    ]  # fmt: skip
    assert governed.check() == []


def test_a_hold_keeps_the_gate_to_be_decided_again(governed: Repository, ida: Decide) -> None:
    """A hold puts the project on hold; a go afterwards takes it up where it was."""
    ida(G1, "hold")
    assert (stage(governed), gate(governed, "G1")) == ("on hold", (DAY, "B", "hold"))
    assert governed.table("baseline").is_empty()
    ida(G1, "go")
    assert (stage(governed), gate(governed, "G1")[2]) == ("approved", "go")


def test_a_recycled_gate_is_open_again(governed: Repository, ida: Decide) -> None:
    """It has no day on which it was held, and the stage stays."""
    ida(G1, "recycle")
    assert (stage(governed), gate(governed, "G1")) == ("proposed", (None, "B", "recycle"))
    ida(G1, "go")
    assert gate(governed, "G1") == (DAY, "B", "go")


def test_a_stopped_project_gets_no_go_unless_the_stop_is_superseded(
    governed: Repository, ida: Decide
) -> None:
    """A stop cancels; superseding it by a go gives back the project."""
    ida(G1, "go")
    ida(G2, "stop")
    assert stage(governed) == "canceled"
    with pytest.raises(Refused, match=r"P1 is canceled\. Supersede"):
        ida(Subject("project", "P1"), "go")
    ida(G2, "go", supersedes="D-0002")
    assert (stage(governed), gate(governed, "G2")[2]) == ("delivery", "go")
    assert governed.table("baseline").height == 1
    assert governed.table("decision")["supersedes"].to_list() == [None, None, "D-0002"]


@pytest.mark.parametrize("outcome", ["hold", "recycle"])
def test_only_superseding_the_stop_brings_a_canceled_project_back(
    governed: Repository, ida: Decide, outcome: str
) -> None:
    """Neither a decision about a gate nor superseding another decision ends a stop."""
    ida(G1, "go")
    ida(Subject("project", "P1"), "stop")
    with pytest.raises(Refused, match="P1 is canceled"):
        ida(G1, "go", supersedes="D-0001")
    ida(G2, "hold")
    ida(G1, outcome, supersedes="D-0001")
    assert stage(governed) == "canceled"


def test_superseding_by_recycle_gives_back_the_stage_from_before(
    governed: Repository, ida: Decide
) -> None:
    """Also through a chain: what holds is the stage before the first of them."""
    ida(G1, "go")
    ida(G1, "stop", supersedes="D-0001")
    ida(G1, "recycle", supersedes="D-0002")
    assert (stage(governed), gate(governed, "G1")) == ("proposed", (None, "B", "recycle"))


def test_a_superseding_go_writes_a_baseline_where_the_plan_has_moved(
    governed: Repository, ida: Decide
) -> None:
    """The old baseline stays; without a move there is no other one."""
    ida(G1, "go")
    ida(G1, "stop", supersedes="D-0001")
    ida(G1, "go", supersedes="D-0002")
    assert governed.table("baseline")["number"].to_list() == [1]
    project = governed.get("project", "P1")
    bob = governed.session("bob", "manager")
    bob.amend(project.model_copy(update={"planned_cost": Decimal(120_000)}), project)
    wanted = Condition(decision="-", number=1, text="Pilot.", owner="Tom", due_on=DAY)
    ida(G1, "conditional go", supersedes="D-0003", conditions=[wanted])
    kept = governed.table("baseline").select("number", "planned_cost", "decision").rows()
    assert kept == [(1, 100_000, "D-0001"), (2, 120_000, "D-0004")]


def test_a_charter_approved_authorizes_the_project(governed: Repository, ida: Decide) -> None:
    """A proposed project becomes approved; one in delivery stays there; a no changes nothing."""
    charter = Subject("charter", "P1")
    ida(charter, "rejected")
    assert stage(governed) == "proposed"
    ida(charter, "approved")
    assert stage(governed) == "approved"
    ida(G1, "go")
    ida(G2, "go")
    ida(charter, "approved")
    assert stage(governed) == "delivery"


def test_an_approved_change_moves_cost_dates_and_plan(governed: Repository, ida: Decide) -> None:
    """Cost into the lines that are left by their amounts, benefits after the finish, work evenly.

    By hand: 30,000 over the lines of March (20,000) and April (40,000) are 10,000 and 20,000; 100
    hours over March to July are 20 a month.
    """
    ida(G1, "go")
    ida(CHANGE, "approved")
    project = governed.table("project").row(0, named=True)
    assert (project["planned_cost"], project["planned_finish"]) == (130_000, date(2026, 7, 31))
    assert governed.table("budget_line")["amount"].to_list() == [40_000, 30_000, 60_000]
    assert governed.table("benefit")["planned_benefit"].to_list() == [10_000, 15_000, 15_000]
    demand = governed.table("demand")
    assert dict(demand.select(pl.col("month_on").dt.month(), "hours").rows()) == {
        3: 20, 4: 120, 5: 20, 6: 20, 7: 20,
    }  # fmt: skip
    asked = governed.table("change_request").row(0, named=True)
    assert (asked["state"], asked["decision"]) == ("approved", "D-0002")
    baselines = governed.table("baseline").select("number", "planned_cost", "scope", "reason")
    assert baselines.rows() == [
        (1, 100_000, "Web\nFax", "The case holds."),
        (2, 130_000, "Web\nMobile", "CR1: Add mobile"),
    ]
    assert governed.table("decision")["amount"].to_list() == [100_000, 30_000]
    assert governed.check() == []


def test_a_change_taken_back_leaves_the_plan_as_it_was(governed: Repository, ida: Decide) -> None:
    """Superseding the approval takes the same amounts back; approving again applies them once."""
    registers = ("project", "benefit")
    before = [governed.table(name) for name in registers]
    ida(CHANGE, "approved")
    ida(CHANGE, "rejected", supersedes="D-0001")
    for was, name in zip(before, registers, strict=True):
        assert governed.table(name).equals(was)
    assert governed.table("budget_line")["amount"].sum() == 100_000
    assert governed.table("demand")["hours"].sum() == 100
    assert governed.table("change_request")["state"].to_list() == ["rejected"]
    ida(CHANGE, "approved", supersedes="D-0002")
    ida(CHANGE, "approved", supersedes="D-0003")
    assert governed.table("project")["planned_cost"].item() == 130_000
    kept = governed.table("baseline").select("number", "planned_cost", "scope", "reason").rows()
    assert kept == [
        (1, 100_000, "Web\nFax", "As it stood before CR1"),
        (2, 130_000, "Web\nMobile", "CR1: Add mobile"),
        (3, 100_000, "Web\nFax", "CR1 taken back"),
        (4, 130_000, "Web\nMobile", "CR1: Add mobile"),
    ]


def test_what_was_given_and_no_more_is_taken_back(governed: Repository, ida: Decide) -> None:
    """The finish moves into 2027 and is replanned: 2028 alone got benefit; only 100 hours left."""
    admin = governed.session("ann", "administrator")
    asked = governed.get("change_request", "CR1")
    less = {"finish_delta_days": 365, "hours_delta": Decimal(-300)}
    admin.amend(asked.model_copy(update=less), asked)
    ida(CHANGE, "approved")
    benefits = governed.table("benefit").sort("year")["planned_benefit"].to_list()
    assert benefits == [10_000, 10_000, 15_000]
    assert governed.table("demand")["hours"].sum() == 0
    project = governed.get("project", "P1")
    admin.amend(project.model_copy(update={"planned_finish": date(2026, 12, 31)}), project)
    ida(CHANGE, "approved", supersedes="D-0001")
    ida(CHANGE, "rejected", supersedes="D-0002")
    assert governed.table("benefit")["planned_benefit"].to_list() == [10_000] * 3
    assert governed.table("demand")["hours"].sum() == 100


@pytest.mark.parametrize("days", [-400, 4_000_000])
def test_a_finish_that_cannot_be_is_refused(governed: Repository, ida: Decide, days: int) -> None:
    """Neither before the start nor after the last day of all."""
    asked = governed.get("change_request", "CR1")
    wrong = asked.model_copy(update={"finish_delta_days": days})
    governed.session("ann", "administrator").amend(wrong, asked)
    with pytest.raises(Refused, match="would leave P1 no finish after its start"):
        ida(CHANGE, "approved")


def test_a_rejected_change_changes_the_request_only(governed: Repository, ida: Decide) -> None:
    """State and decision are noted on it."""
    before = governed.table("project")
    ida(CHANGE, "rejected")
    assert governed.table("project").equals(before)
    assert governed.table("change_request").select("state", "decision").row(0) == (
        "rejected", "D-0001",
    )  # fmt: skip
    assert governed.table("baseline").is_empty()


@pytest.mark.parametrize(
    ("cost", "delta", "message"),
    [(None, 10, "no planned cost that could change"), (100, -101, "planned cost below zero")],
)
def test_a_cost_that_cannot_change_is_refused(
    governed: Repository, ida: Decide, cost: int | None, delta: int, message: str
) -> None:
    """An unknown cost and one below zero are no plan."""
    admin = governed.session("ann", "administrator")
    for record, update in (
        (governed.get("project", "P1"), {"planned_cost": cost and Decimal(cost)}),
        (governed.get("change_request", "CR1"), {"cost_delta": Decimal(delta)}),
    ):
        admin.amend(record.model_copy(update=update), record)
    with pytest.raises(Refused, match=message):
        ida(CHANGE, "approved")


def test_the_preview_says_what_deciding_then_does(governed: Repository, ida: Decide) -> None:
    """Every field that differs afterwards stands in it, and nothing was changed by looking."""
    revision = governed.revision
    shown = preview(governed, CHANGE, board="B", outcome="approved", decided_on=DAY)
    assert governed.revision == revision
    assert shown.columns == ["register", "key", "field", "before", "after"]
    said = {tuple(row[:3]): row[3:] for row in shown.rows()}
    assert said["project", "P1", "planned_cost"] == ("100000", "130000")
    assert said["project", "P1", "planned_finish"] == ("2026-06-30", "2026-07-31")
    assert said["benefit", "P1 2027", "planned_benefit"] == ("10000", "15000")
    assert said["demand", "P1 DEV 2026-03-01", "hours"] == (None, "20")
    assert said["change_request", "CR1", "state"] == ("submitted", "approved")
    assert said["baseline", "P1 2", "planned_cost"] == (None, "130000")
    number = ida(CHANGE, "approved")
    happened = governed.life("P1").filter(
        pl.col("number") == number, pl.col("register").is_in(["project", "change_request"])
    )
    for row in happened.rows(named=True):
        assert said[row["register"], row["key"], row["field"]] == (row["before"], row["after"])
    assert happened.height == 4


def test_a_preview_of_nothing_has_no_rows(governed: Repository) -> None:
    """A decision about a portfolio changes no register."""
    shown = preview(
        governed, Subject("portfolio", None, "X"), board="B", outcome="approved", decided_on=DAY
    )
    assert shown.is_empty()
    assert shown.columns == ["register", "key", "field", "before", "after"]


def test_codes_follow_one_another(governed: Repository, ida: Decide) -> None:
    """The next free number after the highest; other codes do not count."""
    ida(G1, "hold")
    kept = governed.table("decision").with_columns(
        code=pl.lit("D-9999"), about=pl.lit("project"), subject=pl.lit("")
    )
    other = kept.with_columns(code=pl.lit("OLD-77777"))
    governed.session("ann", "administrator").load({"decision": pl.concat([kept, other])})
    ida(G1, "go")
    assert set(governed.table("decision")["code"]) == {"D-0001", "D-9999", "OLD-77777", "D-10000"}


def test_a_decision_needs_its_reason_and_the_right_to_it(governed: Repository, ida: Decide) -> None:
    """Blanks are no reason; who does not sit there is refused by the store."""
    with pytest.raises(Refused, match="needs its reason"):
        ida(G1, "go", reason="  ")
    bob = governed.session("bob", "administrator")
    with pytest.raises(NotAllowed, match="bob is neither chair nor secretary"):
        decide(
            bob, governed, G1, board="B", outcome="go", reason="Yes.", decided_on=DAY,
            votes=[Vote(decision="-", member="Ida", vote="for")],
        )  # fmt: skip


def test_a_condition_is_met_once(governed: Repository, ida: Decide) -> None:
    """Day and evidence are noted; who saw it open before is told who was faster."""
    wanted = Condition(decision="-", number=1, text="Pilot.", owner="Tom", due_on=DAY)
    ida(G1, "conditional go", conditions=[wanted])
    kept = governed.get("condition", "D-0001", 1)
    assert isinstance(kept, Condition)
    meet(governed.session("Tom", "contributor"), governed, kept, DAY, " Report 7 ")
    row = governed.table("condition").row(0, named=True)
    assert (row["met_on"], row["evidence"]) == (DAY, "Report 7")
    with pytest.raises(Conflict, match="changed meanwhile by Tom"):
        meet(governed.session("Kim", "contributor"), governed, kept, DAY)


def test_boards_that_decide_at_once_take_different_codes(governed: Repository) -> None:
    """A code that another decision took meanwhile is no reason to refuse."""
    codes = ("P2", "P3", "P4")
    admin = governed.session("ann", "administrator")
    admin.save(*(Project(code=code, name=code, stage="proposed") for code in codes))
    barrier = Barrier(len(codes))

    def act(code: str) -> int:
        barrier.wait()
        return decide(
            governed.session("Ida", "contributor"), governed, Subject("project", code), board="B",
            outcome="go", reason="Yes.", decided_on=DAY,
            votes=[Vote(decision="-", member="Ida", vote="for")],
        )  # fmt: skip

    with ThreadPoolExecutor(len(codes)) as pool:
        numbers = list(pool.map(act, codes))
    assert sorted(numbers) == [3, 4, 5]
    assert governed.table("decision")["code"].to_list() == ["D-0001", "D-0002", "D-0003"]
    assert set(governed.table("project").filter(pl.col("code") != "P1")["stage"]) == {"approved"}
