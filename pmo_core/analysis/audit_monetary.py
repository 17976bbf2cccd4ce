"""Samples by amount: each unit of money has the same chance, so that large bookings are looked at.

Monetary unit sampling (AICPA Audit Guide *Audit Sampling*, appendix C; ISA 530, appendix 4): the
amounts are cumulated in order of day and key, every interval-th unit of them is drawn, from a start
that the seed gives, and the booking that holds it is looked at. What is as large as the interval is
drawn for certain.

    interval = whole / size, rounded down to a cent
    start    = 1 + SHA-256("seed:start") mod (interval in cents), in cents
    drawn    : the bookings that hold the units start, start + interval, start + 2 interval, ...
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import exp, lgamma, log

from pmo_core.analysis.audit_sampling import Rule
from pmo_core.errors import Refused

CENT = Decimal("0.01")
_MOST_FACTOR = 1_000.0
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Steps:
    """Where the units lie that are drawn: at the start, and every interval behind it."""

    start: Decimal
    interval: Decimal


def factor(confidence_pct: float, allowed: int = 0) -> float:
    """Return the confidence factor: the mean of the Poisson distribution that is ruled out.

    Parameters
    ----------
    confidence_pct : float
        How sure, percent.
    allowed : int
        Deviations that are seen or allowed.

    Returns
    -------
    float
        R with P(at most `allowed` | Poisson with mean R) = 1 - confidence.

    Examples
    --------
    >>> [round(factor(95, n), 2) for n in (0, 1, 2)], round(factor(90), 2)
    ([3.0, 4.74, 6.3], 2.3)
    """
    risk = 1 - confidence_pct / 100
    low, high = 0.0, _MOST_FACTOR
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _poisson(allowed, middle) > risk else (low, middle)
    return high


def size(rule: Rule) -> int:
    """Return how many units of money are drawn.

    Returns
    -------
    int
        factor(confidence, allowed) / tolerable share, rounded up.

    Raises
    ------
    Refused
        A share is not between 0 and 100.

    Examples
    --------
    >>> size(Rule(95, 5)), size(Rule(95, 10)), size(Rule(90, 5))
    (60, 30, 47)
    """
    if not (0 < rule.confidence_pct < 100 and 0 < rule.tolerable_pct < 100 and rule.allowed >= 0):
        raise Refused("Confidence and tolerable rate lie between 0 and 100 percent.")
    needed = 100 * factor(rule.confidence_pct, rule.allowed) / rule.tolerable_pct
    return int(Decimal(round(needed, 6)).to_integral_value(ROUND_CEILING))


def steps(whole: Decimal, n: int, seed: int) -> Steps:
    """Return interval and start of a draw.

    Parameters
    ----------
    whole : Decimal
        Sum of the amounts, above 0.
    n : int
        Units that are drawn.
    seed : int
        Another seed begins elsewhere.

    Examples
    --------
    >>> steps(Decimal("1000.00"), 4, 7).interval
    Decimal('250.00')
    """
    interval = max((whole / n).quantize(CENT, ROUND_FLOOR), CENT)
    ticket = int(hashlib.sha256(f"{seed}:start".encode()).hexdigest(), 16)
    return Steps(CENT * (1 + ticket % int(interval / CENT)), interval)


def upper_limit(
    whole: Decimal, interval: Decimal, deviating: Iterable[Decimal], confidence_pct: float
) -> Decimal:
    """Return the amount of which one can be sure that no more deviates.

    A booking that deviates counts with all of its amount, whatever part of it is wrong, so that the
    limit is never too low.

    Parameters
    ----------
    whole, interval : Decimal
        Sum of the amounts, and what one drawn unit stands for.
    deviating : iterable of Decimal
        Amounts of the bookings of the sample that deviate.
    confidence_pct : float
        How sure, percent.

    Returns
    -------
    Decimal
        Amounts that are at least the interval, as they are (all of these were drawn), and
        factor(confidence, number of the others) x interval; at most the whole.

    Examples
    --------
    >>> round(upper_limit(Decimal(60_000), Decimal(1_000), [Decimal(200), Decimal(5_000)], 95))
    9744
    """
    amounts = list(deviating)
    large = [one for one in amounts if one >= interval]
    n_small = len(amounts) - len(large)
    projected = Decimal(factor(confidence_pct, n_small)) * interval
    return min(sum(large, Decimal(0)) + projected, whole)


def _poisson(most: int, mean: float) -> float:
    """Return the probability of at most so many events where `mean` are expected."""
    if mean <= 0:
        return 1.0
    return sum(exp(x * log(mean) - mean - lgamma(x + 1)) for x in range(most + 1))


__all__ = ["CENT", "Steps", "factor", "size", "steps", "upper_limit"]
