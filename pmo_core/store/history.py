"""One record now, and what happened to it: its versions joined with the journal."""

from collections.abc import Iterable
from typing import Any

import duckdb
import polars as pl

from pmo_core.model import Record
from pmo_core.store.sql import fields

_SCHEMA = {
    "number": pl.Int64(),
    "made_at": pl.Datetime("us"),
    "actor": pl.String(),
    "actor_role": pl.String(),
    "verb": pl.String(),
    "undone_by": pl.Int64(),
    "field": pl.String(),
    "before": pl.String(),
    "after": pl.String(),
}


def key_condition(record: type[Record]) -> str:
    """Return the condition that a row has the key given by the parameters, in order."""
    return " and ".join(f"{name} = ?" for name in record.key)


def current(
    cursor: duckdb.DuckDBPyConnection, record: type[Record], key: Iterable[Any]
) -> Record | None:
    """Return the record kept under the key, None when there is none."""
    rows = cursor.execute(
        f"select {fields(record)} from {record.register} where {key_condition(record)}", list(key)
    ).fetchall()
    return record(**dict(zip(record.model_fields, rows[0], strict=True))) if rows else None


def of_record(
    cursor: duckdb.DuckDBPyConnection, record: type[Record], key: Iterable[Any]
) -> pl.DataFrame:
    """Return what happened to one record, the latest change first; see `Repository.history`."""
    versions = cursor.execute(
        f"select written_by, ended_by, {fields(record)} from {record.register}_version "
        f"where {key_condition(record)} order by written_by nulls first",
        list(key),
    ).fetchall()
    steps = _steps([(row[0], row[1], row[2:]) for row in versions])
    numbers = sorted({number for number, _, _ in steps})
    if not numbers:
        return pl.DataFrame(schema=_SCHEMA)
    marks = ", ".join("?" for _ in numbers)
    changes = {
        row[0]: row
        for row in cursor.execute(
            "select change.number, change.made_at, change.actor, change.role, change.verb, "
            "undo.number from change left join change as undo on undo.undoes = change.number "
            f"where change.number in ({marks})",
            numbers,
        ).fetchall()
    }
    names = list(record.model_fields)
    rows = [
        (*changes[number], name, _text(before, i), _text(after, i))
        for number, before, after in reversed(steps)
        for i, name in enumerate(names)
        if _text(before, i) != _text(after, i)
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


Values = tuple[Any, ...]


def _steps(
    versions: list[tuple[int, int | None, Values]],
) -> list[tuple[int, Values | None, Values | None]]:
    """Return (change, before, after) for each change that wrote or removed a version, in order."""
    steps: list[tuple[int, Values | None, Values | None]] = []
    written = {number for number, _, _ in versions}
    for number, ended, values in versions:
        before = next(
            (
                old_values
                for old, old_end, old_values in reversed(versions)
                if old < number and old != old_end and (old_end is None or old_end >= number)
            ),
            None,
        )
        steps.append((number, before, values))
        if ended is not None and ended not in written:
            steps.append((ended, values, None))
    return sorted(steps, key=lambda step: step[0])


def _text(values: Values | None, i: int) -> str | None:
    return None if values is None or values[i] is None else str(values[i])
