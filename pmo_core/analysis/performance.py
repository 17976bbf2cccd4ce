"""The performance database: what closed projects took and brought, and what they went through.

Ratio = actual / estimate, the estimate being the first baseline where one is kept, else the plan as
it stands; see `analysis.outturn.history`. What is not known is null, never 0.
"""

import polars as pl

from pmo_core.analysis.calendar import fiscal_year, period_label
from pmo_core.analysis.reference_class import size_band

EARLY_DAYS = 30
"""Days after the start within which a risk or issue counts as known at the start."""
_COUNTS = ("n_changes", "n_late_gates", "n_raid_start", "n_reports_missing")


def closed(
    past: pl.DataFrame,
    projects: pl.DataFrame,
    *,
    effort: pl.DataFrame,
    outcomes: pl.DataFrame,
    benefits: pl.DataFrame,
    counts: pl.DataFrame,
    start_month: int = 1,
) -> pl.DataFrame:
    """Return one row per closed project with everything that later estimates may learn from.

    Parameters
    ----------
    past : polars.DataFrame
        As `outturn.history` returns it.
    projects : polars.DataFrame
        code, department, project_type, actual_finish, actual_hours.
    effort : polars.DataFrame
        project, estimate_hours (planned work).
    outcomes : polars.DataFrame
        Register `project_outcome`.
    benefits : polars.DataFrame
        project, realized_pct.
    counts : polars.DataFrame
        As `circumstances` returns it.
    start_month : int
        First month of the fiscal year.

    Returns
    -------
    polars.DataFrame
        code, name, portfolio, program, department, method, project_type, size_band, finished_on,
        closing_year, closing_quarter, estimate_cost, actual_cost, cost_ratio, estimate_days,
        actual_days, duration_ratio, estimate_hours, actual_hours, effort_ratio, n_defects,
        rework_hours, rework_pct (of actual hours), satisfaction, realized_pct, n_changes,
        n_late_gates, n_raid_start, n_reports_missing; the latest finish first.
    """
    known = projects.select(
        "code", "department", "project_type", _positive("actual_hours"),
        finished_on="actual_finish",
    )  # fmt: skip
    rows = (
        past.rename({"cost": "cost_ratio", "duration": "duration_ratio"})
        .join(known, on="code", how="left")
        .join(
            effort.select("project", _positive("estimate_hours")),
            left_on="code", right_on="project", how="left",
        )
        .join(
            outcomes.select(
                "project", "n_defects", pl.col("rework_hours").cast(pl.Float64), "satisfaction"
            ),
            left_on="code", right_on="project", how="left",
        )
        .join(
            benefits.select("project", "realized_pct"),
            left_on="code", right_on="project", how="left",
        )
        .join(counts, left_on="code", right_on="project", how="left")
    )  # fmt: skip
    return rows.select(
        "code", "name", "portfolio", "program", "department", "method", "project_type",
        size_band(pl.col("estimate_cost")).alias("size_band"), "finished_on",
        fiscal_year(pl.col("finished_on"), start_month).cast(pl.String).alias("closing_year"),
        period_label(pl.col("finished_on"), "quarter", start_month).alias("closing_quarter"),
        "estimate_cost", "actual_cost", "cost_ratio",
        "estimate_days", "actual_days", "duration_ratio",
        "estimate_hours", "actual_hours",
        (pl.col("actual_hours") / pl.col("estimate_hours")).alias("effort_ratio"),
        "n_defects", "rework_hours",
        (100 * pl.col("rework_hours") / pl.col("actual_hours")).alias("rework_pct"),
        "satisfaction", "realized_pct", *_COUNTS,
    ).sort("finished_on", "code", descending=[True, False], nulls_last=True)  # fmt: skip


def circumstances(
    projects: pl.DataFrame,
    *,
    changes: pl.DataFrame,
    gates: pl.DataFrame,
    raid: pl.DataFrame,
    reports: pl.DataFrame,
    every_days: int,
) -> pl.DataFrame:
    """Return what projects went through, as counts.

    Parameters
    ----------
    projects : polars.DataFrame
        code, actual_start, actual_finish.
    changes, gates, raid, reports : polars.DataFrame
        Registers `change_request`, `gate`, `raid_item`, `status_report`.
    every_days : int
        Days within which a running project must report.

    Returns
    -------
    polars.DataFrame
        project, n_changes (approved), n_late_gates (held after the day they were due; null without
        a gate of which both are known), n_raid_start (risks and issues raised up to `EARLY_DAYS`
        after the start; null where none was ever dated or the start is not known),
        n_reports_missing (reports due from start to finish less those made; null without any
        report or without the dates).
    """
    span = projects.select("actual_start", "actual_finish", project="code")
    approved = changes.filter(pl.col("state") == "approved").group_by("project").agg(n=pl.len())
    held = gates.drop_nulls(["held_on", "due_on"]).group_by("project").agg(
        n=(pl.col("held_on") > pl.col("due_on")).sum()
    )  # fmt: skip
    early = pl.col("raised_on") <= pl.col("actual_start").dt.offset_by(f"{EARLY_DAYS}d")
    raised = (
        raid.filter(pl.col("kind").is_in(["risk", "issue"]))
        .drop_nulls("raised_on")
        .join(span.drop_nulls("actual_start"), on="project")
        .group_by("project")
        .agg(n=early.sum())
    )
    days = (pl.col("actual_finish") - pl.col("actual_start")).dt.total_days()
    made = pl.col("data_date").is_between("actual_start", "actual_finish").sum()
    told = (
        reports.join(span.drop_nulls(), on="project")
        .group_by("project")
        .agg(n=((days.first() // every_days) - made.cast(pl.Int64)).clip(lower_bound=0))
    )
    found = span.select("project")
    for name, frame in zip(_COUNTS, (approved, held, raised, told), strict=True):
        counted = frame.select("project", pl.col("n").cast(pl.Int64).alias(name))
        found = found.join(counted, on="project", how="left")
    return found.with_columns(pl.col("n_changes").fill_null(0))


def _positive(name: str) -> pl.Expr:
    amount = pl.col(name).cast(pl.Float64)
    return pl.when(amount > 0).then(amount).alias(name)


__all__ = ["EARLY_DAYS", "circumstances", "closed"]
