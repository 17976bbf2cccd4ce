"""Dirty files, each with what must be read of it: cells, findings, and rejected lines."""

import codecs
import json
from pathlib import Path
from typing import Any

import pytest

from pmo_core.exchange import read_table
from pmo_core.exchange.table import Table

FOLDER = Path(__file__).parents[1] / "uploads" / "structure"
NAMES = sorted(path.name.removesuffix(".expect.json") for path in FOLDER.glob("*.expect.json"))
WRITTEN_AS = {
    "utf-8": ("utf-8", b"", "\n"),
    "utf-8 with mark": ("utf-8", codecs.BOM_UTF8, "\n"),
    "CR LF": ("utf-8", b"", "\r\n"),
    "CR": ("utf-8", b"", "\r"),
    "cp1252": ("cp1252", b"", "\n"),
    "UTF-16 LE with mark": ("utf-16-le", codecs.BOM_UTF16_LE, "\r\n"),
    "UTF-16 BE with mark": ("utf-16-be", codecs.BOM_UTF16_BE, "\n"),
    "UTF-16 LE": ("utf-16-le", b"", "\n"),
}


def expected_of(name: str) -> dict[str, Any]:
    """Return what the file beside it says must be read."""
    return dict(json.loads((FOLDER / f"{name}.expect.json").read_text("utf-8")))


def read_as(name: str, way: str) -> Table:
    """Read a file of the corpus written in another encoding or with other line ends."""
    encoding, mark, newline = WRITTEN_AS[way]
    text = (FOLDER / f"{name}.csv").read_bytes().decode("utf-8").replace("\n", newline)
    return read_table(mark + text.encode(encoding), name=f"{name}.csv")


@pytest.mark.parametrize("way", WRITTEN_AS)
@pytest.mark.parametrize("name", NAMES)
def test_each_cell(name: str, way: str) -> None:
    """Every cell of every data row is as the expectation says, in every encoding and line end."""
    expected = expected_of(name)
    table = read_as(name, way)
    line_end = WRITTEN_AS[way][2] if way == "CR LF" or way.startswith("UTF-16 LE with") else "\n"
    rows = [
        [row[0], *(cell and cell.replace("\n", line_end) for cell in row[1:])]
        for row in expected["rows"]
    ]
    assert [list(row) for row in table.frame.iter_rows()] == rows
    assert list(table.header) == expected["header"]
    assert table.rejected["_line"].to_list() == expected["rejected"]


@pytest.mark.parametrize("name", NAMES)
def test_each_finding(name: str) -> None:
    """Each finding is reported with its line, and nothing else is."""
    expected = expected_of(name)
    found = [[finding.code, finding.line] for finding in read_as(name, "utf-8").findings]
    assert sorted(found, key=str) == sorted(expected["findings"], key=str)


@pytest.mark.parametrize("name", NAMES)
def test_each_account(name: str) -> None:
    """Dialect, names and the account of records are as expected, and no record is lost."""
    expected = expected_of(name)
    table = read_as(name, "utf-8")
    for key in ("delimiter", "quote", "escape"):
        assert getattr(table.dialect, key) == expected.get(key, getattr(table.dialect, key))
    for key in ("preamble", "blank", "subtotal"):
        assert getattr(table.count, key) == expected.get(key, getattr(table.count, key)), key
    assert list(table.names) == expected.get("names", list(table.names))
    assert table.count.is_conserved()
    assert table.count.data == len(expected["rows"])
    changed = {"shifted_row", "joined_cells", "short_row", "stray_quote", "raw_quote"}
    repairs = [line for code, line in expected["findings"] if code in changed]
    assert table.repaired["_line"].to_list() == sorted(repairs)
