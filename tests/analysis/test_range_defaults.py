"""Tasks without an estimate of their spread take it from finished tasks, and say from which."""

from math import exp

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.range_defaults import NO_HISTORY, default_ranges
from pmo_core.analysis.uncertainty import Ranges


def past(**ratios: np.ndarray) -> pl.DataFrame:
    rows = [(name, 20.0, 20 * ratio) for name, values in ratios.items() for ratio in values]
    schema = {"task_type": pl.String, "planned": pl.Float64, "actual": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def lognormals(median: float, sigma: float, n: int, seed: int) -> np.ndarray:
    return median * np.exp(np.random.default_rng(seed).normal(0, sigma, n))


def test_a_type_gives_back_what_it_was_made_from() -> None:
    """Median and sigma of the type, not of another; low and high are its P10 and P90."""
    history = past(build=lognormals(1.3, 0.4, 4_000, 1), test=lognormals(0.9, 0.1, 4_000, 2))
    tasks = pl.DataFrame({"task_type": ["test", "build"], "planned": [100, 10]})
    test, build = default_ranges(tasks, history).to_dicts()
    assert test["likely"] == pytest.approx(90, rel=0.01)
    assert build["likely"] == pytest.approx(13, rel=0.03)
    assert build["high"] == pytest.approx(13 * exp(0.4 * 1.2816), rel=0.03)
    assert build["low"] == pytest.approx(13 * exp(-0.4 * 1.2816), rel=0.03)
    assert [build["basis"], build["n"]] == ["own history of build", 4_000]


def test_too_few_fall_back_and_say_so() -> None:
    """Nine of a type are too few: all tasks count, also for an unknown type; nine of all: none."""
    tasks = pl.DataFrame({"task_type": ["rare", "build", None, "new"], "planned": [10.0] * 4})
    history = past(build=lognormals(1, 0.3, 12, 3), rare=lognormals(2, 0.3, 9, 4))
    found = default_ranges(tasks, history)
    assert found["basis"].to_list() == [
        "own history of all tasks", "own history of build", *["own history of all tasks"] * 2
    ]  # fmt: skip
    assert found["n"].to_list() == [21, 12, 21, 21]
    bare = default_ranges(tasks, history.filter(task_type="rare"))
    assert set(bare["basis"]) == {NO_HISTORY}
    assert set(bare["kind"]) == {"fixed"}
    assert bare["n"].to_list() == [0] * 4
    assert bare["likely"].to_list() == [10] * 4


def test_what_never_varied_is_fixed() -> None:
    """Finished tasks that all took half of the plan: half, without width; so is a milestone."""
    tasks = pl.DataFrame({"task_type": ["build"] * 2, "planned": [10.0, 0.0]})
    found = default_ranges(tasks, past(build=np.full(12, 0.5)))
    assert found["kind"].to_list() == ["fixed"] * 2
    assert found["likely"].to_list() == [5, 0]


def test_rows_that_say_nothing_do_not_count() -> None:
    """Without a plan, without an actual, or zero; and a task without a plan has no range."""
    history = pl.DataFrame({
        "task_type": ["build"] * 14,
        "planned": [10.0] * 11 + [0.0, None, 10.0],
        "actual": [*np.linspace(8, 20, 11).tolist(), 5.0, 5.0, None],
    })  # fmt: skip
    tasks = pl.DataFrame({"task_type": ["build"] * 2, "planned": [10.0, None]})
    found = default_ranges(tasks, history)
    assert found["n"].to_list() == [11, 11]
    assert found.row(1)[:4] == ("fixed", None, None, None)


def test_every_range_can_be_drawn() -> None:
    """Whatever the history, the ranges are ones that `Ranges` takes."""
    rng = np.random.default_rng(9)
    names = [f"T{k}" for k in range(30)]
    history = past(
        **{name: lognormals(1, rng.uniform(0, 1), 15, k) for k, name in enumerate(names)}
    )
    tasks = pl.DataFrame({"task_type": names, "planned": rng.uniform(0, 50, 30)})
    tables = Ranges.of(default_ranges(tasks, history)).tables()
    assert (tables >= 0).all()
    assert np.isfinite(tables).all()
