"""Business cases from the registers: the same NPV as What-if, requests, plans."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import pmo_core
from pmo_core.analysis.business_case import values
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.worth import measures
from pmo_core.errors import Refused
from pmo_core.jobs import facts
from pmo_core.jobs.business_cases import as_planned, from_now, of_request
from pmo_core.jobs.case import case_from
from pmo_core.model import Benefit, BudgetLine, Project, Rate, Settings
from pmo_core.model.intake import Request
from pmo_core.model.what_if import WhatIf
from pmo_core.store import Repository

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def case(demonstration: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Give the case of the demonstration."""
    store = demonstration(tmp_path_factory.mktemp("demo") / "pmo.duckdb", TODAY)
    with pmo_core.open(str(store)) as repo:
        projects = facts.portfolio(repo, TODAY)
        return case_from(repo, projects, facts.costs(repo, projects, TODAY)[0], TODAY)


@pytest.mark.parametrize("rate", [0, 8, 15])
def test_the_npv_is_that_of_the_what_if(case: Case, rate: int) -> None:
    """Each candidate of the demonstration has on both pages the same NPV, or none on either."""
    there = measures(case, WhatIf(discount_pct=rate)).select("project", "npv").rows()
    assert len([npv for _, npv in there if npv is not None]) > 50
    for project, npv in there:
        assert values(from_now(case, project), rate)["npv"].value == pytest.approx(npv)


def _running(repo: Repository) -> None:
    """A project from 2026 to 2027 with 600 USD a year at 0.5, benefits of 2027 and 2028."""
    repo.session("root", "administrator").save(
        Project(
            code="R", name="Runs", stage="delivery", currency="USD",
            planned_start=date(2026, 1, 1), planned_finish=date(2027, 12, 31),
        ),
        Rate(currency="USD", valid_from=date(2026, 1, 1), rate=0.5),
        *(
            BudgetLine(
                project="R", period_on=date(year, 1, 1), n_months=12, amount=Decimal(600),
                currency="USD",
            )
            for year in (2026, 2027)
        ),
        Benefit(project="R", year=2026, planned_benefit=Decimal(10)),
        Benefit(
            project="R", year=2027, planned_benefit=Decimal(1000), low_benefit=Decimal(500),
            currency="USD",
        ),
    )  # fmt: skip


def test_a_running_project_by_plan_and_from_now(repo: Repository) -> None:
    """By plan everything counts, from now only what is to come: from November on."""
    _running(repo)
    projects = facts.portfolio(repo, TODAY)
    costs = facts.costs(repo, projects, TODAY)[0]
    plan = as_planned(repo, costs, "R", TODAY)
    assert (plan.first_year, plan.base_year) == (2026, 2026)
    assert plan.costs["likely"].tolist() == [300, 300]
    assert plan.benefits["likely"].tolist() == [10, 500]
    assert plan.benefits["low"].tolist() == [10, 250]
    rest = from_now(case_from(repo, projects, costs, TODAY), "R")
    assert rest.base_year == 2026
    assert rest.costs["likely"][1] == pytest.approx(300)
    assert rest.costs["likely"][0] == pytest.approx(50)


def test_a_request_brings_its_own_figures() -> None:
    """Costs and benefits of its JSON, with their ranges; without figures there is no case."""
    figures = (
        '{"costs": [{"year": 2027, "likely": 100, "low": 90, "high": 130}],'
        ' "benefits": [{"year": 2028, "likely": 108}]}'
    )
    request = Request(code="R-1", name="Ask", author="Ana", figures=figures)
    of = of_request(request, Settings(), TODAY)
    assert (of.first_year, of.base_year) == (2027, 2026)
    assert values(of, 8)["npv"].value == pytest.approx(-100 / 1.08 + 108 / 1.08**2)
    assert of.costs["low"].tolist() == [130, 0]
    nothing = of_request(request.model_copy(update={"figures": None}), Settings(), TODAY)
    assert values(nothing, 8)["npv"].value is None
    broken = request.model_copy(update={"figures": "{"})
    with pytest.raises(Refused, match="R-1"):
        of_request(broken, Settings(), TODAY)
