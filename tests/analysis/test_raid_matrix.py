"""Risks on the grid of probability by impact, placed by hand."""

import polars as pl

from pmo_core.analysis import raid_matrix
from tests.analysis.test_raid import items

LIMITS = (10.0, 20.0, 50.0, 100.0)


def rows() -> pl.DataFrame:
    """Five risks of a project of 1,000 and one of a project without a budget."""
    return items(
        {"probability_pct": 10, "impact_cost": 10},
        {"probability_pct": 10.5, "impact_cost": 101, "residual_cost": 15},
        {"probability_pct": 90, "impact_cost": 101, "residual_probability_pct": 0},
        {"probability_pct": 50},
        {"probability_pct": 50, "impact_cost": -30},
        {"project": "B", "probability_pct": 71, "impact_cost": 60},
        {"kind": "issue", "impact_cost": 60},
        {"probability_pct": 50, "impact_cost": 30, "state": "closed"},
    ).with_columns(
        planned_cost=pl.when(pl.col("project") == "A").then(1000.0).otherwise(0.0)
    )  # fmt: skip


def test_a_value_on_a_limit_belongs_below() -> None:
    """10 % is very low, 10.5 % low; issues and what is closed are not on the grid."""
    placed = raid_matrix.placed(rows(), "absolute", LIMITS)
    assert placed["cell"].to_list() == ["1-1", "2-5", "5-5", None, "3-3", "5-4"]


def test_relative_to_the_budget() -> None:
    """30 of 1,000 are 3 %: low; without a budget a risk cannot be placed."""
    placed = raid_matrix.placed(rows(), "relative", raid_matrix.RELATIVE_LIMITS)
    assert placed["cell"].to_list() == ["1-1", "2-4", "5-4", None, "3-2", None]


def test_after_the_response() -> None:
    """What the response states moves a risk; what it does not stays; opportunities stay."""
    placed = raid_matrix.placed(rows(), "absolute", LIMITS, "after")
    assert placed["cell"].to_list() == ["1-1", "2-2", "1-5", None, "3-3", "5-4"]
    assert placed["level_exposure"].to_list() == [1.0, 0.105 * 15, 0.0, None, 15.0, 0.71 * 60]


def test_the_cells_hold_what_is_placed() -> None:
    """25 cells; their counts and sums are those of the placed risks."""
    placed = raid_matrix.placed(rows(), "absolute", LIMITS)
    cells = raid_matrix.cells(placed)
    assert cells.height == 25
    assert cells["n_raid"].sum() == placed["cell"].count() == 5
    held = placed.filter(pl.col("cell").is_not_null())["level_exposure"].sum()
    assert abs(cells["exposure"].sum() - held) < 1e-9
    assert cells.row(0, named=True) == {
        "cell": "5-5", "p_level": 5, "i_level": 5, "n_raid": 1, "exposure": 90.9,
    }  # fmt: skip


def test_without_budgets_the_limits_are_those_of_a_million() -> None:
    """No project says its size, so a round one is taken."""
    none = pl.Series([None, 0.0], dtype=pl.Float64)
    assert raid_matrix.absolute_limits(none) == (10_000, 50_000, 100_000, 200_000)
