"""Read any file that holds a table of text: the front door of the reader."""

from collections.abc import Iterable
from pathlib import PurePosixPath

import polars as pl

from pmo_core.errors import Finding, UnreadableFile
from pmo_core.exchange.container import (
    MAX_BYTES,
    Input,
    Kind,
    Source,
    kind_of,
    member_source,
    source_of,
    tables_in,
)
from pmo_core.exchange.table import LineCount, Table, TableStream
from pmo_core.exchange.text import TextStream
from pmo_core.exchange.xlsx import SheetStream


def read_table(
    source: Input,
    *,
    name: str = "",
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    header_line: int | None = None,
    max_bytes: int = MAX_BYTES,
) -> Table:
    r"""Read a delimited text file, a workbook or a zip of CSVs as a table of text.

    Parameters
    ----------
    source : path, bytes or binary reader
        What to read; its name does not decide how.
    name : str
        File name, for messages.
    sheet : str or None
        Sheet of a workbook; None is the first with a table.
    member : str or None
        File in a zip; None is the first.
    encoding, delimiter, quote : str or None
        None: found by the reader and reported in the table's dialect.
    header_line : int or None
        File line of the header, 0 for none, None to be found.
    max_bytes : int
        Largest file that is taken.

    Returns
    -------
    Table

    Raises
    ------
    UnreadableFile
        When the file as a whole is no table, is damaged, or breaks a limit.

    Examples
    --------
    >>> table = read_table(b"Report of May\n\ncode;cost\n007;1,5\n008;2,5\nTotal;4,0\n")
    >>> table.frame.rows()
    [(4, '007', '1,5'), (5, '008', '2,5')]
    >>> table.count.is_conserved(), [finding.code for finding in table.findings]
    (True, ['subtotal_row'])
    """
    stream = open_table(
        source,
        name=name,
        sheet=sheet,
        member=member,
        encoding=encoding,
        delimiter=delimiter,
        quote=quote,
        header_line=header_line,
        max_bytes=max_bytes,
    )
    return concatenated(stream.chunks())


def open_table(
    source: Input,
    *,
    name: str = "",
    sheet: str | None = None,
    member: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    header_line: int | None = None,
    max_bytes: int = MAX_BYTES,
) -> TableStream:
    """Open a file to be read piece by piece; parameters and errors are those of `read_table`."""
    given = source_of(source, name, max_bytes)
    kind = kind_of(given)
    notes: tuple[Finding, ...] = ()
    if kind == "zip":
        given, notes = _member(given, member)
        kind = kind_of(given)
    notes = (*notes, *_about_name(given.name, kind))
    if kind == "xlsx":
        return SheetStream(given, sheet, header_line, notes)
    return TextStream(
        given,
        encoding_name=encoding,
        delimiter=delimiter,
        quote=quote,
        header_line=header_line,
        notes=notes,
    )


def _member(source: Source, member: str | None) -> tuple[Source, tuple[Finding, ...]]:
    """Return the chosen file of a zip, and which others there are."""
    found = tables_in(source)
    chosen = next((one for one in found if member in {None, one.filename}), None)
    if chosen is None:
        raise UnreadableFile(f"The zip holds no file '{member}'.")
    others = [f"'{one.filename}'" for one in found if one is not chosen]
    if not others:
        return member_source(source, chosen), ()
    message = f"File '{chosen.filename}' was read; not read: {', '.join(others[:10])}."
    return member_source(source, chosen), (Finding("info", "other_files", message),)


def _about_name(name: str, kind: Kind) -> tuple[Finding, ...]:
    """Return what is odd about the name of a file of this kind."""
    suffix = PurePosixPath(name.lower()).suffix
    usual = {"xlsx": {".xlsx", ".xlsm"}, "text": {".csv", ".tsv", ".tab", ".txt"}}
    others = set().union(*(names for other, names in usual.items() if other != kind))
    if suffix not in others | ({".xls"} if kind == "text" else set()):
        return ()
    what = "a workbook" if kind == "xlsx" else "delimited text"
    return (Finding("info", "wrong_extension", f"The file is named '{suffix}' but is {what}."),)


def concatenated(tables: Iterable[Table]) -> Table:
    """Put the pieces of one file together.

    Raises
    ------
    UnreadableFile
        When a record is unaccounted for; what cannot be proved is not taken.
    """
    pieces = list(tables)
    total = LineCount()
    for piece in pieces:
        total = total + piece.count
    if not total.is_conserved():
        raise UnreadableFile("The count of the records contradicts what was read.")
    return Table(
        pl.concat([piece.frame for piece in pieces]),
        pieces[0].header,
        pieces[0].dialect,
        total,
        pl.concat([piece.rejected for piece in pieces]),
        tuple(finding for piece in pieces for finding in piece.findings),
        pl.concat([piece.repaired for piece in pieces]),
    )
