"""Which person could take which course when, and what bars it."""

from datetime import date, timedelta

import polars as pl
import pytest

from pmo_core.analysis.training import options as offers
from pmo_core.analysis.working_days import Calendar
from pmo_core.model import Course, CourseDate, PersonSkill

TODAY = date(2027, 1, 6)  # a Wednesday
NEEDED = date(2027, 6, 1)
XMAS = Calendar(holidays=(date(2027, 1, 18),))
NEEDS = pl.DataFrame({
    "person": ["A"], "skill": "X", "level": 3, "level_held": 0, "needed_on": NEEDED,
})  # fmt: skip
SPAN = {"person": pl.String, "start": pl.Date, "end": pl.Date}


def course(**given: object) -> pl.DataFrame:
    """Return a catalogue of one course of three days."""
    usual = {"code": "C", "name": "Course", "skill": "X", "level": 3, "duration_days": 3}
    one = Course.model_validate(usual | {"price": 100, "lead_days": 10} | given)
    return Course.frame(one).with_columns(pl.col("price").cast(pl.Float64))


def dates(*days: date) -> pl.DataFrame:
    """Return dates of the course."""
    return CourseDate.frame(*(CourseDate(course="C", starts_on=day) for day in days))


def people(**given: pl.DataFrame) -> offers.People:
    """Return one person, here all the time, with eight hours a day and nothing promised."""
    usual = {
        "people": pl.DataFrame({"person": ["A"], "start": None, "end": None, "daily_hours": 8.0},
                               schema_overrides={"start": pl.Date, "end": pl.Date}),
        "holding": PersonSkill.frame(), "absences": pl.DataFrame(schema=SPAN),
        "booked": pl.DataFrame(schema={"person": pl.String, "course": pl.String, "start": pl.Date,
                                       "end": pl.Date}),
        "free": pl.DataFrame(schema={"person": pl.String, "month": pl.Date, "hours": pl.Float64}),
    }  # fmt: skip
    return offers.People(**(usual | given))


def barred(on: date, who: offers.People, **given: object) -> str | None:
    """Return what bars a course on a day."""
    found = offers.dated(NEEDS, course(**given), dates(on), XMAS, TODAY)
    rows, _ = offers.options(found, NEEDS, who, XMAS, TODAY)
    return rows["barred"].item()  # type: ignore[no-any-return]


def test_without_dates_it_begins_when_it_is_needed() -> None:
    """On the first working day of weeks, within its lead time; four soonest and four latest."""
    found = offers.dated(NEEDS, course(), dates(), XMAS, TODAY)
    assert found["start"].min() == date(2027, 1, 19)  # Monday is a holiday
    assert found.filter(start=date(2027, 1, 19))["end"].item() == date(2027, 1, 21)
    rows, hours = offers.options(found, NEEDS, people(), XMAS, TODAY)
    begins = rows["start"].to_list()
    assert begins[:4] == [date(2027, 1, 19), date(2027, 1, 25), date(2027, 2, 1), date(2027, 2, 8)]
    assert len(begins) == 8
    assert max(begins) + timedelta(days=2) < NEEDED <= max(begins) + timedelta(days=9)
    assert hours.group_by("option").agg(pl.col("hours").sum())["hours"].unique().to_list() == [24.0]


def test_hours_fall_into_their_months() -> None:
    """Three days over the end of a month: two of them here, one there."""
    found = offers.dated(NEEDS, course(), dates(date(2027, 4, 29)), XMAS, TODAY)
    _, hours = offers.options(found, NEEDS, people(), XMAS, TODAY)
    assert hours.select("month", "hours").rows() == [
        (date(2027, 4, 1), 16.0), (date(2027, 5, 1), 8.0),
    ]  # fmt: skip


def span(first: date, last: date, **more: str) -> pl.DataFrame:
    """Return days of A as taken."""
    return pl.DataFrame({"person": ["A"], **more, "start": first, "end": last})


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({}, None),
        ({"absences": span(date(2027, 2, 3), date(2027, 2, 9))}, offers.AWAY),
        ({"absences": span(date(2027, 2, 4), date(2027, 2, 9))}, None),
        ({"booked": span(date(2027, 1, 28), date(2027, 2, 1), course="D")}, offers.COURSE),
        ({"free": pl.DataFrame({"person": ["A"], "month": date(2027, 2, 1), "hours": 23.9})},
         offers.TIME),
        ({"free": pl.DataFrame({"person": ["A"], "month": date(2027, 2, 1), "hours": 24.0})},
         None),
        ({"people": span(date(2027, 2, 2), date(2028, 1, 1)).with_columns(daily_hours=8.0)},
         offers.GONE),
        ({"people": span(date(2026, 2, 2), date(2027, 2, 2)).with_columns(daily_hours=8.0)},
         offers.GONE),
    ],
)  # fmt: skip
def test_what_bars_a_date(who: dict[str, pl.DataFrame], expected: str | None) -> None:
    """Absences, other courses, promised hours, and the days before the first and after the last."""
    assert barred(date(2027, 2, 1), people(**who)) == expected


def test_price_lead_time_and_seats() -> None:
    """A price that is not known, one day too late for the lead time, and no seat left."""
    assert barred(date(2027, 2, 1), people(), price=None) == offers.PRICE
    assert barred(date(2027, 1, 15), people()) == offers.LEAD
    assert barred(date(2027, 1, 16), people()) is None
    other = span(date(2027, 2, 1), date(2027, 2, 3), course="C").with_columns(person=pl.lit("B"))
    assert barred(date(2027, 2, 1), people(booked=other), seats=1) == offers.SEATS
    assert barred(date(2027, 2, 1), people(booked=other), seats=2) is None
