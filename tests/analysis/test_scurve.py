"""Running totals and sparklines, by hand."""

from datetime import date

import polars as pl

from pmo_core.analysis.scurve import s_curve, trend

FACTS = pl.DataFrame(
    {
        "month": [date(2026, m, 1) for m in (9, 9, 10, 10, 11, 12)],
        "planned": [10.0, None, 20.0, None, 30.0, None],
        "actual": [None, 8.0, None, 16.0, None, None],
        "forecast": [None, None, None, None, 25.0, 15.0],
    }
)


def line(frame: pl.DataFrame, measure: str) -> list[tuple[date, float]]:
    return frame.filter(pl.col("measure") == measure).select("day", "value").rows()


def test_running_totals_at_month_ends() -> None:
    """Planned 10, 30, 60, 60; actual 8, 24; forecast from 24 on 31 October: +25 = 49, +15 = 64."""
    found = s_curve(FACTS, date(2026, 10, 31))
    sep, octo, nov, dec = (date(2026, m, d) for m, d in ((9, 30), (10, 31), (11, 30), (12, 31)))
    assert line(found, "Planned") == [(sep, 10.0), (octo, 30.0), (nov, 60.0), (dec, 60.0)]
    assert line(found, "Actual") == [(sep, 8.0), (octo, 24.0)]
    assert line(found, "Forecast") == [(octo, 24.0), (nov, 49.0), (dec, 64.0)]


def test_in_the_middle_of_a_month() -> None:
    """On 15 October actual ends on the 15th; the rest of October's forecast comes by the 31st."""
    facts = FACTS.with_columns(
        forecast=pl.when(pl.col("actual") == 16.0).then(5.0).otherwise("forecast")
    )
    found = s_curve(facts, date(2026, 10, 15))
    assert line(found, "Actual")[-1] == (date(2026, 10, 15), 24.0)
    assert line(found, "Forecast")[:3] == [
        (date(2026, 10, 15), 24.0), (date(2026, 10, 31), 29.0), (date(2026, 11, 30), 54.0),
    ]  # fmt: skip


def test_a_project_that_has_not_begun() -> None:
    """Without actuals the forecast begins at zero on the day; nothing known gives no rows."""
    later = FACTS.filter(pl.col("month") >= date(2026, 11, 1))
    found = s_curve(later, date(2026, 10, 31))
    assert line(found, "Actual") == []
    assert line(found, "Forecast")[0] == (date(2026, 10, 31), 0.0)
    assert s_curve(FACTS.clear(), date(2026, 10, 31)).is_empty()


def test_trend_fills_months_without_lines() -> None:
    """Four months to January: October 1 + 2, nothing in November, December 3, January 4."""
    days = [(10, 2026), (10, 2026), (12, 2026), (1, 2027), (9, 2026)]
    actual = pl.DataFrame(
        {
            "project": ["A"] * 4 + ["B"],
            "month": [date(year, month, 1) for month, year in days],
            "actual": [1.0, 2.0, 3.0, 4.0, 9.0],
        }
    )
    found = trend(actual, date(2027, 1, 15), 4)
    assert found.rows() == [("A", [3.0, 0.0, 3.0, 4.0])]
