"""Undo one change exactly, also after later ones.

Rows that the change wrote never held: they are ended by the change that wrote them. Rows that it
ended hold on until whatever followed: until the end of the row that replaced them, or until the
next row of the same key, or until now.
"""

import duckdb

from pmo_core.errors import NotFound, Refused
from pmo_core.model import REGISTERS
from pmo_core.store import finality, guarded, rollup
from pmo_core.store.change import Change
from pmo_core.store.guarded_audit import REGISTERS_AUDITED
from pmo_core.store.references import require_targets, require_unused
from pmo_core.store.sql import columns, fields, same_key


def registers_of(cursor: duckdb.DuckDBPyConnection, number: int) -> list[str]:
    """Return the registers that a change wrote to.

    Raises
    ------
    NotFound
        There is no such change.
    """
    rows = cursor.execute("select register from change where number = ?", [number]).fetchall()
    if not rows:
        raise NotFound(f"There is no change {number}.")
    return [name for name in str(rows[0][0]).split() if name in REGISTERS]


def undoable(cursor: duckdb.DuckDBPyConnection, number: int, actor: str, role: str) -> list[str]:
    """Return the registers that a change wrote to, once it is known that it does not stay.

    Raises
    ------
    NotAllowed, NotFound, Refused
        See `finality.require_undoable`; there is no such change.
    """
    registers = registers_of(cursor, number)
    finality.require_undoable(cursor, number, registers, actor=actor, role=role)
    return registers


def undo(made: Change, number: int) -> None:
    """Undo change `number` inside the change `made`.

    Raises
    ------
    NotAllowed
        It would set or take back what is not for this actor to say; see `guarded.prove`.
    Refused
        It is undone already, is itself an undoing, or a reference would lead to nothing.
    """
    cursor = made.cursor
    _require_undoable(cursor, number)
    made.entry.undoes = number
    registers = registers_of(cursor, number)
    free = REGISTERS_AUDITED if _is_from_elsewhere(made, number) else frozenset()
    for register in registers:
        _find_followers(cursor, register, number)
        if register in guarded.REGISTERS_GUARDED - free:
            now = f"(select * from back_{register} where follower is null)"
            kept = f"written_by = {number} and ended_by is null"
            was = f"(select * from {register}_version where {kept})"
            guarded.prove(cursor, made.entry, register, (now, was))
        if register == "actual":
            cursor.execute(
                "create or replace temp table vanishing as select * from actual_version "
                f"where written_by = {number} and ended_by is null"
            )
        _relink(made, register, number)
    for register in registers:
        back = f"(select * from back_{register} where follower is null)"
        require_targets(cursor, register, back)
        gone = f"(select * from {register}_version where written_by = {number})"
        require_unused(cursor, register, gone)
    if {"setting", "rate"} & set(registers):
        rollup.rebuild(cursor)
    elif "actual" in registers:
        rollup.apply(cursor, plus="back_actual where follower is null", minus="vanishing")


def _require_undoable(cursor: duckdb.DuckDBPyConnection, number: int) -> None:
    ((verb,),) = cursor.execute("select verb from change where number = ?", [number]).fetchall()
    if verb == "undo":
        raise Refused(
            f"Change {number} is itself an undoing and stays.", "Make the change again instead."
        )
    by = cursor.execute("select number from change where undoes = ?", [number]).fetchall()
    if by:
        raise Refused(f"Change {number} was undone already, by change {by[0][0]}.")


def _is_from_elsewhere(made: Change, number: int) -> bool:
    """Return whether an administrator takes back what is taken as it is when he brings it."""
    ((verb,),) = made.cursor.execute(
        "select verb from change where number = ?", [number]
    ).fetchall()
    return made.entry.role == "administrator" and verb in ("load", "import", "reset")


def _find_followers(cursor: duckdb.DuckDBPyConnection, register: str, number: int) -> None:
    """Make the table of rows that the change ended, each with the change that ends it instead."""
    record = REGISTERS[register]
    key = columns(record.key, "ended")
    cursor.execute(
        f"create or replace temp table back_{register} as "
        f"with ended as (select * from {register}_version "
        f"where ended_by = {number} and written_by < {number}), "
        f"successor as (select * from {register}_version where written_by = {number}), "
        f"later as (select {key}, min(later.written_by) as written_by from ended "
        f"inner join {register}_version as later on {same_key(record, 'ended', 'later')} "
        f"where later.written_by > {number} "
        "and (later.ended_by is null or later.ended_by <> later.written_by) "
        f"group by {key}) "
        f"select {fields(record, 'ended')}, ended.written_by, "
        "case when successor.written_by is not null then successor.ended_by "
        "else later.written_by end as follower "
        f"from ended left join successor on {same_key(record, 'ended', 'successor')} "
        f"left join later on {same_key(record, 'ended', 'later')}"
    )


def _relink(made: Change, register: str, number: int) -> None:
    record = REGISTERS[register]
    ((n_gone,),) = made.cursor.execute(
        f"update {register}_version set ended_by = {number} where written_by = {number}"
    ).fetchall()
    ((n_back,),) = made.cursor.execute(
        f"update {register}_version as kept set ended_by = back.follower "
        f"from back_{register} as back where kept.ended_by = {number} "
        f"and kept.written_by = back.written_by and {same_key(record, 'kept', 'back')}"
    ).fetchall()
    made.entry.n_removed += int(n_gone)
    made.entry.n_new += int(n_back)
