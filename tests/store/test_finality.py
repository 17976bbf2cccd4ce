"""What was decided, approved or acknowledged stays, through whichever verb it is tried."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pmo_core.errors import NotAllowed, Refused
from pmo_core.model import (
    Acknowledgement,
    Baseline,
    ChangeRequest,
    CharterApproval,
    Comment,
    Condition,
    Policy,
    Record,
    Vote,
)
from pmo_core.store import Repository
from pmo_core.store.rights import AccessRole
from tests.store.governed import DAY, decide, decision, frame, govern

APPROVAL = CharterApproval(
    project="P1", position="sponsor", charter_hash="9f", approver="Ida",
    approved_at=datetime(2026, 3, 1),
)  # fmt: skip
READ = Acknowledgement(policy="POL", version="1", person="Ida", acknowledged_on=DAY)
SAID = Comment(about="project", code="P1", made_at=datetime(2026, 3, 1), author="Ida", text="Why?")
ASKED = Condition(decision="D-1", number=1, text="Pilot.", owner="Tom", due_on=date(2026, 4, 1))


@pytest.fixture
def decided(repo: Repository) -> Repository:
    """Give the governed portfolio with a conditional go, an approval and an acknowledgement."""
    govern(repo)
    repo.session("ann", "administrator").save(
        Policy(code="POL", name="Policy", kind="policy", version="1")
    )
    effects = {"baseline": frame(Baseline(project="P1", number=1, approved_on=DAY))}
    decide(repo, decision(outcome="conditional go"), conditions=[ASKED], now=effects)
    repo.session("Ida", "contributor").save(APPROVAL, READ, SAID)
    return repo


def final(repo: Repository) -> list[tuple[Record, dict[str, Any]]]:
    """Return a kept row of each final register, and a change of it that somebody might want."""
    return [
        (repo.get("decision", "D-1"), {"outcome": "stop"}),
        (repo.get("vote", "D-1", "Tom"), {"vote": "against"}),
        (repo.get("baseline", "P1", 1), {"planned_cost": Decimal(1)}),
        (repo.get("charter_approval", "P1", "sponsor", "9f"), {"comment": "No."}),
        (repo.get("acknowledgement", "POL", "1", "Ida"), {"acknowledged_on": date(2026, 1, 1)}),
    ]


@pytest.mark.parametrize("role", ["contributor", "manager", "administrator"])
def test_final_rows_are_neither_amended_nor_removed_nor_put(decided: Repository, role: Any) -> None:
    """Every verb refuses, for every role, also the person's own approval."""
    session = decided.session("Ida", role)
    before = decided.content_hash()
    for record, update in final(decided):
        other = record.model_copy(update=update)
        with pytest.raises(Refused, match="stay as they were written"):
            session.amend(other, record)
        with pytest.raises(Refused, match="stay as they were written"):
            session.remove(record)
        was, now = {record.register: frame(record)}, {record.register: frame(other)}
        for rows in (now, {}):
            with pytest.raises(Refused, match=r"stays as it was written|written by a decision"):
                session.put(rows, was)
    assert decided.content_hash() == before


