"""Record a decision of a board together with what it changes, all of it proved here."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import duckdb
import polars as pl

from pmo_core.errors import Conflict, NotAllowed, NotFound, Refused
from pmo_core.model import (
    REGISTERS,
    Board,
    ChangeRequest,
    Charter,
    Condition,
    Decision,
    Gate,
    Meeting,
    Portfolio,
    Project,
    Record,
    Vote,
)
from pmo_core.model.governance import GRANTS, MEASURES, OUTCOMES
from pmo_core.store import history, mandate
from pmo_core.store.change import Change
from pmo_core.store.put import put

EFFECTS = frozenset({
    "project", "gate", "baseline", "change_request", "budget_line", "benefit", "demand", "adoption",
    "agenda_item", "baseline_item", "request",
})  # fmt: skip
"""Registers that a decision may change, and only what belongs to its project."""

_MOVES = ("stage", "phase", "planned_start", "planned_finish", "planned_cost")
_SUBJECTS = {"gate": ("gate", "gate"), "change_request": ("change request", "code")}
"""Register -> what a decision about its rows is about, and the field that says about which."""
_PLAN = ("baseline", "baseline_item", "budget_line", "benefit", "demand", "adoption")
_DAY_BEGINS_EAST = timedelta(hours=14)
_OPEN = ("hold", "recycle")

Frames = Mapping[str, pl.DataFrame]


def decide(
    made: Change,
    decision: Decision,
    votes: Sequence[Vote],
    conditions: Sequence[Condition],
    *,
    now: Frames,
    was: Frames,
) -> None:
    """Write a decision inside a change; see `Session.decide`."""
    cursor, entry = made.cursor, made.entry
    if entry.role == "viewer":
        raise NotAllowed("A viewer may not record decisions.", "Ask a contributor.")
    if decision.recorded_by != entry.actor:
        raise NotAllowed(f"{entry.actor} cannot record in the name of {decision.recorded_by}.")
    latest = (entry.made_at + _DAY_BEGINS_EAST).date()
    if decision.decided_on > latest:
        raise Refused(f"{decision.decided_on} is in the future; a decision is recorded afterwards.")
    board = history.current(cursor, Board, (decision.board,))
    if not isinstance(board, Board):
        raise NotFound(f"There is no board {decision.board}.")
    days = (decision.decided_on, max(decision.decided_on, entry.made_at.date()))
    mandate.require_recorder(cursor, board, entry.actor, days)
    _require_open_minutes(cursor, decision)
    _require_subject(cursor, decision)
    _require_order(cursor, decision)
    _require_conditions(decision, conditions)
    mandate.require_votes(cursor, board, decision, votes)
    mandate.require_scope(cursor, board, decision)
    before = history.current(cursor, Project, (decision.project,)) if decision.project else None
    _require_effects(decision, now, was)
    for name in (name for name in REGISTERS if name in now or name in was):
        empty = pl.DataFrame(schema=REGISTERS[name].polars_schema())
        put(made, name, now.get(name, empty), was.get(name, empty))
    project = before if isinstance(before, Project) else None
    _require_moderate(cursor, decision, project)
    amount = mandate.granted(cursor, decision, project)
    mandate.require_mandate(cursor, board, decision, amount)
    stamped = {"amount": amount, "recorded_at": entry.made_at}
    for records in ([decision.model_copy(update=stamped)], votes, conditions):
        entry.n_new += _add(made, records)


def _require_open_minutes(cursor: duckdb.DuckDBPyConnection, decision: Decision) -> None:
    """Refuse a decision of a meeting whose minutes are closed: they would say something else."""
    meeting = history.current(cursor, Meeting, (decision.board, decision.decided_on))
    if isinstance(meeting, Meeting) and meeting.closed_on is not None:
        raise Refused(
            f"The minutes of {decision.board} of {decision.decided_on} were closed on "
            f"{meeting.closed_on}.",
            "Decide it at the next meeting.",
        )


def _require_subject(cursor: duckdb.DuckDBPyConnection, decision: Decision) -> None:
    """Refuse a decision about what is not kept or decided, or with an outcome that does not fit."""
    about, project, subject = decision.about, decision.project, decision.subject
    if decision.outcome not in OUTCOMES[about]:
        fitting = ", ".join(OUTCOMES[about])
        raise Refused(f"A {about} is not decided with {decision.outcome!r}, but with {fitting}.")
    if (about == "portfolio") == bool(project):
        raise Refused(f"A decision about a {about} names {'no' if project else 'its'} project.")
    if about in ("project", "charter") and subject:
        raise Refused(f"A decision about a {about} has no other subject than the project.")
    if about == "exception" and subject not in MEASURES:
        raise Refused(
            f"A decision about an exception names the tolerance: {', '.join(MEASURES)}.",
        )
    kept = _kept(cursor, decision)
    if kept is None:
        raise NotFound(f"There is no {about} {' '.join(filter(None, (project, subject)))}.")
    held = kept.outcome if isinstance(kept, Gate) and kept.outcome not in _OPEN else None
    if isinstance(kept, ChangeRequest):
        if kept.project != project:
            raise Refused(f"The change request {subject} is about {kept.project}, not {project}.")
        if kept.state in ("draft", "withdrawn"):
            raise Refused(f"The change request {subject} is {kept.state}.", "Submit it first.")
        held = kept.state if kept.state in ("approved", "rejected") else None
    if held and decision.supersedes is None:
        raise Conflict(
            f"The {about} {subject} of {project} is decided already: {held}.",
            "Look at it again; a decision is only superseded by another one.",
        )


def _kept(cursor: duckdb.DuckDBPyConnection, decision: Decision) -> Record | None:
    """Return what is decided about, as it is kept."""
    match decision.about:
        case "gate":
            return history.current(cursor, Gate, (decision.project, decision.subject))
        case "change request":
            return history.current(cursor, ChangeRequest, (decision.subject,))
        case "charter":
            return history.current(cursor, Charter, (decision.project,))
        case "portfolio":
            return history.current(cursor, Portfolio, (decision.subject,))
        case _:
            return history.current(cursor, Project, (decision.project,))


def _require_order(cursor: duckdb.DuckDBPyConnection, decision: Decision) -> None:
    """Refuse a second decision beside a standing one, and superseding what cannot be."""
    subject = [decision.about, decision.project or "", decision.subject]
    if decision.supersedes is None:
        if decision.about in ("gate", "change request"):
            standing = cursor.execute(
                "select code, outcome, recorded_by from decision as made where about = ? "
                "and coalesce(project, '') = ? and subject = ? "
                f"and outcome not in {_OPEN} and not exists (select 1 from decision as later "
                "where later.supersedes = made.code) order by code limit 1",
                subject,
            ).fetchall()
            if standing:
                code, outcome, who = standing[0]
                raise Conflict(
                    f"{code} decided about it already: {outcome}, recorded by {who}.",
                    f"Look at it again; to change it, supersede {code}.",
                )
        return
    old = history.current(cursor, Decision, (decision.supersedes,))
    if not isinstance(old, Decision):
        raise NotFound(f"There is no decision {decision.supersedes}.")
    if [old.about, old.project or "", old.subject] != subject:
        raise Refused(f"{old.code} is about something else and cannot be superseded by this.")
    later = cursor.execute("select code from decision where supersedes = ?", [old.code]).fetchall()
    if later:
        raise Conflict(f"{old.code} is superseded already, by {later[0][0]}.", "Supersede that.")
    if decision.decided_on < old.decided_on:
        raise Refused(f"{old.code} was decided on {old.decided_on}, later than this.")
    able = [old.board, *(board.code for board in mandate.above(cursor, old.board))]
    if decision.board not in able:
        raise NotAllowed(
            f"{old.code} is a decision of {old.board}; only that board or one above it "
            "supersedes it.",
            f"Ask {' or '.join(able)}.",
        )


def _require_conditions(decision: Decision, conditions: Sequence[Condition]) -> None:
    """Refuse conditions that do not go with the outcome, and a conditional go without any."""
    if bool(conditions) != (decision.outcome == "conditional go"):
        raise Refused(
            f"Conditions come with a conditional go, not with {decision.outcome!r}."
            if conditions
            else "A conditional go needs at least one condition.",
        )
    for condition in conditions:
        if condition.decision != decision.code:
            raise Refused(f"Condition {condition.number} is of {condition.decision}.")
        if condition.due_on < decision.decided_on:
            raise Refused(f"Condition {condition.number} is due before the decision.")
        if condition.met_on is not None:
            raise Refused(f"Condition {condition.number} is met already: it is no condition.")


def _require_effects(decision: Decision, now: Frames, was: Frames) -> None:
    """Refuse effects on other registers, other projects, or other fields of the project."""
    for name in sorted({*now, *was}):
        if name not in EFFECTS:
            title = REGISTERS[name].title.lower() if name in REGISTERS else name
            raise NotAllowed(f"A decision does not change {title}.")
        if name in _PLAN and decision.outcome not in GRANTS and decision.supersedes is None:
            raise NotAllowed(
                f"{decision.outcome!r} does not change {REGISTERS[name].title.lower()}."
            )
        field = "code" if name == "project" else "project"
        allowed = {decision.project, *(("",) if name == "agenda_item" else ())}
        for frame in (frames[name] for frames in (now, was) if name in frames):
            if set(frame[field]) - allowed:
                raise NotAllowed(f"The decision is about {decision.project or decision.subject}.")
            about, key = _SUBJECTS.get(name, ("", field))
            if about and set(frame[key]) - {decision.subject if decision.about == about else None}:
                raise NotAllowed(f"The decision is not about another {about}.")
    if "project" in {*now, *was}:
        fixed = [name for name in Project.model_fields if name not in _MOVES]
        empty = pl.DataFrame(schema=Project.polars_schema())
        rows = [frames.get("project", empty).select(fixed) for frames in (now, was)]
        if not rows[0].equals(rows[1], null_equal=True):
            raise NotAllowed(f"A decision changes nothing of a project but {', '.join(_MOVES)}.")


def _require_moderate(
    cursor: duckdb.DuckDBPyConnection, decision: Decision, before: Project | None
) -> None:
    """Refuse an outcome that grants nothing and yet raises the planned cost."""
    if decision.outcome in GRANTS or before is None:
        return
    after = history.current(cursor, Project, (before.code,))
    if isinstance(after, Project) and (after.planned_cost or 0) > (before.planned_cost or 0):
        raise NotAllowed(f"{decision.outcome!r} does not raise the planned cost.")


def _add(made: Change, records: Sequence[Record]) -> int:
    """Add records of one register."""
    if not records:
        return 0
    return made.add_frame(records[0].register, records[0].frame(*records))


__all__ = ["EFFECTS", "decide"]
