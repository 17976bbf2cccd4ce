"""Practices: added, changed, and which department says what about them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pmo_core.errors import Refused
from pmo_core.jobs.codes import keep_under_next
from pmo_core.jobs.lessons import FIRST_PRACTICE
from pmo_core.model import Practice, PracticeAdoption
from pmo_core.model.lessons import AdoptionStatus
from pmo_core.store import Repository, Session


def add(session: Session, repo: Repository, fields: Mapping[str, Any]) -> tuple[Practice, int]:
    """Keep a new practice under the next free code; return it and the number of the change.

    Raises
    ------
    Refused
        It is in force and nobody keeps it.
    """

    def under(code: str) -> tuple[Practice, int]:
        practice = Practice.model_validate({**fields, "code": code})
        _require_owner(practice)
        return practice, session.save(practice, note=f"{code}: {practice.name}")

    return keep_under_next(lambda: repo.table("practice")["code"], FIRST_PRACTICE, under)


def change(session: Session, was: Practice, fields: Mapping[str, Any]) -> int:
    """Change a practice and return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        Nothing was changed, or it is in force and nobody keeps it.
    """
    now = Practice.model_validate({**was.model_dump(), **fields})
    _require_owner(now)
    return session.amend(now, was, note=f"{was.code}: {now.name}")


def state_adoption(
    session: Session,
    repo: Repository,
    practice: str,
    department: str,
    *,
    status: AdoptionStatus,
    reason: str,
    on: date,
) -> int | None:
    """Say whether a department follows a practice; return the change, None where it says so.

    Parameters
    ----------
    session, repo : Session, Repository
        Who says so, and where it is kept.
    practice, department : str
        What, and who.
    status : {"adopted", "partly", "no"}
        Whether.
    reason : str
        Why so; needed unless it is adopted.
    on : date
        Today: since when, where the status differs from what was said before.

    Raises
    ------
    Refused
        It is followed partly or not at all and nobody says why, or practice or department are not
        kept.
    Conflict
        Somebody else said something meanwhile.
    """
    why = reason.strip() or None
    if status != "adopted" and why is None:
        raise Refused("Say why it is not, or not wholly, followed.", "A word is enough.")
    was = repo.table("practice_adoption", practice=practice, department=department)
    is_same = was.height == 1 and was["status"][0] == status
    if is_same and was["reason"][0] == why:
        return None
    now = PracticeAdoption(
        practice=practice, department=department, status=status, reason=why,
        since_on=was["since_on"][0] if is_same else on, stated_by=session.actor,
    )  # fmt: skip
    return session.put(
        {"practice_adoption": PracticeAdoption.frame(now)}, {"practice_adoption": was},
        note=f"{practice} in {department}: {status}",
    )  # fmt: skip


def _require_owner(practice: Practice) -> None:
    if practice.state in ("recommended", "mandatory") and not practice.owner:
        raise Refused("A practice that is in force needs an owner.", "Name who keeps it.")


__all__ = ["add", "change", "state_adoption"]
