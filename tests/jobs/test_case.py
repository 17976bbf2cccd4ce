"""From the store to a case, and what the page reads is what the command line reads."""

from datetime import date

import polars as pl
import pytest

import pmo_core
from pmo_core import demo
from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.solve import solve
from pmo_core.jobs import facts
from pmo_core.jobs.case import case_from, case_of
from pmo_core.model.what_if import WhatIf

TODAY = date(2026, 11, 15)


@pytest.fixture(scope="module")
def loaded(demonstration, tmp_path_factory):
    """Give a repository with the demonstration."""
    store = demonstration(tmp_path_factory.mktemp("demo") / "pmo.duckdb", TODAY)
    with pmo_core.open(str(store)) as repo:
        yield repo


@pytest.fixture(scope="module")
def case(loaded) -> Case:
    """Give the demonstration's case."""
    return case_of(loaded, demo.AS_OF)


def test_candidates_are_those_of_the_register(loaded, case: Case) -> None:
    """Proposed and approved projects without an actual start; all others are kept beside them."""
    register = loaded.table("project")
    expected = register.filter(
        pl.col("stage").is_in(["proposed", "approved"]) & pl.col("actual_start").is_null()
    )
    found = case.projects.filter("is_candidate")
    assert found["project"].to_list() == expected["code"].to_list()
    assert case.projects.height == register.height


def test_what_a_candidate_takes_is_its_plan(loaded, case: Case) -> None:
    """Per candidate the months sum to its budget lines, else to its planned cost."""
    lines = loaded.query("budget_month", as_of=demo.AS_OF)
    budget = dict(lines.group_by("project").agg(pl.col("cost_base").sum()).iter_rows())
    planned = dict(facts.portfolio(loaded, demo.AS_OF).select("code", "planned_cost").iter_rows())
    taken = case.use.filter(pl.col("resource") == "money").group_by("project")
    sums = dict(taken.agg(pl.col("amount").sum()).iter_rows())
    codes = case.projects.filter("is_candidate")["project"]
    assert len(codes) == 100
    for code in codes:
        assert sums[code] == pytest.approx(budget.get(code, planned[code]))


def test_what_is_committed_is_posted_and_still_to_come(loaded, case: Case) -> None:
    """In the year of the data date: all postings of the year, and the forecast of what runs."""
    projects = facts.portfolio(loaded, demo.AS_OF)
    costs, _ = facts.costs(loaded, projects, demo.AS_OF)
    year = costs.filter(pl.col("month").dt.year() == demo.AS_OF.year)
    runs = case.projects.filter(
        ~pl.col("is_candidate") & ~pl.col("stage").is_in(["closed", "canceled"])
    )["project"].to_list()
    forecast_known = projects.drop_nulls("forecast_cost")["code"].to_list()
    to_come = year.filter(pl.col("project").is_in(runs))
    forecast = to_come.filter(pl.col("project").is_in(forecast_known))["forecast"].sum()
    plan = to_come.filter(
        ~pl.col("project").is_in(forecast_known) & (pl.col("month") > demo.AS_OF)
    )["planned"].sum()
    undated = costs.filter(pl.col("month").is_null() & pl.col("project").is_in(runs))
    expected = year["actual"].sum() + forecast + plan + undated["forecast"].sum()
    row = case.limits.filter(pl.col("resource") == "money").row(0, named=True)
    assert row["period_on"] == date(2026, 1, 1)
    assert row["committed"] == pytest.approx(expected)


def test_figures_that_are_known_already_give_the_same_case(loaded, case: Case) -> None:
    """The page passes its frames; the hash is that of the case made from the store alone."""
    projects = facts.portfolio(loaded, demo.AS_OF)
    costs, _ = facts.costs(loaded, projects, demo.AS_OF)
    assert case_from(loaded, projects, costs, demo.AS_OF).content_hash == case.content_hash


def test_another_day_is_another_case(loaded, case: Case) -> None:
    """The data date is part of it."""
    assert case_of(loaded, date(2026, 9, 30)).content_hash != case.content_hash


def test_the_demonstration_has_a_proven_selection(case: Case) -> None:
    """Some candidates are in and some are out, and the solver knows how good that is."""
    problem = build(case, WhatIf()).problem
    answer = solve(problem, seconds=5)
    assert 0 < len(answer.chosen) < problem.n_projects
    assert answer.gap <= 0.01


def test_an_empty_store_is_an_empty_case(repo: pmo_core.Repository) -> None:
    """Nothing is kept, nothing is asked, nothing breaks."""
    empty = case_of(repo, demo.AS_OF)
    assert empty.projects.is_empty()
    assert build(empty, WhatIf()).problem.n_columns == 0
