"""Planned value, earned value and cost of a project on its data dates, worked out by hand.

Each project here is planned from Monday 5 to Friday 30 January 2026, 20 working days, and costs
1,000 EUR unless said otherwise.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

import pmo_core
from pmo_core.jobs.measured import measured
from pmo_core.model import (
    Actual,
    Baseline,
    BaselineItem,
    BudgetLine,
    EarnedValue,
    Holiday,
    Progress,
    Project,
    Rate,
    Record,
    StatusReport,
    WbsElement,
)
from pmo_core.store import Repository

START, FINISH = date(2026, 1, 5), date(2026, 1, 30)
FRIDAY_2, FRIDAY_3, AS_OF = date(2026, 1, 16), date(2026, 1, 23), date(2026, 1, 23)
WHOLE = {"planned_start": START, "planned_finish": FINISH, "planned_cost": Decimal(1000)}


@pytest.fixture
def repo() -> Iterator[Repository]:
    """Give an empty store."""
    with pmo_core.open(":memory:") as opened:
        yield opened


def keep(repo: Repository, *records: Record) -> None:
    """Keep records of any register, also those that only decisions write."""
    frames: dict[str, list[Record]] = {}
    for record in records:
        frames.setdefault(record.register, []).append(record)
    repo.session("root", "administrator").load({
        name: pl.DataFrame([one.model_dump() for one in rows], schema=rows[0].polars_schema())
        for name, rows in frames.items()
    })  # fmt: skip


def project(**given: Any) -> Project:
    """Return the project A, in delivery since its planned start."""
    return Project(**{"code": "A", "name": "A", "stage": "delivery", "actual_start": START,
                      **WHOLE, **given})  # fmt: skip


def status(percent: float | None, on: date = FRIDAY_2) -> StatusReport:
    """Return a status report of A."""
    return StatusReport(project="A", data_date=on, percent_complete=percent)


def row(frame: pl.DataFrame, on: date) -> dict[str, Any]:
    """Return the row of A on a data date."""
    return frame.row(by_predicate=(pl.col("project") == "A") & (pl.col("data_date") == on),
                     named=True)  # fmt: skip


def test_without_a_budget_by_time_the_cost_is_planned_evenly(repo: Repository) -> None:
    """After 10 of 20 working days half is planned; 40 % earned is 8 days of the plan."""
    keep(repo, project(), status(40))
    found = row(measured(repo, AS_OF), FRIDAY_2)
    assert (found["bac"], found["pv"], found["ev"], found["ac"]) == (1000, 500, 400, None)
    assert (found["es_days"], found["at_days"], found["pd_days"]) == (8, 10, 20)
    assert (found["pv_source"], found["ev_source"]) == ("planned dates", "percent complete")


def test_today_speaks_of_the_latest_report_and_says_how_old_it_is(repo: Repository) -> None:
    """On as_of more is planned and posted; what is earned is that of a week ago."""
    keep(
        repo, project(), status(40),
        Actual(project="A", spent_on=date(2026, 1, 14), cost=Decimal(300)),
        Actual(project="A", spent_on=date(2026, 1, 20), cost=Decimal(150)),
        Actual(project="A", spent_on=date(2026, 1, 26), cost=Decimal(999)),
    )  # fmt: skip
    frame = measured(repo, AS_OF)
    then, now = row(frame, FRIDAY_2), row(frame, AS_OF)
    assert frame.height == 2
    assert (then["ac"], now["ac"]) == (300, 450)
    assert (now["pv"], now["ev"], now["ev_on"]) == (750, 400, FRIDAY_2)
    assert (then["is_last"], now["is_last"]) == (False, True)


def test_a_finished_project_ages_no_more(repo: Repository) -> None:
    """Finished five days late: SPI(t) stays 20 / 25, whenever one looks, and as_of adds no row."""
    done = date(2026, 2, 6)
    keep(repo, project(stage="closed", actual_finish=done), status(100, done),
         status(100, date(2026, 3, 31)))  # fmt: skip
    frame = measured(repo, date(2026, 6, 30))
    assert frame["es_days"].to_list() == [20, 20]
    assert frame["at_days"].to_list() == [25, 25]
    assert frame["ev"].to_list() == frame["bac"].to_list()


def test_what_has_not_begun_is_not_measured(repo: Repository) -> None:
    """A proposal without reports has no row; an approved one has from its actual start."""
    keep(repo, project(stage="proposed", actual_start=None))
    assert measured(repo, AS_OF).is_empty()
    keep(repo, Project(code="B", name="B", stage="approved", actual_start=START, **WHOLE))
    assert measured(repo, AS_OF).select("project", "pv", "ev", "ev_on").rows() == [
        ("B", 750, None, None)
    ]


def test_budget_lines_shape_the_plan_and_the_budget_its_height(repo: Repository) -> None:
    """Three quarters in January: of 1,000, planned until its end from the planned start on."""
    keep(
        repo, project(planned_finish=date(2026, 2, 27)), status(10),
        BudgetLine(project="A", period_on=date(2026, 1, 1), amount=Decimal(300)),
        BudgetLine(project="A", period_on=date(2026, 2, 1), amount=Decimal(100)),
    )  # fmt: skip
    found = row(measured(repo, AS_OF), FRIDAY_2)
    assert found["pv_source"] == "budget lines"
    assert found["pv"] == pytest.approx(750 * 10 / 20)
    assert found["ev"] == 100
    assert found["es_days"] == pytest.approx(100 / 37.5)


def test_a_year_of_budget_ends_with_the_planned_finish(repo: Repository) -> None:
    """A line for the whole year plans nothing after the project's finish."""
    year = BudgetLine(project="A", period_on=date(2026, 1, 1), n_months=12, amount=Decimal(1000))
    keep(repo, project(), status(10), year)
    found = row(measured(repo, AS_OF), FRIDAY_2)
    assert found["pd_days"] == 20
    assert found["pv"] == pytest.approx(1000 / 12 / 2)


