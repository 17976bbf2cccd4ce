"""445 capital projects of a water utility, with a column per gate in three date formats.

What must come out is worked out here from the file itself with the csv module and plain Python:
dates cell by cell, pairs of gates one by one, quartiles by `statistics.quantiles`. The figures
that are written down were read off that, not off the code under test.
"""

import csv
import json
import statistics
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import pmo_core
from pmo_core.analysis import gates
from pmo_core.exchange.guess import guess
from pmo_core.exchange.prepare import prepare
from pmo_core.exchange.reader import read_table
from pmo_core.exchange.shape import reshape
from pmo_core.jobs.commands import main
from pmo_core.store import Repository

FILE = "melbourne_water/capital_delivery.csv"
ORDER = ("BNI", "PBC", "Tender Closed", "BCA", "Stage1", "Stage2", "Stage3")
AS_OF = date(2024, 6, 30)
LAST = date(2099, 12, 31)  # all dates of the file are past
MEDIAN = 310
BY_BODY = {
    "DTF": (7, 791), "Executive Leadership Group": (24, 276.5),
    "Finance, Audit and Compliance": (17, 686), "MD": (66, 458.5), "MW Board": (5, 609),
    "People Leadership Group": (68, 167), "Senior Leadership Group": (26, 160),
}  # fmt: skip
SKIPPED = {AS_OF: 263, LAST: 268}
OUT_OF_ORDER = {AS_OF: 26, LAST: 26}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[Row]:
    """The file as the standard library reads it, with dates instead of texts."""
    with (shared_data / FILE).open(encoding="utf-8-sig", newline="") as file:
        found: list[Row] = list(csv.DictReader(file))
    for row in found:
        for gate in ORDER:
            row[gate] = day_of(row[gate])
    return found


def day_of(text: str) -> date | None:
    """2016-05-25 17:00:00, 5/02/2016 5:00:00 PM and 24/10/2016 are all year, month and day."""
    if not text:
        return None
    head = text.split(" ", maxsplit=1)[0]
    if "-" in head:
        return date.fromisoformat(head)
    day, month, year = (int(part) for part in head.split("/"))
    return date(year, month, day)


