"""What not everybody who may write a register may say in it: what a board or the PMO decides."""

from collections.abc import Sequence

import duckdb

from pmo_core.errors import NotAllowed
from pmo_core.model import REGISTERS
from pmo_core.store.guarded_audit import REGISTERS_AUDITED, rules_of
from pmo_core.store.journal import Entry
from pmo_core.store.references import name_of
from pmo_core.store.rights import WRITABLE
from pmo_core.store.sql import same_key

# Fields that a decision sets. An administrator may mend them, which the journal tells.
_DECIDED = {
    "gate": (
        "now.outcome is distinct from was.outcome or now.held_on is distinct from was.held_on",
        "It is decided by its board: what came of a gate and when it was held stand in a decision.",
    ),
    "change_request": (
        "now.decision is distinct from was.decision or was.state in ('approved', 'rejected') "
        "or (now.state in ('approved', 'rejected') and now.state is distinct from was.state)",
        "A board approves or rejects it, and what it decided about stays.",
    ),
}
# What somebody asks for -> fields that may change when it is withdrawn, besides its state.
_ASKED = {"request": ("state_on", "state_reason"), "change_request": ()}
_ASKER = (
    "Whoever asks writes a draft, submits it and may withdraw it; the rest is for the PMO "
    "(role manager)."
)

# What chair and secretary of a board do for it -> when they may not, too. `?` is who, and the day.
_SEATED = {
    name: "coalesce(now.board, was.board) not in (select board from board_member where member = ? "
    "and position in ('chair', 'secretary') and cast(? as date) between "
    f"coalesce(from_on, date '0001-01-01') and coalesce(until_on, date '9999-12-31')){or_when}"
    for name, or_when in {"meeting": " or was.closed_on is not null", "agenda_item": ""}.items()
}
_RECORDERS = (
    "A manager, or the chair or secretary of the board, arranges its meetings and agendas; closed "
    "minutes stay."
)

# When an approval of a charter is in the position of somebody else.
_OTHERS = " or ".join(
    f"(now.position = '{position}' and (select {field} from project "
    "where project.code = now.project) <> now.approver)"
    for position, field in (("sponsor", "sponsor"), ("project manager", "manager"))
)
_POSITIONS = (
    "Sponsor and project manager are those whom the project names; for the PMO a manager approves."
)

# When a score is somebody else's; `?` is who. One without assessor is everybody's.
_SCORED = "coalesce(now.assessor, was.assessor) not in ('', ?)"
_ASSESSORS = "Everybody scores in his own name; a manager may bring in the scores of others."

# When a lesson is judged, or is not one's own proposal; `?` is who.
_JUDGED = (
    "now.state <> 'proposed' or was.state <> 'proposed' or now.practice is not null "
    "or was.raised_by <> ?"
)
_JUDGES = "Whoever learned it proposes it and may change that; the PMO (role manager) judges it."

# When elements go to a baseline that has some, or that there is not; `?` is the change.
_FROZEN = (
    "not exists (select 1 from baseline where baseline.project = now.project "
    "and baseline.number = now.number) or exists (select 1 from baseline_item_version as kept "
    "where kept.project = now.project and kept.number = now.number "
    "and kept.written_by < cast(? as bigint))"
)
_WHOLE = "A baseline gets its elements all at once and once only: freeze one that has none."

REGISTERS_GUARDED = frozenset({
    *_DECIDED, *_ASKED, *_SEATED, "baseline_item", "charter_approval", "lesson", "score",
    *REGISTERS_AUDITED,
})  # fmt: skip
"""Registers whose changes are to be proved."""


def prove(
    cursor: duckdb.DuckDBPyConnection, entry: Entry, register: str, sides: tuple[str, str]
) -> None:
    """Refuse a change of a guarded register that is not for this actor to make.

    Parameters
    ----------
    cursor : duckdb.DuckDBPyConnection
        Inside the change.
    entry : Entry
        The change: who makes it, with which role.
    register : str
        One of `REGISTERS_GUARDED`.
    sides : tuple of two str
        Relations of the rows as the change leaves and as it found them: a new row stands in the
        first only, a removed one in the second only.

    Raises
    ------
    NotAllowed
        A row sets what only a decision sets; or the role may not change projects and the row sets a
        state or project that the PMO sets, changes what is submitted (its author may withdraw it),
        or what was judged; or it is a meeting or an agenda of a board that the actor neither chairs
        nor is secretary of, or closed minutes. Or it approves a charter in another's position, is
        the score of another, or an element for a baseline that has its elements already; or it
        says of a finding or action what only a run of its rule says; or it judges a lesson, or
        changes the one that another proposed.
    """
    rules: list[tuple[str, str, list[str]]] = []
    if register in _DECIDED and entry.role != "administrator":
        rules.append((*_DECIDED[register], []))
    is_pmo = "project" in WRITABLE[entry.role]
    if register in _ASKED and not is_pmo:
        rules.append((_beyond_asking(register), _ASKER, [entry.actor]))
    if register in _SEATED and not is_pmo:
        today = entry.made_at.date().isoformat()
        rules.append((_SEATED[register], _RECORDERS, [entry.actor, today]))
    if register == "charter_approval" and entry.role != "administrator":
        others = _OTHERS if is_pmo else f"now.position = 'PMO' or {_OTHERS}"
        rules.append((others, _POSITIONS, []))
    if register == "baseline_item" and entry.role != "administrator":
        rules.append((_FROZEN, _WHOLE, [str(entry.number)]))
    if register == "score" and not is_pmo:
        rules.append((_SCORED, _ASSESSORS, [entry.actor]))
    if register == "lesson" and not is_pmo:
        rules.append((_JUDGED, _JUDGES, [entry.actor]))
    if register in REGISTERS_AUDITED:
        rules += rules_of(register, entry)
    for condition, hint, values in rules:
        for key in differing(cursor, register, sides, condition, values):
            name = name_of(REGISTERS[register], key)
            raise NotAllowed(f"The {name} cannot be decided or changed so.", hint)


def _beyond_asking(register: str) -> str:
    """Return the condition that a row does more than ask; `?` is who changes it."""
    moving = {"state", *_ASKED[register]}
    rewritten = " or ".join(
        f"now.{name} is distinct from was.{name}"
        for name in REGISTERS[register].model_fields
        if name not in moving
    )
    taken_up = "now.project is distinct from was.project or " if register == "request" else ""
    return (
        f"{taken_up}now.state not in ('draft', 'submitted', 'withdrawn') "
        "or was.state not in ('draft', 'submitted', 'withdrawn') "
        "or (was.state <> 'draft' and was.author <> ?) "
        f"or (was.state = 'submitted' and (now.state is distinct from 'withdrawn' or {rewritten}))"
    )


def differing(
    cursor: duckdb.DuckDBPyConnection,
    register: str,
    sides: tuple[str, str],
    condition: str,
    values: Sequence[object] = (),
) -> list[tuple[object, ...]]:
    """Return the first key of the rows for which the condition on `now` and `was` holds."""
    now, was = sides
    record = REGISTERS[register]
    key = ", ".join(f"coalesce(now.{name}, was.{name})" for name in record.key)
    return cursor.execute(
        f"select {key} from {now} as now full join {was} as was "
        f"on {same_key(record, 'now', 'was')} where {condition} order by all limit 1",
        list(values),
    ).fetchall()


__all__ = ["REGISTERS_GUARDED", "differing", "prove"]
