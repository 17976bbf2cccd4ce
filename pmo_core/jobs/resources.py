"""Where the store and the analysis of capacity meet: who is there, who is asked for and booked.

A role is a skill. Periods are months or weeks that begin on a Monday, named by their first day;
registers keep hours by month. Hours of a month become hours of weeks as the person is there, where
nobody is named by the working days.
"""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.capacity import plan as plans
from pmo_core.analysis.capacity.availability import LOWEST, availability, periods_of, weekly
from pmo_core.analysis.capacity.plan import Plan, Unit
from pmo_core.analysis.capacity.weeks import parts_of, weekly_as_there
from pmo_core.analysis.work_time import DEFAULT
from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs.asked import asked_by_month, effort_by_month
from pmo_core.jobs.facts import Source, known_sum
from pmo_core.jobs.priority import priority
from pmo_core.jobs.schedule import work_time

BY_HAND = " (by hand)"
"""What follows the role in the name of the person who stands for the capacity kept by hand."""
_HIGHEST_LEVEL = 5


def people(source: Source) -> pl.DataFrame:
    """Return all people, as `analysis.capacity.availability` takes them.

    Returns
    -------
    polars.DataFrame
        `person`, `name`, `department`, `team`, `role` (main role), `weekly_hours` (Float64, null =
        not known), `start`, `end` (first and last day at work, null = no limit), `calendar` (empty
        = by the settings), sorted by person.
    """
    return source.table("person").select(
        "name", "department", "team", "role", pl.col("weekly_hours").cast(pl.Float64),
        pl.col("calendar").fill_null(DEFAULT), person="code", start="joined_on", end="left_on",
    ).select(
        "person", "name", "department", "team", "role", "weekly_hours", "start", "end", "calendar"
    ).sort("person")  # fmt: skip


