"""Where the store and earned value meet: all projects on all their data dates.

Money in base currency: what is posted by the rate of its day, plans and values measured elsewhere
by the rate of as_of. The four amounts of a row speak of its data date; an earned value that was
reported earlier says so in `ev_on`.
"""

from datetime import date
from functools import cache

import polars as pl

from pmo_core.analysis.earned_schedule import scheduled
from pmo_core.analysis.planned_value import plan_of
from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs.facts import Source
from pmo_core.jobs.measured_dates import data_dates, posted
from pmo_core.jobs.measured_earned import earned
from pmo_core.jobs.measured_elsewhere import ELSEWHERE, elsewhere
from pmo_core.jobs.measured_plan import Plans, plans

COLUMNS = (
    "project", "data_date", "bac", "pv", "ev", "ac", "pv_source", "ev_source", "ev_on",
    "es_days", "at_days", "pd_days", "is_last",
)  # fmt: skip


def measured(source: Source, as_of: date, *, in_hours: bool = False) -> pl.DataFrame:
    """Return planned and earned value and actual cost of every project on every data date.

    Data dates are those of status reports, of progress by element and of values measured by another
    tool, not after as_of; as_of is one more for each project that has begun and not ended.

    Parameters
    ----------
    source : Source
        Where frames are read from.
    as_of : date
        Last day of all figures.
    in_hours : bool
        Planned, earned and posted hours instead of money.

    Returns
    -------
    polars.DataFrame
        One row per project and data date, sorted: project, data_date; bac, pv, ev, ac (Float64, in
        base currency or hours, null = not known); pv_source ("baseline by element", "budget lines",
        "planned dates", "measured elsewhere"; null where pv is), ev_source ("progress by element",
        "percent complete", "measured elsewhere"; null where ev is), ev_on (date that ev speaks of);
        es_days, at_days, pd_days (working days: earned schedule, actual time until the data date or
        the actual finish, planned duration); is_last (the latest row of its project).

        BAC: the sum of the elements of the baseline that holds on the data date (the first one
        before it was approved), else the cost of the baseline, else that of the project. PV: from
        these elements, else as another tool planned, else in the shape of the budget lines, else
        evenly from planned start to finish, each over working days. EV: progress by element, else
        percent complete x BAC. AC: what is posted. What another tool measured on a date stands in
        place of all of these; its EV holds until a newer report, its AC where nothing is posted.
    """
    source = Once(source)
    other = _elsewhere(source, as_of, in_hours=in_hours)
    what = plans(source, as_of, other, in_hours=in_hours)
    rows = _with_plan(data_dates(source, as_of), what)
    rows = earned(source, rows, what, as_of, in_hours=in_hours)
    rows = posted(source, rows, as_of, "hours" if in_hours else "cost_base").rename(
        {"posted": "ac"}
    )
    rows = _measured_elsewhere(rows, other)
    return _in_time(source, rows, what).select(COLUMNS)


def plans_at(source: Source, as_of: date, *, in_hours: bool = False) -> Plans:
    """Return what `measured` measures against; see `measured_plan.plans`."""
    return plans(source, as_of, _elsewhere(source, as_of, in_hours=in_hours), in_hours=in_hours)


def _elsewhere(source: Source, as_of: date, *, in_hours: bool) -> pl.DataFrame:
    """Return what another tool measured: money alone."""
    found = elsewhere(source, as_of)
    return found.clear() if in_hours else found


class Once:
    """A source that reads each register and query once."""

    def __init__(self, source: Source) -> None:
        self.query = cache(source.query)
        self.table = cache(source.table)
        self.settings = cache(source.settings)


def _with_plan(dates: pl.DataFrame, what: Plans) -> pl.DataFrame:
    """Add the plan that holds on each date: number in `what.plans`, bac and pv_source."""
    own = what.plans.with_columns(
        valid_from=pl.when("is_first").then(date.min).otherwise("approved_on")
    ).select("project", "valid_from", "plan", "bac", "pv_source")
    return dates.join_asof(
        own, left_on="data_date", right_on="valid_from", by="project", check_sortedness=False
    ).drop("valid_from", strict=False)


def _measured_elsewhere(rows: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Put what another tool measured on a data date in the place of own figures.

    After it, its earned value holds until a newer report, its cost where nothing is posted.
    """
    rows = rows.join_asof(
        other.rename({"data_date": "_on"}), left_on="data_date", right_on="_on", by="project",
        coalesce=False, check_sortedness=False,
    )  # fmt: skip
    is_now = pl.col("_on") == pl.col("data_date")
    is_newer = pl.col("ev").is_null() | (pl.col("_on") >= pl.col("ev_on"))
    is_theirs = pl.col("_ev").is_not_null() & is_newer
    return rows.with_columns(
        bac=pl.coalesce(pl.when(is_now).then("_bac"), "bac"),
        ac=pl.coalesce(pl.when(is_now).then("_ac"), "ac", "_ac"),
        ev=pl.when(is_theirs).then("_ev").otherwise("ev"),
        ev_source=pl.when(is_theirs).then(pl.lit(ELSEWHERE)).otherwise("ev_source"),
        ev_on=pl.when(is_theirs).then("_on").otherwise("ev_on"),
        _pv=pl.when(is_now).then("_pv"),
    ).drop("_bac", "_ev", "_ac", "_on")


def _in_time(source: Source, rows: pl.DataFrame, what: Plans) -> pl.DataFrame:
    """Add planned value and earned schedule."""
    calendar = Calendar.of(source.settings(), source.table("holiday"))
    finished = source.table("project").select("actual_finish", project="code")
    finished = finished.rename({"actual_finish": "finished_on"})
    frame = rows.join(finished, on="project", how="left", maintain_order="left")
    frame = frame.rename({"project": "_project", "bac": "_bac", "plan": "project"})
    plan = plan_of(what.spans.rename({"plan": "project", "amount": "planned_cost"}), calendar)
    timed = scheduled(plan, frame).drop("project", "bac")
    is_theirs = pl.col("_pv").is_not_null()
    own_source = pl.when(pl.col("pv").is_not_null()).then("pv_source")
    return timed.rename({"_project": "project", "_bac": "bac"}).with_columns(
        pv=pl.coalesce("_pv", "pv"),
        pv_source=pl.when(is_theirs).then(pl.lit(ELSEWHERE)).otherwise(own_source),
        is_last=pl.col("project").is_last_distinct(),
    )


__all__ = ["COLUMNS", "measured", "plans_at"]
