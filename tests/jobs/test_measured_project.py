"""The work of one project on one date, worked out by hand.

Two weeks of work from Monday 5 January 2026: 1.1 (100, first week), 1.2 (300, both weeks) and 2
(200, second week); on the first Friday 1.1 is done, 1.2 at 30 %, nothing is reported of 2.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

import pmo_core
from pmo_core.jobs.measured import plans_at
from pmo_core.jobs.measured_project import (
    NOWHERE,
    OneProject,
    accounts,
    doubts,
    elements_on,
    plan_on,
    planned_curve,
    tree,
)
from pmo_core.model import Actual, Department, Progress, Project, Rate, WbsElement
from pmo_core.store import Repository

MONDAY, FRIDAY, END = date(2026, 1, 5), date(2026, 1, 9), date(2026, 1, 16)


def _element(code: str, cost: int | None, start: date, end: date, **more: str) -> WbsElement:
    return WbsElement(
        project="A", code=code, name=f"Work {code}", planned_start=start, planned_finish=end,
        planned_cost=None if cost is None else Decimal(cost), **more,
    )  # fmt: skip


@pytest.fixture
def repo() -> Iterator[Repository]:
    """Give a store with the project, its progress and its cost."""
    with pmo_core.open(":memory:") as opened:
        opened.session("root", "administrator").save(
            Rate(currency="USD", valid_from=date(2025, 1, 1), rate=0.5),
            Department(code="IT", name="Information technology"),
            Project(code="A", name="A", stage="delivery", currency="USD", actual_start=MONDAY,
                    planned_start=MONDAY, planned_finish=END, planned_cost=Decimal(600)),
            _element("1", None, MONDAY, END, department="IT"),
            _element("1.1", 100, MONDAY, FRIDAY),
            _element("1.2", 300, MONDAY, END),
            _element("2", 200, date(2026, 1, 12), END),
            Progress(project="A", wbs="1.1", data_date=FRIDAY, percent_complete=100),
            Progress(project="A", wbs="1.2", data_date=FRIDAY, percent_complete=30,
                     remaining_cost=Decimal(250)),
            Actual(project="A", wbs="1.1", spent_on=FRIDAY, cost=Decimal(40)),
            Actual(project="A", wbs="1.2", spent_on=FRIDAY, cost=Decimal(80), currency="USD"),
            Actual(project="A", wbs="", spent_on=FRIDAY, cost=Decimal(7)),
            Actual(project="A", wbs="1.1", spent_on=END, cost=Decimal(999)),
        )  # fmt: skip
        yield opened


def test_each_element_has_its_own_figures_in_base_currency(repo: Repository) -> None:
    """Budgets at half a euro a dollar; what is posted to no element stands by itself."""
    rows = elements_on(repo, plans_at(repo, FRIDAY), "A", FRIDAY)
    shown = rows.select("wbs", "bac", "pv", "ev", "ac", "remaining").rows()
    assert shown == [
        ("1.1", 50, 50, 50, 40, 0),
        ("1.2", 150, 75, 45, 40, 125),
        ("2", 100, 0, 0, 0, None),
        (None, None, None, None, 7, None),
    ]
    assert rows["name"][-1] == NOWHERE


def test_what_stands_above_sums_what_stands_below(repo: Repository) -> None:
    """Element 1 has 200 to earn, 125 planned, 95 earned for 80; its indices are of the sums."""
    rows = elements_on(repo, plans_at(repo, FRIDAY), "A", FRIDAY)
    register = OneProject(repo, "A").table("wbs_element")
    one = tree(rows, register).filter(wbs="1").row(0, named=True)
    assert [one[name] for name in ("bac", "pv", "ev", "ac")] == [200, 125, 95, 80]
    assert one["cpi"] == pytest.approx(95 / 80)
    assert one["spi"] == pytest.approx(95 / 125)
    top = tree(rows, register).filter(pl.col("depth") == 0)
    assert top["bac"].sum() == 300


def test_what_cannot_be_known_is_in_no_sum_above_it(repo: Repository) -> None:
    """1.3 earns by units that nobody planned: 1 sums 1.1 and 1.2 in all figures, its cost too."""
    repo.session("root", "administrator").save(
        _element("1.3", 500, MONDAY, END, technique="units"),
        Actual(project="A", wbs="1.3", spent_on=FRIDAY, cost=Decimal(11)),
    )
    rows = elements_on(repo, plans_at(repo, FRIDAY), "A", FRIDAY)
    summed = tree(rows, OneProject(repo, "A").table("wbs_element"))
    one, three = (summed.filter(wbs=code).row(0, named=True) for code in ("1", "1.3"))
    assert [one[name] for name in ("bac", "pv", "ev", "ac", "n_unknown")] == [200, 125, 95, 80, 1]
    assert [three[name] for name in ("bac", "pv", "ev", "ac")] == [250, 125, None, 11]
    account = accounts(rows).filter(account="1 Work 1 · IT").row(0, named=True)
    assert account["spi"] == pytest.approx(95 / 125)


def test_a_control_account_is_a_top_element_and_who_does_it(repo: Repository) -> None:
    """1.1 and 1.2 are done by the department of 1 above them; 2 by nobody who is named."""
    rows = elements_on(repo, plans_at(repo, FRIDAY), "A", FRIDAY)
    found = accounts(rows)
    assert found["account"].to_list() == ["1 Work 1 · IT", "2 Work 2 · no department", NOWHERE]
    assert found["ev"].to_list() == [95, 0, None]


def test_work_that_should_have_begun_and_is_not_reported_is_counted(repo: Repository) -> None:
    """A week later element 2 has earned nothing that was reported, and the tree says so."""
    rows = elements_on(repo, plans_at(repo, END), "A", END)
    two = rows.filter(wbs="2").row(0, named=True)
    assert (two["ev"], two["ev_reason"]) == (0, "nothing is reported of it")
    counted = tree(rows, OneProject(repo, "A").table("wbs_element"))
    assert counted.filter(wbs="2")["n_unknown"].item() == 1


def test_the_curve_runs_from_nothing_to_the_budget(repo: Repository) -> None:
    """From the day before the start to the planned finish: 0 and 300 EUR."""
    what = plans_at(repo, FRIDAY)
    plan = plan_on(what, "A", FRIDAY)
    assert plan is not None
    curve = planned_curve(repo, what, plan["plan"])
    assert curve.row(0) == (date(2026, 1, 4), 0)
    assert curve.row(-1) == (END, 300)
    assert plan_on(what, "Z", FRIDAY) is None


def test_what_is_doubtful_about_the_work_is_told(repo: Repository) -> None:
    """A budget that is not its parts' sum, and elements that follow nothing or themselves."""
    assert doubts(repo, plans_at(repo, FRIDAY), "A", FRIDAY) == ()
    follows = {"technique": "apportioned"}
    root = repo.session("root", "administrator")
    root.save(
        _element("3", 900, MONDAY, END),
        _element("3.1", 100, MONDAY, END, based_on="9", **follows),
        _element("3.2", 100, MONDAY, END, based_on="3.3", **follows),
        _element("3.3", 100, MONDAY, END, based_on="3.2", **follows),
    )
    found = doubts(repo, plans_at(repo, FRIDAY), "A", FRIDAY)
    assert [(one.code, one.value) for one in found] == [
        ("budget_differs", "A 3"), ("unknown_basis", "A 3.1"), ("cycle", "A 3.2"),
        ("cycle", "A 3.3"),
    ]  # fmt: skip
    assert doubts(repo, plans_at(repo, FRIDAY), "nobody", FRIDAY) == ()