def available(source: Source, first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return the hours that each person is there, by the own calendar, less absences.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    first, last : date
        Days in the first and last period.
    unit : {"month", "week"}
        Length of a period.

    Returns
    -------
    polars.DataFrame
        `person`, `period`, `hours` (null where the weekly hours are not known), sorted.
    """
    return _there(source, periods_of(first, last, unit))


def skills(source: Source, on: date) -> pl.DataFrame:
    """Return the roles that people can fill on a day: those in the register, and the main role.

    Returns
    -------
    polars.DataFrame
        `person`, `skill` (role), `level` (1 to 5; 1 where none is given), one row per person and
        role, sorted.
    """
    held = source.table("person_role").filter(
        pl.col("from_on").is_null() | (pl.col("from_on") <= on),
        pl.col("until_on").is_null() | (pl.col("until_on") >= on),
    )
    main = source.table("person").drop_nulls("role")
    return (
        pl.concat([
            held.select("person", "level", skill="role"),
            main.select(person="code", level=pl.lit(None, pl.Int64), skill="role"),
        ])
        .group_by("person", "skill")
        .agg(level=pl.col("level").max().fill_null(LOWEST))
        .sort("person", "skill")
    )  # fmt: skip


def rates(source: Source, on: date) -> pl.DataFrame:
    """Return what an hour of each person costs on a day, in base currency.

    Returns
    -------
    polars.DataFrame
        `person`, `rate` (Float64): the latest of the person, else the latest of the main role, else
        the standard cost of the role; null where none is known. Sorted by person.
    """
    own = _valid_rates(source, on).filter(pl.col("person") != "").unique("person", keep="last")
    return (
        source.table("person").select("role", person="code")
        .join(own.select("person", "hourly_rate"), on="person", how="left")
        .join(role_rates(source, on), on="role", how="left")
        .select("person", rate=pl.coalesce(pl.col("hourly_rate").cast(pl.Float64), "rate"))
        .sort("person")
    )  # fmt: skip


def role_rates(source: Source, on: date) -> pl.DataFrame:
    """Return what an hour of each role costs on a day: `role`, `rate` (null = not known), sorted.

    The latest rate of the role, else its standard cost.
    """
    latest = _valid_rates(source, on).filter(person="").unique("role", keep="last")
    return (
        source.table("role").select("hourly_rate", role="code")
        .join(latest.select("role", latest="hourly_rate"), on="role", how="left")
        .select("role", rate=pl.coalesce("latest", "hourly_rate").cast(pl.Float64))
        .sort("role")
    )  # fmt: skip


def _valid_rates(source: Source, on: date) -> pl.DataFrame:
    """Return the rates by date that have begun, the latest last."""
    return source.table("cost_rate").filter(pl.col("from_on") <= on).sort("from_on", "role")


def booked(source: Source, first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return what is promised to projects.

    Bookings of projects that are closed or canceled count until their actual finish.

    Returns
    -------
    polars.DataFrame
        `project`, `role`, `person` (empty = a role, nobody is named), `kind` ("hard" or "soft"),
        `source` ("manual" or "proposed"), `period`, `hours` (Float64).
    """
    rows = _alive(source, source.table("booking")).select(
        "project", "role", "person", "kind", "source",
        period=pl.col("month_on").dt.truncate("1mo"), hours=pl.col("hours").cast(pl.Float64),
    )  # fmt: skip
    rows = _in_months(rows, first, last, unit)
    return rows if unit == "month" else _booked_weeks(source, rows, first, last)


def demanded(
    source: Source, first: date, last: date, unit: Unit, *, with_proposed: bool = False
) -> pl.DataFrame:
    """Return what projects ask for: the register of demand, where it says nothing their effort.

    Effort of an element is spread evenly over the working days from its planned start to its
    planned finish, of the project where the element has none; without dates it is in no period.
    Closed and canceled projects count until their actual finish.

    Parameters
    ----------
    source, first, last, unit
        As in `available`.
    with_proposed : bool
        Whether projects that are only proposed count too.

    Returns
    -------
    polars.DataFrame
        `project`, `role`, `level` (null = any), `source` ("demand" or "effort"), `period`, `until`
        (the last period in which it can be done), `hours` (Float64).
    """
    rows = pl.concat([asked_by_month(source), effort_by_month(source, _standard(source))])
    if not with_proposed:
        planned = source.table("project").filter(pl.col("stage").fill_null("") != "proposed")
        rows = rows.join(planned.select(project="code"), on="project", how="semi")
    rows = _in_months(_alive(source, rows, "period"), first, last, unit)
    return rows if unit == "month" else _asked_weeks(source, rows, first, last)


def open_demand(
    source: Source, first: date, last: date, unit: Unit, *, with_proposed: bool = False
) -> pl.DataFrame:
    """Return what projects ask for and nobody is booked for, with or without a name.

    Bookings count for demand as `analysis.capacity.plan.beyond` says, month by month; what is open
    in a month is spread over its weeks by the working days.

    Parameters
    ----------
    source, first, last, unit, with_proposed
        As in `demanded`.

    Returns
    -------
    polars.DataFrame
        `project`, `role`, `level`, `period`, `until`, `hours` (Float64, > 0).
    """
    begin, end = _whole_months(first, last, unit)
    asked = demanded(source, begin, end, "month", with_proposed=with_proposed)
    done = booked(source, begin, _last_use(asked, end), "month")
    rows = plans.beyond(
        asked.with_columns(pl.col("level").fill_null(LOWEST)).rename({"role": "skill"}),
        done.rename({"role": "skill"}), "month",
    ).rename({"skill": "role"})  # fmt: skip
    return rows if unit == "month" else _asked_weeks(source, rows, first, last)


def by_hand(source: Source, first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return the capacity kept by hand of roles that no person with known weekly hours fills.

    Returns
    -------
    polars.DataFrame
        `role`, `period`, `hours` (Float64).
    """
    known = source.table("person").drop_nulls("weekly_hours")
    held = source.table("person_role").join(known, left_on="person", right_on="code", how="semi")
    filled = pl.concat([known.select("role"), held.select("role")]).drop_nulls().unique()
    rows = source.table("capacity").join(filled, on="role", how="anti").select(
        "role", period=pl.col("month_on").dt.truncate("1mo"), hours=pl.col("hours").cast(pl.Float64)
    )  # fmt: skip
    rows = _in_months(rows, first, last, unit)
    return rows if unit == "month" else _in_weeks(weekly(rows, _standard(source)), first, last)


def role_capacity(source: Source, first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return the hours that roles are there: of the people with that main role, else by hand.

    Returns
    -------
    polars.DataFrame
        `role`, `period`, `hours` (of those whose weekly hours are known; null where none is),
        `n_people`, `n_unknown` (people without weekly hours), `source` ("people" or "by hand").
    """
    main = people(source).drop_nulls("role").select("person", "role")
    of_people = (
        available(source, first, last, unit)
        .join(main, on="person")
        .group_by("role", "period")
        .agg(
            hours=known_sum("hours"),
            n_people=pl.len().cast(pl.Int64),
            n_unknown=pl.col("hours").null_count().cast(pl.Int64),
            source=pl.lit("people"),
        )
    )
    hand = by_hand(source, first, last, unit)
    rest = of_people.join(hand, on=["role", "period"], how="anti")
    hand = hand.with_columns(
        n_people=pl.lit(0, pl.Int64), n_unknown=pl.lit(0, pl.Int64), source=pl.lit("by hand")
    )
    return pl.concat([rest, hand]).sort("role", "period")


def plan(
    source: Source, first: date, last: date, unit: Unit, *, with_proposed: bool = False
) -> Plan:
    """Return the plan of people, for the proof, its levers and staffing.

    Promised are hard bookings of a named person, and soft ones that somebody made by hand; those
    after the last period count, too, for what is asked before and may be done then. What is left to
    do is known by month; by week it is spread over the working days. For a role that no known
    person fills one stands in, named after the role and `BY_HAND`, with the capacity kept by hand
    and the highest level. Of people whose weekly hours are not known the plan knows what they are
    promised for, and no other hour. Skills are those of the first day.

    Parameters
    ----------
    source, first, last, unit, with_proposed
        As in `demanded`.
    """
    begin, end = _whole_months(first, last, unit)
    asked = demanded(source, begin, end, "month", with_proposed=with_proposed)
    is_fixed = (pl.col("kind") == "hard") | (pl.col("source") == "manual")
    promised = booked(source, begin, _last_use(asked, end), "month").filter(is_fixed)
    hand = by_hand(source, first, last, unit).with_columns(person=pl.col("role") + BY_HAND)
    highest = pl.lit(_HIGHEST_LEVEL, pl.Int64)
    stand_ins = hand.select("person", skill="role", level=highest).unique().sort("person")
    known = people(source).drop_nulls("weekly_hours")
    can = skills(source, first).join(known, on="person", how="semi")
    there = available(source, first, last, unit)
    made = plans.plan(
        asked.rename({"role": "skill"}), there, pl.concat([can, stand_ins]),
        promised.rename({"role": "skill"}), "month",
    )  # fmt: skip
    needs, promised = made.needs, _in_months(made.promised, first, last, unit)
    if unit == "week":
        needs = _asked_weeks(source, needs, first, last)
        promised = _booked_weeks(source, promised, first, last)
    own = promised.group_by("person", "period").agg(own=pl.col("hours").sum())
    there = there.join(own, on=["person", "period"], how="left", maintain_order="left").select(
        "person", "period", hours=pl.coalesce("hours", "own").fill_null(0.0)
    )
    # Who is promised without known hours works on the capacity that is kept by hand.
    used = (
        promised.join(known, on="person", how="anti")
        .group_by("period", role="skill").agg(used=pl.col("hours").sum())
    )  # fmt: skip
    rest = (pl.col("hours") - pl.col("used").fill_null(0.0)).clip(0.0)
    hand = hand.join(used, on=["role", "period"], how="left", maintain_order="left")
    there = pl.concat([there, hand.with_columns(hours=rest).select(there.columns)])
    return replace(made, needs=needs, available=there, promised=promised, unit=unit)


def _there(source: Source, periods: pl.DataFrame) -> pl.DataFrame:
    """Return the hours per person and period, each calendar at a time."""
    time = work_time(source)
    absences = source.table("absence").select("person", start="from_on", end="until_on")
    parts = [
        availability(
            group, periods, time.calendars.get(name, time.calendars[DEFAULT]), absences,
            time.extra.get(name, ()),
        )
        for (name,), group in people(source).group_by("calendar")
    ]  # fmt: skip
    none = pl.DataFrame(schema={"person": pl.String, "period": pl.Date, "hours": pl.Float64})
    return pl.concat([none, *parts]).sort("person", "period")


def _standard(source: Source) -> Calendar:
    return work_time(source).calendars[DEFAULT]


def _alive(source: Source, rows: pl.DataFrame, month: str = "month_on") -> pl.DataFrame:
    """Return rows of projects that go on, and of those that ended the months until then."""
    is_over = pl.col("stage").is_in(["closed", "canceled"]).fill_null(value=False)
    ended = source.table("project").filter(is_over).select(project="code", _end="actual_finish")
    lasts = ended.with_columns(pl.col("_end").fill_null(date.min))
    return (
        rows.join(lasts, on="project", how="left")
        .filter(pl.col("_end").is_null() | (pl.col(month) <= pl.col("_end")))
        .drop("_end")
    )


def _last_use(asked: pl.DataFrame, end: date) -> date:
    """Return the last day whose bookings may count for demand of months until a day."""
    until = asked["until"].max()
    return max(end, until) if isinstance(until, date) else end


def _whole_months(first: date, last: date, unit: Unit) -> tuple[date, date]:
    """Return days in the first and the last month that the periods touch."""
    if unit == "month":
        return first, last
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def _in_months(rows: pl.DataFrame, first: date, last: date, unit: Unit) -> pl.DataFrame:
    """Return the rows of the months that the periods touch."""
    months = periods_of(*_whole_months(first, last, unit), "month")["period"]
    return rows.filter(pl.col("period").is_in(months.implode()))


def _in_weeks(rows: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return the rows of the weeks that hold the days from first to last."""
    return rows.filter(pl.col("period").is_in(periods_of(first, last, "week")["period"].implode()))


def _asked_weeks(source: Source, rows: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return demand of months as demand of weeks, over the working days."""
    end = pl.col("until").dt.month_end().dt.truncate("1w")
    window = rows.with_columns(until=pl.when(pl.col("until") > pl.col("period")).then(end))
    weeks = _in_weeks(weekly(window, _standard(source)), first, last).with_columns(
        pl.col("until").fill_null(pl.col("period"))
    )
    others = [name for name in rows.columns if name != "hours"]
    return weeks.group_by(others).agg(pl.col("hours").sum()).select(rows.columns).sort(others)


def _booked_weeks(source: Source, rows: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return bookings of months as bookings of weeks, as people are there."""
    if rows.is_empty():
        return rows
    parts = parts_of(rows["period"])
    there = _there(source, parts.select("period", "end")).join(
        parts.select("period", "month", "week"), on="period"
    )
    named = there.join(rows.select("person").unique(), on="person", how="semi")
    return _in_weeks(weekly_as_there(rows, named, _standard(source)), first, last)


__all__ = [
    "BY_HAND", "available", "booked", "by_hand", "demanded", "open_demand", "people", "plan",
    "priority", "rates", "role_capacity", "role_rates", "skills",
]  # fmt: skip
