"""Make registers say something else than what was seen, provided that they still say that."""

from collections.abc import Mapping

import duckdb
import polars as pl
from pydantic import ValidationError

from pmo_core.errors import Conflict, NotFound, Refused
from pmo_core.model import REGISTERS, Record, Setting, settings_from
from pmo_core.store import history
from pmo_core.store.change import Change, NoChangeError
from pmo_core.store.references import name_of
from pmo_core.store.sql import columns, fields


def put(made: Change, register: str, now: pl.DataFrame, was: pl.DataFrame) -> None:
    """Bring one register from what was seen to what it is to say; see `Session.put`.

    Raises
    ------
    Conflict
        A row of `was` is not kept any more as it stands there.
    Refused
        A key of `now` stands twice, or is kept without standing in `was`.
    """
    record = REGISTERS[register]
    _require_as_seen(made, record, was)
    key, names = list(record.key), list(record.model_fields)
    differing = now.join(was, on=names, how="anti", nulls_equal=True)
    changed = differing.join(was, on=key, how="semi")
    removed = was.join(now, on=key, how="anti")
    with made.relation(register, pl.concat([changed.select(names), removed.select(names)])) as rows:
        made.end(register, rows)
    made.add_frame(register, differing)
    made.entry.n_new += differing.height - changed.height
    made.entry.n_changed += changed.height
    made.entry.n_removed += removed.height


def _require_as_seen(made: Change, record: type[Record], was: pl.DataFrame) -> None:
    """Raise Conflict when a row is not kept any more as it was seen; it names the first."""
    with made.relation(record.register, was) as rows:
        differing = made.cursor.execute(
            f"select {fields(record)} from {rows} except all "
            f"select {fields(record)} from {record.register} "
            f"order by {columns(record.key)}"
        ).fetchall()
    if not differing:
        return
    seen = record(**dict(zip(record.model_fields, differing[0], strict=True)))
    try:
        require_unchanged(made.cursor, seen)
    except Conflict as conflict:
        if len(differing) > 1:
            more = f"{conflict.message} {len(differing) - 1:,} more rows were changed too."
            raise Conflict(more, conflict.hint) from conflict
        raise


def require_unchanged(cursor: duckdb.DuckDBPyConnection, was: Record) -> None:
    """Raise Conflict when what is kept is not what the user saw."""
    kept = history.current(cursor, type(was), was.key_values())
    if kept == was:
        return
    name = name_of(type(was), was.key_values())
    trace = history.of_record(cursor, type(was), was.key_values())
    if trace.is_empty():
        raise NotFound(f"There is no {name}.")
    last = trace.row(0, named=True)
    who = f"{last['actor']} on {last['made_at']:%Y-%m-%d at %H:%M} UTC"
    hint = "Look at it again, then repeat your change."
    if kept is None:
        raise Conflict(f"The {name} was removed meanwhile by {who}.", hint)
    differing = [
        f"{field} is now {getattr(kept, field)!s}"
        for field in type(was).model_fields
        if getattr(kept, field) != getattr(was, field)
    ]
    raise Conflict(f"The {name} was changed meanwhile by {who}: {', '.join(differing)}.", hint)


def put_settings(made: Change, wanted: Mapping[str, str]) -> None:
    """Set settings; see `Session.put_settings`.

    Raises
    ------
    NoChangeError
        They were so already.
    Refused
        There is no such setting, or it cannot have that value.
    """
    kept = dict(made.cursor.execute("select code, value from setting").fetchall())
    try:
        settings_from({**kept, **wanted})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused(f"The setting {place} cannot be so: {first['msg']}.") from error
    new = {name: value for name, value in wanted.items() if kept.get(name) != value}
    default = {name: str(value) for name, value in settings_from({}).model_dump().items()}
    new = {k: v for k, v in new.items() if k in kept or default[k] != v}
    if not new:
        raise NoChangeError
    frame = Setting.frame(*(Setting(code=k, value=v) for k, v in new.items()))
    with made.relation("setting", frame) as rows:
        made.entry.n_changed = made.end("setting", rows)
        made.entry.n_new = made.add("setting", rows, unique=True) - made.entry.n_changed
