"""Samples that are drawn from bookings, by count and by amount, in the store."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest

from pmo_core.analysis.audit_monetary import steps
from pmo_core.jobs import audits_whole
from pmo_core.jobs.audits_whole import Extent, Whole
from pmo_core.model import Actual, Audit, Department, Project, Rate
from pmo_core.store import Repository

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
COSTS = {2: 100, 3: 400, 4: 50, 5: 1000, 6: -30, 7: 250, 8: 200}
"""Day of January -> cost; those above 0 make 2,000, cumulated 100, 500, 550, 1550, 1800, 2000."""


def booked(project: str, day: int, cost: int | None, currency: str | None = None) -> Actual:
    """Return a booking of a day in January."""
    return Actual(
        project=project, spent_on=date(2026, 1, day), cost=None if cost is None else Decimal(cost),
        entry=f"V-{day}", currency=currency,
    )  # fmt: skip


@pytest.fixture
def books(repo: Repository) -> Repository:
    """Give a store with bookings of two projects of one department, and of one of another."""
    repo.session("Ida", "administrator").save(
        Department(code="IT", name="Technology"),
        *(Project(code=f"P-{n}", name="Portal", department="IT") for n in (1, 2)),
        Project(code="P-3", name="Hall"),
        Rate(currency="USD", valid_from=FIRST, rate=0.5),
        *(booked("P-1", day, cost) for day, cost in COSTS.items()),
        booked("P-1", 9, None), booked("P-1", 10, 5, "GBP"),
        booked("P-2", 11, 300, "USD"), booked("P-3", 12, 700),
        Actual(project="P-1", spent_on=date(2026, 2, 1), cost=Decimal(999)),
    )  # fmt: skip
    return repo


def of(about: str, code: str | None = None) -> Audit:
    """Return an audit of a project, a department or the PMO."""
    return Audit.model_validate({
        "code": "A-1", "name": "Bookings", "about": about, "planned_on": FIRST,
        **({about: code} if code else {}),
    })  # fmt: skip


def items(days: list[int]) -> list[str]:
    """Return the names of bookings of P-1."""
    return [f"P-1 2026-01-{day:02d} V-{day}" for day in days]


def test_the_whole_is_what_is_audited_in_the_days(books: Repository) -> None:
    """By count all bookings, by amount those with a cost above 0, in base currency."""
    every, costly = Whole("actual", FIRST, LAST), Whole("actual", FIRST, LAST, is_by_amount=True)
    project = of("project", "P-1")
    assert audits_whole.extent(books, project, every) == Extent(9)
    assert audits_whole.extent(books, project, costly) == Extent(6, Decimal(2000), 3)
    unit = of("department", "IT")
    assert audits_whole.extent(books, unit, costly) == Extent(7, Decimal(2150), 3)
    assert audits_whole.extent(books, of("PMO"), costly) == Extent(8, Decimal(2850), 3)
    assert audits_whole.extent(books, of("project", "P-9"), costly).n_items == 0


def test_by_count_the_smallest_tickets_are_drawn(books: Repository) -> None:
    """The store draws what everybody draws with SHA-256; the same seed draws the same again."""
    whole, names = Whole("actual", FIRST, LAST), items([*COSTS, 9, 10])
    drawn = audits_whole.chosen(books, of("project", "P-1"), whole, 4, 7)
    by_hand = sorted(names, key=lambda one: sha256(f"7:{one}".encode()).hexdigest())[:4]
    assert drawn["item"].to_list() == by_hand
    assert drawn.equals(audits_whole.chosen(books, of("project", "P-1"), whole, 4, 7))
    assert not drawn.equals(audits_whole.chosen(books, of("project", "P-1"), whole, 4, 8))


@pytest.mark.parametrize(
    ("seed", "start", "days"),
    [
        (7, "262.11", [3, 5, 7]),  # units 262.11, 762.11, 1,262.11 and 1,762.11
        (2, "61.20", [2, 5, 7]),  # units 61.20, 561.20, 1,061.20 and 1,561.20
        (3, "340.54", [3, 5, 8]),  # units 340.54, 840.54, 1,340.54 and 1,840.54
    ],
)
def test_by_amount_every_interval_draws_a_booking(
    books: Repository, seed: int, start: str, days: list[int]
) -> None:
    """Of 2,000 four units, 500 apart: the bookings that hold them, a large one only once."""
    assert steps(Decimal(2000), 4, seed).start == Decimal(start)
    whole = Whole("actual", FIRST, LAST, is_by_amount=True)
    drawn = audits_whole.chosen(books, of("project", "P-1"), whole, 4, seed)
    assert drawn["item"].to_list() == items(days)
    assert drawn["amount"].to_list() == [Decimal(COSTS[day]) for day in days]


def test_a_unit_on_the_edge_belongs_to_the_booking_that_ends_there(books: Repository) -> None:
    """Cumulated 100, 500, 550: unit 100.00 is of the first, 100.01 of the second booking."""
    asked = {"first": FIRST, "last": LAST, "project": "P-1", "department": ""}

    def first(start: int) -> str:
        rows = books.query("bookings_drawn_by_amount", start=start, interval=20_000_000, **asked)
        return str(rows["item"].item())

    assert [first(1_000_000), first(1_000_100), first(5_000_000), first(5_000_100)] == items(
        [2, 3, 3, 4]
    )


def test_the_record_behind_an_item_is_found(books: Repository) -> None:
    """A booking by its text, with its cost in base currency; another register by its key."""
    found = audits_whole.record(books, "actual", "P-2 2026-01-11 V-11")
    assert (found["cost"], found["cost_base"], found["currency"]) == (300, 150, "USD")
    assert audits_whole.record(books, "project", "P-3")["name"] == "Hall"
    assert audits_whole.record(books, "actual", "P-9 2026-01-11 V-11") == {}
