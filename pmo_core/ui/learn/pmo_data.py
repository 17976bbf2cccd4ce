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
    return data.derived("cycle times", lambda: pmo_health.cycle_times(spans()), today=today)


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


__all__ = ["cycles", "freshness", "spans", "standing", "trend", "use"]
