"""Which person could take which course when, and what bars it."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.training import options as offers
from pmo_core.analysis.working_days import Calendar
from pmo_core.model import Course, CourseDate, PersonSkill

TODAY = date(2027, 1, 6)  # a Wednesday
NEEDED = date(2027, 6, 1)
XMAS = Calendar(holidays=(date(2027, 1, 18),))
SHIFT = Calendar("0111110")  # Tuesday to Saturday
CALENDARS = {"": XMAS, "SHIFT": SHIFT}
NEEDS = pl.DataFrame({
    "person": ["A"], "calendar": "", "skill": "X", "level": 3, "level_held": 0,
    "needed_on": NEEDED,
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
        "people": pl.DataFrame(
            {"person": ["A"], "start": None, "end": None, "daily_hours": 8.0, "calendar": ""},
            schema_overrides={"start": pl.Date, "end": pl.Date},
        ),
        "holding": PersonSkill.frame(), "absences": pl.DataFrame(schema=SPAN),
        "off": pl.DataFrame(schema={"calendar": pl.String, "day": pl.Date}),
        "booked": pl.DataFrame(schema={"person": pl.String, "course": pl.String, "start": pl.Date,
                                       "end": pl.Date}),
        "free": pl.DataFrame(schema={"person": pl.String, "month": pl.Date, "hours": pl.Float64}),
    }  # fmt: skip
    return offers.People(**(usual | given))


def barred(on: date, who: offers.People, **given: object) -> str | None:
    """Return what bars a course on a day."""
    found = offers.dated(NEEDS, course(**given), dates(on), CALENDARS, TODAY)
    rows, _ = offers.options(found, NEEDS, who, XMAS, TODAY)
    return rows["barred"].item()  # type: ignore[no-any-return]


def test_without_dates_it_begins_when_it_is_needed() -> None:
    """On the first working day of weeks, within its lead time; four soonest and four latest."""
    found = offers.dated(NEEDS, course(), dates(), CALENDARS, TODAY)
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
    found = offers.dated(NEEDS, course(), dates(date(2027, 4, 29)), CALENDARS, TODAY)
    _, hours = offers.options(found, NEEDS, people(), XMAS, TODAY)
    assert hours.select("month", "hours").rows() == [
        (date(2027, 4, 1), 16.0), (date(2027, 5, 1), 8.0),
    ]  # fmt: skip


def span(first: date, last: date, **more: str) -> pl.DataFrame:
    """Return days of A as taken."""
    return pl.DataFrame({"person": ["A"], **more, "start": first, "end": last})


def at_work(first: date, last: date) -> pl.DataFrame:
    """Return A, who is employed from a day to a day."""
    return span(first, last).with_columns(daily_hours=8.0, calendar=pl.lit(""))


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
        ({"people": at_work(date(2027, 2, 2), date(2028, 1, 1))},
         offers.GONE),
        ({"people": at_work(date(2026, 2, 2), date(2027, 2, 2))},
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


def on_shift(**given: pl.DataFrame) -> offers.People:
    """Return one person who works from Tuesday to Saturday."""
    shift = pl.DataFrame(
        {"person": ["A"], "start": None, "end": None, "daily_hours": 8.0, "calendar": "SHIFT"},
        schema_overrides={"start": pl.Date, "end": pl.Date},
    )
    mondays = pl.date_range(date(2027, 1, 4), NEEDED, "1w", eager=True)
    off = pl.DataFrame({"day": mondays}).with_columns(calendar=pl.lit("SHIFT"))
    return people(people=shift, off=off, **given)


def test_a_date_on_a_day_off_is_barred() -> None:
    """Who works from Tuesday to Saturday is in no course on a Monday."""
    assert barred(date(2027, 2, 1), on_shift()) == offers.OFF
    assert barred(date(2027, 2, 2), on_shift()) is None
    assert barred(date(2027, 2, 1), people()) is None


def test_without_dates_it_takes_the_days_of_the_person() -> None:
    """It begins on the first day that the person works in a week, and Saturdays count."""
    own = NEEDS.with_columns(calendar=pl.lit("SHIFT"))
    found = offers.dated(own, course(duration_days=5), dates(), CALENDARS, TODAY)
    rows, _ = offers.options(found, own, on_shift(), XMAS, TODAY)
    assert rows["barred"].to_list() == [None] * 8
    assert rows.select("start", "end").row(0) == (date(2027, 1, 19), date(2027, 1, 23))


def test_a_certificate_is_valid_to_the_day_before() -> None:
    """Of a certificate for a year, given on the last day of the course, it is 364 days later."""
    found = offers.dated(NEEDS, course(validity_months=12), dates(TODAY), CALENDARS, TODAY)
    rows, _ = offers.options(found, NEEDS, people(), XMAS, TODAY)
    assert rows.select("end", "valid_until").row(0) == (date(2027, 1, 8), date(2028, 1, 7))


N_TRIED = 60


def test_what_is_free_day_by_day() -> None:
    """Of random absences, courses, hours and days at work: barred is what a diary shows."""
    n_free = 0
    for seed in range(N_TRIED):
        rng = np.random.default_rng(seed)
        start = TODAY + timedelta(days=int(rng.integers(0, 60)))
        days, lead = int(rng.integers(1, 5)), int(rng.integers(0, 30))
        spans = [
            (TODAY + timedelta(days=int(first)), TODAY + timedelta(days=int(first + length)))
            for first, length in zip(rng.integers(0, 60, 3), rng.integers(0, 5, 3), strict=True)
        ]
        left, hours = TODAY + timedelta(days=int(rng.integers(20, 90))), float(rng.integers(0, 60))
        shown = barred(
            start,
            people(
                people=at_work(date(2026, 1, 1), left),
                absences=pl.concat([span(*one) for one in spans[:2]]),
                booked=span(*spans[2], course="D"),
                free=pl.DataFrame({"person": ["A"] * 3, "hours": hours,
                                   "month": [date(2027, month, 1) for month in (1, 2, 3)]}),
            ),
            duration_days=days, lead_days=lead,
        )  # fmt: skip
        diary = [day for day in (start + timedelta(days=n) for n in range(20))
                 if day.weekday() < 5 and day not in XMAS.holidays][:days]  # fmt: skip
        taken = start + np.arange((diary[-1] - start).days + 1) * timedelta(days=1)
        worked = [day for day in taken if day in diary]
        is_free = (
            (start - TODAY).days >= lead
            and diary[-1] <= left
            and not any(first <= day <= last for day in taken for first, last in spans)
            and all(8.0 * sum(day.month == month for day in worked) <= hours for month in (1, 2, 3))
        )
        assert (shown is None) is is_free, seed
        n_free += is_free
    assert N_TRIED / 5 < n_free < N_TRIED * 4 / 5
