"""The journal: one row per change, each hashed together with the row before it.

The head of the chain (number and hash of the last change) is also kept in a small file beside the
database. Whoever alters an old row must recompute all later hashes, and then no longer meets the
file. A crash between a commit and the writing of the file leaves the file some changes behind; so
a file whose change is still in the chain, with the hash it had, is brought up to date silently.
A file that is ahead of the database, or that names another hash, means that the journal was
altered, that the database was replaced by an older copy, or that acknowledged changes were lost
with a damaged log. It is reported, and the file is set aside as evidence before a new one is begun.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from pmo_core.errors import Finding
from pmo_core.store.address import Address
from pmo_core.store.migrate import utc_now

_START = "0" * 64


@dataclass(slots=True)
class Entry:
    """One row of the journal. Counts are rows of registers; `counts` and `totals` are JSON."""

    number: int
    made_at: datetime
    actor: str
    role: str
    verb: str
    register: str
    note: str = ""
    source: str | None = None
    file_name: str | None = None
    file_hash: str | None = None
    replaces: int | None = None
    undoes: int | None = None
    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    n_removed: int = 0
    n_rejected: int = 0
    counts: str | None = None
    totals: str | None = None

    def values(self) -> list[Any]:
        """Return the values in the order of the fields."""
        return [getattr(self, name) for name in FIELDS]


FIELDS = tuple(field.name for field in fields(Entry))


def chained_hash(previous: str, values: list[Any]) -> str:
    """Return the SHA-256 of the previous row's hash and this row's values.

    Examples
    --------
    >>> chained_hash("", [1, None])[:8]
    'ed7f9727'
    """
    row = json.dumps([str(value) if value is not None else None for value in values])
    return hashlib.sha256((previous + row).encode()).hexdigest()


def append(cursor: duckdb.DuckDBPyConnection, entry: Entry) -> str:
    """Write the entry behind the last one, in the cursor's transaction, and return its hash."""
    previous = cursor.execute(
        "select hash from change order by number desc nulls last limit 1"
    ).fetchone()
    hash_ = chained_hash(previous[0] if previous else _START, entry.values())
    marks = ", ".join("?" for _ in FIELDS)
    cursor.execute(f"insert into change values ({marks}, ?)", [*entry.values(), hash_])
    return hash_


def last_number(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last change, 0 when there is none."""
    return int(connection.execute("select coalesce(max(number), 0) from change").fetchall()[0][0])


def verify(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Return a finding for the first row whose hash does not follow from the row before it."""
    previous = _START
    rows = connection.execute(
        f"select {', '.join(FIELDS)}, hash from change order by number nulls first"
    ).fetchall()
    for expected, (*values, hash_) in enumerate(rows, start=1):
        if values[0] != expected or chained_hash(previous, values) != hash_:
            return [
                Finding(
                    "error", "journal_altered", f"The journal was altered at change {values[0]}."
                )
            ]
        previous = hash_
    return []


def write_anchor(address: Address, number: int, hash_: str) -> None:
    """Keep the head of the chain in the file beside the database, replaced as a whole."""
    anchor = address.beside(".head")
    if anchor is None:
        return
    draft = anchor.with_name(anchor.name + ".new")
    draft.write_text(f"{number} {hash_}\n", "ascii")
    os.replace(draft, anchor)


def check_anchor(
    connection: duckdb.DuckDBPyConnection, address: Address
) -> tuple[int, list[Finding]]:
    """Compare the chain with the file beside the database and bring the file up to date.

    Returns
    -------
    revision : int
        Number of the last change.
    findings : list of Finding
        What `contradictions` gives.
    """
    number = last_number(connection)
    findings = contradictions(connection, address)
    anchor = address.beside(".head")
    if anchor is None:
        return number, findings
    if any(finding.severity == "error" for finding in findings):
        anchor.replace(beside_now(anchor, "differs"))
    if number:
        hash_ = connection.execute("select hash from change where number = ?", [number]).fetchall()
        with suppress(OSError):
            write_anchor(address, number, hash_[0][0])
    return number, findings


def contradictions(connection: duckdb.DuckDBPyConnection, address: Address) -> list[Finding]:
    """Return an error when the file contradicts the chain, a warning when a chain has no file."""
    anchor = address.beside(".head")
    number = last_number(connection)
    if anchor is None or (number == 0 and not anchor.exists()):
        return []
    if not anchor.exists():
        return [
            Finding(
                "warning", "anchor_missing", f"The file {anchor.name} is missing and made anew."
            )
        ]
    words = anchor.read_text("ascii", errors="replace").split()
    anchored = int(words[0]) if len(words) == 2 and words[0].isdigit() else -1
    row = connection.execute("select hash from change where number = ?", [anchored]).fetchall()
    if row and row[0][0] == words[1]:
        return []
    return [
        Finding(
            "error",
            "anchor_differs",
            f"The journal ends with change {number} and does not contain what {anchor.name} names "
            f"({' '.join(words)[:20]}): changes were lost in a crash, the data file was replaced "
            "by an older copy, or the journal was altered.",
        )
    ]


def beside_now(path: Path, what: str) -> Path:
    """Return a name beside `path` that tells what and when, for a file that is set aside."""
    return path.with_name(f"{path.name}.{what}-{utc_now():%Y%m%dT%H%M%S%f}")


def as_json(values: Mapping[str, Any] | None) -> str | None:
    """Return the mapping as JSON text, None for None; decimals and dates become text."""
    return None if values is None else json.dumps(values, default=str, ensure_ascii=False)
