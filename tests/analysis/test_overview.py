"""The overview of all projects; dates and sums computed by hand."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.analysis.overview import headline, overview
from pmo_core.model import REGISTERS, Settings

AS_OF = date(2026, 10, 31)
RATES = pl.DataFrame(
    {
        "currency": ["USD", "USD"],
        "valid_from": [date(2026, 1, 1), date(2026, 11, 1)],
        "rate": [0.9, 2.0],
    }
)
SPENT = pl.DataFrame({"project": ["A", "U"], "actual_cost": [60.0, 90.0]})


def rows(register: str, *given: dict[str, object]) -> pl.DataFrame:
    """Make a frame of a register; fields that are not given are null."""
    return pl.DataFrame(list(given), schema=REGISTERS[register].polars_schema())


def one(
    project: dict[str, object], *reports: dict[str, object], **settings: object
) -> dict[str, object]:
    """Give the overview's row of a single project A in delivery."""
    found = overview(
        rows("project", {"code": "A", "name": "a", "stage": "delivery"} | project),
        rows("status_report", *({"project": "A"} | report for report in reports)),
        SPENT,
        RATES,
        as_of=AS_OF,
        settings=Settings.model_validate(settings),
    )
    return found.row(0, named=True)


PLAN = {"planned_cost": 100, "planned_finish": date(2026, 12, 31)}


