"""The minutes of a meeting as a document: who was there, and what was decided and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis.agenda import sitting
from pmo_core.errors import NotFound
from pmo_core.exchange.document import (
    Block,
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    Paragraph,
)
from pmo_core.jobs.facts import Source

TITLES = {
    "gate": "Gate", "charter": "Charter", "change request": "Change request",
    "project": "Project", "exception": "Exception", "portfolio": "Portfolio",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quorum:
    """Who of a board is there, and whether that is enough to decide."""

    present: tuple[str, ...]
    n_voting: int
    needed: int

    @property
    def is_met(self) -> bool:
        """Whether as many voting members are there as a decision needs votes."""
        return self.n_voting >= self.needed


def present(text: str | None) -> tuple[str, ...]:
    """Return the names of a list of those present.

    Examples
    --------
    >>> present("Ida Brandt; Ana Ruiz;"), present(None)
    (('Ida Brandt', 'Ana Ruiz'), ())
    """
    return tuple(name.strip() for name in (text or "").split(";") if name.strip())


def quorum(board: dict[str, Any], there: Sequence[str], members: pl.DataFrame) -> Quorum:
    """Return whether those present can decide.

    Parameters
    ----------
    board : dict
        Row of register `board`.
    there : sequence of str
        Names of those present.
    members : polars.DataFrame
        Who sits on the board that day, from `analysis.agenda.sitting`.
    """
    voting = members.filter("is_voting")["member"].is_in(list(there)).sum()
    return Quorum(tuple(there), int(voting), board["quorum"])


def minutes(source: Source, board: str, held_on: date, currency: str) -> Document:
    """Return the minutes of a meeting; its agenda as long as nothing is noted about it.

    Parameters
    ----------
    source : Source
        A `Repository`, or anything that reads like one.
    board, held_on : str, date
        The meeting.
    currency : str
        Base currency, for the amounts.

    Raises
    ------
    NotFound
        There is no such meeting.
    """
    on_day = (pl.col("board") == board) & (pl.col("held_on") == held_on)
    meetings = source.table("meeting").filter(on_day)
    if meetings.is_empty():
        raise NotFound(f"There is no meeting of {board} on {held_on}.", "Schedule it on Boards.")
    meeting = meetings.row(0, named=True)
    body = source.table("board").filter(pl.col("code") == board).row(0, named=True)
    taken = source.query("decisions_register").filter(
        (pl.col("board") == board) & (pl.col("decided_on") == held_on)
    )
    items = source.query("agenda_items").filter(on_day)
    is_ahead = taken.is_empty() and not meeting["present"] and meeting["closed_on"] is None
    blocks: list[Block] = list(_head(source, body, meeting))
    said = _Said(taken, source.table("vote"), source.table("condition"))
    listed = set(items["decision"])
    for row in items.iter_rows(named=True):
        blocks += _head_of(row)
        if not is_ahead:
            blocks += _outcome(said, row["decision"], currency)
    for row in taken.filter(~pl.col("code").is_in(listed)).iter_rows(named=True):
        blocks += _head_of(row | {"number": None, "minutes": None, "presenter": None})
        blocks += _outcome(said, row["code"], currency)
    if items.is_empty() and taken.is_empty():
        blocks.append(Paragraph("Nothing stands on the agenda.", is_muted=True))
    if meeting["note"]:
        blocks += [Heading("Notes"), Paragraph(meeting["note"])]
    return Document(
        f"{'Agenda' if is_ahead else 'Minutes'}: {body['name']}",
        f"Meeting of {held_on:%Y-%m-%d}",
        blocks,
        meeting["closed_on"] or held_on,
    )


def _head(source: Source, board: dict[str, Any], meeting: dict[str, Any]) -> Iterator[Block]:
    """Give what the meeting was: day, place, who was there, quorum."""
    members = sitting(source.table("board_member"), board["code"], meeting["held_on"])
    there = present(meeting["present"])
    found = quorum(board, there, members)
    positions = dict(members.select("member", "position").rows())
    named = [f"{name} ({positions.get(name, 'guest')})" for name in there]
    absent = [name for name in members["member"] if name not in there]
    verdict = "met" if found.is_met else "not met"
    closed = meeting["closed_on"]
    pairs = [
        ("Board", f"{board['code']}  {board['name']}"),
        ("Day", f"{meeting['held_on']:%Y-%m-%d}"),
        ("Place", meeting["place"] or ""),
        ("Present", ", ".join(named) or "not noted"),
        ("Absent", ", ".join(absent) if there else ""),
        ("Quorum", f"{found.n_voting} of {found.needed} votes needed: {verdict}" if there else ""),
        ("Minutes", f"closed on {closed:%Y-%m-%d}" if closed else "open: a draft" if there else ""),
    ]
    yield Facts([(label, text) for label, text in pairs if text])


def _head_of(item: dict[str, Any]) -> Iterator[Block]:
    """Give what an item is about, who presents it and how long it is planned."""
    named = (TITLES[item["about"]], item["subject"], item["project"], item["project_name"])
    subject = " ".join(filter(None, named))
    yield Heading(f"{item['number']}. {subject}" if item["number"] else subject)
    planned = [
        f"Presented by {item['presenter']}" if item["presenter"] else "",
        f"{item['minutes']} minutes" if item["minutes"] else "",
    ]
    if any(planned):
        yield Paragraph(", ".join(filter(None, planned)), is_muted=True)


@dataclass(frozen=True)
class _Said:
    """The decisions of the meeting, and all votes and conditions, each read once."""

    decisions: pl.DataFrame
    votes: pl.DataFrame
    conditions: pl.DataFrame


def _outcome(said: _Said, decision: str | None, currency: str) -> Iterator[Block]:
    """Give what was decided, by which votes, why and on which conditions."""
    if decision is None:
        yield Paragraph("No decision was taken.")
        return
    row = said.decisions.row(by_predicate=pl.col("code") == decision, named=True)
    amount = None if row["amount"] is None else f"{row['amount']:,.0f} {currency}"
    pairs = [
        ("Decision", f"{row['code']}: {row['outcome']}"),
        ("Reason", row["reason"]),
        ("Amount", amount),
        ("Supersedes", row["supersedes"]),
        ("Superseded by", row["superseded_by"]),
        ("Recorded by", row["recorded_by"]),
    ]
    yield Facts([(label, text) for label, text in pairs if text])
    yield from _votes(said.votes, row)
    yield from _conditions(said.conditions, row)


def _votes(every: pl.DataFrame, decision: dict[str, Any]) -> Iterator[Block]:
    votes = every.filter(pl.col("decision") == decision["code"])
    if votes.is_empty():
        return
    counts = [f"{decision[f'n_{kind}']} {kind}" for kind in ("for", "against", "abstain")]
    yield Paragraph(f"Votes: {', '.join(counts)}")
    yield Bullets([
        f"{row['member']}: {row['vote']}" + (f" ({row['comment']})" if row["comment"] else "")
        for row in votes.iter_rows(named=True)
    ])  # fmt: skip


def _conditions(every: pl.DataFrame, decision: dict[str, Any]) -> Iterator[Block]:
    asked = every.filter(pl.col("decision") == decision["code"])
    if asked.is_empty():
        return
    yield Paragraph("Conditions:")
    yield Grid(
        ("No.", "Condition", "Owner", "Due"),
        [
            (str(row["number"]), row["text"], row["owner"], f"{row['due_on']:%Y-%m-%d}")
            for row in asked.iter_rows(named=True)
        ],
        widths=(1, 8, 3, 2),
    )


__all__ = ["Quorum", "minutes", "present", "quorum"]
