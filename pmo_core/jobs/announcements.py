"""What is done with announcements: posted by the PMO, confirmed by each reader for himself."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pmo_core.errors import Refused
from pmo_core.jobs.codes import keep_under_next
from pmo_core.model import Announcement, ReadReceipt
from pmo_core.store import Repository, Session

FIRST = "N-0001"
"""Code of the first announcement."""


def post(session: Session, repo: Repository, fields: Mapping[str, Any]) -> tuple[Announcement, int]:
    """Keep an announcement under the next free code; return it and the number of the change.

    Raises
    ------
    Refused
        It ends before it is posted.
    """
    if fields.get("until_on") and fields["until_on"] < fields["posted_on"]:
        raise Refused("It would end before it is posted.", "Choose a later last day, or none.")

    def under(code: str) -> tuple[Announcement, int]:
        news = Announcement.model_validate({**fields, "code": code, "posted_by": session.actor})
        return news, session.save(news, note=f"{code}: {news.name}")

    return keep_under_next(lambda: repo.table("announcement")["code"], FIRST, under)


def read(session: Session, code: str) -> int:
    """Keep that the actor has read an announcement, as of this moment; return the change.

    Raises
    ------
    NotAllowed
        His role may not confirm anything.
    Refused
        He has confirmed it already, or it is not kept.
    """
    receipt = ReadReceipt(
        announcement=code, person=session.actor, read_at=datetime.now(UTC).replace(tzinfo=None)
    )
    return session.save(receipt, note=f"{session.actor} has read {code}")


__all__ = ["FIRST", "post", "read"]
