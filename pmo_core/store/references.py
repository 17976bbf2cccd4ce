"""References between registers: nothing that is kept may name what is not kept."""

import duckdb

from pmo_core.errors import Refused
from pmo_core.model import REGISTERS, Record
from pmo_core.store.sql import columns

REFERRERS: dict[str, list[tuple[str, str]]] = {
    target: [
        (register, field)
        for register, record in REGISTERS.items()
        for field, named in record.refers.items()
        if named == target
    ]
    for target in REGISTERS
}
"""Register -> the registers and fields that refer to it."""


def name_of(record: type[Record], key: tuple[object, ...]) -> str:
    """Return how a message names one row of a register.

    Examples
    --------
    >>> name_of(REGISTERS["status_report"], ("P-1", "2026-10-31"))
    'status report P-1 2026-10-31'
    """
    noun = record.register.replace("_", " ")
    return f"{noun} {' '.join(str(value) for value in key if value not in ('', None))}"


def require_targets(cursor: duckdb.DuckDBPyConnection, register: str, rows: str) -> None:
    """Refuse when a row of the relation `rows` (of the register) refers to something not kept.

    Raises
    ------
    Refused
        It names the first such row and what it refers to.
    """
    record = REGISTERS[register]
    missing = " union all ".join(
        f"(select '{field}' as field, code from (select {field} as code from {rows} as used "
        f"where {field} <> '' except select {REGISTERS[target].key[0]} from {target}) as missing)"
        for field, target in record.refers.items()
    )
    if not missing:
        return
    found = cursor.execute(f"{missing} order by field, code limit 1").fetchall()
    if not found:
        return
    field, code = found[0]
    key = cursor.execute(
        f"select {columns(record.key, 'rows')} from {rows} as rows where rows.{field} = ? "
        f"order by {columns(record.key)} nulls first limit 1",
        [code],
    ).fetchall()[0]
    raise Refused(
        f"There is no {record.refers[field].replace('_', ' ')} {code!r}; "
        f"{name_of(record, key)} refers to it.",
        "Create it first, or leave the field empty.",
    )


def require_unused(cursor: duckdb.DuckDBPyConnection, register: str, gone: str) -> None:
    """Refuse when something kept refers to a key of the relation `gone` that is kept no more.

    Raises
    ------
    Refused
        It names what refers, and how many rows do.
    """
    record = REGISTERS[register]
    key = record.key[0]
    vanished = f"select {key} from {gone} as gone except select {key} from {register}"
    if not REFERRERS[register] or not cursor.execute(f"{vanished} limit 1").fetchall():
        return
    for referrer, field in REFERRERS[register]:
        other = REGISTERS[referrer]
        rows = f"from {referrer} as other where other.{field} in ({vanished})"
        ((n_rows,),) = cursor.execute(f"select count(*) {rows}").fetchall()
        if n_rows:
            first = cursor.execute(
                f"select {columns([*other.key, field], 'other')} {rows} "
                f"order by {columns(other.key)} nulls first limit 1"
            ).fetchall()[0]
            *other_key, code = first
            more = f" and {n_rows - 1:,} more" if n_rows > 1 else ""
            raise Refused(
                f"The {record.register.replace('_', ' ')} {code!r} cannot go: "
                f"{name_of(other, tuple(other_key))}{more} refer{'' if more else 's'} to it.",
                "Remove or change those first.",
            )


def duplicated_keys(
    cursor: duckdb.DuckDBPyConnection, register: str, rows: str
) -> list[tuple[object, ...]]:
    """Return up to ten keys that stand more than once in the relation `rows`."""
    key = columns(REGISTERS[register].key)
    return cursor.execute(
        f"select {key} from {rows} as rows group by {key} having count(*) > 1 "
        f"order by {key} nulls first limit 10"
    ).fetchall()
