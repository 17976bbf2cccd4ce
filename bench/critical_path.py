"""The critical path over a whole portfolio, beside the same dates task by task in plain Python."""

import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from bench.figure import Figure
from pmo_core.analysis.critical_path import Schedule, critical_path
from pmo_core.analysis.work_time import DEFAULT, Dated, Straight
from pmo_core.analysis.working_days import Calendar

TITLE = "Critical path"
COMMAND = "python -m bench critical_path"
HOW = (
    "Projects of 30 tasks with all four kinds of links, leads and lags, three calendars, and two "
    "links per project to later projects; one project of 20,000 tasks, 1,382 levels deep. From "
    "frames of tasks and links to frames of early and late dates, floats and drivers; median of "
    "five. One by one: the forward pass alone, in plain Python over dictionaries, counted in days "
    "without a calendar."
)
CALLS = 5
N_TASKS, PER_PROJECT = 60_000, 30
KINDS = ("FS", "SS", "FF", "SF")
START = date(2026, 1, 5)
HOLIDAYS = (date(2026, 5, 1), date(2026, 12, 25))
WEEKS = {DEFAULT: "1111100", "six days": "1111110", "part time": "1110000"}
TIME = Dated({name: Calendar(mask, HOLIDAYS) for name, mask in WEEKS.items()})


def plan(n_tasks: int, per_project: int, n_across: int, reach: int = 5) -> list[pl.DataFrame]:
    """Return tasks, links and projects; each task waits for at most two of the `reach` before."""
    rng = np.random.default_rng(1)
    project = np.arange(n_tasks) // per_project
    after = np.repeat(np.arange(n_tasks), 2)
    before = after - rng.integers(1, reach + 1, len(after))
    inside = (before >= 0) & (project[before] == project[after])
    across = np.sort(rng.integers(0, n_tasks, (n_across, 2)), axis=1)
    across = across[project[across[:, 0]] < project[across[:, 1]]]
    before = np.concatenate([before[inside], across[:, 0]])
    after = np.concatenate([after[inside], across[:, 1]])
    codes = np.array([f"P-{one:04}" for one in range(project[-1] + 1)])
    tasks = pl.DataFrame({
        "project": codes[project], "code": (np.arange(n_tasks) % per_project).astype(str),
        "duration": rng.integers(0, 15, n_tasks),
        "calendar": rng.choice(list(WEEKS), n_tasks, p=[0.8, 0.1, 0.1]),
    })  # fmt: skip
    of, to = tasks[before], tasks[after]
    links = pl.DataFrame({
        "project": to["project"], "successor": to["code"],
        "predecessor_project": of["project"], "predecessor": of["code"],
        "kind": rng.choice(KINDS, len(of), p=[0.85, 0.07, 0.07, 0.01]),
        "lag": rng.choice([0, 0, 0, 2, -1], len(of)),
    })  # fmt: skip
    projects = pl.DataFrame({"project": codes}).with_columns(start_on=pl.lit(START))
    return [tasks, links, projects]


def dated(frames: list[pl.DataFrame]) -> Schedule:
    """Return the plan with its dates."""
    tasks, links, projects = frames
    return critical_path(tasks, links, TIME, projects)


def one_by_one(frames: list[pl.DataFrame]) -> dict[tuple[str, str], int]:
    """Return early starts in days without a calendar, task by task; they come in this order."""
    waits: dict[tuple[str, str], list[tuple[tuple[str, str], str, int]]] = {}
    names = ("project", "successor", "predecessor_project", "predecessor", "kind", "lag")
    for project, code, of, before, kind, lag in frames[1].select(names).iter_rows():
        waits.setdefault((project, code), []).append(((of, before), kind, lag))
    starts: dict[tuple[str, str], int] = {}
    lasts: dict[tuple[str, str], int] = {}
    for project, code, lasting in frames[0].select("project", "code", "duration").iter_rows():
        key = (project, code)
        lasts[key], start = lasting, 0
        for other, kind, lag in waits.get(key, ()):
            begin = starts[other] + (lasts[other] if kind[0] == "F" else 0) + lag
            start = max(start, begin - (lasting if kind[1] == "F" else 0))
        starts[key] = start
    return starts


def agree(frames: list[pl.DataFrame]) -> bool:
    """Tell whether both ways give the same early starts where every day is worked."""
    tasks, links, _ = frames
    found = critical_path(tasks, links, Straight()).tasks
    return found["early_start"].to_list() == list(one_by_one(frames).values())


def _median_s(call: Callable[[], object]) -> float:
    spent = []
    for _ in range(CALLS):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def figures(large: bool) -> list[Figure]:
    """Measure the portfolio, a third of it, and one deep project."""
    del large  # one size belongs to the limit
    whole = plan(N_TASKS, PER_PROJECT, N_TASKS // PER_PROJECT * 2)
    third = plan(N_TASKS // 3, PER_PROJECT, 0)
    deep = plan(N_TASKS // 3, N_TASKS // 3, 0, reach=60)
    ours = _median_s(lambda: dated(whole))
    plain = _median_s(lambda: one_by_one(whole))
    return [
        Figure("60,000 tasks of 2,000 tied projects, all dates and floats", ours, "s", 1.0),
        Figure("the early starts alone, one by one", plain, "s"),
        Figure("20,000 tasks of 667 projects", _median_s(lambda: dated(third)), "s", 0.5),
        Figure("20,000 tasks of one deep project", _median_s(lambda: dated(deep)), "s", 0.5),
    ]
