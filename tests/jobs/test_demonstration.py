"""The demonstration as it is loaded into a store."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import pmo_core
from pmo_core import demo
from pmo_core.analysis.charter import charter_hash
from pmo_core.analysis.status_round import followed
from pmo_core.analysis.working_days import Calendar
from pmo_core.jobs import audit
from pmo_core.jobs.leveling import STAGES, asked
from pmo_core.jobs.leveling_views import by_role, standing
from pmo_core.store import Repository


@pytest.fixture(scope="module")
def repo(
    demonstration: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Repository]:
    """Give the demonstration as it is loaded on a day; nothing is written to it."""
    store = demonstration(tmp_path_factory.mktemp("demo") / "pmo.duckdb", date(2026, 11, 23))
    with pmo_core.open(str(store)) as opened:
        yield opened


def test_nothing_is_found_wrong_with_it(repo: Repository) -> None:
    """Keys, references and all further checks of the store hold."""
    assert repo.check() == []


def test_projects_follow_the_methods_that_came_with_it(repo: Repository) -> None:
    """The change that is named by the adoptions is the one that wrote the methods."""
    assert set(repo.table("adoption")["revision"]) == {repo.revision}
    assert set(repo.table("method_element")["method"]) == set(repo.table("adoption")["method"])


def test_charters_of_running_projects_are_approved_by_all(repo: Repository) -> None:
    """Every position that must approve has approved the text that is kept."""
    kept = repo.table("charter_approval")
    stage = dict(repo.table("project").select("code", "stage").rows())
    said = {(row["project"], row["position"]): row["charter_hash"] for row in kept.to_dicts()}
    for charter in repo.table("charter").to_dicts():
        code = charter["project"]
        assert said[code, "sponsor"] == said[code, "project manager"] == charter_hash(charter)
        assert stage[code] == "approved" or (code, "PMO") in said
    asked = [code for code, one in stage.items() if one == "approved"]
    assert 3 < sum((code, "PMO") not in said for code in asked) < len(asked)
    first = repo.table("baseline").filter(pl.col("number") == 1).select("project", "approved_on")
    both = kept.join(first, on="project")
    assert (both["approved_at"].dt.date() == both["approved_on"]).all()


def test_reports_say_what_the_elements_earn(repo: Repository) -> None:
    """A status that is saved again as it stands says the same percent; one has fallen, by 15."""
    calendar = Calendar.of(repo.settings(), repo.table("holiday"))
    kept = {
        name: repo.table(name).partition_by("project", as_dict=True)
        for name in ("wbs_element", "progress", "milestone")
    }
    reports = repo.table("status_report").sort("project", "data_date")
    told = repo.table("progress")["project"].unique().implode()
    last = reports.filter(pl.col("project").is_in(told)).unique("project", keep="last")
    assert last.height > 50
    differing = []
    for code, on, said in last.select("project", "data_date", "percent_complete").rows():
        of = followed(
            *(kept[name][(code,)] for name in kept), on, percent=None, calendar=calendar
        )  # fmt: skip
        assert of.share is not None
        if abs(of.share * 100 - said) > 0.051:
            differing.append((code, round(of.share * 100 - said)))
    ((fallen, by),) = differing
    assert by == 15
    steps = reports.with_columns(step=pl.col("percent_complete").diff().over("project"))
    assert steps.filter(pl.col("step") < 0)["project"].to_list() == [fallen]


def test_leveling_has_something_to_do(repo: Repository) -> None:
    """On some days tasks ask for more data engineers than there are."""
    projects = repo.table("project").filter(pl.col("stage").is_in(STAGES))["code"].to_list()
    daily = standing(asked(repo, date(2026, 11, 23), projects)).daily
    roles = by_role(daily, daily)
    assert roles.filter(pl.col("over_hours_before") > 20)["role"].to_list() == ["DATA"]


def test_plans_are_sound_but_for_a_few(repo: Repository, made: demo.Demo) -> None:
    """Lags, other links, links that the baseline breaks and work out of sequence are rare."""
    loose = made.plan.habits
    wanted = {"SQ-03": loose.overlapping, "SQ-04": loose.overlapping,
              "SQ-15": loose.linked_later, "SQ-19": loose.linked_later}  # fmt: skip
    found = audit.evaluate(repo, "administrator", demo.AS_OF, codes=list(wanted))
    for rule, rows in found.violations.items():
        assert set(rows["project"]) == set(wanted[rule])
    judged = found.outcomes.filter(pl.col("n_checked") > 0).group_by("rule").len()
    assert judged.filter(pl.col("len") >= 50).height == len(wanted)
