"""The life of a project: what happened to it in every register, the latest first."""

from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.model import (
    Actual,
    ChangeRequest,
    Comment,
    Condition,
    Deliverable,
    Demand,
    Gate,
    Link,
    Request,
    Role,
)
from pmo_core.store import Repository
from tests.store.governed import DAY, decide, decision, frame, govern


@pytest.fixture
def governed(repo: Repository) -> Repository:
    """Give the small governed portfolio."""
    govern(repo)
    return repo


def told(repo: Repository, number: int, project: str = "P1") -> list[tuple[str, ...]]:
    """Return register, key, field, before and after of one change."""
    rows = repo.life(project).filter(number=number)
    return rows.select("register", "key", "field", "before", "after").rows()


def test_it_tells_who_changed_which_field_when_and_why(governed: Repository) -> None:
    """A row per field, with the change's actor, role, verb and note; the latest change first."""
    was = governed.get("project", "P1")
    now = was.model_copy(update={"sponsor": "Ida", "planned_cost": Decimal("99.5")})
    number = governed.session("bob", "manager").amend(now, was, "Board of March")
    life = governed.life("P1")
    assert life.columns == [
        "number", "made_at", "actor", "role", "verb", "note", "register", "key", "field", "before",
        "after", "undone_by",
    ]  # fmt: skip
    assert life["number"].is_sorted(descending=True)
    first = life.row(0, named=True)
    assert (first["actor"], first["role"], first["verb"]) == ("bob", "manager", "amend")
    assert (first["note"], first["undone_by"]) == ("Board of March", None)
    assert told(governed, number) == [
        ("project", "P1", "sponsor", None, "Ida"),
        ("project", "P1", "planned_cost", "100000", "99.5"),
    ]
    assert ("gate", "G1", "number", None, "1") in told(governed, 1)
    assert governed.life("P2").filter(number=number).is_empty()


def test_it_agrees_with_the_history_of_the_record(governed: Repository) -> None:
    """Changes, removals, undoings and a second beginning: the same steps as `history` tells."""
    bob = governed.session("bob", "manager")
    gate = Gate(project="P1", gate="G9", number=9)
    bob.save(gate)
    named = gate.model_copy(update={"name": "Nine"})
    bob.amend(named, gate)
    other = gate.model_copy(update={"name": "Neun", "number": 10})
    undone = bob.amend(other, named)
    bob.undo(undone)
    bob.remove(named)
    bob.save(other)
    names = ["number", "field", "before", "after", "undone_by"]
    life = governed.life("P1").filter(register="gate", key="G9").select(names)
    trace = governed.history("gate", "P1", "G9").select(names)
    trace = trace.filter(~pl.col("field").is_in(["project", "gate"]))
    assert sorted(life.rows(), key=str) == sorted(trace.rows(), key=str)
    assert life.filter(number=undone)["undone_by"].to_list() == [undone + 1] * 2


def test_it_begins_with_the_request_from_its_first_draft(governed: Repository) -> None:
    """The request that became the project, and what was said about it."""
    eve = governed.session("Eve", "contributor")
    draft = Request(code="R-1", name="Idea", author="Eve")
    began = eve.save(draft)
    said = eve.save(
        Comment(about="request", code="R-1", made_at=datetime(2026, 1, 1), author="Eve", text="Hm.")
    )
    assert governed.life("P1").filter(pl.col("register") == "request").is_empty()
    taken_up = draft.model_copy(update={"state": "accepted", "project": "P1"})
    became = governed.session("Ida", "manager").amend(taken_up, draft)
    assert ("request", "R-1", "name", None, "Idea") in told(governed, began)
    assert told(governed, became) == [
        ("request", "R-1", "state", "draft", "accepted"),
        ("request", "R-1", "project", None, "P1"),
    ]
    assert [row[4] for row in told(governed, said)] == ["Hm."]
    assert told(governed, began, "P2") == []