def test_a_file_adds_final_rows_and_changes_none(decided: Repository) -> None:
    """An import of changed rows, and one that would remove those of an earlier file, is refused."""
    ann = decided.session("ann", "administrator")
    for record, update in final(decided):
        changed = frame(record.model_copy(update=update)).with_columns(_line=pl.lit(2, pl.Int64))
        with (
            ann.stage(record.register, [changed]) as staged,
            pytest.raises(Refused, match="stays as it was written"),
        ):
            ann.commit(staged)
    new = Vote(decision="D-1", member="Kim", vote="for")
    line = frame(new).with_columns(_line=pl.lit(2, pl.Int64))
    with ann.stage("vote", [line], source="minutes") as staged:
        first = ann.commit(staged)
    other = line.with_columns(member=pl.lit("Old"))
    with (
        ann.stage("vote", [other], source="minutes", replaces=first) as staged,
        pytest.raises(Refused, match="vote D-1 Kim stays"),
    ):
        ann.commit(staged)
    assert decided.table("vote").height == 3
    assert decided.check() == []


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_only_a_board_writes_decisions_votes_and_baselines(decided: Repository, role: Any) -> None:
    """Saving or putting one is refused for every role; an administrator loads history."""
    session = decided.session("ann", role)
    made = decision("D-2", outcome="stop")
    with pytest.raises(Refused, match="written by a decision of a board"):
        session.save(made)
    with pytest.raises(Refused, match="written by a decision of a board"):
        session.put({"decision": frame(made)})
    if role == "manager":
        with pytest.raises(NotAllowed, match="manager may not change decisions"):
            session.load({"decision": frame(made)})
    else:
        asked = frame(ASKED.model_copy(update={"decision": "D-2"}))
        session.load({"decision": frame(made), "condition": asked})
        assert decided.table("decision").height == decided.table("condition").height == 2


def test_a_decision_is_not_undone_whoever_asks(decided: Repository) -> None:
    """Nor is an approval or an acknowledgement; a load of history is, by who may."""
    pairs: tuple[tuple[str, AccessRole], ...] = (("Ida", "contributor"), ("ann", "administrator"))
    for who, role in pairs:
        session = decided.session(who, role)
        with pytest.raises(Refused, match="decision is superseded by another decision, not undone"):
            session.undo(3)
        with pytest.raises(Refused, match="stay as they were written"):
            session.undo(4)
    ann = decided.session("ann", "administrator")
    before = decided.content_hash()
    number = ann.load({"decision": frame(decision("D-2", outcome="stop"))})
    ann.undo(number)
    assert decided.content_hash() == before


def test_what_somebody_loaded_is_undone_by_them_or_an_administrator(decided: Repository) -> None:
    """Nobody takes back the acknowledgements of others by undoing their import."""
    read = READ.model_copy(update={"person": "Tom"})
    number = decided.session("Tom", "contributor").load({"acknowledgement": frame(read)})
    with pytest.raises(NotAllowed, match="Only Tom or an administrator"):
        decided.session("Kim", "manager").undo(number)
    decided.session("Tom", "contributor").undo(number)
    assert decided.table("acknowledgement").height == 1


def test_emptying_the_store_and_its_undoing_keep_all(decided: Repository) -> None:
    """An administrator may begin anew, and take that back."""
    ann = decided.session("ann", "administrator")
    before = decided.content_hash()
    number = ann.reset()
    assert number is not None
    assert decided.table("decision").is_empty()
    ann.undo(number)
    assert decided.content_hash() == before


@pytest.mark.parametrize("record", [APPROVAL, READ, SAID], ids=lambda record: str(record.register))
@pytest.mark.parametrize("role", ["contributor", "manager", "administrator"])
def test_nobody_speaks_in_the_name_of_somebody_else(
    decided: Repository, record: Record, role: Any
) -> None:
    """Comments, approvals and acknowledgements are one's own; only an administrator loads them."""
    update: dict[str, Any] = {
        "comment": {"text": "Yes.", "made_at": datetime(2026, 4, 1)},
        "charter_approval": {"charter_hash": "aa"}, "acknowledgement": {"version": "2"},
    }[record.register]  # fmt: skip
    other = record.model_copy(update=update)
    tom, rows = decided.session("Tom", role), {record.register: frame(other)}
    with pytest.raises(NotAllowed, match=r"Tom cannot speak for Ida\. Ask Ida"):
        tom.save(other)
    with pytest.raises(NotAllowed, match="Tom cannot speak for Ida"):
        tom.put(rows)
    line = rows[record.register].with_columns(_line=pl.lit(2, pl.Int64))
    if role == "administrator":
        tom.load(rows)
        return
    with pytest.raises(NotAllowed, match="Tom cannot speak for Ida"):
        tom.load(rows)
    with (
        tom.stage(record.register, [line]) as staged,
        pytest.raises(NotAllowed, match="Tom cannot speak for Ida"),
    ):
        tom.commit(staged)