def test_figures_of_a_running_project() -> None:
    """Planned 100, forecast 112, spent 60; due 31 December, forecast for 20 January: 20 days."""
    report = {
        "data_date": date(2026, 9, 30), "forecast_cost": 112, "percent_complete": 55.0,
        "forecast_finish": date(2027, 1, 20), "rag": "green", "comment": "Fine.",
    }  # fmt: skip
    row = one(PLAN, report)
    expected = {
        "planned_cost": 100.0, "forecast_cost": 112.0, "actual_cost": 60.0, "remaining_cost": 52.0,
        "cost_variance": -12.0, "spent_pct": 60.0, "slip_days": 20, "schedule_variance_days": -20,
        "overdue_days": None, "status_age_days": 31, "percent_complete": 55.0, "is_open": True,
        "is_stale": False, "rag_reported": "green", "rag_computed": "amber", "rag": "green",
        "comment": "Fine.", "n_withheld": 0, "n_without_rate": 0,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["cost_overrun_pct"] == pytest.approx(12)
    assert row["cost_variance_pct"] == pytest.approx(-12)
    assert row["rag_reason"] == (
        "Amber: cost 12.0 % over plan (amber from 5 %); finish 20 days late (amber from 14 days)."
    )


def test_latest_report_not_after_the_day_counts() -> None:
    """Of reports of September, October and November the one of October counts on 31 October."""
    reports = [
        {"data_date": date(2026, month, 28), "forecast_cost": 100 + month} for month in (11, 9, 10)
    ]
    assert one(PLAN, *reports)["forecast_cost"] == 110.0


def test_plan_and_forecast_share_one_rate() -> None:
    """100 and 110 USD at 0.9 are 90 and 99: ten percent over, whatever rates did or will do."""
    row = one(
        PLAN | {"currency": "USD"},
        {"data_date": date(2026, 10, 31), "forecast_cost": 110, "currency": "USD"},
    )
    assert (row["planned_cost"], row["forecast_cost"]) == (90.0, pytest.approx(99.0))
    assert row["cost_overrun_pct"] == pytest.approx(10)


def test_amounts_without_a_rate_are_not_known() -> None:
    """Three amounts in a currency without a rate are null and counted."""
    row = one(
        PLAN | {"currency": "JPY", "forecast_cost": 5},
        {"data_date": date(2026, 10, 31), "forecast_cost": 110, "currency": "JPY"},
    )
    assert (row["planned_cost"], row["forecast_cost"], row["cost_variance"]) == (None, None, None)
    assert row["n_without_rate"] == 3


def test_overdue_work_slips_with_each_day() -> None:
    """Due 30 September, forecast 15 October, open on 31 October: 31 days late, not 15."""
    row = one(
        {"planned_finish": date(2026, 9, 30)},
        {"data_date": date(2026, 10, 31), "forecast_finish": date(2026, 10, 15)},
    )
    assert (row["slip_days"], row["overdue_days"]) == (31, 31)


def test_overdue_work_without_a_forecast_is_late_all_the_same() -> None:
    """Due 30 August, open on 31 October, no finish forecast: 62 days late, so red."""
    row = one({"planned_finish": date(2026, 8, 30)}, {"data_date": AS_OF, "forecast_cost": 1})
    assert (row["slip_days"], row["overdue_days"], row["rag_computed"]) == (62, 62, "red")


def test_nothing_comes_to_a_finished_project() -> None:
    """A closed project has spent 60 of 112: it has nothing left, an open one 52."""
    report = {"data_date": AS_OF, "forecast_cost": 112}
    assert one(PLAN | {"stage": "closed"}, report)["remaining_cost"] is None
    assert one(PLAN, report)["remaining_cost"] == 52.0


def test_an_actual_finish_after_the_day_is_a_forecast() -> None:
    """Entered in advance, it does not close the project before its day."""
    ahead = {"planned_finish": date(2026, 11, 20), "actual_finish": date(2026, 11, 30)}
    row = one(ahead, {"data_date": AS_OF, "forecast_cost": 112})
    assert (row["is_open"], row["slip_days"], row["remaining_cost"]) == (True, 10, 52.0)


def test_without_a_plan_there_is_no_percentage() -> None:
    """Planned 0: the variance is known, its percentages are not, never 0 or infinite."""
    row = one({"planned_cost": 0}, {"data_date": AS_OF, "forecast_cost": 5})
    percents = ("cost_variance_pct", "cost_overrun_pct", "spent_pct")
    assert row["cost_variance"] == -5.0
    assert [row[name] for name in percents] == [None] * 3


def test_finished_work_counts_its_actual_finish() -> None:
    """Due 30 September, finished 15 October: 15 days late; not overdue, never stale."""
    row = one(
        {
            "planned_finish": date(2026, 9, 30),
            "actual_finish": date(2026, 10, 15),
            "stage": "closed",
        },
        {"data_date": date(2026, 1, 31), "forecast_finish": date(2026, 9, 1)},
    )
    assert (row["slip_days"], row["overdue_days"]) == (15, None)
    assert (row["is_open"], row["is_stale"], row["status_age_days"]) == (False, False, 273)


def test_without_a_stage_a_past_projection_is_taken_as_actual() -> None:
    """A register without stages: due 30 September, projected 15 October, seen on the 31st: 15."""
    row = one(
        {"planned_finish": date(2026, 9, 30), "forecast_finish": date(2026, 10, 15), "stage": None}
    )
    assert (row["slip_days"], row["overdue_days"], row["rag_computed"]) == (15, None, "amber")


@pytest.mark.parametrize(
    ("project", "report", "rag", "reason"),
    [
        ({}, {"forecast_cost": 115}, "red",
         "Red: cost 15.0 % over plan (red from 15 %)."),
        ({}, {"forecast_cost": 114.99}, "amber",
         "Amber: cost 14.9 % over plan (amber from 5 %)."),
        ({}, {"forecast_cost": Decimal("166.766")}, "red",
         "Red: cost 66.8 % over plan (red from 15 %)."),
        ({}, {"forecast_cost": 105}, "amber",
         "Amber: cost 5.0 % over plan (amber from 5 %)."),
        ({"planned_cost": Decimal("0.3")}, {"forecast_cost": Decimal("0.315")}, "amber",
         "Amber: cost 5.0 % over plan (amber from 5 %)."),
        ({}, {"forecast_cost": Decimal("104.99")}, "green",
         "Green: nothing beyond a limit; slip not known."),
        ({}, {"forecast_finish": date(2027, 2, 28)}, "amber",
         "Amber: finish 59 days late (amber from 14 days)."),
        ({}, {"forecast_finish": date(2027, 1, 13)}, "green",
         "Green: nothing beyond a limit; cost overrun not known."),
        ({}, {"forecast_cost": 104, "forecast_finish": date(2026, 12, 31)}, "green",
         "Green: cost and finish within the limits."),
        ({}, {"forecast_cost": 104}, "green",
         "Green: nothing beyond a limit; slip not known."),
        ({}, {"forecast_finish": date(2027, 3, 1)}, "red",
         "Red: finish 60 days late (red from 60 days)."),
        ({}, {"forecast_finish": date(2027, 1, 14)}, "amber",
         "Amber: finish 14 days late (amber from 14 days)."),
        ({}, {"forecast_cost": 90, "data_date": date(2026, 9, 16)}, "green",
         "Green: nothing beyond a limit; slip not known."),
        ({}, {"forecast_cost": 90, "data_date": date(2026, 9, 15)}, "amber",
         "Amber: status 46 days old (stale after 45 days)."),
        ({"planned_cost": None, "planned_finish": None}, {"forecast_cost": 90}, None,
         "Not rated: neither cost overrun nor slip is known."),
        ({"planned_cost": 0}, {"forecast_cost": 90}, None,
         "Not rated: neither cost overrun nor slip is known."),
        ({"stage": "proposed"}, {"forecast_cost": 190}, None, "Not rated: has not begun."),
    ],
)  # fmt: skip
def test_rating_names_rule_and_figures(
    project: dict[str, object], report: dict[str, object], rag: str | None, reason: str
) -> None:
    """Each limit counts from its value on, and the reason names limit and figure."""
    row = one(PLAN | project, {"data_date": AS_OF} | report)
    assert (row["rag_computed"], row["rag_reason"]) == (rag, reason)


def test_delivery_without_any_report_is_stale() -> None:
    """A project in delivery that never reported is amber; the settings' limits are used."""
    row = one(PLAN | {"forecast_cost": 108}, amber_cost_pct=10)
    assert row["is_stale"]
    assert row["rag_reason"] == "Amber: no status."


def test_withheld_amounts_are_counted() -> None:
    """One amount withheld in the register and two in the report make three."""
    row = one(
        {"withheld": "planned_cost: Exempt"},
        {"data_date": AS_OF, "withheld": "planned_cost: Exempt; forecast_cost: Exempt"},
    )
    assert row["n_withheld"] == 3


def test_headline_counts_what_is_missing() -> None:
    """A 100/112, B 50/-, C -/-: planned 150 (1 of 3 missing), variance only over A: -12."""
    project = rows(
        "project",
        {"code": "C", "name": "c"},
        {"code": "A", "name": "a", "planned_cost": 100, "forecast_cost": 112},
        {"code": "B", "name": "b", "planned_cost": 50},
    )
    found = overview(
        project,
        rows("status_report"),
        SPENT,
        RATES,
        as_of=AS_OF,
        settings=Settings.model_validate({}),
    )
    assert found["code"].to_list() == ["A", "B", "C"]
    figures = {figure.name: figure for figure in headline(found)}
    assert (figures["planned_cost"].value, figures["planned_cost"].note) == (
        150.0,
        "1 of 3 without budget",
    )
    assert (figures["actual_cost"].value, figures["actual_cost"].n_missing) == (60.0, 2)
    assert (figures["cost_variance"].value, figures["cost_variance"].n_known) == (-12.0, 1)
    nothing = {figure.name: figure for figure in headline(found.filter(pl.col("code") == "C"))}
    assert nothing["planned_cost"].value is None
    assert nothing["planned_cost"].note == "1 of 1 without budget"
