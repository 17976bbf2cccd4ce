"""What stays as it was written, and what everybody says in their own name only."""

import duckdb

from pmo_core.errors import NotAllowed, Refused
from pmo_core.model import REGISTERS
from pmo_core.store import guarded
from pmo_core.store.guarded_audit import sides
from pmo_core.store.journal import Entry
from pmo_core.store.references import name_of
from pmo_core.store.sql import columns

DECIDED = frozenset({"decision", "vote", "baseline"})
"""Registers that only a board writes; their history is loaded or imported."""

RUN = frozenset({"audit_run", "rule_result", "rule_outcome"})
"""Registers that only a run of rules writes; their history is loaded or imported."""

VOICES = {
    "comment": "author", "charter_approval": "approver", "acknowledgement": "person",
    "read_receipt": "person", "lesson_use": "person",
}  # fmt: skip
"""Register -> the field that names who speaks: it must be the actor."""

_INSTEAD = {
    "decision": "Supersede it by another decision.",
    "vote": "Supersede the decision by another one.",
    "baseline": "A new baseline comes with a decision.",
    "baseline_item": "A new baseline comes with a decision.",
    "charter_approval": "Another text of the charter gets another approval.",
    "acknowledgement": "Another version of the policy gets another acknowledgement.",
    "audit_run": "Run the rules again.",
    "rule_result": "Run the rules again.",
    "rule_outcome": "Run the rules again.",
    "read_receipt": "What was read was read.",
}
_CHANGES = {"amend", "remove"}
_LOADS = {"load", "import", "reset"}


def require_verb(verb: str, register: str) -> None:
    """Refuse a verb that can do nothing with a register of final rows, whatever the role.

    Examples
    --------
    >>> require_verb("save", "acknowledgement")
    >>> require_verb("amend", "acknowledgement")
    Traceback (most recent call last):
    pmo_core.errors.Refused: Acknowledgements stay as they were written. Another version of the \
policy gets another acknowledgement.
    """
    record = REGISTERS[register]
    if verb in _CHANGES and record.is_final:
        raise Refused(f"{record.title} stay as they were written.", _INSTEAD[register])
    if verb in {"save", "put"} and register in DECIDED | RUN:
        by = "a decision of a board" if register in DECIDED else "a run of the rules"
        raise Refused(
            f"{record.title} are written by {by}.",
            "History of elsewhere is loaded or imported by an administrator.",
        )


def refuse_ending(cursor: duckdb.DuckDBPyConnection, register: str, number: int) -> None:
    """Refuse change `number` because it ended a row that stays; the message names the row."""
    record = REGISTERS[register]
    key = cursor.execute(
        f"select {columns(record.key)} from {register}_version where ended_by = {number} "
        f"order by {columns(record.key)} nulls first limit 1"
    ).fetchall()[0]
    raise Refused(f"The {name_of(record, key)} stays as it was written.", _INSTEAD[register])


def prove(cursor: duckdb.DuckDBPyConnection, entry: Entry, touched: set[str]) -> None:
    """Refuse a change that speaks in another's name or does what only a board may do.

    Raises
    ------
    NotAllowed
        A row says something in the name of somebody else, or sets what a decision sets.
    Refused
        A condition of a decision was added, changed or removed.
    """
    if entry.verb == "decide":
        return
    if entry.role != "administrator" or entry.verb not in {*_LOADS, "remove"}:
        for register in sorted(touched & VOICES.keys()):
            _prove_voice(cursor, register, entry.number, entry.actor)
    for register in sorted(touched & guarded.REGISTERS_GUARDED):
        guarded.prove(cursor, entry, register, sides(register, entry.number))
    if "condition" in touched and entry.verb != "reset":
        may_add = entry.role == "administrator" and entry.verb in _LOADS
        _prove_conditions(cursor, entry, may_add=may_add)


def _prove_voice(cursor: duckdb.DuckDBPyConnection, register: str, number: int, actor: str) -> None:
    """Refuse when change `number` wrote or ended what somebody else says."""
    field = VOICES[register]
    found = cursor.execute(
        f"select {field} from {register}_version where (written_by = ? or ended_by = ?) "
        f"and {field} <> ? limit 1",
        [number, number, actor],
    ).fetchall()
    if found:
        title = REGISTERS[register].title
        raise NotAllowed(
            f"{title} are given in one's own name: {actor} cannot speak for {found[0][0]}.",
            f"Ask {found[0][0]}.",
        )


def _prove_conditions(cursor: duckdb.DuckDBPyConnection, entry: Entry, *, may_add: bool) -> None:
    """A condition is part of its decision: only whether it is met may be noted."""
    kept = ("text", "owner", "due_on")
    differs = " or ".join(f"now.{name} is distinct from was.{name}" for name in kept)
    differs = f"({differs}) and was.decision is not null" if may_add else differs
    for row in guarded.differing(cursor, "condition", sides("condition", entry.number), differs):
        raise Refused(
            f"The {name_of(REGISTERS['condition'], row)} is part of its decision and stays.",
            "Note since when it is met, or supersede the decision.",
        )


def require_undoable(
    cursor: duckdb.DuckDBPyConnection, number: int, registers: list[str], *, actor: str, role: str
) -> None:
    """Refuse to undo a decision, or what somebody approved or acknowledged.

    What was loaded or imported is undone by who did so or by an administrator.

    Raises
    ------
    NotAllowed
        Somebody else loaded rows that stay, or said what would be taken back.
    Refused
        The change is a decision, a run of rules, an approval or an acknowledgement.
    """
    ((verb, maker),) = cursor.execute(
        "select verb, actor from change where number = ?", [number]
    ).fetchall()
    if verb == "decide":
        raise Refused("A decision is superseded by another decision, not undone.")
    if verb == "audit":
        raise Refused("What a run of the rules showed stays.", "Run them again.")
    if verb == "reset":
        return
    for register in (name for name in registers if REGISTERS[name].is_final or name == "condition"):
        ((n_rows,),) = cursor.execute(
            f"select count(*) from {register}_version where written_by = ?", [number]
        ).fetchall()
        title = REGISTERS[register].title
        if n_rows and verb not in _LOADS and REGISTERS[register].is_final:
            raise Refused(f"{title} stay as they were written.", _INSTEAD[register])
        if n_rows and verb in _LOADS and maker != actor and role != "administrator":
            raise NotAllowed(
                f"Only {maker} or an administrator may undo what brought {title.lower()}."
            )
    if role != "administrator":
        for register in sorted(VOICES.keys() & set(registers)):
            _prove_voice(cursor, register, number, actor)


__all__ = [
    "DECIDED", "RUN", "VOICES", "prove", "refuse_ending", "require_undoable", "require_verb",
]  # fmt: skip
