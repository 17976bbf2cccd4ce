"""The repository: everything that is kept, for reading; `session` gives the verbs that write."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pmo_core.errors import Conflict, Finding, NotFound, PmoError
from pmo_core.model import REGISTERS, Record, Settings, settings_from
from pmo_core.store import asking, backup, checks, history, instance, journal, life
from pmo_core.store import question as questions
from pmo_core.store.address import resolve
from pmo_core.store.asking import Asked
from pmo_core.store.question import Limits
from pmo_core.store.rights import AccessRole, require_role
from pmo_core.store.session import Session
from pmo_core.store.sql import fields, query_text, record_class


def open(address: str | None = None) -> "Repository":
    """Open the data, creating and migrating the database where that is needed.

    Parameters
    ----------
    address : str, optional
        Path of the database file, or ":memory:"; without it the environment variable
        PMO_STORE_URL, else data/pmo.duckdb beside the program.

    Raises
    ------
    StoreUnavailable
        Another program has the file open, it is damaged, or a newer release wrote it.

    Examples
    --------
    >>> with open(":memory:") as repo:
    ...     repo.revision
    0
    """
    return Repository(instance.acquire(resolve(address)))


class Repository:
    """What is kept, as frames and records. Usable from many threads at once."""

    def __init__(self, shared: instance.Instance) -> None:
        self._instance = shared
        self._is_open = True

    def __enter__(self) -> "Repository":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back; it closes when its last user does."""
        if self._is_open:
            self._is_open = False
            instance.release(self._instance)

    @property
    def address(self) -> str:
        """Where the data is kept."""
        return self._instance.address.name

    @property
    def revision(self) -> int:
        """Number of the last change; grows with every change. Caches are keyed by it."""
        return self._instance.revision

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What happened when the database was opened; empty as a rule."""
        return self._instance.notices

    @property
    def read_only_because(self) -> str:
        """Why nothing can be saved at present; empty when saving works."""
        return self._instance.read_only_because

    def session(self, actor: str, role: AccessRole) -> Session:
        """Return the verbs that write, in the name of an actor with a role.

        Raises
        ------
        NotAllowed
            There is no such role.
        """
        require_role(role)
        return Session(self._instance, actor, role)

    def query(self, name: str, **params: Any) -> pl.DataFrame:
        """Return the answer of queries/<name>.sql; every parameter in it must be given.

        Raises
        ------
        NotFound
            There is no such query.
        """
        return self._frame(query_text(name), params)

    def ask(
        self,
        sql: str,
        params: Mapping[str, Any] | None = None,
        frames: Mapping[str, pl.DataFrame] | None = None,
    ) -> Asked:
        """Return the answer to a question of the program itself; never to one from a user.

        Parameters
        ----------
        sql : str
            One question.
        params : mapping, optional
            Name -> value; those whose names do not stand in the text are not given.
        frames : mapping of str to polars.DataFrame, optional
            Tables that it can read besides the registers.

        Raises
        ------
        Refused
            The engine cannot answer it; the message says why.
        """
        with self._cursor() as cursor:
            return asking.ask(cursor, sql, params or {}, frames or {})

    def question(
        self,
        sql: str,
        params: Mapping[str, Any] | None = None,
        frames: Mapping[str, pl.DataFrame] | None = None,
        role: AccessRole = "viewer",
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> Asked:
        """Return the answer to a question of a user: one SELECT, asked behind bars.

        Parameters
        ----------
        sql : str
            The question.
        params : mapping, optional
            Name -> number, text or day; those whose names do not stand in the text are not given.
        frames : mapping of str to polars.DataFrame, optional
            Tables that it can read besides the registers, whoever asks.
        role : AccessRole
            It can read the registers that this role may see.
        limits : Limits
            What it may take: 512 MB, 5 s, 10,000 rows.

        Raises
        ------
        PmoError
            It is no SELECT, wants what it may not have, asks for too much, or cannot be answered;
            in one sentence.
        """
        return questions.ask(self._still, sql, params or {}, frames or {}, role=role, limits=limits)

    @contextmanager
    def moment(self) -> Iterator["Repository"]:
        """Give what is kept at this moment, for reading: it stays so while others write.

        It is for one thread, and for as long as the context lasts.
        """
        with self._instance.cursor() as cursor:
            cursor.execute("begin transaction")
            try:
                yield _Moment(self._instance, cursor)
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("rollback")

    def table(self, register: str, at: int | None = None, **only: Any) -> pl.DataFrame:
        """Return the rows of a register, ordered by key, typed as the record says.

        Parameters
        ----------
        register : str
            Name of the register.
        at : int, optional
            Number of a change: the rows that held after it, less what was undone since. Without it
            the rows that hold now.
        **only
            Field -> value that its rows have; without any all rows.
        """
        record = record_class(register)
        conditions = [f"{name} = ${name}" for name in only]
        if at is not None:
            conditions.append("written_by <= $at and coalesce(ended_by, $at + 1) > $at")
        frame = self._frame(
            f"select {fields(record)} from {register if at is None else f'{register}_version'} "
            f"where {' and '.join(conditions) or 'true'} "
            f"order by {', '.join(record.key)} nulls first",
            only if at is None else {**only, "at": at},
        )
        return frame.cast(pl.Schema(record.polars_schema()))

    def get(self, register: str, *key: Any) -> Record:
        """Return one record by its key.

        Raises
        ------
        NotFound
            Nothing is kept under this key.
        """
        record = record_class(register)
        with self._cursor() as cursor:
            found = history.current(cursor, record, key)
        if found is None:
            raise NotFound(f"There is no {register.replace('_', ' ')} {' '.join(map(str, key))}.")
        return found

    def settings(self) -> Settings:
        """Return all settings; those never set have their default."""
        with self._cursor() as cursor:
            rows = cursor.execute("select code, value from setting").fetchall()
        return settings_from({code: value for code, value in rows if code in Settings.model_fields})

    def history(self, register: str, *key: Any) -> pl.DataFrame:
        """Return what happened to one record: a row per change and field that it changed.

        Returns
        -------
        polars.DataFrame
            number, made_at (UTC), actor, actor_role, verb, undone_by, field, before, after (text;
            null = empty or not there), the latest change first.
        """
        with self._cursor() as cursor:
            return history.of_record(cursor, record_class(register), key)

    def life(self, project: str) -> pl.DataFrame:
        """Return what happened to a project, in its own row and in all that belongs to it.

        That is all registers that refer to it, the request that became it from its first draft,
        votes and conditions of its decisions, and comments.

        Returns
        -------
        polars.DataFrame
            number, made_at (UTC), actor, role, verb, note, register, key (without the project),
            field, before, after (text; null = empty or not there), undone_by; the latest change
            first, one row per field that it changed. Where a change touched many rows of a
            register, or the register is one of bulk (actuals, demand ...), one row tells how many:
            field "", after "12 new, 3 changed, 1 removed".
        """
        with self._cursor() as cursor:
            return life.of_project(cursor, project)

    def changes(
        self, limit: int = 100, offset: int = 0, register: str | None = None
    ) -> pl.DataFrame:
        """Return the journal, the latest change first, one row per change."""
        return self.query("changes", limit=limit, offset=offset, register=register or "")

    def rejected_lines(self, change: int) -> pl.DataFrame:
        """Return the lines that a change did not take: line, text, column, value, reason."""
        return self.query("rejected_lines", change=change)

    def import_remarks(self, change: int) -> pl.DataFrame:
        """Return what a change says about lines of its file: line, code, field, value, message."""
        return self.query("import_remarks", change=change)

    def content_hash(self) -> str:
        """Return a hash of all that holds now, whatever its order and whoever wrote it.

        Equal content gives equal hashes within one release of the engine.
        """
        parts = " union all ".join(
            f"select '{register}' as register, count(*) as n_rows, "
            f"cast(sum(hash({fields(record)})) as varchar) as digest from {register}"
            for register, record in REGISTERS.items()
        )
        with self._instance.cursor() as cursor:
            rows = cursor.execute(f"select * from ({parts}) as part order by register").fetchall()
        return hashlib.sha256(repr(rows).encode()).hexdigest()

    def check(self) -> list[Finding]:
        """Return what contradicts the rules of the registers, the journal and the roll-ups.

        All is read as of one moment; writers wait only while the journal is compared with its
        anchor. It also works while nothing can be saved.
        """
        with self._instance.cursor() as cursor:
            cursor.execute("begin transaction")
            try:
                with self._instance.lock:
                    findings = checks.of_journal(cursor, self._instance.address)
                return [*findings, *checks.of_registers(cursor)]
            finally:
                with suppress(duckdb.Error):
                    cursor.execute("rollback")

    def check_journal(self) -> list[Finding]:
        """Return where the journal's chain of hashes is broken; empty when it is whole."""
        with self._instance.cursor() as cursor:
            return journal.verify(cursor)

    def backup(self, path: str | Path) -> Path:
        """Write a complete copy of the database to a new file and prove that it opens.

        Raises
        ------
        Refused
            The file exists already.
        """
        return backup.backup(self._instance, Path(path))

    def _frame(self, sql: str, params: dict[str, Any] | None = None) -> pl.DataFrame:
        with self._cursor() as cursor:
            frame: pl.DataFrame = cursor.sql(sql, params=params or None).pl()
        return frame

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor for one look."""
        with self._instance.cursor() as cursor:
            yield cursor

    @contextmanager
    def _still(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Give a cursor for several looks at one moment."""
        with self.moment() as seen, seen._cursor() as cursor:
            yield cursor


class _Moment(Repository):
    """What was kept when a transaction began."""

    def __init__(self, shared: instance.Instance, cursor: duckdb.DuckDBPyConnection) -> None:
        super().__init__(shared)
        self._is_open = False  # closing it gives nothing back
        self._inside = cursor
        self._revision = journal.last_number(cursor)

    @property
    def revision(self) -> int:
        """Number of the last change that is seen."""
        return self._revision

    @contextmanager
    def moment(self) -> Iterator[Repository]:
        """Give itself: it is one moment already."""
        yield self

    def ask(
        self,
        sql: str,
        params: Mapping[str, Any] | None = None,
        frames: Mapping[str, pl.DataFrame] | None = None,
    ) -> Asked:
        """Return the answer to a question; one that fails ends the transaction: begin another.

        Raises
        ------
        Conflict
            The question failed and others wrote meanwhile: what was seen cannot be seen again.
        """
        try:
            return super().ask(sql, params, frames)
        except PmoError:
            self._inside.execute("rollback")
            self._inside.execute("begin transaction")
            if journal.last_number(self._inside) != self._revision:
                raise Conflict("The data was changed meanwhile.", "Try again.") from None
            raise

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        yield self._inside
