"""What is asked of people beside what they have, and which role is the tightest."""

from datetime import date

import polars as pl
import pytest

from pmo_core.analysis.capacity.balance import OTHERS, PROMISED, balance, tightest
from pmo_core.analysis.capacity.plan import plan

MARCH, APRIL = date(2027, 3, 1), date(2027, 4, 1)


@pytest.fixture
def people():
    """Give a plan: two experts for development, one beginner, and one of them promised to test."""
    return plan(
        pl.DataFrame(
            [("A", "DEV", 3, MARCH, APRIL, 100.0), ("B", "DEV", 3, MARCH, MARCH, 80.0),
             ("C", "DEV", 1, MARCH, MARCH, 20.0), ("C", "QA", 1, APRIL, APRIL, 30.0)],
            schema=["project", "skill", "level", "period", "until", "hours"], orient="row",
        ),
        pl.DataFrame({"person": ["E1", "E2", "E3"] * 2, "period": [MARCH] * 3 + [APRIL] * 3,
                      "hours": 100.0}),
        pl.DataFrame({"person": ["E1", "E2", "E2", "E3"], "skill": ["DEV", "DEV", "QA", "DEV"],
                      "level": [4, 3, 1, 1]}),
        pl.DataFrame({"project": ["D"], "skill": ["QA"], "period": [MARCH], "person": ["E2"],
                      "hours": [60.0]}),
    )  # fmt: skip


def test_asked_and_there(people):
    """A window counts evenly, beginners do not count for experts, other work of experts does."""
    rows = balance(people, {"DEV": 3}, ["B"])
    assert rows.rows() == [
        (MARCH, "B", 80.0, 200.0), (MARCH, OTHERS, 50.0, 200.0), (MARCH, PROMISED, 60.0, 200.0),
        (APRIL, OTHERS, 50.0, 200.0),
    ]  # fmt: skip


def test_the_tightest_role_comes_first(people):
    """200 of 240 free hours of developers in March; where nobody is there nothing is known."""
    found = tightest(people)
    assert found.row(0) == ("DEV", MARCH, 200.0, 240.0, pytest.approx(200 / 240))
    assert tightest(people, ["QA"])["skill"].to_list() == ["QA"]
    nobody = plan(
        pl.DataFrame({"project": ["A"], "skill": ["DBA"], "period": [MARCH], "hours": [1.0]}),
        people.available, people.skills,
    )  # fmt: skip
    assert tightest(nobody).select("skill", "there", "load").rows() == [("DBA", 0.0, None)]
