"""12,299 lines of a software company's tasks, a line per task and developer, become actuals."""

import csv
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pmo_core.exchange.guess import guess
from pmo_core.exchange.reader import read_table

FILE = "sip/tasks.csv"


@pytest.fixture(scope="module")
def sip(imported: Callable[..., Any]) -> Any:
    return imported(FILE, spent_on="2014-12-31")


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    """Return the file as the standard library reads it."""
    with (shared_data / FILE).open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


def test_only_the_day_is_asked_for(sip: Any) -> None:
    """Actuals by project, WBS element, person and category; the file has no date."""
    assert sip.register == "actual"
    assert [question.field for question in sip.guess.questions] == ["spent_on"]
    assert sip.columns() == {
        "project": "ProjectCode",
        "wbs": "ProjectBreakdownCode",
        "person": "DeveloperID",
        "category": "Category+SubCategory",
        "entry": "TaskNumber",
        "hours": "DeveloperHoursActual",
        "comment": "Summary",
    }


def test_grain_is_found(sip: Any, shared_data: Path) -> None:
    """The hours of the task repeat per developer; the proposal says what summing them would do."""
    assert "repeated_measure" in {one.code for one in sip.guess.proposals}
    whole = guess(read_table(shared_data / FILE), "actual")
    (finding,) = [one for one in whole.proposals if one.code == "repeated_measure"]
    assert "HoursActual repeats on each line of the same TaskNumber" in finding.message
    assert "162,045.08 instead of 95,001.98" in finding.message
    assert "1,384 of 1,384 groups" in finding.message


def test_every_line_is_taken_under_a_key_of_its_own(sip: Any) -> None:
    """12,299 lines, none rejected, and task number and developer tell them apart."""
    lines = sip.prepared.reconciliation.lines
    assert (lines.read, lines.taken, lines.rejected) == (12299, 12299, 0)
    key = ["source", "project", "wbs", "person", "role", "category", "spent_on", "entry"]
    assert sip.frame.select(key).n_unique() == 12299
    assert not sip.frame["entry"].str.contains("~").any()


@pytest.mark.parametrize(
    ("field", "columns", "n"),
    [
        ("project", ("ProjectCode",), 20),
        ("person", ("DeveloperID",), 22),
        ("category", ("Category", "SubCategory"), 26),
        ("wbs", ("ProjectBreakdownCode",), 77),
    ],
)
def test_hours_reconcile(
    sip: Any, rows: list[dict[str, str]], field: str, columns: tuple[str, ...], n: int
) -> None:
    """Hours by project, person, category and element equal the file's own sums exactly."""
    own: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        own["/".join(row[column] for column in columns)] += Decimal(row["DeveloperHoursActual"])
    stored = dict(sip.frame.group_by(field).agg(pl.col("hours").sum()).iter_rows())
    assert len(stored) == n
    assert stored == own
    assert sum(own.values()) == Decimal("95001.98")


def test_hours_of_tasks_reconcile(sip: Any, rows: list[dict[str, str]]) -> None:
    """Per task the stored hours add up to the hours that the file gives for the task."""
    whole = {row["TaskNumber"]: Decimal(row["HoursActual"]) for row in rows}
    stored = dict(sip.frame.group_by("entry").agg(pl.col("hours").sum()).iter_rows())
    assert len(stored) == 10266
    assert all(abs(stored[task] - hours) <= Decimal("0.005") for task, hours in whole.items())
