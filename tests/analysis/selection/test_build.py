"""Starts, money and roles as rows, by hand."""

from datetime import date

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.model.what_if import WhatIf
from tests.analysis.selection import cases
from tests.analysis.selection.reading import INF, codes, rows

JANUARY, FEBRUARY, MARCH = (date(2027, month, 1) for month in (1, 2, 3))
OTHERS = [
    cases.project("RUN", stage="delivery", is_candidate=False),
    cases.project("DONE", stage="closed", is_candidate=False),
    cases.project("GONE", stage="canceled", is_candidate=False),
    cases.project("IDEA", stage="proposed", is_candidate=False),
]


def test_columns_are_starts_with_values_that_fade() -> None:
    """Worth 100 and 1 % a month: 100, 99, 98.01 for delays of 0, 1 and 2 months."""
    formulation = build(cases.case([cases.project("A")]), WhatIf(shift_months=2))
    problem = formulation.problem
    assert problem.project.tolist() == [0, 0, 0]
    assert problem.start.tolist() == [0, 1, 2]
    assert problem.value == pytest.approx([100, 99, 98.01])
    assert formulation.first_month == JANUARY


def test_a_negative_worth_does_not_fade() -> None:
    """A loss is the same whenever it starts."""
    benefits = [{"project": "A", "year": 2027, "planned": -50.0}]
    what_if = WhatIf(objective="npv", shift_months=1, delay_pct=10)
    formulation = build(cases.case([cases.project("A")], benefits=benefits), what_if)
    assert formulation.problem.value.tolist() == [-50.0, -50.0]


def test_a_window_of_its_own_takes_the_place_of_the_general_one() -> None:
    """A may start up to a month later, B up to two, C (of another case) as late as can be asked."""
    projects = [cases.project("A"), cases.project("B"), cases.project("C")]
    what_if = WhatIf(shift_months=2, windows=(("A", 1), ("C", 999)))
    problem = build(cases.case(projects), what_if).problem
    assert np.bincount(problem.project).tolist() == [2, 3, 25]


def test_starts_of_the_past_move_to_the_month_after_the_data_date() -> None:
    """A was planned for November 2026 and moves by two months; its money moves along."""
    november = date(2026, 11, 1)
    projects = [cases.project("A", start_month=november, n_months=2), cases.project("B",
                start_month=None)]  # fmt: skip
    uses = [cases.use("A", november, 10.0, "DEV"), cases.use("A", date(2026, 12, 1), 5.0, "DEV")]
    limits = [cases.role("DEV", JANUARY, 100), cases.role("DEV", FEBRUARY, 100)]
    formulation = build(cases.case(projects, use=uses, limits=limits), WhatIf())
    assert formulation.projects["start_month"].to_list() == [JANUARY, JANUARY]
    assert [row[2] for row in rows(formulation)] == [{0: 10.0}, {0: 5.0}]


def test_money_is_by_fiscal_year_and_moves_with_the_start() -> None:
    """Fiscal years begin in April: of 10 + 20 from February, a delay of two months moves all."""
    uses = [cases.use("A", FEBRUARY, 10.0), cases.use("A", MARCH, 20.0)]
    limits = [
        cases.money(2026, 100, 30) | {"period_on": date(2026, 4, 1)},
        cases.money(2027, 40) | {"period_on": date(2027, 4, 1)},
    ]
    case = cases.case(
        [cases.project("A", start_month=FEBRUARY, n_months=2)],
        use=uses, limits=limits, fiscal_year_start_month=4,
    )  # fmt: skip
    formulation = build(case, WhatIf(shift_months=2))
    assert rows(formulation) == [
        ("budget", "", {0: 30.0, 1: 10.0}, -INF, 70.0),
        ("budget", "", {1: 20.0, 2: 30.0}, -INF, 40.0),
    ]
    assert formulation.rows["limit"].to_list() == [100.0, 40.0]
    assert formulation.rows["committed"].to_list() == [30.0, 0.0]
    assert formulation.problem.is_capacity.all()


def test_money_of_a_portfolio_has_a_row_of_its_own() -> None:
    """A is of GROWTH and counts in both rows, B only in that of all."""
    projects = [cases.project("A", portfolio="GROWTH"), cases.project("B")]
    uses = [cases.use("A", JANUARY, 10.0), cases.use("B", JANUARY, 20.0)]
    limits = [cases.money(2027, 50), cases.money(2027, 15, portfolio="GROWTH")]
    formulation = build(cases.case(projects, use=uses, limits=limits), WhatIf())
    assert [row[2] for row in rows(formulation)] == [{0: 10.0, 1: 20.0}, {0: 10.0}]
    assert formulation.rows["portfolio"].to_list() == ["", "GROWTH"]


