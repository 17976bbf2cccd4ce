"""One number from 0 to 100 for each project, by the chosen method."""

from collections.abc import Callable, Iterable

import numpy as np
import polars as pl

from pmo_core.analysis.scoring import Floats
from pmo_core.analysis.scoring.judged import Average, Judged, judged
from pmo_core.analysis.scoring.promethee import Preference, promethee
from pmo_core.analysis.scoring.ratio import rice, wsjf
from pmo_core.analysis.scoring.topsis import topsis
from pmo_core.analysis.scoring.weighted import weighted_sum
from pmo_core.model.what_if import ScoringMethod

PARTS: dict[ScoringMethod, tuple[str, str, str, str]] = {
    "wsjf": ("business value", "time criticality", "risk reduction", "job size"),
    "rice": ("reach", "impact", "confidence", "effort"),
}
"""Methods that read parts instead of weights; the last part is what is divided by."""

LEAST_SHARE = 0.5
"""Share of the weight that must be scored before a project is compared with others."""

INDIFFERENT, PREFERRED = 0.1, 0.5
"""PROMETHEE: shares of the scale up to which a difference counts nothing, from which in full."""

DECIMALS = 9
SAME = 1e-9


def scores(
    criteria: pl.DataFrame,
    scores: pl.DataFrame,
    method: ScoringMethod = "weighted sum",
    weights: Iterable[tuple[str, float]] = (),
    average: Average = "mean",
) -> pl.DataFrame:
    """Return one number per project.

    The number depends on who is compared for every method but the weighted sum: give the scores of
    the candidates alone.

    ============  =====================================================================
    weighted sum  100 x weighted mean of the scores on their scales (0 worst, 1 best)
    topsis        100 x closeness to the ideal
    promethee     50 x (net flow + 1), linear preference from 10 % to 50 % of the scale
    wsjf, rice    100 x ratio / largest ratio; weights and directions play no part
    ============  =====================================================================

    Missing scores: the weight of a criterion on which nobody scored the project is spread over
    the criteria that were scored, in proportion; a project whose scored criteria carry less than
    half of the weight is not compared (null). WSJF and RICE need all four of their parts.

    Parameters
    ----------
    criteria, scores : polars.DataFrame
        As in `Case`. Several assessors are averaged; several criteria of one part, too.
    method : ScoringMethod
        How scores make one number.
    weights : iterable of (criterion, weight)
        Weights in place of the register's.
    average : {"mean", "median"}
        How several assessors make one score.

    Returns
    -------
    polars.DataFrame
        One row per project that has a score on one of the criteria, by code: `project`; `score`
        0 to 100, higher is better, null = not compared; `n_missing` criteria with a weight, or
        parts, without a score; `reason` why the score is null, otherwise empty. Numbers are
        rounded to nine decimals, so that the order of the rows given does not matter.

    Examples
    --------
    >>> criteria = pl.DataFrame({
    ...     "criterion": ["FIT", "RISK"], "direction": ["more is better", "less is better"],
    ...     "weight": [3.0, 1.0], "scale_min": [1.0, 1.0], "scale_max": [5.0, 5.0],
    ...     "part": [None, None]})
    >>> given = pl.DataFrame({
    ...     "project": ["P1", "P1", "P2", "P3"], "criterion": ["FIT", "RISK", "FIT", "RISK"],
    ...     "assessor": [""] * 4, "score": [4.0, 2.0, 3.0, 1.0]})
    >>> scores(criteria, given).select("project", "score", "n_missing").rows()
    [('P1', 75.0, 0), ('P2', 50.0, 1), ('P3', None, 1)]
    >>> scores(criteria, given)["reason"][2]
    'Scored on 25 % of the weight; 50 % are needed.'
    """
    return scored(judged(criteria, scores, average), method, weights)


def scored(
    given: Judged, method: ScoringMethod = "weighted sum", weights: Iterable[tuple[str, float]] = ()
) -> pl.DataFrame:
    """Return what `scores` returns, from scores that are a matrix already.

    Reading the long frame is most of the work: keep the matrix while only the weights change.
    """
    if method in PARTS:
        return _by_parts(given, method)
    weight = given.weighted(weights)
    values = given.values if method == "topsis" else given.units()
    is_missing = np.isnan(values) & (weight > 0)
    total = weight.sum()
    share = 1.0 - is_missing @ weight / total if total > 0 else np.zeros(len(values))
    # Whoever is not compared must not move the ideal or the flows of the others.
    values = np.where((share >= LEAST_SHARE - SAME)[:, None], values, np.nan)
    number = METHODS[method](given, values, weight)
    text = (
        pl.format(
            "Scored on {} % of the weight; {} % are needed.",
            (pl.lit(pl.Series(share)) * 100 + SAME).floor().cast(pl.Int64),
            round(LEAST_SHARE * 100),
        )
        if total > 0
        else pl.lit("No criterion has a weight.")
    )
    return _frame(given, number, is_missing.sum(axis=1), text)


def _by_weighted_sum(_: Judged, units: Floats, weights: Floats) -> Floats:
    return 100 * weighted_sum(units, weights)


def _by_topsis(given: Judged, values: Floats, weights: Floats) -> Floats:
    return 100 * topsis(values, weights, given.is_benefit).closeness


def _by_promethee(_: Judged, units: Floats, weights: Floats) -> Floats:
    linear = Preference("linear", q=INDIFFERENT, p=PREFERRED)
    better = np.ones(len(weights), dtype=bool)
    return 50 * (promethee(units, weights, better, [linear] * len(weights)).net + 1)


METHODS: dict[str, Callable[[Judged, Floats, Floats], Floats]] = {
    "weighted sum": _by_weighted_sum,
    "topsis": _by_topsis,
    "promethee": _by_promethee,
}


def _by_parts(given: Judged, method: ScoringMethod) -> pl.DataFrame:
    names = PARTS[method]
    parts = np.stack([_part(given, name) for name in names])
    ratio = (wsjf if method == "wsjf" else rice)(*parts)
    largest = np.nanmax(ratio, initial=0.0)
    number = 100 * ratio / (largest if largest > 0 else 1.0)
    lacking = pl.concat_str(
        [
            pl.when(pl.lit(pl.Series(np.isnan(part)))).then(pl.lit(name))
            for part, name in zip(parts, names, strict=True)
        ],
        separator=", ",
        ignore_nulls=True,
    )
    reason = (
        pl.when(lacking == "")
        .then(pl.lit(f"The {names[-1]} is not above 0."))
        .otherwise(pl.format("No score for {}.", lacking))
    )
    return _frame(given, number, np.isnan(parts).sum(axis=0), reason)


def _part(given: Judged, part: str) -> Floats:
    """Return the mean over the criteria that play the part; nan where none of them has a score."""
    values = given.values[:, (given.criteria["part"] == part).fill_null(value=False).to_numpy()]
    return weighted_sum(values, np.ones(values.shape[1]))


def _frame(given: Judged, number: Floats, n_missing: Floats, reason: pl.Expr) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "project": given.projects,
            "score": pl.Series(number.round(DECIMALS)).fill_nan(None),
            "n_missing": pl.Series(n_missing, dtype=pl.Int64),
        }
    )
    no_reason = pl.lit("")
    return frame.with_columns(
        reason=pl.when(pl.col("score").is_null()).then(reason).otherwise(no_reason)
    )


__all__ = ["LEAST_SHARE", "PARTS", "scored", "scores"]
