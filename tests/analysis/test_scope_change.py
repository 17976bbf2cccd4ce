"""A change of scope is spread so that it adds up, over what is left, and never below zero hours."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.analysis.scope_change import benefits, budget, demand, spread
from pmo_core.model import Benefit, BudgetLine, Demand, Record

SINCE, FINISH = date(2026, 3, 16), date(2026, 5, 31)


def frame(*records: Record) -> pl.DataFrame:
    """Return records of one register as a frame."""
    rows = [record.model_dump() for record in records]
    return pl.DataFrame(rows, schema=records[0].polars_schema())


def line(month: int, amount: int | None, **fields: object) -> BudgetLine:
    """Return a budget line of a month of 2026."""
    given = {"project": "P", "period_on": date(2026, month, 1), "amount": amount}
    return BudgetLine.model_validate(given | fields)


def moved(delta: int, *lines: BudgetLine, currency: str = "EUR") -> pl.DataFrame:
    """Return the lines after a change of cost."""
    return budget(
        frame(*lines), Decimal(delta), currency, base="EUR", since=SINCE, finish=FINISH
    ).sort("period_on", "category")


@pytest.mark.parametrize("amount", ["100", "-100", "0.01", "0.0001", "12345.6789", "1e9"])
def test_parts_add_up_to_the_whole(amount: str) -> None:
    """Thirds of anything lose nothing to rounding."""
    parts = pl.DataFrame({"w": [1.0, 1.0, 1.0, 0.0]}).select(spread(Decimal(amount), pl.col("w")))
    assert sum(parts.to_series()) == Decimal(amount)
    assert parts.to_series()[-1] == 0


def test_cost_goes_to_the_lines_that_are_left_by_their_amounts() -> None:
    """March and April are left, January is over; a line of a whole year is left until it ends."""
    assert moved(300, line(1, 50), line(3, 100), line(4, 200))["amount"].to_list() == [50, 200, 400]
    year = moved(300, line(1, 100, n_months=12), line(2, 500, category="HW"))
    assert year["amount"].to_list() == [400, 500]


def test_a_cut_beyond_what_is_left_is_taken_from_all_lines() -> None:
    """Otherwise what is left would fall below zero."""
    assert moved(-300, line(1, 900), line(4, 100))["amount"].to_list() == [630, 70]
    assert moved(-100, line(1, 900), line(4, 100))["amount"].to_list() == [900, 0]


def test_lines_of_zero_share_evenly_and_unknown_amounts_stay() -> None:
    """Without amounts there is no proportion; what a source withholds is not made up."""
    kept = moved(30, line(3, 0), line(4, 0), line(5, None))
    assert kept["amount"].to_list() == [15, 15, None]


def test_without_a_line_left_one_is_added_where_no_month_is_covered_twice() -> None:
    """In the month of the finish, or after the last line without category."""
    added = moved(30, line(1, 10, n_months=1))
    assert added.select("period_on", "n_months", "amount").rows()[-1] == (
        FINISH.replace(day=1),
        1,
        30,
    )
    later = moved(30, line(1, None, n_months=12))
    assert later["period_on"][-1] == date(2027, 1, 1)


def test_an_added_line_is_in_the_currency_of_the_change() -> None:
    """Where all lines are in dollars, a change of 30 euros is none of 30 dollars."""
    added = moved(30, line(4, 10, currency="USD"))
    assert added.select("amount", "currency").rows() == [(10, "USD"), (30, "EUR")]


def test_lines_in_another_currency_stay() -> None:
    """A change in euros does not change dollars; without a currency a line is in base currency."""
    kept = moved(30, line(4, 10), line(4, 10, category="HW", currency="USD"))
    assert kept["amount"].to_list() == [40, 10]
    dollars = moved(30, line(4, 10), line(4, 10, category="HW", currency="USD"), currency="USD")
    assert dollars["amount"].to_list() == [10, 40]


def test_a_project_without_lines_gets_none() -> None:
    """One line would be taken for its whole budget."""
    assert moved(30, line(4, 10)).height == 1
    none = frame(line(4, 10)).clear()
    assert budget(none, Decimal(5), "EUR", base="EUR", since=SINCE, finish=FINISH).is_empty()


def test_benefits_change_after_the_finish_only() -> None:
    """Likely and range alike; what was measured, what is not known and other currencies stay."""
    rows = frame(
        Benefit(project="P", year=2026, planned_benefit=Decimal(10)),
        Benefit(
            project="P", year=2027, planned_benefit=Decimal(10), low_benefit=Decimal(5),
            realized_benefit=Decimal(7),
        ),
        Benefit(project="P", year=2028, planned_benefit=Decimal(10), currency="USD"),
    )  # fmt: skip
    now = benefits(rows, Decimal(-2), "EUR", base="EUR", after_year=2026)
    assert now["planned_benefit"].to_list() == [10, 8, 10]
    assert now["low_benefit"].to_list() == [None, 3, None]
    assert now["high_benefit"].to_list() == [None, None, None]
    assert now["realized_benefit"].to_list() == [None, 7, None]


def asked(month: int, hours: int, role: str = "DEV") -> Demand:
    """Return the demand of a month of 2026."""
    return Demand(project="P", role=role, month_on=date(2026, month, 1), hours=Decimal(hours))


def test_more_work_is_spread_evenly_to_the_finish() -> None:
    """Months without demand get some; another role and earlier months stay."""
    rows = frame(asked(2, 5), asked(4, 10), asked(4, 7, "QA"))
    now = demand(rows, Decimal(30), project="P", role="DEV", since=SINCE, finish=FINISH)
    told = now.sort("role", "month_on").select("role", pl.col("month_on").dt.month(), "hours")
    assert told.rows() == [
        ("DEV", 2, 5), ("DEV", 3, 10), ("DEV", 4, 20), ("DEV", 5, 10), ("QA", 4, 7),
    ]  # fmt: skip


def test_a_finish_that_is_over_leaves_one_month() -> None:
    """The work still has to be done some time."""
    none = frame(asked(4, 10)).clear()
    now = demand(none, Decimal(30), project="P", role="DEV", since=SINCE, finish=date(2026, 1, 31))
    assert now.select("month_on", "hours").rows() == [(date(2026, 3, 1), 30)]


@pytest.mark.parametrize(
    ("hours", "left"), [(-15, [15, 5, 10]), (-99, [15, 0, 0]), (-30, [15, 0, 0])]
)
def test_less_work_never_falls_below_zero(hours: int, left: list[int]) -> None:
    """It is taken from the months that are left, in proportion."""
    rows = frame(asked(2, 15), asked(3, 10), asked(4, 20))
    now = demand(rows, Decimal(hours), project="P", role="DEV", since=SINCE, finish=FINISH)
    assert now.sort("month_on")["hours"].to_list() == left
    none = demand(rows, Decimal(hours), project="P", role="QA", since=SINCE, finish=FINISH)
    assert none.equals(rows)
