"""Workbooks, zips and encodings: cells as text, which table is read, and what is said about it."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from pmo_core.errors import UnreadableFile
from pmo_core.exchange import list_contents, open_table, read_table
from pmo_core.exchange.table import LineCount


def workbook(fill: Callable[[Any, Any], None], *more: str) -> bytes:
    """Make a workbook whose first sheet is filled by a function, and other sheets."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    fill(book, book.add_worksheet("Costs"))
    for name in more:
        book.add_worksheet(name).write_row(0, 0, ["other", "table"])
    book.close()
    return buffer.getvalue()


def cells(content: bytes, **given: Any) -> list[tuple[Any, ...]]:
    """Return the rows without their lines."""
    return [row[1:] for row in read_table(content, **given).frame.iter_rows()]


def test_cells_become_text_faithfully() -> None:
    """Dates are ISO, whole numbers have no point, errors and booleans stand as a sheet has them."""

    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        span = book.add_format({"num_format": "[h]:mm"})
        sheet.write_row(0, 0, ["code", "value", "note"])
        sheet.write_row(1, 0, ["007", 12.0, "00123"])
        sheet.write_row(2, 0, ["a", 0.1, " spaces "])
        sheet.write(3, 0, "b")
        sheet.write_datetime(3, 1, dt.datetime(2024, 1, 31), day)
        sheet.write(4, 0, "c")
        sheet.write_datetime(4, 1, dt.datetime(2024, 1, 31, 10, 20), moment)
        sheet.write_row(5, 0, ["d", True, 'a "quoted", text\nof two lines'])
        sheet.write(6, 0, "e")
        sheet.write_formula(6, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(6, 2, "=NA()", None, "#N/A")
        sheet.write(7, 0, "f")
        sheet.write_number(7, 1, 1.5, span)
        sheet.write_formula(7, 2, "=1+1", None, 2)

    assert cells(workbook(fill)) == [
        ("007", "12", "00123"),
        ("a", "0.1", " spaces "),
        ("b", "2024-01-31", None),
        ("c", "2024-01-31 10:20:00", None),
        ("d", "TRUE", 'a "quoted", text\nof two lines'),
        ("e", "#DIV/0!", "#N/A"),
        ("f", "36:00:00", "2"),
    ]


def test_a_sheet_laid_out_for_people() -> None:
    """Title, empty rows and columns, merged cells, totals and remarks are told from the records."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range(1, 1, 1, 4, "Costs of the first quarter")
        sheet.write_row(4, 1, ["code", "name", "start", "cost"])
        for number in range(10):
            day = f"2024-01-{number + 1:02}"
            sheet.write_row(5 + number, 1, [f"P{number}", f"Project {number}", day, number + 0.5])
        sheet.write_row(15, 1, ["Total", None, None, 50])
        sheet.write(17, 1, "Source: finance system")

    table = read_table(workbook(fill))
    assert table.header == ("code", "name", "start", "cost")
    assert table.frame.row(0) == (6, "P0", "Project 0", "2024-01-01", "0.5")
    assert table.frame.height == 10
    assert [(one.code, one.line) for one in table.findings] == [
        ("subtotal_row", 16),
        ("footer", 18),
    ]
    assert table.dialect.header_line == 5
    assert table.count == LineCount(
        17, preamble=3, header=1, blank=1, subtotal=1, footer=1, data=10
    )


def test_shifted_row_of_a_sheet_is_mended() -> None:
    """A row that reaches beyond the header is mended like one of a text file."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["code", "name", "start", "cost"])
        for number in range(20):
            row = [f"P{number:02}", "Portal", f"2024-01-{number + 1:02}", 100 + number]
            sheet.write_row(1 + number, 2 if number == 7 else 0, row)

    table = read_table(workbook(fill))
    assert table.frame.row(7) == (9, "P07", "Portal", "2024-01-08", "107")
    assert table.repaired["_line"].to_list() == [9]


def test_sheets_are_listed_and_chosen() -> None:
    """Each sheet is listed; one can be named; what was not read is said."""
    content = workbook(lambda book, sheet: sheet.write_row(0, 0, ["a", "b"]), "Hours", "Staff")
    assert [one.name for one in list_contents(content)] == ["Costs", "Hours", "Staff"]
    assert read_table(content, sheet="Hours").header == ("other", "table")
    assert "'Staff'" in next(
        one.message for one in read_table(content).findings if one.code == "other_sheets"
    )
    with pytest.raises(UnreadableFile, match="no sheet 'Nope'"):
        read_table(content, sheet="Nope")


def test_large_sheet_is_read_in_pieces() -> None:
    """A sheet of many rows comes in pieces that make the whole."""

    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["code", "cost"])
        for number in range(45_000):
            sheet.write_row(1 + number, 0, [f"P{number:06}", number])

    stream = open_table(workbook(fill))
    pieces = list(stream.chunks())
    assert len(pieces) == 3
    assert sum(piece.frame.height for piece in pieces) == 45_000
    assert pieces[-1].frame.row(-1) == (45_001, "P044999", "44999")
    assert stream.bytes_read == stream.n_bytes


def test_members_of_a_zip_are_listed_and_chosen() -> None:
    """Tables in a zip are listed, one is read, and what was not read is said."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("2024/may.csv", "code;cost\nP1;5\n")
        archive.writestr("2024/june.csv", "code,cost\nP2,6\n")
        archive.writestr("__MACOSX/._may.csv", "x")
    content = buffer.getvalue()
    listed = [(one.name, one.n_bytes) for one in list_contents(content)]
    assert listed == [("2024/may.csv", 15), ("2024/june.csv", 15)]
    assert cells(content) == [("P1", "5")]
    assert cells(content, member="2024/june.csv") == [("P2", "6")]
    assert [one.code for one in read_table(content).findings] == ["other_files"]


def test_wrong_extension_is_said() -> None:
    """The bytes decide how a file is read; a name that says otherwise is reported."""
    book = workbook(lambda book, sheet: sheet.write_row(0, 0, ["a", "b"]))
    for content, name in ((book, "costs.csv"), (b"a,b\n1,2\n", "costs.xlsx")):
        assert "wrong_extension" in {one.code for one in read_table(content, name=name).findings}
    assert read_table(b"a,b\n1,2\n", name="costs.csv").findings == ()


def test_bytes_of_another_encoding_are_named_by_line() -> None:
    """UTF-8 with a few cp1252 bytes keeps its letters, and the lines of the strays are named."""
    lines = [f"P{number},Größe é £" for number in range(20)]
    content = (
        "\n".join(["code,name", *lines]).encode().replace("P7,Größe".encode(), b"P7,Gr\xf6\xdfe")
    )
    table = read_table(content)
    assert set(table.frame["name"]) == {"Größe é £"}
    assert [(one.code, one.line) for one in table.findings] == [("mixed_encoding", 9)]


def test_size_limit() -> None:
    """A file over the limit is refused, unless the caller raises the limit."""
    content = b"a,b\n" + b"1,2\n" * 100
    with pytest.raises(UnreadableFile, match="at most 0 MB"):
        read_table(content, max_bytes=100)
    assert read_table(content, max_bytes=1000).count.data == 100
