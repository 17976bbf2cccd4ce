"""Rules over the Federal IT Dashboard find what is known to be wrong there, and nothing else."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import pmo_core
from pmo_core.jobs.audit import Evaluated, evaluate
from pmo_core.jobs.commands import main

FILES = ("itdb/projects_as_published.csv", "itdb/contracts.csv")
AS_OF = date(2012, 8, 31)


@pytest.fixture(scope="module")
def found(
    shared_data: Path, empty_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Evaluated:
    """Give what all rules find in the projects and contracts as they were published."""
    path = tmp_path_factory.mktemp("itdb") / "pmo.duckdb"
    with pmo_core.open(str(shutil.copyfile(empty_store, path))) as repo:
        repo.session("test", "administrator").put_settings(base_currency="USD")
        for file in FILES:
            path = shared_data / file
            assert main(["import", str(path), "--store", repo.address, "--json"]) == 0
        return evaluate(repo, "administrator", AS_OF)


def test_contracts_that_end_before_they_start(found: Evaluated) -> None:
    """129 of the contracts; each serves an investment, none a project."""
    rows = found.violations["DQ-05"]
    assert rows.height == 129
    assert set(rows["project"]) == {""}
    assert rows["program"].null_count() == 0
    assert (rows["ends_on"] < rows["starts_on"]).all()


def test_contract_numbers_that_are_repeated(found: Evaluated) -> None:
    """57 of 3,893 lines repeat a number that stands there already."""
    rows = found.violations["DQ-06"]
    assert rows.height == 57
    assert (rows["occurrence"] > 1).all()
    assert found.outcomes.filter(rule="DQ-06")["n_checked"].sum() == 3893


def test_projects_that_are_listed_twice(found: Evaluated) -> None:
    """Four lines say word for word what the line before says."""
    rows = found.violations["DQ-12"]
    assert rows["project"].to_list() == ["103", "2268", "2672", "328"]


def test_what_was_entered_in_error(found: Evaluated) -> None:
    """One project says so itself; those about errors and duplicates do not count."""
    rows = found.violations["DQ-13"]
    assert rows.select("project", "name").rows() == [("2661", "Entered in error")]


def test_nothing_else_is_found(found: Evaluated) -> None:
    """No other rule finds anything in what the files say, and none fails."""
    assert found.results["failure"].drop_nulls().is_empty()
    rows = found.results.filter(found.results["n_rows"] > 0)
    assert dict(rows.select("rule", "n_rows").rows()) == {
        "DQ-05": 129, "DQ-06": 57, "DQ-12": 4, "DQ-13": 1,
    }  # fmt: skip
