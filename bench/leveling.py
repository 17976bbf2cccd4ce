"""Leveling beside the best schedules known of published instances, and beside a priority rule."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from bench.figure import Figure
from bench.leveling_cases import DATA, best_known, instance
from pmo_core.analysis.leveling.level import leveling
from pmo_core.analysis.work_time import Straight

TITLE = "Leveling"
COMMAND = "python -m bench leveling"
SECONDS = float(os.environ.get("PMO_LEVELING_SECONDS", "10"))
"""CPU seconds of each of the two processes; fewer show less."""
HOW = (
    "36 single projects of PSPLIB (12 each of 30, 60 and 120 tasks) and 6 instances of MPLIB (24 "
    "projects with 62 tasks each that share 4 resources): mean excess over the best makespan that "
    "is known, found with other programs and far more time. Two processes with different seeds and "
    f"ways of choosing have {SECONDS:g} CPU seconds each, so {SECONDS:g} s on two free cores; the "
    "better one counts. One pass by the latest finish, as common tools level, stands beside it."
)
SETS = {
    "30 tasks": ("J30", 0.0), "60 tasks": ("J60", 1.0), "120 tasks": ("J120", 3.0),
    "24 projects, 1,488 tasks": ("RCMPSP", 1.0),
}  # fmt: skip


def found(name: str, is_crowding: bool) -> tuple[float, float, bool]:
    """Return the makespan by one pass, the one found, and whether it is proved to be the least."""
    began = time.process_time()
    *_, last = leveling(
        instance(DATA / name), Straight(), seconds=float("inf"), seed=1 + is_crowding,
        is_crowding=is_crowding, stop=lambda: time.process_time() - began > SECONDS,
    )  # fmt: skip
    return last.by_rule, last.lost, last.is_proven


def figures(large: bool) -> list[Figure]:
    """Measure each set."""
    del large  # one size belongs to the limit
    known, rows = best_known(), []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for what, (part, limit) in SETS.items():
            names = [name for name in known if f"{part}_" in name]
            runs = [[pool.submit(found, name, way) for way in (False, True)] for name in names]
            both = np.array([[run.result() for run in pair] for pair in runs])
            least, is_proven = both[:, :, :2].min(axis=1), both[:, :, 2].any(axis=1)
            over = 100 * (least / np.array([known[name] for name in names])[:, None] - 1)
            rows += [
                Figure(f"{what}: mean excess", float(over[:, 1].mean()), "%", limit),
                Figure(f"{what}: worst of {len(names)}", float(over[:, 1].max()), "%"),
                Figure(f"{what}: proved to be the least", int(is_proven.sum()), f"of {len(names)}"),
                Figure(f"{what}: one pass by the latest finish", float(over[:, 0].mean()), "%"),
            ]
    return rows
