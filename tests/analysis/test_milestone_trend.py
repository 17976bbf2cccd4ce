"""How milestones moved from report to report, worked out by hand."""

from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.milestone_trend import slips, trend
from pmo_core.model import Milestone, MilestoneForecast

TODAY = date(2026, 6, 30)
MARCH, APRIL, MAY, JUNE = (date(2026, month, 28) for month in (3, 4, 5, 6))


def _milestones(*rows: dict[str, Any]) -> pl.DataFrame:
    return Milestone.frame(*(Milestone(project="P", **{"name": "M", **row}) for row in rows))


def _told(*rows: tuple[str, date, date]) -> pl.DataFrame:
    return MilestoneForecast.frame(
        *(MilestoneForecast(project="P", milestone=m, data_date=on, forecast_on=day)
          for m, on, day in rows)
    )  # fmt: skip


KEPT = _milestones(
    {"code": "B", "planned_on": date(2026, 9, 1)},
    {"code": "A", "planned_on": date(2026, 5, 1), "achieved_on": date(2026, 5, 11)},
    {"code": "C", "planned_on": date(2026, 6, 1)},
    {"code": "D"},
)
TOLD = _told(
    ("A", MARCH, date(2026, 5, 1)), ("A", APRIL, date(2026, 5, 8)), ("A", MAY, date(2026, 5, 20)),
    ("B", MARCH, date(2026, 9, 1)), ("B", APRIL, date(2026, 9, 15)), ("B", JUNE, date(2026, 9, 10)),
    ("B", date(2026, 7, 28), date(2027, 1, 1)),
)  # fmt: skip


def test_a_line_ends_on_the_diagonal() -> None:
    """Once reached on 11 May, the milestone stands there on both axes; later words do not count."""
    rows = trend(KEPT, TOLD, TODAY).filter(code="A")
    assert rows.select("data_date", "expected_on", "is_reached").rows() == [
        (MARCH, date(2026, 5, 1), False), (APRIL, date(2026, 5, 8), False),
        (date(2026, 5, 11), date(2026, 5, 11), True),
    ]  # fmt: skip


def test_what_is_told_later_is_left_out() -> None:
    """A report after the day is not known yet."""
    rows = trend(KEPT, TOLD, TODAY).filter(code="B")
    assert rows["data_date"].to_list() == [MARCH, APRIL, JUNE]


def test_slip_and_movement() -> None:
    """A was 10 days late and 3 after its last forecast; B is 9 late and came back 5 of 14 days."""
    found = slips(KEPT, TOLD, TODAY)
    assert found.select("code", "forecast_on", "slip_days", "moved_days", "n_forecasts").rows() == [
        ("A", None, 10, 3, 2),
        ("C", None, 29, None, 0),
        ("B", date(2026, 9, 10), 9, -5, 3),
        ("D", None, None, None, 0),
    ]
    assert found.filter("is_overdue")["code"].to_list() == ["C"]


def test_the_day_counts_for_what_is_reached() -> None:
    """Seen on 30 April, A is not reached yet, and its slip is that of its forecast."""
    found = slips(KEPT, TOLD, date(2026, 4, 30)).filter(code="A")
    assert found.select("forecast_on", "achieved_on", "slip_days").row(0) == (
        date(2026, 5, 8), None, 7,
    )  # fmt: skip


def test_a_forecast_that_has_passed_is_no_forecast_any_more() -> None:
    """Planned for 1 June, expected on the 8th, not reached on the 30th: 29 days late, not 7."""
    late = slips(KEPT, _told(("C", MAY, date(2026, 6, 8))), TODAY).filter(code="C")
    assert late.select("slip_days", "is_overdue").row(0) == (29, True)


def test_without_milestones_there_is_nothing() -> None:
    """Empty registers give empty frames with all columns."""
    assert trend(_milestones(), _told(), TODAY).is_empty()
    assert slips(_milestones(), _told(), TODAY).columns[-1] == "is_overdue"
