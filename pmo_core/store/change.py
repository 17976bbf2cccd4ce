"""One change: what it writes, its checks, roll-ups and journal entry, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb
import polars as pl

from pmo_core.errors import Refused
from pmo_core.model import REGISTERS
from pmo_core.store import finality, journal, rollup
from pmo_core.store.instance import Instance
from pmo_core.store.migrate import utc_now
from pmo_core.store.references import (
    duplicated_keys,
    name_of,
    require_targets,
    require_unused,
)
from pmo_core.store.sql import fields, same_key


class NoChangeError(Exception):
    """Raised inside a change that turns out to be none: it is rolled back and not journaled."""


class Change:
    """A change while it is being made. Rows are ended and added; nothing is overwritten."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, entry: journal.Entry) -> None:
        self.cursor = cursor
        self.entry = entry
        self.written: set[str] = set()
        self.ended: set[str] = set()

    @property
    def number(self) -> int:
        """Number of this change: the store's next revision."""
        return self.entry.number

    def add(self, register: str, rows: str, *, unique: bool = False) -> int:
        """Add the rows of a relation (its columns are the record's fields) as new versions.

        With `unique` the caller has proved that the keys differ and are not kept.

        Returns
        -------
        int
            How many rows were added.

        Raises
        ------
        Refused
            A key stands twice, or is kept already.
        """
        record = REGISTERS[register]
        if not unique:
            for key in duplicated_keys(self.cursor, register, rows):
                raise Refused(f"The {name_of(record, key)} is given twice.")
            found = self.cursor.execute(
                f"select {fields(record, 'kept')} from {register} as kept semi join {rows} as rows "
                f"on {same_key(record, 'kept', 'rows')} limit 1"
            ).fetchall()
            if found:
                kept = record(**dict(zip(record.model_fields, found[0], strict=True)))
                raise Refused(f"The {name_of(record, kept.key_values())} exists already.")
        ((n_rows,),) = self.cursor.execute(
            f"insert into {register}_version ({fields(record)}, written_by, ended_by) "
            f"select {fields(record, 'rows')}, {self.number}, null from {rows} as rows"
        ).fetchall()
        if n_rows:
            self.written.add(register)
        return int(n_rows)

    def end(self, register: str, keys: str) -> int:
        """End the kept rows whose key stands in the relation `keys`; return how many.

        Raises
        ------
        Refused
            They are of a register whose rows stay.
        """
        ((n_rows,),) = self.cursor.execute(
            f"update {register}_version as kept set ended_by = {self.number} from {keys} as keys "
            f"where kept.ended_by is null and {same_key(REGISTERS[register], 'kept', 'keys')}"
        ).fetchall()
        if n_rows and REGISTERS[register].is_final:
            finality.refuse_ending(self.cursor, register, self.number)
        if n_rows:
            self.ended.add(register)
        return int(n_rows)

    def end_all(self, register: str) -> int:
        """End every kept row of the register; return how many."""
        ((n_rows,),) = self.cursor.execute(
            f"update {register}_version set ended_by = {self.number} where ended_by is null"
        ).fetchall()
        if n_rows:
            self.ended.add(register)
        return int(n_rows)

    def add_frame(self, register: str, frame: pl.DataFrame) -> int:
        """Add the rows of a frame of the record's fields."""
        with self.relation(register, frame) as rows:
            return self.add(register, rows)

    @contextmanager
    def relation(self, register: str, frame: pl.DataFrame) -> Iterator[str]:
        """Give the name under which SQL sees the frame, in the order and types of the record."""
        record = REGISTERS[register]
        name = f"given_{register}"
        self.cursor.register(name, frame.select(list(record.model_fields)))
        try:
            yield name
        finally:
            with suppress(duckdb.Error):  # after an error the transaction takes no more statement
                self.cursor.unregister(name)

    def prove(self) -> None:
        """Refuse the change when it is not its actor's to make, or a reference leads nowhere."""
        finality.prove(self.cursor, self.entry, self.written | self.ended)
        for register in self.written:
            written = f"(select * from {register}_version where written_by = {self.number})"
            require_targets(self.cursor, register, written)
        for register in self.ended:
            ended = f"(select * from {register}_version where ended_by = {self.number})"
            require_unused(self.cursor, register, ended)

    def roll_up(self) -> None:
        """Bring the roll-ups up to date with what this change wrote and ended."""
        touched = self.written | self.ended
        if touched & {"setting", "rate"}:
            rollup.rebuild(self.cursor)
        elif "actual" in touched:
            rollup.apply(
                self.cursor,
                plus=f"actual_version where written_by = {self.number} and ended_by is null",
                minus=f"actual_version where ended_by = {self.number}",
            )


@contextmanager
def change(
    instance: Instance,
    entry: journal.Entry,
    cursor: duckdb.DuckDBPyConnection | None = None,
) -> Iterator[Change]:
    """Make one change: number it, let the caller write, prove, roll up, journal, commit, anchor.

    `entry.number` and `entry.made_at` are set here, under the write lock.
    """
    try:
        with instance.lock:
            with instance.transaction(cursor) as inside:
                entry.number = journal.last_number(inside) + 1
                entry.made_at = utc_now()
                made = Change(inside, entry)
                yield made
                hash_ = journal.append(inside, entry)
            instance.revision = entry.number
            # The change is kept by now; an anchor that cannot be written lags, which is accepted.
            with suppress(OSError):
                journal.write_anchor(instance.address, entry.number, hash_)
    except NoChangeError:
        return