def _elements(number: int = 1, first: int = 400, **at: date) -> tuple[Record, ...]:
    """Return a baseline of A with two elements, one a fortnight each."""
    rest = {"project": "A", "number": number}
    return (
        Baseline(**rest, approved_on=at.get("on", START), planned_start=START,
                 planned_finish=FINISH, planned_cost=Decimal(5000)),
        BaselineItem(**rest, wbs="1", planned_start=START, planned_finish=FINISH,
                     planned_cost=Decimal(7777)),
        BaselineItem(**rest, wbs="1.1", planned_start=START, planned_finish=FRIDAY_2,
                     planned_cost=Decimal(first), planned_hours=Decimal(10)),
        BaselineItem(**rest, wbs="1.2", planned_start=date(2026, 1, 19), planned_finish=FINISH,
                     planned_cost=Decimal(600), planned_hours=Decimal(30)),
    )  # fmt: skip


def test_elements_of_the_baseline_are_counted_once_and_earned_one_by_one(
    repo: Repository,
) -> None:
    """The summary's budget is its children's: BAC 1,000; all of 1.1 and a tenth of 1.2 is 460."""
    keep(
        repo, project(), *_elements(), status(99),
        Progress(project="A", wbs="1.1", data_date=FRIDAY_2, percent_complete=100),
        Progress(project="A", wbs="1.2", data_date=FRIDAY_3, percent_complete=10),
    )  # fmt: skip
    frame = measured(repo, AS_OF)
    then, now = row(frame, FRIDAY_2), row(frame, FRIDAY_3)
    assert (then["bac"], then["pv"], then["ev"]) == (1000, 400, 400)
    assert (now["pv"], now["ev"], now["ev_on"]) == (700, 460, FRIDAY_3)
    assert (now["pv_source"], now["ev_source"]) == ("baseline by element", "progress by element")
    assert now["es_days"] == pytest.approx(10 + 1)


