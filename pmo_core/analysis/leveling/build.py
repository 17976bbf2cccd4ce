"""The arrays of a plan turned into a leveling problem: slots, what is left of resources, ties."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.leveling.given import KEY, Given
from pmo_core.analysis.leveling.problem import TOO_LATE, Floats, Problem, Shape, Tie
from pmo_core.analysis.network_arrays import Bools, Ints
from pmo_core.analysis.network_tasks import NEVER
from pmo_core.analysis.work_time import WorkTime
from pmo_core.errors import Finding

MOST_WIDER = 8


@dataclass(frozen=True, eq=False)
class Slots:
    """The moments in which at least one calendar works, numbered from 0."""

    moments: Ints
    slots: Mapping[int, Ints]
    """Per calendar the slots in which it works."""
    base: Mapping[int, int]
    """Per calendar the units worked before the first slot."""

    @classmethod
    def over(cls, calendars: Ints, first: int, n_units: int, time: WorkTime) -> "Slots":
        """Return the slots from a moment on, until each calendar has worked so many units."""
        base = time.before(calendars, np.full(len(calendars), first))
        for _ in range(MOST_WIDER):
            if time.holds(calendars, base + n_units + 1):
                break
            time = time.wider()
            base = time.before(calendars, np.full(len(calendars), first))
        last = int(time.at(calendars, base + n_units).max())
        moments = np.arange(first, last + 1)
        work = np.stack([time.before(np.full(len(moments), one), moments) for one in calendars])
        worked = np.diff(work, axis=1) > 0
        is_slot = worked.any(axis=0)
        return cls(
            moments[:-1][is_slot],
            {int(one): np.flatnonzero(row[is_slot]) for one, row in
             zip(calendars, worked, strict=True)},
            dict(zip(calendars.tolist(), base.tolist(), strict=True)),
        )  # fmt: skip

    @property
    def n(self) -> int:
        """How many slots there are."""
        return len(self.moments)

    def at(self, moments: Ints) -> Ints:
        """Return the first slot at or after each moment, within the slots."""
        slot: Ints = np.searchsorted(self.moments, moments)
        return slot

    def begins(self, slot: Ints) -> Ints:
        """Return the moments in which slots begin."""
        return self.moments[np.minimum(slot, self.n - 1)]

    def ends(self, slot: Ints) -> Ints:
        """Return the moments in which what lies before these slots ends."""
        moment: Ints = self.moments[np.maximum(slot, 1) - 1] + 1
        return moment

    def worked_before(self, calendar: int) -> Ints:
        """Return the units of a calendar worked before each slot and the end, from the first on."""
        worked = np.zeros(self.n + 1, np.int64)
        worked[self.slots[calendar] + 1] = 1
        return np.cumsum(worked)

    def after(self, calendar: int, units: Ints, is_milestone: bool) -> Ints:
        """Return the first slot before which so many units of a calendar are worked."""
        slots = self.slots[calendar]
        if is_milestone:
            known = np.concatenate([[0], slots + 1])
        else:
            known = np.append(slots, TOO_LATE)
            known[0] = 0
        found = known[np.clip(units, 0, len(known) - 1)]
        slot: Ints = np.where(units < len(known), found, TOO_LATE)
        return slot


@dataclass(frozen=True, eq=False)
class Built:
    """A problem, its slots, which task of the plan each of its tasks is, and what is to be said."""

    problem: Problem
    slots: Slots
    task: Ints
    capacity: Ints
    """Resources x slots, before what stays is taken off."""
    findings: list[Finding]


def built(given: Given, time: WorkTime, moving: Ints, n_units: int) -> Built:
    """Return the problem of placing some tasks among those that stay.

    Parameters
    ----------
    given : Given
        Plan.
    time : WorkTime
        Spans its dates.
    moving : numpy.ndarray of int
        Tasks to be placed, each after those that it waits for.
    n_units : int
        Working time that is looked at, from the first moment on.
    """
    first = int(given.first[moving].min())
    slots = Slots.over(np.unique(given.calendar[moving]), first, n_units, time)
    kinds, shape = np.unique(
        np.stack([given.calendar[moving], given.duration[moving]]), axis=1, return_inverse=True
    )
    shapes = [Shape(slots.slots[int(one)], int(length)) for one, length in kinds.T]
    earliest = slots.at(given.first[moving])
    latest = np.minimum(slots.at(given.last[moving]), slots.n)
    ties = _ties(given, time, slots, moving, (earliest, latest))
    capacity = _capacity(given, time, slots)
    used = _used_by_fixed(given, time, slots)
    codes, project = np.unique(given.project[moving], return_inverse=True)
    problem = Problem(
        shapes, shape, earliest, latest, given.usage[moving],
        np.maximum(capacity - used, 0), ties, project, _cost(given, slots, codes),
    )  # fmt: skip
    return Built(problem, slots, moving, capacity, _overused(given, time, slots, capacity, used))


def _ties(
    given: Given, time: WorkTime, slots: Slots, moving: Ints, limits: tuple[Ints, Ints]
) -> list[Tie]:
    """Return the ties between moving tasks; those to tasks that stay narrow the limits."""
    earliest, latest = limits
    number = np.full(len(given.duration), -1)
    number[moving] = np.arange(len(moving))
    tables: dict[tuple[int, int, bool], Ints] = {}
    found = []
    links = given.links
    shifts = links.lag - np.where(links.to_end, given.duration[links.successor], 0)
    rows = zip(*(one.tolist() for one in (
        links.predecessor, links.successor, links.from_end, shifts,
    )), strict=True)  # fmt: skip
    for of, to, from_end, shift in rows:
        before, after, calendar = number[of], number[to], int(given.calendar[to])
        is_milestone = bool(given.duration[to] == 0)
        if before >= 0 and after >= 0:
            key = (calendar, shift, is_milestone)
            if key not in tables:
                units = slots.worked_before(calendar) + shift
                tables[key] = slots.after(calendar, units, is_milestone)
            found.append(Tie(int(before), int(after), from_end, tables[key]))
        elif after >= 0 and given.start[of] != NEVER:
            end = given.end[of] if from_end else given.start[of]
            units = _before(time, calendar, end) - slots.base[calendar] + shift
            asked = slots.after(calendar, np.array([units]), is_milestone)[0]
            earliest[after] = max(earliest[after], asked)
        elif before >= 0 and given.start[to] != NEVER:
            # All moments whose work, by the successor's calendar, leaves the lag before its start.
            work = time.before(np.full(slots.n, calendar), slots.moments) + shift
            until = int(np.searchsorted(work, _before(time, calendar, given.start[to]), "right"))
            if not from_end:
                ends = Shape(slots.slots[int(given.calendar[of])], int(given.duration[of])).ends(
                    slots.n
                )[:until]
                known = ends[ends < TOO_LATE]
                until = int(known.max(initial=0))
            latest[before] = min(latest[before], max(until - from_end, 0))
    return found


def _before(time: WorkTime, calendar: int, moment: int) -> int:
    return int(time.before(np.array([calendar]), np.array([moment]))[0])


def _capacity(given: Given, time: WorkTime, slots: Slots) -> Ints:
    """Return what is there of each resource in each slot, in parts of a unit."""
    amounts = np.zeros((len(given.resources), slots.n), np.int64)
    frame = given.frames.capacity.filter(pl.col("amount").is_not_null())
    since = frame["since"]
    moments = np.full(len(since), -NEVER)
    if since.dtype != pl.Null:
        moments = np.where(since.is_not_null().to_numpy(), time.moment_of(since), -NEVER)
    parts = np.floor(frame["amount"].cast(pl.Float64).to_numpy() * given.scale + 1e-6)
    names = frame["resource"].to_numpy()
    for row, name in zip(amounts, given.resources, strict=True):
        mine = np.flatnonzero(names == name)
        mine = mine[np.argsort(moments[mine], kind="stable")]
        which = np.searchsorted(moments[mine], slots.moments, side="right")
        row[:] = np.concatenate([[0], parts[mine]])[which]
    return amounts


def _worked(given: Given, time: WorkTime, slots: Slots, task: int) -> Bools:
    """Return in which slots a task that stays is worked on."""
    moments = slots.moments
    calendar = np.full(len(moments), given.calendar[task])
    worked = time.before(calendar, moments + 1) > time.before(calendar, moments)
    is_worked: Bools = worked & (given.start[task] <= moments) & (moments < given.end[task])
    return is_worked


def _used_by_fixed(given: Given, time: WorkTime, slots: Slots) -> Ints:
    """Return what tasks that stay use, resources x slots."""
    used = np.zeros((len(given.resources), slots.n), np.int64)
    for task in np.flatnonzero(given.is_fixed & given.usage.any(axis=1)):
        used += given.usage[task][:, None] * _worked(given, time, slots, int(task))
    return used


def overused(given: Given, time: WorkTime) -> list[Finding]:
    """Return where a plan of which nothing moves asks for more than there is."""
    used = np.flatnonzero(given.is_fixed & given.usage.any(axis=1))
    if not len(used):
        return []
    calendars, first = np.unique(given.calendar[used]), int(given.start[used].min())
    since, until = (
        time.before(calendars, np.full(len(calendars), one))
        for one in (first, given.end[used].max())
    )
    slots = Slots.over(calendars, first, int((until - since).max()) + 1, time)
    capacity = _capacity(given, time, slots)
    return _overused(given, time, slots, capacity, _used_by_fixed(given, time, slots))


def _overused(
    given: Given, time: WorkTime, slots: Slots, capacity: Ints, used: Ints
) -> list[Finding]:
    """Return where what stays already asks for more than there is."""
    findings = []
    names = given.frames.tasks.select(pl.concat_str(KEY, separator=" ")).to_series()
    for number in np.flatnonzero((used > capacity).any(axis=1)):
        over = np.flatnonzero(used[number] > capacity[number])
        days = time.day_of(slots.moments[over[[0, -1]]], np.zeros(2, np.bool_))
        by = [
            names[int(task)]
            for task in np.flatnonzero(given.is_fixed & (given.usage[:, number] > 0))
            if _worked(given, time, slots, int(task))[over].any()
        ]
        more = f" and {len(by) - 3} more" if len(by) > 3 else ""
        name = given.resources[number]
        findings.append(Finding(
            "warning", "overused_by_fixed",
            f"What stays asks for more of {name} than there is between {days[0]} and {days[1]}: "
            f"{', '.join(by[:3])}{more}.", value=name,
        ))  # fmt: skip
    return findings


def _cost(given: Given, slots: Slots, codes: Ints) -> Floats:
    """Return the value that each project loses by its end, projects x moments."""
    moments = np.arange(slots.n + 1)
    rows = given.projects[codes]
    value = rows["value"].cast(pl.Float64).fill_null(1.0).to_numpy()
    due = np.zeros(len(codes), np.int64)
    end = np.zeros(len(codes), np.int64)
    for number, code in enumerate(codes):
        stays = given.is_fixed & (given.project == code)
        if stays.any():
            end[number] = slots.at(given.end[stays]).max()
    due[:] = slots.at(given.due[codes])
    late = np.maximum(np.maximum(moments, end[:, None]) - due[:, None], 0)
    cost: Floats = late * value[:, None]
    return cost


__all__ = ["Built", "Slots", "built", "overused"]
