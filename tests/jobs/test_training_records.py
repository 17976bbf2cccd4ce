"""What booking by the plan and by hand, completing and canceling write into the registers."""

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import pmo_core
from pmo_core.analysis.training.plan import plan
from pmo_core.errors import NotAllowed, PmoError, Refused
from pmo_core.jobs import competence, training
from pmo_core.jobs import training_by_hand as by_hand
from pmo_core.jobs import training_records as records
from pmo_core.jobs import training_views as views
from pmo_core.model import (
    Absence,
    Course,
    CourseDate,
    Person,
    PersonSkill,
    Training,
    TrainingBudget,
)
from pmo_core.store import Repository
from tests.jobs.training_rows import EASY, JUNE, TODAY, save

MARCH = date(2027, 3, 1)


@pytest.fixture
def repo(empty_store: Path, tmp_path: Path) -> Iterator[Repository]:
    """Give a store in which Kim manages P1 from June on without the certificate it asks for."""
    address = str(shutil.copyfile(empty_store, tmp_path / "pmo.duckdb"))
    with pmo_core.open(address) as opened:
        opened.session("test", "administrator").save(*EASY)
        yield opened


def proposed(repo: Repository) -> pl.DataFrame:
    """Return what the plan books."""
    basis = training.given(repo, TODAY)
    return views.bookings(repo, basis, plan(basis.problem))


def the_one(repo: Repository) -> Training:
    """Return the training of Kim in March."""
    was = repo.get("training", "E1", "C1", MARCH)
    assert isinstance(was, Training)
    return was


def test_completing_writes_what_is_held(repo: Repository) -> None:
    """The certificate has its issue, its end and the cost of renewing it; it can be undone."""
    booked = proposed(repo)
    session = repo.session("Ida", "manager")
    records.book(session, records.booking(repo, booked))
    was = the_one(repo)
    with pytest.raises(Refused):
        records.complete(repo, session, was, date(2027, 2, 1))
    number = records.complete(repo, session, was, date(2027, 3, 3))
    held = repo.get("person_skill", "E1", "CERT")
    assert isinstance(held, PersonSkill)
    assert (held.level, held.issued_on, held.expires_on, held.renewal_cost, held.currency) == (
        3, date(2027, 3, 3), date(2030, 3, 2), Decimal(400), "USD",
    )  # fmt: skip
    assert competence.needs(repo, TODAY).is_empty()
    assert number is not None
    session.undo(number)
    assert repo.table("person_skill").is_empty()


def test_canceling_gives_the_seat_back(repo: Repository) -> None:
    """The date has its seat again, and the gap is open again."""
    booked = proposed(repo)
    session = repo.session("Ida", "manager")
    records.book(session, records.booking(repo, booked))
    was = the_one(repo)
    records.cancel(repo, session, was)
    assert repo.table("absence").is_empty()
    assert repo.table("course_date").sort("starts_on")["seats"].to_list() == [None, 2, None]
    again = proposed(repo)
    number = records.book(session, records.booking(repo, again))
    assert number is not None
    assert repo.table("training")["state"].to_list() == ["booked"]


def test_what_is_proposed_has_no_seat_to_give_back(repo: Repository) -> None:
    """Canceling a training that was never booked leaves seats and absences as they are."""
    away = Absence(person="E1", from_on=MARCH, until_on=MARCH, kind="training")
    save(repo, Training(person="E1", course="C1", starts_on=MARCH, state="proposed"), away)
    records.cancel(repo, repo.session("Ida", "manager"), the_one(repo))
    assert the_one(repo).state == "canceled"
    assert repo.table("course_date").sort("starts_on")["seats"].to_list() == [None, 2, None]
    assert repo.table("absence").height == 1


def test_what_has_ended_waits_to_be_completed(repo: Repository) -> None:
    """A training is over on the day after its last one, as long as it is booked."""
    records.book(repo.session("Ida", "manager"), records.booking(repo, proposed(repo)))
    assert views.over(repo, date(2027, 3, 3)).is_empty()
    assert views.over(repo, date(2027, 3, 4)).rows() == [("E1", "C1", MARCH, date(2027, 3, 3))]
    records.complete(repo, repo.session("Ida", "manager"), the_one(repo), date(2027, 3, 3))
    assert views.over(repo, date(2027, 3, 4)).is_empty()


def test_a_budget_is_of_a_department_that_is_known(repo: Repository) -> None:
    """A budget that would limit nobody, as its department is not there, is refused."""
    with pytest.raises(PmoError, match="TI"):
        save(repo, TrainingBudget(department="TI", begins_on=TODAY, amount=Decimal(500)))


