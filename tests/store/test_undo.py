"""Undoing is exact, also after later changes, or is refused with the reason."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.errors import NotAllowed, NotFound, Refused
from pmo_core.model import AuditFinding, Department, Person, Project
from pmo_core.store import Repository


def named(repo: Repository, code: str, name: str) -> int:
    """Rename a project and return the number of the change."""
    was = repo.get("project", code)
    return repo.session("bob", "manager").amend(was.model_copy(update={"name": name}), was)


def test_an_import_is_undone_exactly(staffed: Repository, lines) -> None:
    """After undoing, content, roll-ups and checks are as before the import."""
    session = staffed.session("bob", "contributor")
    session.commit(session.stage("actual", [lines(5)]))
    before = staffed.content_hash()
    change = session.commit(session.stage("actual", [lines(12, cost=7)]))
    assert staffed.content_hash() != before
    undone = session.undo(change, note="wrong file")
    assert staffed.content_hash() == before
    assert staffed.check() == []
    row = staffed.changes(limit=1).row(0, named=True)
    assert (row["verb"], row["undoes"], row["number"]) == ("undo", change, undone)
    assert staffed.query("batches", limit=1, offset=0)["is_undone"].to_list() == [True]


def test_undoing_with_created_references_takes_them_away(staffed: Repository, lines) -> None:
    """What an import created goes with it."""
    before = staffed.content_hash()
    session = staffed.session("bob", "manager")
    person = pl.DataFrame([{"code": "E9", "name": "x"}], schema=Person.polars_schema())
    frame = lines().with_columns(person=pl.lit("E9"))
    change = session.commit(session.stage("actual", [frame]), create={"person": person})
    session.undo(change)
    assert staffed.content_hash() == before
    assert staffed.check() == []


def test_undoing_an_amendment_keeps_a_later_one(staffed: Repository) -> None:
    """Undoing the first of two amendments leaves the second; undoing both brings the start back."""
    start = staffed.content_hash()
    first, second = named(staffed, "P1", "one"), named(staffed, "P1", "two")
    session = staffed.session("bob", "manager")
    session.undo(first)
    assert staffed.get("project", "P1").name == "two"
    session.undo(second)
    assert staffed.content_hash() == start
    assert staffed.check() == []


def test_undoing_in_either_order_gives_the_same(staffed: Repository) -> None:
    """Undoing the second amendment and then the first brings the start back as well."""
    start = staffed.content_hash()
    first, second = named(staffed, "P1", "one"), named(staffed, "P1", "two")
    session = staffed.session("bob", "manager")
    session.undo(second)
    assert staffed.get("project", "P1").name == "one"
    session.undo(first)
    assert staffed.content_hash() == start


def test_undoing_a_removal_brings_the_record_back(staffed: Repository) -> None:
    """A removed record holds again, unless it was kept anew since: then the new one stays."""
    session = staffed.session("bob", "manager")
    start = staffed.content_hash()
    was = staffed.get("project", "P3")
    removal = session.remove(was)
    session.undo(removal)
    assert staffed.content_hash() == start
    removal = session.remove(was)
    session.save(Project(code="P3", name="Reborn"))
    session.undo(removal)
    assert staffed.get("project", "P3").name == "Reborn"
    assert staffed.check() == []


def test_undoing_a_creation_that_was_removed_later_leaves_nothing(staffed: Repository) -> None:
    """Create, remove, undo the creation, undo the removal: nothing is there, nothing dangles."""
    session = staffed.session("bob", "manager")
    start = staffed.content_hash()
    created = session.save(Project(code="P9", name="Nine"))
    removed = session.remove(staffed.get("project", "P9"))
    session.undo(created)
    session.undo(removed)
    assert staffed.content_hash() == start
    assert staffed.check() == []


def test_what_something_refers_to_cannot_vanish(staffed: Repository) -> None:
    """Undoing a creation is refused while something refers to it, naming what."""
    session = staffed.session("bob", "manager")
    created = session.save(Department(code="IT", name="IT"))
    session.save(Project(code="P9", name="Nine", department="IT"))
    before = staffed.content_hash()
    with pytest.raises(Refused, match="department 'IT' cannot go: project P9 refers to it"):
        session.undo(created)
    assert staffed.content_hash() == before


def test_what_refers_to_nothing_cannot_come_back(staffed: Repository) -> None:
    """Undoing a removal is refused when what the record refers to is gone since."""
    session = staffed.session("bob", "manager")
    session.save(Department(code="IT", name="IT"), Project(code="P9", name="N", department="IT"))
    removal = session.remove(staffed.get("project", "P9"))
    session.remove(staffed.get("department", "IT"))
    with pytest.raises(Refused, match="no department 'IT'; project P9 refers to it"):
        session.undo(removal)


def test_a_change_is_undone_once(staffed: Repository) -> None:
    """Undoing again, undoing an undoing, and undoing what never was are refused."""
    session = staffed.session("bob", "manager")
    change = session.save(Project(code="P9", name="Nine"))
    undone = session.undo(change)
    with pytest.raises(Refused, match=f"undone already, by change {undone}"):
        session.undo(change)
    with pytest.raises(Refused, match="itself an undoing"):
        session.undo(undone)
    with pytest.raises(NotFound, match="no change 99"):
        session.undo(99)


def test_undoing_needs_the_right_to_change(staffed: Repository) -> None:
    """Who may not keep projects may not undo a change of projects."""
    with pytest.raises(NotAllowed, match="may not change"):
        staffed.session("eve", "contributor").undo(1)


def test_history_names_the_undoing(staffed: Repository) -> None:
    """An undone amendment stays in the history and says by which change it was undone."""
    change = named(staffed, "P1", "one")
    undone = staffed.session("bob", "manager").undo(change)
    row = staffed.history("project", "P1").filter(number=change).row(0, named=True)
    assert (row["before"], row["after"], row["undone_by"]) == ("Project 1", "one", undone)


def test_many_undoings_in_any_order_return_to_the_start(staffed: Repository, lines) -> None:
    """Six overlapping imports, undone in a scrambled order, leave the store as before."""
    session = staffed.session("bob", "contributor")
    start = staffed.content_hash()
    changes = []
    for n in range(6):
        frame = lines(8, first=2 * n, cost=n).with_columns(hours=pl.lit(Decimal(n)))
        changes.append(session.commit(session.stage("actual", [frame])))
    for i in (2, 5, 0, 3, 1, 4):
        session.undo(changes[i])
        assert staffed.check() == []
    assert staffed.content_hash() == start


def test_what_was_loaded_of_audits_is_taken_back_whole(repo: Repository) -> None:
    """Emptied and brought back, then taken back: a finding verified elsewhere is not in the way."""
    root = repo.session("root", "administrator")
    finding = AuditFinding(
        code="F-1", name="Status missing", rule="DQ-01", grade="minor", state="verified",
        found_on=date(2026, 9, 1), closed_on=date(2026, 10, 1), raised_by="Ida",
    )  # fmt: skip
    loaded = root.load({"finding": AuditFinding.frame(finding)})
    emptied = root.reset()
    assert emptied is not None
    with pytest.raises(NotAllowed):
        repo.session("Ida", "manager").undo(emptied)
    root.undo(emptied)
    assert repo.get("finding", "F-1") == finding
    root.undo(loaded)
    assert repo.table("finding").is_empty()
