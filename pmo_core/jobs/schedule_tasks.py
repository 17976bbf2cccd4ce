"""Elements of the work breakdown as tasks: how long they take, and how far they are.

The data date of a project is that of its latest progress by element. What it reported as finished
or begun keeps its dates; what is left of it is, in this order: the working days to the forecast
finish; the share of its hours still to do; the percentage still to do. A project that has begun and
never reported by element is taken to go as planned until its latest status report.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.network_frames import spanned
from pmo_core.analysis.summary_tasks import KEY, parents
from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.errors import Finding
from pmo_core.jobs.facts import Source

ENDED = ("closed", "canceled")
BEGUN = ("delivery", "on hold")
_REACH = timedelta(days=60 * 365)
_DATES = (
    "planned_start", "planned_finish", "constraint_on", "actual_start", "actual_finish",
    "_forecast_finish",
)  # fmt: skip
_ELEMENT = (
    *KEY, "name", "planned_start", "planned_finish", "duration_days", "calendar",
    "constraint_kind", "constraint_on", "low_days", "high_days", "range_shape", "planned_hours",
    "department",
)  # fmt: skip


def projects_of(source: Source, as_of: date) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the projects that are neither closed nor canceled, and what is assumed about them.

    Columns: project, name, stage, calendar, planned_start, planned_finish, start_on, finish_by,
    data_date, is_assumed (begun, without progress by element).
    """
    register = source.table("project").rename({"code": "project"})
    is_open = pl.col("stage").is_null() | ~pl.col("stage").is_in(ENDED)
    stale = as_of - timedelta(days=source.settings().stale_status_days)
    dates = {
        name: source.table(name).filter(pl.col("data_date").is_between(as_of - _REACH, as_of))
        .group_by("project").agg(pl.col("data_date").max().alias(f"_{name}"))
        for name in ("progress", "status_report")
    }  # fmt: skip
    planned = ("planned_start", "planned_finish", "actual_start")
    rows, far = _within_reach(register.filter(is_open), planned, as_of)
    for frame in dates.values():
        rows = rows.join(frame, on="project", how="left", maintain_order="left")
    has_begun = pl.col("stage").is_in(BEGUN).fill_null(False) | pl.col("actual_start").is_not_null()
    latest = pl.coalesce("_progress", "_status_report")
    day = pl.lit(as_of, pl.Date)
    found = rows.select(
        "project", "name", "stage", "calendar", "planned_start", "planned_finish",
        start_on=pl.coalesce("actual_start", "planned_start", day),
        finish_by=pl.when("is_date_fixed").then("planned_finish"),
        data_date=pl.when(has_begun & (latest >= stale)).then(latest).otherwise(day),
        is_assumed=has_begun & pl.col("_progress").is_null(),
    )  # fmt: skip
    elements = source.table("wbs_element").select("project").unique()
    assumed = found.filter("is_assumed").join(elements, on="project", how="semi").sort("project")
    return found, (*_far(far.select("project")), *(
        Finding(
            "info", "no_progress",
            f"{code} has no progress by element: until {day} it is taken to go as planned.",
            value=code,
        )
        for code, day in assumed.select("project", "data_date").iter_rows()
    ))  # fmt: skip


def elements_of(source: Source, projects: pl.DataFrame) -> pl.DataFrame:
    """Return all elements of these projects with parent and is_summary.

    The calendar is their own, else that of the project.
    """
    own = projects.select("project", _calendar="calendar")
    kept = source.table("wbs_element").select(_ELEMENT).join(own, on="project")
    return parents(kept.with_columns(pl.coalesce("calendar", "_calendar")).drop("_calendar"))


