"""Count lines, fields and quotes of a text without parsing it.

This is the account that every reader is held against. It sees bytes only: newlines, delimiters and
quotes, and shares no code with the engine that makes the cells.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEWLINE = 10
RETURN = 13
FIELD_LIMIT = 1_000_000
"""Bytes that one field may have; a line that is longer than this is looked at closely."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The physical lines of a text, each read on its own.

    Parameters
    ----------
    starts, ends : array of int
        First byte of each line, and the byte after its last (newline and carriage return excluded).
    fields : array of int
        Number of fields, delimiters inside quotes not counted.
    clean : array of bool
        Every quote of the line opens or closes a field, or is doubled inside one, and the line
        ends outside quotes.
    """

    starts: Positions
    ends: Positions
    fields: Positions
    clean: Flags

    def __len__(self) -> int:
        return len(self.starts)


def uniform(data: bytes, width: int, delimiter: str) -> int:
    r"""Return the number of lines of an unquoted text if each has exactly `width` fields, else 0.

    Delimiters and newlines in the order in which they stand must be `width - 1` delimiters, then a
    newline, again and again. Empty lines fail the proof unless `width` is 1; zero bytes, lone
    carriage returns and overlong lines always do.

    Examples
    --------
    >>> uniform(b"a,b\nc,d\n", 2, ","), uniform(b"a,b,c\nd\n", 2, ",")
    (2, 0)
    """
    if b"\0" in data or (b"\r" in data and data.count(b"\r") != data.count(b"\r\n")):
        return 0
    array = np.frombuffer(data, np.uint8)
    found = []
    for start in range(0, len(array), FIELD_LIMIT // 2):
        block = array[start : start + FIELD_LIMIT // 2]
        is_break = block == NEWLINE
        if len(block) == FIELD_LIMIT // 2 and not is_break.any():
            return 0
        found.append(block[is_break | (block == ord(delimiter))])
    if not data.endswith(b"\n"):
        found.append(np.array([NEWLINE], np.uint8))
    marks = np.concatenate(found)
    if len(marks) % width:
        return 0
    grid = marks.reshape(-1, width)
    regular = (grid[:, -1] == NEWLINE).all() and (grid[:, :-1] == ord(delimiter)).all()
    return len(grid) if regular else 0


def lines(data: bytes, delimiter: str, quote: str, escape: str = "") -> Lines:
    r"""Measure each physical line of a text.

    Parameters
    ----------
    data : bytes
        UTF-8 text with ``\n`` or ``\r\n`` at the line ends.
    delimiter, quote, escape : str
        One ASCII character each; `delimiter`, `quote` and `escape` may be empty. A line in which
        the escape stands before a quote is not clean: no engine reads it as meant.

    Examples
    --------
    >>> found = lines(b'a,"x,y"\nb,"c\n', ",", '"')
    >>> found.fields.tolist(), found.clean.tolist()
    ([2, 2], [True, False])
    """
    array = np.frombuffer(data, np.uint8)
    breaks = np.flatnonzero(array == NEWLINE)
    if len(data) and array[-1] != NEWLINE:
        breaks = np.append(breaks, len(data))
    starts = np.empty_like(breaks)
    starts[:1] = 0
    starts[1:] = breaks[:-1] + 1
    has_return = (breaks > starts) & (array[np.maximum(breaks - 1, 0)] == RETURN)
    ends = breaks - has_return
    clean = np.ones(len(breaks), np.bool_)
    marks = np.flatnonzero(array == ord(delimiter)) if delimiter else np.empty(0, np.int64)
    quotes = np.flatnonzero(array == ord(quote)) if quote else np.empty(0, np.int64)
    if len(quotes):
        mark = ord(delimiter) if delimiter else NEWLINE
        clean = _quotes_clean(array, quotes, starts, ends, mark)
        if escape:
            before = array[np.maximum(quotes - 1, 0)] == ord(escape)
            clean[np.searchsorted(breaks, quotes[before & (quotes > 0)])] = False
        n_before = np.searchsorted(quotes, marks)
        opened = np.searchsorted(quotes, starts) % 2
        if opened.any():  # a line with an odd number of quotes: count from each line's start
            n_before += opened[np.searchsorted(breaks, marks)]
        marks = marks[n_before % 2 == 0]
    for byte in (b"\0", b"\r"):
        if byte in data:
            odd = np.flatnonzero(array == byte[0])
            line = np.searchsorted(breaks, odd)
            clean[line[odd < ends[line]]] = False
    clean &= ends - starts <= FIELD_LIMIT
    fields = np.diff(np.searchsorted(marks, breaks), prepend=0) + 1
    return Lines(starts, ends, fields.astype(np.int64), clean)


def _quotes_clean(
    array: npt.NDArray[np.uint8], quotes: Positions, starts: Positions, ends: Positions, mark: int
) -> Flags:
    """Return for each line whether its quotes stand only where quotes may stand."""
    line = np.searchsorted(ends, quotes)
    first = np.searchsorted(quotes, starts)
    opens = (np.arange(len(quotes)) - first[line]) % 2 == 0
    doubled = np.diff(quotes) == 1
    after_quote = np.concatenate(([False], doubled))
    before_quote = np.concatenate((doubled, [False]))
    at_start = (quotes == starts[line]) | (array[np.maximum(quotes - 1, 0)] == mark)
    at_end = (quotes + 1 == ends[line]) | (array[np.minimum(quotes + 1, len(array) - 1)] == mark)
    right = np.where(opens, at_start | after_quote, at_end | before_quote)
    clean = np.ones(len(starts), np.bool_)
    clean[line[~right]] = False
    clean[np.diff(first, append=len(quotes)) % 2 == 1] = False
    return clean
