"""Planned dates of projects some months later, with durations as they are in working days."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from pmo_core.analysis.work_time import DEFAULT, Dated
from pmo_core.jobs.facts import Source
from pmo_core.jobs.overlay import Frames
from pmo_core.jobs.schedule import work_time

_STARTS = {"project": ("planned_start",), "wbs_element": ("planned_start", "_held_until")}
_ENDS = {
    "project": ("planned_finish", "forecast_finish"), "wbs_element": ("planned_finish",),
    "milestone": ("planned_on",),
}  # fmt: skip


def later_dates(source: Source, rows: Mapping[str, pl.DataFrame], by: pl.DataFrame) -> Frames:
    """Return projects, elements and milestones later, by as many working days as lie in the months.

    The working days are counted from the planned start of the project (its first demand where it
    has none), by the calendar of the element or of the project.

    Parameters
    ----------
    source : Source
        Where calendars and demand are read from.
    rows : mapping of str to polars.DataFrame
        `project`, `wbs_element`, `milestone`: rows of the projects that are moved.
    by : polars.DataFrame
        `project`, `months`.

    Returns
    -------
    dict of str to polars.DataFrame
        The same rows with planned dates, the finish projected with the project, and the day before
        which an element may not start.
    """
    time = work_time(source)
    asked = source.table("demand").group_by("project").agg(asked_on=pl.col("month_on").min())
    base = (
        by.join(asked, on="project", how="left")
        .join(
            rows["project"].select("planned_start", "calendar", project="code"), on="project"
        )
        .select(
            "project", "months", _own=pl.col("calendar").fill_null(DEFAULT),
            _base=pl.coalesce("planned_start", "asked_on"),
        )
    )  # fmt: skip
    found = {}
    for name in ("project", "wbs_element", "milestone"):
        key = "code" if name == "project" else "project"
        frame = rows[name].join(
            base, left_on=key, right_on="project", how="left", maintain_order="left"
        )
        is_own = pl.col("calendar").fill_null(pl.col("_own")) if name == "wbs_element" else "_own"
        frame = frame.with_columns(_calendar=is_own)
        if name == "wbs_element":
            is_held = (pl.col("constraint_kind") == "start no earlier than").fill_null(value=False)
            frame = frame.with_columns(_held_until=pl.when(is_held).then("constraint_on"))
        frame = _later(frame, time, _STARTS.get(name, ()), _ENDS[name])
        if name == "wbs_element":
            frame = frame.with_columns(constraint_on=pl.coalesce("_held_until", "constraint_on"))
        found[name] = frame.select(rows[name].columns)
    return found


def _later(
    frame: pl.DataFrame, time: Dated, starts: tuple[str, ...], ends: tuple[str, ...]
) -> pl.DataFrame:
    """Return the rows with their dates later by the working days from `_base` on."""
    until = frame["_base"].dt.offset_by(frame.select(pl.format("{}mo", "months")).to_series())
    days = pl.concat(
        [frame["_base"], until, *(frame[one] for one in (*starts, *ends))]
    ).drop_nulls()
    if days.is_empty():
        return frame
    time = time.around((days.min(), days.max()))  # type: ignore[arg-type]
    row, _ = time.number(frame["_calendar"])
    n = time.before(row, time.moment_of(until)) - time.before(row, time.moment_of(frame["_base"]))
    moved = []
    for name in (*starts, *ends):
        is_end = name in ends
        work = time.before(row, time.moment_of(frame[name], is_end))
        moment = time.at(row + time.n_calendars if is_end else row, work + n)
        day = time.day_of(moment, np.full(len(row), is_end))
        is_known = frame[name].is_not_null() & frame["_base"].is_not_null()
        moved.append(
            pl.select(pl.when(is_known).then(day).otherwise(frame[name]).alias(name)).to_series()
        )
    return frame.with_columns(moved)


__all__ = ["later_dates"]
