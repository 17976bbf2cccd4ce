"""The registers become draws: by hand where nothing varies, by formula where something does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import pmo_core
from pmo_core.analysis import risk_inputs
from pmo_core.analysis.common_factors import Factors
from pmo_core.analysis.schedule_risk import simulate
from pmo_core.errors import Refused
from pmo_core.jobs import risk_views
from pmo_core.jobs.risk import Choice, inputs, simulated
from pmo_core.model import (
    CrossLink,
    Milestone,
    Precedence,
    Progress,
    Project,
    RaidItem,
    Record,
    RiskLoading,
    WbsElement,
)
from pmo_core.store import Repository

AS_OF = date(2026, 11, 23)  # a Monday
USUAL = Choice(0.3, 0.1)


def keep(repo: Repository, *records: Record) -> None:
    """Keep records of any register."""
    frames: dict[str, list[Record]] = {}
    for record in records:
        frames.setdefault(record.register, []).append(record)
    repo.session("root", "administrator").load({
        name: rows[0].frame(*rows) for name, rows in frames.items()
    })  # fmt: skip


def project(code: str, **given: Any) -> Project:
    """Return a project in delivery that begins on the day of all tests."""
    usual = {"name": code, "stage": "delivery", "planned_start": AS_OF}
    return Project(code=code, **{**usual, **given})


def task(project: str, code: str, days: int, **given: Any) -> WbsElement:
    """Return an element of so many working days."""
    return WbsElement(project=project, code=code, name=f"Task {code}", duration_days=days, **given)


def draw(repo: Repository, choice: Choice = USUAL) -> Any:
    """Return inputs, draws and finishes."""
    given = inputs(repo, AS_OF, choice)
    drawn = simulated(given, lambda share: None)
    return given, drawn, risk_views.finishes(given, drawn, 0.8)


def test_what_cannot_vary_ends_as_the_critical_path(repo: Repository):
    """Ten days after five, across a link between projects: P50, P80 and forecast are the same."""
    keep(
        repo, project("A", planned_finish=date(2026, 11, 27)),
        project("B", planned_finish=date(2026, 12, 4)),
        task("A", "1", 5), task("B", "1", 10),
        CrossLink(project="B", successor="1", other_project="A", predecessor="1"),
    )  # fmt: skip
    _, _, rows = draw(repo)
    assert rows.select("target", "forecast_on", "p50_on", "bound_on", "in_time_pct").rows() == [
        ("A", date(2026, 11, 27), date(2026, 11, 27), date(2026, 11, 27), 100.0),
        ("B", date(2026, 12, 11), date(2026, 12, 11), date(2026, 12, 11), 0.0),
    ]
    assert rows["bound_days"].to_list() == [0, 5]


def test_days_against_a_plan_on_a_day_off_are_counted_from_the_day_before(repo: Repository):
    """Planned for a Sunday, promised for the Monday after it: not kept, one working day later."""
    keep(repo, project("A", planned_finish=date(2026, 11, 29)), task("A", "1", 6))
    _, _, rows = draw(repo)
    assert rows.select("bound_on", "bound_days", "in_time_pct").row(0) == (
        date(2026, 11, 30), 1, 0.0,
    )  # fmt: skip


def test_each_project_goes_on_from_its_own_data_date(repo: Repository):
    """Reported two weeks ago: six of ten days were left from Monday 9 on, so until the 16th."""
    monday = date(2026, 11, 9)
    keep(
        repo, project("A", planned_start=date(2026, 11, 2)), project("B"),
        task("A", "1", 10, planned_hours=100), task("A", "2", 5), task("B", "1", 5),
        Precedence(project="A", successor="2", predecessor="1", kind="SS", lag_days=6),
        Progress(project="A", wbs="1", data_date=monday, percent_complete=40,
                 actual_start=date(2026, 11, 3)),
    )  # fmt: skip
    _, _, rows = draw(repo)
    assert rows["forecast_on"].to_list() == rows["p50_on"].to_list() == rows["bound_on"].to_list()


def test_what_is_not_drawn_is_waited_for(repo: Repository):
    """B waits for the end of A, which has no tasks, and was planned for a day that has passed."""
    keep(
        repo, project("A", planned_finish=date(2027, 3, 31)),
        project("B", planned_start=date(2026, 1, 5), planned_finish=date(2026, 11, 20)),
        task("B", "1", 5), task("B", "2", 0), project("C", planned_finish=date(2026, 11, 20)),
        task("C", "1", 0),
        CrossLink(project="B", successor="1", other_project="A", predecessor=""),
    )  # fmt: skip
    _, _, rows = draw(repo)
    assert rows.select("target", "forecast_on", "p50_on", "in_time_pct").rows() == [
        ("B", date(2027, 4, 7), date(2027, 4, 7), 0.0), ("C", AS_OF, AS_OF, 0.0),
    ]  # fmt: skip


def test_what_began_out_of_sequence_still_waits(repo: Repository):
    """B began before A ended: its last five days come after A's ten, as in the critical path."""
    keep(
        repo, project("A"), task("A", "1", 10), task("A", "2", 10),
        Precedence(project="A", successor="2", predecessor="1"),
        Progress(project="A", wbs="2", data_date=AS_OF, percent_complete=50, actual_start=AS_OF),
    )  # fmt: skip
    _, _, rows = draw(repo)
    days = date(2026, 12, 11)
    assert rows.select("forecast_on", "p50_on", "bound_on").row(0) == (days, days, days)


