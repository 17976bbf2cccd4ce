"""Read the lines that are not regular, one record at a time, so that a bad line costs only itself.

A quoted field may hold line breaks, and a stray quote looks as if it opened such a field. What the
strict reading would swallow decides: lines that are good records on their own are never given up
for a quote that opens before them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pmo_core.errors import UnreadableFile
from pmo_core.exchange.count import FIELD_LIMIT, Flags, Lines

TRIED = 10_000
"""After so many irregular records, nearly all with too few or many fields, the file is refused."""


@dataclass(frozen=True, slots=True)
class Format:
    """The three characters that make records of lines; each may be empty but the delimiter's."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record that needed a closer look.

    Parameters
    ----------
    index : int
        Index of its first physical line (0 = first of the text).
    n_lines : int
        How many physical lines it takes.
    cells : tuple of str or None
        Its fields, in any number; None when it cannot be read.
    text : str
        As written.
    problem : str
        Why it cannot be read, or empty.
    code, note : str
        Kind of the repair that made the cells, and what was done; empty when read as written.
    """

    index: int
    n_lines: int
    cells: tuple[str, ...] | None
    text: str
    problem: str = ""
    code: str = ""
    note: str = ""


@lru_cache(maxsize=16)
def _patterns(form: Format) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Return the patterns of a quoted field and of a plain one, each with what ends it."""
    delimiter = re.escape(form.delimiter.encode())
    space = b"[ ]*+" if form.delimiter != " " else b""
    end = rb"(?P<end>" + (delimiter + b"|" if delimiter else b"") + rb"\r?\n|\Z)"
    plain = re.compile(
        rb"(?P<field>[^\n" + (delimiter if delimiter else b"") + rb"]*+)" + end, re.DOTALL
    )
    if not form.quote:
        return re.compile(rb"(?!)"), plain
    mark = re.escape(form.quote.encode())
    pair = mark * 2
    if form.escape:
        escape = re.escape(form.escape.encode())
        pair += b"|" + escape + b"."
        inner = b"[^" + mark + escape + b"]*+"
    else:
        inner = b"[^" + mark + b"]*+"
    body = b"(?P<field>" + inner + b"(?:(?:" + pair + b")" + inner + b")*+)"
    return re.compile(space + mark + body + mark + space + end, re.DOTALL), plain


def strict(
    data: bytes, start: int, stop: int, form: Format, *, lenient: bool = False
) -> tuple[list[str], int] | None:
    r"""Read one record by the rules of quoting.

    Parameters
    ----------
    data : bytes
        UTF-8 text.
    start, stop : int
        Where the record begins, and where reading must end at the latest.
    form : Format
        How the text is written.
    lenient : bool
        Take a field whose quote never closes as plain text instead of giving up.

    Returns
    -------
    (cells, end) or None
        `end` is the byte after the record and its newline; None when a quote opens a field and is
        never closed rightly.

    Examples
    --------
    >>> strict(b'1,"a\nb",3\nnext', 0, 13, Format())
    (['1', 'a\nb', '3'], 10)
    >>> strict(b'1,"a,3\n', 0, 7, Format()) is None
    True
    """
    quoted, plain = _patterns(form)
    opening = form.quote.encode()
    cells: list[str] = []
    position = start
    while True:
        found = quoted.match(data, position, stop) if opening else None
        if found:
            cells.append(_unquote(found["field"].decode("utf-8"), form))
        else:
            found = plain.match(data, position, stop)
            if found is None:
                return None
            field = found["field"]
            if opening and not lenient and field.lstrip(b" ").startswith(opening):
                return None
            if found["end"] != form.delimiter.encode():
                field = field.removesuffix(b"\r")
            cells.append(field.decode("utf-8"))
        position = found.end()
        if found["end"] != form.delimiter.encode() or not form.delimiter:
            return cells, position


def _unquote(field: str, form: Format) -> str:
    """Undo the doubling and escaping of quotes."""
    field = field.replace(form.quote * 2, form.quote)
    if form.escape:
        field = re.sub(re.escape(form.escape) + "(.)", _escaped, field, flags=re.DOTALL)
    return field


def _escaped(found: re.Match[str]) -> str:
    """Return what an escaped character stands for; escapes of ordinary letters stand as written."""
    char = found[1]
    return found[0] if char.isalnum() else char


