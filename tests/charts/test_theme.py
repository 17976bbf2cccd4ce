"""The one number format, in Python and in the browser's expression."""

import math
import re

import pytest

from pmo_core.charts.theme import short, short_expression


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (999.4, "999"),
        (999.6, "1 k"),
        (999_499, "999 k"),
        (999_600, "1 M"),
        (12_345_678, "12.3 M"),
        (-2_500_000_000, "-2.5 B"),
        (3.2e12, "3.2 T"),
        (0.125, "0.125"),
        (-0.0, "0"),
    ],
)
def test_a_number_is_said_with_three_digits_and_a_unit(value: float, words: str) -> None:
    """Rounding moves to the next unit at the right place."""
    assert short(value) == words


def test_an_unknown_amount_is_not_zero() -> None:
    """None is said as n/a, with or without a unit."""
    assert short(None, "EUR") == "n/a"


@pytest.mark.parametrize("value", [0.5, 999.4, 999.6, 1_234, 999_600, 12_345_678, 2.5e9, 3.2e12])
def test_browser_and_server_change_unit_at_the_same_value(value: float) -> None:
    """The expression's thresholds choose the unit that `short` chooses."""
    steps = re.findall(
        r">= ([\d.e+]+) \? format\(datum\.v / ([\d.e+]+), '\.3~r'\) \+ '( \w)'",
        short_expression("datum.v"),
    )
    assert len(steps) == 4
    unit = next((unit for limit, _, unit in steps if value >= float(limit)), "")
    assert short(value).endswith(unit) if unit else not re.search("[TBMk]$", short(value))
    assert all(math.isclose(float(limit), float(scale), rel_tol=1e-3) for limit, scale, _ in steps)
