"""Change requests: steps of their life, and the effect that an approval then has indeed."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.analysis.business_case import values
from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.jobs import changes, decisions, facts
from pmo_core.jobs.business_cases import from_now
from pmo_core.jobs.case import case_of
from pmo_core.jobs.change_effects import Effect, effect
from pmo_core.model import (
    Benefit,
    Board,
    BoardMember,
    BudgetLine,
    Capacity,
    ChangeRequest,
    Demand,
    Funding,
    Link,
    Project,
    Rate,
    Role,
    Vote,
)
from pmo_core.store import Repository

TODAY = date(2026, 11, 2)
ASKS = {
    "project": "A", "name": "Add mobile", "reason": "opportunity", "scope_added": "Mobile app",
    "cost_delta": Decimal(400), "finish_delta_days": 30, "benefit_delta": Decimal(100),
    "hours_delta": Decimal(30), "role": "DEV",
}  # fmt: skip


def fill(repo: Repository) -> None:
    """Keep project A (USD at 0.5, 1,000 in 2027), B that needs it, boards, money and people."""
    plan = {"planned_start": date(2027, 1, 1), "planned_finish": date(2027, 2, 28)}
    repo.session("root", "administrator").save(
        Project(
            code="A", name="Alpha", stage="approved", currency="USD", planned_cost=Decimal(1000),
            **plan,
        ),
        Project(
            code="B", name="Beta", stage="proposed", planned_cost=Decimal(100),
            planned_start=date(2027, 3, 11), planned_finish=date(2027, 5, 31),
        ),
        Rate(currency="USD", valid_from=date(2026, 1, 1), rate=0.5),
        BudgetLine(
            project="A", period_on=date(2027, 1, 1), n_months=2, amount=Decimal(1000),
            currency="USD",
        ),
        *(
            Benefit(project="A", year=year, planned_benefit=Decimal(500), currency="USD")
            for year in (2027, 2028, 2029)
        ),
        Role(code="DEV", name="Developer"),
        Demand(project="A", role="DEV", month_on=date(2027, 1, 1), hours=Decimal(80)),
        Link(project="B", needs="A", kind="technical", strength=3),
        Funding(year=2027, amount=Decimal(650)),
        *(
            Capacity(role="DEV", month_on=date(2027, month, 1), hours=Decimal(100))
            for month in (1, 2, 3)
        ),
        Board(code="PB", name="Project board", quorum=1, mandate=Decimal(150), above="TOP"),
        Board(code="TOP", name="Executive committee", quorum=1),
        BoardMember(board="TOP", member="Ida", position="chair"),
    )  # fmt: skip


@pytest.fixture
def kept(repo: Repository) -> Repository:
    """Give the repository with the small portfolio."""
    fill(repo)
    return repo


def asked(repo: Repository, code: str = "CR-0001") -> ChangeRequest:
    """Return a change request as it is kept."""
    request = repo.get("change_request", code)
    assert isinstance(request, ChangeRequest)
    return request


def effect_of(repo: Repository, request: ChangeRequest) -> Effect:
    """Return what a request would do today."""
    case = case_of(repo, TODAY)
    return effect(
        repo, repo, case, facts.portfolio(repo, TODAY), request,
        before=from_now(case, request.project), as_of=TODAY,
    )  # fmt: skip


def test_a_request_is_written_submitted_and_withdrawn(kept: Repository) -> None:
    """Codes count up, the author is who writes, a draft can be changed, nothing after it."""
    tom = kept.session("Tom", "contributor")
    assert changes.new(tom, kept, ASKS) == "CR-0001"
    assert changes.new(tom, kept, {**ASKS, "name": "Other"}) == "CR-0002"
    first = asked(kept)
    assert (first.author, first.state, first.submitted_on) == ("Tom", "draft", None)
    changes.keep(tom, first, {"cost_delta": Decimal(300)})
    with pytest.raises(Conflict):
        changes.submit(tom, first, TODAY)
    changes.submit(tom, asked(kept), TODAY)
    assert (asked(kept).state, asked(kept).submitted_on) == ("submitted", TODAY)
    assert asked(kept).cost_delta == 300
    for act in (
        lambda: changes.keep(tom, asked(kept), {"name": "Else"}),
        lambda: changes.submit(tom, asked(kept), TODAY),
    ):
        with pytest.raises(Refused, match="submitted"):
            act()
    changes.withdraw(tom, asked(kept))
    with pytest.raises(Refused, match="withdrawn already"):
        changes.withdraw(tom, asked(kept))


def test_who_may_not_and_what_asks_for_nothing(kept: Repository) -> None:
    """A viewer writes nothing; a draft that changes nothing is not submitted."""
    with pytest.raises(NotAllowed):
        changes.new(kept.session("Eve", "viewer"), kept, ASKS)
    tom = kept.session("Tom", "contributor")
    changes.new(tom, kept, {"project": "A", "name": "Nothing", "reason": "other"})
    with pytest.raises(Refused, match="changes nothing"):
        changes.submit(tom, asked(kept), TODAY)
    with pytest.raises(Refused, match="Z"):
        changes.new(tom, kept, {**ASKS, "project": "Z"})


def test_the_effect_by_hand(kept: Repository) -> None:
    """400 USD are 200 EUR of the 150 that 2027 has left; 30 hours in 3 months; B waits 20 days.

    A takes 500 of the 650 EUR of 2027 itself, and 80 of the 100 hours of January.
    A ends on 28 February, afterwards on 30 March; B can start on the 31st, not on the 11th: 20 days
    later. The benefit grows in the years after 2027: 50 EUR in 2028 and in 2029.
    """
    changes.new(kept.session("Tom", "contributor"), kept, ASKS)
    found = effect_of(kept, asked(kept))
    assert (found.amount, found.board) == (200, "TOP")
    assert found.money.select("year", "left_over", "delta", "left_after", "is_short").rows() == [
        (2027, 150, 200, -50, True)
    ]
    assert found.people.select("month", "delta_hours", "left_after_hours").rows() == [
        (date(2027, month, 1), 10, left) for month, left in ((1, 10), (2, 90), (3, 90))
    ]
    assert found.projects.select("code", "slack_days", "pushed_days").rows() == [("B", 10, 20)]
    assert (found.finish_before, found.finish_after) == (date(2027, 2, 28), date(2027, 3, 30))
    before, after = (values(one, 0)["npv"].value for one in (found.before, found.after))
    assert before == pytest.approx(750 - 500)
    assert after == pytest.approx(750 + 100 - 700)


def test_what_is_shown_is_what_an_approval_does(kept: Repository) -> None:
    """After the decision the case from now on is the one that was shown before it."""
    changes.new(kept.session("Tom", "contributor"), kept, ASKS)
    changes.submit(kept.session("Tom", "contributor"), asked(kept), TODAY)
    shown = effect_of(kept, asked(kept))
    decisions.decide(
        kept.session("Ida", "manager"), kept,
        decisions.Subject("change request", "A", "CR-0001"), board="TOP", outcome="approved",
        reason="Worth it.", votes=[Vote(decision="-", member="Ida", vote="for", comment=None)],
        decided_on=TODAY,
    )  # fmt: skip
    there = from_now(case_of(kept, TODAY), "A")
    assert there.years == shown.after.years
    assert there.costs["likely"] == pytest.approx(shown.after.costs["likely"])
    assert there.benefits["likely"] == pytest.approx(shown.after.benefits["likely"])
    demand = kept.table("demand").group_by("month_on").agg(pl.col("hours").sum()).sort("month_on")
    assert demand["hours"].to_list() == [90, 10, 10]


def test_a_project_without_lines_is_spread_to_its_finish(kept: Repository) -> None:
    """Beta has no budget lines: 30 EUR go evenly into March to May, as its planned cost does."""
    fields = {"project": "B", "name": "More", "reason": "other", "cost_delta": Decimal(30)}
    changes.new(kept.session("Tom", "contributor"), kept, fields)
    found = effect_of(kept, asked(kept))
    assert found.money["delta"].to_list() == [30]
    assert (found.amount, found.board) == (30, "PB")
    assert found.people.is_empty()