def test_before_the_first_progress_percent_complete_counts(repo: Repository) -> None:
    """A project that began to report by element keeps what it reported before."""
    early = date(2026, 1, 9)
    keep(repo, project(), *_elements(), status(20, early),
         Progress(project="A", wbs="1.1", data_date=FRIDAY_2, percent_complete=50))  # fmt: skip
    frame = measured(repo, AS_OF)
    assert row(frame, early)["ev"] == 200
    assert row(frame, early)["ev_source"] == "percent complete"
    assert row(frame, FRIDAY_2)["ev"] == 200


def test_level_of_effort_and_apportioned_work_earn_between_the_reports(repo: Repository) -> None:
    """1.1 earns with time, 1.2 as 1.3 does: without a new report EV grows as PV of 1.1 does."""
    week = {"planned_start": START, "planned_finish": FINISH}
    keep(
        repo, project(),
        WbsElement(project="A", code="1.1", name="Lead", technique="level of effort",
                   planned_cost=Decimal(200), **week),
        WbsElement(project="A", code="1.2", name="Check", technique="apportioned", based_on="1.3",
                   planned_cost=Decimal(100), **week),
        WbsElement(project="A", code="1.3", name="Build", planned_cost=Decimal(700), **week),
        Progress(project="A", wbs="1.3", data_date=FRIDAY_2, percent_complete=60),
    )  # fmt: skip
    frame = measured(repo, AS_OF)
    assert row(frame, FRIDAY_2)["ev"] == pytest.approx(100 + 60 + 420)
    assert row(frame, AS_OF)["ev"] == pytest.approx(150 + 60 + 420)


def test_a_new_baseline_holds_from_its_approval(repo: Repository) -> None:
    """Before it the first one is measured against, also before that one was approved."""
    keep(
        repo, project(), *_elements(on=date(2026, 1, 7)),
        *_elements(2, first=1400, on=date(2026, 1, 20)), status(50, date(2026, 1, 6)),
        status(50), status(50, FRIDAY_3),
    )  # fmt: skip
    frame = measured(repo, AS_OF)
    assert frame["bac"].to_list() == [1000, 1000, 2000]
    assert frame["ev"].to_list() == [500, 500, 1000]


def test_amounts_are_in_base_currency_at_one_rate(repo: Repository) -> None:
    """A plan of 1,000 USD is 800 EUR at the rate of as_of; without a rate it is not known."""
    keep(repo, project(currency="USD"), status(50),
         Rate(currency="USD", valid_from=date(2026, 1, 1), rate=0.5),
         Rate(currency="USD", valid_from=date(2026, 1, 20), rate=0.8))  # fmt: skip
    assert row(measured(repo, AS_OF), FRIDAY_2)["ev"] == 400
    keep(repo, Project(code="B", name="B", stage="delivery", currency="GBP", **WHOLE))
    found = measured(repo, AS_OF).filter(project="B").row(0, named=True)
    assert (found["bac"], found["pv"], found["ev"]) == (None, None, None)


def test_a_holiday_is_no_working_day(repo: Repository) -> None:
    """Epiphany is a day off: 9 of 19 working days are over on the second Friday."""
    keep(repo, project(), status(40), Holiday(day=date(2026, 1, 6), name="Epiphany"))
    found = row(measured(repo, AS_OF), FRIDAY_2)
    assert (found["at_days"], found["pd_days"]) == (9, 19)


def test_what_another_tool_measured_stands_on_its_dates(repo: Repository) -> None:
    """PV, EV, AC and BAC of its row win; between them its plan runs straight, then to the end."""
    keep(
        repo, project(), status(99),
        EarnedValue(project="A", data_date=date(2026, 1, 9), planned_value=Decimal(100),
                    earned_value=Decimal(100), measured_cost=Decimal(90),
                    budget_at_completion=Decimal(2000)),
        EarnedValue(project="A", data_date=FRIDAY_2, planned_value=Decimal(300),
                    earned_value=Decimal(200), measured_cost=Decimal(250),
                    budget_at_completion=Decimal(2000)),
    )  # fmt: skip
    found = row(measured(repo, AS_OF), FRIDAY_2)
    assert [found[name] for name in ("bac", "pv", "ev", "ac")] == [2000, 300, 200, 250]
    assert found["ev_source"] == found["pv_source"] == "measured elsewhere"
    assert (found["es_days"], found["at_days"], found["pd_days"]) == (7.5, 10, 20)
    now = row(measured(repo, AS_OF), AS_OF)
    assert (now["pv"], now["bac"]) == (300 + 1700 / 2, 2000)
    assert (now["ev"], now["ev_on"], now["ac"]) == (200, FRIDAY_2, 250)


