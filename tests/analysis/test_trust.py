"""How far figures can be trusted: each rule with what breaks it and what does not."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.trust import REGISTERS, trust
from pmo_core.model import REGISTERS as RECORDS
from pmo_core.model import Settings

TODAY = date(2026, 11, 23)
SOUND: dict[str, Any] = {
    "code": "P", "stage": "delivery", "is_open": True, "status_age_days": 10,
    "percent_complete": 50.0, "actual_start": date(2026, 1, 5), "planned_start": date(2026, 1, 5),
    "actual_finish": None, "actual_cost": 500.0, "forecast_cost": 1_000.0,
    "forecast_finish": date(2027, 6, 30), "rag_reported": "green", "rag_computed": "green",
}  # fmt: skip
DATES = {name: pl.Date for name in SOUND if name.endswith(("_start", "_finish"))}


def _kept(**rows: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    """The registers with these rows; a project with a budget of 1,000 unless another is given."""
    rows.setdefault("project", [{"code": "P", "name": "P", "planned_cost": 1_000}])
    return {
        name: RECORDS[name].frame(
            *(RECORDS[name].model_validate(row) for row in rows.get(name, []))
        )
        for name in REGISTERS
    }


def _rated(
    kept: dict[str, pl.DataFrame] | None = None, posted: date | None = TODAY, **changed: Any
) -> dict[str, Any]:
    """The answer for a sound project with these figures changed."""
    projects = pl.DataFrame(
        [SOUND | changed],
        schema_overrides=DATES | {"status_age_days": pl.Int64, "forecast_cost": pl.Float64},
    )
    last = pl.DataFrame(
        {"project": ["P"], "last_on": [posted]}, schema_overrides={"last_on": pl.Date}
    )
    found = trust(projects, kept or _kept(), last, as_of=TODAY, settings=Settings())
    return found.row(0, named=True)


def _elements(*costs: int | None) -> list[dict[str, Any]]:
    """Elements 1, 2 and so on with these costs, all begun."""
    return [
        {"project": "P", "code": str(n), "name": "E", "planned_cost": cost,
         "planned_start": date(2026, 2, 2)}
        for n, cost in enumerate(costs, 1)
    ]  # fmt: skip


def _progress(wbs: str, pct: float, days_ago: int = 5) -> dict[str, Any]:
    on = TODAY - timedelta(days=days_ago)
    return {"project": "P", "wbs": wbs, "data_date": on, "percent_complete": pct}


def test_nothing_speaks_against_a_sound_project() -> None:
    """A current status, current actuals and no contradiction are good."""
    assert _rated() == {
        "project": "P", "trust": "good", "trust_reason": "Nothing speaks against the figures.",
        "status_age_days": 10, "actuals_age_days": 0, "unreported_pct": 0.0, "n_contradictions": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "level", "reason"),
    [
        ({"status_age_days": 45}, "good", "Nothing speaks against the figures."),
        ({"status_age_days": 46}, "doubtful", "Status 46 days old."),
        ({"status_age_days": 90}, "doubtful", "Status 90 days old."),
        ({"status_age_days": 91}, "poor", "Status 91 days old."),
        ({"status_age_days": None}, "poor", "No status was ever reported."),
        ({"posted": TODAY - timedelta(days=62)}, "good", "Nothing speaks against the figures."),
        ({"posted": TODAY - timedelta(days=63)}, "doubtful", "Actuals 63 days old."),
        ({"posted": TODAY - timedelta(days=125)}, "poor", "Actuals 125 days old."),
        ({"posted": None}, "doubtful", "No cost or hours posted."),
        ({"posted": None, "actual_start": TODAY - timedelta(days=62)}, "good",
         "Nothing speaks against the figures."),
        ({"posted": None, "stage": "on hold"}, "good", "Nothing speaks against the figures."),
        ({"forecast_cost": 495.0}, "good", "Nothing speaks against the figures."),
        ({"forecast_cost": 450.0}, "doubtful", "Forecast cost 10 % below the cost posted."),
        ({"forecast_finish": TODAY}, "good", "Nothing speaks against the figures."),
        ({"forecast_finish": date(2026, 11, 22)}, "doubtful",
         "Forecast finish 2026-11-22 has passed."),
        ({"percent_complete": 99.9}, "good", "Nothing speaks against the figures."),
        ({"percent_complete": 100.0}, "doubtful", "100 % complete but not finished."),
        ({"rag_computed": "amber"}, "good", "Nothing speaks against the figures."),
        ({"rag_computed": "red"}, "doubtful", "Rated green, but red by rule."),
        ({"rag_computed": "red", "forecast_cost": 450.0}, "poor",
         "Forecast cost 10 % below the cost posted; rated green, but red by rule."),
        ({"percent_complete": None}, "poor", "100 % of the work due has no current progress."),
        ({"stage": "approved"}, None, "Not rated: has not begun."),
        ({"stage": "closed", "is_open": False}, None, "Not rated: has ended."),
    ],
)  # fmt: skip
def test_each_figure_of_a_project(changed: dict[str, Any], level: str | None, reason: str) -> None:
    """Each limit is passed by the one and not by the other; two contradictions are poor."""
    found = _rated(**changed)
    assert (found["trust"], found["trust_reason"]) == (level, reason)


@pytest.mark.parametrize(
    ("before", "now", "level"),
    [(49.0, 50.0, "good"), (50.0, 50.0, "good"), (51.5, 50.0, "doubtful")],
)
def test_percent_complete_of_the_project_falls(before: float, now: float, level: str) -> None:
    """Work that was done is not undone: the last two reports that give a percent are compared."""
    days = (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 13), date(2026, 12, 31))
    given = (before, now, None, 1.0)
    reports = [
        {"project": "P", "data_date": day, "percent_complete": pct}
        for day, pct in zip(days, given, strict=True)
    ]
    found = _rated(_kept(status_report=reports))
    assert found["trust"] == level
    if level == "doubtful":
        assert found["trust_reason"] == "Percent complete fell from 51.5 to 50."


def test_percent_complete_of_an_element_falls() -> None:
    """An element that falls is a contradiction; one that rises is none."""
    rows = [_progress("1", 40, 40), _progress("1", 30), _progress("2", 10, 40), _progress("2", 20)]
    found = _rated(_kept(wbs_element=_elements(500, 500), progress=rows))
    assert found["trust_reason"] == "Percent complete fell of 1 element."
    assert found["n_contradictions"] == 1


@pytest.mark.parametrize(
    ("costs", "rows", "pct", "level"),
    [
        ((810, 190), [_progress("1", 40)], 19.0, "good"),
        ((800, 200), [_progress("1", 40)], 20.0, "doubtful"),
        ((500, 500), [_progress("1", 40)], 50.0, "poor"),
        ((500, 500), [_progress("1", 40), _progress("2", 30, 46)], 50.0, "poor"),
        ((500, 500), [_progress("1", 40), _progress("2", 100, 46)], 0.0, "good"),
        ((900, None, None), [_progress("1", 40), _progress("2", 1)], 100 / 3, "doubtful"),
        ((500, 500), [], 0.0, "good"),
    ],
)
def test_work_without_progress(
    costs: tuple[int, ...], rows: list[dict[str, Any]], pct: float, level: str
) -> None:
    """By budget where each element has one, else by number; finished work needs no new progress."""
    found = _rated(_kept(wbs_element=_elements(*costs), progress=rows))
    assert found["unreported_pct"] == pytest.approx(pct)
    assert found["trust"] == level


def test_work_that_is_not_due_or_sums_up_needs_no_progress() -> None:
    """Elements of the future and those with others below them are not asked for."""
    rows = _elements(500, 500)
    rows[1]["planned_start"] = TODAY - timedelta(days=4)  # the progress is five days old
    above = {"project": "P", "code": "1.1", "name": "E", "planned_start": date(2026, 6, 1)}
    kept = _kept(wbs_element=[*rows, above | {"planned_cost": 500}], progress=[_progress("1.1", 5)])
    assert _rated(kept)["trust"] == "good"
    rows[1] |= {"planned_start": date(2026, 6, 1), "technique": "level of effort"}
    kept = _kept(wbs_element=rows, progress=[_progress("1", 5)])
    assert _rated(kept)["trust"] == "good"


@pytest.mark.parametrize(
    ("sums", "back", "level"),
    [
        ((500, 505), 0, "good"),
        ((500, 520), 0, "doubtful"),
        ((500, 480), 0, "doubtful"),
        ((500, 400), 100, "good"),
        ((500, 380), 100, "doubtful"),
        ((500, None), 0, "good"),
    ],
)
def test_elements_against_the_budget(sums: tuple[int, ...], back: int, level: str) -> None:
    """The elements are the budget, less what the baseline keeps back; not compared with gaps."""
    base = {"project": "P", "number": 1, "approved_on": date(2026, 1, 5)}
    base |= {"management_reserve": back / 2, "undistributed_budget": back / 2}
    kept = _kept(wbs_element=_elements(*sums), baseline=[base])
    assert _rated(kept)["trust"] == level


@pytest.mark.parametrize(("ev", "level"), [(1_000, "good"), (1_010, "good"), (1_100, "doubtful")])
def test_more_earned_than_the_budget(ev: int, level: str) -> None:
    """What another tool measured last is compared with its budget; it also counts as actuals."""
    rows = [
        {"project": "P", "data_date": day, "earned_value": value, "measured_cost": 900,
         "budget_at_completion": 1_000}
        for day, value in ((date(2026, 10, 31), 9_999), (date(2026, 11, 13), ev))
    ]  # fmt: skip
    found = _rated(_kept(earned_value=rows), posted=None, percent_complete=None)
    assert (found["trust"], found["actuals_age_days"]) == (level, 10)


def test_a_baseline_that_is_approved_later_keeps_nothing_back_yet() -> None:
    """800 of 1,000 is too little today, though a reserve of 200 is approved tomorrow."""
    later = {"project": "P", "number": 1, "approved_on": TODAY + timedelta(days=1),
             "management_reserve": 200}  # fmt: skip
    kept = _kept(wbs_element=_elements(800), baseline=[later])
    assert "sum to 80 % of the budget" in _rated(kept)["trust_reason"]
