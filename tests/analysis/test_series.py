"""Planned, actual and forecast by month, computed by hand."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis import series

AS_OF = date(2026, 10, 31)


def test_a_quarter_of_budget_is_three_equal_months() -> None:
    """900 for the quarter from October is 300 a month, across the year's end where need be."""
    budget = pl.DataFrame(
        {
            "project": ["A", "A", "B"],
            "category": ["L", "H", ""],
            "period_on": [date(2026, 11, 1), date(2026, 11, 1), date(2026, 10, 1)],
            "n_months": [3, 1, 1],
            "amount": [900, None, 50],
        }
    )
    assert series.planned(budget).rows() == [
        ("A", "L", date(2026, 11, 1), 300.0),
        ("A", "L", date(2026, 12, 1), 300.0),
        ("A", "L", date(2027, 1, 1), 300.0),
        ("A", "H", date(2026, 11, 1), None),
        ("B", "", date(2026, 10, 1), 50.0),
    ]


def test_actual_is_null_only_where_no_line_is_known() -> None:
    """Two lines without a rate and nothing else: null; one of them known: the known part."""
    month = date(2026, 10, 1)
    months = pl.DataFrame(
        {
            "project": ["A", "B", "B"],
            "category": ["L"] * 3,
            "role": [""] * 3,
            "month": [month] * 3,
            "cost_base": [0, 0, 70],
            "hours": [5, 0, 0],
            "n_lines": [2, 1, 1],
            "n_without_cost": [1, 0, 0],
            "n_without_rate": [1, 1, 0],
            "n_without_hours": [0, 1, 1],
        }
    )
    assert series.actual(months)["actual"].to_list() == [None, 70.0]
    assert series.actual(months, "hours", name="hours")["hours"].to_list() == [5.0, None]


def frame(cost: float | None, spent: float | None, finish: date | None) -> pl.DataFrame:
    schema = {
        "code": pl.String, "forecast_cost": pl.Float64, "actual_cost": pl.Float64,
        "forecast_finish": pl.Date,
    }  # fmt: skip
    return pl.DataFrame([("A", cost, spent, finish)], schema=schema, orient="row")


def test_forecast_is_spread_by_working_days() -> None:
    """ETC 310 - 0 to 14 December: November has 21 working days, December 10, so 210 and 100."""
    found, findings = series.forecast(frame(410, 100, date(2026, 12, 14)), AS_OF)
    assert found.rows() == [
        ("A", date(2026, 11, 1), pytest.approx(210)),
        ("A", date(2026, 12, 1), pytest.approx(100)),
    ]
    assert findings == ()


def test_holidays_do_not_carry_work() -> None:
    """With 1 to 3 December free, December has 7 days of 28: 300 x 21 / 28 = 225 and 75."""
    free = [date(2026, 12, day) for day in (1, 2, 3)]
    found, _ = series.forecast(frame(300, None, date(2026, 12, 14)), AS_OF, holidays=free)
    assert found["forecast"].to_list() == [pytest.approx(225), pytest.approx(75)]


def test_what_is_spread_sums_to_what_is_left() -> None:
    """Over any number of months the parts add up to forecast less actual."""
    found, _ = series.forecast(frame(1000, 123, date(2028, 3, 9)), date(2026, 10, 14))
    assert found["forecast"].sum() == pytest.approx(877)
    assert found["month"][0] == date(2026, 10, 1)
    assert found["month"][-1] == date(2028, 3, 1)


@pytest.mark.parametrize(
    ("projects", "rows", "codes"),
    [
        (frame(90, 100, date(2027, 1, 1)), [], ["forecast_below_actual"]),
        (frame(150, 100, None), [("A", None, 50.0)], ["forecast_finish_missing"]),
        (frame(150, 100, date(2026, 9, 30)), [("A", date(2026, 11, 1), 50.0)],
         ["forecast_finish_passed"]),
        (frame(150, 100, date(2025, 10, 31)), [("A", date(2026, 11, 1), 50.0)],
         ["forecast_finish_passed"]),
        (frame(150, 100, date(2025, 10, 30)), [("A", None, 50.0)],
         ["forecast_finish_long_passed"]),
        (frame(150, 100, date(2026, 11, 1)), [("A", date(2026, 11, 1), 50.0)], []),
        (frame(None, 100, date(2027, 1, 1)), [], []),
        (frame(100, 100, None), [], []),
    ],
    ids=["overrun", "no finish", "finish passed", "finish passed a year ago",
         "finish passed longer ago", "only a Sunday left", "no forecast", "all spent"],
)  # fmt: skip
def test_contradictions_are_findings(
    projects: pl.DataFrame, rows: list[tuple[object, ...]], codes: list[str]
) -> None:
    """Nothing negative is ever spread, and what contradicts itself is said with the project."""
    found, findings = series.forecast(projects, AS_OF)
    assert found.rows() == rows
    assert [finding.code for finding in findings] == codes
    assert all(finding.value == "A" for finding in findings)


@pytest.mark.parametrize(
    ("start", "finish", "parts"),
    [
        (date(2026, 11, 30), date(2027, 1, 1),
         {date(2026, 11, 1): 40.0, date(2026, 12, 1): 40.0, date(2027, 1, 1): 40.0}),
        (date(2026, 11, 30), None, {date(2026, 11, 1): 120.0}),
        (date(2026, 11, 30), date(2026, 2, 1), {date(2026, 11, 1): 120.0}),
        (None, date(2027, 1, 1), {None: 120.0}),
    ],
    ids=["three months", "no finish", "finish before start", "no start"],
)  # fmt: skip
def test_planned_cost_without_budget_lines_is_spread_evenly(
    start: date | None, finish: date | None, parts: dict[date | None, float]
) -> None:
    """120 over November to January is 40 a month; what has no known time keeps its amount."""
    schema = {
        "code": pl.String, "planned_cost": pl.Float64, "planned_start": pl.Date,
        "planned_finish": pl.Date,
    }  # fmt: skip
    rows = [("A", 120.0, start, finish), ("B", None, start, finish)]
    found = series.evenly(pl.DataFrame(rows, schema=schema, orient="row"))
    assert set(found["project"]) == {"A"}
    assert set(found["category"]) == {""}
    assert dict(found.select("month", "planned").rows()) == parts


def test_combined_keeps_what_is_not_known_null() -> None:
    """Facts below each other: amounts stay null, category and role become empty."""
    one = pl.DataFrame({"project": ["A"], "category": ["L"], "planned": [1.0]})
    two = pl.DataFrame({"project": ["B"], "forecast": [2.0]})
    assert series.combined(one, two).rows() == [("A", "L", 1.0, None), ("B", "", None, 2.0)]
