"""From the registers to a training plan, and from the plan back into the registers."""

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import pmo_core
from pmo_core.analysis.training.plan import plan
from pmo_core.errors import Conflict, NotAllowed, Refused
from pmo_core.jobs import competence, training
from pmo_core.jobs import training_records as records
from pmo_core.jobs import training_views as views
from pmo_core.model import (
    Absence,
    AuditFinding,
    Booking,
    CompetenceNeed,
    CorrectiveAction,
    Course,
    CourseDate,
    Person,
    PersonSkill,
    Record,
    Training,
    TrainingBudget,
    WorkCalendar,
)
from pmo_core.store import Repository
from tests.jobs.training_rows import EASY, JUNE, TODAY, save


@pytest.fixture
def repo(empty_store: Path, tmp_path: Path) -> Iterator[Repository]:
    """Give a store in which Kim manages P1 from June on without the certificate it asks for."""
    address = str(shutil.copyfile(empty_store, tmp_path / "pmo.duckdb"))
    with pmo_core.open(address) as opened:
        opened.session("test", "administrator").save(*EASY)
        yield opened


def plan_of(repo: Repository) -> tuple[training.Given, pl.DataFrame, pl.DataFrame]:
    """Return what the plan is made from, what it books, and what it leaves open."""
    basis = training.given(repo, TODAY)
    found = plan(basis.problem)
    return basis, views.bookings(repo, basis, found), views.unmet(repo, basis, found)


def test_a_booking_names_the_assignment_and_the_day(repo: Repository) -> None:
    """The first date that keeps the lead time is taken, at the price in base currency."""
    _, booked, unmet = plan_of(repo)
    row = booked.row(0, named=True)
    assert booked.height == 1
    assert (row["person"], row["starts_on"], row["ends_on"]) == (
        "E1", date(2027, 3, 1), date(2027, 3, 3)
    )  # fmt: skip
    assert (row["book_by"], row["needed_on"], row["project"]) == (date(2027, 1, 30), JUNE, "P1")
    assert row["cost"] == pytest.approx(360)
    assert row["need_cause"] == "Project manager on P1 Portal"
    assert row["asked_by"] == (
        "Project manager on P1 from 2027-06-01: Certificate level 3 (holds none then)"
    )
    assert unmet.is_empty()


def test_booked_counts_and_can_be_undone(repo: Repository) -> None:
    """Booking takes a seat, spends the budget and closes the gap; undoing brings all back."""
    save(repo, TrainingBudget(department="IT", begins_on=date(2027, 1, 1), amount=Decimal(500)))
    basis, booked, _ = plan_of(repo)
    session = repo.session("Ida", "manager")
    number = records.book(session, records.booking(repo, booked))
    assert number is not None
    kept = repo.table("training").row(0, named=True)
    assert (kept["state"], kept["project"], kept["needed_on"]) == ("booked", "P1", JUNE)
    assert kept["reason"] == booked["asked_by"][0]
    seats = repo.table("course_date").sort("starts_on")["seats"].to_list()
    assert seats == [None, 1, None]
    away = repo.table("absence").row(0, named=True)
    assert (away["person"], away["from_on"], away["until_on"], away["kind"]) == (
        "E1", date(2027, 3, 1), date(2027, 3, 3), "training"
    )  # fmt: skip
    after = training.given(repo, TODAY)
    found = plan(after.problem)
    assert found.chosen.is_empty()
    assert views.needs(repo, after, found)["need_outcome"].to_list() == ["booked already"]
    march = after.problem.free.filter(person="E1", month=date(2027, 3, 1))
    assert march["hours"].to_list() == [160.0]  # 23 days less 3
    assert views.budgets(repo, after, found)["left_cost"].to_list() == [140.0]
    session.undo(number)
    assert repo.table("training").is_empty()
    assert repo.table("absence").is_empty()
    assert training.given(repo, TODAY).name == basis.name


def test_what_is_booked_meanwhile_is_refused(repo: Repository) -> None:
    """Two who book the same plan: the second one is told, and nothing is written."""
    _, booked, _ = plan_of(repo)
    made = records.booking(repo, booked)
    records.book(repo.session("Ida", "manager"), made)
    with pytest.raises((Conflict, Refused)):
        records.book(repo.session("Tom", "manager"), made)
    with pytest.raises(NotAllowed):
        records.book(repo.session("Eva", "contributor"), made)
    with pytest.raises(Refused, match="No training"):
        records.book(repo.session("Ida", "manager"), records.booking(repo, booked.clear()))


def _away(first: date, last: date) -> Absence:
    return Absence(person="E1", from_on=first, until_on=last)


