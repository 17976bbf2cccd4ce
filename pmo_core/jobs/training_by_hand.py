"""A training that somebody books by hand: the rows are those that the plan would book."""

from datetime import date

import polars as pl

from pmo_core.errors import Refused
from pmo_core.jobs import competence, training
from pmo_core.jobs.facts import Source
from pmo_core.jobs.schedule import work_time
from pmo_core.model import Course, Person

TAKEN = ("booked", "done")
"""States of trainings that are not booked once more."""


def chosen(
    source: Source, person: Person, course: Course, on: date, *, as_of: date, reason: str = ""
) -> pl.DataFrame:
    """Return a training that was chosen by hand, as `jobs.training_records.booking` takes it.

    The first gap of the person that the course closes is its cause; without one, `reason` is. The
    lead time, the budget and the hours that are promised do not stop who books by hand.

    Parameters
    ----------
    source : Source
        Where the registers are read from.
    person, course : Person, Course
        Who takes which course.
    on : date
        Its first day.
    as_of : date
        Today: gaps, and the rate of the price.
    reason : str
        Why, in words.

    Returns
    -------
    polars.DataFrame
        One row with the columns of `jobs.training_views.bookings` that booking needs.

    Raises
    ------
    Refused
        The person is not employed, absent or in a course on one of its days; no seat is left; it is
        booked or done already; or nothing says what it is for.
    """
    row = pl.DataFrame({"person": [person.code], "course": [course.code], "start": [on]})
    timed = training.timed(source, row, work_time(source)).rename(
        {"start": "starts_on", "end": "ends_on"}
    )
    _refuse(source, person, course, on, timed["ends_on"].item())
    price = training.catalogue(source, as_of).filter(code=course.code)["price"]
    gaps = competence.needs(source, as_of).filter(
        pl.col("level") <= course.level, person=person.code, skill=course.skill
    )
    if gaps.is_empty() and not reason.strip():
        raise Refused(
            f"{person.name} lacks nothing that {course.name} teaches.",
            "Say in the field Reason what it is for.",
        )
    return timed.select("person", "course", "starts_on", "ends_on").join(
        gaps.select("person", "project", "needed_on", "finding", asked_by="reason").head(1),
        on="person", how="left",
    ).with_columns(
        pl.col("project", "finding").fill_null(""), course_name=pl.lit(course.name),
        cost=pl.lit(price.item() if len(price) else None, pl.Float64),
        asked_by=pl.lit(reason.strip()) if reason.strip() else pl.col("asked_by"),
    )  # fmt: skip


def _refuse(source: Source, person: Person, course: Course, first: date, last: date) -> None:
    """Raise where the person or the course cannot on those days."""
    if (person.joined_on or first) > first or (person.left_on or last) < last:
        raise Refused(f"{person.name} is not employed then.", "Choose another day.")
    known = source.table("training").filter(person=person.code)
    if known.filter(pl.col("state").is_in(TAKEN), course=course.code, starts_on=first).height:
        raise Refused(
            f"{person.name} takes {course.name} on {first} already.", "Choose another day."
        )
    away = source.table("absence").filter(person=person.code)
    booked = training.booked(source, work_time(source)).filter(person=person.code)
    spans = pl.concat([
        away.select("kind", first="from_on", last="until_on"),
        booked.select(pl.lit("training").alias("kind"), first="start", last="end"),
    ]).filter(pl.col("first") <= last, pl.col("last") >= first).sort("first")  # fmt: skip
    if spans.height:
        kind, since, until = spans.row(0)
        raise Refused(
            f"{person.name} is absent from {since} to {until} ({kind}).", "Choose another day."
        )
    left = source.table("course_date").filter(course=course.code, starts_on=first)["seats"].max()
    if left is None and course.seats is not None:
        rows = source.table("training")
        left = course.seats - rows.filter(
            course=course.code, starts_on=first, state="booked"
        ).height  # fmt: skip
    if left is not None and left < 1:  # type: ignore[operator]
        raise Refused(f"No seat is left in {course.name} on {first}.", "Choose another date.")


__all__ = ["chosen"]
