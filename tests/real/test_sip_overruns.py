"""Distributions of overrun on the tasks of a software company: a task counts once."""

import statistics
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from pmo_core.analysis.overruns import distribution, expected

FILE = "sip/tasks.csv"
N_TASKS, N_LINES = 10_266, 12_299


@pytest.fixture(scope="module")
def lines(shared_data: Path) -> pl.DataFrame:
    """Return the file: one row per task and developer, the task's hours on each of its rows."""
    text = (shared_data / FILE).read_bytes().decode("cp1252")
    return pl.read_csv(text.encode("utf-8"), infer_schema_length=None)


@pytest.fixture(scope="module")
def tasks(lines: pl.DataFrame) -> pl.DataFrame:
    """Return one row per task: class, and actual over estimated hours."""
    once = lines.unique("TaskNumber", keep="first", maintain_order=True)
    return once.filter(pl.col("HoursEstimate") > 0).select(
        "TaskNumber", method="Category",
        effort_ratio=pl.col("HoursActual") / pl.col("HoursEstimate"),
    )  # fmt: skip


def test_a_task_counts_once_however_many_worked_on_it(
    lines: pl.DataFrame, tasks: pl.DataFrame
) -> None:
    """10,266 tasks in 12,299 lines: counted by line the whole would be 20 % too large."""
    assert lines.height == N_LINES
    found = distribution(tasks, "effort_ratio", "method")
    assert found["n_known"].sum() + found["n_unknown"].sum() == N_TASKS


def test_quantiles_equal_those_of_the_standard_library(tasks: pl.DataFrame) -> None:
    """Median, quartiles and the share above the estimate, class by class, worked out otherwise."""
    own: dict[str, list[float]] = defaultdict(list)
    for _, name, ratio in tasks.iter_rows():
        own[name].append(ratio)
    found = distribution(tasks, "effort_ratio", "method")
    assert set(found["group"]) == set(own)
    for row in found.iter_rows(named=True):
        ratios = own[row["group"]]
        quartiles = statistics.quantiles(ratios, n=4, method="inclusive")
        assert (row["p25"], row["median"], row["p75"]) == pytest.approx(tuple(quartiles))
        over = 100 * sum(ratio > 1 for ratio in ratios) / len(ratios)
        assert row["over_pct"] == pytest.approx(over)


def test_a_range_from_one_half_holds_for_the_other(tasks: pl.DataFrame) -> None:
    """P10 to P90 of every second task covers 80 % of the others, give or take two points."""
    ratios = tasks["effort_ratio"]
    past, future = ratios.gather_every(2), ratios.gather_every(2, offset=1)
    found = expected(past.filter(past > 0))
    assert found.low is not None
    assert found.high is not None
    inside = float(future.is_between(found.low, found.high).mean() or 0)
    assert inside == pytest.approx(0.8, abs=0.02)
