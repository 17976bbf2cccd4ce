"""Bring a database to this release's schema: numbered files, each applied once, never changed."""

import hashlib
from datetime import UTC, datetime

import duckdb

from pmo_core.errors import StoreUnavailable
from pmo_core.store.sql import sql_files

_RECORD = """
create table if not exists migration (
    number bigint not null,
    name varchar not null,
    hash varchar not null,
    applied_at timestamp not null
)
"""


def migrate(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Apply the migrations that the database lacks, each in one transaction with its record.

    Returns
    -------
    list of int
        Numbers of the migrations applied now.

    Raises
    ------
    StoreUnavailable
        The database was written by a newer release, or by other migrations than these.
    """
    files = {int(path.name[:4]): path for path in sql_files("migrations")}
    texts = {number: path.read_text("utf-8") for number, path in files.items()}
    hashes = {number: hashlib.sha256(text.encode()).hexdigest() for number, text in texts.items()}
    _require_ours(connection)
    connection.execute(_RECORD)
    applied = dict(connection.execute("select number, hash from migration").fetchall())
    newer = sorted(set(applied) - set(files))
    if newer:
        raise StoreUnavailable(
            f"The data file was written by a newer release (migration {newer[-1]:04}).",
            "Start the newer release, or restore a backup made with this one.",
        )
    changed = [number for number in applied if applied[number] != hashes[number]]
    if changed:
        raise StoreUnavailable(
            f"The data file was written with another text of {files[changed[0]].name}.",
            "Start the release that wrote it.",
        )
    missing = [number for number in files if number not in applied]
    for number in missing:
        connection.execute("begin transaction")
        try:
            connection.execute(texts[number])
            connection.execute(
                "insert into migration values (?, ?, ?, ?)",
                [number, files[number].stem, hashes[number], utc_now()],
            )
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
    if missing:
        # A damaged log then takes changes with it, never the tables themselves.
        connection.execute("checkpoint")
    return missing


def _require_ours(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse a database with tables that are not ours."""
    tables = {
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables where table_schema = 'main'"
        ).fetchall()
    }
    if tables and "migration" not in tables:
        raise StoreUnavailable(
            "The file is a database, but not of this product.", "Choose another file."
        )


def utc_now() -> datetime:
    """Return the moment in UTC, without a time zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
