"""What the pages show of a training plan: bookings with their cause, what stays open, budgets."""

from datetime import date

import polars as pl

from pmo_core.analysis.training.options import last_days
from pmo_core.analysis.training.plan import Plan
from pmo_core.analysis.training.why import why
from pmo_core.analysis.work_time import DEFAULT
from pmo_core.jobs import competence
from pmo_core.jobs.facts import Source
from pmo_core.jobs.schedule import work_time
from pmo_core.jobs.training import Given, booked


def bookings(source: Source, given: Given, plan: Plan) -> pl.DataFrame:
    """Return what the plan books, by first day.

    Returns
    -------
    polars.DataFrame
        `person`, `person_name`, `course`, `course_name`, `starts_on`, `ends_on`, `book_by` (the
        first day less the lead time), `needed_on`, `project`, `need_cause`, `asked_by`, `days_late`
        (of the gap; null = it opens the way to another course), `cost`, `finding`, `option`.
    """
    courses = given.courses.select("lead_days", course="code", course_name="name")
    wanted = given.needs.select(
        "need", "needed_on", "project", "finding", "need_cause", asked_by="reason"
    )
    late = plan.met.drop_nulls("option").select("need", "option", "days_late")
    rows = (
        plan.chosen.join(given.problem.options, on="option")
        .join(wanted, on="need")
        .join(courses, on="course", how="left")
        .join(late, on=["need", "option"], how="left")
        .rename({"start": "starts_on", "end": "ends_on"})
        .with_columns(
            book_by=pl.col("starts_on") - pl.duration(days=pl.col("lead_days")),
            days_late=pl.col("days_late").cast(pl.Int64),
        )
        .sort("starts_on", "person", "course")
    )
    return competence.named(source, rows).select(
        "person", "person_name", "course", "course_name", "starts_on", "ends_on", "book_by",
        "needed_on", "project", "need_cause", "asked_by", "days_late", "cost", "finding", "option",
    )  # fmt: skip


def unmet(source: Source, given: Given, plan: Plan) -> pl.DataFrame:
    """Return what is not closed in time, with why, what weighs most first.

    Returns
    -------
    polars.DataFrame
        `person`, `person_name`, `skill_name`, `level_asked`, `skill_held`, `needed_on`,
        `closed_late_on` (the day after the training that closes it late; null = it stays open),
        `days_late` (null so), `unmet_reason`, `unmet_because`, `project`, `need_cause`,
        `asked_by`, `need_weight`.
    """
    told = why(given.problem, plan, given.courses)
    ends = given.problem.options.select("option", closed_late_on=pl.col("end").dt.offset_by("1d"))
    rows = (
        told.join(given.needs, on="need")
        .join(plan.met, on="need")
        .join(ends, on="option", how="left")
        .sort("weight", "needed_on", "person", "skill", descending=[True, False, False, False])
    )
    return competence.named(source, rows).select(
        "person", "person_name", "skill_name", "needed_on", "closed_late_on", "days_late",
        "unmet_reason", "unmet_because", "project", "need_cause", level_asked="level",
        skill_held="level_held", asked_by="reason", need_weight="weight",
    )  # fmt: skip


def needs(source: Source, given: Given, plan: Plan) -> pl.DataFrame:
    """Return all gaps with what becomes of them.

    Returns
    -------
    polars.DataFrame
        `person`, `person_name`, `skill_name`, `level_asked`, `skill_held`, `needed_on`,
        `need_outcome` ("booked already", "in time", "late" or "open"), `need_source`, `project`,
        `n_causes`, `need_cause`, `asked_by`, `need_weight`.
    """
    booked = given.problem.options.filter("is_booked")["option"].implode()
    late = pl.col("days_late")
    outcome = (
        pl.when(pl.col("option").is_null()).then(pl.lit("open"))
        .when(pl.col("option").is_in(booked) & (late == 0)).then(pl.lit("booked already"))
        .when(late > 0).then(pl.lit("late")).otherwise(pl.lit("in time"))
    )  # fmt: skip
    rows = given.needs.join(plan.met, on="need").with_columns(need_outcome=outcome)
    return competence.named(source, rows.sort("needed_on", "person", "skill")).select(
        "person", "person_name", "skill_name", "needed_on", "need_outcome", "need_source",
        "project", "n_causes", "need_cause", level_asked="level", skill_held="level_held",
        asked_by="reason", need_weight="weight",
    )  # fmt: skip