def test_dates_say_whether_they_can_be_booked(repo: Repository) -> None:
    """One is too late for its lead time, one is full, one is open with the seats that it has."""
    was = CourseDate(course="C1", starts_on=date(2027, 5, 31))
    session = repo.session("test", "administrator")
    session.amend(was.model_copy(update={"seats": 0}), was)
    shown = views.dates(repo, training.given(repo, TODAY))
    assert shown.select("starts_on", "ends_on", "book_by", "seats_left", "date_state").rows() == [
        (date(2027, 2, 1), date(2027, 2, 3), date(2027, 1, 2), None, "closed"),
        (MARCH, date(2027, 3, 3), date(2027, 1, 30), 2, "open"),
        (date(2027, 5, 31), date(2027, 6, 2), date(2027, 5, 1), 0, "full"),
    ]


def test_who_fails_holds_nothing_and_costs(repo: Repository) -> None:
    """The gap is open again, what it cost is spent, and another date can be booked."""
    session = repo.session("Ida", "manager")
    records.book(session, records.booking(repo, proposed(repo)))
    records.fail(session, the_one(repo))
    assert the_one(repo).state == "failed"
    assert repo.table("person_skill").is_empty()
    assert proposed(repo)["starts_on"].to_list() == [date(2027, 5, 31)]


def choose(repo: Repository, person: str, on: date, reason: str = "") -> pl.DataFrame:
    """Choose the course by hand."""
    who, what = repo.get("person", person), repo.get("course", "C1")
    assert isinstance(who, Person)
    assert isinstance(what, Course)
    return by_hand.chosen(repo, who, what, on, as_of=TODAY, reason=reason)


def test_by_hand_writes_what_the_plan_writes(repo: Repository) -> None:
    """The same training chosen by hand and by the plan is the same in all registers."""
    made = [records.booking(repo, rows) for rows in (proposed(repo), choose(repo, "E1", MARCH))]
    for register, rows in made[0].now.items():
        assert rows.equals(made[1].now[register]), register
        assert rows.height == 1, register
    number = records.book(repo.session("Ida", "manager"), made[1])
    assert the_one(repo).reason == proposed_reason()
    assert repo.table("absence").select("person", "from_on", "until_on", "kind").rows() == [
        ("E1", MARCH, date(2027, 3, 3), "training")
    ]
    assert number is not None
    repo.session("Ida", "manager").undo(number)
    assert repo.table("absence").is_empty()
    with pytest.raises(NotAllowed):
        records.book(repo.session("Eva", "contributor"), made[1])


def proposed_reason() -> str:
    """Return what asks Kim for the certificate."""
    return f"Project manager on P1 from {JUNE}: Certificate level 3 (holds none then)"


def test_by_hand_needs_a_reason_where_nothing_is_missing(repo: Repository) -> None:
    """Bo lacks nothing that the course teaches: why he goes must be said, and is kept."""
    with pytest.raises(Refused, match="lacks nothing"):
        choose(repo, "E2", MARCH, " ")
    row = choose(repo, "E2", MARCH, "Stands in for Kim.").row(0, named=True)
    assert (row["asked_by"], row["project"], row["needed_on"]) == ("Stands in for Kim.", "", None)
    assert row["cost"] == pytest.approx(360)


def test_by_hand_is_refused_where_it_cannot_be(repo: Repository) -> None:
    """No seat, an absence, another course, a day before the first at work: each is said."""
    full = date(2027, 4, 5)
    save(
        repo, CourseDate(course="C1", starts_on=full, seats=0),
        Absence(person="E1", from_on=date(2027, 4, 14), until_on=date(2027, 4, 16)),
        Training(person="E1", course="C1", starts_on=date(2027, 5, 31), state="booked"),
        Person(code="E3", name="Lu", role="PM", joined_on=date(2027, 3, 2)),
        PersonSkill(person="E2", skill="EVM", level=1),
    )  # fmt: skip
    for person, on, words in (
        ("E1", full, "No seat is left in Practitioner"),
        ("E1", date(2027, 4, 12), r"absent from 2027-04-14 to 2027-04-16 \(leave\)"),
        ("E1", date(2027, 6, 1), r"absent from 2027-05-31 to 2027-06-02 \(training\)"),
        ("E1", date(2027, 5, 31), "takes Practitioner on 2027-05-31 already"),
        ("E3", MARCH, "Lu is not employed then"),
    ):
        with pytest.raises(Refused, match=words):
            choose(repo, person, on, "Because.")
