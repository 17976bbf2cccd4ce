"""Hours are booked, handed over and released, each as one change."""

from datetime import date
from decimal import Decimal

import pytest

from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.jobs import bookings
from pmo_core.model import Booking, Person, Project, Role

MARCH = date(2027, 3, 1)


def booking(hours: float = 40, person: str = "Kim", **others) -> Booking:
    """Return a booking of a developer in March."""
    return Booking(
        project="A", role="DEV", month_on=MARCH, person=person, hours=Decimal(str(hours)), **others
    )  # fmt: skip


@pytest.fixture
def staffed(repo):
    """Give a store with a project, a role and two people."""
    repo.session("root", "administrator").save(
        Project(code="A", name="A"), Role(code="DEV", name="Developer"),
        Person(code="Kim", name="Kim"), Person(code="Bo", name="Bo"),
    )  # fmt: skip
    return repo


def test_any_day_of_the_month_will_do(staffed):
    """A booking is kept under the first day of its month."""
    late = booking().model_copy(update={"month_on": date(2027, 3, 17)})
    number = bookings.book(staffed.session("ann", "manager"), late)
    assert staffed.table("booking").select("person", "month_on").rows() == [("Kim", MARCH)]
    note = staffed.changes(limit=1).row(0, named=True)
    assert (note["number"], note["note"]) == (number, "Kim as DEV on A in 2027-03: 40 h soft")


def test_handing_over_is_one_change_that_can_be_undone(staffed):
    """The old booking goes and the new one comes at once, and both return at once."""
    ann = staffed.session("ann", "manager")
    bookings.book(ann, booking())
    number = bookings.book(ann, booking(30, "Bo", kind="hard"), booking())
    rows = staffed.table("booking").select("person", "hours", "kind").rows()
    assert rows == [("Bo", 30, "hard")]
    ann.undo(number)
    assert staffed.table("booking")["person"].to_list() == ["Kim"]


def test_releasing_takes_the_hours_away(staffed):
    """Afterwards nothing is booked; who saw something else is refused."""
    ann = staffed.session("ann", "manager")
    bookings.book(ann, booking())
    with pytest.raises(Conflict):
        bookings.release(ann, booking(39))
    assert bookings.release(ann, booking()) is not None
    assert staffed.table("booking").is_empty()


def test_what_is_refused(staffed):
    """No hours, a second booking of the same, and one by a contributor."""
    ann = staffed.session("ann", "manager")
    with pytest.raises(Refused, match="above 0"):
        bookings.book(ann, booking(0))
    assert bookings.book(ann, booking()) is not None
    assert bookings.book(ann, booking(), booking()) is None
    with pytest.raises(Refused, match="exists already"):
        bookings.book(ann, booking(8))
    with pytest.raises(NotAllowed):
        bookings.book(staffed.session("tom", "contributor"), booking(8, "Bo"))
