"""Broken tolerances: since when, by which forecast, and until when a decision holds."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.tolerances import exceptions, limits
from pmo_core.model import REGISTERS, Settings

AS_OF = date(2026, 11, 23)
FINISH = date(2026, 12, 31)
SETTINGS = Settings()
MONTHS = [date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)]


def rows(register: str, *given: dict[str, Any]) -> pl.DataFrame:
    """Make a frame of a register; fields that are not given are null."""
    return pl.DataFrame(list(given), schema=REGISTERS[register].polars_schema())


def portfolio(*given: dict[str, Any]) -> pl.DataFrame:
    """Make projects in delivery that are planned to cost 100 and to end with the year."""
    known = {
        "code": pl.String, "name": pl.String, "portfolio": pl.String, "stage": pl.String,
        "manager": pl.String, "is_open": pl.Boolean, "planned_cost": pl.Float64,
        "forecast_cost": pl.Float64, "actual_cost": pl.Float64, "planned_finish": pl.Date,
        "forecast_finish": pl.Date,
    }  # fmt: skip
    usual = {"code": "A", "name": "Alpha", "stage": "delivery", "is_open": True,
             "planned_cost": 100.0, "planned_finish": FINISH}  # fmt: skip
    return pl.DataFrame([{**usual, **one} for one in given], schema=known)


def reports(*costs: float | None, **more: Any) -> pl.DataFrame:
    """Make the reports of A, one a month from June, with the cost that each forecast."""
    return rows(
        "status_report",
        *(
            {"project": "A", "data_date": day, "forecast_cost": cost, **more}
            for day, cost in zip(MONTHS, costs, strict=False)
        ),
    )


def baselines(*given: tuple[date, float, str]) -> pl.DataFrame:
    """Make the baselines of A from day, cost and scope; all end with the year."""
    return rows(
        "baseline",
        *(
            {"project": "A", "number": n, "approved_on": day, "planned_cost": cost,
             "planned_finish": FINISH, "scope": scope}
            for n, (day, cost, scope) in enumerate(given, 1)
        ),
    )  # fmt: skip


def found(
    projects: pl.DataFrame, history: pl.DataFrame | None = None, **kept: pl.DataFrame
) -> list[dict[str, Any]]:
    """Give the exceptions as of 23 November."""
    return exceptions(
        projects, history if history is not None else rows("status_report"),
        kept.get("tolerances", rows("tolerance")), kept.get("baselines", rows("baseline")),
        settings=SETTINGS, as_of=AS_OF, decisions=kept.get("decisions"),
    ).to_dicts()  # fmt: skip


def decided(on: date, subject: str = "cost", **more: Any) -> dict[str, Any]:
    """Give a decision about an exception of A."""
    return {"code": "D-1", "board": "SC", "decided_on": on, "about": "exception", "project": "A",
            "subject": subject, "outcome": "go", **more}  # fmt: skip


def test_exactly_the_limit_is_tolerated() -> None:
    """Ten percent over is not beyond ten; a cent more is."""
    assert found(portfolio({"forecast_cost": 110.0})) == []
    (row,) = found(portfolio({"forecast_cost": 110.01}))
    assert (row["measure"], row["deviation"], row["tolerated"]) == ("cost", 10.01, 10.0)
    assert row["beyond_cost"] == pytest.approx(0.01)
    assert (
        row["reason"] == "Forecast cost is 10.1 % over the plan (no baseline); 10 % is tolerated."
    )


def test_a_baseline_of_later_is_not_known_yet() -> None:
    """95 is within the plan of 100 of today, whatever will be approved in December."""
    later = baselines((date(2026, 12, 1), 50.0, ""))
    assert found(portfolio({"forecast_cost": 95.0}), baselines=later) == []


def test_since_is_the_first_report_after_the_last_that_kept_it() -> None:
    """June broken, July kept, August unknown, September broken: since September, one report."""
    (row,) = found(portfolio({"forecast_cost": 130.0}), reports(130, 100, None, 130))
    assert (row["since_on"], row["n_reports"], row["age_days"]) == (MONTHS[3], 1, 54)
    (row,) = found(portfolio({"forecast_cost": 130.0}), reports(100, 120, None, 130))
    assert (row["since_on"], row["n_reports"]) == (MONTHS[1], 2)


def test_what_only_today_shows_is_since_today() -> None:
    """Reports say 100, but 115 is spent: broken as of today, in no report, by what is spent."""
    (row,) = found(portfolio({"forecast_cost": 100.0, "actual_cost": 115.0}), reports(100, 100))
    assert (row["since_on"], row["n_reports"]) == (AS_OF, 0)
    assert (row["deviation"], row["forecast_source"]) == (15.0, "spent already")
    assert row["reason"].startswith("What is spent already is 15 % over")


def test_whose_forecast_it_is_is_said() -> None:
    """The manager's where the latest report has one, else the project's own."""
    (row,) = found(portfolio({"forecast_cost": 130.0}), reports(130))
    assert row["forecast_source"] == "manager's forecast"
    (row,) = found(portfolio({"forecast_cost": 130.0}), reports(None))
    assert row["forecast_source"] == "the project's own forecast"


def test_overdue_is_since_the_day_on_which_the_calendar_passed_the_limit() -> None:
    """Planned for 1 October, no report: 53 days late today, beyond 30 since 1 November."""
    late = {"planned_finish": date(2026, 10, 1)}
    (row,) = found(portfolio(late))
    assert (row["measure"], row["deviation"], row["since_on"]) == ("time", 53.0, date(2026, 11, 1))
    assert row["forecast_source"] == "overdue today"
    passed = {**late, "forecast_finish": date(2026, 10, 20)}
    assert found(portfolio(passed))[0]["deviation"] == 53.0


def test_without_a_stage_a_forecast_that_has_passed_is_the_finish() -> None:
    """As on the Overview: 19 days late are tolerated, 40 are not and do not grow."""
    given = {"stage": None, "planned_finish": date(2026, 10, 1)}
    assert found(portfolio({**given, "forecast_finish": date(2026, 10, 20)})) == []
    (row,) = found(portfolio({**given, "forecast_finish": date(2026, 11, 10)}))
    assert row["deviation"] == 40.0


def test_an_approved_change_mends_it_and_the_first_baseline_is_still_told() -> None:
    """130 is 30 percent over the first baseline and 8.3 over the second, of August."""
    kept = baselines((date(2026, 1, 5), 100, "One"), (date(2026, 8, 10), 120, "One"))
    now = portfolio({"forecast_cost": 135.0})
    (row,) = [one for one in found(now, reports(130, 130, 130, 135), baselines=kept)
              if one["measure"] == "cost"]  # fmt: skip
    assert (row["deviation"], row["first_deviation"], row["baseline_number"]) == (12.5, 35.0, 2)
    assert row["since_on"] == MONTHS[3]
    assert "35 % from the first baseline" in row["reason"]
    mended = found(portfolio({"forecast_cost": 130.0}), reports(130, 130, 130), baselines=kept)
    assert [one["measure"] for one in mended] == []


def test_a_baseline_that_does_not_mend_leaves_since_as_it_is() -> None:
    """Broken before and after the new baseline, without a day on which it was kept."""
    kept = baselines((date(2026, 1, 5), 100, "One"), (date(2026, 8, 10), 105, "One"))
    (row,) = found(portfolio({"forecast_cost": 150.0}), reports(150, 150, 150), baselines=kept)
    assert (row["since_on"], row["n_reports"]) == (MONTHS[0], 3)


def test_scope_is_measured_item_by_item_against_the_first_baseline() -> None:
    """Of four items one is dropped and one added: 50 percent, since the day of the baseline."""
    kept = baselines(
        (date(2026, 1, 5), 100, "a\nb\nc\nd"), (date(2026, 8, 10), 100, "a\nb\nc\n e ")
    )
    (row,) = found(portfolio({}), reports(100, 100, 100), baselines=kept)
    assert (row["measure"], row["deviation"], row["since_on"]) == ("scope", 50.0, date(2026, 8, 10))
    assert row["reason"].startswith("Items added or dropped since the first baseline are 50 %")


def test_scope_without_items_is_measured_by_what_approved_changes_cost() -> None:
    """A scope of one line lists nothing: 130 against 100 is 30 percent."""
    kept = baselines((date(2026, 1, 5), 100, "All of it"), (date(2026, 8, 10), 130, "All\nMore"))
    (row,) = found(portfolio({}), baselines=kept)
    assert (row["measure"], row["deviation"]) == ("scope", 30.0)
    assert "whose scope is not listed" in row["reason"]


def test_a_project_without_its_own_tolerance_takes_that_of_the_settings() -> None:
    """A tolerates 50 percent of cost itself and the usual days; B all as usual."""
    own = rows("tolerance", {"project": "A", "cost_pct": 50.0})
    table = limits(pl.Series(["A", "B"]), own, SETTINGS).sort("project", "measure")
    assert table.select("measure", "tolerated", "is_own").rows() == [
        ("cost", 50.0, True), ("scope", 20.0, False), ("time", 30.0, False),
        ("cost", 10.0, False), ("scope", 20.0, False), ("time", 30.0, False),
    ]  # fmt: skip
    both = portfolio({"forecast_cost": 140.0}, {"code": "B", "forecast_cost": 140.0})
    assert [row["project"] for row in found(both, tolerances=own)] == ["B"]


def test_what_has_ended_has_no_exception_and_what_is_not_known_breaks_nothing() -> None:
    """A closed project, one without a plan and one without a forecast."""
    ended = {"is_open": False, "stage": "closed", "forecast_cost": 200.0}
    bare = {"code": "B", "planned_cost": None, "planned_finish": None, "forecast_cost": 9.0}
    assert found(portfolio(ended, bare, {"code": "C"})) == []


@pytest.mark.parametrize(
    ("cost_now", "state"), [(130.0, "decided"), (140.0, "decided"), (140.1, "open")]
)
def test_a_decision_holds_until_it_is_worse_by_another_tolerance(
    cost_now: float, state: str
) -> None:
    """Decided at 30 percent with 10 tolerated: it holds up to 40."""
    history = pl.concat([reports(130, 130), rows(
        "status_report", {"project": "A", "data_date": MONTHS[3], "forecast_cost": cost_now}
    )])  # fmt: skip
    (row,) = found(
        portfolio({"forecast_cost": cost_now}), history,
        decisions=rows("decision", decided(date(2026, 8, 4))),
    )  # fmt: skip
    assert (row["exception_state"], row["decision"], row["outcome"]) == (state, "D-1", "go")


def test_a_decision_before_it_was_mended_or_about_something_else_does_not_hold() -> None:
    """Mended in August and broken anew; about time; superseded; before it was broken."""
    now, anew = portfolio({"forecast_cost": 130.0}), reports(130, 130, 100, 130)
    early = decided(date(2026, 7, 1))
    (row,) = found(now, anew, decisions=rows("decision", early))
    assert (row["exception_state"], row["decision"]) == ("open", "D-1")
    going = reports(100, 130, 130, 130)
    for kept in (
        [decided(date(2026, 8, 4), "time")],
        [decided(date(2026, 8, 4)), decided(date(2026, 8, 5), code="D-2", supersedes="D-1",
                                            about="project")],
        [early],
    ):  # fmt: skip
        (row,) = found(now, going, decisions=rows("decision", *kept))
        assert row["exception_state"] == "open"
    (row,) = found(now, going, decisions=rows("decision", decided(date(2026, 8, 4))))
    assert row["exception_state"] == "decided"


def test_a_decision_about_what_no_report_shows_holds_the_day_after() -> None:
    """Overdue without any report: 45 days on the day of the decision, 53 today."""
    kept = rows("decision", decided(date(2026, 11, 15), "time"))
    (row,) = found(portfolio({"planned_finish": date(2026, 10, 1)}), decisions=kept)
    assert row["exception_state"] == "decided"
    spent = portfolio({"forecast_cost": 100.0, "actual_cost": 115.0})
    (row,) = found(spent, decisions=rows("decision", decided(date(2026, 11, 15))))
    assert row["exception_state"] == "decided"


def test_the_longest_broken_comes_first_and_an_empty_portfolio_is_empty() -> None:
    """Time since 1 November before cost as of today."""
    both = portfolio({"planned_finish": date(2026, 10, 1), "forecast_cost": 150.0})
    assert [row["measure"] for row in found(both)] == ["time", "cost"]
    assert found(portfolio()) == []
