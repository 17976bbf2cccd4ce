"""The whole of an upload in the shape of its mapping, with the repairs that are accepted."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.reader import concatenated
from pmo_core.exchange.shape import needs_whole_table, reshape
from pmo_core.exchange.table import LINE, Table, TableStream

REFUSED = "repair_refused"


class Reshaped:
    """A stream whose tables are reshaped one by one; see `TableStream`."""

    def __init__(self, stream: TableStream, mapping: Mapping, take_repaired: bool) -> None:
        self._stream = stream
        self._shape = mapping.shape
        self._take_repaired = take_repaired
        self.rejected: list[pl.DataFrame] = []
        self.repaired: list[pl.DataFrame] = []

    @property
    def head(self) -> Table:
        """The first records, reshaped."""
        return reshape(self._stream.head, self._shape)

    @property
    def n_bytes(self) -> int:
        """Size of the file."""
        return self._stream.n_bytes

    @property
    def bytes_read(self) -> int:
        """How far the reading has come, of `n_bytes`."""
        return self._stream.bytes_read

    def chunks(self) -> Iterator[Table]:
        """Read the file again; `rejected` and `repaired` then hold what the reader set apart."""
        self.rejected, self.repaired = [], []
        for piece in self._stream.chunks():
            table = piece if self._take_repaired else without_repairs(piece)
            self.rejected.append(table.rejected)
            self.repaired.append(piece.repaired)
            yield reshape(table, self._shape)


class Whole:
    """A table that is in memory, with the same face as a stream."""

    def __init__(self, table: Table) -> None:
        self.head = table
        self.n_bytes = int(table.frame.estimated_size())
        self.bytes_read = 0

    def chunks(self) -> Iterator[Table]:
        """Yield the table."""
        self.bytes_read = self.n_bytes
        yield self.head


def reshaped(readable: Table | TableStream, mapping: Mapping, take_repaired: bool) -> Reshaped:
    """Return the upload in the shape that the mapping speaks of.

    Parameters
    ----------
    readable : Table or TableStream
        The file as read.
    mapping : Mapping
        It names the shape.
    take_repaired : bool
        False: lines that the reader proposes to mend are rejected instead.
    """
    if isinstance(readable, Table):
        return Reshaped(Whole(readable), mapping, take_repaired)
    if needs_whole_table(mapping.shape):
        return Reshaped(Whole(concatenated(readable.chunks())), mapping, take_repaired)
    return Reshaped(readable, mapping, take_repaired)


def without_repairs(table: Table) -> Table:
    r"""Return the table without the lines that the reader mended; they are rejected as written.

    Examples
    --------
    >>> from pmo_core.exchange.reader import read_table
    >>> rows = b"".join(b"P%d,%d,text\n" % (i, i) for i in range(1, 9))
    >>> table = read_table(b"code,cost,name\n" + rows + b"P9,9,a, b\n")
    >>> without_repairs(table).count.is_conserved()
    True
    """
    refused = table.repaired
    if refused.is_empty():
        return table
    kept = table.frame.filter(~pl.col(LINE).is_in(refused[LINE].implode()))
    n_refused = table.frame.height - kept.height
    rejected = refused.select(
        LINE,
        "text",
        pl.lit("").alias("column"),
        pl.col("repair").alias("value"),
        pl.lit(REFUSED).alias("reason"),
    )
    count = replace(
        table.count,
        data=table.count.data - n_refused,
        rejected=table.count.rejected + n_refused,
    )
    return replace(
        table,
        frame=kept,
        count=count,
        rejected=pl.concat([table.rejected, rejected], how="vertical_relaxed"),
        repaired=refused.clear(),
    )
