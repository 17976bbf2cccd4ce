"""What is to be done, as the passes read it: constraints and progress turned into moments."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from pmo_core.analysis.network_arrays import Bools, Ints
from pmo_core.analysis.network_frames import CONSTRAINTS, whole
from pmo_core.analysis.network_tasks import NEVER, Tasks
from pmo_core.analysis.work_time import Straight, WorkTime
from pmo_core.errors import Finding, Refused

AsOf = date | int | None
_FROM_START = ("start no earlier than", "must start on")
_TO_END = ("finish no later than", "must finish on")


class Ready(NamedTuple):
    """What the passes read of the tasks, per project when it shall end, and what is to be said."""

    tasks: Tasks
    must_end: Ints
    projects: pl.Series
    findings: list[Finding]


def ready(
    tasks: pl.DataFrame, projects: pl.DataFrame, time: WorkTime, as_of: AsOf, is_tied: Bools
) -> Ready:
    """Return the tasks as the passes read them.

    Parameters
    ----------
    tasks, projects : polars.DataFrame
        With all columns, see `critical_path`.
    time : WorkTime
        Spans the dates of both.
    as_of : date or int, optional
        Data date.
    is_tied : numpy.ndarray of bool
        Which tasks wait for another.

    Raises
    ------
    Refused
        A project has neither start nor data date, or a duration has a fraction.
    """
    calendar, is_known = time.number(tasks["calendar"])
    given = whole(tasks["duration"])
    is_given = (given >= 0).fill_null(False)
    duration = given.zip_with(is_given, pl.Series([1])).to_numpy()
    findings = [
        *_said(tasks, ~is_given, "no_duration", "has no duration: one unit is taken"),
        *_said(tasks, ~pl.Series(is_known, dtype=pl.Boolean), "unknown_calendar",
               "has an unknown calendar: the default one is taken"),
        *_said(tasks, _is_vain(tasks), "unknown_constraint",
               "has a constraint of unknown kind or without its day: it is left out"),
    ]  # fmt: skip
    rules = _rules(tasks, time)
    number, begin, must_end, codes, today = _projects(tasks, projects, time, as_of)

    finished = _moments(tasks, "actual_finish", time, is_end=True)
    started = _moments(tasks, "actual_start", time)
    is_open = finished == NEVER
    assumed = time.at(calendar, time.before(calendar, finished) - duration)
    started = np.where(~is_open & (started == NEVER), assumed, started)
    is_begun = is_open & (started != NEVER)
    length, goes_on = _rest(tasks, time, today, duration, started)
    length = np.where(is_begun, length, duration)
    start_by = np.where(is_begun, NEVER, rules["start_by"])
    is_at_end = (
        is_begun | (rules["end_from"] != -NEVER) | (is_tied & (rules["start_from"] == -NEVER))
    )
    is_at_end |= isinstance(time, Straight)  # both are the same moment
    # A milestone at the beginning of its day is in time when that day is.
    last = time.at(calendar, time.before(calendar, rules["end_by"]) - 1)
    begins = (length == 0) & ~is_at_end & (rules["end_by"] != NEVER)
    start_by = np.where(begins, np.minimum(start_by, last), start_by)
    ready = Tasks(
        calendar=calendar,
        project=number,
        length=np.where(is_open, length, 0),
        start_from=np.where(is_begun, goes_on, np.maximum(begin, rules["start_from"])),
        end_from=rules["end_from"],
        start_by=start_by,
        end_by=np.where(begins, NEVER, rules["end_by"]),
        started=started,
        finished=finished,
        is_at_end=is_at_end,
    )
    return Ready(ready, must_end, codes, findings)


def _rules(tasks: pl.DataFrame, time: WorkTime) -> Mapping[str, Ints]:
    """Return the constraints as moments."""
    kind, on = tasks["constraint"].cast(pl.String), tasks["constraint_on"]

    def moments(kinds: tuple[str, ...], is_end: bool, otherwise: np.int64) -> Ints:
        applies = (kind.is_in(kinds) & on.is_not_null()).fill_null(False).to_numpy()
        return np.where(applies, time.moment_of(on, is_end), otherwise)

    return {
        "start_from": moments(_FROM_START, False, -NEVER),
        "start_by": moments(_FROM_START[1:], False, NEVER),
        "end_from": moments(_TO_END[1:], True, -NEVER),
        "end_by": moments(_TO_END, True, NEVER),
    }


def _is_vain(tasks: pl.DataFrame) -> pl.Series:
    """Return which tasks have a constraint that says nothing."""
    kind = tasks["constraint"].cast(pl.String)
    is_known = kind.is_in(CONSTRAINTS) & tasks["constraint_on"].is_not_null()
    return kind.is_not_null() & ~is_known.fill_null(False)


def _moments(frame: pl.DataFrame, name: str, time: WorkTime, *, is_end: bool = False) -> Ints:
    """Return the moments of a column of days, NEVER where none is given."""
    days = frame[name]
    return np.where(days.is_not_null().to_numpy(), time.moment_of(days, is_end), NEVER)


def _rest(
    tasks: pl.DataFrame, time: WorkTime, today: Ints, duration: Ints, started: Ints
) -> tuple[Ints, Ints]:
    """Return how much is still to do of what has started, and from which moment it goes on."""
    is_dated = today != NEVER
    calendar, _ = time.number(tasks["calendar"])
    done = time.before(calendar, today) - time.before(calendar, started)
    left = np.maximum(duration - np.maximum(done, 0), 0)
    given = whole(tasks["remaining"]).fill_null(-1).to_numpy()
    left = np.where(is_dated, np.where(given >= 0, given, left), duration)
    return left, np.where(is_dated, np.maximum(started, today), started)


def _projects(
    tasks: pl.DataFrame, projects: pl.DataFrame, time: WorkTime, as_of: AsOf
) -> tuple[Ints, Ints, Ints, pl.Series, Ints]:
    """Return per task its project's number, first moment and data date; per project end, code."""
    codes = tasks.select("project").unique(maintain_order=True)
    rows = codes.join(projects, on="project", how="left", maintain_order="left")
    numbers = codes.with_row_index("number")
    number = tasks.select("project").join(
        numbers, on="project", how="left", maintain_order="left"
    )["number"].cast(pl.Int64).to_numpy()  # fmt: skip
    starts, today = rows["start_on"], _moments(rows, "data_date", time)
    if as_of is not None:
        today = np.where(today == NEVER, time.moment_of(pl.Series([as_of]))[0], today)
    is_undated = starts.is_null() & pl.Series(today == NEVER, dtype=pl.Boolean)
    if is_undated.any() and not isinstance(time, Straight):
        code = rows.filter(is_undated)["project"][0]
        raise Refused(f"Project {code} has no start.", "Give it a start, or a data date.")
    begin = _moments(rows, "start_on", time)
    floor = 0 if isinstance(time, Straight) else -NEVER
    begin = np.where(begin == NEVER, floor, begin)
    begin = np.where(today == NEVER, begin, np.maximum(begin, today))
    must_end = _moments(rows, "finish_by", time, is_end=True)
    return number, begin[number], must_end, codes["project"], today[number]


def _said(tasks: pl.DataFrame, is_so: pl.Series, code: str, what: str) -> list[Finding]:
    """Return a warning per task of which something is so."""
    rows = tasks.filter(is_so).select("project", "code").iter_rows()
    return [
        Finding("warning", code, f"{task} of {project} {what}.", value=str(task))
        for project, task in rows
    ]


__all__ = ["AsOf", "Ready", "ready"]
