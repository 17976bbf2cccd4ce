"""Earned value of all projects, made once per state of the store."""

from datetime import date

import polars as pl

from pmo_core.jobs import measured as jobs
from pmo_core.jobs.measured_plan import Plans
from pmo_core.ui import data


def measured(as_of: date, *, in_hours: bool = False) -> pl.DataFrame:
    """Return earned value by project and data date; see `pmo_core.jobs.measured.measured`."""
    return data.derived(
        "measured", lambda: jobs.measured(data, as_of, in_hours=in_hours),
        as_of=as_of, in_hours=in_hours,
    )  # fmt: skip


def measured_against(as_of: date, *, in_hours: bool = False) -> Plans:
    """Return what all projects are measured against; see `pmo_core.jobs.measured.plans_at`."""
    return data.derived(
        "measured against", lambda: jobs.plans_at(data, as_of, in_hours=in_hours),
        as_of=as_of, in_hours=in_hours,
    )  # fmt: skip


__all__ = ["measured", "measured_against"]