@pytest.mark.parametrize(
    ("rows", "reason", "words"),
    [
        ((TrainingBudget(department="IT", begins_on=date(2027, 1, 1), amount=Decimal(359)),),
         "budget", "Practitioner on 2027-03-01: the budget does not pay it too."),
        ((TrainingBudget(begins_on=date(2027, 1, 1), amount=Decimal(359)),), "budget", "budget"),
        ((_away(date(2027, 3, 3), date(2027, 3, 5)),), "not free", "the person is absent then"),
        ((Booking(project="P1", role="PM", month_on=date(2027, 3, 1), person="E2", kind="hard",
                  hours=Decimal(180)),), None, ""),
        ((Booking(project="P1", role="PM", month_on=date(2027, 3, 1), person="E1", kind="hard",
                  hours=Decimal(180)),), "too late", "begins on 2027-05-31 at the earliest"),
    ],
)  # fmt: skip
def test_why_it_is_not_in_time(
    repo: Repository, rows: tuple[Record, ...], reason: str | None, words: str
) -> None:
    """Money, absences and promised hours stop a course, each said in words; not those of others."""
    save(repo, *rows)
    _, booked, unmet = plan_of(repo)
    own = unmet.filter(person="E1")
    assert own["unmet_reason"].to_list() == ([reason] if reason else [])
    assert words in "".join(own["unmet_because"])
    assert (booked.filter(person="E1", starts_on=date(2027, 3, 1)).height == 1) is (reason is None)


def test_the_last_seat_goes_where_more_is_missing(repo: Repository) -> None:
    """Of two who need the date, who weighs more gets its seat; the other one is told so."""
    was = CourseDate(course="C1", starts_on=date(2027, 3, 1), seats=2)
    repo.session("test", "administrator").amend(was.model_copy(update={"seats": 1}), was)
    save(
        repo, Booking(project="P1", role="PM", month_on=JUNE, person="E2", hours=Decimal(8)),
        PersonSkill(person="E2", skill="CERT", level=1),
    )  # fmt: skip
    _, booked, unmet = plan_of(repo)
    assert booked.filter(days_late=0).select("person", "starts_on").rows() == [
        ("E1", date(2027, 3, 1))
    ]
    assert unmet.select("person", "unmet_reason", "unmet_because").rows() == [
        ("E2", "seats", "Practitioner on 2027-03-01: no seat is left.")
    ]


def test_a_level_that_nothing_opens(repo: Repository) -> None:
    """A course that asks for a level to which nothing leads says so."""
    save(
        repo, CompetenceNeed(role="PM", project="P1", skill="EVM", level=3),
        Course(code="C3", name="Forecasts", skill="EVM", level=3, from_level=2, price=Decimal(90),
               duration_days=2),
    )  # fmt: skip
    _, booked, unmet = plan_of(repo)
    assert booked["course"].to_list() == ["C1"]
    assert unmet.select("unmet_reason", "unmet_because").rows() == [
        ("level first", "Forecasts asks for level 2 first, and nothing brings there in time.")
    ]


def test_a_late_training_is_better_than_none(repo: Repository) -> None:
    """Who is absent in March takes the course that ends in June, one day late and more."""
    save(repo, _away(date(2027, 3, 1), date(2027, 3, 5)))
    _, booked, unmet = plan_of(repo)
    assert booked.select("starts_on", "days_late").rows() == [(date(2027, 5, 31), 2)]
    assert unmet["closed_late_on"].to_list() == [date(2027, 6, 3)]


def test_no_course_and_no_date_are_said(repo: Repository) -> None:
    """A level that nothing teaches, and a course whose dates are all past."""
    save(
        repo, CompetenceNeed(role="PM", skill="EVM", level=5),
        Course(code="C2", name="Basics", skill="EVM", level=2, price=Decimal(0), duration_days=1),
    )  # fmt: skip
    repo.session("test", "administrator").put(
        {}, {"course_date": repo.table("course_date").filter(pl.col("starts_on") > TODAY)}
    )
    save(repo, CourseDate(course="C1", starts_on=date(2026, 12, 1)))
    _, booked, unmet = plan_of(repo)
    assert booked.is_empty()
    assert set(unmet.select("skill_name", "unmet_reason").rows()) == {
        ("Certificate", "no date"), ("Earned value", "no course"),
    }  # fmt: skip


def test_courses_build_on_each_other(repo: Repository) -> None:
    """A course that asks for a level comes after the one that brings there; both have a cause."""
    save(
        repo, CompetenceNeed(role="PM", project="P1", skill="EVM", level=3),
        Course(code="C2", name="Basics", skill="EVM", level=2, price=Decimal(0), duration_days=1,
               lead_days=7),
        Course(code="C3", name="Forecasts", skill="EVM", level=3, from_level=2, price=Decimal(90),
               duration_days=2),
    )  # fmt: skip
    _, booked, unmet = plan_of(repo)
    assert unmet.is_empty()
    rows = {row["course"]: row for row in booked.iter_rows(named=True)}
    assert rows["C2"]["ends_on"] < rows["C3"]["starts_on"]
    assert rows["C3"]["ends_on"] < JUNE
    assert {row["needed_on"] for row in rows.values()} == {JUNE}
    assert rows["C2"]["starts_on"] == date(2027, 1, 18)


