"""Corrective and preventive actions: planned with their root cause, and said to be done."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from pydantic import ValidationError

from pmo_core.errors import NotAllowed, Refused
from pmo_core.jobs.codes import keep_under_next
from pmo_core.model import AuditFinding, CorrectiveAction
from pmo_core.store import Repository, Session

FIRST = "CA-0001"
RUNNING = ("open", "reopened")
"""The states in which an action is still to be done."""
PLANNED = (
    "kind", "name", "why_1", "why_2", "why_3", "why_4", "why_5", "root_cause", "owner", "due_on",
    "effective_when",
)  # fmt: skip
"""The fields that say what is to be done and why."""


def add(
    session: Session, repo: Repository, finding: AuditFinding, fields: Mapping[str, Any],
    today: date,
) -> tuple[CorrectiveAction, int]:  # fmt: skip
    """Plan an action and return it with the number of the change.

    Parameters
    ----------
    session, repo : Session, Repository
        Who plans it, and where it is kept.
    finding : AuditFinding
        What it is against. About a verified finding an action may still be planned that keeps it
        from coming again.
    fields : mapping
        Those of `PLANNED`.
    today : date
        Today.

    Raises
    ------
    Refused
        The finding was withdrawn, something is missing, or the due date has passed.
    """
    if finding.state == "withdrawn":
        raise Refused(f"{finding.code} was withdrawn: there is nothing to act on.")
    if finding.state == "verified" and fields.get("kind") != "preventive":
        raise Refused(
            f"{finding.code} is verified: there is nothing to mend.",
            "An action that keeps it from coming again is preventive.",
        )
    _require_ahead(fields, today)

    def under(code: str) -> tuple[CorrectiveAction, int]:
        action = _valid({**_planned(fields), "code": code, "finding": finding.code})
        return action, session.save(action, note=f"{finding.code} {code}: {action.name}")

    return keep_under_next(lambda: repo.table("corrective_action")["code"], FIRST, under)


def change(session: Session, was: CorrectiveAction, fields: Mapping[str, Any], today: date) -> int:
    """Change what is planned and return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is not to be done any more, something is missing, nothing differs, or a new due date has
        passed.
    """
    _require_running(was)
    if fields.get("due_on") != was.due_on:
        _require_ahead(fields, today)
    now = _valid({**was.model_dump(), **_planned(fields)})
    return session.amend(now, was, note=f"{was.finding} {was.code} changed")


def done(session: Session, was: CorrectiveAction, note: str, today: date) -> int:
    """Say that an action was carried out; whether it helped, a re-test will tell.

    Parameters
    ----------
    session : Session
        The owner of the action.
    was : CorrectiveAction
        The action as it was seen.
    note : str
        What was done.
    today : date
        Day on which it was done.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    NotAllowed
        Somebody else is to do it.
    Refused
        It is not to be done any more, or nothing says what was done.
    """
    _require_running(was)
    if session.actor != was.owner:
        raise NotAllowed(
            f"That {was.code} is done says its owner, {was.owner}.",
            "Somebody else may take it over first: change its owner.",
        )
    if not note.strip():
        raise Refused("Say what was done.")
    now = _valid({
        **was.model_dump(), "state": "done", "done_on": today, "done_note": note.strip(),
    })  # fmt: skip
    return session.amend(now, was, note=f"{was.finding} {was.code} done")


def not_done(session: Session, was: CorrectiveAction) -> int:
    """Take back that an action was carried out, before it was tested; return the change's number.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    NotAllowed
        Somebody else said it.
    Refused
        It was not said to be done, or was tested since.
    """
    if was.state != "done":
        raise Refused(f"{was.code} is {was.state}.")
    if session.actor != was.owner:
        raise NotAllowed(f"That {was.code} is done said {was.owner}, who alone takes it back.")
    now = _valid({**was.model_dump(), "state": "open", "done_on": None, "done_note": None})
    return session.amend(now, was, note=f"{was.finding} {was.code} not done yet")


def cancel(session: Session, was: CorrectiveAction, reason: str) -> int:
    """Give an action up and return the number of the change; why stands in the journal, too.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is not to be done any more, or there is no reason.
    """
    _require_running(was)
    if not reason.strip():
        raise Refused("Say why it is given up.")
    now = _valid({**was.model_dump(), "state": "canceled", "done_note": reason.strip()})
    return session.amend(now, was, note=f"{was.finding} {was.code} given up: {reason.strip()}")


def action_of(repo: Repository, code: str) -> CorrectiveAction:
    """Return an action as it is kept.

    Raises
    ------
    NotFound
        There is none of that code.
    """
    return cast(CorrectiveAction, repo.get("corrective_action", code))


def _planned(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fields[name] for name in PLANNED if name in fields}


def _valid(fields: Mapping[str, Any]) -> CorrectiveAction:
    """Return the record, or say which field is missing."""
    try:
        return CorrectiveAction.model_validate(fields)
    except ValidationError as error:
        names = {
            "name": "what is to be done", "owner": "who does it", "due_on": "by when",
            "effective_when": "what must be true for it to be effective",
        }  # fmt: skip
        first = str(error.errors()[0]["loc"][0])
        raise Refused(f"Say {names.get(first, first.replace('_', ' '))}.") from error


def _require_running(was: CorrectiveAction) -> None:
    if was.state not in RUNNING:
        raise Refused(f"{was.code} is {was.state}.")


def _require_ahead(fields: Mapping[str, Any], today: date) -> None:
    due = fields.get("due_on")
    if due and due < today:
        raise Refused(f"An action cannot be due on {due}: that day has passed.")


__all__ = ["PLANNED", "RUNNING", "action_of", "add", "cancel", "change", "done", "not_done"]
