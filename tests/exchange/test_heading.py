"""Headers in several languages say the same words, units and currencies."""

import pytest

from pmo_core.exchange.heading import is_bound_to_period, is_in_days, likeness, unit, words


@pytest.mark.parametrize(
    ("header", "currency", "factor"),
    [
        ("Planned Cost ($ M)", "USD", "1000000"),
        ("2013/2014 Budget (£million)", "GBP", "1000000"),
        ("Whole Life Cost TOTAL Baseline £m\n(including Non-Government costs)", "GBP", "1000000"),
        ("Betrag in k EUR", "EUR", "1000"),
        ("Betrag (TEUR)", "EUR", "1000"),
        ("Budget (EUR bn)", "EUR", "1000000000"),
        ("Kosten in Mio. €", "EUR", "1000000"),
        ("Cost (thousands)", "", "1000"),
        ("Cost USD", "USD", "1"),
        ("Amount", "", "1"),
        ("Milestone cost", "", "1"),
    ],
)
def test_unit(header: str, currency: str, factor: str) -> None:
    """A header's currency and scale are found, and nothing is found where it has none."""
    found = unit(header)
    assert (found.currency, found.factor) == (currency, factor)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ProjectCode", "project code"),
        ("PROJECT_NO", "Project Number"),
        ("Währung", "wahrung"),
        ("Programme Name", "program names"),
        ("Budgeted hrs", "budget hours"),
    ],
)
def test_words(one: str, other: str) -> None:
    """Spellings of one header have the same words."""
    assert words(one) == words(other)


@pytest.mark.parametrize(
    "header",
    ["Cost Variance ($ M)", "Total Budget Changes", "Cost (%) deviation", "Cost narrative"],
)
def test_something_said_about_a_cost_is_no_cost(header: str) -> None:
    """Variances, changes and narratives are not taken for the measure that they speak of."""
    assert likeness(header, "cost") == 0.0
    assert likeness(header, "total budget") == 0.0


def test_words_in_parentheses_help_but_do_not_hurt() -> None:
    """A remark in parentheses neither hides a field nor is lost."""
    assert likeness("Completion Date (B1)", "completion date") == 1.0
    assert likeness("Hours (actual)", "actual hour") > likeness("Hours (planned)", "actual hour")


def test_amount_of_a_year_is_bound_to_it() -> None:
    """An amount of one year is told from the cost at completion."""
    assert is_bound_to_period("2016/17 TOTAL Forecast £m")
    assert is_bound_to_period("yearly_budget")
    assert not is_bound_to_period("wlc_baseline_incl_NCG")


def test_person_days() -> None:
    """Person-days are told from hours."""
    assert is_in_days("Aufwand (PT)")
    assert is_in_days("Effort in person-days")
    assert not is_in_days("Daystar hours")
