"""Several registers change together, provided that they still say what was seen."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.errors import Conflict, NotAllowed, NotFound, Refused
from pmo_core.model import Booking, BudgetLine, Project, Record
from pmo_core.store import Repository


def frame(*records: Record) -> pl.DataFrame:
    """Return records of one register as a frame."""
    schema = records[0].polars_schema()
    return pl.DataFrame([record.model_dump() for record in records], schema=schema)


def booking(project: str, hours: int, month: int = 1) -> Booking:
    """Return a soft booking of the role DEV."""
    return Booking(project=project, role="DEV", month_on=date(2027, month, 1), hours=Decimal(hours))


@pytest.fixture
def booked(staffed: Repository) -> Repository:
    """Give the staffed repository with two bookings."""
    staffed.session("ann", "manager").save(booking("P1", 10), booking("P2", 20))
    return staffed


def test_new_changed_and_removed_rows_of_several_registers_are_one_change(
    booked: Repository,
) -> None:
    """What stands in both alike stays, what differs is replaced, the rest comes or goes."""
    projects, bookings = booked.table("project"), booked.table("booking")
    renamed = projects.with_columns(
        name=pl.when(pl.col("code") == "P1").then(pl.lit("One")).otherwise("name")
    )
    number = booked.session("bob", "manager").put(
        {
            "project": renamed,
            "booking": frame(booking("P1", 11), booking("P3", 30)),
            "budget_line": frame(BudgetLine(project="P1", period_on=date(2027, 1, 1), n_months=12)),
        },
        {"project": projects, "booking": bookings},
        note="board",
    )
    assert number == booked.revision == 3
    assert booked.table("project")["name"].to_list() == ["One", "Project 2", "Project 3"]
    assert booked.table("booking").select("project", "hours").rows() == [("P1", 11), ("P3", 30)]
    assert booked.table("budget_line").height == 1
    last = booked.changes(limit=1).row(0, named=True)
    assert (last["verb"], last["note"], last["actor"]) == ("put", "board", "bob")
    assert (last["n_new"], last["n_changed"], last["n_removed"]) == (2, 2, 1)
    trace = booked.history("project", "P1").filter(number=3)
    assert trace.select("field", "before", "after").rows() == [("name", "Project 1", "One")]
    assert booked.history("project", "P2").filter(number=3).is_empty()
    assert booked.check() == []


def test_it_is_undone_exactly(booked: Repository) -> None:
    """After the undoing all is as before, also what went and what was new."""
    before = booked.content_hash()
    number = booked.session("bob", "manager").put(
        {"booking": frame(booking("P1", 11), booking("P3", 30))},
        {"booking": booked.table("booking")},
    )
    assert number is not None
    assert booked.content_hash() != before
    booked.session("bob", "manager").undo(number)
    assert booked.content_hash() == before
    assert booked.check() == []


def test_what_someone_else_changed_is_a_conflict_that_names_it(booked: Repository) -> None:
    """Rows that are only proved conflict too; nothing at all is kept then."""
    seen, before = booked.table("project"), booked.table("booking")
    cho = booked.session("cho", "manager")
    for code in ("P2", "P3"):
        was = booked.get("project", code)
        cho.amend(was.model_copy(update={"sponsor": "Ida"}), was)
    with pytest.raises(
        Conflict, match=r"project P2 was changed meanwhile by cho .*sponsor is now Ida.* 1 more row"
    ):
        booked.session("bob", "manager").put(
            {"project": seen, "booking": frame(booking("P3", 1))}, {"project": seen}
        )
    assert booked.table("booking").equals(before)
    assert booked.revision == 4


def test_a_removed_row_is_a_conflict_and_an_unknown_one_is_not_found(booked: Repository) -> None:
    """Who replaces what is gone is told who removed it; what never was there is not found."""
    seen = booked.table("booking")
    booked.session("cho", "manager").remove(
        booked.get("booking", "P1", "DEV", date(2027, 1, 1), "")
    )
    bob = booked.session("bob", "manager")
    with pytest.raises(Conflict, match="removed meanwhile by cho"):
        bob.put({"booking": frame(booking("P1", 12))}, {"booking": seen})
    with pytest.raises(NotFound, match="booking P3"):
        bob.put({}, {"booking": frame(booking("P3", 5))})


def test_keys_stand_once_and_references_hold(booked: Repository) -> None:
    """A new row that is kept already or given twice is refused, and so is a lost reference."""
    bob = booked.session("bob", "manager")
    with pytest.raises(Refused, match="booking P1 DEV 2027-01-01 exists already"):
        bob.put({"booking": frame(booking("P1", 12))})
    twice = frame(booking("P1", 12), booking("P1", 13))
    with pytest.raises(Refused, match="given twice"):
        bob.put({"booking": twice}, {"booking": booked.table("booking")})
    with pytest.raises(Refused, match="project 'P1' cannot go"):
        bob.put({}, {"project": frame(booked.get("project", "P1"))})
    with pytest.raises(Refused, match="no project 'P9'"):
        bob.put({"booking": frame(booking("P9", 1))})
    with pytest.raises(NotFound, match="no register 'nonsense'"):
        bob.put({"nonsense": twice})
    assert booked.revision == 2


def test_a_role_needs_the_right_to_every_register(booked: Repository) -> None:
    """One register that the role may not change is enough for a refusal."""
    with pytest.raises(NotAllowed, match="contributor may not change projects"):
        booked.session("eve", "contributor").put({"project": frame(Project(code="X", name="X"))})


def test_what_is_so_already_is_no_change(booked: Repository) -> None:
    """Putting what is kept leaves no entry in the journal."""
    bookings = booked.table("booking")
    assert (
        booked.session("bob", "manager").put({"booking": bookings}, {"booking": bookings}) is None
    )
    assert booked.revision == 2


def test_a_register_is_read_as_it_was(booked: Repository) -> None:
    """As of a change the rows that held after it; what was undone since never was."""
    session = booked.session("bob", "manager")
    seen = booked.table("booking")
    number = session.put({"booking": frame(booking("P3", 30))}, {"booking": seen})
    assert number == 3
    assert booked.table("booking", at=1).is_empty()
    assert booked.table("booking", at=2).equals(seen)
    assert booked.table("booking", at=3)["project"].to_list() == ["P3"]
    session.undo(number)
    assert booked.table("booking", at=3).equals(seen)
    assert booked.table("booking").equals(seen)
