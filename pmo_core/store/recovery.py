"""Open the file even after a crash, and say in one sentence what went wrong."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pmo_core.errors import Finding, StoreUnavailable
from pmo_core.store.address import Address, connect

_FATAL = (duckdb.FatalException, duckdb.IOException, duckdb.InternalException)


def is_fatal(error: duckdb.Error) -> bool:
    """Return whether the instance cannot go on after this error until it is reopened."""
    text = str(error).lower()
    return isinstance(error, _FATAL) or "invalidated" in text or "no space left" in text


def sentence(error: Exception) -> str:
    """Return what went wrong as one sentence for the user.

    Examples
    --------
    >>> sentence(OSError(28, "No space left on device"))
    'the disk is full.'
    """
    text = str(error).lower()
    if "no space" in text or "disk full" in text or "file too large" in text:
        return "the disk is full."
    if "permission" in text or "read-only" in text:
        return "the data file may not be written."
    return f"the data file cannot be written ({str(error).splitlines()[0][:200]})."


def open_database(address: Address) -> tuple[duckdb.DuckDBPyConnection, list[Finding]]:
    """Open the database; where the write-ahead log is damaged, keep what can be read of it.

    Returns
    -------
    connection : duckdb.DuckDBPyConnection
    notices : list of Finding
        What was recovered; empty as a rule.

    Raises
    ------
    StoreUnavailable
        Another process holds the file, the file is not a database, or it is damaged.
    """
    try:
        return connect(address), []
    except (duckdb.Error, OSError) as error:
        log = address.beside(".wal")
        if log is None or not log.exists() or not _is_damage(error):
            raise _unavailable(address, error) from error
        notice = _recover(address, log, error)
        try:
            return connect(address), [notice]
        except duckdb.Error as again:
            raise _unavailable(address, again) from again


def _is_damage(error: Exception) -> bool:
    """Return whether the error may come from a damaged log rather than from who may open it."""
    text = str(error).lower()
    return "lock on file" not in text and "permission" not in text


def _recover(address: Address, log: Path, error: Exception) -> Finding:
    """Set the damaged log aside and put in its place the longest beginning that can be replayed.

    A log is written front to back and each commit is flushed, so a beginning holds whole commits.
    Whether a beginning can be replayed is asked of the engine itself, reading only; halving the
    range finds the longest in some twenty trials.
    """
    content = log.read_bytes()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    aside = log.with_name(f"{log.name}.damaged-{stamp}")
    aside.write_bytes(content)
    good, bad = 0, len(content)
    while bad - good > 1:
        middle = (good + bad) // 2
        log.write_bytes(content[:middle])
        if _can_replay(address):
            good = middle
        else:
            bad = middle
    if good:
        log.write_bytes(content[:good])
    else:
        log.unlink()
    return Finding(
        "warning",
        "log_recovered",
        f"The write-ahead log was damaged ({str(error).splitlines()[0][:120]}). "
        f"{good:,} of its {len(content):,} bytes were recovered; the damaged log is kept as "
        f"{aside.name}. Changes of the last moments before the crash may be missing.",
    )


def _can_replay(address: Address) -> bool:
    try:
        connect(address, read_only=True).close()
    except duckdb.Error:
        return False
    return True


def _unavailable(address: Address, error: Exception) -> StoreUnavailable:
    text = str(error)
    lower = text.lower()
    if "lock on file" in lower:
        return StoreUnavailable(
            f"The data file {address.name} is open in another program.",
            "Close the other one: one program at a time can use the file.",
        )
    if "not a valid duckdb" in lower:
        return StoreUnavailable(
            f"The file {address.name} is not a database of this product.", "Choose another file."
        )
    if "newer" in lower or "version number" in lower:
        return StoreUnavailable(
            f"The data file {address.name} was written by a newer release.",
            "Start the newer release.",
        )
    return StoreUnavailable(
        f"The data file {address.name} cannot be opened ({text.splitlines()[0][:200]}).",
        "Restore a backup, or move the file away to start empty.",
    )
