"""Why hours stay open, and whom one more hour would help, on plans small enough to see it."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.capacity.allocation import Wishes, allocate
from pmo_core.analysis.capacity.plan import plan
from pmo_core.analysis.capacity.unplaced import relief, unplaced

MARCH = date(2027, 3, 1)
NOBODY = pl.DataFrame(schema={"project": pl.String, "person": pl.String})
BARRED = pl.DataFrame({"project": "A", "skill": "QA", "period": MARCH, "person": "Lee"})
RATES = pl.DataFrame({"person": ["Kim"], "rate": [80.0]})


@pytest.fixture
def small():
    """Give a plan in which each demand but the first is open for another reason."""
    rows = [
        ("A", "DEV", 1, 100.0), ("B", "DEV", 1, 90.0), ("A", "DEV", 5, 10.0),
        ("A", "LAW", 1, 20.0), ("A", "QA", 1, 30.0), ("A", "OPS", 1, 40.0), ("A", "PM", 1, 50.0),
    ]  # fmt: skip
    asked = pl.DataFrame(rows, schema=["project", "skill", "level", "hours"], orient="row")
    there = {"Kim": 150.0, "Lee": 60.0, "Max": 0.0, "Nia": 80.0}
    can = {"Kim": "DEV", "Lee": "QA", "Max": "OPS", "Nia": "PM"}
    promised = pl.DataFrame({
        "project": "C", "skill": "PM", "period": MARCH, "person": "Nia", "hours": 80.0,
    })  # fmt: skip
    return plan(
        asked.with_columns(period=MARCH),
        pl.DataFrame({"person": there.keys(), "period": MARCH, "hours": there.values()}),
        pl.DataFrame({"person": can.keys(), "skill": can.values(), "level": 3}),
        promised,
    )


@pytest.fixture
def found(small):
    """Give the proposal for it; A is worth twice as much as B."""
    values = pl.DataFrame({"project": ["A", "B"], "value": [100.0, 50.0]})
    return allocate(small, Wishes(values, RATES, NOBODY, barred=BARRED))


def test_each_open_demand_has_its_reason(small, found):
    """Nobody fills it, no level, away, booked by hand, all promised, used up by another."""
    told = unplaced(small, found, BARRED)
    assert {tuple(row) for row in told.select("project", "skill", "unmet", "reason").rows()} == {
        ("A", "DEV", 10.0, "Nobody holds level 5; the highest is 3."),
        ("A", "LAW", 20.0, "Nobody fills the role then."),
        ("A", "QA", 30.0, "Lee could, but is booked here already: raise that booking."),
        ("A", "OPS", 40.0, "The one person who could is not there then."),
        ("A", "PM", 50.0, "All hours of the one person who could are booked, and that stays."),
        ("B", "DEV", 40.0, "All hours of the one person who could are used up, most by A."),
    }  # fmt: skip


def test_who_is_barred_is_not_named(found):
    """Lee has 60 hours for A's tests and is not named there."""
    assert "Lee" not in found.bookings["person"].to_list()


def test_one_more_hour_helps_the_project_whose_worth_is_the_price(found):
    """A developer's hour would go to B at 55 % of an hour of A; a lawyer's to A."""
    rows = relief(found, 100.0)
    by_skill = {row["skill"]: row for row in rows.to_dicts()}
    assert by_skill["DEV"]["helped"] == "A"  # at level 5, which nobody holds
    assert by_skill["LAW"]["price"] == pytest.approx(1.0, abs=0.01)
    assert by_skill["LAW"]["open"] == 20.0
    assert rows["price"].is_sorted(descending=True)


def test_nothing_is_open(small):
    """Without demand there is neither a reason nor a bottleneck."""
    values = pl.DataFrame({"project": ["A"], "value": [1.0]})
    idle = plan(small.needs.clear(), small.available, small.skills)
    none = allocate(idle, Wishes(values, RATES, NOBODY))
    assert unplaced(idle, none, BARRED).is_empty()
    assert relief(none, 1.0).is_empty()
