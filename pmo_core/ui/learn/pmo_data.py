"""What the page of the PMO reads: freshness, use, cycle times, maturity."""

import polars as pl

from pmo_core.analysis import maturity, pmo_health
from pmo_core.ui import data
from pmo_core.ui.exceptions import exceptions
from pmo_core.ui.page import as_of


def freshness() -> pl.DataFrame:
    """Return how old each department's data is; see `analysis.pmo_health.freshness`."""
    today = as_of()
    return data.derived("freshness", _freshness, today=today)


def _freshness() -> pl.DataFrame:
    today = as_of()
    return pmo_health.freshness(
        data.table("department"), data.table("project"), data.table("status_report"),
        data.query("last_posted", as_of=today), today,
        stale_days=data.settings().stale_status_days,
    )  # fmt: skip


def spans() -> pl.DataFrame:
    """Return everything that is timed; see `analysis.pmo_health.spans`."""
    today = as_of()
    return data.derived("cycles of the PMO", _spans, today=today)


def _spans() -> pl.DataFrame:
    kept = {register: data.table(register) for register in pmo_health.TIMED}
    return pmo_health.spans(kept, exceptions(as_of()), as_of())


def cycles() -> pl.DataFrame:
    """Return how long decisions take; see `analysis.pmo_health.cycle_times`."""
    today = as_of()
    return data.derived("cycle times", lambda: pmo_health.cycle_times(spans(), today), today=today)


def still_open() -> pl.DataFrame:
    """Return the share still open after so many days; see `analysis.pmo_health.still_open`."""
    return data.derived("still open", lambda: pmo_health.still_open(spans()), today=as_of())


def waiting() -> pl.DataFrame:
    """Return what is open, each with the name of its project, else of the request or finding."""
    return data.derived("waiting for the PMO", _waiting, today=as_of())


def _waiting() -> pl.DataFrame:
    names = data.table("project").select("name", project="code")
    others = pl.concat(
        data.table(register).select(own="name", subject="code")
        for register in ("request", "finding")
    )
    return (
        spans().filter(pl.col("ended_on").is_null())
        .join(names, on="project", how="left", maintain_order="left")
        .join(others, on="subject", how="left", maintain_order="left")
        .select(
            "cycle", "subject", "project", "cycle_begun_on", "cycle_days",
            cycle_about=pl.coalesce("name", "own"),
        )
    )  # fmt: skip


def use() -> pl.DataFrame:
    """Return changes and people by month and access role, the latest month first."""
    rows = data.query("tool_use")
    return rows.sort("month", "actor_role", descending=[True, False])


def standing() -> pl.DataFrame:
    """Return how each area stands; see `analysis.maturity.standing`."""
    return data.derived("maturity", lambda: maturity.standing(data.table("maturity")))


def trend() -> pl.DataFrame:
    """Return the mean level by assessment; see `analysis.maturity.trend`."""
    return data.derived("course of maturity", lambda: maturity.trend(data.table("maturity")))


__all__ = [
    "cycles", "freshness", "spans", "standing", "still_open", "trend", "use", "waiting",
]  # fmt: skip
