"""Sums of load and who fills a row; figures by hand."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.capacity.summary import filled, totals
from pmo_core.analysis.capacity.weeks import parts_of, weekly_as_there
from pmo_core.analysis.working_days import Calendar

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)


def test_rows_of_unknown_capacity_are_counted_and_left_out():
    """Kim works 150 of 200 hours, Bo is overbooked by 20; of Cy nothing is known."""
    found = totals(
        pl.DataFrame(
            {"row": ["Kim", "Bo", "Cy"], "capacity": [200.0, 100.0, None],
             "over": [0.0, 20.0, None], "unbooked": [50.0, 0.0, None]}
        )
    )  # fmt: skip
    assert (found.capacity, found.booked, found.over) == (300.0, 270.0, 20.0)
    assert found.utilization == pytest.approx(250 / 300)
    assert (found.n_rows, found.n_over, found.n_unknown) == (3, 1, 1)


def test_without_capacity_there_is_no_utilization():
    """Nobody there is no utilization of 0 or 1."""
    nobody = pl.DataFrame(
        {"row": ["Kim"], "capacity": [0.0], "over": [5.0], "unbooked": [0.0]}
    )  # fmt: skip
    assert totals(nobody).utilization is None
    assert totals(nobody.clear()).utilization is None


def test_who_fills_a_row():
    """Hours by kind over the periods; those beyond capacity come first."""
    work = pl.DataFrame(
        [("A", MARCH, 10.0, "hard"), ("A", APRIL, 20.0, "open"), ("B", APRIL, 5.0, "soft"),
         ("C", APRIL, 0.0, "hard")],
        schema=["project", "period", "hours", "kind"], orient="row",
    )  # fmt: skip
    causes = pl.DataFrame({"project": ["B"], "over": [4.0]})
    assert filled(work, causes).rows() == [
        ("B", 0.0, 5.0, 0.0, 5.0, 4.0, APRIL, APRIL),
        ("A", 10.0, 0.0, 20.0, 30.0, 0.0, MARCH, APRIL),
    ]


def test_weeks_hold_all_hours_of_their_months():
    """Whoever is there or not, nothing is lost: 31 + 30 days have ten parts of weeks."""
    parts = parts_of([APRIL, MARCH])
    assert parts.height == 10
    assert (parts["end"] - parts["period"]).dt.total_days().sum() == 61
    booked = pl.DataFrame(
        {"person": ["Kim", "Bo", "", None], "period": [MARCH, MARCH, APRIL, APRIL],
         "hours": [60.0, 7.0, 11.0, 13.0], "kind": "soft"}
    )  # fmt: skip
    there = parts.select("month", "week", person=pl.lit("Kim"), hours=pl.lit(8.0))
    weekly = weekly_as_there(booked, there, Calendar())
    assert weekly.columns == booked.columns
    sums = weekly.group_by("person").agg(pl.col("hours").sum())
    assert dict(sums.rows()) == pytest.approx({"Kim": 60.0, "Bo": 7.0, "": 11.0, None: 13.0})
    kim = weekly.filter(person="Kim")["hours"]
    assert kim.to_list() == pytest.approx([12.0] * 5)  # five parts of equal hours
