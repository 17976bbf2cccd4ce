"""Risks on a grid of probability by impact, five levels each."""

from math import floor, log10
from typing import Literal

import polars as pl

LEVELS = ("very low", "low", "medium", "high", "very high")
PROBABILITY_LIMITS = (10.0, 30.0, 50.0, 70.0)
"""Upper limits of the first four levels of probability, in percent."""
RELATIVE_LIMITS = (1.0, 5.0, 10.0, 20.0)
"""Upper limits of the first four levels of impact, in percent of the project's planned cost."""
_WITHOUT_BUDGETS = 1_000_000.0
Scale = Literal["relative", "absolute"]
When = Literal["before", "after"]


def absolute_limits(planned_cost: pl.Series) -> tuple[float, ...]:
    """Return the upper limits of the first four levels of impact, as amounts.

    They are the relative limits of a project of median planned cost, rounded to one digit, so that
    they fit the portfolio and stay easy to say. Without any planned cost, those of one million.

    Parameters
    ----------
    planned_cost : polars.Series of float
        Planned cost per project, base currency; null and zero are left out.

    Examples
    --------
    >>> absolute_limits(pl.Series([200_000.0, 430_000.0, None, 900_000.0]))
    (4000.0, 20000.0, 40000.0, 90000.0)
    """
    middle = planned_cost.filter(planned_cost > 0).median()
    size = _WITHOUT_BUDGETS if middle is None else float(str(middle))
    return tuple(_rounded(limit / 100 * size) for limit in RELATIVE_LIMITS)


def _rounded(amount: float) -> float:
    unit = 10.0 ** floor(log10(amount))
    return float(f"{round(amount / unit) * unit:.6g}")


def placed(
    rows: pl.DataFrame, scale: Scale, limits: tuple[float, ...], when: When = "before"
) -> pl.DataFrame:
    """Place open risks on the grid; a value on a limit belongs to the level below it.

    Parameters
    ----------
    rows : polars.DataFrame
        What `raid.valued` gave, and planned_cost of the project (base currency).
    scale : {"relative", "absolute"}
        Whether impact is measured in percent of the project's planned cost or as an amount.
    limits : tuple of float
        Upper limits of the first four levels of impact, in that unit.
    when : {"before", "after"}
        Before or after the response; what the response does not state stays as before.

    Returns
    -------
    polars.DataFrame
        The open risks, with p_level and i_level (1 to 5; null = cannot be placed), level_exposure
        (what stands in the cell: exposure or gain before, exposure after), and cell ("4-5":
        probability, impact; null = cannot be placed). Opportunities are placed by the size of their
        gain; after the response they stand as before.
    """
    chance, cost = pl.col("probability_pct"), pl.col("impact_cost").cast(pl.Float64).abs()
    worth = pl.coalesce("exposure", "gain")
    if when == "after":
        is_threat = ~pl.col("is_opportunity")
        left = pl.col("residual_cost").cast(pl.Float64).abs()
        chance = pl.when(is_threat).then(
            pl.coalesce("residual_probability_pct", chance)
        ).otherwise(chance)  # fmt: skip
        cost = pl.when(is_threat).then(pl.coalesce(left, cost)).otherwise(cost)
        worth = pl.coalesce("exposure_left", "gain")
    budget = pl.col("planned_cost")
    size = cost if scale == "absolute" else 100 * cost / pl.when(budget > 0).then(budget)
    return (
        rows.filter(pl.col("is_open") & (pl.col("kind") == "risk"))
        .with_columns(
            p_level=_level(chance, PROBABILITY_LIMITS), i_level=_level(size, limits),
            level_exposure=worth,
        )
        .with_columns(cell=pl.format("{}-{}", "p_level", "i_level"))
    )  # fmt: skip


def _level(value: pl.Expr, limits: tuple[float, ...]) -> pl.Expr:
    above = pl.sum_horizontal((value > limit).cast(pl.Int64) for limit in limits)
    return pl.when(value.is_not_null()).then(above + 1)


def cells(rows: pl.DataFrame) -> pl.DataFrame:
    """Count and sum what stands in each of the 25 cells.

    Parameters
    ----------
    rows : polars.DataFrame
        What `placed` gave.

    Returns
    -------
    polars.DataFrame
        cell, p_level, i_level, n_raid, exposure (0 in an empty cell); 25 rows, the most probable
        and largest first. What cannot be placed is in no cell: count the nulls of `cell`.
    """
    held = rows.drop_nulls("cell").group_by("cell").agg(
        n_raid=pl.len(), exposure=pl.col("level_exposure").sum()
    )  # fmt: skip
    levels = [(p, i) for p in range(5, 0, -1) for i in range(5, 0, -1)]
    grid = pl.DataFrame(levels, schema=["p_level", "i_level"], orient="row")
    return (
        grid.select(pl.format("{}-{}", "p_level", "i_level").alias("cell"), "p_level", "i_level")
        .join(held, on="cell", how="left", maintain_order="left")
        .with_columns(pl.col("n_raid").fill_null(0), pl.col("exposure").fill_null(0.0))
    )


__all__ = [
    "LEVELS", "PROBABILITY_LIMITS", "RELATIVE_LIMITS", "Scale", "When", "absolute_limits", "cells",
    "placed",
]  # fmt: skip
