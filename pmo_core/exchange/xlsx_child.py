"""Read one sheet of a workbook as text, in a process of its own that may be killed.

Run as a script: the workbook comes by standard input, `argv` holds the sheet (or nothing for the
first with something in it) and the limits of memory (bytes) and processor time (seconds). Standard
output receives a line of JSON about the workbook, then frames: number of rows and of bytes
(big-endian, 8 bytes each), then the rows as CSV. A refusal is the JSON line with `problem`.

It imports nothing of this package, so that it starts fast and a trap in a file meets little.
"""

import contextlib
import csv
import datetime as dt
import io
import json
import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import python_calamine
from defusedxml import ElementTree  # type: ignore[import-untyped]

ROWS_PER_FRAME = 20_000
MAX_CELLS = 100_000_000
ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")(?=[^>]*\br="([A-Z]{1,3})(\d{1,7})")[^>]*>'
    rb"(?:(?!</(?:\w+:)?c>).){0,8192}?<(?:\w+:)?v>(#[^<]{1,20})</",
    re.DOTALL,
)
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def limit(memory: int, seconds: int) -> None:
    """Set limits to this process, where the system knows them."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock and the declared sizes must do
        return
    limits = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, value in limits:
        with contextlib.suppress(ValueError, OSError):  # a stricter limit stands already
            resource.setrlimit(kind, (value, value))


def text_of(value: Any) -> str:
    """Return a cell as text: dates ISO, whole numbers without a point, TRUE and FALSE.

    Examples
    --------
    >>> [text_of(value) for value in (1.0, 0.1, True, dt.date(2024, 1, 31), "007")]
    ['1', '0.1', 'TRUE', '2024-01-31', '007']
    """
    match value:
        case bool():
            text = "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            text = str(int(value))
        case dt.datetime():
            text = value.isoformat(" ")
        case dt.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            text = f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case dt.date() | dt.time():
            text = value.isoformat()
        case _:
            # What XML cannot hold is written as an escape, of which the parser leaves these two.
            text = str(value).replace("_xFFFE_", "\ufffe").replace("_xFFFF_", "\uffff")
    return text


def sheet_path(archive: zipfile.ZipFile, name: str) -> str:
    """Return where in the workbook the XML of a sheet lies."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") and sheet.get("name") == name:
            target = str(targets.get(sheet.get(RELATIONS), ""))
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def column_number(letters: bytes) -> int:
    """Return the number of a column.

    Examples
    --------
    >>> column_number(b"A"), column_number(b"AA")
    (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def error_cells(archive: zipfile.ZipFile, path: str) -> dict[int, dict[int, str]]:
    """Return the cells that hold an error, by row and column (0 = first); calamine empties them."""
    found: dict[int, dict[int, str]] = {}
    if path not in archive.namelist():
        return found
    tail = b""
    with archive.open(path) as reader:
        while block := reader.read(4_000_000):
            data = tail + block
            tail = data[-16_384:]
            if b't="e"' not in data:
                continue
            for column, row, error in ERROR_CELL.findall(data):
                at = column_number(column) - 1
                found.setdefault(int(row) - 1, {})[at] = error.decode()
    return found


def frames(
    rows: Iterator[list[Any]], top: int, left: int, errors: dict[int, dict[int, str]]
) -> Iterator[tuple[int, bytes]]:
    """Yield the rows as CSV, some thousands at a time, from the first that is not empty.

    Parameters
    ----------
    rows : iterator of list
        Rows from the first row and column that are not empty.
    top, left : int
        How many empty rows and columns stand before them.
    errors : dict
        What `error_cells` found.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    n_rows = 0
    for at, row in enumerate(rows, top):
        cells = [text_of(value) for value in row]
        for column, error in errors.get(at, {}).items():
            if left <= column < left + len(cells):
                cells[column - left] = error
        writer.writerow(cells)
        n_rows += 1
        if n_rows == ROWS_PER_FRAME or buffer.tell() > 16_000_000:
            yield n_rows, buffer.getvalue().encode("utf-8", "replace")
            buffer.seek(0)
            buffer.truncate()
            n_rows = 0
    yield n_rows, buffer.getvalue().encode("utf-8", "replace")


def choose(book: python_calamine.CalamineWorkbook, wanted: str) -> Any:
    """Return the sheet that is wanted, or the first visible one with something in it."""
    visible = [
        one.name
        for one in book.sheets_metadata
        if one.typ == python_calamine.SheetTypeEnum.WorkSheet
        and (one.visible == python_calamine.SheetVisibleEnum.Visible or one.name == wanted)
    ]
    if wanted and wanted not in visible:
        raise LookupError(f"The workbook has no sheet '{wanted}'.")
    for name in [wanted] if wanted else visible:
        sheet = book.get_sheet_by_name(name)
        if sheet.height:
            return sheet
    raise LookupError(f"The sheet '{wanted}' is empty." if wanted else "The workbook is empty.")


def main(wanted: str, memory: int, seconds: int) -> None:
    """Read the workbook from standard input and write what it holds to standard output."""
    limit(memory, seconds)
    content = io.BytesIO(sys.stdin.buffer.read())
    out = sys.stdout.buffer
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(content)
        sheet = choose(book, wanted)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise LookupError("The sheet has more cells than are taken.")
        with zipfile.ZipFile(content) as archive:
            errors = error_cells(archive, sheet_path(archive, sheet.name))
    except MemoryError:
        problem = "The workbook asks for more memory than is allowed."
        out.write(json.dumps({"problem": problem}).encode() + b"\n")
        return
    except LookupError as error:
        out.write(json.dumps({"problem": str(error.args[0])}).encode() + b"\n")
        return
    top, left = sheet.start or (0, 0)
    about = {
        "sheet": sheet.name,
        "sheets": book.sheet_names,
        "first_row": top + 1,
        "width": sheet.width,
        "height": sheet.height,
    }
    out.write(json.dumps(about).encode() + b"\n")
    for n_rows, data in frames(iter(sheet.to_python()), top, left, errors):
        out.write(struct.pack(">QQ", n_rows, len(data)) + data)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
