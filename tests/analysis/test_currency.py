"""Conversion with dated rates."""

from datetime import date
from decimal import Decimal

import polars as pl

from pmo_core.analysis.currency import convert

RATES = pl.DataFrame(
    {
        "currency": ["USD", "GBP", "USD"],
        "valid_from": [date(2026, 4, 1), date(2026, 1, 1), date(2026, 1, 1)],
        "rate": [0.95, 1.2, 0.90],
    }
)


def test_rate_of_the_day_counts() -> None:
    """100 USD are 90 on 31 March and 95 on 1 April; a day before the first rate gives null."""
    frame = pl.DataFrame(
        {
            "day": [
                date(2026, 4, 1),
                date(2026, 3, 31),
                date(2025, 12, 31),
                date(2026, 5, 1),
                None,
            ],
            "currency": ["USD", "USD", "USD", "GBP", "USD"],
            "cost": [Decimal("100")] * 5,
        }
    )
    found = convert(frame, RATES, ["cost"], base="EUR", on="day")
    assert found["cost"].to_list() == [95.0, 90.0, None, 120.0, None]
    assert found["n_without_rate"].to_list() == [0, 0, 1, 0, 1]


def test_base_and_empty_currency_need_no_rate() -> None:
    """Base currency, null and empty text stay as they are; an unknown amount is not counted."""
    frame = pl.DataFrame(
        {
            "currency": ["EUR", None, "", "CHF", "CHF"],
            "a": [1.0, 2.0, 3.0, 4.0, None],
            "b": [1.0, None, 3.0, 4.0, None],
        }
    )
    found = convert(frame, RATES, ["a", "b"], base="EUR", on=date(2026, 6, 1))
    assert found["a"].to_list() == [1.0, 2.0, 3.0, None, None]
    assert found["n_without_rate"].to_list() == [0, 0, 0, 2, 0]
    assert found["currency"].to_list() == frame["currency"].to_list()


def test_no_rates_at_all() -> None:
    """With an empty register of rates only base amounts are known."""
    frame = pl.DataFrame({"currency": ["EUR", "USD"], "a": [5.0, 5.0]})
    found = convert(frame, RATES.clear(), ["a"], base="EUR", on=date(2026, 6, 1))
    assert found["a"].to_list() == [5.0, None]
