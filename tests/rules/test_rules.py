"""Each shipped rule finds what its examples hold, and what is planted into the demonstration."""

import importlib
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import polars as pl
import pytest

import pmo_core
from pmo_core import demo
from pmo_core.jobs import rule_pages
from pmo_core.jobs.archive import load_demo
from pmo_core.jobs.audit import Evaluated, evaluate
from pmo_core.jobs.commands import main
from pmo_core.model import REGISTERS
from pmo_core.store import Repository
from pmo_core.store.rules import shipped
from tests.rules.example import DAY, Example

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "rules"
EXAMPLES: tuple[Example, ...] = tuple(
    chain.from_iterable(
        importlib.import_module(f"tests.rules.{path.stem}").EXAMPLES
        for path in sorted(HERE.glob("corpus_*.py"))
    )
)
PLANTED = {
    "actual_after_closure": "PM-05", "status_missing": "DQ-01", "budget_missing": "DQ-21",
    "duplicate_invoice": "PM-06", "stale_forecast": "PM-03", "rag_contradicts_cost": "PM-09",
    "department_missing": "DQ-20", "forecast_below_actual": "PM-10", "progress_falls": "DQ-16",
    "finish_missing": "DQ-18", "hours_implausible": "DQ-22", "person_without_role": "DQ-23",
    "gate_skipped": "PC-01", "gate_out_of_order": "PC-03",
}  # fmt: skip
"""Kind of fault in the demonstration -> rule that finds it."""


@pytest.fixture(scope="module")
def judged(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    """Give what all rules find in a store that holds all examples."""
    folder = tmp_path_factory.mktemp("examples")
    with pmo_core.open(str(shutil.copyfile(empty_store, folder / "pmo.duckdb"))) as repo:
        records = [record for example in EXAMPLES for record in example.records]
        frames = {
            name: kind.frame(*(one for one in records if isinstance(one, kind)))
            for name, kind in REGISTERS.items()
        }
        repo.session("test", "administrator").load(
            {name: frame for name, frame in frames.items() if frame.height}
        )
        for number, file in enumerate(example.file for example in EXAMPLES if example.file):
            path = folder / f"projects_{number}.csv"
            path.write_text(file, encoding="utf-8")
            given = ["--register", "project", "--store", repo.address, "--json"]
            assert main(["import", str(path), *given]) == 0
        return evaluate(repo, "administrator", DAY)


@pytest.fixture(scope="module")
def demonstration(
    empty_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Repository]:
    """Give the demonstration."""
    path = tmp_path_factory.mktemp("demonstration") / "pmo.duckdb"
    with pmo_core.open(str(shutil.copyfile(empty_store, path))) as repo:
        load_demo(repo, repo.session("test", "administrator"), date(2026, 11, 23))
        yield repo


@pytest.fixture(scope="module")
def found(demonstration: Repository) -> Evaluated:
    """Give what all rules find in the demonstration, on its last day."""
    return evaluate(demonstration, "administrator", demo.AS_OF)


def test_every_rule_has_examples() -> None:
    """At least one in which it finds something, and one in which it does not."""
    failing = {example.rule for example in EXAMPLES if example.violations}
    passing = {example.rule for example in EXAMPLES if not example.violations}
    assert failing == passing == set(shipped())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.rule}: {one.says}")
def test_a_rule_finds_what_its_example_holds(judged: Evaluated, example: Example) -> None:
    """As many violations as the example says, and it was judged."""
    rows = judged.violations[example.rule]
    rows = rows.filter(**example.shown) if example.violations or rows.height else rows
    assert rows.height == example.violations, rows
    checked = judged.outcomes.filter(rule=example.rule, project=example.shown.get("project", ""))
    assert checked["n_checked"].sum() > 0


def test_no_rule_fails_on_nothing(repo: Repository) -> None:
    """On an empty store every rule runs, and finds nothing."""
    results = evaluate(repo, "administrator", DAY).results
    assert set(results["rule"]) == set(shipped())
    assert results.filter((pl.col("n_rows") > 0) | pl.col("failure").is_not_null()).is_empty()


def test_every_rule_runs_on_the_demonstration(found: Evaluated) -> None:
    """No question fails, and what was judged holds every project that violates a rule."""
    assert found.results["failure"].drop_nulls().is_empty()
    violating = found.outcomes.filter(pl.col("n_rows") > 0)
    assert violating.filter((pl.col("n_checked") > 0).not_()).is_empty()


def test_what_is_planted_is_found(found: Evaluated) -> None:
    """Each fault of the demonstration is found by the rule for its kind, and nothing beside it."""
    faults = demo.build().faults
    assert {fault.kind for fault in faults} == set(PLANTED)
    for kind, rule in PLANTED.items():
        name = "person" if kind == "person_without_role" else "project"
        planted = {fault.key[0] for fault in faults if fault.kind == kind}
        assert set(found.violations[rule][name]) == planted, rule


def test_every_rule_has_its_page() -> None:
    """The documents say what the files say, and how each rule is meant in practice."""
    for name, text in rule_pages.pages(DOCS).items():
        assert (DOCS / name).read_text("utf-8") == text, "run: make rules"
        if name != rule_pages.INDEX:
            assert len(text.partition(rule_pages.PRACTICE)[2].split()) > 20, name
    assert {path.name for path in DOCS.glob("*.md")} == set(rule_pages.pages(DOCS))