def test_percents_and_own_amounts_of_money_and_people() -> None:
    """2027 is set to 80, 90 % of it are 72; DEV has 50 %, OPS the general 200 %."""
    uses = [cases.use("A", JANUARY, 10.0, resource) for resource in ("money", "DEV", "OPS")]
    limits = [cases.money(2027, 50), cases.role("DEV", JANUARY, 100), cases.role("OPS", JANUARY, 8)]
    what_if = WhatIf(
        budget_pct=90, budgets=((2027, 80.0), (2028, 10.0)), capacity_pct=200,
        capacities=(("DEV", 50.0),),
    )  # fmt: skip
    formulation = build(cases.case([cases.project("A")], use=uses, limits=limits), what_if)
    assert formulation.rows["limit"].to_list() == pytest.approx([72, 9, 50, 16])
    assert formulation.rows["period_on"].to_list()[:2] == [JANUARY, date(2028, 1, 1)]
    assert formulation.rows["unit"].to_list() == ["money", "money", "hours", "hours"]


def test_more_committed_than_there_is_leaves_nothing_and_is_said() -> None:
    """120 of 100 are taken: the row's upper limit is 0, never below."""
    limits = [cases.money(2027, 100, 120)]
    case = cases.case([cases.project("A")], use=[cases.use("A", JANUARY, 1.0)], limits=limits)
    formulation = build(case, WhatIf())
    assert formulation.problem.upper.tolist() == [0.0]
    assert codes(formulation) == ["overcommitted"]


def test_without_funding_percents_are_of_what_candidates_ask_for() -> None:
    """10 + 30 are asked in 2027, on top of 5 committed; years in which nobody asks are open."""
    uses = [cases.use("A", JANUARY, 10.0), cases.use("B", JANUARY, 30.0)]
    limits = [cases.money(2027, None, 5), cases.money(2028, None)]
    case = cases.case([cases.project("A"), cases.project("B")], use=uses, limits=limits)
    formulation = build(case, WhatIf(budget_pct=50))
    assert rows(formulation) == [("budget", "", {0: 10.0, 1: 30.0}, -INF, 20.0)]
    assert formulation.rows.select("limit", "committed").row(0) == (25.0, 5.0)
    assert [one.code for one in formulation.findings] == ["no_funding"]


def test_a_year_without_funding_is_open_where_others_have_some() -> None:
    """Only 2027 is funded, so only 2027 has a row."""
    limits = [cases.money(2027, 10), cases.money(2028, None)]
    formulation = build(cases.case([cases.project("A")], limits=limits), WhatIf())
    assert formulation.rows["period_on"].to_list() == [JANUARY]
    assert formulation.findings == ()


def test_a_credit_pays_for_no_other_project() -> None:
    """A brings back 20 in 2027 and costs 30 in 2028: nothing in the first row, and it is said."""
    uses = [cases.use("A", JANUARY, -20.0), cases.use("A", date(2028, 1, 1), 30.0)]
    limits = [cases.money(2027, 50), cases.money(2028, 50)]
    formulation = build(cases.case([cases.project("A")], use=uses, limits=limits), WhatIf())
    assert [row[2] for row in rows(formulation)] == [{}, {0: 30.0}]
    assert codes(formulation) == ["negative_cost"]
    assert formulation.findings[0].value == "A"


def test_rows_are_scaled_by_powers_of_two() -> None:
    """A coefficient of 3,000,000 stands between 1 and 2, and nothing is lost."""
    uses = [cases.use("A", JANUARY, 3_000_000.0), cases.use("B", JANUARY, 0.1)]
    projects = [cases.project("A"), cases.project("B")]
    formulation = build(cases.case(projects, use=uses, limits=[cases.money(2027, 4e6)]), WhatIf())
    assert 1 <= formulation.problem.coefficient.max() < 2
    assert np.log2(formulation.rows["scale"][0]) % 1 == 0
    assert rows(formulation)[0][2] == {0: 3_000_000.0, 1: 0.1}


def test_stages_decide_who_is_a_candidate_and_what_is_committed() -> None:
    """With delivery up for decision, RUN is a candidate and its 40 are no longer committed."""
    uses = [cases.use("RUN", JANUARY, 40.0), cases.use("A", JANUARY, 15.0)]
    case = cases.case(
        [cases.project("A", stage="approved"), *OTHERS], use=uses,
        limits=[cases.money(2027, 100, 45)],
    )  # fmt: skip
    formulation = build(case, WhatIf(stages=("delivery",)))
    assert formulation.projects["project"].to_list() == ["RUN"]
    assert formulation.rows["committed"].to_list() == [20.0]  # 45 - 40 + 15: A is in
    everyone = build(case, WhatIf(stages=("delivery", "approved", "closed")))
    assert everyone.projects["project"].to_list() == ["A", "RUN"]
    assert everyone.rows["committed"].to_list() == [5.0]


def test_an_empty_case_is_an_empty_problem() -> None:
    """Nothing to decide, no rows, no crash."""
    formulation = build(cases.case([]), WhatIf())
    assert formulation.problem.n_projects == formulation.problem.n_columns == 0
    assert formulation.projects.is_empty()
    assert formulation.rows.is_empty()
