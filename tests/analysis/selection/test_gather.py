"""From the registers to a case, by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.gather import gather
from pmo_core.model import REGISTERS, Settings

AS_OF = date(2026, 10, 31)
REGISTER_NAMES = (
    "benefit", "capacity", "contribution", "criterion", "demand", "funding", "link", "rate",
    "score", "selection_rule",
)  # fmt: skip
PROJECT = {
    "code": pl.String, "name": pl.String, "stage": pl.String, "portfolio": pl.String,
    "program": pl.String, "department": pl.String, "priority": pl.Int64, "n_lines": pl.Int64,
    "planned_start": pl.Date, "planned_finish": pl.Date, "actual_start": pl.Date,
    "forecast_finish": pl.Date, "planned_cost": pl.Float64, "forecast_cost": pl.Float64,
    "is_open": pl.Boolean,
}  # fmt: skip
COST = {
    "project": pl.String, "month": pl.Date, "planned": pl.Float64, "actual": pl.Float64,
    "forecast": pl.Float64,
}  # fmt: skip


def month(number: int, year: int = 2027) -> date:
    """Return the first day of a month."""
    return date(year, number, 1)


def project(code: str, **fields: Any) -> dict[str, Any]:
    """Return a proposal for February to April 2027."""
    usual = {
        "code": code, "name": code, "stage": "proposed", "n_lines": 0, "is_open": True,
        "planned_start": date(2027, 2, 10), "planned_finish": date(2027, 4, 2),
    }  # fmt: skip
    return usual | fields


def gathered(
    projects: list[dict[str, Any]],
    costs: list[dict[str, Any]] | None = None,
    begin: int = 1,
    as_of: date = AS_OF,
    **registers: list[dict[str, Any]],
) -> Case:
    """Return the case of some rows; what a row lacks is null."""

    def framed(rows: list[dict[str, Any]], schema: Any) -> pl.DataFrame:
        lines = [{name: row.get(name) for name in schema} for row in rows]
        return pl.DataFrame(lines, schema=schema, orient="row", strict=False)

    kept = {
        name: framed(registers.get(name, []), REGISTERS[name].polars_schema())
        for name in REGISTER_NAMES
    }
    return gather(
        framed(projects, PROJECT), framed(costs or [], COST), kept,
        settings=Settings(fiscal_year_start_month=begin), as_of=as_of,
    )  # fmt: skip


def candidates(case: Case) -> list[str]:
    """Return the codes of the candidates."""
    return case.projects.filter("is_candidate")["project"].to_list()


def taken(case: Case, code: str, resource: str = "money") -> dict[date, float]:
    """Return month -> amount of a project."""
    rows = case.use.filter((pl.col("project") == code) & (pl.col("resource") == resource))
    return dict(rows.select("month", "amount").iter_rows())


def committed(case: Case, resource: str = "money", portfolio: str = "") -> dict[date, float]:
    """Return first month of the period -> what is committed."""
    rows = case.limits.filter((pl.col("resource") == resource) & (pl.col("portfolio") == portfolio))
    return dict(rows.select("period_on", "committed").iter_rows())


def test_candidates_are_proposed_or_approved_and_not_started() -> None:
    """Neither running nor finished ones, nor approved ones that have begun."""
    case = gathered(
        [
            project("A"), project("B", stage="approved"), project("C", stage="delivery"),
            project("D", stage="approved", actual_start=date(2026, 10, 1)),
            project("E", stage="approved", actual_start=date(2026, 12, 1)),
            project("F", stage="closed", is_open=False), project("G", stage=None),
            project("H", stage="canceled", is_open=False), project("I", stage=None, is_open=False),
        ]
    )  # fmt: skip
    assert candidates(case) == ["A", "B", "E"]
    stages = dict(case.projects.select("project", "stage").iter_rows())
    assert (stages["F"], stages["H"], stages["I"]) == ("closed", "canceled", "closed")


def test_without_stages_candidates_are_those_without_actuals_else_all() -> None:
    """Of two open projects without a stage, the one with a posted line runs; if both have, both."""
    fresh, posted = project("A", stage=None), project("B", stage=None, n_lines=3)
    assert candidates(gathered([fresh, posted])) == ["A"]
    assert candidates(gathered([posted])) == ["B"]


def test_a_candidate_takes_its_plan_by_month() -> None:
    """Budget lines of several categories are summed; what stands before the start falls into it."""
    costs = [
        {"project": "A", "month": month(1), "planned": 5.0},
        {"project": "A", "month": month(2), "planned": 10.0},
        {"project": "A", "month": month(2), "planned": 20.0},
        {"project": "A", "month": month(3), "planned": 40.0},
        {"project": "A", "month": month(3), "actual": 7.0},
    ]
    case = gathered([project("A")], costs)
    assert taken(case, "A") == {month(2): 35.0, month(3): 40.0}
    row = case.projects.row(0, named=True)
    assert (row["start_month"], row["n_months"], row["cost"]) == (month(2), 3, 75.0)


def test_a_plan_without_dates_falls_into_the_first_month() -> None:
    """Neither start nor finish: the month after the data date, one month long."""
    costs = [{"project": "A", "month": None, "planned": 9.0}]
    case = gathered([project("A", planned_start=None, planned_finish=None)], costs)
    assert taken(case, "A") == {month(11, 2026): 9.0}
    assert case.projects.select("start_month", "n_months").row(0) == (None, 1)


def test_a_running_project_takes_its_forecast_else_the_rest_of_its_plan() -> None:
    """A: by forecast, also what has no month; B: the plan after the data date."""
    running = {"stage": "delivery", "actual_start": date(2026, 1, 5)}
    projects = [project("A", forecast_cost=90.0, **running), project("B", **running), project("C")]
    costs = [
        {"project": "A", "month": month(11, 2026), "planned": 100.0, "forecast": None},
        {"project": "A", "month": month(1), "forecast": 30.0},
        {"project": "A", "month": None, "forecast": 4.0},
        {"project": "B", "month": month(10, 2026), "planned": 50.0},
        {"project": "B", "month": month(12, 2026), "planned": 8.0},
    ]
    case = gathered(projects, costs)
    assert taken(case, "A") == {month(11, 2026): 4.0, month(1): 30.0}
    assert taken(case, "B") == {month(12, 2026): 8.0}
    assert committed(case) == {month(1, 2026): 12.0, month(1): 30.0}


def test_what_is_posted_in_the_fiscal_year_is_committed_as_well() -> None:
    """Fiscal years begin in April: postings of April to October count, also of finished ones."""
    done = project("D", stage="closed", is_open=False, portfolio="RUN")
    costs = [
        {"project": "D", "month": month(3, 2026), "actual": 1.0},
        {"project": "D", "month": month(4, 2026), "actual": 10.0},
        {"project": "D", "month": month(10, 2026), "actual": 20.0},
    ]
    funding = [
        {"year": 2027, "portfolio": "", "amount": 500},
        {"year": 2026, "portfolio": "", "amount": 1},
        {"year": 2027, "portfolio": "RUN", "amount": 90},
    ]  # fmt: skip
    case = gathered([project("A"), done], costs, 4, funding=funding)
    assert committed(case) == {month(4, 2026): 30.0}
    assert committed(case, portfolio="RUN") == {month(4, 2026): 30.0}
    assert case.limits["amount"].to_list() == [500.0, 90.0]


def test_at_the_end_of_a_fiscal_year_what_is_posted_is_over() -> None:
    """As of 31 December the next year begins with nothing posted."""
    costs = [{"project": "A", "month": month(12, 2026), "actual": 10.0}]
    case = gathered([project("A")], costs, as_of=date(2026, 12, 31))
    assert committed(case) == {month(1): 0.0}


def test_years_reach_from_the_next_month_to_the_last_that_is_used_or_funded() -> None:
    """Without funding the amounts are null, so that the what-if may set them."""
    costs = [{"project": "A", "month": month(2, 2029), "planned": 9.0}]
    case = gathered([project("A")], costs)
    assert case.limits.select("period_on", "amount").rows() == [
        (month(1, year), None) for year in (2026, 2027, 2028, 2029)
    ]


def test_capacity_is_by_role_and_month_less_what_running_projects_ask_for() -> None:
    """Months that are over have no row; a proposal that is no candidate takes nothing."""
    projects = [
        project("A", stage="delivery", actual_start=date(2026, 1, 1)), project("B"),
        project("C", stage="proposed", actual_start=date(2026, 1, 1)),
    ]  # fmt: skip
    demand = [
        {"project": code, "role": "DEV", "month_on": month(11, 2026), "hours": hours}
        for code, hours in (("A", 40), ("B", 25), ("C", 3))
    ]
    capacity = [
        {"role": "DEV", "month_on": month(number, 2026), "hours": 100} for number in (10, 11)
    ]
    case = gathered(projects, demand=demand, capacity=capacity)
    roles = case.limits.filter(pl.col("resource") == "DEV")
    assert roles.select("period_on", "amount", "committed", "n_months").rows() == [
        (month(11, 2026), 100.0, 40.0, 1)
    ]
    assert taken(case, "B", "DEV") == {month(2): 25.0}
    assert candidates(case) == ["B"]


def test_a_started_candidate_begins_next_month_with_what_is_left() -> None:
    """Where all open projects run, they are up for decision with their rest."""
    running = project(
        "A", stage="delivery", planned_finish=date(2026, 12, 31), forecast_finish=date(2027, 1, 9),
        n_lines=4,
    )  # fmt: skip
    costs = [
        {"project": "A", "month": month(9, 2026), "planned": 60.0},
        {"project": "A", "month": month(12, 2026), "planned": 40.0},
    ]
    case = gathered([running], costs)
    assert candidates(case) == ["A"]
    assert case.projects.select("start_month", "n_months").row(0) == (month(11, 2026), 3)
    assert taken(case, "A") == {month(12, 2026): 40.0}
    assert committed(case) == {month(1, 2026): 0.0}


def test_benefits_are_in_base_currency_of_open_projects() -> None:
    """100 USD at 0.5 are 50; those of finished projects are left out."""
    rates = [{"currency": "USD", "valid_from": date(2026, 1, 1), "rate": 0.5}]
    benefits = [
        {"project": "A", "year": 2028, "planned_benefit": 100, "currency": "USD"},
        {"project": "D", "year": 2028, "planned_benefit": 100},
    ]
    done = project("D", stage="closed", is_open=False)
    case = gathered([project("A"), done], benefit=benefits, rate=rates)
    assert case.benefits.select("project", "planned").rows() == [("A", 50.0)]


def test_only_blocking_links_bind_and_each_pair_once() -> None:
    """Strength 3, whatever the kind."""
    links = [
        {"project": "A", "needs": "B", "kind": "technical", "strength": 3},
        {"project": "A", "needs": "B", "kind": "policy", "strength": 3},
        {"project": "B", "needs": "A", "kind": "policy", "strength": 2},
    ]
    case = gathered([project("A"), project("B")], link=links)
    assert case.links.rows() == [("A", "B")]


def test_the_text_of_a_case_is_the_case() -> None:
    """Written and read again it has the same frames and hash; another amount, another hash."""
    costs = [{"project": "A", "month": month(2), "planned": 0.1}]
    case = gathered([project("A")], costs, funding=[{"year": 2027, "portfolio": "", "amount": 1}])
    again = Case.from_text(case.to_text())
    assert again.content_hash == case.content_hash
    assert again.use.equals(case.use)
    assert again.limits.equals(case.limits)
    other = gathered([project("A")], [costs[0] | {"planned": 0.2}])
    assert other.content_hash != case.content_hash


def test_an_empty_register_is_an_empty_case() -> None:
    """No projects, no crash; the present year stands open."""
    case = gathered([])
    assert case.projects.is_empty()
    assert case.limits.height == 1


@pytest.mark.parametrize("begin", [1, 4, 12])
def test_fiscal_years_begin_where_the_settings_say(begin: int) -> None:
    """Funding is named by the year in which it ends."""
    case = gathered(
        [project("A")], [], begin, funding=[{"year": 2028, "portfolio": "", "amount": 5}]
    )
    last = case.limits.drop_nulls("amount").row(0, named=True)
    assert last["period_on"] == date(2028 - (begin > 1), begin, 1)
