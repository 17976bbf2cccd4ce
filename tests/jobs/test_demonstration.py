"""The demonstration as it is loaded into a store."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import pmo_core
from pmo_core.analysis.charter import charter_hash
from pmo_core.jobs.archive import load_demo
from pmo_core.store import Repository


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    path: Path = tmp_path_factory.mktemp("demo") / "pmo.duckdb"
    repo = pmo_core.open(str(path))
    number = load_demo(repo, repo.session("Ida Brandt", "administrator"), date(2026, 11, 23))
    assert number == repo.revision
    return repo


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
