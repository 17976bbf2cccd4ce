"""The schedule of all open projects on pages, worked out once per state of the store."""

from datetime import date

import polars as pl

from pmo_core.analysis.work_time import Dated
from pmo_core.jobs import schedule as jobs
from pmo_core.jobs.schedule import PlanFrames, Planned
from pmo_core.ui import data


def work_time() -> Dated:
    """Return the working time of all calendars; see `jobs.schedule.work_time`."""
    return data.derived("work time", lambda: jobs.work_time(data))


def plan_frames(as_of: date) -> PlanFrames:
    """Return the tasks of all open projects and their links; see `jobs.schedule.plan_frames`."""
    return data.derived("plan frames", lambda: jobs.plan_frames(data, as_of), as_of=as_of)


def baselines(as_of: date) -> pl.DataFrame:
    """Return the dates that were agreed; see `jobs.schedule.baselines_of`."""
    return data.derived("agreed dates", lambda: jobs.baselines_of(data, as_of), as_of=as_of)


def schedule(as_of: date) -> Planned:
    """Return when each task comes; see `jobs.schedule.schedule`."""
    return data.derived(
        "schedule",
        lambda: jobs.scheduled(plan_frames(as_of), baselines(as_of), as_of),
        as_of=as_of,
    )


__all__ = ["baselines", "plan_frames", "schedule", "work_time"]