@pytest.fixture(scope="module")
def repo(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A store that the command line filled from the file: as projects, then as gates."""
    address = str(tmp_path_factory.mktemp("gates") / "pmo.duckdb")
    file = str(shared_data / FILE)
    assert main(["import", file, "--store", address]) == 0
    assert main(["import", file, "--store", address, "--register", "gate"]) == 0
    return pmo_core.open(address)


@pytest.fixture(scope="module")
def history(repo: Repository) -> pl.DataFrame:
    return repo.query("gate_history")


def held_of(row: Row, as_of: date) -> list[date | None]:
    """The dates of the gates in their order; one after the day is none."""
    return [day if (day := row[gate]) and day <= as_of else None for gate in ORDER]


def test_445_projects_with_their_gates(repo: Repository, rows: list[Row]) -> None:
    """Every project and every date of the file is kept; 270 gates have no date, 232 of them PBC."""
    projects = repo.table("project")
    assert projects.height == len(rows) == 445
    cost = sum(Decimal(row["FFC"]) for row in rows)
    assert abs(projects["forecast_cost"].sum() - cost) < 1
    owner = dict(projects.select("code", "department").rows())
    assert all(owner[row["ID"]] == row["Owner Group"] for row in rows)
    kept = {(one["project"], one["gate"]): one for one in repo.table("gate").to_dicts()}
    assert len(kept) == 445 * 7
    for row in rows:
        for number, gate in enumerate(ORDER, 1):
            one = kept[row["ID"], gate]
            assert one["held_on"] == row[gate]
            assert (one["number"], one["board"]) == (number, row["Approval body"])
    empty = Counter(gate for row in rows for gate in ORDER if row[gate] is None)
    assert empty == {"PBC": 232, "Tender Closed": 32, "Stage2": 3, "BNI": 2, "Stage3": 1}
    assert repo.check() == []


def test_the_order_of_the_gates_is_that_of_their_dates(rows: list[Row], shared_data: Path) -> None:
    """Of any two gates the one that is earlier on more projects comes first, and that is told."""
    table = read_table(shared_data / FILE)
    found = guess(table, "gate")
    assert tuple(found.mapping.shape["gates"]) == ORDER
    assert [name for name in table.names if name in ORDER] != list(ORDER)
    for one, other in pairwise(ORDER):
        both = [(row[one], row[other]) for row in rows if row[one] and row[other]]
        assert sum(a < b for a, b in both) > sum(a > b for a, b in both)
    assert ", ".join(ORDER) in found.proposals[0].message


def test_every_date_format_is_read(shared_data: Path, rows: list[Row]) -> None:
    """BNI and PBC write day, month, year with and without a time, the others year first."""
    table = read_table(shared_data / FILE)
    mapping = guess(table, "gate").mapping
    prepared = prepare(reshape(table, mapping.shape), mapping)
    frame = pl.concat(prepared.frames())
    assert prepared.questions == ()
    assert prepared.rejected.is_empty()
    assert "mixed_dates" in {one.code for one in prepared.findings}
    for gate in ("BNI", "PBC"):
        read = dict(frame.filter(gate=gate).select("project", "held_on").rows())
        assert read == {row["ID"]: row[gate] for row in rows}


def test_days_from_business_case_to_approval(history: pl.DataFrame, rows: list[Row]) -> None:
    """213 business cases took a median 310 days; quartiles and longest by body are all alike."""
    days = gates.days_between(gates.as_held(history, LAST), "PBC", "BCA")
    own: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        if row["PBC"] and row["BCA"]:
            taken = (row["BCA"] - row["PBC"]).days
            own.setdefault(row["Approval body"], []).append((taken, row["ID"]))
    everything = [taken for group in own.values() for taken, _ in group]
    assert len(everything) == days.height == 213
    assert statistics.median(everything) == days["approval_days"].median() == MEDIAN
    found = {row["board"]: row for row in gates.by_body(days).to_dicts()}
    assert set(found) == set(own)
    for board, group in own.items():
        taken = sorted(days for days, _ in group)
        row = found[board]
        assert (row["n_projects"], row["longest_days"]) == (len(taken), taken[-1])
        assert (taken[-1], row["longest_project"]) in group
        quartiles = statistics.quantiles(taken, n=4, method="inclusive")
        assert [row["lower_days"], row["median_days"], row["upper_days"]] == pytest.approx(
            quartiles
        )
    assert {board: (len(group), statistics.median(taken for taken, _ in group))
            for board, group in own.items()} == BY_BODY  # fmt: skip


@pytest.mark.parametrize("as_of", [AS_OF, LAST])
def test_gates_skipped(history: pl.DataFrame, rows: list[Row], as_of: date) -> None:
    """A gate without a date although a later one has one: pair by pair."""
    own = {
        (row["ID"], gate)
        for row in rows
        for place, gate in enumerate(ORDER)
        if held_of(row, as_of)[place] is None and any(held_of(row, as_of)[place + 1 :])
    }
    found = gates.skipped(gates.as_held(history, as_of))
    assert set(found.select("project", "gate").rows()) == own
    assert found.height == len(own) == SKIPPED[as_of]


@pytest.mark.parametrize("as_of", [AS_OF, LAST])
def test_approvals_out_of_order(history: pl.DataFrame, rows: list[Row], as_of: date) -> None:
    """A gate held before an earlier gate of its project, and by how many days."""
    own = {}
    for row in rows:
        held = held_of(row, as_of)
        for place, day in enumerate(held):
            before = [one for one in held[:place] if one]
            if day and before and max(before) > day:
                own[row["ID"], ORDER[place]] = (max(before) - day).days
    found = gates.out_of_order(gates.as_held(history, as_of))
    rows_found = found.select("project", "gate", "early_days").rows()
    assert {(project, gate): days for project, gate, days in rows_found} == own
    assert found.height == len(own) == OUT_OF_ORDER[as_of]


def test_gates_overdue(history: pl.DataFrame, rows: list[Row]) -> None:
    """The file names no day due but dates to come, so nothing is overdue, and these are due."""
    held = gates.as_held(history, AS_OF)
    assert gates.overdue(held, AS_OF).is_empty()
    to_come = sum(row[gate] is not None and row[gate] > AS_OF for row in rows for gate in ORDER)
    due = held.filter(pl.col("held_on").is_null(), pl.col("due_on").is_not_null())
    assert due.height == to_come > 0


def test_a_corrected_order_is_followed(
    shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mapping that was used can be written, its gates put in another order, and read again."""
    file, address = str(shared_data / FILE), str(tmp_path / "pmo.duckdb")
    mapping = tmp_path / "mapping.json"
    call = ["import", file, "--store", address, "--register", "gate"]
    assert main([*call, "--save-mapping", str(mapping), "--dry-run"]) == 0
    said = json.loads(mapping.read_text("utf-8"))
    said["shape"]["gates"] = ["BNI", "PBC", "BCA", "Tender Closed", "Stage1", "Stage2", "Stage3"]
    mapping.write_text(json.dumps(said), "utf-8")
    assert main([*call, "--mapping", str(mapping)]) == 0
    assert "created: project 445, board 7" in capsys.readouterr().out
    with pmo_core.open(address) as repo:
        number = dict(repo.table("gate").filter(project="D10101").select("gate", "number").rows())
        assert (number["BCA"], number["Tender Closed"]) == (3, 4)
        assert repo.table("project").height == 445
