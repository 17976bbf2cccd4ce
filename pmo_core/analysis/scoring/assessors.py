"""Several assessors: what they say together, how far they are apart, what nobody scored."""

from typing import Literal

import numpy as np
import polars as pl

from pmo_core.analysis.scoring import Floats
from pmo_core.analysis.scoring.judged import Average


def together(scores: pl.DataFrame, average: Average = "mean") -> pl.DataFrame:
    """Return the scores of all assessors as one per project and criterion.

    Parameters
    ----------
    scores : polars.DataFrame
        As in `Case`. Scores that are null or not a number are passed over.
    average : {"mean", "median"}
        The median is not moved by one assessor who differs from all others.

    Returns
    -------
    polars.DataFrame
        One row per project and criterion with a score, by code: `score`; `spread` highest less
        lowest score, null with one assessor; `n_assessors`.

    Examples
    --------
    >>> given = pl.DataFrame({"project": ["P1"] * 3, "criterion": ["FIT"] * 3,
    ...                       "assessor": ["a", "b", "c"], "score": [5.0, 5.0, 2.0]})
    >>> together(given).rows(), together(given, "median").rows()
    ([('P1', 'FIT', 4.0, 3.0, 3)], [('P1', 'FIT', 5.0, 3.0, 3)])
    """
    score = pl.col("score")
    apart = score.max() - score.min()
    return (
        scores.lazy()
        .filter(score.is_finite())
        .group_by("project", "criterion")
        .agg(
            score=score.mean() if average == "mean" else score.median(),
            spread=pl.when(pl.len() > 1).then(apart),
            n_assessors=pl.len().cast(pl.Int64),
        )
        .sort("project", "criterion")
        .collect()
    )


def disagreement(
    criteria: pl.DataFrame, scores: pl.DataFrame, by: Literal["project", "criterion"]
) -> pl.DataFrame:
    """Return per project, or per criterion, how far the assessors are apart and what is missing.

    Parameters
    ----------
    criteria, scores : polars.DataFrame
        As in `Case`. Scores on criteria that are not in `criteria` are passed over.
    by : {"project", "criterion"}
        What a row stands for.

    Returns
    -------
    polars.DataFrame
        `project` or `criterion`; `spread_pct` mean spread in percent of the scale over the scores
        that several assessors gave, null where there is none or the scale has no length;
        `most_spread_pct` the largest; `n_scored` criteria (projects) with a score; `n_missing`
        those that nobody scored, of all criteria (of all projects with any score). The furthest
        apart first.
    """
    length = pl.col("scale_max") - pl.col("scale_min")
    cells = (
        together(scores)
        .join(criteria, on="criterion", how="inner")
        .with_columns(pct=pl.when(length > 0).then(100 * pl.col("spread") / length))
    )
    n_projects = cells["project"].n_unique()
    one = (
        cells.group_by(by)
        .agg(
            spread_pct=pl.col("pct").mean(),
            most_spread_pct=pl.col("pct").max(),
            n_scored=pl.len().cast(pl.Int64),
        )
        .with_columns(
            n_missing=(criteria.height if by == "project" else n_projects) - pl.col("n_scored")
        )
    )
    if by == "criterion":
        one = (
            criteria.select("criterion")
            .join(one, on="criterion", how="left")
            .with_columns(
                pl.col("n_scored").fill_null(0), pl.col("n_missing").fill_null(n_projects)
            )
        )
    return one.sort("spread_pct", by, descending=[True, False], nulls_last=True)


def agreement(criteria: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """Return per criterion whether the assessors rank the projects alike: Kendall's W.

    Only projects that every assessor of the criterion scored can be compared.

    Parameters
    ----------
    criteria, scores : polars.DataFrame
        As in `Case`.

    Returns
    -------
    polars.DataFrame
        One row per criterion, in their order: `criterion`; `w` 0 = no agreement, 1 = the same
        ranking, null with fewer than two assessors or comparable projects, or where nobody tells
        projects apart; `n_assessors`; `n_projects` comparable ones.
    """
    rows = []
    for code in criteria["criterion"]:
        given = scores.filter(pl.col("criterion") == code, pl.col("score").is_finite())
        n_assessors = given["assessor"].n_unique()
        shared = given.filter(pl.len().over("project") == n_assessors).sort("project", "assessor")
        n_projects = shared.height // max(n_assessors, 1)
        w = concordance(shared["score"].to_numpy().reshape(n_projects, n_assessors))
        rows.append((code, None if np.isnan(w) else w, n_assessors, n_projects))
    kinds = {"criterion": pl.String, "w": pl.Float64, "n_assessors": pl.Int64}
    return pl.DataFrame(rows, schema={**kinds, "n_projects": pl.Int64}, orient="row")


def concordance(ratings: Floats) -> float:
    """Return Kendall's coefficient of concordance W, corrected for ties.

    W = 12 S / (m^2 (n^3 - n) - m T), where S is the sum of squared deviations of the rank sums
    from their mean and T the sum of t^3 - t over all groups of t equal ratings of one assessor.

    Parameters
    ----------
    ratings : (n, m) float
        n things rated by m assessors; only the order within an assessor counts.

    Returns
    -------
    float
        0 to 1; nan for n < 2 or m < 2, or where every assessor rates all alike.

    Notes
    -----
    Source: Kendall, Rank Correlation Methods (1948).

    Examples
    --------
    >>> concordance(np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]))
    1.0
    """
    n, m = ratings.shape
    if n < 2 or m < 2:
        return float("nan")
    columns = [pl.Series(ratings[:, k]) for k in range(m)]
    sums = np.sum([column.rank().to_numpy() for column in columns], axis=0)
    ties = sum(int((count**3 - count).sum()) for count in map(_counts, columns))
    below = m * m * (n**3 - n) - m * ties
    return float(12 * ((sums - sums.mean()) ** 2).sum() / below) if below > 0 else float("nan")


def _counts(column: pl.Series) -> pl.Series:
    return column.unique_counts().cast(pl.Int64)


__all__ = ["agreement", "concordance", "disagreement", "together"]
