"""Files with a date column per gate: turned into a line per project and gate.

A cell that is empty still gives a line, because a gate that has no date is what governance asks
about. `_line` stays the file line of the row, so the lines that come from one row share it.
"""

from dataclasses import replace
from itertools import combinations
from typing import Any

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.content import contents
from pmo_core.exchange.dates import DateConvention, dissect, read_cells
from pmo_core.exchange.heading import likeness
from pmo_core.exchange.table import LINE, Table

REGISTER = "gate"
GATE, NUMBER, HELD = "Gate", "Number", "Held on"
PER_GATE = "column_per_gate"
"""Code of the finding that says which columns are gates, and in which order."""
_LEAST_GATES = 3
_IS_DATE = 0.9
_NAMED = ("gate", "gate name", "milestone", "stage gate")


def propose_gates(table: Table) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return how a table with a date column per gate is turned, and what to know about it.

    Returns
    -------
    dict
        Empty where fewer than three columns hold dates, or a column names the gate. Otherwise
        `kind` "gates" and `gates`: the columns, in the order in which their dates follow each
        other.
    tuple of Finding
    """
    held = contents(table.frame)
    columns = [name for name, content in held.items() if content.date_share >= _IS_DATE]
    texts = [name for name in held if name not in columns]
    if len(columns) < _LEAST_GATES or any(
        likeness(name, phrase) >= 1 for name in texts for phrase in _NAMED
    ):
        return {}, ()
    days = pl.DataFrame({name: _days(table.frame[name]) for name in columns})
    gates = in_order(days)
    text = (
        f"{len(gates)} columns of dates are read as gates, in the order in which their dates "
        f"mostly follow each other: {', '.join(gates)}."
    )
    return {"kind": "gates", "gates": gates}, (Finding("info", PER_GATE, text),)


def in_order(days: pl.DataFrame) -> list[str]:
    """Return the columns by how many others they mostly come before; ties as in the file.

    One column comes before another when on more rows its date is the earlier of the two than the
    later one.

    Parameters
    ----------
    days : polars.DataFrame
        A column of dates per gate, a row per project; empty cells count for nothing.

    Examples
    --------
    >>> from datetime import date
    >>> a, b, c = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
    >>> in_order(pl.DataFrame({"Built": [c, None, b], "Asked": [a, a, a], "Approved": [b, b, c]}))
    ['Asked', 'Built', 'Approved']
    >>> in_order(pl.DataFrame({"Built": [c, c, b], "Asked": [a, a, a], "Approved": [b, b, c]}))
    ['Asked', 'Approved', 'Built']
    """
    pairs = list(combinations(days.columns, 2))
    lead = days.select(
        ((pl.col(one) < pl.col(other)).sum().cast(pl.Int64)
         - (pl.col(one) > pl.col(other)).sum().cast(pl.Int64)).alias(f"{place}")
        for place, (one, other) in enumerate(pairs)
    ).row(0)  # fmt: skip
    before = dict.fromkeys(days.columns, 0)
    for (one, other), n in zip(pairs, lead, strict=True):
        if n:
            before[one if n > 0 else other] += 1
    return sorted(days.columns, key=lambda name: -before[name])


def by_method(gates: list[str], elements: pl.DataFrame) -> list[str] | None:
    """Return the columns in the order of the method whose gates they are; None where none has all.

    Parameters
    ----------
    gates : list of str
        Columns.
    elements : polars.DataFrame
        Rows of register `method_element`.

    Examples
    --------
    >>> rows = {"kind": ["gate"] * 2, "method": ["light"] * 2, "code": ["G1", "G2"]}
    >>> elements = pl.DataFrame({**rows, "name": ["Start", "Closure"], "number": [1, 2]})
    >>> by_method(["closure", "G1"], elements), by_method(["closure", "Pilot"], elements)
    (['G1', 'closure'], None)
    """
    asked = elements.filter(kind="gate").sort("method", "number")
    for _, rows in asked.group_by("method", maintain_order=True):
        place = {
            called.casefold(): number
            for code, name, number in rows.select("code", "name", "number").rows()
            for called in (code, name)
        }
        if all(gate.strip().casefold() in place for gate in gates):
            return sorted(gates, key=lambda gate: place[gate.strip().casefold()])
    return None


def gates_left_out(table: Table, used: set[str]) -> tuple[Finding, ...]:
    """Return that a file of projects holds gates too, where three or more of them are not used.

    Parameters
    ----------
    table : Table
        As read.
    used : set of str
        Columns that become fields of projects.
    """
    left = [name for name in propose_gates(table)[0].get("gates", ()) if name not in used]
    if len(left) < _LEAST_GATES:
        return ()
    text = (
        f"{len(left)} columns of dates may be gates ({', '.join(left)}). To keep them, upload the "
        "same file once more as Gates."
    )
    return (Finding("info", "gates_left_out", text),)


def _days(cells: pl.Series) -> pl.Series:
    """Return the dates of a column, in the order of day and month that most of it proves."""
    parts = dissect(cells.drop_nulls().unique())
    n_dmy = int((parts["dmy"].is_not_null() & parts["mdy"].is_null()).sum())
    n_mdy = int((parts["mdy"].is_not_null() & parts["dmy"].is_null()).sum())
    read = read_cells(parts, DateConvention("mdy" if n_mdy > n_dmy else "dmy"), is_end=True)
    found = dict(read.select("text", "value").rows())
    return cells.replace_strict(found, default=None, return_dtype=pl.Date)


def unpivot_gates(table: Table, shape: dict[str, Any]) -> Table:
    """Return the table with a row per row of the file and gate, also where its date is empty.

    The other columns stay, followed by `Gate` (the column's name), `Number` (its place in
    `shape["gates"]`, from 1) and `Held on` (the cell). Columns of dates that the shape does not
    name stay as they are.

    Examples
    --------
    See `reshape`.
    """
    gates: list[str] = shape["gates"]
    kept = [name for name in table.names if name not in {LINE, *gates}]
    gate, number, held = _named(kept)
    place = {name: str(k) for k, name in enumerate(gates, 1)}
    long = (
        table.frame.with_row_index("_row")
        .unpivot(gates, index=["_row", LINE, *kept], variable_name=gate, value_name=held)
        .with_columns(pl.col(gate).replace_strict(place, return_dtype=pl.String).alias(number))
        .sort("_row", pl.col(number).cast(pl.Int64))
    )
    names = [*kept, gate, number, held]
    n_empty = int(long[held].null_count())
    text = f"{n_empty:,} cells of gates are empty: these gates are kept without a date."
    return replace(
        table,
        frame=long.select(LINE, *names),
        header=tuple(names),
        findings=(
            *table.findings, *((Finding("info", "gates_without_date", text),) if n_empty else ())
        ),
    )  # fmt: skip


def _named(kept: list[str]) -> list[str]:
    """Return the names of the three new columns; an underscore sets them apart from the file's."""
    return [next(f"{name}{'_' * n}" for n in range(len(kept) + 1) if f"{name}{'_' * n}" not in kept)
            for name in (GATE, NUMBER, HELD)]  # fmt: skip


__all__ = ["PER_GATE", "by_method", "gates_left_out", "in_order", "propose_gates", "unpivot_gates"]
