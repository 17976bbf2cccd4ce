"""Figures go into tables and come back as they were."""

import polars as pl
import pytest
from pydantic import ValidationError

from pmo_core.analysis import request_figures as tables
from pmo_core.model.intake import Effort, Figures, YearRange

FIGURES = Figures(
    costs=(YearRange(year=2027, likely=80.5, low=70), YearRange(year=2029, likely=20, high=25)),
    benefits=(YearRange(year=2030, likely=50),),
    effort=(Effort(year=2027, role="DEV", hours=8), Effort(year=2028, role="OLD", hours=4)),
    goals={"G1": 60, "GONE": 5},
)
YEARS = tables.years_of(FIGURES, 2026)
ROLES = {"DEV": "Developer", "QA": "Tester"}


def test_what_goes_in_comes_out() -> None:
    """Through all tables and back, also for a role and a goal that are kept no more."""
    costs, wrong = tables.ranges_of(tables.amounts(FIGURES.costs, YEARS))
    benefits, _ = tables.ranges_of(tables.amounts(FIGURES.benefits, YEARS))
    effort = tables.efforts_of(tables.efforts(FIGURES.effort, ROLES, YEARS))
    goals = tables.shares_of(tables.shares(FIGURES.goals, {"G1": "Cheaper", "G2": "Faster"}))
    text = tables.as_json({"costs": costs, "benefits": benefits, "effort": effort, "goals": goals})
    assert wrong == []
    assert Figures.model_validate_json(text or "") == FIGURES


def test_years_reach_from_now_to_the_last_that_is_spoken_of() -> None:
    """Without anything the present and five more; a plan or an amount before or after adds."""
    assert tables.years_of(Figures(), 2026) == [2026, 2027, 2028, 2029, 2030, 2031]
    assert tables.years_of(Figures(), 2026, [2033])[-1] == 2033
    early = Figures(costs=(YearRange(year=2024, likely=1),))
    assert tables.years_of(early, 2026)[0] == 2024
    assert tables.years_of(Figures(), 2026, [9999])[-1] == 2031


def test_empty_tables_say_nothing() -> None:
    """A form that was not filled in keeps no figures."""
    assert tables.ranges_of(tables.amounts((), YEARS)) == ([], [])
    assert tables.efforts_of(tables.efforts((), ROLES, YEARS)) == []
    assert tables.efforts_of(tables.efforts((), {}, YEARS)) == []
    assert tables.shares_of(tables.shares({}, {})) == {}
    assert tables.as_json({"costs": [], "goals": {}}) is None
    assert tables.by_year(Figures()).is_empty()


def test_a_negative_amount_cannot_be() -> None:
    """The contract of the figures is asked."""
    with pytest.raises(ValidationError):
        tables.as_json({"costs": [{"year": 2027, "likely": -1.0}]})


def test_everything_stands_side_by_side_by_year() -> None:
    """By hand, with the hours of all roles of a year in one."""
    more = FIGURES.model_copy(
        update={"effort": (*FIGURES.effort, Effort(year=2027, role="QA", hours=2))}
    )
    rows = tables.by_year(more)
    assert rows["year"].to_list() == [2027, 2028, 2029, 2030]
    assert rows.select("cost_low", "cost", "cost_high").row(0) == (70, 80.5, None)
    assert rows["hours"].to_list() == [10, 4, None, None]
    assert rows["benefit"].to_list() == [None, None, None, 50]


def test_hours_of_a_role_that_stands_twice_add_up() -> None:
    """An uploaded request may name a role twice in a year."""
    effort = [Effort(year=2027, role="DEV", hours=8), Effort(year=2027, role="DEV", hours=2)]
    table = tables.efforts(effort, ROLES, [2027])
    assert table.filter(pl.col("role") == "DEV")["2027"].to_list() == [10]
