"""Who asks for something says what he asks for, and nothing of what others decide about it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.errors import NotAllowed
from pmo_core.model import (
    AgendaItem,
    ChangeRequest,
    CharterApproval,
    Criterion,
    Meeting,
    Project,
    Record,
    Request,
    Score,
)
from pmo_core.store import Repository, Session
from pmo_core.store.rights import AccessRole
from tests.store.governed import frame, govern

DAY = date(2026, 11, 2)
STATES = ("draft", "submitted", "in assessment", "accepted", "rejected", "withdrawn")


@pytest.fixture
def asked(repo: Repository) -> Repository:
    """Give the governed portfolio with a request of Ann and one of Tom in every state."""
    govern(repo)
    repo.session("root", "administrator").save(
        *(
            Request(code=f"{author} {state}", name="x", author=author, state=state)
            for author in ("Ann", "Tom") for state in STATES
        )
    )  # fmt: skip
    return repo


def _commit(session: Session, rows: pl.DataFrame) -> None:
    line = rows.with_columns(_line=pl.int_range(2, 2 + pl.len(), dtype=pl.Int64))
    with session.stage("request", [line]) as staged:
        session.commit(staged)


def changed(session: Session, was: Record, **fields: Any) -> dict[str, Callable[[], object]]:
    """Return verb -> the same change of a kept record, through that verb."""
    now, register = was.model_copy(update=fields), was.register
    return {
        "amend": lambda: session.amend(now, was),
        "put": lambda: session.put({register: frame(now)}, {register: frame(was)}),
        "import": lambda: _commit(session, frame(now)),
    }


@pytest.mark.parametrize("verb", ["amend", "put", "import"])
@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("Ann draft", {"state": "in assessment"}),
        ("Ann draft", {"state": "accepted"}),
        ("Ann submitted", {"state": "rejected"}),
        ("Ann submitted", {"state": "draft"}),
        ("Ann submitted", {"name": "Else"}),
        ("Ann submitted", {"state": "withdrawn", "name": "Else"}),
        ("Ann in assessment", {"name": "Else"}),
        ("Ann accepted", {"state": "withdrawn"}),
        ("Ann rejected", {"state": "draft"}),
        ("Ann draft", {"project": "P1"}),
        ("Tom submitted", {"state": "withdrawn"}),
        ("Tom withdrawn", {"state": "draft"}),
    ],
)
def test_a_contributor_changes_no_request_beyond_asking(
    asked: Repository, code: str, fields: dict[str, Any], verb: str
) -> None:
    """Whichever verb it is tried with; whoever may change projects may do all of it."""
    was, before = asked.get("request", code), asked.content_hash()
    with pytest.raises(NotAllowed, match=rf"request {code} cannot be decided .*role manager"):
        changed(asked.session("Ann", "contributor"), was, **fields)[verb]()
    assert asked.content_hash() == before
    changed(asked.session("Ida", "manager"), was, **fields)[verb]()
    assert asked.get("request", code) == was.model_copy(update=fields)


@pytest.mark.parametrize("verb", ["amend", "put", "import"])
@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("Ann draft", {"name": "Else", "sponsor": "Ida"}),
        ("Tom draft", {"problem": "Slow."}),
        ("Ann draft", {"state": "submitted", "submitted_on": DAY}),
        ("Ann submitted", {"state": "withdrawn", "state_on": DAY, "state_reason": "Late."}),
        ("Ann withdrawn", {"state": "draft"}),
    ],
)
def test_a_contributor_writes_drafts_and_withdraws_his_own(
    asked: Repository, code: str, fields: dict[str, Any], verb: str
) -> None:
    """Drafts are open to all who write; what one submitted one may take back."""
    was = asked.get("request", code)
    changed(asked.session("Ann", "contributor"), was, **fields)[verb]()
    assert asked.get("request", code) == was.model_copy(update=fields)


@pytest.mark.parametrize("state", ["in assessment", "accepted", "rejected"])
def test_no_new_request_comes_in_judged(asked: Repository, state: Any) -> None:
    """Neither saved, loaded, put nor imported; nor with a project."""
    ann = asked.session("Ann", "contributor")
    for record in (
        Request(code="R-1", name="x", author="Ann", state=state),
        Request(code="R-1", name="x", author="Ann", state="draft", project="P1"),
    ):
        rows = frame(record)
        for act in (
            lambda record=record: ann.save(record),
            lambda rows=rows: ann.load({"request": rows}),
            lambda rows=rows: ann.put({"request": rows}),
            lambda rows=rows: _commit(ann, rows),
        ):
            with pytest.raises(NotAllowed, match="request R-1 cannot be decided"):
                act()
    ann.save(Request(code="R-1", name="x", author="Mara", state="submitted"))


def test_what_is_past_a_draft_is_not_removed(asked: Repository) -> None:
    """By remove or put; a draft and what one withdrew may go."""
    ann = asked.session("Ann", "contributor")
    for code in ("Ann submitted", "Ann accepted", "Tom submitted", "Tom withdrawn"):
        was = asked.get("request", code)
        with pytest.raises(NotAllowed, match=f"request {code} cannot be decided"):
            ann.remove(was)
        with pytest.raises(NotAllowed, match=f"request {code} cannot be decided"):
            ann.put({}, {"request": frame(was)})
    for code in ("Ann draft", "Ann withdrawn"):
        ann.remove(asked.get("request", code))


def test_a_judgement_is_not_undone_by_who_may_not_judge(asked: Repository) -> None:
    """Nor is a submission; a later change stands whatever is undone below it."""
    ida, ann = asked.session("Ida", "manager"), asked.session("Ann", "contributor")
    was = asked.get("request", "Ann in assessment")
    accepted = ida.amend(was.model_copy(update={"state": "accepted"}), was)
    with pytest.raises(NotAllowed, match="request Ann in assessment cannot be decided"):
        ann.undo(accepted)
    draft = asked.get("request", "Ann draft")
    renamed = draft.model_copy(update={"name": "Else"})
    first = ann.amend(renamed, draft)
    submitted = ann.amend(renamed.model_copy(update={"state": "submitted"}), renamed)
    with pytest.raises(NotAllowed, match="request Ann draft cannot be decided"):
        ann.undo(submitted)
    ann.undo(first)
    assert asked.get("request", "Ann draft") == renamed.model_copy(update={"state": "submitted"})
    ida.undo(accepted)
    assert asked.get("request", "Ann in assessment") == was


def test_a_gate_decided_by_an_administrator_is_not_undone_by_a_manager(asked: Repository) -> None:
    """Undoing is no way around the board."""
    gate = asked.get("gate", "P1", "G1")
    root = asked.session("root", "administrator")
    held = root.amend(gate.model_copy(update={"outcome": "go", "held_on": DAY}), gate)
    with pytest.raises(NotAllowed, match="gate P1 G1 cannot be decided"):
        asked.session("Ida", "manager").undo(held)
    root.undo(held)
    assert asked.get("gate", "P1", "G1") == gate


@pytest.mark.parametrize(
    ("who", "role", "fields", "is_allowed"),
    [
        ("Tom", "contributor", {"state": "withdrawn"}, True),
        ("Tom", "contributor", {"cost_delta": Decimal(0)}, False),
        ("Tom", "contributor", {"state": "draft"}, False),
        ("Ann", "contributor", {"state": "withdrawn"}, False),
        ("Ida", "manager", {"state": "withdrawn"}, True),
        ("Ida", "manager", {"impact": "Delays P2."}, True),
    ],
)
def test_a_submitted_change_request_is_withdrawn_by_its_author(
    asked: Repository, who: str, role: AccessRole, fields: dict[str, Any], is_allowed: bool
) -> None:
    """What it asks for stays as it went to the board, but for the PMO."""
    was = asked.get("change_request", "CR1")
    assert isinstance(was, ChangeRequest)
    act = changed(asked.session(who, role), was, **fields)["amend"]
    if is_allowed:
        act()
        return
    with pytest.raises(NotAllowed, match="change request CR1 cannot be decided"):
        act()


def test_taking_up_in_one_change_is_for_managers(asked: Repository) -> None:
    """A manager moves the request and names its project as one change."""
    was = asked.get("request", "Ann submitted")
    now = was.model_copy(update={"state": "in assessment", "project": "P-9"})
    asked.session("Ida", "manager").put(
        {"project": frame(Project(code="P-9", name="Nine")), "request": frame(now)},
        {"request": frame(was)},
    )
    assert asked.get("request", "Ann submitted") == now


@pytest.fixture
def meeting(repo: Repository) -> Meeting:
    """Give a meeting of the board in the governed portfolio."""
    govern(repo)
    held = Meeting(board="SC", held_on=DAY)
    repo.session("root", "administrator").save(held)
    return held


@pytest.mark.parametrize("who", ["Ida", "Sal"])
def test_chair_and_secretary_arrange_their_board(
    repo: Repository, meeting: Meeting, who: str
) -> None:
    """As contributors they schedule a meeting, make its agenda, and close the minutes."""
    session = repo.session(who, "contributor")
    session.save(Meeting(board="SC", held_on=date(2026, 12, 7)))
    item = AgendaItem(board="SC", held_on=DAY, about="project", project="P1")
    session.save(item)
    session.remove(item)
    closed = meeting.model_copy(update={"closed_on": DAY})
    session.amend(closed, meeting)
    with pytest.raises(NotAllowed, match="closed minutes stay"):
        session.amend(meeting, closed)
    repo.session("Mia", "manager").amend(meeting, closed)


@pytest.mark.parametrize("who", ["Tom", "Adi", "Old", "Eve"])
def test_others_arrange_nothing_for_a_board(repo: Repository, meeting: Meeting, who: str) -> None:
    """A member, an adviser, who left and the chair of another board: not by any verb."""
    session, before = repo.session(who, "contributor"), repo.content_hash()
    item = AgendaItem(board="SC", held_on=DAY, about="project", project="P1")
    for act in (
        lambda: session.save(Meeting(board="SC", held_on=date(2026, 12, 7))),
        lambda: session.save(item),
        lambda: session.put({"agenda_item": frame(item)}),
        lambda: session.load({"agenda_item": frame(item)}),
        lambda: session.amend(meeting.model_copy(update={"closed_on": DAY}), meeting),
        lambda: session.remove(meeting),
    ):
        with pytest.raises(NotAllowed, match="chair or secretary of the board"):
            act()
    assert repo.content_hash() == before


def test_a_member_undoes_no_agenda(repo: Repository, meeting: Meeting) -> None:
    """What the chair put on the agenda stays there when a member undoes; the chair may undo it."""
    item = AgendaItem(board="SC", held_on=DAY, about="project", project="P1")
    number = repo.session("Ida", "contributor").save(item)
    with pytest.raises(NotAllowed):
        repo.session("Tom", "contributor").undo(number)
    repo.session("Ida", "contributor").undo(number)
    assert repo.table("agenda_item").is_empty()


@pytest.mark.parametrize("verb", ["save", "put", "load"])
def test_a_charter_is_approved_in_ones_own_position(repo: Repository, verb: str) -> None:
    """Sponsor is whom the project names, for the PMO a manager approves; others as they say."""
    repo.session("root", "administrator").save(
        Project(code="P", name="x", sponsor="Ana", manager="Tom")
    )

    def approve(who: str, role: AccessRole, position: Any) -> object:
        row = CharterApproval(
            project="P", position=position, charter_hash="9f", approver=who,
            approved_at=datetime(2026, 11, 2),
        )  # fmt: skip
        session = repo.session(who, role)
        given = row if verb == "save" else {"charter_approval": frame(row)}
        return getattr(session, verb)(given)

    denied: list[tuple[str, AccessRole, str]] = [
        ("Mal", "contributor", "sponsor"), ("Mal", "manager", "project manager"),
        ("Tom", "manager", "sponsor"), ("Mal", "contributor", "PMO"),
    ]  # fmt: skip
    for who, role, position in denied:
        with pytest.raises(NotAllowed, match="those whom the project names"):
            approve(who, role, position)
    approve("Ana", "contributor", "sponsor")
    approve("Tom", "contributor", "project manager")
    approve("Ida", "manager", "PMO")
    approve("Mal", "contributor", "finance")
    assert repo.table("charter_approval").height == 4


def test_nobody_scores_in_the_name_of_another_assessor(repo: Repository) -> None:
    """Neither written, changed nor taken back; a manager brings in what others gave on paper."""
    repo.session("root", "administrator").save(
        Project(code="P", name="x"),
        Criterion(code="FIT", name="Fit", weight=1, scale_min=1, scale_max=5),
    )
    score = Score(project="P", criterion="FIT", assessor="Ida", score=4)
    ida, mal = (repo.session(who, "contributor") for who in ("Ida", "Mal"))
    with pytest.raises(NotAllowed, match="Everybody scores in his own name"):
        mal.save(score)
    number = ida.save(score)
    for attack in (
        lambda: mal.amend(score.model_copy(update={"score": 1}), score),
        lambda: mal.remove(score),
        lambda: mal.undo(number),
    ):
        with pytest.raises(NotAllowed, match="Everybody scores in his own name"):
            attack()
    mal.save(
        score.model_copy(update={"assessor": "Mal"}), score.model_copy(update={"assessor": ""})
    )
    repo.session("Pam", "manager").save(score.model_copy(update={"assessor": "Tom"}))
    assert repo.table("score").sort("assessor")["assessor"].to_list() == ["", "Ida", "Mal", "Tom"]
