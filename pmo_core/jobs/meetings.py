"""Meetings of a board and their agendas: each step is one change."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pmo_core.errors import NotFound, Refused
from pmo_core.model import REGISTERS, AgendaItem, Meeting
from pmo_core.store import Repository, Session

KEY = ("about", "project", "subject")
"""What names an item within a meeting."""


def schedule(session: Session, board: str, held_on: date, place: str = "") -> int:
    """Keep a new meeting and return the number of the change.

    Raises
    ------
    Refused
        The board meets on that day already.
    """
    meeting = Meeting(
        board=board, held_on=held_on, place=place.strip() or None, present=None, note=None,
        closed_on=None,
    )  # fmt: skip
    return session.save(meeting, note=f"Meeting of {board} on {held_on}")


def attend(session: Session, was: Meeting, present: Sequence[str], note: str = "") -> int:
    """Keep who is there and what is noted; return the number of the change.

    Raises
    ------
    Refused
        The minutes are closed, or nothing was changed.
    """
    _require_open(was)
    now = was.model_copy(
        update={"present": ";".join(present) or None, "note": note.strip() or None}
    )
    return session.amend(now, was)


def close(session: Session, repo: Repository, board: str, held_on: date, on: date) -> int:
    """Close the minutes of a meeting and return the number of the change.

    Raises
    ------
    Refused
        They are closed already, the meeting is still to come, or nobody was there.
    """
    was = open_meeting(repo, board, held_on)
    if on < held_on:
        raise Refused("The meeting is still to come.", "Close its minutes when it is over.")
    if not was.present:
        raise Refused("Nobody is noted as present.", "Say who was there first.")
    now = was.model_copy(update={"closed_on": on})
    return session.amend(now, was, note=f"Minutes of {board}, {held_on}, closed")


def put_on(
    session: Session, repo: Repository, board: str, held_on: date, subjects: pl.DataFrame
) -> int | None:
    """Add subjects at the end of an agenda; those that stand there already stay.

    Parameters
    ----------
    session, repo : Session, Repository
        Who does it, and where.
    board, held_on : str, date
        The meeting.
    subjects : polars.DataFrame
        about, project, subject; in the order in which they are to be taken.

    Returns
    -------
    int or None
        Number of the change; None when all stand there already.
    """
    open_meeting(repo, board, held_on)
    kept = _items(repo, board, held_on)
    new = subjects.join(kept, on=list(KEY), how="anti", maintain_order="left")
    if new.is_empty():
        return None
    last = kept["number"].max() or 0
    rows = new.select(
        *KEY, board=pl.lit(board), held_on=pl.lit(held_on),
        number=pl.int_range(1, new.height + 1) + last,
        minutes=None, presenter=None,
    )  # fmt: skip
    return session.put({"agenda_item": _typed(rows)}, note=f"Agenda of {board}, {held_on}")


def rewrite(
    session: Session, was: pl.DataFrame, now: pl.DataFrame, board: str, held_on: date
) -> int | None:
    """Bring an agenda from what was seen to what it is to say: order, minutes, presenter, removed.

    Parameters
    ----------
    session : Session
        Who does it.
    was : polars.DataFrame
        Register `agenda_item` of the meeting, as it was seen.
    now : polars.DataFrame
        The rows that stay, in any order: KEY, number (place wanted; equal ones keep their order),
        minutes, presenter.
    board, held_on : str, date
        The meeting.

    Returns
    -------
    int or None
        Number of the change; None when it says so already.

    Raises
    ------
    Conflict
        Someone else changed the agenda since.
    """
    places = now.sort("number", maintain_order=True, nulls_last=True).select(
        *KEY, board=pl.lit(board), held_on=pl.lit(held_on),
        number=pl.int_range(1, now.height + 1), minutes="minutes", presenter="presenter",
    )  # fmt: skip
    note = f"Agenda of {board}, {held_on}"
    return session.put({"agenda_item": _typed(places)}, {"agenda_item": _typed(was)}, note=note)


def open_meeting(repo: Repository, board: str, held_on: date) -> Meeting:
    """Return a meeting whose minutes are still open.

    Raises
    ------
    NotFound
        There is no such meeting.
    Refused
        Its minutes are closed.
    """
    meeting = repo.get("meeting", board, held_on)
    if not isinstance(meeting, Meeting):
        raise NotFound(f"There is no meeting of {board} on {held_on}.")
    _require_open(meeting)
    return meeting


def _require_open(meeting: Meeting) -> None:
    if meeting.closed_on:
        raise Refused(
            f"The minutes of {meeting.board} of {meeting.held_on} were closed on "
            f"{meeting.closed_on}.",
            "Take it up at the next meeting.",
        )


def _items(repo: Repository, board: str, held_on: date) -> pl.DataFrame:
    return repo.table("agenda_item").filter(
        (pl.col("board") == board) & (pl.col("held_on") == held_on)
    )


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(list(AgendaItem.model_fields)).cast(
        pl.Schema(REGISTERS["agenda_item"].polars_schema())
    )


__all__ = ["KEY", "attend", "close", "open_meeting", "put_on", "rewrite", "schedule"]