def test_a_range_makes_the_promise_later_than_the_plan(repo: Repository):
    """Triangular 8, 10, 20: a quarter is above 15.5 days less sqrt(30) ..., by its formula."""
    keep(
        repo, project("A", planned_finish=date(2026, 12, 4)),
        task("A", "1", 10, low_days=8, high_days=20, range_shape="triangular"),
    )  # fmt: skip
    given, drawn, rows = draw(repo)
    # P80 = 20 - sqrt(0.2 x 12 x 10) = 15.1; chance of 10 days = (10 - 8)^2 / (12 x 2) = 1 / 6.
    assert drawn.finish_of("A").mean() == pytest.approx((8 + 10 + 20) / 3, abs=0.1)
    assert rows["in_time_pct"][0] == pytest.approx(100 / 6, abs=1.5)
    assert rows["bound_on"][0] == date(2026, 12, 14)  # the sixteenth working day
    assert given.tasks["basis"].to_list() == ["estimated"]


def test_a_risk_adds_its_days_as_often_as_it_happens(repo: Repository):
    """30 % of 10 days before the response, 10 % of 5 after it."""
    keep(
        repo, project("A"), task("A", "1", 5),
        RaidItem(project="A", code="R", kind="risk", name="Flood", probability_pct=30, wbs="1",
                 impact_days=10, residual_probability_pct=10, residual_days=5),
        RaidItem(project="A", code="C", kind="risk", name="Gone", probability_pct=50,
                 impact_days=10, state="closed"),
    )  # fmt: skip
    _, drawn, _ = draw(repo)
    assert sorted(set(drawn.finish_of("A").tolist())) == [5.0, 15.0]
    assert (drawn.finish_of("A") > 5).mean() == pytest.approx(0.3, abs=0.02)
    _, drawn, _ = draw(repo, USUAL._replace(with_responses=True))
    assert sorted(set(drawn.finish_of("A").tolist())) == [5.0, 10.0]
    assert (drawn.finish_of("A") > 5).mean() == pytest.approx(0.1, abs=0.02)


def test_a_milestone_is_reached_with_its_element(repo: Repository):
    """That of a summary waits for the last of its parts; an achieved one is not drawn."""
    keep(
        repo, project("A"), WbsElement(project="A", code="1", name="All"),
        task("A", "1-1", 5), task("A", "1-2", 3), task("A", "2", 8),
        Precedence(project="A", successor="1-2", predecessor="1-1"),
        Milestone(project="A", code="M1", name="Pilot", wbs="1", planned_on=date(2026, 12, 2)),
        Milestone(project="A", code="M2", name="Was", wbs="2", achieved_on=date(2026, 11, 20)),
    )  # fmt: skip
    _, _, rows = draw(repo)
    marks = rows.filter(pl.col("is_milestone"))
    assert marks.select("target", "bound_on", "in_time_pct").rows() == [
        ("A / M M1", date(2026, 12, 2), 100.0)
    ]


