"""The Federal IT Dashboard's 2,468 projects as candidates, as the cleaned file gives them."""

import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import pmo_core
from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.result import chosen, headline, usage
from pmo_core.analysis.selection.solve import solve
from pmo_core.jobs.case import case_of
from pmo_core.jobs.commands import main
from pmo_core.model.what_if import Rule, WhatIf

AS_OF = date(2012, 8, 31)


@pytest.fixture(scope="module")
def case(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Give the case of the imported file."""
    store = str(tmp_path_factory.mktemp("itdb") / "pmo.duckdb")
    assert main(["import", str(shared_data / "itdb/projects_clean.csv"), "--store", store]) == 0
    with pmo_core.open(store) as repo:
        return case_of(repo, AS_OF)


def test_all_open_projects_are_candidates(case: Case) -> None:
    """No stage, no actuals, no priority, no funding: everything is open, nothing is committed."""
    assert case.projects["is_candidate"].sum() == 2468
    assert case.limits["amount"].null_count() == case.limits.height
    assert case.limits["committed"].sum() == 0


def test_everything_fits_into_what_everybody_asks_for(case: Case) -> None:
    """At 100 percent all are in, at their planned cost of 50.3 bn (in millions)."""
    formulation = build(case, WhatIf())
    answer = solve(formulation.problem)
    figures = headline(formulation, answer)
    assert answer.status == "optimal"
    assert formulation.objective == "count"
    assert figures["n_chosen"] == 2468
    assert figures["cost"] == pytest.approx(50301.82, abs=0.01)
    assert figures["n_without_cost"] == 17
    assert [one.code for one in formulation.findings] == ["no_funding"]


def test_half_of_the_money_with_rules_tells_its_gap(case: Case) -> None:
    """Every limit and rule is kept, and the gap is proven to be at most 0.1 %."""
    rule = Rule(code="R", kind="at most", group_kind="department", group_code="5", threshold=40)
    what_if = WhatIf(budget_pct=20, rules=(rule,))
    formulation = build(case, what_if)
    answer = solve(formulation.problem, seconds=5)
    assert answer.status in {"optimal", "feasible"}
    assert 0 <= answer.gap <= 0.001
    limits = usage(formulation, answer)
    assert limits.filter(pl.col("used") > pl.col("limit") * (1 + 1e-6)).is_empty()
    rows = chosen(formulation, answer).filter("is_chosen")
    assert rows.height < 2468
    assert rows.filter(pl.col("department") == "5").height <= 40


def test_the_problem_is_built_in_a_tenth_of_a_second(case: Case) -> None:
    """Best of five, one start each."""

    def seconds() -> float:
        begin = time.perf_counter()
        build(case, WhatIf(budget_pct=70))
        return time.perf_counter() - begin

    assert min(seconds() for _ in range(5)) < 0.1
