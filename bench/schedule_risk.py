"""Risk of the dates of many projects, drawn as one network, beside following one path of each."""

import multiprocessing
import re
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import psutil

from bench.figure import Figure
from pmo_core.analysis.risk_drivers import tornado
from pmo_core.analysis.risk_plan import LINKS, TASKS, Plan
from pmo_core.analysis.schedule_risk import Simulation, path_only, simulate
from pmo_core.analysis.uncertainty import quantile

TITLE = "Risk of dates"
COMMAND = "python -m bench schedule_risk"
HOW = (
    "100 projects of 50 tasks (four streams of work that meet three times), 200 links between "
    "projects, all four kinds of links, leads and lags; PERT, triangular and lognormal durations "
    "that correlate by 0.3 in a project and by 0.1 between projects. From the plan as frames to "
    "10,000 finishes of each project and the criticality of each task, with two threads, in a "
    "process of its own; the fastest of five, and the processor time of that run. One path: the "
    "same draws where each task waits only for what drives it when all durations are as likely."
)
N_PROJECTS, N_TASKS, N_DRAWS = 100, 50, 10_000
STREAMS, MEETINGS = 4, (17, 33, 49)
N_ACROSS = 2
TIMES = 5
MOST_S, MOST_MB = 3, 1_024
WITHIN, BETWEEN = 0.3, 0.1
KINDS = ("pert", "triangular", "lognormal")


def plan(n_projects: int, within: float = WITHIN, between: float = BETWEEN) -> Plan:
    """Return projects of `N_TASKS` tasks each, tied to each other."""
    rng = np.random.default_rng(17)
    n = n_projects * N_TASKS
    project = np.repeat([f"P{number:04}" for number in range(n_projects)], N_TASKS)
    codes = [f"{one}/T{place % N_TASKS:02}" for place, one in enumerate(project)]
    likely = rng.integers(4, 25, n).astype(float)
    tasks = pl.DataFrame(
        {
            "task": codes, "project": project, "kind": rng.choice(KINDS, n),
            "low": likely * rng.uniform(0.6, 0.9, n), "likely": likely,
            "high": likely * rng.uniform(1.2, 2.2, n),
        },
        schema=TASKS,
    )  # fmt: skip
    ties = [tie for first in range(0, n, N_TASKS) for tie in _inside(first, rng)]
    ties += _across(n_projects, rng)
    links = pl.DataFrame(
        [(codes[a], codes[b], kind, lag) for a, b, kind, lag in ties], schema=LINKS, orient="row"
    )
    return Plan.nested(tasks, links, within=within, between=between)


def _inside(first: int, rng: np.random.Generator) -> list[tuple[int, int, str, float]]:
    """Links of a project: streams side by side that meet, and some ties between them."""
    ties: list[tuple[int, int, str, float]] = []
    ends = [first] * STREAMS
    for place in range(1, N_TASKS):
        task = first + place
        if place in MEETINGS:
            ties += [(end, task, "FS", 0.0) for end in set(ends)]
            ends = [task] * STREAMS
            continue
        stream = int(rng.integers(STREAMS))
        kind, lag = ("FS", 0.0) if rng.random() < 0.8 else (_kind(rng), _lag(rng))
        ties.append((ends[stream], task, kind, lag))
        other = ends[int(rng.integers(STREAMS))]
        if other != ends[stream] and rng.random() < 0.3:
            ties.append((other, task, _kind(rng), _lag(rng)))
        ends[stream] = task
    return ties


def _across(n_projects: int, rng: np.random.Generator) -> list[tuple[int, int, str, float]]:
    """Links between projects: a task in the first half lets one in the second half begin."""
    ends = np.sort(rng.choice(n_projects, (n_projects * N_ACROSS, 2)), axis=1)
    half = N_TASKS // 2
    places = rng.integers([5, half], [half, N_TASKS - 2], ends.shape)
    both = ends[:, 0] != ends[:, 1]
    return [(int(a), int(b), "FS", 0.0) for a, b in (ends * N_TASKS + places)[both]]


def _kind(rng: np.random.Generator) -> str:
    return str(rng.choice(["FS", "SS", "FF", "SF"]))


def _lag(rng: np.random.Generator) -> float:
    return float(rng.integers(-2, 5))


@dataclass(frozen=True)
class Run:
    """What a run took: seconds by the clock and of the processors, and memory at its peak."""

    clock_s: float
    cpu_s: float
    peak_mb: float


def _timed(work: Callable[[], object]) -> Run:
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return Run(time.perf_counter() - clock, time.process_time() - cpu, _peak_mb())


def _peak_mb() -> float:
    """Return the peak of this program alone: the usual counter also holds that of its parent."""
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))
        return int(peak) / 1024
    memory = psutil.Process().memory_info()
    return float(getattr(memory, "peak_wset", memory.rss)) / 2**20


def run(n_projects: int, n_draws: int) -> Run:
    """Simulate once, in a process that has done nothing else."""
    given = plan(n_projects)
    return _timed(lambda: simulate(given, n_draws))


def _alone(n_projects: int, n_draws: int) -> Run:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, n_projects, n_draws).result()


def figures(large: bool) -> list[Figure]:
    """Measure time and memory, and how much too early the dates of one path are."""
    best = min((_alone(N_PROJECTS, N_DRAWS) for _ in range(TIMES)), key=lambda one: one.clock_s)
    size = f"{N_PROJECTS} projects x {N_TASKS} tasks x {N_DRAWS:,} draws"
    found = [
        Figure(size, best.clock_s, "s", MOST_S),
        Figure(f"{size}: processor time", best.cpu_s, "s"),
        Figure(f"{size}: peak memory", best.peak_mb, "MB", MOST_MB),
        Figure("the same, 2,000 draws", _alone(N_PROJECTS, 2_000).clock_s, "s"),
        Figure("one project, 10,000 draws", _alone(1, N_DRAWS).clock_s, "s"),
    ]
    if large:
        big = _alone(1_200, 2_000)
        found.append(Figure("1,200 projects x 50 tasks x 2,000 draws", big.clock_s, "s"))
        found.append(Figure("the same: peak memory", big.peak_mb, "MB"))
    return found + compared()


def compared() -> list[Figure]:
    """Compare the whole network with one path of each project, and with independent tasks."""
    given = plan(N_PROJECTS)
    drawn, alone = simulate(given, N_DRAWS), simulate(path_only(given), N_DRAWS, targets=())
    apart = simulate(plan(N_PROJECTS, 0, 0), N_DRAWS, targets=())
    quoted, true = quantile(alone.finish, 0.8), quantile(drawn.finish, 0.8)
    kept = [
        float((finish <= day).mean()) * 100
        for finish, day in zip(drawn.finish, quoted, strict=True)
    ]
    clock = time.perf_counter()
    tornado(drawn)
    return [
        Figure("tornado of the last finish, 5,000 tasks", time.perf_counter() - clock, "s"),
        Figure("P80 of the network, mean of the projects", float(true.mean()), "days"),
        Figure("P80 of one path, mean of the projects", float(quoted.mean()), "days"),
        Figure("share of draws that keep the P80 of one path, mean", statistics.fmean(kept), "%"),
        Figure("share of draws that keep the P80 of one path, least", min(kept), "%"),
        Figure("P80 of the last finish", _last(drawn), "days"),
        Figure("P80 of the last finish, one path", _last(alone), "days"),
        Figure("P80 of the last finish, independent tasks", _last(apart), "days"),
    ]


def _last(drawn: Simulation) -> float:
    return float(quantile(drawn.finish_of(), 0.8))
