"""Files with fields in rows, where each record is a column: turned, so that each record is a row.

After turning, `_line` is the number of the column in the file (1 = first), because that is where
the record stands; findings about its cells then name a column of the file by that number.
"""

from dataclasses import replace
from typing import Any

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.heading import likeness
from pmo_core.exchange.periods import period_of
from pmo_core.exchange.scores import LEAST, slots
from pmo_core.exchange.table import LINE, LineCount, Table

_LEAST_FIELDS = 3
_LEAST_RECORDS = 3
_MOST_FIELDS = 300


def propose_transposed(table: Table, register: str) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return how a table with fields in rows is turned; an empty dict where it has them in columns.

    The table is turned when its first column names at least three fields of the register and its
    header does not.
    """
    header = [cell for cell in table.header[1:] if cell.strip()]
    if table.frame.height > _MOST_FIELDS or len(header) < _LEAST_RECORDS:
        return {}, ()
    if sum(period_of(cell, 2000) is not None for cell in header) >= _LEAST_RECORDS:
        return {}, ()
    labels = [label for label in table.frame[table.names[0]].to_list() if label]
    n_down, n_across = _n_fields(labels, register), _n_fields(header[:_MOST_FIELDS], register)
    if n_down < _LEAST_FIELDS or n_down <= 2 * n_across:
        return {}, ()
    text = (
        f"The fields stand in rows: {n_down} labels of the first column are fields. The table is "
        f"turned, so that each of its columns is a record; 'line' then is the number of the column."
    )
    return {"kind": "transposed"}, (Finding("info", "fields_in_rows", text),)


def _n_fields(labels: list[str], register: str) -> int:
    """Return how many fields of a register the labels name."""
    return sum(
        any(
            likeness(label, phrase) * weight >= LEAST
            for label in labels
            for phrase, weight in slot.phrases
        )
        for slot in slots(register)
        if not slot.is_name
    )


def turn(table: Table, _shape: dict[str, Any]) -> Table:
    """Return the table with rows and columns exchanged.

    A column is named by the first line of its label; the header keeps the whole. Rows of the file
    that hold nothing but their label are notes and become findings; columns without any cell are
    counted as blank. The whole table is needed, not a piece of it.

    Examples
    --------
    See `reshape`.
    """
    first, *records = table.names
    cells = table.frame.select(records)
    is_note = cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
    notes = table.frame.filter(is_note)
    fields = table.frame.filter(~is_note)
    labels = [table.header[0] or "column_1"] + [
        label or f"line_{line}" for label, line in zip(fields[first], fields[LINE], strict=True)
    ]
    names = _unique([" ".join(label.split("\n")[0].split()) or "column" for label in labels])
    heads = pl.Series(
        names[0], [cell.strip() or None for cell in table.header[1:]], dtype=pl.String
    )
    turned = fields.select(records).transpose(column_names=names[1:]).insert_column(0, heads)
    turned.insert_column(0, pl.Series(LINE, range(2, len(records) + 2), dtype=pl.Int64))
    is_blank = turned.select(pl.all_horizontal(pl.exclude(LINE).is_null())).to_series()
    n_blank = int(is_blank.sum())
    blank = Finding("info", "blank_columns", f"{n_blank} columns of the file hold nothing.")
    return replace(
        table,
        frame=turned.filter(~is_blank),
        header=tuple(labels),
        count=LineCount(
            total=len(records) + 1, header=1, blank=n_blank, data=turned.height - n_blank
        ),
        findings=(*table.findings, *_notes(notes, first), *((blank,) if n_blank else ())),
    )


def _notes(notes: pl.DataFrame, first: str) -> list[Finding]:
    return [
        Finding("info", "note_below", "A note, not a field; left out.", line, first, text or "")
        for line, text in notes.select(LINE, first).iter_rows()
    ]


def _unique(names: list[str]) -> list[str]:
    """Return the names with a number after each repetition."""
    found: list[str] = []
    for name in names:
        n = 2
        candidate = name
        while candidate in found or candidate == LINE:
            candidate, n = f"{name}_{n}", n + 1
        found.append(candidate)
    return found
