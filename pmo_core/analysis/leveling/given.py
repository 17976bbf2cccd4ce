"""Frames of a plan to be leveled, read into arrays: what moves, what stays, what each asks for."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from pmo_core.analysis.network_arrays import Bools, Ints, levels_without_circle
from pmo_core.analysis.network_frames import named, tied, whole
from pmo_core.analysis.network_tasks import NEVER, Links
from pmo_core.analysis.work_time import WorkTime
from pmo_core.errors import Finding, Refused

KEY = ("project", "code")
SCALES = (1, 2, 4, 5, 8, 10, 20, 40, 100)
"""Parts of a unit of a resource in which is counted: the first that leaves no rounding."""
_OPTIONAL: dict[str, dict[str, bool | float | None]] = {
    "tasks": {"calendar": None, "planned_start": None, "planned_finish": None, "is_fixed": False,
              "no_earlier": None, "no_later": None},
    "projects": {"start_on": None, "due": None, "value": 1.0},
    "capacity": {"since": None},
}  # fmt: skip


class Frames(NamedTuple):
    """A plan to be leveled; days are dates, or numbers where time is `Straight`.

    Parameters
    ----------
    tasks : polars.DataFrame
        project, code, duration (units of working time, 0 = milestone); optional: calendar (null =
        default), planned_start, planned_finish (days worked, both included), is_fixed (stays where
        it is planned), no_earlier (day before which it does not start), no_later (day by which it
        ends).
    links : polars.DataFrame
        As for `critical_path`: project, predecessor, successor; optional: predecessor_project,
        kind, lag.
    usage : polars.DataFrame
        project, code, resource, amount: how much of it the task uses in each unit that it works.
    capacity : polars.DataFrame
        resource, amount, and optional since: how much is there from that day on (null = from the
        beginning) until its next row. A resource without rows has no limit.
    projects : polars.DataFrame
        project; optional: start_on, due (day by which no value is lost), value (lost per unit of
        working time that its last task ends later; null = 1).
    """

    tasks: pl.DataFrame
    links: pl.DataFrame
    usage: pl.DataFrame
    capacity: pl.DataFrame
    projects: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Given:
    """What the frames say, one entry per task in their order; moments as in `WorkTime`."""

    frames: Frames
    links: Links
    level: Ints
    calendar: Ints
    duration: Ints
    is_fixed: Bools
    start: Ints
    end: Ints
    """Moments planned; NEVER where there is no plan."""
    first: Ints
    last: Ints
    """Moments before which it does not start, by which it ends."""
    project: Ints
    projects: pl.DataFrame
    due: Ints
    """Per project the moment until which no value is lost; -NEVER = it counts from the start."""
    usage: Ints
    """Tasks x resources, in parts of a unit."""
    resources: list[str]
    scale: int
    findings: list[Finding]


def given(frames: Frames, time: WorkTime, as_of: Ints | None) -> Given:
    """Return the arrays of frames.

    Parameters
    ----------
    frames : Frames
        Plan.
    time : WorkTime
        Spans its dates.
    as_of : numpy.ndarray of int, optional
        Moment before which nothing is begun, as an array of one.

    Raises
    ------
    Refused
        The links run in a circle, a task is listed twice or has no duration, or is to stay where it
        has no dates; a task moves and neither its project nor the plan has a start.
    """
    tasks, projects = _complete(frames.tasks, "tasks"), _complete(frames.projects, "projects")
    ties = tied(tasks, frames.links)
    level = levels_without_circle(named(tasks), ties.links.predecessor, ties.links.successor)
    codes = tasks.select("project").unique(maintain_order=True)
    rows = codes.join(projects, on="project", how="left", maintain_order="left")
    number = tasks.select("project").join(
        rows.with_row_index("number"), on="project", how="left", maintain_order="left"
    )["number"].cast(pl.Int64).to_numpy()  # fmt: skip
    is_fixed = tasks["is_fixed"].fill_null(False).to_numpy()
    _refuse_gaps(tasks, is_fixed)
    calendar, _ = time.number(tasks["calendar"])
    begin = _moments(rows["start_on"], time, -NEVER)
    floor = -NEVER if as_of is None else as_of[0]
    first = np.maximum(np.maximum(begin, floor)[number],
                       _moments(tasks["no_earlier"], time, -NEVER))  # fmt: skip
    if (first[~is_fixed] == -NEVER).any():
        raise Refused("A project has no start.", "Give it a start, or a day of today.")
    kept = _complete(frames._replace(tasks=tasks, projects=rows).capacity, "capacity")
    frames = frames._replace(tasks=tasks, projects=rows, capacity=kept)
    usage, resources, scale = _usage(frames)
    return Given(
        frames, ties.links, level, calendar, whole(tasks["duration"]).to_numpy(), is_fixed,
        _moments(tasks["planned_start"], time, NEVER),
        _moments(tasks["planned_finish"], time, NEVER, is_end=True),
        first, _moments(tasks["no_later"], time, NEVER, is_end=True),
        number, rows, _moments(rows["due"], time, -NEVER, is_end=True),
        usage, resources, scale, list(ties.findings),
    )  # fmt: skip


def _complete(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return a frame with its optional columns."""
    missing = {
        column: value for column, value in _OPTIONAL[name].items() if column not in frame.columns
    }
    return frame.with_columns(pl.lit(value).alias(column) for column, value in missing.items())


