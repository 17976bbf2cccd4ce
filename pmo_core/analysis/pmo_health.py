"""How fresh the PMO's data is, who uses the tool, and how long its own decisions take."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from pmo_core.analysis.gates import ENDED, as_held
from pmo_core.analysis.rating import MUST_REPORT

RECENT = timedelta(days=365)
"""What began so long ago, or later, is recent."""
SHOWN_DAYS = 180
"""Days to which the share that is still open is followed."""
STEPS = (
    "Request to decision", "Gate due to held", "Change request to decision",
    "Exception to decision", "Finding to verified",
)  # fmt: skip
"""What is timed."""
TIMED = ("project", "request", "gate", "change_request", "finding", "decision")
"""Registers that it is taken from, beside the broken tolerances."""


def freshness(
    departments: pl.DataFrame, projects: pl.DataFrame, reports: pl.DataFrame,
    posted: pl.DataFrame, as_of: date, *, stale_days: int,
) -> pl.DataFrame:  # fmt: skip
    """Return how old the data of each department is whose projects must report, stalest first.

    Parameters
    ----------
    departments, projects, reports : polars.DataFrame
        Registers `department`, `project` and `status_report`. A project without a department is
        counted under none.
    posted : polars.DataFrame
        project, last_on: day of its latest posted line until as_of.
    as_of : date
        Today; later reports do not count.
    stale_days : int
        Age up to which a report is fresh (`stale_status_days` of the settings).

    Returns
    -------
    polars.DataFrame
        department (null = none), department_name ("No department" there), n_running (in delivery
        or on hold), n_fresh (latest report not stale), n_unreported (no report ever), fresh_pct =
        100 n_fresh / n_running, report_age_days (median age of the latest reports; null: none),
        oldest_report_days, lines_age_days (median age of the latest posted lines; null: none).
    """
    latest = (
        reports.filter(pl.col("data_date") <= as_of)
        .group_by("project").agg(pl.col("data_date").max())
    )  # fmt: skip
    report_age = (pl.lit(as_of) - pl.col("data_date")).dt.total_days()
    lines_age = (pl.lit(as_of) - pl.col("last_on")).dt.total_days()
    return (
        projects.filter(pl.col("stage").is_in(MUST_REPORT))
        .select("department", project="code")
        .join(latest, on="project", how="left")
        .join(posted.select("project", "last_on"), on="project", how="left")
        .group_by("department")
        .agg(
            n_running=pl.len().cast(pl.Int64),
            n_fresh=(report_age <= stale_days).sum().cast(pl.Int64),
            n_unreported=pl.col("data_date").null_count().cast(pl.Int64),
            report_age_days=report_age.median(), oldest_report_days=report_age.max(),
            lines_age_days=lines_age.median(),
        )
        .with_columns(fresh_pct=100.0 * pl.col("n_fresh") / pl.col("n_running"))
        .join(departments.select(department="code", department_name="name"), on="department",
              how="left")
        .select(
            "department",
            pl.when(pl.col("department").is_null()).then(pl.lit("No department"))
            .otherwise("department_name").alias("department_name"),
            "n_running", "n_fresh", "n_unreported", "fresh_pct",
            "report_age_days", "oldest_report_days", "lines_age_days",
        )
        .sort("fresh_pct", "n_running", "department", descending=[False, True, False])
    )  # fmt: skip


def spans(kept: Mapping[str, pl.DataFrame], exceptions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return everything that is timed, from what starts it to what ends it.

    Parameters
    ----------
    kept : mapping of str to polars.DataFrame
        The registers named in `TIMED`.
    exceptions : polars.DataFrame
        project, measure, since_on, decided_on, exception_state: tolerances that are broken today.
    as_of : date
        Today; what starts later is left out, what ends later is open.

    Returns
    -------
    polars.DataFrame
        cycle (one of `STEPS`), subject (code of the request, gate, change request or finding, or
        the measure that is broken), project, cycle_begun_on, ended_on (null: open), cycle_days (of
        open ones the days until today; a gate held early is negative).

    Notes
    -----
    A request ends when it is accepted or rejected; withdrawn ones are left out, as are withdrawn
    change requests and findings. A finding that is accepted as a risk is left out until that day
    has passed. Of closed and canceled projects no gate and no change waits, and a gate that was
    passed over (a later one was held) waits for nobody.
    """
    decided = kept["decision"].select(decision="code", ended_on="decided_on")
    is_answered = pl.col("state").is_in(["accepted", "rejected"])
    of_requests = kept["request"].filter(
        is_answered | pl.col("state").is_in(["submitted", "in assessment"])
    ).select(
        "project", subject="code", cycle_begun_on="submitted_on",
        ended_on=pl.when(is_answered).then("state_on"),
    )  # fmt: skip
    held = as_held(kept["gate"].rename({"name": "gate_name"}), as_of)
    is_due = pl.col("held_on").is_not_null() | pl.col("held_later_on").is_null()
    of_gates = held.filter(is_due, "is_required").select(
        "project", "gate", cycle_begun_on="due_on", ended_on="held_on"
    ).rename({"gate": "subject"})  # fmt: skip
    over = kept["project"].filter(pl.col("stage").is_in(ENDED))["code"]
    waits = pl.col("ended_on").is_not_null() | ~pl.col("project").is_in(over.implode())
    of_changes = (
        kept["change_request"]
        .filter(~pl.col("state").is_in(["draft", "withdrawn"]))
        .join(decided, on="decision", how="left")
        .filter((pl.col("state") == "submitted") | pl.col("ended_on").is_not_null())
        .select("project", "ended_on", subject="code", cycle_begun_on="submitted_on")
    )
    of_exceptions = exceptions.select(
        "project",
        subject="measure",
        cycle_begun_on="since_on",
        ended_on=pl.when(pl.col("exception_state") == "decided").then("decided_on"),
    ).filter(pl.col("ended_on").is_null() | (pl.col("ended_on") >= pl.col("cycle_begun_on")))
    is_verified = pl.col("state") == "verified"
    has_lapsed = (pl.col("state") == "accepted") & (pl.col("accepted_until") < as_of)
    is_counted = is_verified | (pl.col("state") == "open") | has_lapsed.fill_null(value=False)
    of_findings = kept["finding"].filter(is_counted).select(
        "project", subject="code", cycle_begun_on="found_on",
        ended_on=pl.when(is_verified).then("closed_on"),
    )  # fmt: skip
    parts = (
        of_requests, of_gates.filter(waits), of_changes.filter(waits), of_exceptions, of_findings
    )  # fmt: skip
    order = ("cycle", "subject", "project", "cycle_begun_on", "ended_on")
    rows = pl.concat(
        part.with_columns(cycle=pl.lit(name)).select(order)
        for name, part in zip(STEPS, parts, strict=True)
    ).filter(pl.col("cycle_begun_on") <= as_of)  # fmt: skip
    ended = pl.when(pl.col("ended_on") <= as_of).then("ended_on")
    return rows.with_columns(ended_on=ended).with_columns(
        cycle_days=(pl.col("ended_on").fill_null(as_of) - pl.col("cycle_begun_on")).dt.total_days()
    )


