"""Prove again, over all that is kept, what the write path holds: checks/*.sql and a few of ours."""

import re

import duckdb

from pmo_core.errors import Finding, Severity
from pmo_core.model import REGISTERS
from pmo_core.store import journal, rollup
from pmo_core.store.address import Address
from pmo_core.store.references import name_of
from pmo_core.store.sql import columns, same_key, sql_files

_HEAD = re.compile(r"^-- (error|warning): (.+)\n")
_SHOWN = 20


def of_journal(cursor: duckdb.DuckDBPyConnection, address: Address) -> list[Finding]:
    """Return where the journal's chain is broken, or does not meet its anchor."""
    return [*journal.verify(cursor), *journal.contradictions(cursor, address)]


def of_registers(cursor: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Return a finding per row that a check of registers gives, and per wrong roll-up."""
    findings: list[Finding] = []
    for register in REGISTERS:
        findings += _keys(cursor, register)
        findings += _references(cursor, register)
        findings += _versions(cursor, register)
    for path in sql_files("checks"):
        findings += _file(cursor, path.stem, path.read_text("utf-8"))
    findings += [
        Finding("error", "rollup_differs", f"The sums in {table} differ from those of the lines.")
        for table in rollup.TABLES
        if rollup.differs(cursor, table)
    ]
    return findings


def _file(cursor: duckdb.DuckDBPyConnection, code: str, text: str) -> list[Finding]:
    """Run one check file: severity and rule in its first line; each row breaks the rule."""
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"checks/{code}.sql does not begin with its severity and rule.")
    severity: Severity = "error" if head[1] == "error" else "warning"
    rows = cursor.execute(text).fetchmany(_SHOWN)
    return [
        Finding(severity, code, f"{head[2]}: {' '.join(str(value) for value in row)}.")
        for row in rows
    ]


def _keys(cursor: duckdb.DuckDBPyConnection, register: str) -> list[Finding]:
    record = REGISTERS[register]
    key = columns(record.key)
    # Hashes first: they need little memory and nearly always show that all keys differ.
    ((n_rows, n_keys),) = cursor.execute(
        f"select count(*), count(distinct hash({key})) from {register}"
    ).fetchall()
    if n_rows == n_keys:
        return []
    rows = cursor.execute(
        f"select {key} from {register} group by {key} having count(*) > 1 limit {_SHOWN}"
    ).fetchall()
    return [
        Finding("error", "duplicate_key", f"The {name_of(record, row)} is kept twice.")
        for row in rows
    ]


def _references(cursor: duckdb.DuckDBPyConnection, register: str) -> list[Finding]:
    record = REGISTERS[register]
    findings = []
    for field, target in record.refers.items():
        rows = cursor.execute(
            f"select {field}, count(*) from {register} where {field} <> '' and {field} not in "
            f"(select {REGISTERS[target].key[0]} from {target}) group by {field} limit {_SHOWN}"
        ).fetchall()
        findings += [
            Finding(
                "error",
                "dangling_reference",
                f"{n_rows} rows of {register} name the {target} {code!r}, which is not kept.",
                column=field,
                value=str(code),
            )
            for code, n_rows in rows
        ]
    return findings


def _versions(cursor: duckdb.DuckDBPyConnection, register: str) -> list[Finding]:
    """Rows of one key must not hold at the same time, and changes that they name must exist.

    Two rows that hold now are found by `_keys`, so only keys with an ended row are looked at.
    """
    record = REGISTERS[register]
    key = columns(record.key)
    held = f"{register}_version where ended_by > written_by"
    candidates = (
        f"{register}_version as version semi join (select {key} from {held}) as ended "
        f"on {same_key(record, 'version', 'ended')} "
        "where version.ended_by is null or version.ended_by > version.written_by"
    )
    rows = cursor.execute(
        f"select {key} from (select {key}, ended_by, lead(written_by) over (partition by {key} "
        f"order by written_by nulls first) as next_written from {candidates}) as version "
        "where next_written is not null and (ended_by is null or ended_by > next_written) "
        f"limit {_SHOWN}"
    ).fetchall()
    findings = [
        Finding("error", "overlapping_versions", f"Versions of {name_of(record, row)} overlap.")
        for row in rows
    ]
    ((n_rows,),) = cursor.execute(
        f"select count(*) from {register}_version as version "
        "anti join change on version.written_by = change.number"
    ).fetchall()
    if n_rows:
        findings.append(
            Finding(
                "error", "unknown_change", f"{n_rows} rows of {register} name a change not kept."
            )
        )
    return findings
