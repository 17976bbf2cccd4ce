"""What a board should decide about at its next meeting, and whether its mandate covers it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from pmo_core.analysis.currency import convert
from pmo_core.model.governance import GRANTS

KEY = ("about", "project", "subject")
"""What names a subject of a decision."""

SCHEMA = {
    "about": pl.String(), "project": pl.String(), "subject": pl.String(), "name": pl.String(),
    "reason": pl.String(), "since_on": pl.Date(), "age_days": pl.Int64(), "amount": pl.Float64(),
    "board": pl.String(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Registers:
    """What the agenda is made from.

    Parameters
    ----------
    projects : polars.DataFrame
        One row per project: code, name, portfolio (also where it is the program's), stage, is_open,
        planned_cost (base currency), currency (of the project's own amounts).
    gates, requests, charters, decisions, rates : polars.DataFrame
        Registers gate, change_request, charter, decision, rate.
    exceptions : polars.DataFrame
        Broken tolerances as `analysis.tolerances.exceptions` gives them.
    conditions : polars.DataFrame
        Conditions as `analysis.conditions.with_state` gives them, with project.
    """

    projects: pl.DataFrame
    gates: pl.DataFrame
    requests: pl.DataFrame
    charters: pl.DataFrame
    decisions: pl.DataFrame
    conditions: pl.DataFrame
    rates: pl.DataFrame
    exceptions: pl.DataFrame


def waiting(kept: Registers, *, as_of: date, until: date, base: str) -> pl.DataFrame:
    """Return what waits for a decision.

    That is gates that are due, change requests, charters, broken tolerances, overdue conditions and
    projects on hold.

    Parameters
    ----------
    kept : Registers
        What is kept.
    as_of : date
        The day; ages count to it.
    until : date
        Gates due up to this day wait.
    base : str
        Base currency.

    Returns
    -------
    polars.DataFrame
        One row per subject, the longest waiting first: about, project, subject, name (of the
        project), reason (several joined by "; "), since_on, age_days (calendar days from since_on
        to as_of; null = not due yet, or not known), amount (base currency: the project's planned
        cost, of a charter its budget where that is larger, for a change its cost change without
        sign; null = not known), portfolio, board (null = none named). Projects that are closed or
        canceled have nothing waiting.
    """
    open_ = kept.projects.filter("is_open")
    parts = [
        _gates_due(kept, until),
        _changes(kept, base, as_of),
        _charters(kept, base, as_of),
        _exceptions(kept),
        _overdue_conditions(kept),
        _on_hold(kept),
    ]
    found = pl.concat([part.select("reason", *_FIELDS) for part in parts])
    return (
        found.sort("since_on", nulls_last=True, maintain_order=True)
        .group_by(KEY, maintain_order=True)
        .agg(
            pl.col("reason").str.join("; "),
            pl.col("since_on").min(),
            pl.col("change").max(),
            pl.col("board").drop_nulls().first(),
        )
        .join(
            open_.select("name", "planned_cost", "portfolio", project="code"), on="project",
            maintain_order="left",
        )
        .with_columns(
            amount=pl.when(pl.col("about") == "change request")
            .then("change")
            .when(pl.col("planned_cost").is_not_null())
            .then(pl.max_horizontal("planned_cost", "change")),
            age_days=pl.when(pl.col("since_on") <= as_of).then(
                (pl.lit(as_of) - pl.col("since_on")).dt.total_days()
            ),
        )
        .sort("since_on", nulls_last=True, maintain_order=True)
        .select(*SCHEMA, "portfolio")
    )  # fmt: skip


_FIELDS = ("about", "project", "subject", "since_on", "change", "board")


def _part(
    rows: pl.DataFrame, about: str, subject: pl.Expr, since: pl.Expr, reason: pl.Expr
) -> pl.DataFrame:
    """Return one reason to decide per row of a frame that has a project."""
    given = set(rows.columns)
    return rows.select(
        "project",
        about=pl.lit(about),
        subject=subject.cast(pl.String),
        since_on=since.cast(pl.Date),
        reason=reason,
        change=pl.col("change") if "change" in given else pl.lit(None, dtype=pl.Float64),
        board=pl.col("board") if "board" in given else pl.lit(None, dtype=pl.String),
    )


def _gates_due(kept: Registers, until: date) -> pl.DataFrame:
    due = kept.gates.filter(pl.col("held_on").is_null() & (pl.col("due_on") <= until))
    reason = pl.format("{} due {}", pl.coalesce("name", "gate"), _iso("due_on"))
    return _part(due, "gate", pl.col("gate"), pl.col("due_on"), reason)


def _changes(kept: Registers, base: str, as_of: date) -> pl.DataFrame:
    """Return submitted change requests with their amount; one without a cost change costs 0."""
    asked = kept.requests.filter(pl.col("state") == "submitted").join(
        kept.projects.select("currency", project="code"), on="project", how="left",
        maintain_order="left",
    )  # fmt: skip
    has_rate = pl.col("n_without_rate") == 0
    valued = convert(asked, kept.rates, ["cost_delta"], base=base, on=as_of).with_columns(
        change=pl.when(has_rate).then(pl.col("cost_delta").abs().fill_null(0.0))
    )
    reason = pl.format("{}: {} ({})", "code", "name", "reason")
    return _part(
        valued.drop("board", strict=False), "change request", pl.col("code"),
        pl.col("submitted_on"), reason,
    )  # fmt: skip


def _charters(kept: Registers, base: str, as_of: date) -> pl.DataFrame:
    """Return charters of proposed projects that no board has granted yet, with their budget."""
    superseded = kept.decisions.select(code="supersedes").drop_nulls()
    granted = kept.decisions.join(superseded, on="code", how="anti").filter(
        (pl.col("about") == "charter") & pl.col("outcome").is_in(GRANTS)
    )
    proposed = kept.projects.filter(pl.col("stage") == "proposed").select(
        "currency", project="code"
    )
    due = kept.charters.join(proposed, on="project").join(granted, on="project", how="anti")
    valued = convert(due, kept.rates, ["budget"], base=base, on=as_of)
    return _part(
        valued.rename({"budget": "change"}), "charter", pl.lit(""), pl.lit(None),
        pl.lit("Charter waits for approval"),
    )  # fmt: skip


def _exceptions(kept: Registers) -> pl.DataFrame:
    """Return the broken tolerances about which no decision holds."""
    open_ = kept.exceptions.filter(pl.col("exception_state") == "open")
    return _part(
        open_.drop("board", strict=False), "exception", pl.col("measure"), pl.col("since_on"),
        pl.col("reason"),
    )  # fmt: skip


def _overdue_conditions(kept: Registers) -> pl.DataFrame:
    late = kept.conditions.filter(
        (pl.col("condition_state") == "overdue") & pl.col("project").is_not_null()
    )
    reason = pl.format(
        "Condition {} of {} due {}: {}", "number", "decision", _iso("due_on"), "text"
    )
    return _part(late.drop("board", strict=False), "project", pl.lit(""), pl.col("due_on"), reason)


def _on_hold(kept: Registers) -> pl.DataFrame:
    """Return projects on hold with the gate that is to be decided again, or the project itself."""
    held = kept.projects.filter(pl.col("stage") == "on hold").select(project="code")
    is_open = pl.col("held_on").is_null() | (pl.col("outcome") == "hold")
    gate = (
        kept.gates.filter(is_open)
        .sort(
            "project",
            pl.col("outcome").eq_missing("hold"),
            "number",
            descending=[False, True, False],
        )
        .unique("project", keep="first", maintain_order=True)
        .select("project", "gate", "board", since="held_on")
    )
    known = held.join(gate, on="project", how="left", maintain_order="left")
    has_gate = pl.col("gate").is_not_null()
    reason = pl.when(pl.col("since").is_not_null()).then(
        pl.format("On hold since {}", _iso("since"))
    ).otherwise(pl.lit("On hold"))  # fmt: skip
    return pl.concat([
        _part(known.filter(has_gate), "gate", pl.col("gate"), pl.col("since"), reason),
        _part(known.filter(~has_gate), "project", pl.lit(""), pl.col("since"), reason),
    ])  # fmt: skip


def _iso(name: str) -> pl.Expr:
    return pl.col(name).dt.strftime("%Y-%m-%d")


def chain(boards: pl.DataFrame, code: str) -> Iterator[dict[str, Any]]:
    """Give the board and those above it, the lowest first; a ring of boards is walked once.

    Parameters
    ----------
    boards : polars.DataFrame
        Register `board`.
    code : str
        Board to begin with.
    """
    rows = {row["code"]: row for row in boards.iter_rows(named=True)}
    while code in rows:
        row = rows.pop(code)
        yield row
        code = row["above"] or ""


def covers(mandate: pl.Expr, amount: pl.Expr) -> pl.Expr:
    """Return whether a mandate (null = any amount) covers an amount (null = not known).

    An amount that is not known is covered only by a mandate for any amount.
    """
    return mandate.is_null() | (amount <= mandate.cast(pl.Float64)).fill_null(value=False)


def in_charge(subjects: pl.DataFrame, boards: pl.DataFrame) -> pl.DataFrame:
    """Return the subjects with the board that decides about each.

    The lowest board whose mandate covers the amount: from the board named upwards, or, where none
    is named, among the boards of its portfolio and those of all portfolios. Where no mandate
    reaches, the highest of them.

    Parameters
    ----------
    subjects : polars.DataFrame
        What `waiting` gave.
    boards : polars.DataFrame
        Register `board`.

    Returns
    -------
    polars.DataFrame
        Same rows in the same order; `board` is null where no board is in charge.
    """
    steps = pl.DataFrame(
        [
            (code, step, row["code"], row["mandate"], row["portfolio"])
            for code in boards["code"]
            for step, row in enumerate(chain(boards, code))
        ],
        schema={
            "from": pl.String, "step": pl.Int64, "by": pl.String, "mandate": pl.Float64,
            "of": pl.String,
        },
        orient="row",
    )  # fmt: skip
    rows = subjects.with_row_index("row")
    named = rows.join(steps, left_on="board", right_on="from")
    free = rows.filter(pl.col("board").is_null()).join(
        steps.filter(pl.col("step") == 0).drop("from"), how="cross"
    )
    free = free.filter(pl.col("of").is_null() | (pl.col("of") == pl.col("portfolio")))
    is_covered = covers(pl.col("mandate"), pl.col("amount"))
    reach = pl.col("mandate").fill_null(float("inf"))
    first = (
        pl.concat([named, free], how="diagonal_relaxed")
        .sort(
            "row",
            ~is_covered,
            pl.when(is_covered).then("step").otherwise(-pl.col("step")),
            pl.when(is_covered).then(reach).otherwise(-reach),
            pl.col("of").is_null(),
            "by",
        )
        .unique("row", keep="first", maintain_order=True)
        .select("row", "by")
    )
    return (
        rows.join(first, on="row", how="left", maintain_order="left")
        .with_columns(board="by")
        .drop("row", "by")
    )


def proposals(subjects: pl.DataFrame, items: pl.DataFrame, board: str) -> pl.DataFrame:
    """Return what a board should put on its agenda.

    Parameters
    ----------
    subjects : polars.DataFrame
        What `in_charge` gave.
    items : polars.DataFrame
        Items of agendas still to be decided: about, project, subject.
    board : str
        The board.
    """
    return subjects.filter(pl.col("board") == board).join(
        items, on=list(KEY), how="anti", maintain_order="left"
    )


def next_meeting(
    last: date | None,
    every_days: int | None,
    as_of: date,
    *,
    mask: str = "1111100",
    holidays: Sequence[date] = (),
) -> date:
    """Return the day proposed for the next meeting: last + every_days, moved to a working day.

    Never before as_of; without a last meeting or a rhythm, the first working day from as_of.

    Examples
    --------
    >>> next_meeting(date(2026, 10, 31), 28, date(2026, 11, 2))  # 28 November is a Saturday
    datetime.date(2026, 11, 30)
    """
    wanted = last + timedelta(days=every_days) if last and every_days else as_of
    moved = np.busday_offset(
        np.datetime64(max(wanted, as_of), "D"),
        0,
        roll="forward",
        weekmask=[int(day) for day in mask],
        holidays=np.array(holidays, dtype="datetime64[D]"),
    )
    return date.fromisoformat(str(moved))


def sitting(members: pl.DataFrame, board: str, on: date) -> pl.DataFrame:
    """Return who sits on a board on a day: member, position and is_voting, the chair first.

    Parameters
    ----------
    members : polars.DataFrame
        Register `board_member`.
    board : str
        The board.
    on : date
        The day; the first and the last day of a term count.
    """
    order = pl.Enum(["chair", "member", "secretary", "adviser"])
    return (
        members.filter(
            (pl.col("board") == board)
            & (pl.col("from_on").is_null() | (pl.col("from_on") <= on))
            & (pl.col("until_on").is_null() | (pl.col("until_on") >= on))
        )
        .sort(pl.col("position").cast(order), "member")
        .select("member", "position", is_voting=pl.col("position").is_in(["chair", "member"]))
    )


__all__ = [
    "KEY", "Registers", "chain", "covers", "in_charge", "next_meeting", "proposals", "sitting",
    "waiting",
]  # fmt: skip
