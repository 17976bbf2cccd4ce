"""What is ordered and not invoiced yet, computed by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.commitments import beyond_forecast, cash, open_orders
from pmo_core.analysis.rollup import rollup, running
from pmo_core.model import PurchaseOrder, Rate

AS_OF = date(2026, 10, 14)
PROJECTS = pl.DataFrame(
    {
        "code": ["A", "B", "C", "D"],
        "forecast_finish": [date(2027, 3, 20), None, date(2026, 8, 1), date(2025, 1, 31)],
        "is_open": [True, True, False, True],
        "remaining_cost": [100.0, None, None, -5.0],
    }
)
RATES = pl.DataFrame(
    [("USD", date(2026, 1, 1), 0.5), ("USD", date(2026, 11, 1), 0.9)],
    schema=Rate.polars_schema(), orient="row",
)  # fmt: skip


def held(*orders: dict[str, Any]) -> pl.DataFrame:
    """Return what orders hold on the day."""
    rows = [PurchaseOrder(code=f"PO-{n}", **one).model_dump() for n, one in enumerate(orders)]
    frame = pl.DataFrame(rows, schema=PurchaseOrder.polars_schema())
    return open_orders(frame, PROJECTS, RATES, as_of=AS_OF, base="EUR")


@pytest.mark.parametrize(
    ("order", "committed"),
    [
        ({"amount": 80, "invoiced_amount": 30}, 50.0),
        ({"amount": 80}, 80.0),  # nothing is invoiced yet
        ({"amount": 80, "invoiced_amount": 95}, 0.0),  # more was invoiced than ordered
        ({"amount": 80, "currency": "USD"}, 40.0),  # by the rate of the day, not of a later one
        ({"amount": 80, "currency": "GBP"}, None),
        ({}, None),
        ({"amount": 80, "closed_on": AS_OF}, 0.0),
        ({"amount": 80, "closed_on": date(2026, 10, 15)}, 80.0),
        ({"amount": 80, "ordered_on": AS_OF}, 80.0),
    ],
)
def test_an_open_order_holds_what_is_not_invoiced(
    order: dict[str, Any], committed: float | None
) -> None:
    """Amount less invoiced in base currency, never below 0; a closed order holds nothing."""
    found = held({"project": "A", "expected_on": date(2026, 12, 1), **order})
    assert found["committed"].to_list() == [committed]
    assert found["n_orders_unvalued"].to_list() == [int(committed is None)]


def test_an_order_of_a_later_day_is_in_no_figure() -> None:
    """What is ordered after the day is not committed yet."""
    assert held({"project": "A", "amount": 80, "ordered_on": date(2026, 10, 15)}).is_empty()


@pytest.mark.parametrize(
    ("project", "expected_on", "month", "kind"),
    [
        ("A", date(2026, 12, 31), date(2026, 12, 1), ""),
        ("A", date(2026, 10, 15), date(2026, 10, 1), ""),
        ("A", AS_OF, date(2026, 10, 1), "overdue"),
        ("A", date(2025, 2, 1), date(2026, 10, 1), "overdue"),
        ("A", None, date(2027, 3, 1), "undated"),
        ("B", None, None, "undated unplaced"),
        ("C", None, date(2026, 10, 1), "undated"),  # the finish has passed
        ("D", None, None, "undated unplaced"),  # more than a year ago
    ],
)
def test_an_order_counts_in_the_month_of_its_payment(
    project: str, expected_on: date | None, month: date | None, kind: str
) -> None:
    """Without a day it is at the forecast finish, and never before the next day; it is counted."""
    row = held({"project": project, "amount": 8, "expected_on": expected_on}).row(0, named=True)
    assert row["month"] == month
    counted = [name for name in ("overdue", "undated", "unplaced") if row[f"n_orders_{name}"]]
    assert counted == kind.split()


def test_nothing_is_overdue_of_an_order_that_holds_nothing() -> None:
    """A closed or wholly invoiced order has no month and no day to be missed."""
    past = {"project": "A", "amount": 8, "expected_on": date(2026, 1, 1)}
    found = held(past | {"closed_on": AS_OF}, past | {"invoiced_amount": 8}, {"project": "B"})
    assert found["month"].to_list() == [None, None, None]
    assert found["n_orders"].to_list() == [0, 1, 1]
    assert found["n_orders_overdue"].sum() == 0
    assert found["n_orders_undated"].to_list() == [0, 0, 1]


COSTS = pl.DataFrame(
    {
        "project": ["A", "A", "A", "B", "C"],
        "category": ["HW", "", "", "", ""],
        "month": [date(2026, m, 1) for m in (9, 11, 12, 11, 9)],
        "actual": [70.0, None, None, None, 9.0],
        "forecast": [None, 40.0, 60.0, 30.0, None],
    }
)


def test_the_rest_of_the_forecast_is_lowered_evenly() -> None:
    """Of 100 still to come 25 are ordered: each month's forecast is three quarters of what it was.

    More is ordered in B than is still to come there: nothing is left, and 5 too much are committed.
    """
    orders = held(
        {"project": "A", "category": "SW", "amount": 25, "expected_on": date(2026, 12, 9)},
        {"project": "B", "amount": 35, "expected_on": date(2027, 1, 5)},
    )
    facts = cash(COSTS, orders)
    ahead = facts.filter(pl.col("forecast").is_not_null()).sort("project", "month")
    assert ahead.select("project", "forecast").rows() == [("A", 30.0), ("A", 45.0), ("B", 0.0)]
    ordered = facts.drop_nulls("committed").select("project", "category", "month", "committed")
    assert ordered.rows() == [
        ("A", "SW", date(2026, 12, 1), 25.0), ("B", "", date(2027, 1, 1), 35.0),
    ]  # fmt: skip
    assert facts["actual"].sum() == COSTS["actual"].sum()


def test_without_orders_the_forecast_stays_and_nothing_is_known_to_be_committed() -> None:
    """No order is kept: the facts are those of cost, and committed is not known."""
    facts = cash(COSTS, held())
    assert (
        facts.select(COSTS.columns).sort("project", "month").equals(COSTS.sort("project", "month"))
    )
    assert facts["committed"].count() == 0


def test_who_has_ordered_more_than_the_forecast_holds_is_found() -> None:
    """Nothing comes to what is finished, nor where the forecast is spent; B's is not known."""
    assert beyond_forecast(
        held({"project": "A", "amount": 100}, {"project": "B", "amount": 900}), PROJECTS
    ).is_empty()
    found = beyond_forecast(
        held(
            {"project": "A", "amount": 80}, {"project": "A", "amount": 60},
            {"project": "C", "amount": 90}, {"project": "D", "amount": 7},
        ),
        PROJECTS,
    )  # fmt: skip
    assert found.rows() == [
        ("C", 90.0, 0.0, 90.0), ("A", 140.0, 100.0, 40.0), ("D", 7.0, 0.0, 7.0),
    ]  # fmt: skip


