"""Random networks against their definition, worked out day by day in plain Python.

A float is what it says: the earliest plan is made again with one task held back by so much, and
nobody's end (free float: nobody's date) may move; with one unit more, one must.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.work_time import Dated, Straight, WorkTime
from pmo_core.analysis.working_days import Calendar

START = date(2026, 3, 2)
MASKS = {"": "1111100", "all": "1111111", "part": "0101000"}
HOLIDAYS = tuple(START + timedelta(days=n) for n in (4, 11, 18, 19, 20, 43))


@dataclass(frozen=True)
class Plan:
    """A plan as plain values: per code project, calendar and duration; links; who is held back."""

    tasks: dict[str, tuple[str, str, int]]
    links: list[tuple[str, str, str, int]]
    held: dict[str, int]
    open_days: dict[str, list[int]]

    def work(self, calendar: str, moment: int) -> int:
        return sum(1 for day in self.open_days[calendar] if day < moment)

    def starts(self) -> dict[str, int]:
        """Units of its own calendar that lie before each task's earliest start."""
        begins: dict[str, int] = {}
        waits = {code: [one for one in self.links if one[1] == code] for code in self.tasks}
        for code, (_, calendar, duration) in self.tasks.items():  # they come in a possible order
            first = self.work(calendar, 0) + self.held.get(code, 0)
            for before, _, kind, lag in waits[code]:
                moment = self.moment(before, begins[before], is_end=kind[0] == "F")
                asked = self.work(calendar, moment) + lag
                first = max(first, asked - (duration if kind[1] == "F" else 0))
            begins[code] = first
        return begins

    def moment(self, code: str, begin: int, *, is_end: bool) -> int:
        _, calendar, duration = self.tasks[code]
        days = self.open_days[calendar]
        if duration == 0:
            is_end = any(one[1] == code for one in self.links)
        return days[begin + duration - 1] + 1 if is_end else days[begin]

    def ends(self, begins: dict[str, int]) -> dict[str, int]:
        """Last moment of each project."""
        found: dict[str, int] = {}
        for code, (project, *_) in self.tasks.items():
            end = self.moment(code, begins[code], is_end=True)
            found[project] = max(found.get(project, 0), end)
        return found

    def free_and_total(self, code: str, begins: dict[str, int]) -> tuple[int, int]:
        """Floats of a task, found by holding it back further and further."""
        ends, free, total = self.ends(begins), None, None
        own, held = begins[code], 0
        base = self.work(self.tasks[code][1], 0)
        while total is None:
            held += 1
            later = replace(self, held={code: own - base + held}).starts()
            moved = self.ends(later) != ends
            if free is None and (moved or {**later, code: own} != begins):
                free = held - 1
            if moved:
                total = held - 1
        assert free is not None
        return free, total


def random_plan(seed: int, *, is_dated: bool) -> Plan:
    rng = np.random.default_rng(seed)
    codes = [f"T{n:02}" for n in range(10)]
    calendars = list(MASKS) if is_dated else [""]
    tasks = {
        code: (f"P{rng.integers(2)}", str(rng.choice(calendars)), int(rng.integers(0, 6)))
        for code in codes
    }
    links = [
        (a, b, str(rng.choice(["FS", "FS", "SS", "FF", "SF"])), int(rng.integers(-2, 4)))
        for a, b in combinations(codes, 2)
        if rng.random() < 0.2
    ]
    days = range(-300, 900)
    open_days = {name: list(days) for name in calendars}
    if is_dated:
        off = {(one - START).days for one in HOLIDAYS}
        for name in calendars:
            open_days[name] = [
                day for day in days if MASKS[name][day % 7] == "1" and day not in off
            ]
    return Plan(tasks, links, {}, open_days)


def solved(plan: Plan, *, is_dated: bool) -> pl.DataFrame:
    tasks = pl.DataFrame(
        [(project, code, name, n) for code, (project, name, n) in plan.tasks.items()],
        schema=["project", "code", "calendar", "duration"], orient="row",
    )  # fmt: skip
    names = ("project", "predecessor_project", "predecessor", "successor", "kind")
    texts = [(name, pl.String) for name in names]
    links = pl.DataFrame(
        [(plan.tasks[b][0], plan.tasks[a][0], a, b, kind, lag) for a, b, kind, lag in plan.links],
        schema=[*texts, ("lag", pl.Int64)], orient="row",
    )  # fmt: skip
    time: WorkTime = Straight()
    if is_dated:
        time = Dated({name: Calendar(mask, HOLIDAYS) for name, mask in MASKS.items()})
    first = START if is_dated else 0
    projects = pl.DataFrame({"project": ["P0", "P1"], "start_on": [first, first]})
    return critical_path(tasks, links, time, projects).tasks


@pytest.mark.parametrize("is_dated", [False, True])
def test_dates_and_floats_are_what_their_definition_says(is_dated: bool) -> None:
    """Early starts, total and free floats of 30 networks of two tied projects, all four links."""
    for seed in range(30):
        plan = random_plan(seed, is_dated=is_dated)
        found = solved(plan, is_dated=is_dated)
        begins = plan.starts()
        for row in found.iter_rows(named=True):
            code = row["code"]
            _, _, duration = plan.tasks[code]
            start = plan.moment(code, begins[code], is_end=False)
            if is_dated:
                is_at_end = duration == 0 and any(one[1] == code for one in plan.links)
                if is_at_end and begins[code] == plan.work(plan.tasks[code][1], 0):
                    is_at_end, start = False, plan.open_days[plan.tasks[code][1]][begins[code]]
                start_on = START + timedelta(days=start - is_at_end)
                assert row["early_start"] == start_on, (seed, code)
            else:
                assert row["early_start"] == start, (seed, code)
            floats = (row["free_float"], row["total_float"])
            assert floats == plan.free_and_total(code, begins), (seed, code)


def test_drivers_lead_back_to_a_task_without_one() -> None:
    """Going from driver to driver ends, and a critical task is driven by a critical one."""
    for seed in range(20):
        found = solved(random_plan(seed, is_dated=False), is_dated=False)
        rows = {row["code"]: row for row in found.iter_rows(named=True)}
        for row in rows.values():
            seen, at = set(), row
            while at["driver"] is not None:
                assert at["code"] not in seen
                seen.add(at["code"])
                assert rows[at["driver"]]["total_float"] <= max(at["total_float"], 0)
                at = rows[at["driver"]]
