"""Samples of audits: sizes as published, limits by enumeration, draws that anybody can repeat."""

from fractions import Fraction
from hashlib import sha256
from math import comb

import pytest

from pmo_core.analysis.audit_sampling import Rule, draw, size, upper_limit_pct
from pmo_core.errors import Refused


@pytest.mark.parametrize(
    ("confidence", "tolerable", "allowed", "expected"),
    [
        # AICPA Audit Guide "Audit Sampling", table A-1 (5 % risk) and A-2 (10 % risk).
        (95, 2, 0, 149), (95, 3, 0, 99), (95, 5, 0, 59), (95, 7, 0, 42), (95, 10, 0, 29),
        (95, 15, 0, 19), (95, 20, 0, 14), (95, 5, 1, 93), (95, 10, 1, 46),
        (90, 2, 0, 114), (90, 5, 0, 45), (90, 10, 0, 22), (90, 20, 0, 11), (90, 5, 1, 77),
    ],
)  # fmt: skip
def test_sizes_are_those_of_the_published_tables(
    confidence: float, tolerable: float, allowed: int, expected: int
) -> None:
    """Of a very large whole the sizes are those that auditors read from the guide's tables."""
    assert size(None, Rule(confidence, tolerable, allowed)) == expected


def chance(most: int, population: int, n_deviating: int, n: int) -> Fraction:
    """Count the samples with at most so many deviations, over all samples."""
    good = sum(
        comb(n_deviating, x) * comb(population - n_deviating, n - x)
        for x in range(min(most, n) + 1)
    )
    return Fraction(good, comb(population, n))


@pytest.mark.parametrize("population", [1, 2, 7, 20, 60, 140])
@pytest.mark.parametrize("allowed", [0, 1, 2])
def test_sizes_of_small_wholes_are_those_by_counting(population: int, allowed: int) -> None:
    """Of a finite whole the size is the first at which counted samples leave the risk, or all."""
    rule = Rule(90, 12.5, allowed)
    n_deviating = -(-population // 8)
    fit = [n for n in range(1, population + 1)
           if chance(allowed, population, n_deviating, n) <= Fraction(1, 10)]  # fmt: skip
    assert size(population, rule) == (fit[0] if fit else population)


def test_a_finite_whole_needs_less_and_approaches_the_large_one() -> None:
    """Sizes grow with the whole and end at that of the binomial."""
    sizes = [size(n, Rule(95, 5)) for n in (20, 100, 1_000, 100_000)]
    assert sizes == sorted(sizes)
    assert sizes[-1] == size(None, Rule(95, 5)) == 59


@pytest.mark.parametrize(("n", "found"), [(10, 0), (10, 2), (25, 1), (40, 3)])
def test_the_limit_is_the_largest_share_that_fits(n: int, found: int) -> None:
    """One deviation more in the whole than the limit and the sample would be too good to be so."""
    most = round(upper_limit_pct(40, n, found, 95) * 40 / 100)
    assert most == found or chance(found, 40, most, n) > Fraction(5, 100)
    assert n == 40 or chance(found, 40, most + 1, n) <= Fraction(5, 100)


def test_a_draw_is_the_same_for_everybody() -> None:
    """Order and repetitions of the whole do not count, the seed does; more holds less."""
    items = [f"CR-{n:04d}" for n in range(200)]
    drawn = draw(items, 12, 202601)
    assert drawn == draw([*reversed(items), *items], 12, 202601)
    assert drawn == sorted(items, key=lambda one: sha256(f"202601:{one}".encode()).hexdigest())[:12]
    assert draw(items, 30, 202601)[:12] == drawn
    assert draw(items, 12, 202602) != drawn
    assert len(set(drawn)) == 12
    assert sorted(draw(items[:5], 12, 1)) == items[:5]


def test_every_item_is_drawn_as_often() -> None:
    """Over many seeds each of ten items is in a third of the samples of three, within 4 sigma."""
    n = 3_000
    counts = dict.fromkeys("abcdefghij", 0)
    for seed in range(n):
        for item in draw(counts, 3, seed):
            counts[item] += 1
    sigma = (n * 0.3 * 0.7) ** 0.5
    assert all(abs(count - 0.3 * n) < 4 * sigma for count in counts.values())


@pytest.mark.parametrize("rule", [Rule(0, 5), Rule(100, 5), Rule(95, 0), Rule(95, 5, -1)])
def test_a_rule_without_sense_is_refused(rule: Rule) -> None:
    """Shares lie between 0 and 100 percent, and nothing less than none is allowed."""
    with pytest.raises(Refused):
        size(100, rule)