def test_a_common_cause_ties_tasks_of_two_projects(repo: Repository):
    """Loadings of 0.8 and 0.6 correlate two durations by 0.48 more than projects do anyway."""
    ranged = {"low_days": 8, "high_days": 20}
    keep(
        repo, project("A"), project("B"),
        task("A", "1", 12, **ranged), task("B", "1.1", 12, **ranged),
        WbsElement(project="B", code="1", name="A summary, which is nearer than its project"),
        RiskLoading(factor="Supplier", project="A", loading=0.8),
        RiskLoading(factor="Supplier", project="B", wbs="1", loading=0.6),
        RiskLoading(factor="Supplier", project="B", loading=0.1),
    )  # fmt: skip
    _, drawn, _ = draw(repo, Choice(0.0, 0.0))
    ranks = pl.DataFrame({"a": drawn.finish_of("A"), "b": drawn.finish_of("B")})
    # Spearman's of a Gaussian copula: 6 / pi x asin(0.48 / 2) = 0.463
    assert ranks.select(pl.corr("a", "b", method="spearman")).item() == pytest.approx(
        0.463, abs=0.03
    )


def test_money_is_what_is_spent_and_what_is_left(repo: Repository):
    """Half earned of 1,000 without history: 500 are left, fixed; the reserve is what is missing."""
    keep(
        repo, project("A", planned_cost=Decimal(1000), planned_finish=date(2026, 12, 4)),
        task("A", "1", 10, planned_cost=Decimal(1000), low_days=8, high_days=14),
        Progress(project="A", wbs="1", data_date=AS_OF, percent_complete=50, actual_start=AS_OF),
    )  # fmt: skip
    given, drawn, _ = draw(repo)
    assert given.budgets.select("project", "bac", "spent", "to_do").rows() == [("A", 1000, 0, 500)]
    whole, several = risk_views.reserves(given, drawn, 0.8, lambda share: None)
    assert (whole["budget"], whole["bound"], whole["reserve"]) == (1000, 500, -500)
    assert several["correlation"].to_list() == [0, 0.25, 0.5, 0.75, 1]


def test_the_same_inputs_have_the_same_name(repo: Repository):
    """A comment elsewhere changes nothing; a longer task or another seed does."""
    keep(repo, project("A"), task("A", "1", 5))
    before = inputs(repo, AS_OF, USUAL).hash()
    keep(repo, RaidItem(project="A", code="I", kind="issue", name="Noise"))
    assert inputs(repo, AS_OF, USUAL).hash() == before
    assert inputs(repo, AS_OF, USUAL._replace(seed=2)).hash() != before
    keep(repo, task("A", "2", 6))
    assert inputs(repo, AS_OF, USUAL).hash() != before


def test_what_contradicts_itself_is_refused(repo: Repository):
    """No work to do, and projects that have more in common than their own tasks."""
    with pytest.raises(Refused, match="No project has tasks"):
        inputs(repo, AS_OF, USUAL)
    with pytest.raises(Refused, match="correlate at least as much"):
        inputs(repo, AS_OF, Choice(0.1, 0.3))


def test_without_width_the_demonstration_ends_where_its_critical_path_does(
    demonstration: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """All projects by the calendar of all: with ranges of no width the draws add nothing."""
    spread = risk_inputs.ranges

    def certain(tasks: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
        days = tasks["duration"].cast(pl.Float64)
        return spread(tasks, history).with_columns(
            kind=pl.lit("fixed"), low=days, likely=days, high=days
        )

    monkeypatch.setattr(risk_inputs, "ranges", certain)
    with pmo_core.open(str(demonstration(tmp_path / "pmo.duckdb", AS_OF))) as repo:
        given = inputs(repo, AS_OF, USUAL)
        own = repo.table("project").filter(pl.col("calendar").is_not_null())["code"]
    no_risk = given.plan.risks.clear()
    plan = replace(given.plan, risks=no_risk, risk_factors=Factors.none(0))
    rows = risk_views.finishes(replace(given, plan=plan), simulate(plan, 256), 0.8)
    usual = rows.filter(~pl.col("project").is_in(own.to_list()))
    assert usual.height > 300
    assert usual.filter(pl.col("forecast_on") != pl.col("bound_on")).is_empty()
