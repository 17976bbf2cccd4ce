"""List what a file holds, before one of its tables is read."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from defusedxml import ElementTree  # type: ignore[import-untyped]

from pmo_core.errors import UnreadableFile
from pmo_core.exchange.container import (
    MAX_BYTES,
    Input,
    Source,
    kind_of,
    open_zip,
    source_of,
    tables_in,
)
from pmo_core.exchange.xlsx_child import column_number, sheet_path

DIMENSION = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"')


@dataclass(frozen=True, slots=True)
class Content:
    """One table that a file holds.

    Parameters
    ----------
    kind : {"text", "sheet", "member"}
        The one table of a text file, a sheet of a workbook, or a file in a zip.
    name : str
        Name of the sheet or member, to be given to `read_table`; the file's own for a text.
    n_bytes : int
        Size of the text, unpacked; of a sheet, its XML.
    n_rows, n_columns : int or None
        What a sheet says of itself, which may be wrong; None where it says nothing.
    """

    kind: Literal["text", "sheet", "member"]
    name: str
    n_bytes: int
    n_rows: int | None = None
    n_columns: int | None = None


def list_contents(source: Input, name: str = "", max_bytes: int = MAX_BYTES) -> tuple[Content, ...]:
    """Return the tables that a file holds, in file order.

    Raises
    ------
    UnreadableFile
        As `read_table` does for a file that is no text, workbook or zip of tables.

    Examples
    --------
    >>> list_contents(b"a,b", "costs.csv")
    (Content(kind='text', name='costs.csv', n_bytes=3, n_rows=None, n_columns=None),)
    """
    given = source_of(source, name, max_bytes)
    kind = kind_of(given)
    if kind == "xlsx":
        return _sheets(given)
    if kind == "zip":
        return tuple(
            Content("member", member.filename, member.file_size) for member in tables_in(given)
        )
    return (Content("text", PurePosixPath(given.name).name, given.n_bytes),)


def _sheets(source: Source) -> tuple[Content, ...]:
    """Return the sheets of a workbook with the size that each declares."""
    found = []
    with open_zip(source) as archive:
        sizes = {member.filename: member.file_size for member in archive.infolist()}
        if sizes["xl/workbook.xml"] > 10_000_000:
            raise UnreadableFile("The workbook is damaged.")
        try:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            names = [sheet.get("name", "") for sheet in book.iter() if _is_sheet(sheet.tag)]
            paths = [sheet_path(archive, one) for one in names]
        except (ElementTree.ParseError, ValueError, KeyError, OSError) as error:
            raise UnreadableFile("The workbook is damaged.") from error
        for sheet, path in zip(names, paths, strict=True):
            if path not in sizes or "worksheets/" not in path:
                continue
            with archive.open(path) as reader:
                declared = DIMENSION.search(reader.read(4096))
            n_rows = int(declared[2]) if declared else None
            n_columns = column_number(declared[1]) if declared else None
            found.append(Content("sheet", sheet, sizes[path], n_rows, n_columns))
    if not found:
        raise UnreadableFile("The workbook holds no sheets.")
    return tuple(found)


def _is_sheet(tag: str) -> bool:
    return tag.rpartition("}")[2] == "sheet"
