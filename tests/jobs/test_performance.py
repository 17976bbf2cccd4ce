"""The performance database from the registers: planned hours, and outcomes by upload."""

from datetime import date
from decimal import Decimal

import polars as pl

import pmo_core
from pmo_core.jobs import facts, performance
from pmo_core.model import Actual, Baseline, BaselineItem, BudgetLine, Project, WbsElement

TODAY = date(2027, 6, 30)
DAY = date(2027, 1, 4)


def test_planned_hours_come_from_the_best_plan_that_has_any(repo: pmo_core.Repository) -> None:
    """First baseline, else budget, else work breakdown; of a tree only what is lowest."""
    repo.session("test", "administrator").load({
        "project": Project.frame(*(Project(code=code, name=code) for code in "ABCD")),
        "baseline": Baseline.frame(Baseline(project="A", number=1, approved_on=DAY)),
        "baseline_item": BaselineItem.frame(
            BaselineItem(project="A", number=1, wbs="1", planned_hours=Decimal(100)),
            BaselineItem(project="A", number=1, wbs="1.1", planned_hours=Decimal(60)),
            BaselineItem(project="A", number=1, wbs="1.10", planned_hours=Decimal(30)),
            BaselineItem(project="A", number=2, wbs="1.1", planned_hours=Decimal(500)),
        ),
        "budget_line": BudgetLine.frame(
            BudgetLine(project="A", period_on=DAY, hours=Decimal(7)),
            BudgetLine(project="B", period_on=DAY, hours=Decimal(40), n_months=2),
        ),
        "wbs_element": WbsElement.frame(
            WbsElement(project="B", code="1", name="All", planned_hours=Decimal(9)),
            WbsElement(project="C", code="1", name="All", planned_hours=Decimal(9)),
            WbsElement(project="C", code="1.1", name="Part"),
        ),
    })  # fmt: skip
    found = performance.planned_hours(repo, TODAY).sort("project")
    assert found.rows() == [("A", 90.0), ("B", 40.0), ("C", 9.0)]


def test_only_closed_projects_teach(repo: pmo_core.Repository) -> None:
    """One row for the closed one: 150 of 100 estimated, in 10 of 5 days."""
    common = {"planned_cost": Decimal(100), "planned_start": DAY}
    repo.session("test", "administrator").save(
        Project(code="A", name="Alpha", stage="closed", planned_finish=date(2027, 1, 8),
                actual_start=DAY, actual_finish=date(2027, 1, 13), **common),
        Project(code="B", name="Beta", stage="delivery", **common),
        Actual(project="A", spent_on=DAY, cost=Decimal(150)),
        Actual(project="B", spent_on=DAY, cost=Decimal(150)),
    )  # fmt: skip
    rows = performance.closed(repo, facts.portfolio(repo, TODAY), TODAY)
    assert rows.select("code", "cost_ratio", "duration_ratio", "closing_year").rows() == [
        ("A", 1.5, 2.0, "2027")
    ]
    assert rows.select("n_defects", "effort_ratio", "realized_pct").row(0) == (None, None, None)
    assert isinstance(rows, pl.DataFrame)


def test_what_closed_later_teaches_nothing_yet(repo: pmo_core.Repository) -> None:
    """Half way, a tenth of the cost is posted; that is no project at a tenth of its estimate."""
    repo.session("test", "administrator").save(
        Project(code="A", name="Alpha", stage="closed", planned_cost=Decimal(100),
                actual_finish=date(2027, 3, 31)),
        Actual(project="A", spent_on=DAY, cost=Decimal(10)),
    )  # fmt: skip
    on = date(2027, 1, 31)
    assert performance.closed(repo, facts.portfolio(repo, on), on).is_empty()
    assert performance.closed(repo, facts.portfolio(repo, TODAY), TODAY).height == 1
