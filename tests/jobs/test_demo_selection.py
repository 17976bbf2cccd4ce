"""What the demonstration shows of a selection: it can be met, and lists lose value."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import pmo_core
from pmo_core.analysis.selection.baselines import by_list
from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import MONEY, Case
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Answer
from pmo_core.analysis.selection.result import usage
from pmo_core.analysis.selection.solve import solve
from pmo_core.jobs.case import case_of
from pmo_core.model.what_if import WhatIf

TODAY = date(2026, 11, 23)
SECONDS = 20.0


@pytest.fixture(scope="module")
def case_on(
    demonstration: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[date], Case]:
    """Give the case of a fresh demonstration on a day."""

    def made(today: date) -> Case:
        store = demonstration(tmp_path_factory.mktemp("demo") / "pmo.duckdb", today)
        with pmo_core.open(str(store)) as repo:
            return case_of(repo, today)

    return made


@pytest.fixture(scope="module")
def case(case_on: Callable[[date], Case]) -> Case:
    """Give the case of the demonstration."""
    return case_on(TODAY)


@pytest.fixture(scope="module")
def formulation(case: Case) -> Formulation:
    """Give the problem of the default what-if."""
    return build(case, WhatIf())


@pytest.fixture(scope="module")
def answer(formulation: Formulation) -> Answer:
    """Give its answer."""
    return solve(formulation.problem, SECONDS)


def test_every_candidate_is_to_be_decided(case: Case, formulation: Formulation) -> None:
    """The hundred candidates are those that the rules are about, valued by their scores."""
    assert formulation.projects.height == 100
    assert formulation.objective == "score"
    assert {one.code for one in formulation.findings} == {"n_without_value"}
    assert formulation.projects.filter(pl.col("worth") == 0).height == 4


def test_all_ask_for_twice_the_money(case: Case) -> None:
    """Candidates together cost 1.8 to 2.2 times what running projects leave."""
    money = case.limits.filter(pl.col("resource") == MONEY)
    left = money.select((pl.col("amount") - pl.col("committed")).clip(0)).to_series().sum()
    asked = case.projects.filter("is_candidate")["cost"].sum()
    assert 1.8 < asked / left < 2.2


def test_the_optimum_is_proven_and_chooses_about_half(answer: Answer) -> None:
    """A selection that keeps all rules exists, and it is proven that none is worth more."""
    assert answer.status == "optimal"
    assert 35 <= len(answer.chosen) <= 55


def test_money_and_roles_bind(formulation: Formulation, answer: Answer) -> None:
    """Money of two years is used up, and at least two roles are in some months."""
    used = usage(formulation, answer).with_columns(
        left=pl.col("limit") - pl.col("committed") - pl.col("used")
    )
    tight = used.filter(pl.col("left") < 0.03 * pl.col("limit"), pl.col("used") > 0)
    assert tight.filter(pl.col("resource") == MONEY).height == 2
    assert tight.filter(pl.col("resource") != MONEY)["resource"].n_unique() >= 2


def test_following_priorities_loses_value(formulation: Formulation, answer: Answer) -> None:
    """The list of priorities, filled up, loses 10 to 30 percent, a strict waterline more."""
    order = formulation.projects.sort("priority", "project")["project"].to_list()
    filled, strict = (by_list(formulation, order, strict=way) for way in (False, True))
    assert 0.7 < filled.value / answer.value < 0.9
    assert strict.value < filled.value


def test_some_candidates_are_worth_the_same(formulation: Formulation) -> None:
    """Scores tie, so that some decisions between candidates are nobody's mistake."""
    assert formulation.projects["worth"].is_duplicated().sum() >= 10


@pytest.mark.parametrize(
    "what_if",
    [
        WhatIf(objective="npv"), WhatIf(objective="mix"), WhatIf(method="wsjf"),
        WhatIf(method="rice"), WhatIf(method="topsis"), WhatIf(method="promethee"),
        WhatIf(risk_aversion_pct=50), WhatIf(budget_pct=80), WhatIf(budget_pct=120),
        WhatIf(capacity_pct=85),
    ],
    ids=str,
)  # fmt: skip
def test_the_usual_what_ifs_can_be_met(case: Case, what_if: WhatIf) -> None:
    """Each objective, each method, and money and people up or down leave a selection."""
    assert solve(build(case, what_if).problem, SECONDS).status in ("optimal", "feasible")


@pytest.mark.parametrize("today", [date(2026, 2, 20), date(2026, 6, 1), date(2027, 1, 12)])
def test_it_holds_on_any_day(case_on: Callable[[date], Case], today: date) -> None:
    """Whenever the demonstration is first started, the default what-if can be met."""
    made = build(case_on(today), WhatIf())
    found = solve(made.problem, SECONDS)
    assert found.status == "optimal"
    assert 35 <= len(found.chosen) <= 60
