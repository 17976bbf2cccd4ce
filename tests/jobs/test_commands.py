"""The other commands: check, undo, export, demo."""

import csv
import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import pmo_core
from pmo_core.errors import Refused
from pmo_core.jobs import archive
from pmo_core.jobs.commands import main
from pmo_core.model import REGISTERS, Project

Run = Callable[..., tuple[int, dict[str, Any]]]


def test_check_of_sound_data_finds_nothing(run: Run, october: Path) -> None:
    """Keys, references, sums and journal are proved; a currency without a rate is a warning."""
    run("import", october)
    status, result = run("check")
    assert status == 0
    assert [text.split()[:2] for text in result["findings"]] == [
        ["warning", "currency_without_rate:"]
    ]


def test_check_finds_a_journal_that_lost_its_end(run: Run, october: Path, store: str) -> None:
    """An older copy put in the place of the database is an error, and the status is 2."""
    run("import", october)
    older = Path(store).read_bytes()
    run("import", october, "--set", "source=other")
    Path(store).write_bytes(older)
    status, result = run("check")
    assert status == 2
    assert any(text.startswith("error") for text in result["findings"])


def test_undo_of_nothing_is_refused(run: Run) -> None:
    """There is no change 99: one sentence, status 1."""
    status, result = run("undo", 99)
    assert (status, result["error"]) == (1, "There is no change 99.")


def test_export_writes_every_register_with_a_manifest(
    run: Run, october: Path, tmp_path: Path
) -> None:
    """One CSV per register; the manifest says how many rows each has and how it hashes."""
    run("import", october)
    folder = tmp_path / "out"
    status, manifest = run("export", folder)
    assert status == 0
    assert set(manifest) == set(REGISTERS)
    assert json.loads((folder / "manifest.json").read_text("utf-8")) == manifest
    for entry in manifest.values():
        data = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        rows = list(csv.reader(data.decode("utf-8").splitlines()))
        assert (len(rows) - 1, rows[0]) == (entry["n_rows"], list(entry["columns"]))
    assert manifest["actual"]["n_rows"] == 4


def test_export_never_starts_a_formula_and_comes_back(
    run: Run, store: str, tmp_path: Path, kept: Any
) -> None:
    """A name that looks like a formula is guarded in the file and the same after import."""
    name = '=HYPERLINK("http://example.org","x")'
    with pmo_core.open(store) as repo:
        repo.session("ann", "administrator").save(Project(code="P1", name=name))
    run("export", tmp_path / "out")
    path = tmp_path / "out" / "project.csv"
    cell = next(csv.DictReader(path.read_text("utf-8").splitlines()))["name"]
    assert not cell.startswith(("=", "+", "-", "@"))
    other = str(tmp_path / "other.duckdb")
    assert run("import", path, "--register", "project", at=other)[0] == 0
    assert kept("project", "code", "name", at=other) == [("P1", name)]


def test_demo_fills_an_empty_store_only(repo: pmo_core.Repository) -> None:
    """Where a project is kept, the demonstration is refused and nothing is added."""
    session = repo.session("ann", "administrator")
    session.save(Project(code="P1", name="Own"))
    with pytest.raises(Refused, match="not empty"):
        archive.load_demo(repo, session, date(2026, 11, 1))
    assert repo.table("project").height == 1


def test_demo_is_loaded_once(run: Run) -> None:
    """The first run loads it as one change; the second is refused with status 1."""
    status, result = run("demo", "--seed", 7)
    assert (status, result["change"]) == (0, 1)
    status, result = run("demo")
    assert status == 1
    assert "not empty" in result["error"]


@pytest.mark.parametrize("command", [[], ["undo", "x"], ["import"], ["export"], ["fly"]])
def test_an_incomplete_request_exits_with_one(command: list[str]) -> None:
    """The exit status 2 means "some lines were rejected", so a typing error must not give it."""
    with pytest.raises(SystemExit) as stopped:
        main(command)
    assert stopped.value.code == 1


@pytest.mark.parametrize(
    "options", [["--rejects", "no/such/r.csv"], ["--save-mapping", "no/m.json"], ["--mapping", "m"]]
)
def test_a_file_that_cannot_be_used_saves_nothing(
    run: Run, write: Callable[..., Path], content: Any, options: list[str]
) -> None:
    """A folder or file that is not there is said in one sentence, before anything is kept."""
    before = content()
    bad = write("Project,Person,Date,Cost\nP1,E1,2026-10-30,1\nP1,E1,2026-10-31,oops\n")
    status, result = run("import", bad, *options)
    assert (status, result["saved"]) == (1, None)
    assert options[1] in result["error"]
    assert content() == before
