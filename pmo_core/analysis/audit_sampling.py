"""Samples of an audit: how many items, which ones, and what their result says about the whole.

Attribute sampling as auditors of controls do it (AICPA Audit Guide *Audit Sampling*, appendix A;
ISA 530). The size is the smallest with which a whole of which the tolerable share deviates would be
passed with at most the risk that remains: hypergeometric where the whole is finite, binomial where
its size is not given. The items are those with the smallest tickets, the SHA-256 of seed and item
(R. Rivest, *Consistent Sampling with Replacement*, 2018): without replacement, the same wherever it
is repeated, in whatever order the whole comes; a larger sample holds the smaller one.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, exp, lgamma, log, log1p

from pmo_core.errors import Refused

_MOST = 100_000
_EVEN = 1e-9
"""Difference of two probabilities up to which they are the same: that of the logarithms."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a sample is to prove.

    Parameters
    ----------
    confidence_pct : float
        Probability with which too many deviations are noticed; percent.
    tolerable_pct : float
        Share of deviations that cannot be accepted any more; percent of the whole.
    allowed : int
        Deviations in the sample with which the whole is still passed.
    """

    confidence_pct: float = 95.0
    tolerable_pct: float = 10.0
    allowed: int = 0

    def __str__(self) -> str:
        more = f", {self.allowed} allowed in it" if self.allowed else ""
        return (
            f"{self.confidence_pct:g} % confidence, {self.tolerable_pct:g} % tolerable "
            f"deviations{more}"
        )


def size(population: int | None, rule: Rule) -> int:
    """Return the size of a sample.

    Parameters
    ----------
    population : int or None
        Size of the whole; None = not known, or very large.
    rule : Rule
        What it is to prove.

    Returns
    -------
    int
        The smallest n with P(at most `allowed` deviate among n | the tolerable share of the whole
        does) <= 1 - confidence; the whole where no smaller n will do. Deviations of a finite whole
        are rounded up to a whole number.

    Raises
    ------
    Refused
        A share is not between 0 and 100.

    Examples
    --------
    >>> size(None, Rule(95, 5)), size(None, Rule(90, 10)), size(140, Rule(95, 10)), size(8, Rule())
    (59, 22, 26, 8)
    """
    if not (0 < rule.confidence_pct < 100 and 0 < rule.tolerable_pct < 100 and rule.allowed >= 0):
        raise Refused("Confidence and tolerable rate lie between 0 and 100 percent.")
    risk = 1 - rule.confidence_pct / 100
    if population is None:
        return _smallest(_MOST, lambda n: _binomial(rule.allowed, n, rule.tolerable_pct), risk)
    n_deviating = ceil(round(population * rule.tolerable_pct / 100, 9))
    return _smallest(
        population, lambda n: _hypergeometric(rule.allowed, population, n_deviating, n), risk
    )


def upper_limit_pct(population: int, n: int, n_deviating: int, confidence_pct: float) -> float:
    """Return the share of the whole of which one can be sure that no more deviate, in percent.

    Parameters
    ----------
    population, n, n_deviating : int
        Size of the whole, of the sample, and how many of it deviate.
    confidence_pct : float
        How sure, in percent.

    Returns
    -------
    float
        The largest D / population with which as few deviations as were found, or fewer, would be
        seen with more than the risk that remains (one-sided limit, hypergeometric).

    Examples
    --------
    >>> upper_limit_pct(140, 26, 0, 95), upper_limit_pct(10, 10, 2, 95)
    (9.285714285714286, 20.0)
    """
    risk = 1 - confidence_pct / 100
    low, high = n_deviating, population - (n - n_deviating)
    while low < high:
        middle = (low + high + 1) // 2
        if _hypergeometric(n_deviating, population, middle, n) > risk + _EVEN:
            low = middle
        else:
            high = middle - 1
    return 100 * low / population


def draw(items: Iterable[str], n: int, seed: int) -> list[str]:
    """Return a random sample without replacement, in the order drawn.

    Parameters
    ----------
    items : iterable of str
        The whole; an item that stands there twice counts once.
    n : int
        Size of the sample; all of them where there are fewer.
    seed : int
        Another seed draws other items.

    Returns
    -------
    list of str
        The n items with the smallest SHA-256 of "seed:item", the smallest first.

    Examples
    --------
    >>> draw(["CR-1", "CR-2", "CR-3", "CR-4"], 2, 7) == draw(["CR-4", "CR-2", "CR-3", "CR-1"], 2, 7)
    True
    """
    return sorted(set(items), key=lambda item: (ticket(item, seed), item))[:n]


def ticket(item: str, seed: int) -> str:
    """Return the number that decides when an item is drawn: the SHA-256 of "seed:item"."""
    return hashlib.sha256(f"{seed}:{item}".encode()).hexdigest()


def _smallest(most: int, passes: Callable[[int], float], risk: float) -> int:
    """Return the smallest n from 1 to `most` that passes with at most the risk, else `most`."""
    low, high = 1, max(most, 1)
    while low < high:
        middle = (low + high) // 2
        if passes(middle) <= risk + _EVEN:
            high = middle
        else:
            low = middle + 1
    return low


def _binomial(most: int, n: int, share_pct: float) -> float:
    """Return the probability that at most so many of n deviate, each with the same share."""
    one, other = log(share_pct / 100), log1p(-share_pct / 100)
    return sum(
        exp(_log_choose(n, x) + x * one + (n - x) * other) for x in range(min(most, n) + 1)
    )  # fmt: skip


def _hypergeometric(most: int, population: int, n_deviating: int, n: int) -> float:
    """Return the probability that at most so many of n deviate, drawn from a finite whole."""
    fine = population - n_deviating
    least = max(0, n - fine)
    whole = _log_choose(population, n)
    return sum(
        exp(_log_choose(n_deviating, x) + _log_choose(fine, n - x) - whole)
        for x in range(least, min(most, n_deviating, n) + 1)
    )


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


__all__ = ["Rule", "draw", "size", "ticket", "upper_limit_pct"]
