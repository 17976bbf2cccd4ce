"""Change requests: written, submitted, withdrawn; each step is one change."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pmo_core.analysis.change_control import asks_nothing
from pmo_core.errors import Refused
from pmo_core.jobs.codes import keep_under_next
from pmo_core.model import ChangeRequest
from pmo_core.model.change_control import ChangeState
from pmo_core.store import Repository, Session


def new(session: Session, repo: Repository, fields: Mapping[str, Any]) -> str:
    """Keep a new draft in the name of the session and return its code.

    Parameters
    ----------
    session, repo : Session, Repository
        Who asks, and where it is kept.
    fields : mapping
        Fields of the record without code, author, state, submitted_on and decision.

    Raises
    ------
    Refused
        The project is not kept.
    """
    given = {**fields, "author": session.actor, "state": "draft"}

    def under(code: str) -> str:
        request = ChangeRequest.model_validate({**given, "code": code})
        session.save(request, note=f"{code}: {request.name}")
        return code

    return keep_under_next(lambda: repo.table("change_request")["code"], "CR-0001", under)


def keep(session: Session, was: ChangeRequest, fields: Mapping[str, Any]) -> int:
    """Change a draft and return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is no draft any more, or nothing was changed.
    """
    if was.state != "draft":
        raise Refused(f"{was.code} is {was.state}: what it asks for stays.", "Write a new one.")
    now = ChangeRequest.model_validate({**was.model_dump(), **fields})
    return session.amend(now, was, note=f"{was.code}: {now.name}")


def submit(session: Session, was: ChangeRequest, on: date) -> int:
    """Ask for the decision about a draft and return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is no draft any more, or it asks for nothing.
    """
    if was.state != "draft":
        raise Refused(f"{was.code} is {was.state} already.")
    if asks_nothing(was.model_dump()):
        raise Refused(
            f"{was.code} changes nothing.", "Say what it does to scope, cost, time or benefit."
        )
    return _moved(session, was, "submitted", on)


def withdraw(session: Session, was: ChangeRequest) -> int:
    """Take back a change request that nobody decided; return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is decided or withdrawn already.
    """
    if was.state not in ("draft", "submitted"):
        raise Refused(f"{was.code} is {was.state} already.")
    return _moved(session, was, "withdrawn", was.submitted_on)


def _moved(session: Session, was: ChangeRequest, state: ChangeState, on: date | None) -> int:
    now = was.model_copy(update={"state": state, "submitted_on": on})
    return session.amend(now, was, note=f"{was.code} {state}")


__all__ = ["keep", "new", "submit", "withdraw"]
