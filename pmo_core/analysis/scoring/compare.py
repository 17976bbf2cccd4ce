"""The same candidates by every method, and whether the methods agree on the order."""

from collections.abc import Iterable
from math import isnan
from typing import get_args

import polars as pl

from pmo_core.analysis.scoring.assessors import concordance
from pmo_core.analysis.scoring.judged import judged
from pmo_core.analysis.scoring.score import scored
from pmo_core.model.what_if import ScoringMethod

METHODS: tuple[ScoringMethod, ...] = get_args(ScoringMethod)


def name_of(method: ScoringMethod) -> str:
    """Return the column that holds the number by a method; its rank is in `<name>_rank`.

    Examples
    --------
    >>> name_of("weighted sum")
    'weighted_sum'
    """
    return method.replace(" ", "_")


def side_by_side(
    criteria: pl.DataFrame, scores: pl.DataFrame, weights: Iterable[tuple[str, float]] = ()
) -> pl.DataFrame:
    """Return number and rank of each project by every method.

    Parameters
    ----------
    criteria, scores : polars.DataFrame
        As in `Case`; give the scores of the candidates alone.
    weights : iterable of (criterion, weight)
        Weights in place of the register's.

    Returns
    -------
    polars.DataFrame
        One row per project with a score, by code: `project`; per method its number 0 to 100 (null
        = not compared) and its rank (1 = highest, equal numbers share the best place); `rank_gap`
        worst less best rank, null with fewer than two; `n_missing` criteria with a weight and
        without a score.
    """
    given, changes = judged(criteria, scores), tuple(weights)
    made = {method: scored(given, method, changes) for method in METHODS}
    frame = pl.DataFrame(
        [given.projects.cast(pl.String).alias("project")]
        + [made[method]["score"].alias(name_of(method)) for method in METHODS]
        + [made["weighted sum"]["n_missing"]]
    )
    names = [name_of(method) for method in METHODS]
    ranks = [f"{name}_rank" for name in names]
    ranked = frame.with_columns(
        pl.col(name).rank("min", descending=True).cast(pl.Int64).alias(rank)
        for name, rank in zip(names, ranks, strict=True)
    )
    apart = pl.max_horizontal(ranks) - pl.min_horizontal(ranks)
    several = pl.sum_horizontal(pl.col(rank).is_not_null() for rank in ranks) > 1
    pairs = [name for pair in zip(names, ranks, strict=True) for name in pair]
    return ranked.select(
        "project", *pairs, pl.when(several).then(apart).alias("rank_gap"), "n_missing"
    )


def like(compared: pl.DataFrame, method: ScoringMethod) -> pl.DataFrame:
    """Return per method who leads, and how alike it ranks to the given one.

    Parameters
    ----------
    compared : polars.DataFrame
        As `side_by_side` returns it.
    method : ScoringMethod
        The one that the others are held against.

    Returns
    -------
    polars.DataFrame
        One row per method: `method`; `n_scored` projects with a number; `leader` code of the first
        (the first code of equal ones), null without any; `rank_correlation` Spearman's, -1 to 1,
        over the projects that both methods rank; null with fewer than two or where one of the
        methods ranks all alike.
    """
    rows = []
    for one in METHODS:
        name, other = name_of(one), name_of(method)
        ranked = compared.filter(pl.col(name).is_not_null())
        both = ranked.filter(pl.col(other).is_not_null())
        alike = both.select(pl.corr(pl.col(name).rank(), pl.col(other).rank())).item()
        first = ranked.sort(name, "project", descending=[True, False])["project"]
        rows.append((one, ranked.height, first.first(), alike))
    kinds = {"method": pl.String, "n_scored": pl.Int64, "leader": pl.String}
    return pl.DataFrame(
        rows, schema={**kinds, "rank_correlation": pl.Float64}, orient="row"
    ).with_columns(pl.col("rank_correlation").fill_nan(None))


def concordant(compared: pl.DataFrame) -> float | None:
    """Return Kendall's W of the methods: 1 = all give the same order, 0 = none in common.

    Over the methods that give any number, and the projects that each of these ranks; None where
    that leaves fewer than two of either.
    """
    names = [name for name in map(name_of, METHODS) if compared[name].count()]
    if len(names) < 2:
        return None
    w = concordance(compared.select(names).drop_nulls().to_numpy())
    return None if isnan(w) else w


__all__ = ["METHODS", "concordant", "like", "name_of", "side_by_side"]