def test_a_decision_stands_there_with_votes_conditions_and_effects(governed: Repository) -> None:
    """One change tells who voted how, what must be met and what followed."""
    gate = governed.get("gate", "P1", "G1")
    held = gate.model_copy(update={"held_on": DAY, "outcome": "conditional go"})
    asked = Condition(decision="D-1", number=1, text="Pilot.", owner="Tom", due_on=DAY)
    number = decide(
        governed, decision(outcome="conditional go"), conditions=[asked],
        now={"gate": frame(held)}, was={"gate": frame(gate)}, note="As asked.",
    )  # fmt: skip
    rows = told(governed, number)
    assert ("gate", "G1", "outcome", None, "conditional go") in rows
    assert ("decision", "D-1", "outcome", None, "conditional go") in rows
    assert ("decision", "D-1", "amount", None, "100000") in rows
    assert ("vote", "D-1 Tom", "vote", None, "for") in rows
    assert ("condition", "D-1 1", "text", None, "Pilot.") in rows
    met = governed.session("Tom", "contributor").amend(
        asked.model_copy(update={"met_on": DAY}), asked
    )
    assert told(governed, met) == [("condition", "D-1 1", "met_on", None, "2026-03-16")]
    assert told(governed, met, "P2") == []


def test_comments_on_what_belongs_to_it_are_its_own(governed: Repository) -> None:
    """About the project, its charter, a gate or a change request; not those of another project."""
    eve = governed.session("Eve", "contributor")
    eve.save(ChangeRequest(code="CR2", project="P2", name="N", reason="other", author="Eve"))
    pairs = (("project", "P1"), ("charter", "P1"), ("gate", "P1 G1"), ("change request", "CR1"))
    others = (
        ("project", "P10"), ("project", "P1 B"), ("gate", "P10 G1"), ("change request", "CR2"),
        ("policy", "P1"),
    )  # fmt: skip
    made = datetime(2026, 1, 1)
    for about, code in (*pairs, *others):
        eve.save(
            Comment(about=about, code=code, made_at=made, author="Eve", text=f"{about} {code}")
        )
    kept = governed.life("P1").filter(register="comment", field="text")["after"].to_list()
    assert sorted(kept) == sorted(f"{about} {code}" for about, code in pairs)


def test_links_belong_to_both_ends(governed: Repository) -> None:
    """Who needs and who is needed both have it in their life."""
    number = governed.session("bob", "manager").save(
        Link(project="P1", needs="P2", kind="technical")
    )
    for project in ("P1", "P2"):
        assert ("link", "technical", "strength", None, "2") in told(governed, number, project)


def test_many_rows_are_counted(governed: Repository) -> None:
    """Bulk registers always, others from a dozen rows on."""
    bob = governed.session("bob", "manager")
    bob.save(Role(code="DEV", name="Developer"))
    months = [date(2026, month, 1) for month in range(1, 6)]
    rows = [Demand(project="P1", role="DEV", month_on=m, hours=Decimal(1)) for m in months]
    number = bob.save(*rows)
    assert told(governed, number) == [("demand", "", "", None, "5 new")]
    second = bob.put(
        {"demand": frame(rows[0].model_copy(update={"hours": Decimal(9)}), *rows[1:4])},
        {"demand": frame(*rows)},
    )
    assert second is not None
    assert told(governed, second) == [("demand", "", "", None, "1 changed, 1 removed")]
    lines = [Actual(project="P1", spent_on=DAY, entry=str(n)) for n in range(3)]
    assert told(governed, bob.save(*lines)) == [("actual", "", "", None, "3 new")]
    many = [Deliverable(project="P1", code=f"D{n}", name="N") for n in range(13)]
    assert told(governed, bob.save(*many)) == [("deliverable", "", "", None, "13 new")]
    few = [Deliverable(project="P1", code=f"E{n}", name="N") for n in range(2)]
    keys = {row[1] for row in told(governed, bob.save(*few))}
    assert keys == {"E0", "E1"}


def test_a_project_that_never_was_has_no_life(governed: Repository) -> None:
    """An empty frame with the same columns."""
    life = governed.life("NONE")
    assert life.is_empty()
    assert life.schema == governed.life("P1").schema
