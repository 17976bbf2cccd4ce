"""TOPSIS: near to the best that is there, far from the worst."""

from dataclasses import dataclass

import numpy as np

from pmo_core.analysis.scoring import Flags, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Closeness:
    """How the candidates lie between the ideal and the anti-ideal.

    Parameters
    ----------
    closeness : (n,) float
        0 = the worst on every criterion, 1 = the best on every one; nan without any score.
    to_ideal, to_anti : (n,) float
        Euclidean distances, after weighting.
    """

    closeness: Floats
    to_ideal: Floats
    to_anti: Floats


def topsis(values: Floats, weights: Floats, is_benefit: Flags) -> Closeness:
    """Return the relative closeness to the ideal: S- / (S+ + S-).

    Each criterion is divided by its Euclidean norm over the candidates and multiplied by its
    weight; the ideal takes the best weighted value of each criterion, the anti-ideal the worst.

    Parameters
    ----------
    values : (n, m) float
        In each criterion's own unit. A missing score (nan) is left out of both distances, which
        leaves their ratio as if its weight were spread over the others.
    weights : (m,) float
        Not negative, in any unit (they are divided by their sum).
    is_benefit : (m,) bool
        Whether more is better.

    Notes
    -----
    Source: Hwang and Yoon, Multiple Attribute Decision Making (1981), vector normalization. A
    candidate that is equally near to both (all candidates are equal) has closeness 1/2.

    Examples
    --------
    >>> best_and_worst = np.array([[3.0, 1.0], [1.0, 4.0]])
    >>> topsis(best_and_worst, np.ones(2), np.array([True, False])).closeness.tolist()
    [1.0, 0.0]
    """
    has = ~np.isnan(values)
    share = weights / max(float(weights.sum()), np.finfo(float).tiny)
    norm = np.sqrt(np.nansum(values**2, axis=0))
    weighted = values / np.where(norm > 0, norm, 1.0) * share
    if not len(values):
        return Closeness(*np.zeros((3, 0)))
    high, low = np.fmax.reduce(weighted), np.fmin.reduce(weighted)
    ideal, anti = np.where(is_benefit, high, low), np.where(is_benefit, low, high)
    to_ideal = np.sqrt(np.nansum((weighted - ideal) ** 2, axis=1))
    to_anti = np.sqrt(np.nansum((weighted - anti) ** 2, axis=1))
    both = to_ideal + to_anti
    closeness = np.where(both > 0, to_anti / np.where(both > 0, both, 1.0), 0.5)
    return Closeness(np.where(has.any(axis=1), closeness, np.nan), to_ideal, to_anti)


__all__ = ["Closeness", "topsis"]
