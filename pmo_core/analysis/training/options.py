"""Which person could take which course when, and what bars it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis.work_time import DEFAULT
from pmo_core.analysis.working_days import Calendar

N_FREE = 4
"""Dates that are tried of a course without dates of its own: so many as soon as possible, and so
many as late as still in time, of those on which the person is free."""
SEARCHED_DAYS = 180
"""Days after the day of a need, or after the first possible one, in which a date is looked for."""
LEAD, PRICE, GONE, AWAY, OFF, COURSE, SEATS, TIME = (
    "lead time", "price", "not employed", "absent", "day off", "in a course", "seats", "hours",
)  # fmt: skip
"""What bars an option."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Who could be trained.

    Parameters
    ----------
    people : polars.DataFrame
        `person`, `start`, `end` (first and last day at work; null = no limit), `daily_hours` (null
        = not known), `calendar` (name of the own one).
    holding : polars.DataFrame
        Register `person_skill`.
    absences : polars.DataFrame
        `person`, `start`, `end` (both included).
    off : polars.DataFrame
        `calendar`, `day`: days on which courses with dates take place, and who works by that
        calendar does not.
    booked : polars.DataFrame
        Trainings that are booked: `person`, `course`, `start`, `end`.
    free : polars.DataFrame
        `person`, `month`, `hours` that are not promised; who is missing has no limit.
    """

    people: pl.DataFrame
    holding: pl.DataFrame
    absences: pl.DataFrame
    off: pl.DataFrame
    booked: pl.DataFrame
    free: pl.DataFrame


def worked(
    start: pl.Series, n_days: pl.Series, names: pl.Series, calendars: Mapping[str, Calendar]
) -> pl.Series:
    """Return the days so many working days after each day, each by its own calendar.

    Parameters
    ----------
    start, n_days : polars.Series
        Day, and working days after it; 0 = the first working day on or after it.
    names : polars.Series
        Name of the calendar; one that is not known stands for that of the settings.
    calendars : mapping of str to Calendar
        By name; that of the settings is `DEFAULT`.

    Examples
    --------
    >>> thursday = pl.Series([date(2027, 1, 7)] * 2)
    >>> own = {DEFAULT: Calendar(), "MON": Calendar("1000000")}
    >>> found = worked(thursday, pl.Series([2, 2]), pl.Series(["", "MON"]), own)
    >>> [f"{day:%m-%d}" for day in found]
    ['01-11', '01-25']
    """
    rows = pl.DataFrame({"day": start, "n": n_days, "name": names}).with_row_index("row")
    found = [
        group.select("row", calendars.get(name, calendars[DEFAULT]).add(group["day"], group["n"]))
        for (name,), group in rows.group_by("name")
    ]
    return pl.concat([rows.select("row", "day").clear(), *found]).sort("row")["day"]


def last_days(rows: pl.DataFrame, calendars: Mapping[str, Calendar]) -> pl.Series:
    """Return the last day of courses by `start`, `duration_days` and `calendar`.

    Begun days count whole; see `worked`.
    """
    days = rows["duration_days"].ceil().cast(pl.Int64) - 1
    return worked(rows["start"], days, rows["calendar"], calendars)


def dated(
    needs: pl.DataFrame, courses: pl.DataFrame, dates: pl.DataFrame,
    calendars: Mapping[str, Calendar], as_of: date,
) -> pl.DataFrame:  # fmt: skip
    """Return who could take which course from which day to which.

    A course with dates begins on them and takes the working days of the settings. One without
    begins on the first day of a week that the person works, from its lead time on until
    `SEARCHED_DAYS` after it is needed, and takes days that the person works.

    Parameters
    ----------
    needs : polars.DataFrame
        `person`, `calendar` (name of the own one), `skill`, `level`, `level_held`, `needed_on`.
    courses : polars.DataFrame
        Active rows of register `course`, `price` in base currency.
    dates : polars.DataFrame
        Register `course_date`; past ones are left out.
    calendars : mapping of str to Calendar
        By name; that of the settings is `DEFAULT`.
    as_of : date
        The day on which it is planned.

    Returns
    -------
    polars.DataFrame
        Fields of the course, `person`, `calendar` (by which it takes place), `start`, `end`,
        `seats_of_date` (null = as the course says), `is_free_date`; one row per person, course and
        start, sorted.
    """
    who = needs.group_by("person", "calendar", "skill").agg(
        asked=pl.col("needed_on").max(), least=pl.col("level_held").min()
    )  # fmt: skip
    wanted = courses.join(who, on="skill").filter(pl.col("level") > pl.col("least"))
    coming = dates.filter(pl.col("starts_on") >= as_of).select(
        "course", start="starts_on", seats_of_date="seats"
    )
    own = wanted.join(coming, left_on="code", right_on="course").with_columns(
        calendar=pl.lit(DEFAULT), is_free_date=pl.lit(value=False)
    )
    without = wanted.join(dates, left_on="code", right_on="course", how="anti")
    earliest = pl.lit(as_of) + pl.duration(days=pl.col("lead_days"))
    until = pl.max_horizontal("asked", earliest) + pl.duration(days=SEARCHED_DAYS)
    weeks = pl.date_ranges(earliest.dt.truncate("1w"), until, "1w")
    free = (
        without.with_columns(start=weeks).explode("start", empty_as_null=False)
        .with_columns(
            seats_of_date=pl.lit(None, pl.Int64), is_free_date=pl.lit(value=True)
        )
    )  # fmt: skip
    none = pl.zeros(free.height, pl.Int64, eager=True)
    first = worked(free["start"], none, free["calendar"], calendars)
    free = free.with_columns(start=first).filter(pl.col("start") >= earliest)
    rows = pl.concat([own.select(free.columns), free])
    return (
        rows.with_columns(end=last_days(rows, calendars)).rename({"code": "course"})
        .drop("asked", "least").unique(["person", "course", "start"])
        .sort("person", "course", "start")
    )  # fmt: skip


def options(
    found: pl.DataFrame, needs: pl.DataFrame, who: People, calendar: Calendar, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the options of a plan with what bars each, and the hours that they take by month.

    Parameters
    ----------
    found : polars.DataFrame
        As `dated` returns it.
    needs : polars.DataFrame
        `person`, `skill`, `needed_on`.
    who : People
        Those that could be trained.
    calendar : Calendar
        Working days of the settings.
    as_of : date
        The day on which it is planned.

    Returns
    -------
    tuple of polars.DataFrame
        As `Problem` takes them: `options` and `hours`. What a person is booked on already is not
        among them.
    """
    n_booked = who.booked.group_by("course", "start").agg(n=pl.len().cast(pl.Int64))
    seats = pl.coalesce("seats_of_date", pl.col("seats") - pl.col("n").fill_null(0)).clip(0)
    rows = (
        found.join(n_booked, on=["course", "start"], how="left", maintain_order="left")
        .join(
            who.people.select("person", "daily_hours", own="calendar", joined="start", left="end"),
            on="person", how="left", maintain_order="left",
        )
        .join(who.booked, on=["person", "course"], how="anti", maintain_order="left")
        .with_columns(seats_left=seats, option=pl.int_range(pl.len()))
    )  # fmt: skip
    rows = rows.join(_held_at(rows, who.holding), on="option", how="left", maintain_order="left")
    hours = hours_by_month(rows, calendar)
    is_early = (pl.col("start") - pl.lit(as_of)).dt.total_days() < pl.col("lead_days")
    is_gone = (pl.col("joined") > pl.col("start")) | (pl.col("left") < pl.col("end"))
    bars = {
        PRICE: pl.col("price").is_null(),
        LEAD: is_early,
        GONE: is_gone.fill_null(value=False),
        AWAY: pl.col("option").is_in(_clash(rows, who.absences).implode()),
        OFF: pl.col("option").is_in(_off(rows, who.off).implode()),
        COURSE: pl.col("option").is_in(_clash(rows, who.booked).implode()),
        TIME: pl.col("option").is_in(_too_full(rows, hours, who.free).implode()),
        SEATS: (pl.col("seats_left") < 1).fill_null(value=False),
    }
    first = pl.coalesce(*(pl.when(bar).then(pl.lit(name)) for name, bar in bars.items()))
    kept = _fewer(rows.with_columns(barred=first), needs)
    numbered = kept.sort("option").select(was="option", option=pl.int_range(pl.len()))
    made = kept.sort("option").select(
        "person", "course", "skill", "level", "from_level", pl.col("level_held").fill_null(0),
        "start", "end", valid_until=valid_until("end"),
        cost="price", seats_left="seats_left", barred="barred", is_booked=pl.lit(value=False),
    )  # fmt: skip
    return (
        pl.concat([numbered.select("option"), made], how="horizontal"),
        hours.rename({"option": "was"}).join(numbered, on="was").select("option", "month", "hours")
        .sort("option", "month"),
    )  # fmt: skip


