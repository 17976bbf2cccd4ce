"""The verbs keep, change and remove records, in the name of someone who may."""

import pytest

from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.model import Actual, Department, Project, StatusReport
from pmo_core.store import Repository


def test_a_change_has_an_entry_with_actor_role_and_verb(staffed: Repository) -> None:
    """The journal names who did what, in which role, and how many rows it concerned."""
    staffed.session("bob", "manager").save(Project(code="P9", name="Nine"), note="from the board")
    last = staffed.changes(limit=1).row(0, named=True)
    assert (last["actor"], last["actor_role"], last["verb"]) == ("bob", "manager", "save")
    assert (last["register"], last["n_new"], last["note"]) == ("project", 1, "from the board")
    assert last["number"] == staffed.revision


def test_history_tells_before_and_after_of_each_field(staffed: Repository) -> None:
    """An amended field stands in the history with both values; untouched fields do not."""
    was = staffed.get("project", "P1")
    staffed.session("bob", "manager").amend(was.model_copy(update={"sponsor": "Ida"}), was)
    history = staffed.history("project", "P1")
    assert history.select("actor", "verb", "field", "before", "after").row(0) == (
        "bob", "amend", "sponsor", None, "Ida",
    )  # fmt: skip
    assert history.filter(verb="amend").height == 1
    assert set(history.filter(verb="save")["field"]) == {"code", "name", "is_date_fixed"}


def test_history_tells_a_removal(staffed: Repository) -> None:
    """A removed record has a last entry in which every field becomes empty."""
    session = staffed.session("bob", "manager")
    session.remove(staffed.get("project", "P3"))
    rows = staffed.history("project", "P3").filter(verb="remove")
    assert rows.select("field", "before", "after").rows() == [
        ("code", "P3", None), ("name", "Project 3", None), ("is_date_fixed", "False", None),
    ]  # fmt: skip


def test_the_second_of_two_is_told_who_was_faster(staffed: Repository) -> None:
    """An amendment of what someone else changed meanwhile is refused, naming who and what."""
    seen = staffed.get("project", "P1")
    staffed.session("bob", "manager").amend(seen.model_copy(update={"name": "Bob's"}), seen)
    with pytest.raises(Conflict, match=r"changed meanwhile by bob on .*: name is now Bob's"):
        staffed.session("cho", "manager").amend(seen.model_copy(update={"name": "Cho's"}), seen)
    with pytest.raises(Conflict, match="changed meanwhile by bob"):
        staffed.session("cho", "manager").remove(seen)
    assert staffed.get("project", "P1") == seen.model_copy(update={"name": "Bob's"})


def test_amending_what_was_removed_is_a_conflict(staffed: Repository) -> None:
    """Who amends a record that is gone is told who removed it."""
    seen = staffed.get("project", "P3")
    staffed.session("bob", "manager").remove(seen)
    with pytest.raises(Conflict, match="removed meanwhile by bob"):
        staffed.session("cho", "manager").amend(seen.model_copy(update={"name": "x"}), seen)


def test_a_key_stands_once(staffed: Repository) -> None:
    """A key that is kept, or given twice, is refused, and nothing of the change is kept."""
    session = staffed.session("bob", "manager")
    with pytest.raises(Refused, match="project P1 exists already"):
        session.save(Project(code="P8", name="new"), Project(code="P1", name="again"))
    with pytest.raises(Refused, match="project P8 is given twice"):
        session.save(Project(code="P8", name="new"), Project(code="P8", name="again"))
    assert "P8" not in staffed.table("project")["code"]
    assert staffed.revision == 1


def test_a_key_is_for_life(staffed: Repository) -> None:
    """An amendment cannot change the key."""
    was = staffed.get("project", "P1")
    with pytest.raises(Refused, match="key"):
        staffed.session("bob", "manager").amend(was.model_copy(update={"code": "P7"}), was)


def test_references_lead_to_something_kept(staffed: Repository) -> None:
    """What refers to nothing is refused, and what is referred to cannot be removed."""
    session = staffed.session("bob", "manager")
    with pytest.raises(Refused, match="no department 'X'; project P9 refers to it"):
        session.save(Project(code="P9", name="Nine", department="X"))
    session.save(Department(code="IT", name="IT"), Department(code="DEV", name="D", parent="IT"))
    with pytest.raises(Refused, match="department 'IT' cannot go: department DEV refers"):
        session.remove(staffed.get("department", "IT"))


def test_a_record_and_what_it_refers_to_come_in_one_change(staffed: Repository) -> None:
    """Records of several registers are kept together, in whatever order they are given."""
    staffed.session("bob", "manager").save(
        Project(code="P9", name="Nine", department="IT"), Department(code="IT", name="IT")
    )
    assert staffed.revision == 2


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("contributor", Actual(project="P1", spent_on="2026-01-02"), Project(code="X", name="X")),
        (
            "contributor",
            StatusReport(project="P1", data_date="2026-01-02"),
            Department(code="X", name="X"),
        ),
        ("manager", Project(code="X", name="X"), None),
    ],
)  # fmt: skip
def test_a_role_may_only_what_its_rights_say(
    staffed: Repository, role: str, may: Actual, may_not: Project | None
) -> None:
    """Contributors post actuals and status; managers keep all else; viewers read."""
    session = staffed.session("bob", role)
    session.save(may)
    if may_not is not None:
        with pytest.raises(NotAllowed, match=f"A {role} may not change"):
            session.save(may_not)
    with pytest.raises(NotAllowed, match="A viewer may not change"):
        staffed.session("eve", "viewer").save(may)


def test_only_an_administrator_sets_and_empties(staffed: Repository) -> None:
    """Settings and emptying are refused to a manager; an unknown role is refused at once."""
    manager = staffed.session("bob", "manager")
    with pytest.raises(NotAllowed, match="Ask an administrator"):
        manager.put_settings(base_currency="USD")
    with pytest.raises(NotAllowed, match="Only an administrator"):
        manager.reset()
    with pytest.raises(NotAllowed, match="no role 'king'"):
        staffed.session("eve", "king")  # type: ignore[arg-type]
    assert staffed.revision == 1


def test_settings_are_checked_and_journaled(staffed: Repository) -> None:
    """A setting takes effect with its type; a wrong one is refused; the same again is no change."""
    session = staffed.session("ann", "administrator")
    assert session.put_settings(base_currency="USD", hours_per_day=7.5) == 2
    assert (staffed.settings().base_currency, staffed.settings().hours_per_day) == ("USD", 7.5)
    assert session.put_settings(base_currency="USD") is None
    with pytest.raises(Refused, match="fiscal_year_start_month"):
        session.put_settings(fiscal_year_start_month=13)
    with pytest.raises(Refused, match="no_such"):
        session.put_settings(no_such=1)
    assert staffed.history("setting", "base_currency")["after"].to_list() == [
        "base_currency", "USD",
    ]  # fmt: skip
    assert staffed.revision == 2


def test_emptying_can_be_undone(staffed: Repository) -> None:
    """After a reset nothing is kept; undoing it brings everything back."""
    before = staffed.content_hash()
    session = staffed.session("ann", "administrator")
    change = session.reset()
    assert change is not None
    assert staffed.table("project").is_empty()
    assert session.reset() is None
    session.undo(change)
    assert staffed.content_hash() == before
