"""Leveling: when each task of several projects comes, so that no resource is used twice at a time.

Resource-constrained multi-project scheduling. The value lost by late projects is least (each
project: value x units of working time that it ends after it is due); a plan of one project of value
1 without due day is the classic problem of the shortest duration.
"""

import time as clock
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pmo_core.analysis.leveling.bounds import least_loss
from pmo_core.analysis.leveling.build import Built, built, overused
from pmo_core.analysis.leveling.given import KEY, Frames, Given, given
from pmo_core.analysis.leveling.problem import Problem
from pmo_core.analysis.leveling.said import findings_of, rows_of, waits_of
from pmo_core.analysis.leveling.scoring import LATE, lost
from pmo_core.analysis.leveling.search import Found, rule, search
from pmo_core.analysis.network_arrays import Ints
from pmo_core.analysis.network_frames import spanned
from pmo_core.analysis.work_time import WorkTime
from pmo_core.errors import Finding

SECONDS = 10.0
SLACK = 1.3
"""Slots that are looked at, as a share of those that one pass by the rule takes."""


@dataclass(frozen=True, eq=False)
class Leveled:
    """A plan after leveling.

    Parameters
    ----------
    tasks : polars.DataFrame
        As given, in their order: project, code, start, finish (days worked, both included; null =
        no place was found), planned_start, planned_finish, moved (units of its calendar from the
        planned start to the start; null where one is not known), is_fixed, waits_for (resource, or
        null), why (a sentence; null where nothing keeps it).
    waits : polars.DataFrame
        project, code, resource (null = it waits for the other task itself), by_project, by_code,
        until: what keeps each task, one row per other task.
    lost, bound : float
        Value lost, and a value below which no schedule loses.
    is_proven : bool
        Whether no schedule loses less: the bound is reached, or all schedules were tried.
    seconds : float
        Worked so far.
    n_schedules : int
        Schedules made so far.
    findings : tuple of Finding
        `overused_by_fixed`, `no_place`, `no_later_missed`, `fixed_link`, and those of links.
    """

    tasks: pl.DataFrame
    waits: pl.DataFrame
    lost: float
    bound: float
    is_proven: bool
    seconds: float
    n_schedules: int
    findings: tuple[Finding, ...]

    @property
    def gap(self) -> float | None:
        """(lost - bound) / bound: at most by so much is it worse than the best; null if bound 0."""
        if self.is_proven:
            return 0.0
        return (self.lost - self.bound) / self.bound if self.bound > 0 else None


def level(
    frames: Frames,
    time: WorkTime,
    as_of: date | int | None = None,
    *,
    seconds: float = SECONDS,
    most_schedules: int | None = None,
    seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
    is_crowding: bool = True,
) -> Leveled:
    """Return the best schedule that is found within some time.

    Parameters
    ----------
    frames : Frames
        Tasks, links, usage, capacity, projects.
    time : WorkTime
        Working time; `Straight` counts in numbers without dates.
    as_of : date or int, optional
        Day before which nothing is begun.
    seconds : float
        After so much time it ends; one pass is always made.
    most_schedules : int, optional
        After so many schedules it ends. Only this end gives the same result every time.
    seed : int
        Seed of all chance.
    stop : callable
        Answers True when nobody wants more.
    is_crowding : bool
        See `search`: slower and less easily caught, or faster.

    Raises
    ------
    Refused
        See `given`.

    Examples
    --------
    >>> from pmo_core.analysis.work_time import Straight
    >>> tasks = pl.DataFrame({"project": ["P", "P"], "code": ["A", "B"], "duration": [3, 2]})
    >>> use = tasks.select("project", "code", resource=pl.lit("DEV"), amount=1)
    >>> none = pl.DataFrame(schema={"project": str, "predecessor": str, "successor": str})
    >>> plan = Frames(tasks, none, use, pl.DataFrame({"resource": ["DEV"], "amount": [1]}),
    ...               pl.DataFrame({"project": ["P"], "start_on": [0]}))
    >>> found = level(plan, Straight())
    >>> found.lost, found.is_proven, sorted(found.tasks["start"])[0]
    (5.0, True, 0)
    """
    *_, last = leveling(
        frames,
        time,
        as_of,
        seconds=seconds,
        most_schedules=most_schedules,
        seed=seed,
        stop=stop,
        is_crowding=is_crowding,
    )
    return last.leveled()


@dataclass(frozen=True, eq=False)
class Progress:
    """How far leveling is; `leveled()` gives the plan as it is now.

    `by_rule` is what one pass by the latest finish loses, as common tools level.
    """

    lost: float
    by_rule: float
    bound: float
    n_schedules: int
    seconds: float
    is_proven: bool
    _now: Callable[["Progress"], Leveled]

    def leveled(self) -> Leveled:
        """Return the plan with the best schedule so far."""
        return self._now(self)


