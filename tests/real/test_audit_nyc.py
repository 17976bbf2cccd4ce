"""Rules over New York's capital projects find what is known to be wrong there, and nothing else."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import pmo_core
from pmo_core.jobs.audit import Evaluated, evaluate
from pmo_core.jobs.commands import main

FILE = "nyc/capital_projects.csv"
AS_OF = date(2019, 9, 1)


@pytest.fixture(scope="module")
def found(
    shared_data: Path, empty_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Evaluated:
    """Give what all rules find in the reports as they were published."""
    path = tmp_path_factory.mktemp("nyc") / "pmo.duckdb"
    with pmo_core.open(str(shutil.copyfile(empty_store, path))) as repo:
        assert main(["import", str(shared_data / FILE), "--store", repo.address, "--json"]) == 0
        return evaluate(repo, "administrator", AS_OF)


def test_stated_changes_of_cost(found: Evaluated) -> None:
    """Four of 1,779 stated changes are not the difference to the report before."""
    rows = found.violations["DQ-07"]
    assert sorted(rows["project"]) == ["314", "366", "449", "570"]
    assert (rows["off_by"].abs() > 1).all()
    assert found.outcomes.filter(rule="DQ-07")["n_checked"].sum() == 1779


def test_stated_slips(found: Evaluated) -> None:
    """Four of 1,766 stated slips are not the difference to the report before."""
    rows = found.violations["DQ-08"]
    assert sorted(rows["project"]) == ["267", "314", "366", "449"]
    assert found.outcomes.filter(rule="DQ-08")["n_checked"].sum() == 1766


def test_nothing_else_is_found(found: Evaluated) -> None:
    """No other rule finds anything in what the file says, and none fails."""
    assert found.results["failure"].drop_nulls().is_empty()
    rows = found.results.filter(found.results["n_rows"] > 0)
    assert dict(rows.select("rule", "n_rows").rows()) == {"DQ-07": 4, "DQ-08": 4}
