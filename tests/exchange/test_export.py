"""Exports come back unchanged and never start a formula."""

import csv
import io
import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from pmo_core.errors import Refused
from pmo_core.exchange.export import csv_bytes, write_directory, xlsx_bytes
from pmo_core.exchange.guard import guarded, is_guarded, unguarded
from pmo_core.exchange.reader import read_table
from pmo_core.exchange.shape import reshape

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
DANGEROUS = [
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "  =1", " =1", "＝1", "'=1",
    "''=1", "\u200b=1", "\ufeff=1", '=HYPERLINK("http://example.invalid")', "=", "-", "\n=1",
]  # fmt: skip
HARMLESS = ["plain", "a=b", "'tis", "'", "1-2", "(1)", "", "P-0001", "x\n=1", "“=1”", "007"]


def cells_of(data: bytes) -> list[list[str]]:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet_of(data: bytes) -> list[list[object]]:
    """Return the cells of the first sheet of a workbook."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


@pytest.fixture
def naughty(shared_data: Path) -> list[str]:
    """Return strings that have broken programs before."""
    text = (shared_data / "csv" / "naughty_strings.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line]


def test_guard_can_be_undone() -> None:
    """Every text comes back, those that were guarded before included; harmless ones stay."""
    frame = pl.DataFrame({"x": DANGEROUS + HARMLESS})
    safe = frame.select(guarded(pl.col("x")))
    assert not any(text.lstrip().startswith(STARTS) for text in safe["x"])
    assert safe["x"].tail(len(HARMLESS)).to_list() == HARMLESS
    assert safe.select(unguarded(pl.col("x"))).equals(frame)


def test_csv_starts_no_formula_and_keeps_numbers() -> None:
    """Texts and headers are guarded; negative numbers, decimals and dates are as they were."""
    frame = pl.DataFrame(
        {
            "=name": ["=1+1", None],
            "cost": [Decimal("-5.2500"), Decimal("120.0000")],
            "hours": [-1.5, 2.0],
            "day": [date(2026, 1, 31), None],
        },
        schema_overrides={"cost": pl.Decimal(18, 4)},
    )
    assert cells_of(csv_bytes(frame)) == [
        ["'=name", "cost", "hours", "day"],
        ["'=1+1", "-5.25", "-1.5", "2026-01-31"],
        ["", "120", "2.0", ""],
    ]


def test_byte_order_mark_is_an_option() -> None:
    """The mark stands at the start only where it is asked for."""
    frame = pl.DataFrame({"a": ["ä"]})
    assert csv_bytes(frame).startswith(b"\xef\xbb\xbf")
    assert csv_bytes(frame, bom=False) == "a\nä\n".encode()


def test_naughty_strings_survive_csv(naughty: list[str]) -> None:
    """Each string comes back from our own CSV through our own reader, and none starts a formula."""
    frame = pl.DataFrame({"code": [f"P{n}" for n in range(len(naughty))], "name": naughty})
    data = csv_bytes(frame)
    assert not any(
        cell.lstrip().startswith(STARTS) for row in cells_of(data) for cell in row
    )  # fmt: skip
    table = read_table(data)
    assert table.rejected.height == 0
    table = reshape(table, {})
    assert table.frame["name"].to_list() == naughty
    assert table.frame["code"].to_list() == frame["code"].to_list()


def test_naughty_strings_survive_a_workbook(naughty: list[str]) -> None:
    """Each string is shown as it is in the workbook, as text, and read back by our own reader."""
    frame = pl.DataFrame({"code": [f"P{n}" for n in range(len(naughty))], "name": naughty})
    data = xlsx_bytes(frame)
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    table = read_table(data)
    assert reshape(table, {}).frame["name"].to_list() == naughty


def test_workbook_keeps_types() -> None:
    """Numbers, dates, moments and truth values are typed cells; null is an empty cell."""
    frame = pl.DataFrame(
        {
            "text": ["007", "=1", "-5"],
            "cost": [Decimal("1.25"), None, Decimal("-3")],
            "day": [date(2026, 1, 31), None, date(2026, 2, 28)],
            "moment": [datetime(2026, 1, 31, 8, 30), None, None],
            "is_open": [True, False, None],
        },
        schema_overrides={"cost": pl.Decimal(18, 4)},
    )
    assert sheet_of(xlsx_bytes(frame, "a/b:[c]")) == [
        ["text", "cost", "day", "moment", "is_open"],
        ["007", 1.25, date(2026, 1, 31), datetime(2026, 1, 31, 8, 30), True],
        ["=1", "", "", "", False],
        ["-5", -3.0, date(2026, 2, 28), "", ""],
    ]


def test_large_workbook_is_whole() -> None:
    """A table beyond the size from which memory is saved has all its rows."""
    frame = pl.DataFrame({"n": range(20_001), "text": [f"=P{n}" for n in range(20_001)]})
    rows = sheet_of(xlsx_bytes(frame))
    assert len(rows) == 20_002
    assert rows[-1] == [20_000.0, "=P20000"]


def test_text_that_no_cell_holds_is_refused() -> None:
    """A text that a worksheet would cut is refused, not cut."""
    with pytest.raises(Refused, match="32,767"):
        xlsx_bytes(pl.DataFrame({"x": ["a" * 32_768]}))


def test_our_own_guard_is_recognized() -> None:
    """A file of ours is told from one that merely holds an apostrophe and a formula."""
    ours = pl.DataFrame({"x": ["'=1", "-5", "'tis"]})
    assert is_guarded(ours, ["x"])
    assert not is_guarded(pl.DataFrame({"x": ["'=1", "=2"]}), ["x"])
    assert not is_guarded(pl.DataFrame({"x": ["'tis", "plain"]}), ["x"])
    assert not is_guarded(ours, [])


def test_file_from_elsewhere_is_left_as_it_stands() -> None:
    """Where some formulas are not guarded, apostrophes belong to the texts."""
    table = read_table(b"code,name\nP1,'=1+1\nP2,=2\n")
    assert reshape(table, {}) is table


def test_directory_with_manifest(tmp_path: Path) -> None:
    """Each register is a file, and the manifest counts and hashes what is there."""
    frames = {
        "project": pl.DataFrame({"code": ["P1", "P2"], "name": ["=A", "B"]}),
        "rate": pl.DataFrame(schema={"currency": pl.String, "rate": pl.Float64}),
    }
    manifest = write_directory(frames, tmp_path / "export")
    kept = json.loads((tmp_path / "export" / "manifest.json").read_text(encoding="utf-8"))
    assert kept == manifest
    assert {name: entry["n_rows"] for name, entry in kept.items()} == {"project": 2, "rate": 0}
    for entry in kept.values():
        data = (tmp_path / "export" / entry["file"]).read_bytes()
        assert sha256(data).hexdigest() == entry["sha256"]
    assert cells_of((tmp_path / "export" / "rate.csv").read_bytes()) == [["currency", "rate"]]