def valid_until(issued: str) -> pl.Expr:
    """Return the last day of the certificate that a course gives on a day; null = no end.

    Examples
    --------
    >>> made = pl.DataFrame({"end": [date(2025, 5, 1)], "validity_months": [36]})
    >>> made.select(valid_until("end")).item()
    datetime.date(2028, 4, 30)
    """
    after = pl.col(issued).dt.offset_by(pl.format("{}mo", pl.col("validity_months").fill_null(0)))
    return pl.when(pl.col("validity_months").is_not_null()).then(after.dt.offset_by("-1d"))


def _held_at(rows: pl.DataFrame, holding: pl.DataFrame) -> pl.DataFrame:
    """Return `option`, `level_held`: what the person holds on the first day of the course."""
    has = holding.select("person", "skill", "issued_on", "expires_on", level_held="level")
    return rows.select("option", "person", "skill", "start").join(
        has, on=["person", "skill"]
    ).filter(
        (pl.col("issued_on") <= pl.col("start")).fill_null(value=True),
        (pl.col("expires_on") >= pl.col("start")).fill_null(value=True),
    ).select("option", "level_held")  # fmt: skip


def hours_by_month(rows: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Return the hours that courses take: their days x the hours of a day, spread over the days.

    Parameters
    ----------
    rows : polars.DataFrame
        `option` (no two rows the same), `daily_hours` (null = not known, left out),
        `duration_days`, `start`, `end`.
    calendar : Calendar
        The hours fall on its working days; on all days of a course on which none is worked.

    Returns
    -------
    polars.DataFrame
        `option`, `month` (first day), `hours`, sorted.
    """
    days = (
        rows.drop_nulls("daily_hours")
        .select("option", "daily_hours", "duration_days", day=pl.date_ranges("start", "end"))
        .explode("day", empty_as_null=False)
    )
    next_day = days["day"].dt.offset_by("1d")
    is_worked = calendar.count(days["day"], next_day) > 0
    days = days.with_columns(is_worked=is_worked).filter(
        pl.col("is_worked") | ~pl.col("is_worked").any().over("option")
    )
    whole = pl.col("daily_hours") * pl.col("duration_days") / pl.len().over("option")
    return (
        days.with_columns(hours=whole)
        .group_by("option", month=pl.col("day").dt.truncate("1mo"))
        .agg(pl.col("hours").sum())
        .sort("option", "month")
    )


def _clash(rows: pl.DataFrame, taken: pl.DataFrame) -> pl.Series:
    """Return the options on a day on which the person is taken otherwise."""
    spans = taken.select("person", _first="start", _last="end")
    both = rows.select("option", "person", "start", "end").join(spans, on="person")
    return both.filter(
        pl.col("start") <= pl.col("_last"), pl.col("_first") <= pl.col("end")
    )["option"].unique()  # fmt: skip


def _off(rows: pl.DataFrame, off: pl.DataFrame) -> pl.Series:
    """Return the options on a date with a day on which the person does not work."""
    days = rows.filter(~pl.col("is_free_date")).select(
        "option", calendar="own", day=pl.date_ranges("start", "end")
    ).explode("day", empty_as_null=False)  # fmt: skip
    return days.join(off, on=["calendar", "day"], how="semi")["option"].unique()


def _too_full(rows: pl.DataFrame, hours: pl.DataFrame, free: pl.DataFrame) -> pl.Series:
    """Return the options that need more hours in a month than the person has left."""
    has = free.select("person", "month", left="hours")
    need = hours.join(rows.select("option", "person"), on="option")
    return need.join(has, on=["person", "month"]).filter(
        pl.col("hours") > pl.col("left") + 1e-9
    )["option"].unique()  # fmt: skip


def _fewer(rows: pl.DataFrame, needs: pl.DataFrame) -> pl.DataFrame:
    """Keep, of free dates that can be booked, those soonest and those latest in time."""
    is_loose = pl.col("is_free_date") & pl.col("barred").is_null()
    loose = rows.filter(is_loose)
    by = needs.select("person", "skill", "needed_on").unique()
    each = loose.select("option", "person", "course", "skill", "start", "end").join(
        by, on=["person", "skill"]
    )
    own = ["person", "course", "needed_on"]
    in_time = pl.col("end") < pl.col("needed_on")
    soonest = pl.col("start").rank("ordinal").over(own) <= N_FREE
    latest = pl.col("start").rank("ordinal", descending=True).over([*own, "in_time"]) <= N_FREE
    kept = (
        each.with_columns(in_time=in_time)
        .filter(soonest | (latest & pl.col("in_time")))["option"].unique()
    )  # fmt: skip
    return rows.filter(~is_loose | pl.col("option").is_in(kept.implode()))


__all__ = [
    "AWAY", "COURSE", "GONE", "LEAD", "N_FREE", "OFF", "PRICE", "SEATS", "TIME", "People", "dated",
    "hours_by_month", "last_days", "options", "valid_until", "worked",
]  # fmt: skip
