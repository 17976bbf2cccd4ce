"""What booking and completing trainings changes in the registers."""

from datetime import date

import polars as pl

from pmo_core.analysis.training.options import valid_until
from pmo_core.errors import Refused
from pmo_core.jobs.capacity_records import Changes
from pmo_core.jobs.facts import Source
from pmo_core.jobs.scenario_plan import shaped
from pmo_core.model import Mentoring, PersonSkill, Training
from pmo_core.store import Session

_KEY = ["person", "course", "starts_on"]


def booking(source: Source, rows: pl.DataFrame) -> Changes:
    """Return what booking some trainings changes: they, absences on their days, and seats left.

    A training that was proposed or canceled is taken over.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    rows : polars.DataFrame
        Rows of `jobs.training_views.bookings`.
    """
    was = source.table("training").join(rows, on=_KEY, how="semi")
    now = rows.with_columns(
        state=pl.lit("booked"), reason="asked_by", cost=pl.col("cost").round(4),
        finding=pl.when(pl.col("finding") != "").then("finding"),
    )  # fmt: skip
    taken = rows.group_by("course", "starts_on").agg(n=pl.len().cast(pl.Int64))
    dates = source.table("course_date").drop_nulls("seats").join(taken, on=["course", "starts_on"])
    fewer = dates.with_columns(seats=pl.col("seats") - pl.col("n"))
    away = rows.select(
        "person", from_on="starts_on", until_on="ends_on", kind=pl.lit("training"),
        comment="course_name",
    )  # fmt: skip
    return Changes(
        {
            "training": shaped("training", now), "absence": shaped("absence", away),
            "course_date": shaped("course_date", fewer),
        },
        {"training": was, "course_date": shaped("course_date", dates)},
    )  # fmt: skip


def book(session: Session, made: Changes) -> int | None:
    """Book trainings as one change; return its number, None where it says so already.

    Raises
    ------
    Conflict
        Someone changed a training or the seats of a date meanwhile.
    NotAllowed
        The role may not book.
    Refused
        Nothing is to be booked, or someone booked one of them meanwhile.
    """
    rows = made.now["training"]
    if rows.is_empty():
        raise Refused("No training is to be booked.", "Choose at least one.")
    return session.put(made.now, made.was, f"Trainings: {rows.height:,} booked")


def cancel(source: Source, session: Session, was: Training) -> int | None:
    """Cancel a training; return the number of the change.

    One that is booked gives its seat and its days back; one that is proposed has taken none.
    """
    away = source.table("absence").filter(
        person=was.person, from_on=was.starts_on, kind="training"
    )  # fmt: skip
    dates = source.table("course_date").drop_nulls("seats").filter(
        course=was.course, starts_on=was.starts_on
    )  # fmt: skip
    more = dates.with_columns(seats=pl.col("seats") + 1)
    now = {"training": Training.frame(was.model_copy(update={"state": "canceled"}))}
    seen = {"training": Training.frame(was)}
    if was.state == "booked":
        now, seen = now | {"course_date": more}, seen | {"course_date": dates, "absence": away}
    return session.put(now, seen, f"{was.person} {was.course}: canceled")


def fail(session: Session, was: Training) -> int | None:
    """Say that a training was not passed: nothing is held by it, its cost stays spent."""
    now = was.model_copy(update={"state": "failed"})
    return session.put(
        {"training": Training.frame(now)}, {"training": Training.frame(was)},
        f"{was.person} {was.course}: not passed",
    )  # fmt: skip


def complete(source: Source, session: Session, was: Training, on: date) -> int | None:
    """Say that a training is done: the person holds what it brings from that day on.

    A level that the person holds already is not lowered. What the course gives a validity to is a
    certificate: issued on that day, renewed at the price of the course.

    Parameters
    ----------
    source, session : Source, Session
        Where is read, and in whose name is written.
    was : Training
        As it was seen.
    on : date
        Its last day.

    Raises
    ------
    Refused
        It ends before it begins.
    Conflict
        Someone changed it, or what the person holds, meanwhile.
    """
    if on < was.starts_on:
        raise Refused("A training is not completed before it begins.", "Choose a later day.")
    course = source.table("course").filter(code=was.course).row(0, named=True)
    held = source.table("person_skill").filter(person=was.person, skill=course["skill"])
    level = max([course["level"], *held["level"]])
    months = course["validity_months"]
    issued = pl.DataFrame({"on": [on], "validity_months": pl.Series([months], dtype=pl.Int64)})
    last = issued.select(valid_until("on")).item()
    now = PersonSkill(
        person=was.person, skill=course["skill"], level=level,
        evidence=f"{course['name']}, {on:%Y-%m-%d}", assessed_on=on, assessed_by=course["provider"],
        issued_on=on if months else None,
        expires_on=last,
        renewal_cost=course["price"] if months else None,
        currency=course["currency"] if months else None,
    )  # fmt: skip
    done = was.model_copy(update={"state": "done", "completed_on": on})
    return session.put(
        {"training": Training.frame(done), "person_skill": PersonSkill.frame(now)},
        {"training": Training.frame(was), "person_skill": held},
        f"{was.person} {was.course}: done",
    )


def pair(source: Source, session: Session, rows: pl.DataFrame, on: date, until: date) -> int | None:
    """Begin mentoring pairs as one change; return its number.

    Parameters
    ----------
    source, session : Source, Session
        Where is read, and in whose name is written.
    rows : polars.DataFrame
        `mentor`, `mentee`, `skill`, `level_asked` (to be reached).
    on, until : date
        First and last day.
    """
    now = Mentoring.frame(*(
        Mentoring(mentor=mentor, mentee=mentee, skill=skill, state="running", from_on=on,
                  until_on=until, goal=f"Level {level}")
        for mentor, mentee, skill, level in rows.select(
            "mentor", "mentee", "skill", "level_asked"
        ).iter_rows()
    ))  # fmt: skip
    was = source.table("mentoring").join(rows, on=["mentor", "mentee", "skill"], how="semi")
    note = f"Mentoring: {rows.height:,} begun"
    return session.put({"mentoring": now}, {"mentoring": was}, note)


__all__ = ["book", "booking", "cancel", "complete", "fail", "pair"]