def _refuse_gaps(tasks: pl.DataFrame, is_fixed: Bools) -> None:
    without = tasks.filter(pl.col("duration").is_null() | (pl.col("duration") < 0))
    if without.height:
        project, code = without.select(KEY).row(0)
        raise Refused(f"{code} of {project} has no duration.", "Give it one, 0 for a milestone.")
    dateless = tasks.filter(
        pl.Series(is_fixed)
        & (pl.col("planned_start").is_null() | pl.col("planned_finish").is_null())
    )
    if dateless.height:
        project, code = dateless.select(KEY).row(0)
        raise Refused(f"{code} of {project} is to stay, but has no dates.", "Plan it first.")


def _moments(days: pl.Series, time: WorkTime, none: np.int64, *, is_end: bool = False) -> Ints:
    """Return the moments of days; of numbers, which are moments, ends too."""
    if days.dtype == pl.Null:
        return np.full(len(days), none)
    return np.where(days.is_not_null().to_numpy(), time.moment_of(days, is_end), none)


def _usage(frames: Frames) -> tuple[Ints, list[str], int]:
    """Return what each task uses of each limited resource, the resources, and the scale."""
    limited = frames.capacity["resource"].unique().sort().to_list()
    used = frames.usage.filter(pl.col("resource").is_in(limited), pl.col("amount") > 0)
    amounts = pl.concat([
        one["amount"].drop_nulls().cast(pl.Float64) for one in (used, frames.capacity)
    ]).to_numpy()  # fmt: skip
    exact = (scale for scale in SCALES if np.allclose(amounts * scale, np.round(amounts * scale)))
    scale = next(exact, SCALES[-1])
    summed = used.group_by(*KEY, "resource").agg(pl.col("amount").sum().cast(pl.Float64))
    rows = frames.tasks.select(KEY).with_row_index("task")
    numbers = {name: number for number, name in enumerate(limited)}
    placed = summed.join(rows, on=KEY)
    usage = np.zeros((frames.tasks.height, len(limited)), np.int64)
    column = placed["resource"].replace_strict(numbers, return_dtype=pl.Int64)
    # Rounded against the plan: a task never gets more than there is.
    row = placed["task"].cast(pl.Int64).to_numpy()
    usage[row, column.to_numpy().astype(np.int64)] = np.ceil(
        placed["amount"].to_numpy() * scale - 1e-6
    )
    return usage, limited, scale


__all__ = ["KEY", "Frames", "Given", "given"]
