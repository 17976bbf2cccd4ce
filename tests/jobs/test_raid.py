"""RAID items through their life, in a store."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import pmo_core
from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.jobs import raid
from pmo_core.model import Project, RaidItem
from pmo_core.store import Repository, Session

TODAY = date(2026, 11, 23)
RISK = {
    "project": "A", "kind": "risk", "name": "Vendor fails", "probability_pct": 30,
    "impact_cost": Decimal(50_000), "owner": "Ida", "raised_on": date(2026, 11, 2),
    "strategy": "mitigate", "residual_probability_pct": 10,
}  # fmt: skip


@pytest.fixture
def repo(tmp_path: Path) -> Iterator[Repository]:
    """Give a store with two projects."""
    with pmo_core.open(str(tmp_path / "pmo.duckdb")) as kept:
        kept.session("root", "administrator").save(
            Project(code="A", name="Alpha"), Project(code="B", name="Beta")
        )
        yield kept


@pytest.fixture
def tom(repo: Repository) -> Session:
    """Give the session of a contributor."""
    return repo.session("Tom", "contributor")


def item(repo: Repository, code: str) -> RaidItem:
    """Return an item of project A as it is kept."""
    kept = repo.get("raid_item", "A", code)
    assert isinstance(kept, RaidItem)
    return kept


def test_each_kind_counts_by_itself(repo: Repository, tom: Session) -> None:
    """The second risk is RISK-2, the first issue ISSUE-1, and project B begins anew."""
    added = [
        raid.add(tom, repo, {**RISK, **other})[0].code
        for other in ({}, {}, {"kind": "issue"}, {"project": "B"})
    ]
    assert added == ["RISK-1", "RISK-2", "ISSUE-1", "RISK-1"]


def test_kinds_that_share_one_sequence(repo: Repository, tom: Session) -> None:
    """After risk 1 and issue 2 the next risk is 3, as 2 is taken."""
    tom.save(
        RaidItem(project="A", code="1", kind="risk", name="R"),
        RaidItem(project="A", code="2", kind="issue", name="I"),
    )
    assert raid.add(tom, repo, RISK)[0].code == "3"


def test_it_is_changed_closed_and_opened_again(repo: Repository, tom: Session) -> None:
    """Each step is one change and leaves the rest of the item alone."""
    was, first = raid.add(tom, repo, RISK)
    assert raid.change(tom, was, {"owner": "Tom"}) == first + 1
    assert raid.close(tom, item(repo, "RISK-1"), date(2026, 11, 20), TODAY) == first + 2
    closed = item(repo, "RISK-1")
    assert (closed.state, closed.closed_on, closed.owner) == ("closed", date(2026, 11, 20), "Tom")
    raid.reopen(tom, closed)
    assert item(repo, "RISK-1") == was.model_copy(update={"owner": "Tom"})


def test_a_risk_that_happens_becomes_an_issue(repo: Repository, tom: Session) -> None:
    """One change closes the risk and opens the issue, which says where it came from."""
    was, first = raid.add(tom, repo, RISK)
    new, number = raid.convert(
        tom, repo, was, {"kind": "issue", "impact_cost": Decimal(60_000)}, on=TODAY, today=TODAY
    )
    assert number == first + 1
    assert item(repo, "ISSUE-1") == new
    assert (new.came_from, new.raised_on, new.owner) == ("RISK-1", TODAY, "Ida")
    assert (new.impact_cost, new.probability_pct, new.strategy) == (60_000, None, None)
    closed = item(repo, "RISK-1")
    assert (closed.state, closed.closed_on, closed.probability_pct) == ("closed", TODAY, 30)


def test_what_grows_out_of_a_late_item_is_not_late(repo: Repository, tom: Session) -> None:
    """A due date that has passed stays with the closed item; an action has no amount."""
    for due, expected in ((date(2026, 11, 9), None), (date(2026, 12, 9), date(2026, 12, 9))):
        was, _ = raid.add(tom, repo, {**RISK, "due_on": due})
        new, _ = raid.convert(tom, repo, was, {"kind": "action"}, on=TODAY, today=TODAY)
        assert new.due_on == expected
        assert new.impact_cost is None


def test_the_way_over_several_steps(repo: Repository, tom: Session) -> None:
    """Assumption, risk, issue and the two actions of it are one family, from wherever seen."""
    was, _ = raid.add(tom, repo, {"project": "A", "kind": "assumption", "name": "It holds"})
    stranger, _ = raid.add(tom, repo, RISK)
    risk, _ = raid.convert(tom, repo, was, {"kind": "risk"}, on=date(2026, 11, 1), today=TODAY)
    issue, _ = raid.convert(tom, repo, risk, {"kind": "issue"}, on=date(2026, 11, 2), today=TODAY)
    action, _ = raid.convert(
        tom, repo, issue, {"kind": "action"}, on=date(2026, 11, 3), today=TODAY
    )
    codes = {"ASSUMPTION-1", "RISK-2", "ISSUE-1", "ACTION-1"}
    for one in (was, risk, issue, action):
        assert set(raid.family(repo.table("raid_item"), "A", one.code)["code"]) == codes
    assert raid.family(repo.table("raid_item"), "A", stranger.code)["code"].to_list() == ["RISK-1"]


def test_a_conversion_is_undone_as_a_whole(repo: Repository, tom: Session) -> None:
    """Undo brings the open risk back and takes the issue away."""
    was, _ = raid.add(tom, repo, RISK)
    _, number = raid.convert(tom, repo, was, {"kind": "issue"}, on=TODAY, today=TODAY)
    repo.session("root", "administrator").undo(number)
    assert repo.table("raid_item").height == 1
    assert item(repo, "RISK-1") == was


def test_who_was_faster_wins(repo: Repository, tom: Session) -> None:
    """Neither a change nor a conversion overwrites what was changed meanwhile."""
    was, _ = raid.add(tom, repo, RISK)
    raid.change(repo.session("Ann", "contributor"), was, {"probability_pct": 50})
    with pytest.raises(Conflict, match="Ann"):
        raid.change(tom, was, {"owner": "Tom"})
    with pytest.raises(Conflict, match="Ann"):
        raid.convert(tom, repo, was, {"kind": "issue"}, on=TODAY, today=TODAY)
    assert repo.table("raid_item").height == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due_on": date(2026, 11, 1)}, "before it was raised"),
        ({"kind": "dependency", "other_project": "A"}, "another project"),
        ({"project": "Z"}, "Z"),
    ],
)
def test_what_contradicts_itself_is_refused(
    repo: Repository, tom: Session, fields: dict[str, object], said: str
) -> None:
    """Nothing is kept, and the sentence says what is wrong."""
    with pytest.raises(Refused, match=said):
        raid.add(tom, repo, {**RISK, **fields})
    assert repo.table("raid_item").is_empty()


def test_what_cannot_be_done_with_an_item(repo: Repository, tom: Session) -> None:
    """Closed twice or in advance, before it was raised, opened while open, a decision to issue."""
    was, _ = raid.add(tom, repo, RISK)
    with pytest.raises(Refused, match="lies ahead"):
        raid.close(tom, was, date(2026, 11, 24), TODAY)
    with pytest.raises(Refused, match="before it was raised"):
        raid.close(tom, was, date(2026, 11, 1), TODAY)
    with pytest.raises(Refused, match="open already"):
        raid.reopen(tom, was)
    with pytest.raises(Refused, match="does not become: dependency"):
        raid.convert(tom, repo, was, {"kind": "dependency"}, on=TODAY, today=TODAY)
    raid.close(tom, was, TODAY, TODAY)
    with pytest.raises(Refused, match="closed already"):
        raid.convert(tom, repo, item(repo, "RISK-1"), {"kind": "issue"}, on=TODAY, today=TODAY)


def test_a_viewer_writes_nothing(repo: Repository) -> None:
    """The store refuses, whatever the page shows."""
    with pytest.raises(NotAllowed):
        raid.add(repo.session("Vic", "viewer"), repo, RISK)