def test_a_comment_is_its_authors(decided: Repository) -> None:
    """Others neither change nor remove it; an administrator removes what must not stay."""
    tom = decided.session("Tom", "manager")
    with pytest.raises(NotAllowed, match="Tom cannot speak for Ida"):
        tom.amend(SAID.model_copy(update={"text": "Fine."}), SAID)
    with pytest.raises(NotAllowed, match="Tom cannot speak for Ida"):
        tom.remove(SAID)
    again = SAID.model_copy(update={"made_at": datetime(2026, 3, 2)})
    number = decided.session("Ida", "contributor").save(again)
    with pytest.raises(NotAllowed, match="Tom cannot speak for Ida"):
        tom.undo(number)
    decided.session("Ida", "contributor").undo(number)
    decided.session("ann", "administrator").remove(SAID)
    assert decided.table("comment").is_empty()


@pytest.mark.parametrize("role", ["contributor", "manager", "administrator"])
def test_a_condition_is_part_of_its_decision(decided: Repository, role: Any) -> None:
    """Since when it is met may be noted; its text, owner and day stay, and none is added."""
    tom = decided.session("Tom", role)
    for update in ({"text": "None."}, {"owner": "Kim"}, {"due_on": date(2030, 1, 1)}):
        with pytest.raises(Refused, match="condition D-1 1 is part of its decision"):
            tom.amend(ASKED.model_copy(update=update), ASKED)
    with pytest.raises(Refused, match="part of its decision"):
        tom.remove(ASKED)
    with pytest.raises(Refused, match="condition D-1 2 is part of its decision"):
        tom.save(ASKED.model_copy(update={"number": 2}))
    softer = frame(ASKED.model_copy(update={"text": "None."})).with_columns(
        _line=pl.lit(2, pl.Int64)
    )
    with tom.stage("condition", [softer]) as staged, pytest.raises(Refused, match="part of its"):
        tom.commit(staged)
    met = ASKED.model_copy(update={"met_on": DAY, "evidence": "Report"})
    tom.amend(met, ASKED)
    assert decided.get("condition", "D-1", 1) == met


def test_what_a_decision_sets_is_set_by_decisions(decided: Repository) -> None:
    """A manager plans gates and writes change requests, but neither holds nor approves them."""
    bob = decided.session("bob", "manager")
    gate, asked = decided.get("gate", "P1", "G1"), decided.get("change_request", "CR1")
    assert isinstance(asked, ChangeRequest)
    for update in ({"outcome": "go"}, {"held_on": DAY}):
        with pytest.raises(NotAllowed, match="gate P1 G1 cannot be decided"):
            bob.amend(gate.model_copy(update=update), gate)
        held = frame(gate.model_copy(update={"gate": "G7", **update}))
        with pytest.raises(NotAllowed, match="gate P1 G7 cannot be decided"):
            bob.load({"gate": held})
    for update in ({"state": "approved"}, {"state": "rejected"}, {"decision": "D-1"}):
        with pytest.raises(NotAllowed, match="change request CR1 cannot be decided"):
            bob.amend(asked.model_copy(update=update), asked)
    bob.amend(gate.model_copy(update={"due_on": DAY}), gate)
    bob.amend(asked.model_copy(update={"state": "withdrawn"}), asked)
    ann = decided.session("ann", "administrator")
    withdrawn = decided.get("change_request", "CR1")
    rejected = withdrawn.model_copy(update={"state": "rejected"})
    ann.amend(rejected, withdrawn)
    for act in (
        lambda: bob.amend(rejected.model_copy(update={"cost_delta": Decimal(0)}), rejected),
        lambda: bob.remove(rejected),
    ):
        with pytest.raises(NotAllowed, match="change request CR1 cannot be decided or changed"):
            act()