def cycle_times(spans: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return how long each kind of decision takes, in the order of `STEPS`.

    What is still open counts as not ended until today (Kaplan and Meier, 1958): leaving it out
    would make a PMO the faster the more it leaves undecided. Of n that are still open after so many
    days, d ends: the share left is the product of 1 - d / n.

    Parameters
    ----------
    spans : polars.DataFrame
        From `spans`.
    as_of : date
        Today.

    Returns
    -------
    polars.DataFrame
        cycle, half_within_days and most_within_days (least days within which 50 and 80 % have
        ended; null: fewer have), half_recent_days (the first of what began within the last 365
        days), n_cycles_ended, n_cycles_open, longest_wait_days (of the open ones; null: none is
        open).

    Examples
    --------
    >>> rows = {"cycle": STEPS[0], "cycle_days": [4, 6, 9, 12],
    ...         "cycle_begun_on": date(2026, 1, 1),
    ...         "ended_on": [date(2026, 1, 5), None, date(2026, 1, 10), None]}
    >>> found = cycle_times(pl.DataFrame(rows), date(2026, 1, 13))
    >>> found.select("half_within_days", "most_within_days").row(0)
    (9, None)
    """
    is_open = pl.col("ended_on").is_null()
    found = spans.group_by("cycle").agg(
        n_cycles_ended=(~is_open).sum().cast(pl.Int64),
        n_cycles_open=is_open.sum().cast(pl.Int64),
        longest_wait_days=pl.col("cycle_days").filter(is_open).max(),
    )
    recent = spans.filter(pl.col("cycle_begun_on") >= as_of - RECENT)
    names = ("half_within_days", "most_within_days", "half_recent_days")
    made = pl.DataFrame({"cycle": STEPS}).join(found, on="cycle", how="left", maintain_order="left")
    for name, rows, part in zip(names, (spans, spans, recent), (0.5, 0.8, 0.5), strict=True):
        made = made.join(
            _within(rows, part).rename({"cycle_days": name}), on="cycle", how="left",
            maintain_order="left",
        )  # fmt: skip
    counts = pl.col("n_cycles_ended", "n_cycles_open").fill_null(0)
    return made.select("cycle", *names, counts, "longest_wait_days")


def _within(spans: pl.DataFrame, share: float) -> pl.DataFrame:
    """Return the least days within which a share of each kind has ended: cycle, cycle_days."""
    reached = _left(spans).filter(pl.col("left") <= round(1 - share, 9))
    return reached.group_by("cycle").agg(pl.col("cycle_days").min())


def still_open(spans: pl.DataFrame) -> pl.DataFrame:
    """Return which share of each kind is still open after so many days, by Kaplan and Meier.

    Parameters
    ----------
    spans : polars.DataFrame
        From `spans`.

    Returns
    -------
    polars.DataFrame
        cycle, cycle_days (from 0 to half a year), open_pct; it holds until the next row.
    """
    known = _left(spans)
    is_later = pl.col("cycle_days") > SHOWN_DAYS
    begin = known.select("cycle").unique().with_columns(cycle_days=pl.lit(0, pl.Int64), left=1.0)
    end = known.filter(is_later).select("cycle").unique().with_columns(
        cycle_days=pl.lit(SHOWN_DAYS, pl.Int64), left=pl.lit(None, pl.Float64)
    )  # fmt: skip
    return (
        pl.concat([begin, known.filter(~is_later).select(begin.columns), end])
        .group_by("cycle", pl.col("cycle_days").clip(0))
        .agg(open_pct=100 * pl.col("left").min())
        .sort("cycle", "cycle_days")
        .with_columns(pl.col("open_pct").forward_fill().over("cycle"))
    )


def _left(spans: pl.DataFrame) -> pl.DataFrame:
    """Return the share left after so many days: cycle, cycle_days, left; by both."""
    still = pl.col("n").reverse().cum_sum().reverse().over("cycle")
    left = (1 - pl.col("n_ended") / still).cum_prod().over("cycle")
    return (
        spans.group_by("cycle", "cycle_days")
        .agg(n=pl.len(), n_ended=pl.col("ended_on").count())
        .sort("cycle", "cycle_days")
        .with_columns(left=left.round(9))
    )


__all__ = [
    "RECENT", "SHOWN_DAYS", "STEPS", "TIMED", "cycle_times", "freshness", "spans", "still_open",
]  # fmt: skip
