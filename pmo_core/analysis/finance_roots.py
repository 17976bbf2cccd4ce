"""Rates at which a cash flow is worth nothing today: one of many projects, or all of one."""

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LOG_RATE_LIMIT = 60.0  # of 1 + rate; cents against billions need less than 30
TOUCH = 1e-12  # share of the sum of the absolute terms that counts as zero where the curve turns


def all_rates(flows: Floats) -> tuple[float, ...]:
    """Return every rate above -1 at which the flows are worth nothing, ascending.

    The present value is a polynomial in v = 1 / (1 + rate); between two turning points it crosses
    zero at most once, and the turning points are the roots of its derivative.

    Parameters
    ----------
    flows : (n_years,) float
        Net flow of each year, finite.

    Examples
    --------
    >>> [round(rate, 6) for rate in all_rates(np.array([-1600.0, 10000.0, -10000.0]))]
    [0.25, 4.0]
    """
    discounts = _positive_roots([float(flow) for flow in flows])
    return tuple(sorted(1 / one - 1 for one in discounts))


def single_rate(flows: Floats) -> Floats:
    """Return the rate of each row whose sign changes exactly once, by bisection of log(1 + rate).

    Parameters
    ----------
    flows : (n_projects, n_years) float
        Net flows; each row begins with a flow other than zero and changes its sign once
        (Descartes: then there is exactly one rate above -1).
    """
    years = np.ascontiguousarray(flows.T)
    low = np.full(years.shape[1], -LOG_RATE_LIMIT)
    high = -low
    # At a very high rate only the first flow counts.
    sign_at_high = np.sign(years[0])
    with np.errstate(over="ignore"):
        for _ in range(64):
            middle = (low + high) / 2
            discount = np.exp(-middle)
            worth = years[-1].copy()
            for year in years[-2::-1]:
                worth *= discount
                worth += year
            is_above = np.sign(worth) == sign_at_high
            high = np.where(is_above, middle, high)
            low = np.where(is_above, low, middle)
    return np.asarray(np.expm1((low + high) / 2))


def sign_changes(flows: Floats) -> npt.NDArray[np.int64]:
    """Return how often the sign changes along the last axis; zeros are passed over.

    Examples
    --------
    >>> sign_changes(np.array([[-1.0, 0.0, 2.0, -1.0], [1.0, 0.0, 0.0, 2.0]])).tolist()
    [2, 0]
    """
    sign = np.sign(flows)
    places = np.where(sign != 0, np.arange(flows.shape[-1]), 0)
    held = np.take_along_axis(sign, np.maximum.accumulate(places, axis=-1), axis=-1)
    return np.asarray((held[..., 1:] * held[..., :-1] < 0).sum(axis=-1))


def _positive_roots(terms: list[float]) -> list[float]:
    """Return the positive roots of terms[0] + terms[1] v + ..., ascending, each once."""
    while terms and terms[-1] == 0:
        terms = terms[:-1]
    while terms and terms[0] == 0:
        terms = terms[1:]
    if not terms or sign_changes(np.array(terms)) == 0:
        return []
    turns: list[float] = []
    if sign_changes(np.array(terms)) > 1:
        turns = _positive_roots([power * term for power, term in enumerate(terms)][1:])
    largest = 1 + max(abs(term) for term in terms) / abs(terms[-1])  # Cauchy's bound
    touches = [turn for turn in turns if _is_touch(terms, turn)]
    crossings = [
        _bisect(terms, low, high)
        for low, high in pairwise([0.0, *turns, largest])
        # From a touch the curve only moves away from zero until it turns again.
        if not {low, high} & set(touches) and _value(terms, low) * _value(terms, high) < 0
    ]
    return sorted(touches + crossings)


def _value(terms: list[float], v: float) -> float:
    total = 0.0
    for term in reversed(terms):
        total = total * v + term
    return total


def _is_touch(terms: list[float], v: float) -> bool:
    """Return whether the curve only touches zero where it turns."""
    size = _value([abs(term) for term in terms], v)
    return math.isfinite(size) and abs(_value(terms, v)) <= TOUCH * size


def _bisect(terms: list[float], low: float, high: float) -> float:
    is_positive = _value(terms, low) > 0
    while low < (middle := (low + high) / 2) < high:
        if (_value(terms, middle) > 0) == is_positive:
            low = middle
        else:
            high = middle
    return middle


__all__ = ["Floats", "all_rates", "sign_changes", "single_rate"]
