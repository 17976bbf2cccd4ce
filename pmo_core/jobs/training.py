"""Where the store and the training plan meet: what is needed, what could be booked, what is free.

A training that is booked counts: it closes gaps from its end on, its cost is spent, its hours are
promised. A proposed, canceled or failed one does not.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis.currency import convert
from pmo_core.analysis.training import options as offers
from pmo_core.analysis.training.plan import Plan, plan
from pmo_core.analysis.training.problem import Problem
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.jobs import competence, resources
from pmo_core.jobs.background import Tell
from pmo_core.jobs.facts import Source
from pmo_core.jobs.schedule import work_time

PAID = ("booked", "done", "failed")
"""States of trainings that cost."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What a plan is made from.

    Parameters
    ----------
    as_of : date
        The day on which it is planned.
    needs : polars.DataFrame
        As `jobs.competence.needs` returns it, with `need`.
    courses : polars.DataFrame
        Active courses with `price` in base currency (null = price or rate not known).
    budgets : polars.DataFrame
        `budget`, `department` (empty = all), `begins_on`, `amount`, `spent` (booked or done),
        `left`.
    problem : Problem
        The same for the program.
    name : str
        The same for the same inputs: so is the plan.
    """

    as_of: date
    needs: pl.DataFrame
    courses: pl.DataFrame
    budgets: pl.DataFrame
    problem: Problem
    name: str


def given(
    source: Source, as_of: date, n_months: int = competence.N_MONTHS, *, with_roles: bool = True
) -> Given:
    """Return what a plan is made from.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    as_of : date
        Today: nothing begins before the lead time from here.
    n_months : int
        Months of bookings that are looked at, this one included.
    with_roles : bool
        Whether what roles ask for without an assignment is planned too.
    """
    needs = competence.needs(source, as_of, n_months)
    if not with_roles:
        needs = needs.filter(pl.col("need_source") != "role")
    needs = needs.with_columns(need=pl.int_range(pl.len()))
    courses, time = catalogue(source, as_of), work_time(source)
    standard = time.calendars[DEFAULT]
    taken = booked(source, time)
    asked = needs.join(_calendars(source), on="person", how="left", maintain_order="left")
    found = offers.dated(asked, courses, source.table("course_date"), time.calendars, as_of)
    # Free hours are asked for until the last day on which a course may end.
    ends = [as_of, *found["end"].drop_nulls().to_list()]
    who = _people(source, time, taken, as_of, max(ends))
    options, hours = offers.options(found, needs, who, standard, as_of)
    options = pl.concat([options, _as_options(taken, options)])
    budgets = _budgets(source)
    problem = Problem(
        needs=needs.select("need", "person", "skill", "level", "needed_on", "weight"),
        options=options, hours=hours, free=who.free, budgets=budgets.select("budget", "left"),
        charges=_charges(source, options, budgets),
    )  # fmt: skip
    name = hashlib.sha256(f"{as_of}\n{problem.text()}".encode()).hexdigest()
    return Given(as_of, needs, courses, budgets, problem, name)


def planned(basis: Given, tell: Tell) -> Plan:
    """Return the best plan that is found in time."""
    return plan(basis.problem, tell=tell)


def catalogue(source: Source, as_of: date) -> pl.DataFrame:
    """Return the active courses, prices in base currency by the rate of the day."""
    return convert(
        source.table("course").filter("is_active"), source.table("rate"), ["price"],
        base=source.settings().base_currency, on=as_of,
    ).drop("n_without_rate")  # fmt: skip


def timed(source: Source, rows: pl.DataFrame, time: Dated) -> pl.DataFrame:
    """Return trainings with what their course says, and with the last day of each.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    rows : polars.DataFrame
        `person`, `course`, `start`.
    time : Dated
        Working time of all calendars.

    Returns
    -------
    polars.DataFrame
        The rows with `skill`, `level`, `duration_days`, `validity_months`, `calendar` (by which it
        takes place: that of the settings where the course has dates, else that of the person),
        `end`; sorted.
    """
    courses = source.table("course").select(
        "skill", "level", "duration_days", "validity_months", course="code"
    )
    has_dates = pl.col("course").is_in(source.table("course_date")["course"].implode())
    rows = (
        rows.join(courses, on="course").join(_calendars(source), on="person", how="left")
        .with_columns(calendar=pl.when(~has_dates).then("calendar").fill_null(DEFAULT))
        .sort("person", "course", "start")
    )  # fmt: skip
    return rows.with_columns(end=offers.last_days(rows, time.calendars))


def _calendars(source: Source) -> pl.DataFrame:
    """Return `person` and `calendar`, the name of the own one."""
    return resources.people(source).select("person", "calendar")


def booked(source: Source, time: Dated) -> pl.DataFrame:
    """Return the trainings that are booked, as `timed` returns them."""
    rows = source.table("training").filter(pl.col("state") == "booked")
    return timed(source, rows.select("person", "course", start="starts_on"), time)


def _off(time: Dated, first: date, last: date) -> pl.DataFrame:
    """Return `calendar` and `day`: working days of the settings that another calendar has off."""
    day = pl.date_range(first, last, "1d", eager=True).alias("day")
    next_day = day.dt.offset_by("1d")
    days = day.to_frame().filter(time.calendars[DEFAULT].count(day, next_day) > 0)
    parts = [
        days.filter(
            calendar.count(days["day"], days["day"].dt.offset_by("1d")) == 0,
            ~pl.col("day").is_in(pl.Series(time.extra.get(name, ()), dtype=pl.Date).implode()),
        ).select(pl.lit(name).alias("calendar"), "day")
        for name, calendar in time.calendars.items()
    ]
    return pl.concat(parts)


def _people(
    source: Source, time: Dated, taken: pl.DataFrame, as_of: date, last: date
) -> offers.People:
    """Return who could be trained, and which hours are not promised until a day."""
    week = {name: calendar.mask.count("1") for name, calendar in time.calendars.items()}
    days = pl.col("calendar").replace_strict(week, default=week[DEFAULT], return_dtype=pl.Int64)
    people = resources.people(source).select(
        "person", "start", "end", "calendar", daily_hours=pl.col("weekly_hours") / days
    )
    hard = resources.booked(source, as_of, last, "month").filter(
        pl.col("kind") == "hard", pl.col("person") != ""
    )
    absences = source.table("absence").select("person", "kind", start="from_on", end="until_on")
    # Whoever is absent for a training has its hours taken off by that already.
    away = absences.filter(pl.col("kind") == "training")
    rows = (
        taken.join(away, on=["person", "start"], how="anti")
        .join(people.select("person", "daily_hours"), on="person")
        .with_columns(option=pl.int_range(pl.len()))
    )
    taught = offers.hours_by_month(rows, time.calendars[DEFAULT]).join(
        rows.select("option", "person"), on="option"
    )
    promised = pl.concat([
        hard.select("person", "hours", month="period"), taught.select("person", "hours", "month"),
    ]).group_by("person", "month").agg(promised=pl.col("hours").sum())  # fmt: skip
    free = (
        resources.available(source, as_of, last, "month").drop_nulls("hours")
        .rename({"period": "month"})
        .join(promised, on=["person", "month"], how="left")
        .select(
            "person", "month",
            hours=(pl.col("hours") - pl.col("promised").fill_null(0.0)).clip(0.0),
        )
        .sort("person", "month")
    )  # fmt: skip
    return offers.People(
        people=people, holding=source.table("person_skill"),
        absences=absences.drop("kind"), off=_off(time, as_of, last),
        booked=taken.select("person", "course", "start", "end"), free=free,
    )  # fmt: skip


def _as_options(taken: pl.DataFrame, options: pl.DataFrame) -> pl.DataFrame:
    """Return the booked trainings as options that are taken already."""
    return taken.with_columns(valid_until=offers.valid_until("end")).select(
        "person", "course", "skill", "level", "start", "end", "valid_until",
        option=pl.int_range(pl.len()) + options.height,
        from_level=pl.lit(0, pl.Int64), level_held=pl.lit(0, pl.Int64),
        cost=pl.lit(None, pl.Float64), seats_left=pl.lit(None, pl.Int64),
        barred=pl.lit(None, pl.String), is_booked=pl.lit(value=True),
    ).select(options.columns)  # fmt: skip


def _above(source: Source) -> pl.DataFrame:
    """Return `department` and `home`: each department, those above it, and "" for all of them."""
    parent = dict(source.table("department").select("code", "parent").rows())
    pairs = []
    for code in parent:
        above: str | None = code
        seen: set[str] = set()
        while above is not None and above not in seen:
            seen.add(above)
            pairs.append((above, code))
            above = parent.get(above)
    return pl.DataFrame(pairs, schema={"department": pl.String, "home": pl.String}, orient="row")


def _in_department(source: Source) -> pl.DataFrame:
    """Return `department` (empty = all) and `person`: whom the budget of a department pays for."""
    people = source.table("person").select(person="code", home="department")
    own = people.join(_above(source), on="home").select("department", "person")
    return pl.concat([own, people.select(pl.lit("").alias("department"), "person")])


def _budgets(source: Source) -> pl.DataFrame:
    """Return the budgets with what is spent and left of them; see `Given`."""
    rows = source.table("training_budget").sort("begins_on", "department").with_columns(
        budget=pl.int_range(pl.len()), amount=pl.col("amount").cast(pl.Float64)
    )  # fmt: skip
    paid = (
        source.table("training").filter(pl.col("state").is_in(PAID)).drop_nulls("cost")
        .select("person", "starts_on", pl.col("cost").cast(pl.Float64))
        .join(_in_department(source), on="person")
    )  # fmt: skip
    spent = (
        rows.join(paid, on="department")
        .filter(_in_year(pl.col("starts_on")))
        .group_by("budget").agg(spent=pl.col("cost").sum())
    )  # fmt: skip
    return (
        rows.join(spent, on="budget", how="left", maintain_order="left")
        .with_columns(pl.col("spent").fill_null(0.0))
        .select(
            "budget",
            "department",
            "begins_on",
            "amount",
            "spent",
            left=pl.col("amount") - pl.col("spent"),
        )
    )


def _charges(source: Source, options: pl.DataFrame, budgets: pl.DataFrame) -> pl.DataFrame:
    """Return `budget`, `option`: which options each budget pays."""
    who = _in_department(source).join(budgets, on="department")
    return (
        options.filter(~pl.col("is_booked")).select("option", "person", "start")
        .join(who, on="person").filter(_in_year(pl.col("start")))
        .select("budget", "option").sort("budget", "option")
    )  # fmt: skip


def _in_year(day: pl.Expr) -> pl.Expr:
    """Return whether a day is in the year of a budget."""
    return day.is_between("begins_on", pl.col("begins_on").dt.offset_by("1y"), closed="left")


__all__ = ["PAID", "Given", "booked", "catalogue", "given", "planned", "timed"]
