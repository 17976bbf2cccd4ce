"""Which periods are drawn, checked by hand."""

from datetime import date

import polars as pl

from pmo_core.analysis.material import material, periods_between

MONTHS = [date(2025, month, 1) for month in range(1, 7)]


def _total(**values: list[float | None]) -> pl.DataFrame:
    return pl.DataFrame({"period_on": MONTHS, **values})


def test_a_thousandth_at_each_end_is_left_out() -> None:
    """1 of 2,003 lies before February and 2 of 2,003 after May's 1,000: May stays, June goes."""
    total = _total(planned=[1.0, 1000.0, 0.0, None, 1000.0, 2.0])
    assert material(total, ["planned"]) == (MONTHS[1], MONTHS[4])


def test_each_value_counts_by_itself() -> None:
    """Small actuals are not hidden by a large plan."""
    total = _total(
        planned=[None, None, 1e9, 1e9, None, None], actual=[5.0, 5.0, None, None, None, None]
    )
    assert material(total, ["planned", "actual"]) == (MONTHS[0], MONTHS[3])


def test_running_totals_count_by_their_steps() -> None:
    """The running totals 0, 0, 10, 10, 30, 30 move in March and in May."""
    total = _total(actual=[0.0, 0.0, 10.0, 10.0, 30.0, 30.0])
    assert material(total, ["actual"], cumulative=True) == (MONTHS[2], MONTHS[4])


def test_credits_count_by_their_size() -> None:
    """A cost and its reversal sum to nothing and are drawn all the same."""
    total = _total(actual=[None, 100.0, -100.0, None, None, None])
    assert material(total, ["actual"]) == (MONTHS[1], MONTHS[2])


def test_where_nothing_is_known_nothing_is_drawn() -> None:
    """Neither nulls nor zeros make a period worth drawing."""
    assert material(_total(actual=[None] * 6, planned=[0.0] * 6), ["actual", "planned"]) is None
    assert material(_total(), []) is None


def test_no_period_between_is_left_out() -> None:
    """A fiscal year that begins in April: three quarters from May to November."""
    assert periods_between(date(2025, 5, 1), date(2025, 11, 1), "quarter", 4) == [
        "FY2026 Q1", "FY2026 Q2", "FY2026 Q3",
    ]  # fmt: skip
