"""Fiscal periods, working days, FTE; expected values counted on a paper calendar."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis import calendar


def one(expression: pl.Expr) -> object:
    return pl.select(expression).item()


@pytest.mark.parametrize(
    ("day", "start", "year", "quarter", "month"),
    [
        (date(2026, 1, 1), 1, 2026, 1, 1),
        (date(2026, 12, 31), 1, 2026, 4, 12),
        (date(2026, 3, 31), 4, 2026, 4, 12),
        (date(2026, 4, 1), 4, 2027, 1, 1),
        (date(2026, 9, 30), 10, 2026, 4, 12),
        (date(2026, 10, 1), 10, 2027, 1, 1),
        (date(2026, 2, 28), 12, 2026, 1, 3),
    ],
)
def test_fiscal_parts(day: date, start: int, year: int, quarter: int, month: int) -> None:
    """A fiscal year is named by the year in which it ends; quarters count from its first month."""
    lit = pl.lit(day)
    assert one(calendar.fiscal_year(lit, start)) == year
    assert one(calendar.fiscal_quarter(lit, start)) == quarter
    assert one(calendar.fiscal_month(lit, start)) == month


@pytest.mark.parametrize(
    ("period", "start", "first", "label"),
    [
        ("month", 4, date(2026, 2, 1), "2026-02"),
        ("quarter", 4, date(2026, 1, 1), "FY2026 Q4"),
        ("quarter", 1, date(2026, 1, 1), "2026 Q1"),
        ("quarter", 12, date(2025, 12, 1), "FY2026 Q1"),
        ("fiscal_year", 4, date(2025, 4, 1), "FY2026"),
        ("fiscal_year", 1, date(2026, 1, 1), "2026"),
        ("total", 4, None, "Total"),
    ],
)
def test_periods(period: calendar.Period, start: int, first: date | None, label: str) -> None:
    """28 February 2026 lies in the periods as counted by hand."""
    lit = pl.lit(date(2026, 2, 28))
    assert one(calendar.period_on(lit, period, start)) == first
    assert one(calendar.period_label(lit, period, start)) == label


def test_month_range_spans_a_year_end() -> None:
    """From mid November 2026 to early February 2027 there are four months."""
    months = calendar.month_range(date(2026, 11, 15), date(2027, 2, 1)).to_list()
    assert months == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


def test_working_days() -> None:
    """December 2026 has 23 weekdays, 22 without the 25th; the end is not counted; null stays."""
    first, next_year = date(2026, 12, 1), date(2027, 1, 1)
    start = pl.Series([first, date(2026, 12, 5), first, None])
    end = pl.Series([next_year, date(2026, 12, 7), first, first])
    assert calendar.working_days(start, end).to_list() == [23, 0, 0, None]
    holiday = [date(2026, 12, 25), date(2026, 12, 26)]
    assert calendar.working_days(start, end, holidays=holiday).to_list()[0] == 22
    # Sunday to Thursday: 31 days less the Fridays 4, 11, 18, 25 and Saturdays 5, 12, 19, 26 = 23.
    assert calendar.working_days(start, end, "1111001").to_list()[0] == 23


def test_fte() -> None:
    """480 hours in a quarter of 160-hour months are 1 FTE; 168 hours in 21 days of 8 hours too."""
    assert one(calendar.fte(pl.lit(480), 160, 3)) == 1.0
    assert one(calendar.fte_by_days(pl.lit(168), pl.lit(21), 8)) == 1.0
    assert one(calendar.fte_by_days(pl.lit(168), pl.lit(0), 8)) is None
