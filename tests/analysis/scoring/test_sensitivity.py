"""How far weights may move: exact intervals against a grid, smallest changes against a solver."""

import highspy
import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.scoring.judged import Judged
from pmo_core.analysis.scoring.score import scored
from pmo_core.analysis.scoring.sensitivity import (
    challengers,
    overtaking_weights,
    smallest_change,
    stability,
    weight_stability,
)
from pmo_core.errors import NotFound


def case(values: list[list[float]], weights: list[float]) -> Judged:
    """Projects P0, P1, ... on criteria C0, C1, ... with scales from 0 to 10."""
    n = len(weights)
    criteria = pl.DataFrame(
        {
            "criterion": [f"C{k}" for k in range(n)],
            "direction": ["more is better"] * n,
            "weight": weights,
            "scale_min": [0.0] * n,
            "scale_max": [10.0] * n,
            "part": [None] * n,
        }
    )
    matrix = np.array(values, dtype=float).reshape(-1, n)
    return Judged(
        pl.Series([f"P{i}" for i in range(len(matrix))], dtype=pl.String), criteria, matrix
    )


@pytest.mark.parametrize("seed", range(8))
def test_the_interval_is_where_the_leader_leads(seed: int) -> None:
    """On a fine grid of the moved weight the leader is first exactly inside the interval."""
    draw = np.random.default_rng(seed)
    units, weights = draw.random((12, 5)), draw.dirichlet(np.ones(5))
    leader = int((units @ weights).argmax())
    grid = np.linspace(0, 1, 20_001)
    for k in range(5):
        others = np.delete(weights, k) / np.delete(weights, k).sum()
        moved = np.insert((1 - grid)[:, None] * others, k, grid, axis=1)
        first = (moved @ units.T).argmax(axis=1)
        low, high, below, above = stability(units, weights, leader, k)
        inside = grid[first == leader]
        assert low == pytest.approx(inside.min(), abs=1e-4)
        assert high == pytest.approx(inside.max(), abs=1e-4)
        assert (below is None) == (low == 0)
        assert (above is None) == (high == 1)
        if below is not None:
            assert first[int(low * 20_000) - 1] == below
        if above is not None:
            assert first[int(high * 20_000) + 2] == above


def by_solver(better: np.ndarray, weights: np.ndarray) -> float:
    """Smallest change of weights by the linear program: variables v_1 .. v_m and z."""
    m = len(weights)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    v = [highs.addVariable(lb=0) for _ in range(m)]
    z = highs.addVariable(lb=0, obj=1)
    for k in range(m):
        highs.addConstr(v[k] - z <= float(weights[k]))
        highs.addConstr(v[k] + z >= float(weights[k]))
    highs.addConstr(sum(v[1:], start=v[0]) == 1)
    highs.addConstr(sum((float(b) * x for b, x in zip(better[1:], v[1:], strict=True)),
                        start=float(better[0]) * v[0]) >= 0)  # fmt: skip
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return float("nan")
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


@pytest.mark.parametrize("seed", range(10))
def test_the_smallest_change_is_that_of_the_linear_program(seed: int) -> None:
    """Filling criteria by advantage finds what a solver finds, and never where there is no way."""
    draw = np.random.default_rng(seed)
    m = int(draw.integers(2, 8))
    weights = draw.dirichlet(np.full(m, 0.6))
    better = draw.normal(-0.7, 1, (15, m))
    better[0] = -np.abs(better[0])
    expected = [by_solver(row, weights) for row in better]
    found = smallest_change(better, weights)
    assert found == pytest.approx(expected, abs=1e-7, nan_ok=True)
    assert np.isnan(found[0])


def test_stability_by_hand() -> None:
    """P0 leads with 10 and 0 at 70 : 30; P1 with 0 and 10 is level at 50 : 50; P2 is under both."""
    given = case([[10, 0], [0, 10], [0, 0]], [70, 30])
    rows = [list(row) for row in weight_stability(given).rows()]
    assert rows == [
        ["C0", 70.0, pytest.approx(50), 100.0, "P1", ""],
        ["C1", 30.0, 0.0, pytest.approx(50), "", "P1"],
    ]


def test_challengers_by_hand() -> None:
    """P1 is level when 20 points move; P2 never, whatever the weights."""
    given = case([[10, 0], [0, 10], [0, 0]], [70, 30])
    assert [list(row) for row in challengers(given).rows()] == [
        ["P1", 30.0, pytest.approx(20)],
        ["P2", 0.0, None],
    ]
    assert [list(row) for row in overtaking_weights(given, "P1", "P0").rows()] == [
        ["C0", 70.0, pytest.approx(50)],
        ["C1", 30.0, pytest.approx(50)],
    ]
    assert overtaking_weights(given, "P2", "P0")["needed_pct"].to_list() == [None, None]


def test_any_project_can_be_the_target() -> None:
    """Who is above the target already needs no change; an unknown one is refused by name."""
    given = case([[10, 0], [0, 10], [0, 0]], [70, 30])
    found = challengers(given, target="P1")
    assert found.rows()[0] == ("P0", 70.0, 0.0)
    with pytest.raises(NotFound, match="P9"):
        challengers(given, target="P9")
    with pytest.raises(NotFound, match="P9"):
        overtaking_weights(given, "P9", "P0")


@pytest.mark.parametrize("seed", range(5))
def test_the_needed_weights_make_the_challenger_level(seed: int) -> None:
    """Scored again with the needed weights, challenger and leader get the same number."""
    draw = np.random.default_rng(seed)
    given = case(draw.uniform(0, 10, (20, 4)).tolist(), draw.uniform(1, 5, 4).tolist())
    leader = scored(given).sort("score")[-1, "project"]
    nearest = challengers(given)[0]
    needed = overtaking_weights(given, nearest[0, "project"], leader)
    assert needed["needed_pct"].sum() == pytest.approx(100)
    moved = (needed["needed_pct"] - needed["weight_pct"]).abs().max()
    assert moved == pytest.approx(nearest[0, "change_pct"])
    again = scored(given, "weighted sum", needed.select("criterion", "needed_pct").rows())
    two = again.filter(pl.col("project").is_in([leader, nearest[0, "project"]]))["score"]
    assert two[0] == pytest.approx(two[1])


def test_missing_scores_count_as_the_own_mean() -> None:
    """The project keeps its present number; who is not compared does not challenge."""
    nan = float("nan")
    given = case([[9, 9, 9], [10, 6, nan], [nan, nan, 10]], [40, 40, 20])
    found = challengers(given)
    assert found["project"].to_list() == ["P1"]
    assert found["score"].to_list() == [pytest.approx(80)]
    # With its own mean of 8 on C2, 10 v + 6 w + 8 (1 - v - w) = 9 where v - w = 1/2.
    assert found["change_pct"].to_list() == [pytest.approx(25)]


def test_one_criterion_with_all_the_weight() -> None:
    """The others share evenly what it gives up."""
    given = case([[10, 0, 0], [0, 10, 10]], [50, 0, 0])
    assert weight_stability(given)["low_pct"].to_list()[0] == pytest.approx(50)


def test_without_compared_projects_there_is_nothing_to_say() -> None:
    """No project, or no weight: empty frames with their columns."""
    for given in (case([], [1, 1]), case([[1, 2]], [0, 0])):
        assert weight_stability(given).is_empty()
        assert challengers(given).columns == ["project", "score", "change_pct"]
