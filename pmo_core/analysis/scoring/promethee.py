"""PROMETHEE II: candidates compared pair by pair, each criterion with its own preference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pmo_core.analysis.scoring import Flags, Floats

Shape = Literal["usual", "u-shape", "v-shape", "level", "linear", "gaussian"]
SAME = 1e-9
BLOCK = 512


@dataclass(frozen=True, slots=True)
class Preference:
    """How strongly a difference d > 0 on one criterion speaks for the better candidate.

    ========  ==========================================================
    usual     1 for any d > 0
    u-shape   0 up to q, then 1
    v-shape   d / p up to p, then 1
    level     0 up to q, 1/2 up to p, then 1
    linear    0 up to q, (d - q) / (p - q) up to p, then 1
    gaussian  1 - exp(-d^2 / (2 s^2))
    ========  ==========================================================

    Parameters
    ----------
    shape : Shape
        Which of the six.
    q : float
        Indifference: differences up to it do not count. In the unit of the criterion.
    p : float
        Preference: differences from it count in full; at least q.
    s : float
        Turning point of the Gaussian shape, above 0.
    """

    shape: Shape = "usual"
    q: float = 0.0
    p: float = 0.0
    s: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """How far each candidate outranks the others, and is outranked by them.

    Parameters
    ----------
    plus, minus : (n,) float
        Mean preference over the others, and of the others over it, 0 to 1; nan without any score.
    """

    plus: Floats
    minus: Floats

    @property
    def net(self) -> Floats:
        """Net flow, plus - minus, -1 to 1: the complete order of PROMETHEE II."""
        return self.plus - self.minus


def promethee(
    values: Floats, weights: Floats, is_benefit: Flags, preferences: Sequence[Preference]
) -> Flows:
    """Return the flows, normalized by the number of other candidates.

    Parameters
    ----------
    values : (n, m) float
        In each criterion's own unit. A missing score (nan) is compared with nobody; its weight is
        spread over the criteria on which the candidate has a score.
    weights : (m,) float
        Not negative, in any unit (they are divided by their sum).
    is_benefit : (m,) bool
        Whether more is better.
    preferences : sequence of m Preference
        One per criterion.

    Notes
    -----
    Source: Brans and Vincke, A preference ranking organization method, Management Science 31
    (1985). They state flows as sums; here they are divided by n - 1. Differences that exceed a
    threshold by no more than 1e-9 of the largest value do not exceed it.

    Time grows with n log n; only the Gaussian shape compares each pair of different values.

    Examples
    --------
    >>> flows = promethee(np.array([[3.0], [2.0], [1.0]]), np.ones(1), np.array([True]),
    ...                   [Preference("usual")])
    >>> flows.net.tolist()
    [1.0, 0.0, -1.0]
    """
    has = ~np.isnan(values)
    total = has @ weights
    flows = np.zeros((2, len(values)))
    for k, (preference, weight) in enumerate(zip(preferences, weights, strict=True)):
        column = values[has[:, k], k] * (1.0 if is_benefit[k] else -1.0)
        if weight > 0 and len(column) > 1:
            # Being outranked is outranking on the mirrored criterion.
            sums = np.stack([_outranks(column, preference), _outranks(-column, preference)])
            flows[:, has[:, k]] += weight * sums / (len(column) - 1)
    plus, minus = flows / np.where(total > 0, total, np.nan)
    return Flows(plus, minus)


def _outranks(x: Floats, preference: Preference) -> Floats:
    """Return for each candidate the sum of its preferences over all others on one criterion."""
    q, p = preference.q, preference.p
    match preference.shape:
        case "usual":
            return _above(x, 0.0)
        case "u-shape":
            return _above(x, q)
        case "level":
            return (_above(x, q) + _above(x, p)) / 2
        case "v-shape":
            return _ramp(x, 0.0, p)
        case "linear":
            return _ramp(x, q, p)
        case "gaussian":
            return _gaussian(x, preference.s)


def _above(x: Floats, by: float) -> Floats:
    """Return how many each value exceeds by more than `by`."""
    same = SAME * float(np.abs(x).max(initial=0.0))
    return np.searchsorted(np.sort(x), x - by - same, side="left").astype(float)


def _ramp(x: Floats, q: float, p: float) -> Floats:
    """Return the sum over all others of clip((d - q) / (p - q), 0, 1), by running sums."""
    if p <= q:
        return _above(x, q)
    # Sums of values near zero keep their digits.
    x = x - x.mean()
    ordered = np.sort(x)
    running = np.concatenate([[0.0], np.cumsum(ordered)])
    full = np.searchsorted(ordered, x - p, side="right")
    some = np.searchsorted(ordered, x - q, side="left")
    some = np.maximum(some, full)
    between = (some - full) * (x - q) - (running[some] - running[full])
    sums: Floats = full + between / (p - q)
    return sums


def _gaussian(x: Floats, s: float) -> Floats:
    """Return the sum over all others of 1 - exp(-d^2 / (2 s^2)), over different values."""
    different, place, count = np.unique(x, return_inverse=True, return_counts=True)
    sums = [
        (-np.expm1(-(np.maximum(rows[:, None] - different, 0.0) ** 2) / (2 * s * s))) @ count
        for rows in np.split(different, range(BLOCK, len(different), BLOCK))
    ]
    each: Floats = np.concatenate(sums)
    return each[place]


__all__ = ["Flows", "Preference", "Shape", "promethee"]
