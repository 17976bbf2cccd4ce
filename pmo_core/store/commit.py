"""Keep what was staged: created references, rows, roll-ups and journal as one change."""

from collections.abc import Mapping

import polars as pl

from pmo_core.errors import Conflict, Refused
from pmo_core.model import REGISTERS
from pmo_core.store.change import Change, NoChangeError, change
from pmo_core.store.instance import Instance
from pmo_core.store.journal import Entry
from pmo_core.store.sql import fields, same_key
from pmo_core.store.staging import Staged

_REJECTED = {"_line": pl.Int64(), "text": pl.String(), "column": pl.String(),
             "value": pl.String(), "reason": pl.String()}  # fmt: skip
_REMARKED = {"_line": pl.Int64(), "code": pl.String(), "field": pl.String(),
             "value": pl.String(), "message": pl.String()}  # fmt: skip


def commit(
    shared: Instance,
    staged: Staged,
    entry: Entry,
    create: Mapping[str, pl.DataFrame],
    *,
    rejected: pl.DataFrame | None,
    remarks: pl.DataFrame | None,
) -> int | None:
    """Keep the staged rows as one change; see `Session.commit`."""
    with shared.lock:
        _require_as_previewed(shared, staged)
        with change(shared, entry, staged.cursor) as made:
            n_created = _create(made, create)
            n_written = _write(made, staged)
            if not n_created + n_written:
                raise NoChangeError
            made.prove()
            made.roll_up()
            made.entry.n_rejected = 0 if rejected is None else rejected.height
            _keep_beside(made, "rejected_line", rejected, _REJECTED)
            _keep_beside(made, "import_remark", remarks, _REMARKED)
            return made.number
    return None


def _require_as_previewed(shared: Instance, staged: Staged) -> None:
    """Compare again when something was changed since staging; the counts must still be true."""
    if staged.revision != shared.revision:
        before = staged.counts
        staged.compare()
        if staged.counts != before:
            raise Conflict(
                "What is kept was changed since the file was compared with it.",
                "Look at the new comparison, then save again.",
            )
    if not staged.duplicates.is_empty():
        line = staged.duplicates.row(0, named=True)["_line"]
        raise Refused(
            f"{staged.duplicates.height:,} lines have the key of another line, first line {line}.",
            "Take these lines out, or map a column that tells them apart.",
        )
    if not staged.incomplete.is_empty():
        row = staged.incomplete.row(0, named=True)
        missing = next(name for name, value in row.items() if value is None and name != "_line")
        raise Refused(
            f"{staged.incomplete.height:,} new rows have no {missing}, first line {row['_line']}.",
            "Map a column onto this field, or take these lines out.",
        )


def _create(made: Change, create: Mapping[str, pl.DataFrame]) -> int:
    """Add the rows that the staged rows refer to, except those that someone else added since.

    How the file was read takes the place of how the last one was; it is no record of the file and
    is not counted.
    """
    n_created = 0
    for register in (name for name in REGISTERS if name in create):
        record = REGISTERS[register]
        with made.relation(register, create[register]) as rows:
            if register == "import_profile":
                made.end(register, rows)
                made.add(register, rows)
                continue
            n_created += made.add(
                register,
                f"(select {fields(record, 'given')} from {rows} as given anti join {register} "
                f"as kept on {same_key(record, 'given', 'kept')})",
            )
    made.entry.n_new += n_created
    return n_created


def _write(made: Change, staged: Staged) -> int:
    """End the rows that change or go, add those that change or are new; return how many."""
    counts, register = staged.counts, staged.register
    if counts.n_removed:
        made.cursor.execute(
            f"create or replace temp table removed_row as select * from {staged.removed}"
        )
        made.end(register, "removed_row")
    if counts.n_changed:
        made.end(register, f"(select * from {staged.plan} as plan where is_changed)")
    if counts.n_new + counts.n_changed:
        made.add(register, staged.plan, unique=True)
    entry = made.entry
    entry.n_new += counts.n_new
    entry.n_changed = counts.n_changed
    entry.n_unchanged = counts.n_unchanged
    entry.n_removed = counts.n_removed
    return counts.n_new + counts.n_changed + counts.n_removed


def _keep_beside(
    made: Change, table: str, given: pl.DataFrame | None, schema: Mapping[str, pl.DataType]
) -> None:
    """Keep with the change what is said about lines of its file; undoing it leaves that there."""
    if given is None or given.is_empty():
        return
    lines = given.select(
        pl.col(name).cast(dtype) if name in given.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
    )
    made.cursor.register("lines_given", lines)
    made.cursor.execute(f"insert into {table} select {made.number}, * from lines_given")
    made.cursor.unregister("lines_given")
