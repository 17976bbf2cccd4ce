"""Published scheduling instances: good schedules after a fraction of a second, and true bounds."""

from pathlib import Path

import polars as pl
import pytest

from bench.leveling_cases import best_known, instance
from pmo_core.analysis.leveling.level import level
from pmo_core.analysis.violated_links import violated
from pmo_core.analysis.work_time import Straight

CASES = [
    ("RCPSP_J30_1.txt", 20_000, 0.0), ("RCPSP_J30_161.txt", 20_000, 0.0),
    ("RCPSP_J60_321.txt", 3_000, 3.0), ("RCPSP_J120_401.txt", 3_000, 3.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "n_schedules", "most"), CASES)
def test_published_instances(shared_data: Path, name: str, n_schedules: int, most: float) -> None:
    """No resource or link is violated; so many schedules come within so many percent of the best.

    With 30 tasks the best is proved to be.

    Best known makespans: PSPLIB (Kolisch, Sprecher 1997) and results published since.
    """
    folder = shared_data / "rcpsp"
    frames, best = instance(folder / name), best_known(folder)[name]
    found = level(frames, Straight(), most_schedules=n_schedules, is_crowding=False)
    assert best <= found.lost <= best * (1 + most / 100)
    assert found.bound <= best
    assert found.is_proven if "J30" in name else not found.is_proven or found.lost == best
    assert violated(found.tasks, frames.links, Straight()).is_empty()
    runs = found.tasks.join(frames.usage, on=["project", "code"]).with_columns(
        day=pl.int_ranges("start", "finish")
    ).explode("day", empty_as_null=False)  # fmt: skip
    used = runs.group_by("resource", "day").agg(pl.col("amount").sum())
    limits = frames.capacity.rename({"amount": "limit"})
    assert used.join(limits, on="resource").filter(pl.col("amount") > pl.col("limit")).is_empty()


def test_many_projects(shared_data: Path) -> None:
    """Twenty-four projects with 1,488 tasks: two generations come within 3 % of the best known."""
    folder, name = shared_data / "rcpsp", "RCMPSP_MPLIB1_Set3_710.txt"
    frames, best = instance(folder / name), best_known(folder)[name]
    found = level(frames, Straight(), most_schedules=20)
    assert found.lost <= best * 1.03
    assert found.bound <= best
