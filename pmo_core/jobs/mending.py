"""Rejected lines: written to be mended, and read again as the lines of the file they come from."""

import polars as pl

from pmo_core.exchange.reading import META
from pmo_core.exchange.table import LINE, Table
from pmo_core.model import REGISTERS
from pmo_core.store import Session
from pmo_core.store.entries import GROUP

AGAIN = f"{LINE}_2"
"""What the reader calls the column `_line` that a file brings along."""
_NUMBERED = r"^\d+([#~]\d+)*$"


def to_mend(
    by_value: pl.DataFrame, dropped: pl.DataFrame, unread: pl.DataFrame, shaped: Table
) -> pl.DataFrame:
    """Return rejected lines with their cells as written.

    Parameters
    ----------
    by_value : polars.DataFrame
        Lines with a value that could not be read: `_line`, `META`, cells.
    dropped : polars.DataFrame
        Lines read right but not taken: `_line`, column, value, reason, perhaps entry, cells.
    unread : polars.DataFrame
        Records without cells: `_line`, text, column, reason. The text stands under `value`, for
        the user to put it into the cells.
    shaped : Table
        The head of the file, for the order of columns.

    Returns
    -------
    polars.DataFrame
        `_line`, `META`, the cells, and for actuals the `entry` that keeps each line's number. Lines
        of a file that was mended before keep the line that they had in the first file.
    """
    schema = {LINE: pl.Int64, **dict.fromkeys((*META, *shaped.names), pl.String)}
    without_cells = unread.select(LINE, "column", "reason", value="text")
    empty = pl.DataFrame(schema=schema)
    parts = [empty, by_value, dropped, without_cells]
    lines = pl.concat(parts, how="diagonal_relaxed").sort(LINE)
    if AGAIN not in lines.columns:
        return lines
    first = pl.col(AGAIN).cast(pl.Int64, strict=False)
    again = [f"{name}_" for name in META if f"{name}_" in lines.columns]
    return lines.with_columns(pl.coalesce(first, LINE).alias(LINE)).drop(AGAIN, *again)


def own_entries(session: Session, rows: pl.DataFrame, fields: pl.DataFrame) -> pl.DataFrame:
    """Return mended lines of actuals, none of them with the number of another line that is kept.

    The number of a line counts the lines with the same key. Where the key itself was mended, the
    number that the line had may belong to another line: it then gets the next free one. The line
    that was kept before from the same line of the same file is that line, and is corrected.

    Parameters
    ----------
    session : Session
        It knows what is kept.
    rows : polars.DataFrame
        The lines, typed, with `_line`.
    fields : polars.DataFrame
        `_line` and `field`: which field of each line was at fault.
    """
    intact = [name for name in REGISTERS["actual"].model_fields if name not in (*GROUP, "entry")]
    whole = fields.filter(pl.col("field").is_in(intact))[LINE]
    is_mine = ~pl.col(LINE).is_in(whole.implode()) & pl.col("entry").str.contains(_NUMBERED)
    mine, others = rows.filter(is_mine), rows.filter(~is_mine)
    if mine.is_empty():
        return rows
    kept = session.kept_entries(mine)
    same = mine.join(
        kept.rename({"entry": "_same"}).unique([*GROUP, "line"]), on=[*GROUP, "line"], how="left"
    ).with_columns(pl.coalesce("_same", "entry").alias("entry"))
    found, rest = same.filter(pl.col("_same").is_not_null()), same.filter(pl.col("_same").is_null())
    named = [*GROUP, "entry"]
    taken = pl.concat([kept.select(named), others.select(named), found.select(named)])
    is_free = pl.col("entry").str.contains(r"^\d+$")
    free = rest.filter(is_free).join(taken, on=named, how="anti")
    odd = rest.join(free, on=LINE, how="anti").sort(LINE)
    latest = (
        pl.concat([taken, free.select(named)])
        .group_by(GROUP)
        .agg(pl.col("entry").cast(pl.Int64, strict=False).max().alias("_latest"))
    )
    numbered = odd.join(latest, on=GROUP, how="left", maintain_order="left").with_columns(
        entry=(pl.col("_latest").fill_null(0) + pl.int_range(1, pl.len() + 1).over(GROUP)).cast(
            pl.String
        )
    )
    parts = [part.select(rows.columns) for part in (others, found, free, numbered)]
    return pl.concat(parts).sort(LINE)
