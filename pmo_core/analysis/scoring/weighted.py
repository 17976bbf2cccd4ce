"""Weighted sum: values on a common scale, times the weights, added up."""

import numpy as np

from pmo_core.analysis.scoring import Flags, Floats


def by_scale(values: Floats, low: Floats, high: Floats, is_benefit: Flags) -> Floats:
    """Return (v - min) / (max - min) of each criterion's scale, 0 = worst and 1 = best.

    The scale does not depend on the candidates, so adding or removing one changes no other.

    Parameters
    ----------
    values : (n, m) float
        nan = no score. A value beyond the scale counts as its end.
    low, high : (m,) float
        Ends of each criterion's scale. Where high is not above low, nothing can be read: nan.
    is_benefit : (m,) bool
        Whether more is better; where less is, the result is mirrored.

    Examples
    --------
    >>> scale = np.array([1.0]), np.array([5.0])
    >>> by_scale(np.array([[1.0], [4.0]]), *scale, np.array([True])).tolist()
    [[0.0], [0.75]]
    >>> by_scale(np.array([[1.0], [4.0]]), *scale, np.array([False])).tolist()
    [[1.0], [0.25]]
    """
    length = np.where(high > low, high - low, np.nan)
    share = np.clip((values - low) / length, 0.0, 1.0)
    return np.where(is_benefit, share, 1.0 - share)


def by_candidates(values: Floats, is_benefit: Flags) -> Floats:
    """Return the values between the worst (0) and the best (1) candidate of each criterion.

    Spreads candidates that lie close together, but a candidate more or less can turn the order of
    the others (rank reversal). Where all are equal, all are 1.

    Parameters
    ----------
    values : (n, m) float
        nan = no score.
    is_benefit : (m,) bool
        Whether more is better.

    Examples
    --------
    >>> by_candidates(np.array([[2.0, 10.0], [4.0, 30.0]]), np.array([True, False])).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    if not len(values):
        return values
    low, high = np.fmin.reduce(values), np.fmax.reduce(values)
    is_flat = high == low
    length: Floats = np.where(is_flat, 1.0, high - low)
    share = np.where(is_benefit, values - low, high - values) / length
    return np.where(is_flat & ~np.isnan(values), 1.0, share)


def weighted_sum(values: Floats, weights: Floats) -> Floats:
    """Return sum of w v over sum of w, both over the criteria on which a candidate has a score.

    The weight of a missing score is so spread over those that are there, in proportion.

    Parameters
    ----------
    values : (n, m) float
        Values on a common scale, more is better; nan = no score. Raw values (no normalization) are
        right only where all criteria are in one unit.
    weights : (m,) float
        Not negative, in any unit.

    Returns
    -------
    (n,) float
        In the unit of the values; nan where no criterion with a weight has a score.

    Notes
    -----
    Source: the additive value model, Keeney and Raiffa, Decisions with Multiple Objectives (1976).

    Examples
    --------
    >>> weighted_sum(np.array([[0.5, 1.0], [0.5, np.nan]]), np.array([3.0, 1.0])).tolist()
    [0.625, 0.5]
    """
    has = ~np.isnan(values)
    total = has @ weights
    with np.errstate(invalid="ignore"):
        return (np.where(has, values, 0.0) @ weights) / np.where(total > 0, total, np.nan)


__all__ = ["by_candidates", "by_scale", "weighted_sum"]
