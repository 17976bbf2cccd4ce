"""What a status is prefilled with and what follows from it, worked out by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.status_round import Followed, by_rule, costs, finishes, followed, to_report
from pmo_core.analysis.working_days import Calendar
from pmo_core.model import Milestone, Progress, Settings, WbsElement

TODAY = date(2026, 6, 30)
MAY = date(2026, 5, 31)


def _elements(*rows: dict[str, Any]) -> pl.DataFrame:
    base = {"project": "P", "name": "E", "planned_start": date(2026, 6, 1),
            "planned_finish": date(2026, 7, 30)}  # fmt: skip
    return WbsElement.frame(*(WbsElement.model_validate(base | row) for row in rows))


def _progress(*rows: dict[str, Any]) -> pl.DataFrame:
    base = {"project": "P", "data_date": MAY}
    return Progress.frame(*(Progress.model_validate(base | row) for row in rows))


def _posted(**first: date) -> pl.DataFrame:
    types = {"wbs": pl.String, "first_on": pl.Date, "last_on": pl.Date}
    return pl.DataFrame([(n[1:], day, day) for n, day in first.items()], schema=types, orient="row")


def _follow(
    elements: pl.DataFrame, progress: pl.DataFrame, percent: float | None = None
) -> Followed:
    none = Milestone.frame()
    return followed(elements, progress, none, TODAY, percent=percent, calendar=Calendar())


def test_what_is_asked_follows_the_technique() -> None:
    """Groups and finished work are left out; begun = the first posted line, unless reported."""
    elements = _elements(
        {"code": "1"}, {"code": "1.10", "technique": "units", "planned_cost": 10},
        {"code": "1.2", "planned_cost": 10}, {"code": "2", "technique": "50/50", "planned_cost": 5},
        {"code": "3", "technique": "level of effort", "planned_cost": 5},
        {"code": "4", "planned_cost": 5},
    )  # fmt: skip
    progress = _progress(
        {"wbs": "1.2", "percent_complete": 40, "actual_start": date(2026, 5, 4)},
        {"wbs": "4", "percent_complete": 100},
    )
    posted = _posted(w2=date(2026, 6, 3), **{"w1.2": date(2026, 6, 1)})
    found = to_report(elements, progress, posted, TODAY)
    assert found.select("wbs", "asks", "percent_complete", "actual_start").rows() == [
        ("1.2", "percent", 40.0, date(2026, 5, 4)), ("1.10", "units", None, None),
        ("2", "dates", None, date(2026, 6, 3)), ("3", "nothing", None, None),
    ]  # fmt: skip
    assert found["by_plan_pct"].unique().to_list() == [50.0]


def test_share_and_rest_follow_from_the_elements() -> None:
    """60 of 100 at 50 %, 40 by 50/50 begun: 50 % earned; 25 typed and 20 of the budget are left."""
    elements = _elements(
        {"code": "1", "planned_cost": 60}, {"code": "2", "planned_cost": 40, "technique": "50/50"}
    )
    progress = _progress(
        {"wbs": "1", "percent_complete": 50, "remaining_cost": 25,
         "forecast_finish": date(2026, 8, 15)},
        {"wbs": "2", "actual_start": date(2026, 5, 20)},
    )  # fmt: skip
    found = _follow(elements, progress)
    assert found == Followed(share=0.5, by_element=True, remaining=45.0, finish=date(2026, 8, 15))


def test_an_element_that_cannot_be_known_is_not_unearned() -> None:
    """Half of 60 is earned; 40 by units that nobody planned are in neither part of the share."""
    elements = _elements(
        {"code": "1", "planned_cost": 60}, {"code": "2", "planned_cost": 40, "technique": "units"}
    )
    found = _follow(elements, _progress({"wbs": "1", "percent_complete": 50}))
    assert (found.share, found.by_element) == (0.5, True)


def test_what_is_typed_of_the_whole_project_counts() -> None:
    """A percent that is typed stands above the elements; without progress it is all there is."""
    elements = _elements({"code": "1", "planned_cost": 60})
    progress = _progress({"wbs": "1", "percent_complete": 50})
    found = _follow(elements, progress, 70.0)
    assert (found.share, found.by_element, found.remaining) == (0.7, False, 30.0)
    assert _follow(elements, progress.clear(), 70.0) == Followed(share=0.7)
    assert _follow(elements, progress.clear()) == Followed()


def test_half_of_the_days_are_half_of_the_days() -> None:
    """Half is done from 1 to 10 June, both days counted: the other ten days end on the 20th."""
    found = finishes(Followed(share=0.5), None, date(2026, 6, 1), date(2026, 6, 10))
    assert found["pace"] == date(2026, 6, 20)


def test_what_is_not_known_is_no_forecast() -> None:
    """Without cost posted or a share there is no pace; finished elements have no finish to come."""
    assert costs(Followed(), None, 50.0) == {"last": None, "remaining": None, "pace": None}
    assert costs(Followed(share=0.5, remaining=5.0), 9.0, None)["remaining"] is None
    assert finishes(Followed(share=0.5), None, TODAY, TODAY)["pace"] is None
    assert finishes(Followed(share=1e-6), None, MAY, TODAY)["pace"] is None
    done = _progress({"wbs": "1", "percent_complete": 100})
    found = _follow(_elements({"code": "1", "planned_cost": 60}), done)
    assert found == Followed(share=1.0, by_element=True, remaining=0.0, finish=None)


@pytest.mark.parametrize(
    ("cost", "finish", "rating"),
    [(104, date(2026, 12, 31), "green"), (105, date(2026, 12, 31), "amber"),
     (115, date(2026, 12, 31), "red"), (100, date(2027, 1, 14), "amber"),
     (100, date(2027, 3, 1), "red"), (None, None, None)],
)  # fmt: skip
def test_the_rule_rates_what_is_typed(
    cost: float | None, finish: date | None, rating: str | None
) -> None:
    """From 5 and 15 percent over plan, and from 14 and 60 days late."""
    project = {"stage": "delivery", "is_open": True, "planned_cost": 100,
               "planned_finish": date(2026, 12, 31)}  # fmt: skip
    report = {"data_date": TODAY, "forecast_cost": cost, "forecast_finish": finish}
    assert by_rule(project, report, TODAY, Settings())[0] == rating