def test_what_another_tool_earned_is_part_of_what_it_planned(repo: Repository) -> None:
    """A week after 950 of its 2,000 the budget is still 2,000, not the 900 of the budget lines."""
    keep(
        repo, project(planned_cost=Decimal(900)),
        BudgetLine(project="A", period_on=START, amount=Decimal(900)),
        EarnedValue(project="A", data_date=FRIDAY_2, planned_value=Decimal(900),
                    earned_value=Decimal(950), budget_at_completion=Decimal(2000)),
    )  # fmt: skip
    found = row(measured(repo, FRIDAY_3), FRIDAY_3)
    assert (found["bac"], found["pv"], found["ev"]) == (2000, 1450, 950)


def test_hours_are_planned_earned_and_posted_alike(repo: Repository) -> None:
    """10 + 30 hours planned, all of 1.1 done for 12 hours."""
    keep(
        repo, project(), *_elements(),
        Progress(project="A", wbs="1.1", data_date=FRIDAY_2, percent_complete=100),
        Actual(project="A", spent_on=FRIDAY_2, hours=Decimal(12), cost=Decimal(1)),
    )  # fmt: skip
    found = row(measured(repo, AS_OF, in_hours=True), FRIDAY_2)
    assert [found[name] for name in ("bac", "pv", "ev", "ac")] == [40, 10, 10, 12]


def test_an_empty_store_has_no_rows(repo: Repository) -> None:
    """Nothing kept gives no row and all columns."""
    found = measured(repo, AS_OF)
    assert found.is_empty()
    assert found.schema["ev"] == pl.Float64


def test_effort_without_dates_is_no_unearned_work(repo: Repository) -> None:
    """Half of 600 is earned; 400 of effort have no dates, so their share is not known."""
    dates = {"planned_start": START, "planned_finish": FINISH}
    keep(
        repo, project(),
        WbsElement(project="A", code="1", name="Build", planned_cost=Decimal(600), **dates),
        WbsElement(project="A", code="2", name="Lead", planned_cost=Decimal(400),
                   technique="level of effort"),
        Progress(project="A", wbs="1", data_date=FRIDAY_2, percent_complete=50),
    )  # fmt: skip
    assert row(measured(repo, AS_OF), FRIDAY_2)["ev"] == 500


def test_all_of_the_budget_is_planned_in_time(repo: Repository) -> None:
    """400 without dates in a plan without a finish: spread over the two weeks that are known."""
    begun = {"project": "A", "number": 1}
    keep(
        repo, project(planned_finish=None), status(100),
        Baseline(**begun, approved_on=START, planned_cost=Decimal(1000), planned_start=START),
        BaselineItem(**begun, wbs="1", planned_cost=Decimal(600), planned_start=START,
                     planned_finish=FRIDAY_2),
        BaselineItem(**begun, wbs="2", planned_cost=Decimal(400)),
    )  # fmt: skip
    found = row(measured(repo, AS_OF), FRIDAY_2)
    assert (found["pv"], found["ev"], found["bac"]) == (1000, 1000, 1000)


def test_a_plan_without_any_dates_has_no_source_of_planned_value(repo: Repository) -> None:
    """Where planned value is not known, nothing is said to give it."""
    keep(
        repo, project(planned_start=None, planned_finish=None), status(100),
        Baseline(project="A", number=1, approved_on=START, planned_cost=Decimal(600)),
        BaselineItem(project="A", number=1, wbs="1", planned_cost=Decimal(600)),
    )  # fmt: skip
    found = row(measured(repo, AS_OF), FRIDAY_2)
    assert (found["bac"], found["pv"], found["pv_source"]) == (600, None, None)