def budgets(source: Source, given: Given, plan: Plan) -> pl.DataFrame:
    """Return each budget with what is spent, planned and left.

    Returns
    -------
    polars.DataFrame
        `department` (empty = all), `department_name`, `begins_on`, `amount`, `spent_cost`,
        `in_plan_cost`, `left_cost` (amount less both), `used_pct` (of the amount; null where it is
        0).
    """
    cost = plan.chosen.join(given.problem.options, on="option").select("option", "cost")
    planned = (
        given.problem.charges.join(cost, on="option").group_by("budget")
        .agg(planned=pl.col("cost").sum())
    )  # fmt: skip
    names = source.table("department").select(department="code", department_name="name")
    used = pl.col("spent") + pl.col("planned")
    return (
        given.budgets.join(planned, on="budget", how="left", maintain_order="left")
        .with_columns(pl.col("planned").fill_null(0.0))
        .join(names, on="department", how="left", maintain_order="left")
        .select(
            "department", pl.col("department_name").fill_null("All departments"), "begins_on",
            "amount", spent_cost="spent", in_plan_cost="planned", left_cost=pl.col("amount") - used,
            used_pct=pl.when(pl.col("amount") > 0).then(used / pl.col("amount") * 100),
        )
    )  # fmt: skip


def catalogue(source: Source, given: Given) -> pl.DataFrame:
    """Return the courses, active or not, with their next date.

    Returns
    -------
    polars.DataFrame
        Fields of the course, `skill_name`, `price_base` (base currency; null = not known),
        `next_date_on` (next date that keeps the lead time; null = none, or it begins when it is
        needed), `n_course_dates` (dates to come), `has_dates` (false = it begins when it is
        needed), sorted.
    """
    prices = given.courses.select("code", price_base="price")
    lead = source.table("course").select("lead_days", course="code")
    coming = (
        source.table("course_date").filter(pl.col("starts_on") >= given.as_of)
        .join(lead, on="course")
        .with_columns(
            is_open=(pl.col("starts_on") - pl.lit(given.as_of)).dt.total_days()
            >= pl.col("lead_days")
        )
        .group_by(code="course")
        .agg(
            n_course_dates=pl.len().cast(pl.Int64),
            next_date_on=pl.col("starts_on").filter("is_open").min(),
        )
    )  # fmt: skip
    skills = source.table("skill").select(skill="code", skill_name="name")
    return (
        source.table("course").join(prices, on="code", how="left")
        .join(coming, on="code", how="left")
        .join(skills, on="skill", how="left")
        .with_columns(
            pl.col("n_course_dates").fill_null(0),
            has_dates=pl.col("code").is_in(source.table("course_date")["course"].implode()),
        )
        .sort("code")
    )  # fmt: skip


def over(source: Source, as_of: date) -> pl.DataFrame:
    """Return the trainings that are booked and have ended: each waits to be said to be passed.

    Returns
    -------
    polars.DataFrame
        `person`, `course`, `starts_on`, `ends_on`, sorted by last day.
    """
    rows = booked(source, work_time(source)).filter(pl.col("end") < as_of)
    return rows.select("person", "course", starts_on="start", ends_on="end").sort(
        "ends_on", "person", "course"
    )


def dates(source: Source, given: Given) -> pl.DataFrame:
    """Return the dates to come of active courses, by day.

    Returns
    -------
    polars.DataFrame
        `course`, `course_name`, `starts_on`, `ends_on`, `book_by` (first day less the lead time),
        `date_state` ("open", "full", or "closed": too late for its lead time), `seats_left` (null =
        any number), `location` (of the course where the date has none).
    """
    courses = given.courses.select(
        "duration_days", "lead_days", course="code", course_name="name", _seats="seats",
        _place="location",
    )  # fmt: skip
    taken = source.table("training").filter(pl.col("state") == "booked")
    rows = (
        source.table("course_date").filter(pl.col("starts_on") >= given.as_of)
        .join(courses, on="course")
        .join(taken.group_by("course", "starts_on").agg(n=pl.len().cast(pl.Int64)),
              on=["course", "starts_on"], how="left")
        .with_columns(start="starts_on", calendar=pl.lit(DEFAULT))
        .sort("starts_on", "course")
    )  # fmt: skip
    rows = rows.with_columns(ends_on=last_days(rows, work_time(source).calendars))
    rows = rows.with_columns(
        book_by=pl.col("starts_on") - pl.duration(days=pl.col("lead_days")),
        seats_left=pl.coalesce("seats", (pl.col("_seats") - pl.col("n").fill_null(0)).clip(0)),
    )
    state = (
        pl.when(pl.col("book_by") < given.as_of).then(pl.lit("closed"))
        .when(pl.col("seats_left") < 1).then(pl.lit("full")).otherwise(pl.lit("open"))
    )  # fmt: skip
    return rows.select(
        "course",
        "course_name",
        "starts_on",
        "ends_on",
        "book_by",
        "seats_left",
        date_state=state,
        location=pl.coalesce("location", "_place"),
    )


__all__ = ["bookings", "budgets", "catalogue", "dates", "needs", "over", "unmet"]
