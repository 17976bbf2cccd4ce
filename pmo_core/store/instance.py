"""One database instance per process and file, shared by every session of the process."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from pmo_core.errors import Finding, PmoError, StoreUnavailable
from pmo_core.store import journal, migrate, recovery
from pmo_core.store.address import Address

_PROBE_BYTES = 1024 * 1024


class Instance:
    """An open database: a cursor per unit of work, one write lock, the revision.

    `notices` tells what happened while opening (a damaged log that was recovered, for example).
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        self.users = 0
        self.lock = threading.RLock()
        self.notices: tuple[Finding, ...] = ()
        self.read_only_because = ""
        self.revision = 0
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._open()

    def _open(self) -> None:
        with recovery.copy_of_log(self.address) as keep_copy:
            connection, notices = recovery.open_database(self.address)
            try:
                migrate.migrate(connection)
                self.revision, anchor_notices = journal.check_anchor(connection, self.address)
            except BaseException:
                connection.close()
                raise
            if notices or any(notice.severity == "error" for notice in anchor_notices):
                keep_copy()
        self._connection = connection
        self.notices += (*notices, *anchor_notices)

    def close(self) -> None:
        """Close the database; what was committed is in the file."""
        with self.lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor for one unit of work; it sees only what was committed.

        Raises
        ------
        StoreUnavailable
            The database is closed, or cannot be read.
        """
        cursor = self.new_cursor()
        try:
            with self.engine_errors():
                yield cursor
        finally:
            with suppress(duckdb.Error):
                cursor.close()

    def new_cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor that the caller closes."""
        connection = self._connection
        if connection is None:
            raise StoreUnavailable("The data file is closed.", "Start the app again.")
        with self.engine_errors():
            return connection.cursor()

    @contextmanager
    def transaction(
        self, cursor: duckdb.DuckDBPyConnection | None = None
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor inside a transaction, alone among the writers; an error rolls it back.

        With `cursor`, the transaction runs on it (it may hold temporary tables).
        """
        with self.lock:
            self._be_writable()
            given = cursor or self.new_cursor()
            try:
                with self.engine_errors():
                    given.execute("begin transaction")
                    try:
                        yield given
                        given.execute("commit")
                    except BaseException:
                        with suppress(duckdb.Error):
                            given.execute("rollback")
                        raise
            finally:
                if cursor is None:
                    with suppress(duckdb.Error):
                        given.close()

    @contextmanager
    def engine_errors(self) -> Iterator[None]:
        """Turn an engine that cannot go on into StoreUnavailable, and reopen it.

        Raises
        ------
        StoreUnavailable
            The disk is full, the file may not be written, or memory does not suffice.
        """
        try:
            yield
        except duckdb.OutOfMemoryException as error:
            raise StoreUnavailable(
                "There is not enough memory for this.", "Do it in smaller parts."
            ) from error
        except duckdb.ConnectionException as error:
            raise StoreUnavailable(
                "The data file was reopened meanwhile.", "Repeat what you did."
            ) from error
        except duckdb.Error as error:
            if not recovery.is_fatal(error):
                raise
            self._fail(error)
            raise self._unavailable() from error

    def _fail(self, error: Exception) -> None:
        """Remember why writing failed and reopen the database, so that reading goes on."""
        with self.lock:
            self.read_only_because = recovery.sentence(error)
            connection, self._connection = self._connection, None
            if connection is not None:
                with suppress(duckdb.Error):
                    connection.close()
            with suppress(PmoError, duckdb.Error, OSError):
                self._open()

    def _unavailable(self) -> StoreUnavailable:
        return StoreUnavailable(
            f"Nothing can be saved at present: {self.read_only_because}",
            "What was saved before is safe; free some space and try again.",
        )

    def _be_writable(self) -> None:
        """Leave the read-only state once the disk takes a write again.

        Raises
        ------
        StoreUnavailable
            It does not yet.
        """
        if self._connection is None:
            self._open()
        if not self.read_only_because:
            return
        probe = self.address.beside(".probe")
        if probe is not None:
            try:
                _write_probe(probe)
            except OSError as error:
                raise self._unavailable() from error
            finally:
                probe.unlink(missing_ok=True)
        self.read_only_because = ""


def _write_probe(path: Path) -> None:
    """Write one mebibyte through to the disk."""
    with path.open("wb") as file:
        file.write(b"\0" * _PROBE_BYTES)
        file.flush()
        os.fsync(file.fileno())


_instances: dict[Path, Instance] = {}
_instances_lock = threading.Lock()


def acquire(address: Address) -> Instance:
    """Return the process's instance of this database, opened if it is not yet.

    A database in memory is new at each call.
    """
    with _instances_lock:
        path = address.path
        instance = _instances.get(path) if path is not None else None
        if instance is None:
            instance = Instance(address)
            if path is not None:
                _instances[path] = instance
        instance.users += 1
        return instance


def release(instance: Instance) -> None:
    """Close the instance when nobody uses it any more."""
    with _instances_lock:
        instance.users -= 1
        if instance.users > 0:
            return
        if instance.address.path is not None:
            _instances.pop(instance.address.path, None)
        instance.close()
