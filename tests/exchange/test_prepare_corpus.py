"""Small dirty files of our own, each with what must come out of every one of its cells."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.prepare import Prepared, prepare
from pmo_core.exchange.reader import read_table
from pmo_core.model import REGISTERS

CORPUS = Path(__file__).parents[1] / "uploads" / "values"
NAMES = sorted(path.stem for path in CORPUS.glob("*.csv"))


def _prepared(name: str) -> tuple[Prepared, dict[str, Any]]:
    said = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    delimiter = (
        ";" if ";" in (CORPUS / f"{name}.csv").read_text(encoding="utf-8").split("\n")[0] else ","
    )
    table = read_table(CORPUS / f"{name}.csv", delimiter=delimiter, header_line=1)
    mapping = Mapping.from_json(json.dumps(said["mapping"]))
    return prepare(table, mapping, base_currency=said["base_currency"]), said


def _typed(value: Any, base: type) -> Any:
    """Return an expected cell in the type of its field."""
    if value is None or base not in (Decimal, date):
        return value
    return Decimal(value) if base is Decimal else date.fromisoformat(value)


def test_corpus_is_not_small() -> None:
    """The corpus holds at least thirty files, each with its expectation."""
    assert len(NAMES) >= 30
    assert all((CORPUS / f"{name}.json").exists() for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_read_right_or_its_line_refused(name: str) -> None:
    """Each cell taken has its value, each other line is rejected with column and reason."""
    prepared, said = _prepared(name)
    assert [[asked.kind, asked.column] for asked in prepared.questions] == said["questions"]
    if said["questions"]:
        return
    record = REGISTERS[prepared.register]
    taken = {
        str(row["_line"]): row for frame in prepared.frames() for row in frame.iter_rows(named=True)
    }
    expected = {
        line: {field: _typed(value, record.base_type(field)) for field, value in cells.items()}
        for line, cells in said["taken"].items()
    }
    assert {
        line: {field: row[field] for field in expected[line]}
        for line, row in taken.items()
        if line in expected
    } == expected
    assert set(taken) == set(expected)
    rejected = prepared.rejected.select("_line", "column", "reason").rows()
    assert {str(line): [column, reason] for line, column, reason in rejected} == said["rejected"]
    assert set(said["findings"]) <= {finding.code for finding in prepared.findings}
    assert prepared.reconciliation.is_balanced()
    for frame in prepared.frames():
        for row in frame.drop("_line").iter_rows(named=True):
            record.model_validate(row)
