"""What a reader gives: a table of text, and an account of every line of the file."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from typing import Protocol

import polars as pl

from pmo_core.errors import Finding

LINE = "_line"
"""Name of the column that holds the file line (1 = first) on which a record begins."""

REJECTED = {
    LINE: pl.Int64, "text": pl.String, "column": pl.String, "value": pl.String, "reason": pl.String
}  # fmt: skip
REPAIRED = {LINE: pl.Int64, "text": pl.String, "repair": pl.String}
"""Schemas of the two frames that list what was not read as written."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text of a file is written.

    `quote` and `delimiter` are empty for a workbook; `escape` is a backslash where quotes inside a
    text are written so, else empty. `header_line` is 0 where there is no header. `preamble` holds
    the lines above the header.
    """

    kind: str = "csv"  # csv or xlsx
    encoding: str = "utf-8"
    has_bom: bool = False
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    newline: str = "\n"
    header_line: int = 1
    preamble: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class LineCount:
    """Where the records of a file went; `total` is counted independently of the reader.

    A record is what the quoting rules make one logical line. The law that every reader must keep:
    total = preamble + header + blank + subtotal + repeated_header + footer + rejected + data.
    """

    total: int = 0
    preamble: int = 0
    header: int = 0
    blank: int = 0
    subtotal: int = 0
    repeated_header: int = 0
    footer: int = 0
    rejected: int = 0
    data: int = 0

    def is_conserved(self) -> bool:
        """Return whether every record is accounted for.

        Examples
        --------
        >>> LineCount(total=4, header=1, blank=1, data=2).is_conserved()
        True
        """
        return self.total == (
            self.preamble + self.header + self.blank + self.subtotal
            + self.repeated_header + self.footer + self.rejected + self.data
        )  # fmt: skip

    def __add__(self, other: "LineCount") -> "LineCount":
        """Return the account of two pieces of one file.

        Examples
        --------
        >>> LineCount(total=2, header=1, data=1) + LineCount(total=1, data=1)
        LineCount(total=3, preamble=0, header=1, blank=0, subtotal=0, repeated_header=0, footer=0, \
rejected=0, data=2)
        """
        return LineCount(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per data record, in file order. First column `_line` (Int64), then one String
        column per header cell, named as in `names`. An empty cell is null; any other text stands
        unchanged.
    header : tuple of str
        The header cells as the file writes them; may repeat or be empty.
    dialect : Dialect
    count : LineCount
    rejected : polars.DataFrame
        Records that could not be taken: `_line` (Int64), `text` (the record as written), `column`,
        `value`, `reason`.
    findings : tuple of Finding
        What was repaired, set aside or refused, each with its line.
    repaired : polars.DataFrame
        Records of `frame` whose cells are a proposal: `_line` (Int64), `text` (the record as
        written), `repair` (what was done). Whoever refuses a repair drops its line from `frame`.
    """

    frame: pl.DataFrame
    header: tuple[str, ...]
    dialect: Dialect
    count: LineCount
    rejected: pl.DataFrame
    findings: tuple[Finding, ...] = field(default=())
    repaired: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REPAIRED))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the text columns: the header, made unique and not empty."""
        return tuple(name for name in self.frame.columns if name != LINE)


class TableStream(Protocol):
    """A file that is read piece by piece, so that memory stays bounded.

    `chunks` reads the file from its first data record, each time that it is called; the tables that
    it yields all have the same names, and their counts add up to the file's.
    """

    @property
    def head(self) -> Table:
        """The table of the first records, enough to guess a mapping."""

    @property
    def n_bytes(self) -> int:
        """Size of the file."""

    @property
    def bytes_read(self) -> int:
        """How far the reading has come, of `n_bytes`."""

    def chunks(self) -> Iterator[Table]:
        """Yield the tables of the pieces."""
