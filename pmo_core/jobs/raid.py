"""RAID items: added, changed, closed, and made into one another; each step is one change."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from pmo_core.errors import Refused
from pmo_core.jobs.codes import keep_under_next, next_code
from pmo_core.model import RaidItem
from pmo_core.model.raid import RaidKind
from pmo_core.store import Repository, Session

BECOMES: dict[RaidKind, tuple[RaidKind, ...]] = {
    "risk": ("issue", "action", "decision"),
    "assumption": ("risk", "issue", "action"),
    "issue": ("action", "decision", "risk"),
    "dependency": ("risk", "issue", "action"),
    "decision": ("action", "risk"),
    "action": ("issue", "risk", "decision"),
}
"""Kind -> kinds that an item of it may become."""
_TAKEN_ALONG = (
    "project", "name", "description", "impact_cost", "impact_days", "response", "other_project",
    "owner", "due_on",
)  # fmt: skip
_OF_RISKS = ("probability_pct", "strategy", "residual_probability_pct")


def add(session: Session, repo: Repository, fields: Mapping[str, Any]) -> tuple[RaidItem, int]:
    """Keep a new item under the next free code of its kind, such as RISK-4.

    Parameters
    ----------
    session, repo : Session, Repository
        Who asks, and where it is kept.
    fields : mapping
        Fields of the record without code.

    Returns
    -------
    tuple of RaidItem and int
        The item and the number of the change.

    Raises
    ------
    Refused
        The project is not kept, or the days contradict each other.
    """
    project, kind = fields["project"], fields["kind"]

    def under(code: str) -> tuple[RaidItem, int]:
        item = RaidItem.model_validate({**fields, "code": code})
        _require_order(item)
        return item, session.save(item, note=f"{project} {code}: {item.name}")

    return keep_under_next(_codes(repo, project, kind), f"{kind.upper()}-1", under)


def change(session: Session, was: RaidItem, fields: Mapping[str, Any]) -> int:
    """Change an item and return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        Nothing was changed, or the days contradict each other.
    """
    now = RaidItem.model_validate({**was.model_dump(), **fields})
    _require_order(now)
    return session.amend(now, was, note=f"{was.project} {was.code}: {now.name}")


def close(session: Session, was: RaidItem, on: date, today: date) -> int:
    """Close an item and return the number of the change.

    Parameters
    ----------
    session : Session
        Who asks.
    was : RaidItem
        The item as it was seen.
    on, today : date
        Day of closing, and today: nothing is closed in advance.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is closed already, or the day lies before it was raised or ahead.
    """
    now = _closed(was, on, today)
    return session.amend(now, was, note=f"{was.project} {was.code} closed")


def reopen(session: Session, was: RaidItem) -> int:
    """Open a closed item again and return the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        It is open.
    """
    if was.state == "open":
        raise Refused(f"{was.code} is open already.")
    now = was.model_copy(update={"state": "open", "closed_on": None})
    return session.amend(now, was, note=f"{was.project} {was.code} opened again")


def convert(
    session: Session,
    repo: Repository,
    was: RaidItem,
    fields: Mapping[str, Any],
    *,
    on: date,
    today: date,
) -> tuple[RaidItem, int]:
    """Close an item and keep what became of it as a new one, in one change.

    Parameters
    ----------
    session, repo : Session, Repository
        Who asks, and where it is kept.
    was : RaidItem
        The item as it was seen.
    fields : mapping
        kind of the new item, and fields that differ from the old one's. Name, description, impact,
        response, owner, due date (where it is to come) and the project that it leads to are taken
        along where not given.
        A new issue keeps no probability: it has happened; actions and decisions keep no impact.
    on, today : date
        Day of closing and of raising the new one, and today.

    Returns
    -------
    tuple of RaidItem and int
        The new item, which says where it came from, and the number of the change.

    Raises
    ------
    Conflict
        Someone else changed it since it was read.
    Refused
        An item of its kind does not become that, it is closed already, or the days contradict
        each other.
    """
    kind = fields["kind"]
    if kind not in BECOMES[was.kind]:
        raise Refused(
            f"{was.code} is of kind {was.kind}, which does not become: {kind}.",
            f"It may become: {', '.join(BECOMES[was.kind])}.",
        )
    closed = _closed(was, on, today)
    given = {**was.model_dump(include=set(_TAKEN_ALONG)), "raised_on": on, **fields}
    if "due_on" not in fields and was.due_on and was.due_on < on:
        given["due_on"] = None
    if kind != "risk":
        given |= dict.fromkeys(_OF_RISKS)
    if kind in ("action", "decision"):
        given |= dict.fromkeys(("impact_cost", "impact_days"))
    given |= {"project": was.project, "came_from": was.code, "state": "open", "closed_on": None}

    def under(code: str) -> tuple[RaidItem, int]:
        item = RaidItem.model_validate({**given, "code": code})
        _require_order(item)
        number = session.put(
            {"raid_item": RaidItem.frame(closed, item)}, {"raid_item": RaidItem.frame(was)},
            note=f"{was.project} {was.code} became {code}",
        )  # fmt: skip
        assert number is not None, "a new item is always a change"
        return item, number

    return keep_under_next(_codes(repo, was.project, kind), f"{kind.upper()}-1", under)


def family(items: pl.DataFrame, project: str, code: str) -> pl.DataFrame:
    """Return what an item came from and what became of it, over all steps, the oldest first.

    Parameters
    ----------
    items : polars.DataFrame
        Register `raid_item`.
    project, code : str
        The item.

    Returns
    -------
    polars.DataFrame
        Rows of the register: the item, all before it and all that grew out of it.
    """
    own = items.filter(pl.col("project") == project)
    origin = dict(own.select("code", "came_from").iter_rows())
    found = {code}
    at: str | None = code
    while (at := origin.get(at or "")) and at not in found:
        found.add(at)
    grown = {code}
    while more := {one for one, source in origin.items() if source in grown} - grown:
        grown |= more
    return own.filter(pl.col("code").is_in(list(found | grown))).sort(
        "raised_on", "code", nulls_last=True
    )


def _closed(was: RaidItem, on: date, today: date) -> RaidItem:
    if was.state == "closed":
        raise Refused(f"{was.code} is closed already.")
    if on > today:
        raise Refused(f"{was.code} cannot be closed on {on}: that day lies ahead.")
    closed = was.model_copy(update={"state": "closed", "closed_on": on})
    _require_order(closed)
    return closed


def _require_order(item: RaidItem) -> None:
    """Raise Refused where an item ends before it begins, or came from or leads to itself."""
    for name, day in (("due", item.due_on), ("closed", item.closed_on)):
        if item.raised_on and day and day < item.raised_on:
            raise Refused(f"It is {name} on {day}, before it was raised on {item.raised_on}.")
    if item.other_project == item.project:
        raise Refused("A dependency leads to another project than its own.")


def _codes(repo: Repository, project: str, kind: str) -> Callable[[], list[str]]:
    """Return what gives the codes of a kind in use, as the next one is to be counted.

    Where items of several kinds share one sequence (a file numbered 1 to 40), the next code of the
    kind may belong to another kind: then that one counts as in use, too.
    """

    def codes() -> list[str]:
        items = repo.table("raid_item", project=project)
        everything = set(items["code"])
        own = items.filter(pl.col("kind") == kind)["code"].to_list()
        while (following := next_code(own, f"{kind.upper()}-1")) in everything:
            own.append(following)
        return own

    return codes


__all__ = ["BECOMES", "add", "change", "close", "convert", "family", "reopen"]