def walk(data: bytes, form: Format, limit: int) -> Iterator[tuple[int, int, list[str]]]:
    r"""Yield the first records of a text whose width is not known yet: start, end, cells.

    A quote that is never closed makes no record of several lines: its line stands as written.

    Examples
    --------
    >>> list(walk(b'title\n"a\nb",c\n', Format(), 9))
    [(0, 6, ['title']), (6, 14, ['a\nb', 'c'])]
    """
    position = n_records = 0
    while position < len(data) and n_records < limit:
        line_end = data.find(b"\n", position) + 1 or len(data)
        stop = min(len(data), position + FIELD_LIMIT)
        read = strict(data, position, stop, form)
        if read is None or (read[1] == stop < len(data)):
            read = strict(data, position, line_end, form, lenient=True)
        cells, end = read or ([""], line_end)
        yield position, end, cells
        position = end
        n_records += 1


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its physical lines and what each is on its own.

    Parameters
    ----------
    data : bytes
        UTF-8.
    lines : Lines
        As measured.
    good, blank : array of bool
        Lines that are regular records, and lines without anything. `records` sets those to False
        that turn out to belong to a record of several lines.
    width : int
        Number of fields that a record should have.
    form : Format
        How the text is written.
    """

    data: bytes
    lines: Lines
    good: Flags
    blank: Flags
    width: int
    form: Format


def records(text: Text) -> list[Record]:
    r"""Read every line that is neither good nor blank.

    Examples
    --------
    >>> from pmo_core.exchange import count
    >>> data = b'1,"a\nb"\n3,"c\n4,d\n'
    >>> lines = count.lines(data, ",", '"')
    >>> good, none = lines.clean & (lines.fields == 2), lines.fields == 0
    >>> read = records(Text(data, lines, good, none, 2, Format()))
    >>> [(one.index, one.cells, one.code) for one in read]
    [(0, ('1', 'a\nb'), ''), (2, ('3', '"c'), 'stray_quote')]
    """
    found: list[Record] = []
    position = n_wrong = 0
    odd = np.flatnonzero(~(text.good | text.blank)).tolist()
    for index in odd:
        if index < position:
            continue
        record = _record(text, index)
        found.append(record)
        n_wrong += record.cells is None or len(record.cells) != text.width
        if len(found) == TRIED and n_wrong > TRIED * 0.9 and len(odd) * 2 > len(text.lines):
            raise UnreadableFile(
                f"Most lines do not have the {text.width} fields that the first ones have."
            )
        position = index + record.n_lines
        text.good[index + 1 : position] = text.blank[index + 1 : position] = False
    return found


def _record(text: Text, index: int) -> Record:
    """Read the record that begins at one line."""
    data, form, width = text.data, text.form, text.width
    start, end = int(text.lines.starts[index]), int(text.lines.ends[index])
    raw = data[start:end]
    written = raw[:FIELD_LIMIT].decode("utf-8", "ignore")
    if problem := _unfit(raw):
        return Record(index, 1, None, written, problem)
    alone = strict(data, start, end, form)
    if alone:
        cells = tuple(alone[0])
        raw_quote = _has_raw_quote(raw, form) and len(cells) == width
        note = "A quote inside a text was taken as part of the text." if raw_quote else ""
        return Record(index, 1, cells, written, "", "raw_quote" if note else "", note)
    several = _several_lines(text, index)
    if several:
        return several
    loose = strict(data, start, end, form, lenient=True)
    if loose and len(loose[0]) == width:
        note = "A quote that is never closed was taken as part of the text."
        return Record(index, 1, tuple(loose[0]), written, "", "stray_quote", note)
    return Record(index, 1, None, written, "A quote opens a text that is never closed.")


def _has_raw_quote(raw: bytes, form: Format) -> bool:
    """Return whether a plain field of the line holds a quote."""
    quoted, plain = _patterns(form)
    mark, position = form.quote.encode(), 0
    while mark and mark in raw[position:]:
        found = quoted.match(raw, position)
        if not found:
            found = plain.match(raw, position)
            if not found or mark in found["field"]:
                return True
        position = found.end()
    return False


def _unfit(raw: bytes) -> str:
    """Return why a line cannot be looked at, or nothing."""
    if b"\0" in raw:
        return "The line holds a zero byte."
    if len(raw) > FIELD_LIMIT:
        return "The line is longer than 1,000,000 bytes."
    return ""


def _several_lines(text: Text, index: int) -> Record | None:
    """Read a record with line breaks inside quotes, unless that would swallow good records."""
    data, lines, width = text.data, text.lines, text.width
    start = int(lines.starts[index])
    stop = min(len(data), start + FIELD_LIMIT)
    read = strict(data, start, stop, text.form)
    if read is None or (stop < len(data) and read[1] >= stop):
        return None
    cells, end = read
    after = int(np.searchsorted(lines.starts, end))
    last = int(lines.ends[after - 1])
    inner = slice(index + 1, after - 1)
    n_good = int(text.good[inner].sum())
    n_filled = int((lines.ends[inner] > lines.starts[inner]).sum())
    if n_good and width > 1 and (len(cells) != width or n_good == n_filled):
        return None
    if b"\0" in data[start:last]:
        return None
    written = data[start:last].decode("utf-8")
    note = "Lines that look like records were taken as part of a quoted text." if n_good else ""
    return Record(
        index, after - index, tuple(cells), written, "", "several_lines" if note else "", note
    )
