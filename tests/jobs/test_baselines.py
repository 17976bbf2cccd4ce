"""The work breakdown is frozen once, and approved changes carry its elements on."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.errors import NotAllowed, Refused
from pmo_core.jobs import baseline_views
from pmo_core.jobs.baselines import freeze
from pmo_core.jobs.decisions import Subject, decide
from pmo_core.model import (
    Baseline,
    BaselineItem,
    Board,
    BoardMember,
    ChangeRequest,
    Gate,
    Progress,
    Project,
    Vote,
    WbsElement,
)
from pmo_core.store import Repository

DAY = date(2026, 3, 16)
Decide = Callable[..., int]


@pytest.fixture
def planned(repo: Repository) -> Repository:
    """Give a project of 100 with a work breakdown of 80, and change requests of each kind."""
    admin = repo.session("ann", "administrator")
    admin.save(
        Project(
            code="P1", name="One", stage="delivery", planned_start=date(2026, 1, 5),
            planned_finish=date(2026, 6, 26), planned_cost=Decimal(100),
        ),
        Board(code="B", name="Board", quorum=1),
        BoardMember(board="B", member="Ida", position="chair"),
        Gate(project="P1", gate="G1", number=1),
        *(
            WbsElement(
                project="P1", code=code, name=code, planned_start=date(2026, 1, 5),
                planned_finish=date(2026, 3, 27), planned_cost=Decimal(cost) if cost else None,
            )
            for code, cost in (("1", 0), ("1.1", 60), ("1.2", 20))
        ),
        *(
            ChangeRequest(
                code=code, project="P1", name=code, reason=reason, author="Tom",
                cost_delta=Decimal(cost) if cost else None, state="submitted",
            )
            for code, reason, cost in (
                ("MORE", "opportunity", 30), ("RISK", "risk occurred", 7), ("LESS", "other", -50),
                ("SPREAD", "other", 0),
            )
        ),
    )  # fmt: skip
    given = Baseline(
        project="P1", number=1, approved_on=date(2026, 1, 5), planned_cost=Decimal(100),
        planned_start=date(2026, 1, 5), planned_finish=date(2026, 6, 26),
        management_reserve=Decimal(10), scope="Web", reason="First.",
    )  # fmt: skip
    admin.load({"baseline": Baseline.frame(given)})
    return repo


@pytest.fixture
def approve(planned: Repository) -> Callable[[str], int]:
    """Give a function by which the chair approves a change request."""

    def act(code: str, outcome: str = "approved", **more: Any) -> int:
        return decide(
            planned.session("Ida", "contributor"), planned, Subject("change request", "P1", code),
            outcome=outcome, board="B", reason="Needed.", decided_on=DAY,
            votes=[Vote(decision="-", member="Ida", vote="for")], **more,
        )  # fmt: skip

    return act


def held(repo: Repository, number: int) -> dict[str, float]:
    """Return element -> budget of a baseline."""
    rows = repo.table("baseline_item", project="P1", number=number)
    return dict(rows.select("wbs", pl.col("planned_cost").cast(pl.Float64)).drop_nulls().rows())


def last(repo: Repository) -> dict[str, Any]:
    """Return the newest baseline with what it holds."""
    return baseline_views.baselines(repo).row(-1, named=True)


def test_the_work_breakdown_is_frozen_and_the_rest_is_undistributed(planned: Repository) -> None:
    """Elements sum to 80 of 100; the reserve of 10 stands beside."""
    assert last(planned)["distributed"] is None
    _, number = freeze(planned.session("Max", "manager"), planned, "P1")
    assert number == 1
    assert held(planned, 1) == {"1.1": 60, "1.2": 20}
    found = last(planned)
    assert (found["distributed"], found["undistributed"], found["pmb"]) == (80, 20, 100)
    assert found["total_budget"] == 110


def test_what_cannot_be_frozen_is_refused(planned: Repository) -> None:
    """Twice, dearer than agreed, without a baseline, by a contributor: all are refused."""
    manager = planned.session("Max", "manager")
    with pytest.raises(NotAllowed, match="contributor may not change baselines by element"):
        freeze(planned.session("Tom", "contributor"), planned, "P1")
    with pytest.raises(Refused, match="P2 has no baseline"):
        freeze(manager, planned, "P2")
    dear = planned.get("wbs_element", "P1", "1.2")
    manager.amend(dear.model_copy(update={"planned_cost": Decimal(50)}), dear)
    with pytest.raises(Refused, match=r"The elements cost 110\.00, Baseline 1 of P1 100"):
        freeze(manager, planned, "P1")
    now = planned.get("wbs_element", "P1", "1.2")
    manager.amend(now.model_copy(update={"planned_cost": Decimal(20)}), now)
    freeze(manager, planned, "P1")
    with pytest.raises(Refused, match="has its elements"):
        freeze(manager, planned, "P1")


def test_elements_are_added_to_no_baseline_that_has_some(planned: Repository) -> None:
    """A manager adds nothing to a frozen baseline nor to one that there is not; nobody changes."""
    manager = planned.session("Max", "manager")
    for number in (1, 9):
        if number == 1:
            freeze(manager, planned, "P1")
        item = BaselineItem(project="P1", number=number, wbs="2", planned_cost=Decimal(5))
        with pytest.raises(NotAllowed, match="all at once and once only"):
            manager.save(item)
    kept = planned.get("baseline_item", "P1", 1, "1.1")
    admin = planned.session("ann", "administrator")
    with pytest.raises(Refused, match="stay as they were written"):
        admin.amend(kept.model_copy(update={"planned_cost": Decimal(1)}), kept)
    admin.save(BaselineItem(project="P1", number=1, wbs="2", planned_cost=Decimal(5)))
    assert held(planned, 1)["2"] == 5


def test_a_change_of_cost_is_undistributed_until_it_is_planned(
    planned: Repository, approve: Callable[..., int]
) -> None:
    """30 more belong to no element; a change without cost agrees to the work as it is planned."""
    freeze(planned.session("Max", "manager"), planned, "P1")
    approve("MORE")
    assert held(planned, 2) == held(planned, 1)
    assert (last(planned)["pmb"], last(planned)["undistributed"]) == (130, 50)
    assert last(planned)["undistributed_budget"] == 50
    planned.session("Max", "manager").save(
        WbsElement(project="P1", code="1.3", name="Mobile", planned_cost=Decimal(45))
    )
    approve("SPREAD")
    assert held(planned, 3) == {"1.1": 60, "1.2": 20, "1.3": 45}
    assert (last(planned)["pmb"], last(planned)["undistributed"]) == (130, 5)
    differing = baseline_views.comparison(planned, "P1", 2, 3).filter(difference="added")
    assert differing.select("wbs", "budget_change").rows() == [("1.3", 45.0)]


def test_less_cost_is_taken_from_what_is_undistributed_then_from_open_work(
    planned: Repository, approve: Callable[..., int]
) -> None:
    """Of 50 less 20 were undistributed; 1.1 is finished, so 1.2 gives its 20 and 10 are missing."""
    manager = planned.session("Max", "manager")
    manager.save(Progress(project="P1", wbs="1.1", data_date=DAY, percent_complete=100))
    freeze(manager, planned, "P1")
    approve("LESS")
    assert held(planned, 2) == {"1.1": 60, "1.2": 0}
    assert (last(planned)["pmb"], last(planned)["undistributed"]) == (50, -10)


def test_a_risk_that_occurred_draws_on_the_reserve(
    planned: Repository, approve: Callable[..., int]
) -> None:
    """7 of 10 are drawn: the total stays; taken back, the reserve is what it was."""
    freeze(planned.session("Max", "manager"), planned, "P1")
    approve("RISK")
    assert (last(planned)["pmb"], last(planned)["management_reserve"]) == (107, 3)
    assert last(planned)["total_budget"] == 110
    code = planned.table("decision").sort("code")["code"][-1]
    approve("RISK", "rejected", supersedes=code)
    assert (last(planned)["pmb"], last(planned)["management_reserve"]) == (100, 10)
    assert last(planned)["undistributed"] == 20


def test_a_baseline_that_was_not_frozen_hands_nothing_on(
    planned: Repository, approve: Callable[..., int]
) -> None:
    """Without elements before there are none after; the new one can be frozen."""
    approve("MORE")
    assert held(planned, 2) == {}
    assert freeze(planned.session("Max", "manager"), planned, "P1")[1] == 2


def test_more_than_was_authorized_is_found(
    planned: Repository, approve: Callable[..., int]
) -> None:
    """The first is of unknown authority; a go of 100 and a change of 30 authorize 130, not 200."""
    assert last(planned)["over_target"] is None
    decide(
        planned.session("Ida", "contributor"), planned, Subject("gate", "P1", "G1"),
        outcome="go",
        board="B", reason="The case holds.", decided_on=DAY,
        votes=[Vote(decision="-", member="Ida", vote="for")],
    )  # fmt: skip
    approve("MORE")
    assert (last(planned)["authorized"], last(planned)["over_target"]) == (130, None)
    admin = planned.session("ann", "administrator")
    more = {"project": "P1", "approved_on": date(2026, 4, 1), "planned_cost": Decimal(200)}
    admin.load({"baseline": Baseline.frame(Baseline(number=3, **more))})
    assert last(planned)["over_target"] == "found"
    declared = Baseline(number=4, is_over_target=True, **more)
    admin.load({"baseline": Baseline.frame(declared)})
    assert last(planned)["over_target"] == "declared"


def test_curves_end_at_what_is_distributed(planned: Repository) -> None:
    """The planned value of baseline and plan ends at the sum of the elements."""
    freeze(planned.session("Max", "manager"), planned, "P1")
    rows = baseline_views.curves(planned, "P1", [1, baseline_views.NOW])
    assert rows.group_by("number").agg(pl.col("pv").last()).sort("number").rows() == [
        (0, 80.0), (1, 80.0),
    ]  # fmt: skip
    nothing = baseline_views.curves(planned, "P2", [baseline_views.NOW])
    assert nothing.is_empty()