def tasks_of(
    source: Source, elements: pl.DataFrame, projects: pl.DataFrame, time: Dated, as_of: date
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Return the elements without parts as tasks, see `PlanFrames`, and what is missing of them.

    Parameters
    ----------
    source : Source
        Where progress is read from.
    elements, projects : polars.DataFrame
        From `elements_of` and `projects_of`.
    time : Dated
        Working time.
    as_of : date
        Progress after it is not known yet.
    """
    own = projects.select("project", "data_date", "is_assumed")
    rows = elements.filter(~pl.col("is_summary")).drop("is_summary")
    rows = rows.join(own, on="project", maintain_order="left")
    rows = rows.join(_progress(source, as_of), on=KEY, how="left", maintain_order="left")
    rows, far = _within_reach(rows, _DATES, as_of)
    rows = _lasting(_begun(rows), time)
    unknown = rows.filter(~pl.col("is_estimated")).group_by("project").len().sort("project")
    missing = tuple(
        Finding(
            "warning", "no_duration",
            f"{n} {'element' if n == 1 else 'elements'} of {code} without duration or dates: "
            "one day is taken for each.", value=code,
        )
        for code, n in unknown.iter_rows()
    )  # fmt: skip
    return _remaining(rows, time).select(
        *KEY, "name", "duration", "is_estimated", "calendar", "constraint_on", "actual_start",
        "actual_finish", "remaining", "percent_complete", "planned_start", "planned_finish",
        "planned_hours", "low_days", "high_days", "range_shape", "department", "parent",
        constraint=pl.when(pl.col("constraint_on").is_not_null()).then("constraint_kind"),
    ), (*_far(far.select(pl.format("{} of {}", "code", "project"))), *missing)  # fmt: skip


def worked_days(time: Dated, calendar: pl.Series, first: pl.Series, last: pl.Series) -> pl.Series:
    """Return the days worked from first to last day, both included; null gives null."""
    wide = spanned(time, (first.to_frame("start"), last.to_frame("finish")), None)
    number = wide.number(calendar)[0]
    until = wide.before(number, wide.moment_of(last, is_end=True))
    days = pl.Series(until - wide.before(number, wide.moment_of(first)), dtype=pl.Int64)
    return days.set(first.is_null() | last.is_null(), None)


def lasting(rows: pl.DataFrame, time: Dated) -> pl.Series:
    """Return how many working days rows with duration_days, planned dates and calendar take.

    Null where neither duration nor start and finish say it; a finish alone is a milestone. What is
    planned on days off takes a day.
    """
    by_dates = worked_days(
        time, rows["calendar"], rows["planned_start"], rows["planned_finish"]
    )  # fmt: skip
    is_point = pl.col("planned_start").is_null() & pl.col("planned_finish").is_not_null()
    return rows.select(
        pl.coalesce("duration_days", by_dates.clip(1).alias("_by_dates"), pl.when(is_point).then(0))
    ).to_series()


def _within_reach(
    rows: pl.DataFrame, names: Iterable[str], as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows without dates that must be mistyped, which no plan could span, and whose."""
    is_far = {
        name: ((pl.col(name) - pl.lit(as_of)).abs() > _REACH).fill_null(False) for name in names
    }
    return rows.with_columns(
        pl.when(~one).then(name).alias(name) for name, one in is_far.items()
    ), rows.filter(pl.any_horizontal(is_far.values()))  # fmt: skip


def _far(names: pl.DataFrame) -> list[Finding]:
    """Return what is said about those with a date out of reach."""
    return [
        Finding("warning", "date_out_of_reach",
                f"{name} has a date more than 60 years away: it is left out.", value=name)
        for name, in names.iter_rows()
    ]  # fmt: skip


def _progress(source: Source, as_of: date) -> pl.DataFrame:
    """Return per element what was reported last, until as_of."""
    known = pl.col("data_date") <= as_of
    is_near = pl.col("data_date") >= pl.lit(as_of) - _REACH
    reported = source.table("progress").filter(known, is_near).sort("data_date")
    last = pl.col("percent_complete", "remaining_hours", "forecast_finish", "data_date").last()
    is_done, is_begun = pl.col("percent_complete") >= 100, pl.col("percent_complete") > 0
    return reported.group_by("project", code="wbs").agg(
        last.name.prefix("_"),
        actual_start=pl.col("actual_start").drop_nulls().last(),
        actual_finish=pl.col("actual_finish").drop_nulls().last(),
        _done_on=pl.col("data_date").filter(is_done).first(),
        _begun_on=pl.col("data_date").filter(is_begun).first(),
    ).rename({"_percent_complete": "percent_complete"})  # fmt: skip


def _begun(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with actual dates that agree with each other and with the percentage.

    What is 100 % done without a finish was finished when this was reported first; what is begun
    without a start began as planned, but not after it was reported first.
    """
    day, until = pl.col("data_date"), pl.min_horizontal
    is_done = pl.col("percent_complete") >= 100
    as_planned = "is_assumed", pl.col("planned_finish").is_not_null()
    ended = pl.coalesce(
        "actual_finish",
        pl.when(is_done).then("_done_on"),
        pl.when(*as_planned, pl.col("planned_finish") < day).then("planned_finish"),
    )
    was_seen = pl.col("_begun_on").is_not_null()
    begun = pl.coalesce(
        "actual_start",
        pl.when(was_seen).then(until("planned_start", "_begun_on")),
        pl.when(*as_planned, pl.col("planned_start") < day).then("planned_start"),
    )
    rows = rows.with_columns(actual_start=begun, actual_finish=ended)
    is_begun = pl.col("actual_start").is_not_null()
    return rows.with_columns(
        actual_start=pl.when(is_begun).then(until("actual_start", "actual_finish"))
    )


def _lasting(rows: pl.DataFrame, time: Dated) -> pl.DataFrame:
    found = lasting(rows, time)
    return rows.with_columns(duration=found.fill_null(1), is_estimated=found.is_not_null())


def _remaining(rows: pl.DataFrame, time: Dated) -> pl.DataFrame:
    """Add the working days still to do on the data date; null where nothing is said about it."""
    to_forecast = worked_days(time, rows["calendar"], rows["data_date"], rows["_forecast_finish"])
    to_forecast = to_forecast.set(to_forecast <= 0, None)  # what has passed says nothing
    hours = pl.col("planned_hours").cast(pl.Float64)
    by_hours = pl.col("_remaining_hours").cast(pl.Float64) / pl.when(hours > 0).then(hours)
    by_percent = 1 - pl.col("percent_complete") / 100
    share = pl.col("duration") * pl.coalesce(by_hours, by_percent)
    left = pl.coalesce(to_forecast, share.round(6).ceil().cast(pl.Int64)).clip(1)
    is_open = pl.col("actual_start").is_not_null() & pl.col("actual_finish").is_null()
    return rows.with_columns(remaining=pl.when(is_open).then(left))


__all__ = [
    "BEGUN", "DEFAULT", "ENDED", "elements_of", "lasting", "projects_of", "tasks_of",
    "worked_days",
]  # fmt: skip
