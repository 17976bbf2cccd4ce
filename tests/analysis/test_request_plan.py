"""The plan of a request: nothing is lost when amounts are spread over months and years."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.analysis import request_plan as plan
from pmo_core.model.intake import Effort, Figures, YearRange

SPAN = plan.Span(date(2027, 3, 15), date(2028, 2, 14))


def year(of: int, likely: float, low: float | None = None, high: float | None = None) -> YearRange:
    """Return an amount of a fiscal year."""
    return YearRange(year=of, likely=likely, low=low, high=high)


@pytest.mark.parametrize("n_months", [1, 2, 11, 12, 13, 120])
@pytest.mark.parametrize("day", [1, 15, 28, 29, 30, 31])
def test_the_day_after_the_finish_is_as_many_months_later(n_months: int, day: int) -> None:
    """Months counted by hand: the day after the finish lies n months on, or in the month's end."""
    start = date(2027, 1, day)
    after = plan.finish_of(start, n_months).toordinal() + 1
    month = start.month - 1 + n_months
    first = date(start.year + month // 12, month % 12 + 1, 1)
    assert (date.fromordinal(after) - first).days in (day - 1, 28, 29, 30)


def test_a_year_is_budgeted_over_its_planned_months() -> None:
    """March to December 2027 are ten months, January and February 2028 two; the sums hold."""
    costs = [year(2027, 80_000.1), year(2028, 19_999.9), year(2027, 0.05)]
    lines = plan.budget("P", costs, SPAN)
    assert lines.select("period_on", "n_months", "amount").rows() == [
        (date(2027, 3, 1), 10, Decimal("80000.15")),
        (date(2028, 1, 1), 2, Decimal("19999.90")),
    ]
    assert lines["category"].to_list() == ["", ""]
    assert lines["amount"].sum() == Decimal("100000.05")


def test_a_cost_beside_the_plan_is_spread_over_its_own_year() -> None:
    """A last invoice in 2030 is budgeted in 2030, although the work ended long before."""
    (line,) = plan.budget("P", [year(2030, 500)], SPAN).rows(named=True)
    assert (line["period_on"], line["n_months"]) == (date(2030, 1, 1), 12)


def test_fiscal_years_follow_the_setting() -> None:
    """With years that begin in April, March 2027 lies in 2027 and April 2027 in 2028."""
    span = plan.Span(date(2027, 3, 15), date(2027, 6, 14), start_month=4)
    lines = plan.budget("P", [year(2027, 10), year(2028, 20)], span)
    assert lines.select("period_on", "n_months").rows() == [
        (date(2027, 3, 1), 1),
        (date(2027, 4, 1), 3),
    ]
    assert span.years() == [2027, 2028]


@pytest.mark.parametrize("hours", [0.01, 0.07, 1, 99.99, 100, 333.33, 12_345.67])
def test_hours_are_kept_to_the_last_cent(hours: float) -> None:
    """The months of a year differ by a hundredth at most, and add up to the year."""
    rows = plan.demand("P", [Effort(year=2027, role="DEV", hours=hours)], SPAN)
    assert rows.height == 10
    assert rows["hours"].sum() == Decimal(str(hours))
    assert rows["hours"].max() - rows["hours"].min() <= Decimal("0.01")


def test_roles_and_years_are_apart() -> None:
    """Two rows of one role and year add up; another role has months of its own."""
    effort = [
        Effort(year=2028, role="DEV", hours=10),
        Effort(year=2028, role="DEV", hours=5),
        Effort(year=2028, role="QA", hours=7),
        Effort(year=2027, role="QA", hours=0),
    ]
    rows = plan.demand("P", effort, SPAN)
    sums = rows.group_by("role").agg(pl.col("hours").sum(), pl.len()).sort("role").rows()
    assert sums == [("DEV", Decimal(15), 2), ("QA", Decimal(7), 2)]


def test_benefits_keep_what_is_not_known_empty() -> None:
    """A range with one bound keeps the other one empty; a year without any bound has none."""
    rows = plan.benefits("P", [year(2029, 50), year(2028, 100, low=60)])
    assert rows.select("year", "planned_benefit", "low_benefit", "high_benefit").rows() == [
        (2028, Decimal(100), Decimal(60), None),
        (2029, Decimal(50), None, None),
    ]
    assert rows["realized_benefit"].null_count() == 2


def test_goals_that_are_not_served_are_left_out() -> None:
    """A share of 0 says that the goal is not served."""
    rows = plan.contributions("P", Figures(goals={"G1": 60, "G2": 0}))
    assert rows.rows() == [("P", "G1", 60.0)]


def test_nothing_gives_no_rows() -> None:
    """Empty figures give empty frames with the fields of their registers."""
    assert plan.budget("P", [], SPAN).is_empty()
    assert plan.benefits("P", []).is_empty()
    assert plan.demand("P", [], SPAN).is_empty()
    assert plan.contributions("P", Figures()).is_empty()


def test_a_day_that_stands_for_never_has_a_finish() -> None:
    """Files write 9999-12-31 where nothing is known; no year follows it."""
    assert plan.finish_of(date(9999, 12, 31), 9) == date.max
