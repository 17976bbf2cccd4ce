"""Hostile and broken uploads: refused in one sentence or read right, in little time and memory."""

import gzip
import io
import random
import resource
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import xlsxwriter

from pmo_core.errors import UnreadableFile
from pmo_core.exchange import read_table
from pmo_core.exchange.table import Table

SECONDS = 2.0
KILOBYTES = 512_000


def workbook(rows: list[list[object]], name: str = "Costs") -> bytes:
    """Make a workbook with one sheet."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def with_part(content: bytes, part: str, make: Callable[[bytes], bytes]) -> bytes:
    """Rewrite one part of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, make(old.read(name)) if name == part else old.read(name))
    return buffer.getvalue()


def without(content: bytes, part: str, what: bytes) -> bytes:
    """Take something out of one part of a workbook."""
    assert what in zipfile.ZipFile(io.BytesIO(content)).read(part)
    return with_part(content, part, lambda xml: xml.replace(what, b""))


def zipped(members: dict[str, bytes]) -> bytes:
    """Make a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def locked(content: bytes) -> bytes:
    """Mark each member of a zip as locked by a password."""
    data = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def far_cell() -> bytes:
    """Make a small workbook whose two cells span 10^10."""
    book = workbook([["code", "cost"], ["P1", 5]])
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return with_part(
        book, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", cell)
    )


def with_entities(part: str, declaration: bytes, use: bytes, instead_of: bytes) -> bytes:
    """Make a workbook with a document type in one of its parts, whose entity stands for a text."""

    def change(xml: bytes) -> bytes:
        start = xml.index(b"?>") + 2
        return xml[:start] + declaration + xml[start:].replace(instead_of, use)

    return with_part(workbook([["code", "cost"], ["P1", "note"]]), part, change)


def laughs() -> bytes:
    """Declare an entity that unfolds to a billion words."""
    lines = [b'<!ENTITY l0 "lol">']
    for level in range(1, 10):
        lines.append(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10))
    return b"<!DOCTYPE sst [" + b"".join(lines) + b"]>"


def lying_zip() -> bytes:
    """Make a zip whose directory says 10 bytes where 50 million are."""
    data = bytearray(zipped({"a.csv": b"a,b\n" + b"1,2\n" * 12_500_000}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


XXE = b'<!DOCTYPE sst [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
GOOD = b"code,cost\nP1,5\nP2,6\nP3,7\n"
BOOK = workbook([["code", "cost"], ["P1", 5]])
LIST, SHEET, STRINGS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
NOISE = random.Random(7).randbytes(200_000)


@dataclass(frozen=True)
class Upload:
    """A file, and the rows that must be read of it, or the words that must refuse it."""

    name: str
    make: Callable[[], bytes]
    refused: str = ""
    rows: list[tuple[str | None, ...]] | None = None
    n_rejected: int = 0


def rows_of(*codes: str) -> list[tuple[str | None, ...]]:
    """Return the rows of GOOD for these codes."""
    return [(code, str(int(code[1:]) + 4)) for code in codes]


UPLOADS = [
    Upload("zip bomb", lambda: zipped({"a.csv": b"0" * 300_000_000}), "far more than"),
    Upload("zip bomb declared", lambda: zipped({"a.csv": bytes(40_000_000)}), "far more than"),
    Upload(
        "nested bomb", lambda: zipped({"b.zip": zipped({"a.csv": bytes(9_000_000)})}), "another"
    ),
    Upload("zip that lies about its size", lying_zip, "zip"),
    Upload("10^10 cells in 5 kB", far_cell, "more"),
    Upload(
        "external entity",
        lambda: with_entities(STRINGS, XXE, b"<t>&secret;</t>", b"<t>note</t>"),
        "damaged",
    ),
    Upload(
        "billion laughs",
        lambda: with_entities(STRINGS, laughs(), b"<t>&l9;</t>", b"<t>note</t>"),
        "damaged",
    ),
    Upload(
        "billion laughs in the list of sheets",
        lambda: with_entities("xl/workbook.xml", laughs(), b"&l9;", b"Costs"),
        "workbook",
    ),
    Upload(
        "1 MB field",
        lambda: b'code,cost\nP1,5\n"' + b"x" * 1_500_000 + b'",6\nP3,7\n',
        rows=rows_of("P1", "P3"),
        n_rejected=1,
    ),
    Upload(
        "zero bytes",
        lambda: b"code,cost\nP1,5\nP\0,6\nP3,7\n",
        rows=rows_of("P1", "P3"),
        n_rejected=1,
    ),
    Upload("workbook named CSV", lambda: BOOK, rows=[("P1", "5")]),
    Upload("cut-off zip", lambda: zipped({"a.csv": GOOD * 1000})[:-200], "damaged"),
    Upload("cut-off workbook", lambda: BOOK[: len(BOOK) // 2], "damaged"),
    Upload(
        "cut-off workbook part", lambda: with_part(BOOK, SHEET, lambda xml: xml[:200]), "workbook"
    ),
    Upload("empty", lambda: b"", "empty"),
    Upload("byte order mark only", lambda: b"\xef\xbb\xbf", "no text"),
    Upload("newlines only", lambda: b"\n" * 100_000, "no text"),
    Upload("one quote", lambda: b'"', rows=[]),
    Upload(
        "100,000 columns",
        lambda: b",".join([b"a"] * 100_000) + b"\n" + b",".join([b"1"] * 100_000),
        "columns",
    ),
    Upload(
        "quotes only",
        lambda: b"a,b\n" + b'"' * 900_001 + b"\n1,2\n",
        rows=[("1", "2")],
        n_rejected=1,
    ),
    Upload(
        "a quote opened on each line",
        lambda: b"a,b,c\n" + b'1,"2,3\n' * 20_000,
        rows=[("1", '"2', "3")] * 20_000,
    ),
    Upload(
        "UTF-16 of odd length",
        lambda: "code,cost\nP1,5\n".encode("utf-16") + b"\0",
        rows=[("P1", "5")],
        n_rejected=1,
    ),
    Upload("binary noise", lambda: NOISE, "not text"),
    Upload("PDF", lambda: b"%PDF-1.7\n" + NOISE, "PDF"),
    Upload("PNG", lambda: b"\x89PNG\r\n\x1a\n" + NOISE, "PNG"),
    Upload("gzip", lambda: gzip.compress(GOOD), "gzip"),
    Upload("program", lambda: b"MZ\x90\x00" + NOISE, "program"),
    Upload("old workbook", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "XLSX"),
    Upload("web page", lambda: b"\n<!DOCTYPE html><html><body>a,b</body></html>", "HTML"),
    Upload("locked zip", lambda: locked(zipped({"a.csv": GOOD})), "password"),
    Upload("zip with absolute path", lambda: zipped({"/etc/passwd": GOOD}), "outside"),
    Upload("zip with path upward", lambda: zipped({"../../a.csv": GOOD}), "outside"),
    Upload("zip without files", lambda: zipped({}), "no table"),
    Upload("zip of pictures", lambda: zipped({"a.png": b"\x89PNG\r\n"}), "PNG"),
    Upload("lone surrogates", lambda: b"code,cost\n\xed\xa0\x80,5\n", rows=[("í\xa0€", "5")]),
    Upload(
        "control characters", lambda: b"code,cost\nP\x07\x1b[31m,5\n", rows=[("P\x07\x1b[31m", "5")]
    ),
    Upload("control characters everywhere", lambda: bytes(range(1, 32)) * 1000, "not text"),
    Upload("20 MB without a newline", lambda: b"x" * 20_000_000, "line"),
    Upload(
        "formula without a value",
        lambda: without(workbook([["=1+1"]]), SHEET, b"<v>0</v>"),
        "empty",
    ),
    Upload(
        "workbook without sheets",
        lambda: without(BOOK, LIST, b'<sheet name="Costs" sheetId="1" r:id="rId1"/>'),
        "workbook",
    ),
    Upload("500,000 bad lines", lambda: GOOD * 1000 + b"a,b,c,d\n" * 500_000, "fields"),
    Upload(
        "Word document",
        lambda: zipped({"[Content_Types].xml": b"x", "word/document.xml": b"x"}),
        "Office",
    ),
    Upload("JSON", lambda: b'[{"code": "P1", "cost": 5}]', "JSON"),
    Upload(
        "separator that is no delimiter",
        lambda: b"code\nP1\x1f5\nP2\n",
        rows=[("P1\x1f5",), ("P2",)],
    ),
    Upload("text that begins like a program", lambda: b"MZ,cost\nP1,5\n", rows=[("P1", "5")]),
]


def spent() -> tuple[float, int, int]:
    """Return processor seconds, and the peaks of memory so far: own, and of the largest child."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return seconds, own.ru_maxrss, children.ru_maxrss


@pytest.mark.parametrize("upload", UPLOADS, ids=lambda upload: upload.name)
def test_hostile_upload(upload: Upload) -> None:
    """A hostile file is refused in one sentence or read right, within 2 s and 512 MB."""
    content = upload.make()
    seconds, own, children = spent()
    table: Table | None = None
    message = ""
    try:
        table = read_table(content, name="costs.csv")
    except UnreadableFile as error:
        message = error.message
    seconds_after, own_after, children_after = spent()
    assert seconds_after - seconds < SECONDS
    # A child's peak begins at that of the process that it was forked from.
    assert own_after - own + max(0, children_after - max(children, own)) < KILOBYTES
    if upload.rows is None:
        assert table is None, table
        assert upload.refused in message
        assert message.endswith(".")
        assert "\n" not in message
    else:
        assert table is not None, message
        assert [row[1:] for row in table.frame.iter_rows()] == upload.rows
        assert table.rejected.height == upload.n_rejected
        assert table.count.is_conserved()
