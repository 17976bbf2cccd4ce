"""Curves and reserves of drawn money."""

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.cost_risk import joint_frontier, reserve_by_correlation, s_curve
from pmo_core.analysis.risk_plan import COSTS
from pmo_core.analysis.uncertainty import quantile


def test_an_s_curve_rises_from_the_least_to_the_largest_draw() -> None:
    """Each share has the least draw that it keeps to."""
    values = np.random.default_rng(1).permutation(1_000).astype(float)
    found = s_curve(values)
    assert found["share"][0] == 0
    assert found["value"][0] == 0
    assert found.filter(share=1)["value"].item() == 999
    row = found.row(80, named=True)
    assert row["share"] == pytest.approx(0.8)
    assert row["value"] == 799
    assert found["value"].is_sorted()


def test_each_pair_of_the_frontier_is_kept_just_often_enough() -> None:
    """The day and the money are both kept in 80 % of the draws, and less money in fewer."""
    rng = np.random.default_rng(2)
    finish = rng.normal(100, 10, 1_000).round()
    cost = finish * 5 + rng.normal(0, 40, 1_000)
    found = joint_frontier(finish, cost)
    assert found.height > 5
    assert found["day"].is_sorted()
    assert found["money"].is_sorted(descending=True)
    for day, money in found.iter_rows():
        assert ((finish <= day) & (cost <= money)).mean() == 0.8
        assert ((finish <= day) & (cost < money)).mean() < 0.8
    last = found.row(-1, named=True)
    assert last["day"] == finish.max()
    assert last["money"] == quantile(cost, 0.8)


def test_the_reserve_grows_with_the_correlation() -> None:
    """The parts' sum does not; nothing is spared when all go badly at once."""
    rows = [(f"C{k}", f"P{k % 4}", "pert", 50.0, 80.0 + k, 300.0) for k in range(12)]
    costs = pl.DataFrame(rows, schema=COSTS, orient="row")
    told: list[float] = []
    found = reserve_by_correlation(
        costs, [300] * 4, (0, 0.5, 1), n_draws=4_000, progress=told.append
    )
    assert found["correlation"].to_list() == [0, 0.5, 1]
    assert found["bound"].is_sorted()
    assert found["reserve"].to_list() == pytest.approx((found["bound"] - 1_200).to_list())
    last = found.row(-1, named=True)
    assert last["spared"] == pytest.approx(0, abs=1e-6 * last["bound"])
    assert found["spared"][0] > found["spared"][1] > 0
    assert told == pytest.approx([1 / 3, 2 / 3, 1])
