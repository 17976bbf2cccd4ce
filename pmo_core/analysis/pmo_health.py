"""How fresh the PMO's data is, who uses the tool, and how long its own decisions take."""

from collections.abc import Mapping
from datetime import date

import polars as pl

FRESH_DAYS = 45
"""Age up to which a report is fresh: a month, and half a month to write it."""
RUNNING = ("delivery",)
"""Stages in which a project is to report."""
_OVER = ("closed", "canceled")
STEPS = (
    "Request to decision", "Gate due to held", "Change request to decision",
    "Exception to decision", "Finding to verified",
)  # fmt: skip
"""What is timed."""
TIMED = ("project", "request", "gate", "change_request", "finding", "decision")
"""Registers that it is taken from, beside the broken tolerances."""


def freshness(
    departments: pl.DataFrame, projects: pl.DataFrame, reports: pl.DataFrame,
    posted: pl.DataFrame, as_of: date,
) -> pl.DataFrame:  # fmt: skip
    """Return how old the data of each department's running projects is, the stalest first.

    Parameters
    ----------
    departments, projects, reports : polars.DataFrame
        Registers `department`, `project` and `status_report`. A project without a department is
        counted under none.
    posted : polars.DataFrame
        project, last_on: day of its latest posted line until as_of.
    as_of : date
        Today; later reports do not count.

    Returns
    -------
    polars.DataFrame
        department (null = none), department_name, n_running, n_fresh (latest report at most 45 days
        old), n_unreported (no report ever), fresh_pct = 100 n_fresh / n_running, report_age_days
        (median age of the latest reports; null: none), oldest_report_days, lines_age_days (median
        age of the latest posted lines; null: none).
    """
    latest = (
        reports.filter(pl.col("data_date") <= as_of)
        .group_by("project").agg(pl.col("data_date").max())
    )  # fmt: skip
    report_age = (pl.lit(as_of) - pl.col("data_date")).dt.total_days()
    lines_age = (pl.lit(as_of) - pl.col("last_on")).dt.total_days()
    return (
        projects.filter(pl.col("stage").is_in(RUNNING))
        .select("department", project="code")
        .join(latest, on="project", how="left")
        .join(posted.select("project", "last_on"), on="project", how="left")
        .group_by("department")
        .agg(
            n_running=pl.len().cast(pl.Int64),
            n_fresh=(report_age <= FRESH_DAYS).sum().cast(pl.Int64),
            n_unreported=pl.col("data_date").null_count().cast(pl.Int64),
            report_age_days=report_age.median(), oldest_report_days=report_age.max(),
            lines_age_days=lines_age.median(),
        )
        .with_columns(fresh_pct=100.0 * pl.col("n_fresh") / pl.col("n_running"))
        .join(departments.select(department="code", department_name="name"), on="department",
              how="left")
        .select(
            "department", "department_name", "n_running", "n_fresh", "n_unreported", "fresh_pct",
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
        cycle (one of `STEPS`), subject, project, cycle_begun_on, ended_on (null: open),
        cycle_days (of open ones the days until today; a gate held early is negative).

    Notes
    -----
    A request ends when it is accepted or rejected; withdrawn ones are left out, as are withdrawn
    change requests and findings. A finding that is accepted as a risk is not open and was never
    verified: it is left out, too. Of closed and canceled projects no gate and no change waits.
    """
    decided = kept["decision"].select(decision="code", ended_on="decided_on")
    is_answered = pl.col("state").is_in(["accepted", "rejected"])
    of_requests = kept["request"].filter(
        is_answered | pl.col("state").is_in(["submitted", "in assessment"])
    ).select(
        "project", subject="code", cycle_begun_on="submitted_on",
        ended_on=pl.when(is_answered).then("state_on"),
    )  # fmt: skip
    of_gates = kept["gate"].filter(pl.col("is_required")).select(
        "project", subject=pl.format("{} {}", "project", "gate"), cycle_begun_on="due_on",
        ended_on="held_on",
    )  # fmt: skip
    over = kept["project"].filter(pl.col("stage").is_in(_OVER))["code"]
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
        subject=pl.format("{} {}", "project", "measure"),
        cycle_begun_on="since_on",
        ended_on=pl.when(pl.col("exception_state") == "decided").then("decided_on"),
    ).filter(pl.col("ended_on").is_null() | (pl.col("ended_on") >= pl.col("cycle_begun_on")))
    is_verified = pl.col("state") == "verified"
    of_findings = kept["finding"].filter(is_verified | (pl.col("state") == "open")).select(
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


def cycle_times(spans: pl.DataFrame) -> pl.DataFrame:
    """Return how long each kind of decision takes, in the order of `STEPS`.

    Parameters
    ----------
    spans : polars.DataFrame
        From `spans`.

    Returns
    -------
    polars.DataFrame
        cycle, n_cycles_ended, median_cycle_days, p80_cycle_days (80 % of those that ended took at
        most these, by linear interpolation; null: none has ended), n_cycles_open,
        longest_wait_days (of the open ones; null: none is open).
    """
    days, is_open = pl.col("cycle_days"), pl.col("ended_on").is_null()
    done = days.filter(~is_open)
    found = spans.group_by("cycle").agg(
        n_cycles_ended=done.len().cast(pl.Int64), median_cycle_days=done.median(),
        p80_cycle_days=done.quantile(0.8, "linear"), n_cycles_open=is_open.sum().cast(pl.Int64),
        longest_wait_days=days.filter(is_open).max(),
    )  # fmt: skip
    return (
        pl.DataFrame({"cycle": STEPS})
        .join(found, on="cycle", how="left", maintain_order="left")
        .with_columns(pl.col("n_cycles_ended", "n_cycles_open").fill_null(0))
    )


__all__ = ["FRESH_DAYS", "RUNNING", "STEPS", "TIMED", "cycle_times", "freshness", "spans"]
