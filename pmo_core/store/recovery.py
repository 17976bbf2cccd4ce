"""Open the file even after a crash, and say in one sentence what went wrong."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pmo_core.errors import Finding, StoreUnavailable
from pmo_core.store.address import Address, connect
from pmo_core.store.journal import beside_now

_FATAL = (duckdb.FatalException, duckdb.IOException, duckdb.InternalException)
_FATAL_WORDS = ("invalidated", "no space left", "could not write", "failed to commit: could not")


def is_fatal(error: duckdb.Error) -> bool:
    """Return whether the instance cannot go on after this error until it is reopened."""
    text = str(error).lower()
    return isinstance(error, _FATAL) or any(words in text for words in _FATAL_WORDS)


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
        content = log.read_bytes()
        notice = _recover(address, log, content)
        try:
            return connect(address), [notice]
        except duckdb.Error as again:
            log.write_bytes(content)
            raise _unavailable(address, error) from again


@contextmanager
def copy_of_log(address: Address) -> Iterator[Callable[[], None]]:
    """Copy the log that a crash left, before the engine takes it in; give a call that keeps it.

    A damaged length in the log reads like its end: the engine then drops all that follows without
    a word. The anchor of the journal tells, and then the copy is what is left of it.
    """
    log = address.beside(".wal")
    if log is None or not log.exists():
        yield lambda: None
        return
    copy = log.with_name(log.name + ".copy")
    shutil.copyfile(log, copy)

    def keep() -> None:
        copy.replace(beside_now(log, "damaged"))

    try:
        yield keep
    finally:
        copy.unlink(missing_ok=True)


def _is_damage(error: Exception) -> bool:
    """Return whether the error may come from a damaged log rather than from who may open it."""
    text = str(error).lower()
    return "lock on file" not in text and "permission" not in text


def _recover(address: Address, log: Path, content: bytes) -> Finding:
    """Put in place of the damaged log the longest beginning that can be replayed.

    A log is written front to back and each commit is flushed, so a beginning holds whole commits.
    Whether a beginning can be replayed is asked of the engine itself, reading only; halving the
    range finds the longest in some twenty trials.
    """
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
        f"The write-ahead log was damaged; {good:,} of its {len(content):,} bytes were recovered "
        "and the whole is kept beside the data file. The last changes before the crash may be "
        "missing.",
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