MEMBERS = pl.DataFrame(
    {
        "member": ["A", "B", "C"] * 2,
        "level": [0] * 3 + [1] * 3,
        "group": [""] * 3 + ["X", "X", "Y"],
        "group_name": ["All"] * 3 + ["X", "X", "Y"],
        "parent": [""] * 6,
    }
)
VALUES = ["actual", "committed", "forecast"]


@pytest.mark.parametrize("cumulative", [False, True])
def test_groups_sum_to_the_total_in_each_period(*, cumulative: bool) -> None:
    """Committed and the rest of the forecast are additive, per period and running."""
    orders = held(
        {"project": "A", "amount": 25, "expected_on": date(2026, 12, 9)},
        {"project": "C", "amount": 4, "expected_on": date(2027, 2, 9)},
    )
    found = rollup(cash(COSTS, orders), MEMBERS, values=VALUES, cumulative=cumulative)
    sums = found.group_by("period_on", is_total=pl.col("level") == 0).agg(pl.col(VALUES).sum())
    of = {is_total: sums.filter(is_total=is_total).drop("is_total").sort("period_on").rows()
          for is_total in (True, False)}  # fmt: skip
    assert [row for row in of[True] if row[0]] == [row for row in of[False] if row[0]]


def test_running_totals_of_what_comes_hold_what_came_before() -> None:
    """Committed runs on from the actuals, the forecast from both, to the cost at completion."""
    orders = held(
        {"project": "A", "amount": 25, "expected_on": date(2026, 12, 9)},
        {"project": "C", "amount": 4, "expected_on": date(2027, 2, 9)},
    )
    found = rollup(cash(COSTS, orders), MEMBERS, values=VALUES, cumulative=True)
    total = found.filter(pl.col("level") == 0)
    assert total["period"].to_list() == [
        "2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-02",
    ]  # fmt: skip
    assert total["actual"].to_list() == [79.0, None, None, None, None, None]
    by_period = rollup(cash(COSTS, orders), MEMBERS, values=VALUES)
    assert running(by_period, VALUES).equals(
        found.filter(pl.col("period_on").is_not_null()).select(
            "level", "group", "period_on", *VALUES, "period"
        )
    )
    assert total["committed"].to_list() == [79.0, 79.0, 79.0, 104.0, 104.0, 108.0]
    assert total["forecast"].to_list() == [79.0, 79.0, 139.0, 209.0, 209.0, 213.0]
