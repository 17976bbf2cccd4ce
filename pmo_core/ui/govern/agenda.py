"""What waits for which board, and the meetings that take it up."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from pmo_core.analysis import agenda, conditions
from pmo_core.ui import data, exceptions, facts
from pmo_core.ui.page import as_of

AHEAD_DAYS = 28
"""Days that a board without a rhythm looks ahead."""


def kept_conditions() -> pl.DataFrame:
    """Return all conditions with how they stand today, the most urgent first."""
    today = as_of()
    return data.derived(
        "conditions",
        lambda: conditions.with_state(data.query("conditions_register"), today),
        as_of=today,
    )


def waiting(until: date) -> pl.DataFrame:
    """Return what waits for a decision, with the board in charge; see `analysis.agenda`."""
    today = as_of()

    def make() -> pl.DataFrame:
        kept = agenda.Registers(
            projects=facts.portfolio(today),
            gates=data.table("gate"),
            requests=data.table("change_request"),
            charters=data.table("charter"),
            decisions=data.table("decision"),
            conditions=kept_conditions(),
            rates=data.table("rate"),
            exceptions=exceptions.exceptions(today),
        )
        base = data.settings().base_currency
        found = agenda.waiting(kept, as_of=today, until=until, base=base)
        return agenda.in_charge(found, data.table("board"))

    return data.derived("what waits", make, as_of=today, until=until)


def proposals(board: dict[str, Any]) -> pl.DataFrame:
    """Return what a board should put on its next agenda, the longest waiting first.

    Parameters
    ----------
    board : dict
        Row of register `board`.
    """

    def make() -> pl.DataFrame:
        following = next_on(board) + timedelta(days=board["every_days"] or AHEAD_DAYS)
        return agenda.proposals(waiting(following), _still_to_decide(), board["code"])

    return data.derived("proposals", make, as_of=as_of(), board=board["code"])


def next_on(board: dict[str, Any]) -> date:
    """Return the board's next meeting: the one scheduled, else the day proposed for it."""
    today = as_of()
    ahead = meetings(board["code"]).filter(pl.col("held_on") >= today)["held_on"]
    return ahead.min() if ahead.len() else proposed_day(board)  # type: ignore[return-value]


def proposed_day(board: dict[str, Any]) -> date:
    """Return the day proposed for one more meeting: the last + its rhythm, on a working day."""
    last = meetings(board["code"])["held_on"].max()
    return agenda.next_meeting(
        last if isinstance(last, date) else None,
        board["every_days"],
        as_of(),
        mask=data.settings().working_days,
        holidays=data.table("holiday")["day"].to_list(),
    )


def meetings(board: str) -> pl.DataFrame:
    """Return the meetings of a board, the latest first, with n_items and n_decided."""

    def make() -> pl.DataFrame:
        counts = items(board).group_by("held_on").agg(
            n_items=pl.len().cast(pl.Int64),
            n_decided=pl.col("decision").count().cast(pl.Int64),
        )  # fmt: skip
        return (
            data.table("meeting")
            .filter(pl.col("board") == board)
            .join(counts, on="held_on", how="left")
            .with_columns(pl.col("n_items", "n_decided").fill_null(0))
            .sort("held_on", descending=True)
        )

    return data.derived("meetings of a board", make, board=board)


def items(board: str) -> pl.DataFrame:
    """Return the items of all agendas of a board, with what was decided; see `agenda_items`."""
    return data.derived(
        "items of a board",
        lambda: data.query("agenda_items").filter(pl.col("board") == board),
        board=board,
    )


def on_agenda(board: str, held_on: date) -> list[dict[str, Any]]:
    """Return the items of one agenda in their order, each with why it waits and its amount."""

    def make() -> list[dict[str, Any]]:
        reasons = waiting(date.max).select(*agenda.KEY, "reason", "amount")
        return (
            items(board)
            .filter(pl.col("held_on") == held_on)
            .join(reasons, on=list(agenda.KEY), how="left", maintain_order="left")
            .to_dicts()
        )

    return data.derived("an agenda", make, as_of=as_of(), board=board, held_on=held_on)


def sitting(board: str, on: date) -> pl.DataFrame:
    """Return who sits on a board on a day; see `analysis.agenda.sitting`."""
    return data.derived(
        "who sits on a board",
        lambda: agenda.sitting(data.table("board_member"), board, on),
        board=board, on=on,
    )  # fmt: skip


def _still_to_decide() -> pl.DataFrame:
    """Items without a decision on agendas whose minutes are open."""
    open_ = data.table("meeting").filter(pl.col("closed_on").is_null())
    return (
        data.query("agenda_items")
        .filter(pl.col("decision").is_null())
        .join(open_, on=["board", "held_on"], how="semi")
    )


def what(about: str, project: str | None, subject: str, name: str | None) -> str:
    """Return a subject in words.

    Examples
    --------
    >>> what("gate", "P-0001", "G2", "Single sign-on")
    'Gate G2 · P-0001 Single sign-on'
    >>> what("project", "P-0001", "", None)
    'Project P-0001'
    """
    place = " ".join(filter(None, [project, name]))
    if about == "project" or not project:
        return " ".join(filter(None, [about.capitalize(), subject, place]))
    return f"{' '.join(filter(None, [about.capitalize(), subject]))} · {place}"
