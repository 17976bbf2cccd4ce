"""Stochastic multicriteria acceptability analysis: how often does who stand where, and why.

Source: Lahdelma and Salminen, SMAA-2: Stochastic multicriteria acceptability analysis for group
decision making, Operations Research 49 (2001).
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.problem import Floats

BLOCK = 500_000
"""Values that are ranked at once."""


def rank_ranges(values: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the first and the last rank that each alternative shares in each draw; 0 = best.

    Parameters
    ----------
    values : (n_draws, n) float
        Value of each alternative in each draw, more is better, no nan.

    Examples
    --------
    >>> first, last = rank_ranges(np.array([[3.0, 1.0, 3.0]]))
    >>> first.tolist(), last.tolist()
    ([[0, 2, 0]], [[1, 2, 1]])
    """
    n = values.shape[1]
    order = np.argsort(-values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    place = np.broadcast_to(np.arange(n), values.shape)
    is_new = np.ones(values.shape, np.bool_)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    is_end = np.roll(is_new, -1, axis=1)
    is_end[:, -1:] = True
    begin = np.maximum.accumulate(np.where(is_new, place, 0), axis=1)
    end = np.minimum.accumulate(np.where(is_end, place, n)[:, ::-1], axis=1)[:, ::-1]
    first, last = np.empty((2, *values.shape), np.int64)
    np.put_along_axis(first, order, begin, axis=1)
    np.put_along_axis(last, order, end, axis=1)
    return first, last


def rank_acceptability(values: Floats) -> Floats:
    """Return the share of draws in which alternative i has rank r, (n, n); rows sum to 1.

    Equal values share their ranks evenly.

    Examples
    --------
    Options (1, 0), (0, 1) and (0.6, 0.6) under all weights of two criteria: the first is best where
    its weight is above 0.6, the second where the other's is.

    >>> weight = (np.arange(1000) + 0.5) / 1000
    >>> weights = np.column_stack([weight, 1 - weight])
    >>> values = weights @ np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.6]])
    >>> rank_acceptability(values)[:, 0].round(9).tolist()
    [0.4, 0.4, 0.2]
    """
    n_draws, n = values.shape
    change = np.zeros(n * (n + 1))
    for part in _blocks(values):
        first, last = rank_ranges(values[part])
        share = 1.0 / (last - first + 1)
        who = np.broadcast_to(np.arange(n) * (n + 1), first.shape)
        change += np.bincount((who + first).ravel(), share.ravel(), len(change))
        change -= np.bincount((who + last + 1).ravel(), share.ravel(), len(change))
    return np.asarray(change.reshape(n, n + 1).cumsum(axis=1)[:, :n] / max(n_draws, 1))


def central_weights(values: Floats, weights: Floats) -> Floats:
    """Return the mean weights with which each alternative is best, (n, m); nan where it never is.

    Parameters
    ----------
    values : (n_draws, n) float
        As in `rank_ranges`.
    weights : (n_draws, m) float
        Weights of each draw.
    """
    best = values.max(axis=1, initial=-np.inf, keepdims=True)
    share = (values == best).astype(np.float64)
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1.0)
    total = share.sum(axis=0)[:, None]
    never = np.full((values.shape[1], weights.shape[1]), np.nan)
    return np.asarray(np.divide(share.T @ weights, total, out=never, where=total > 0))


def first_share(values: Floats, alternative: int) -> float:
    """Return the share of draws in which one alternative is best; equal ones share it.

    With values under the alternative's central weights this is its confidence factor.

    Examples
    --------
    >>> first_share(np.array([[2.0, 1.0], [1.0, 1.0], [0.0, 1.0]]), 0)
    0.5
    """
    best = values.max(axis=1, keepdims=True)
    is_best = values == best
    return float((is_best[:, alternative] / is_best.sum(axis=1)).mean())


def _blocks(values: Floats) -> Iterator[slice]:
    n_draws, n = values.shape
    size = max(1, BLOCK // max(n, 1))
    return (slice(begin, begin + size) for begin in range(0, n_draws, size))


__all__ = ["central_weights", "first_share", "rank_acceptability", "rank_ranges"]
