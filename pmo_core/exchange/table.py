"""What a reader gives: a table of text, and an account of every line of the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from pmo_core.errors import Finding

LINE = "_line"
"""Name of the column that holds the file line (1 = first) on which a record begins."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text of a file is written.

    `quote` and `delimiter` are empty for a workbook. `preamble` holds the lines above the header.
    """

    kind: str = "csv"  # csv or xlsx
    encoding: str = "utf-8"
    has_bom: bool = False
    delimiter: str = ","
    quote: str = '"'
    newline: str = "\n"
    header_line: int = 1
    preamble: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class LineCount:
    """Where the records of a file went; `total` is counted independently of the reader.

    A record is what the quoting rules make one logical line. The law that every reader must keep:
    total = preamble + header + blank + subtotal + repeated_header + rejected + data.
    """

    total: int = 0
    preamble: int = 0
    header: int = 0
    blank: int = 0
    subtotal: int = 0
    repeated_header: int = 0
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
            + self.repeated_header + self.rejected + self.data
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per data record, in file order. First column `_line` (Int64), then one String column
        per header cell, named as in `names`. An empty cell is null; any other text stands unchanged.
    header : tuple of str
        The header cells as the file writes them; may repeat or be empty.
    dialect : Dialect
    count : LineCount
    rejected : polars.DataFrame
        Records that could not be taken: `_line` (Int64), `text` (the record as written), `column`,
        `value`, `reason`.
    findings : tuple of Finding
        What was repaired, set aside or refused, each with its line.
    """

    frame: pl.DataFrame
    header: tuple[str, ...]
    dialect: Dialect
    count: LineCount
    rejected: pl.DataFrame
    findings: tuple[Finding, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the text columns: the header, made unique and not empty."""
        return tuple(name for name in self.frame.columns if name != LINE)


class TableStream(Protocol):
    """A file that is read piece by piece, so that memory stays bounded.

    `head` is the table of the first records (enough to guess a mapping). Each call of `chunks` reads
    the file again from its first data record; the tables it yields all have the same names.
    """

    @property
    def head(self) -> Table: ...

    @property
    def n_bytes(self) -> int: ...

    def chunks(self) -> Iterator[Table]: ...
