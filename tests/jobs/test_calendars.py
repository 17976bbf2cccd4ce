"""Working calendars: who works by them, and keeping one with its days."""

import polars as pl
import pytest

from pmo_core.errors import Refused
from pmo_core.jobs.calendars import listing, save
from pmo_core.model import CalendarDay, Holiday, Person, WorkCalendar
from pmo_core.store import Repository
from tests.jobs.plan_store import element, keep, nov, project, rows

NAMED = {"code": "W", "name": "Weekends", "working_days": "0000011", "has_holidays": False}


def days(*given: tuple[int, bool]) -> pl.DataFrame:
    """Return days as they are typed."""
    return pl.DataFrame({
        "day": [nov(day) for day, _ in given], "is_worked": [one for _, one in given],
        "name": [None] * len(given),
    }, schema={"day": pl.Date, "is_worked": pl.Boolean, "name": pl.String})  # fmt: skip


def test_who_works_by_which(repo: Repository) -> None:
    """An element has its own, else that of its project, else that of all; people have theirs."""
    keep(
        repo, WorkCalendar(**NAMED), CalendarDay(calendar="W", day=nov(7)),
        CalendarDay(calendar="W", day=nov(9), is_worked=True), Holiday(day=nov(1), name="Off"),
        project(calendar="W"), project("B"), element("1"), element("1", project="B"),
        element("2", project="B", calendar="W"), Person(code="U1", name="Ada", calendar="W"),
    )  # fmt: skip
    columns = "code", "week", "n_days_off", "n_days_extra", "n_projects", "n_elements", "n_people"
    assert rows(listing(repo), *columns) == [
        ("", "Mon to Fri", 1, 0, 1, 1, 0), ("W", "Sat to Sun", 1, 1, 1, 2, 1),
    ]  # fmt: skip


def test_a_calendar_and_its_days_are_one_change(repo: Repository) -> None:
    """Saved, changed and its days replaced; what differs in nothing is no change."""
    session = repo.session("ann", "manager")
    none = repo.table("calendar_day")
    assert save(session, None, none, NAMED, days((7, False))) == repo.revision
    was, seen = WorkCalendar(**NAMED), repo.table("calendar_day")
    assert save(session, was, seen, NAMED, days((7, False))) is None
    assert save(session, was, seen, {**NAMED, "name": "W/E"}, days((8, True), (14, False)))
    assert rows(repo.table("calendar_day"), "day", "is_worked") == [
        (nov(8), True), (nov(14), False),
    ]  # fmt: skip
    assert rows(repo.table("calendar"), "name") == [("W/E",)]


def test_what_no_calendar_can_say(repo: Repository) -> None:
    """A week without a working day, and a day listed twice."""
    session, none = repo.session("ann", "manager"), repo.table("calendar_day")
    with pytest.raises(Refused, match="No day of the week"):
        save(session, None, none, {**NAMED, "working_days": "0000000"}, days())
    with pytest.raises(Refused, match="2026-11-07 is listed twice"):
        save(session, None, none, NAMED, days((7, True), (7, False)))