def leveling(
    frames: Frames,
    time: WorkTime,
    as_of: date | int | None = None,
    *,
    seconds: float = SECONDS,
    most_schedules: int | None = None,
    seed: int = 1,
    stop: Callable[[], bool] = lambda: False,
    is_crowding: bool = True,
) -> Iterator[Progress]:
    """Give the progress after each generation; parameters as for `level`."""
    began = clock.perf_counter()
    time = spanned(time, (frames.tasks, frames.projects), as_of)
    today = None if as_of is None else time.moment_of(pl.Series([as_of]))
    plan = given(frames, time, today)
    moving, placeless = _placeable(plan)
    if not len(moving):
        yield Progress(0.0, 0.0, 0.0, 0, clock.perf_counter() - began, True,
                       lambda one: _stays(plan, time, placeless, one))  # fmt: skip
        return
    made, by_rule = _fitting(plan, time, moving)
    bound = least_loss(made.problem)
    latest: Progress | None = None

    def is_over() -> bool:
        assert latest is not None
        too_many = most_schedules is not None and latest.n_schedules >= most_schedules
        is_late = clock.perf_counter() - began >= seconds
        return latest.is_proven or too_many or stop() or is_late

    for best in search(made.problem, _hints(plan, made), seed, is_over, is_crowding=is_crowding):
        value = float(lost(made.problem, best.end[None])[0])
        bound = value if best.is_all else bound
        is_proven = best.is_all or (value <= bound + 1e-9 and best.score < LATE)
        latest = Progress(
            value, by_rule, bound, best.n_schedules, clock.perf_counter() - began, is_proven,
            lambda one, best=best: _leveled(plan, time, made, (best, placeless), one),  # type: ignore[misc]
        )  # fmt: skip
        yield latest


def _placeable(plan: Given) -> tuple[Ints, Ints]:
    """Return what is to be placed, each after those that it waits for, and what cannot be.

    A task that asks for more than is ever there has no place, nor has what waits for it.
    """
    most = np.zeros(len(plan.resources))
    rows = plan.frames.capacity.group_by("resource").agg(pl.col("amount").max())
    for name, amount in rows.iter_rows():
        most[plan.resources.index(name)] = np.floor(float(amount or 0) * plan.scale + 1e-6)
    has_none = ~plan.is_fixed & (plan.usage > most).any(axis=1)
    order = np.argsort(plan.level[plan.links.successor], kind="stable")
    for of, to in zip(
        plan.links.predecessor[order].tolist(), plan.links.successor[order].tolist(), strict=True
    ):
        if has_none[of] and not plan.is_fixed[to]:
            has_none[to] = True
    free = np.flatnonzero(~plan.is_fixed & ~has_none)
    return free[np.argsort(plan.level[free], kind="stable")], np.flatnonzero(has_none)


def _fitting(plan: Given, time: WorkTime, moving: Ints) -> tuple[Built, float]:
    """Return the problem over as many slots as one pass by the rule needs, and what that loses.

    Some more slots are there in case.
    """
    lag = int(np.maximum(plan.links.lag, 0).sum())
    begins = plan.first[moving]
    calendars = plan.calendar[moving]
    apart = int((time.before(calendars, begins) - time.before(
        calendars, np.full(len(moving), begins.min()))).max())  # fmt: skip
    most = apart + lag + int(plan.duration[moving].sum()) + 1
    depth = [int(plan.duration[moving][plan.level[moving] == one].max())
             for one in np.unique(plan.level[moving])]  # fmt: skip
    n_units = min(most, apart + 4 * sum(depth) + 50)
    while True:
        made = built(plan, time, moving, n_units)
        first = rule(made.problem)
        by_rule = float(lost(made.problem, first.end)[0])
        if first.is_whole[0]:
            top = int(first.end.max())
            work = max(int(made.slots.worked_before(int(one))[top]) for one in made.slots.slots)
            return built(plan, time, moving, min(n_units, int(work * SLACK) + 20)), by_rule
        if n_units > 4 * most:
            return made, by_rule
        n_units *= 2


def _hints(plan: Given, made: Built) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return the planned starts as keys, where there are any."""
    start = plan.start[made.task].astype(np.float64)
    is_planned = plan.start[made.task] < 2**62
    if not is_planned.any():
        return np.zeros((0, len(start)))
    return np.where(is_planned, start, start[is_planned].max())[None]


def _leveled(
    plan: Given, time: WorkTime, made: Built, best: tuple[Found, Ints], progress: Progress
) -> Leveled:
    found, placeless = best
    problem: Problem = made.problem
    is_placed = found.end <= problem.n_slots
    is_placed &= (found.start < problem.n_slots) | (problem.lengths == 0)
    missing = np.concatenate([placeless, made.task[~is_placed]])
    tasks = rows_of(plan, time, made, found, is_placed)
    waits, why = waits_of(plan, time, made, found, is_placed)
    said = findings_of(plan, time, tasks, missing)
    return Leveled(
        tasks.join(why, on=KEY, how="left", maintain_order="left"), waits,
        progress.lost, progress.bound, progress.is_proven and not len(missing), progress.seconds,
        progress.n_schedules, (*plan.findings, *made.findings, *said),
    )  # fmt: skip


def _stays(plan: Given, time: WorkTime, placeless: Ints, progress: Progress) -> Leveled:
    """Return the plan where nothing can be moved."""
    tasks = rows_of(plan, time, None, None, np.zeros(0, np.bool_))
    day = tasks["start"].dtype
    texts = dict.fromkeys((*KEY, "resource", "by_project", "by_code"), pl.String)
    said = findings_of(plan, time, tasks, placeless)
    return Leveled(
        tasks.with_columns(waits_for=pl.lit(None, pl.String), why=pl.lit(None, pl.String)),
        pl.DataFrame(schema={**texts, "until": day}), 0.0, 0.0, not len(placeless),
        progress.seconds, 0, (*plan.findings, *overused(plan, time), *said),
    )  # fmt: skip


__all__ = ["SECONDS", "Leveled", "Progress", "level", "leveling"]
