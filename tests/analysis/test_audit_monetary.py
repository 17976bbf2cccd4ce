"""Samples by amount: sizes as published, steps by hand, limits by their formula."""

from decimal import Decimal
from hashlib import sha256
from math import exp

import pytest

from pmo_core.analysis.audit_monetary import factor, size, steps, upper_limit
from pmo_core.analysis.audit_sampling import Rule
from pmo_core.errors import Refused


@pytest.mark.parametrize(
    ("confidence", "tolerable", "expected"),
    [
        # AICPA Audit Guide "Audit Sampling", table C-1, no misstatement expected.
        (95, 50, 6), (95, 30, 10), (95, 10, 30), (95, 8, 38), (95, 5, 60), (95, 3, 100),
        (95, 2, 150), (95, 1, 300), (95, 0.5, 600), (90, 10, 24), (90, 5, 47), (90, 3, 77),
        (90, 1, 231), (80, 5, 33), (50, 10, 7),
    ],
)  # fmt: skip
def test_sizes_are_those_of_the_published_table(
    confidence: float, tolerable: float, expected: int
) -> None:
    """Units of money that are drawn where nothing is expected to deviate."""
    assert size(Rule(confidence, tolerable)) == expected


@pytest.mark.parametrize("confidence", [90, 95, 99])
def test_a_factor_leaves_just_the_risk(confidence: float) -> None:
    """With none, one and two deviations: e^-R (1 + R + R^2 / 2) is the risk that remains."""
    risk = 1 - confidence / 100
    none, one, two = (factor(confidence, n) for n in range(3))
    assert exp(-none) == pytest.approx(risk)
    assert exp(-one) * (1 + one) == pytest.approx(risk)
    assert exp(-two) * (1 + two + two**2 / 2) == pytest.approx(risk)


def test_the_start_follows_from_the_seed_alone() -> None:
    """The interval is rounded down to a cent; the start lies within the first one."""
    found = steps(Decimal("1000.00"), 3, 7)
    ticket = int(sha256(b"7:start").hexdigest(), 16)
    assert found.interval == Decimal("333.33")
    assert found.start == Decimal(1 + ticket % 33_333) / 100
    assert steps(Decimal("1000.00"), 3, 8) != found
    assert steps(Decimal("0.02"), 5, 7).interval == steps(Decimal("0.02"), 5, 7).start


def test_large_deviations_count_as_they_are_and_small_ones_for_their_interval() -> None:
    """Of 60,000, an interval of 1,000: nothing 3.00, one of 200 4.74, one of 5,000 on top of it."""
    whole, interval = Decimal(60_000), Decimal(1_000)

    def limit(*deviating: int) -> float:
        return float(upper_limit(whole, interval, map(Decimal, deviating), 95))

    assert limit() == pytest.approx(2_995.73, abs=0.01)
    assert limit(200) == pytest.approx(4_743.86, abs=0.01)
    assert limit(5_000) == pytest.approx(7_995.73, abs=0.01)
    assert limit(5_000, 200, 999) == pytest.approx(5_000 + 6_295.79, abs=0.01)
    assert limit(59_000, 200) == 60_000


def test_a_rule_without_sense_is_refused() -> None:
    """Shares lie between 0 and 100 percent."""
    with pytest.raises(Refused):
        size(Rule(100, 5))
