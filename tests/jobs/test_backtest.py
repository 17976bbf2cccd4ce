"""From the registers to a track record: how projects ended, and what was known on the way."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest

from pmo_core.jobs import facts
from pmo_core.jobs.backtest import TrackRecord, dated, finals, known, track_record
from pmo_core.jobs.measured import measured
from pmo_core.model import Baseline, Progress, StatusReport, WbsElement
from pmo_core.store import Repository
from tests.jobs.closed_projects import AS_OF, projects

HALF = AS_OF - timedelta(weeks=2, days=3)
"""Data date on which RUN is half done."""


@pytest.fixture
def closed(repo: Repository) -> Repository:
    """Give a store with six closed projects and one that runs."""
    repo.session("root", "administrator").save(*projects())
    return repo


def record(repo: Repository) -> TrackRecord:
    """Return the track record of a store."""
    return track_record(repo, measured(repo, AS_OF), facts.portfolio(repo, AS_OF), AS_OF)


def test_how_projects_ended(closed: Repository) -> None:
    """1,200 for 1,000; the class keys come from the plan."""
    ends = finals(closed, measured(closed, AS_OF), facts.portfolio(closed, AS_OF), AS_OF)
    assert ends["project"].to_list() == [f"P{i}" for i in range(6)]
    assert ends["final_cost"].unique().to_list() == [1200]
    assert ends["cost"].unique().to_list() == [1.2]
    assert ends["size"].unique().to_list() == ["under 100 k"]


def test_what_was_known_on_a_date(closed: Repository) -> None:
    """The report of the date counts; a finish that has passed or a cost that is spent does not."""
    rows = measured(closed, AS_OF).filter(pl.col("project") == "RUN")
    found = known(closed, rows, facts.portfolio(closed, AS_OF), AS_OF)
    half = found.filter(pl.col("data_date") == AS_OF - timedelta(weeks=2, days=3)).row(
        0, named=True
    )
    assert half["cost_manager"] == 1100
    assert half["duration_manager"] == half["at_days"] + 30
    assert half["known_on"] == half["data_date"]
    later = rows.head(1).with_columns(data_date=date(2027, 6, 1), ac=1200.0)
    past = known(closed, later, facts.portfolio(closed, AS_OF), AS_OF).row(0, named=True)
    assert (past["cost_manager"], past["duration_manager"]) == (None, None)


def test_estimates_to_complete_count_when_all_open_elements_have_one(closed: Repository) -> None:
    """A finished element needs none; an open one without makes the sum not known."""
    session = closed.session("root", "administrator")
    done = Progress(project="RUN", wbs="1", data_date=HALF, percent_complete=100)
    open_ = Progress(project="RUN", wbs="2", data_date=HALF, remaining_cost=Decimal(70))
    session.save(done, open_)
    rows = measured(closed, AS_OF).filter(pl.col("project") == "RUN", pl.col("data_date") == HALF)
    portfolio = facts.portfolio(closed, AS_OF)
    assert known(closed, rows, portfolio, AS_OF)["remaining_cost"].item() == 70
    session.save(Progress(project="RUN", wbs="3", data_date=HALF, percent_complete=10))
    assert known(closed, rows, portfolio, AS_OF)["remaining_cost"].item() is None


def test_work_that_nobody_reported_has_no_estimate_to_complete(closed: Repository) -> None:
    """70 for element 1 is not all that is left of 1 and 2; 30 for 2 later is added to it."""
    session = closed.session("root", "administrator")
    session.save(
        *(WbsElement(project="RUN", code=code, name=code, planned_cost=Decimal(500))
          for code in ("1", "2")),
        Progress(project="RUN", wbs="1", data_date=HALF, remaining_cost=Decimal(70)),
    )  # fmt: skip
    rows = measured(closed, AS_OF).filter(pl.col("project") == "RUN", pl.col("data_date") == HALF)
    portfolio = facts.portfolio(closed, AS_OF)
    assert known(closed, rows, portfolio, AS_OF)["remaining_cost"].item() is None
    session.save(Progress(project="RUN", wbs="2", data_date=AS_OF, remaining_cost=Decimal(30)))
    later = rows.with_columns(data_date=pl.lit(AS_OF))
    assert known(closed, later, portfolio, AS_OF)["remaining_cost"].item() == 100


def test_the_track_record_holds_closed_projects_alone(closed: Repository) -> None:
    """24 status dates of six projects; from the fifth on there is a class, and it covers."""
    told = record(closed)
    assert (told.n_closed, told.n_undated) == (6, 0)
    budget = told.errors.filter(pl.col("method") == "eac_budget")
    assert (budget.height, budget["project"].n_unique()) == (24, 6)
    class_ = told.errors.filter(pl.col("method") == "cost_reference")
    assert class_["project"].min() >= "P3"
    assert told.followed.height == told.errors.filter(
        pl.col("method").is_in(["eac_budget", "eac_t_es_1"])
    ).height  # fmt: skip


def test_a_later_report_changes_no_earlier_error(closed: Repository) -> None:
    """A report about the project that runs leaves what was tested as it was."""
    before = record(closed).errors
    closed.session("root", "administrator").save(
        StatusReport(project="RUN", data_date=AS_OF, percent_complete=99)
    )
    assert record(closed).errors.equals(before)


def test_a_plan_that_begins_later_ends_with_the_same_day(closed: Repository) -> None:
    """P0 took 125 days of its first plan; of the second, which begins two weeks later, 115."""
    start = date(2024, 1, 1)
    plan = {"project": "P0", "planned_finish": start + timedelta(weeks=20, days=-3),
            "planned_cost": Decimal(1000)}  # fmt: skip
    ends = record(closed).errors.filter(project="P0", method="eac_t_es_1")["final"].unique()
    assert ends.to_list() == [125]
    closed.session("root", "administrator").load({"baseline": Baseline.frame(
        Baseline(number=1, approved_on=start, planned_start=start, **plan),
        Baseline(number=2, approved_on=start + timedelta(weeks=7),
                 planned_start=start + timedelta(weeks=2), **plan),
    )})  # fmt: skip
    told = record(closed).errors.filter(project="P0", method="eac_t_es_1").sort("data_date")
    assert told["final"].to_list() == [125, 115, 115, 115]


def test_a_report_without_progress_is_no_test(closed: Repository) -> None:
    """On the day of a mere comment the earned value is that of weeks before."""
    before = record(closed)
    closed.session("root", "administrator").save(
        StatusReport(project="P0", data_date=date(2024, 4, 1), comment="Waits.")
    )
    after = record(closed)
    assert after.errors.equals(before.errors)
    assert after.points.equals(before.points)


def test_days_since_the_start_become_dates(closed: Repository) -> None:
    """Three working days after Friday 30 October is Wednesday; none is the day itself.

    A project of which next to nothing is done would end after the last year of any calendar. From
    the Saturday after, the same work ends on the same day.
    """
    rows = pl.DataFrame({
        "data_date": [date(2026, 10, 30)] * 4, "at_days": [10.0] * 4,
        "end": [12.5, 10.0, None, 3e6],
    })  # fmt: skip
    found = dated(closed, rows, ["end"])["end"].to_list()
    assert found == [date(2026, 11, 4), date(2026, 10, 30), None, None]
    saturday = rows.with_columns(data_date=date(2026, 10, 31))
    assert dated(closed, saturday, ["end"])["end"].to_list() == found
