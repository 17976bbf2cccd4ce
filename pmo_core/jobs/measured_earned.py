"""What was earned: by element where progress is reported so, else by percent complete."""

from datetime import date

import polars as pl

from pmo_core.jobs.facts import Source
from pmo_core.jobs.measured_plan import Plans

BY_PERCENT = "percent complete"


def earned(
    source: Source, rows: pl.DataFrame, what: Plans, as_of: date, *, in_hours: bool
) -> pl.DataFrame:
    """Add ev, ev_source and ev_on to rows of projects and data dates."""
    reports = (
        source.table("status_report")
        .lazy()
        .filter(pl.col("data_date") <= as_of)
        .drop_nulls("percent_complete")
        .select("project", "percent_complete", status_on="data_date")
        .sort("project", "status_on")
        .collect()
    )
    told = rows.join_asof(
        reports, left_on="data_date", right_on="status_on", by="project", coalesce=False,
        check_sortedness=False,
    )  # fmt: skip
    ev = pl.col("bac") * pl.col("percent_complete") / 100
    known = ev.is_not_null()
    return told.with_columns(
        ev=ev,
        ev_source=pl.when(known).then(pl.lit(BY_PERCENT)),
        ev_on=pl.when(known).then("status_on"),
    ).drop("percent_complete", "status_on")  # fmt: skip


__all__ = ["BY_PERCENT", "earned"]