def test_findings_ask_their_owner(repo: Repository) -> None:
    """An open finding asks its owner for what its rule is the basis of, by the due date."""
    finding = AuditFinding(
        code="F-1", name="Late", rule="PM-01", project="P1", grade="major", found_on=TODAY,
        raised_by="Ida", owner="Bo",
    )  # fmt: skip
    repo.session("test", "administrator").load({"finding": AuditFinding.frame(finding)})
    save(
        repo, CompetenceNeed(role="PM", project="P1", skill="EVM", level=2, basis="PM-01"),
        CorrectiveAction(code="CA-1", finding="F-1", name="Learn", owner="Bo",
                         due_on=date(2027, 4, 1), effective_when="The rule passes."),
    )  # fmt: skip
    found = competence.needs(repo, TODAY).filter(person="E2")
    assert found.select("skill", "needed_on", "finding", "priority", "weight").rows() == [
        ("EVM", date(2027, 4, 1), "F-1", 100.0, 4.0)
    ]
    assert found["need_cause"].to_list() == ["Finding F-1 Late, P1"]
    gone = finding.model_copy(update={"state": "withdrawn", "reason": "No."})
    repo.session("test", "administrator").amend(gone, finding)
    assert competence.needs(repo, TODAY).filter(person="E2").is_empty()


def test_needs_of_roles_wait_half_a_year(repo: Repository) -> None:
    """Without an assignment a gap is to be closed within 180 days; it can be left out."""
    save(repo, CompetenceNeed(role="PM", skill="EVM", level=1))
    found = competence.needs(repo, TODAY).filter(person="E2")
    assert found["needed_on"].to_list() == [date(2027, 7, 9)]
    assert found["reason"][0] == (
        "Role Project manager, by 2027-07-09: Earned value level 1 (holds none then)"
    )
    without = training.given(repo, TODAY, with_roles=False)
    assert without.needs.select("person", "skill").rows() == [("E1", "CERT"), ("E1", "EVM")]


def test_who_begins_later_has_half_a_year_from_then(repo: Repository) -> None:
    """What the role asks for is not missing in time on the first day at work."""
    save(
        repo, CompetenceNeed(role="PM", skill="EVM", level=1),
        Person(code="E3", name="Lu", role="PM", joined_on=date(2027, 3, 1)),
    )  # fmt: skip
    found = competence.needs(repo, TODAY).filter(person="E3")
    assert found["needed_on"].to_list() == [date(2027, 8, 28)]


def test_certificates_of_who_left_end_for_nobody(repo: Repository) -> None:
    """Who left renews nothing; the last day at work still counts."""
    for code, left in (("E3", TODAY), ("E4", date(2027, 1, 9))):
        save(
            repo, Person(code=code, name=code, left_on=left),
            PersonSkill(person=code, skill="CERT", level=3, expires_on=date(2027, 2, 1)),
        )  # fmt: skip
    assert competence.certificates(repo, TODAY, 90)["person"].to_list() == ["E3"]


def test_a_booked_course_that_ends_too_late_says_so(repo: Repository) -> None:
    """A person who is booked on a later date is told which, and is not booked twice."""
    save(repo, Training(person="E1", course="C1", starts_on=date(2027, 5, 31), state="booked"))
    _, booked, unmet = plan_of(repo)
    assert booked.is_empty()
    assert unmet.select("unmet_reason", "unmet_because", "closed_late_on").rows() == [
        (
            "too late",
            "Practitioner is booked on 2027-05-31 and ends on 2027-06-02.",
            date(2027, 6, 3),
        ),
    ]


def test_a_certificate_that_ends_before_it_is_needed(repo: Repository) -> None:
    """Who could only be certified for a month in March has nothing in June, and is told so."""
    was = repo.get("course", "C1")
    assert isinstance(was, Course)
    now = was.model_copy(update={"validity_months": 1})
    repo.session("test", "administrator").put(
        {"course": Course.frame(now)}, {"course": Course.frame(was), "course_date": repo.table(
            "course_date").filter(pl.col("starts_on") > date(2027, 3, 1))}
    )  # fmt: skip
    _, booked, unmet = plan_of(repo)
    assert booked.is_empty()
    assert unmet.select("unmet_reason", "unmet_because").rows() == [
        ("too early", "Practitioner on 2027-03-01: what it certifies ends on 2027-04-02.")
    ]


def test_who_works_by_another_calendar_is_not_booked_on_days_off(repo: Repository) -> None:
    """A course from Monday on is none for who has Mondays off; one without dates waits for them."""
    save(
        repo, WorkCalendar(code="SHIFT", name="Tuesday to Saturday", working_days="0111110"),
        CompetenceNeed(role="PM", project="P1", skill="EVM", level=2),
        Course(code="C2", name="Basics", skill="EVM", level=2, price=Decimal(0), duration_days=5),
    )  # fmt: skip
    was = repo.get("person", "E1")
    assert isinstance(was, Person)
    repo.session("test", "administrator").amend(
        was.model_copy(update={"calendar": "SHIFT"}), was
    )  # fmt: skip
    _, booked, unmet = plan_of(repo)
    assert booked.select("course", "starts_on", "ends_on").rows() == [
        ("C2", date(2027, 1, 12), date(2027, 1, 16))
    ]
    assert unmet.select("unmet_reason", "unmet_because").rows() == [
        ("not free", "Practitioner on 2027-03-01: the person does not work on all of its days.")
    ]
