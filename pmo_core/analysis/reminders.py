"""The status round: who has reported, who is late, and the letter that reminds him."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from pmo_core.analysis.rating import MUST_REPORT
from pmo_core.model import Settings

STATES = ("never reported", "late", "not due yet", "in")
"""Where a project stands in the round, the most urgent first."""


def due(projects: pl.DataFrame, *, as_of: date, settings: Settings) -> pl.DataFrame:
    """Return the projects that must report, and where each stands in the round.

    A project in delivery or on hold must report each `status_every_days`, for the first time that
    long after its start.

    Parameters
    ----------
    projects : polars.DataFrame
        code, name, manager, stage, is_open, status_on (data date of the latest report),
        actual_start, planned_start.
    as_of : date
        The day.
    settings : Settings
        `status_every_days`.

    Returns
    -------
    polars.DataFrame
        project, project_name, manager (null = not named), round_state (one of `STATES`),
        status_on, due_on (null = never reported and start not known), late_days (calendar days
        past due_on, null = not late, or due_on not known); the latest first.
    """
    every = timedelta(days=settings.status_every_days)
    start = pl.coalesce("status_on", "actual_start", "planned_start")
    is_due = pl.col("stage").is_in(MUST_REPORT).fill_null(value=False) & pl.col("is_open")
    never, days = pl.col("status_on").is_null(), (pl.lit(as_of) - pl.col("due_on")).dt.total_days()
    is_late = (pl.col("due_on") < as_of).fill_null(value=True)
    state = (
        pl.when(is_late & never).then(pl.lit(STATES[0]))
        .when(is_late).then(pl.lit(STATES[1]))
        .when(never).then(pl.lit(STATES[2]))
        .otherwise(pl.lit(STATES[3]))
    )  # fmt: skip
    order = pl.col("round_state").replace_strict(dict(zip(STATES, range(4), strict=True)))
    return (
        projects.filter(is_due)
        .with_columns(due_on=start + every)
        .select(
            project="code", project_name="name", manager="manager", round_state=state,
            status_on="status_on", due_on="due_on", late_days=pl.when(days > 0).then(days),
        )
        .sort(order, -pl.col("late_days"), "project", nulls_last=True)
    )  # fmt: skip


def reminders(rows: pl.DataFrame) -> pl.DataFrame:
    """Return who is to be reminded of what, each manager's most urgent first.

    Parameters
    ----------
    rows : polars.DataFrame
        As `due` returns it.

    Returns
    -------
    polars.DataFrame
        manager, project, project_name, round_state, status_on, due_on, late_days: what is late or
        was never reported, by manager; projects without a manager come last.
    """
    columns = ("manager", "project", "project_name", "round_state", "status_on", "due_on",
               "late_days")  # fmt: skip
    late = rows.filter(pl.col("round_state").is_in(STATES[:2])).select(columns)
    return late.sort("manager", maintain_order=True, nulls_last=True)


@dataclass(frozen=True)
class Letter:
    """A reminder, ready to be sent: to whom, about what, and what it says."""

    to: str
    subject: str
    text: str


def letters(late: pl.DataFrame, *, as_of: date, sender: str) -> tuple[Letter, ...]:
    """Return one letter per manager who is late.

    Parameters
    ----------
    late : polars.DataFrame
        As `reminders` returns it. Projects without a manager are in no letter.
    as_of : date
        Day of the letter.
    sender : str
        Who reminds.

    Examples
    --------
    >>> row = {"manager": "Tom", "project": "P-1", "project_name": "Login", "late_days": 1,
    ...        "round_state": "late", "status_on": date(2026, 10, 1), "due_on": date(2026, 11, 1)}
    >>> (one,) = letters(pl.DataFrame([row]), as_of=date(2026, 11, 2), sender="Ida")
    >>> one.subject
    'Status of 1 project is due'
    >>> one.text.splitlines()[4]
    '- P-1 Login: last status of 2026-10-01, due on 2026-11-01 (1 day late)'
    """
    named = late.drop_nulls("manager")
    return tuple(
        _letter(str(who), rows.iter_rows(named=True), rows.height, as_of, sender)
        for (who,), rows in named.group_by("manager", maintain_order=True)
    )


def _letter(who: str, rows: Iterable[dict[str, Any]], n: int, as_of: date, sender: str) -> Letter:
    noun = "project" if n == 1 else "projects"
    lines = [
        f"Dear {who},", "", f"as of {as_of} we miss the status of {n} {noun}:", "",
        *(_line(row) for row in rows), "",
        "Please report it on the page Status round: it is prefilled and takes a few minutes.", "",
        "Kind regards", sender,
    ]  # fmt: skip
    return Letter(who, f"Status of {n} {noun} {'is' if n == 1 else 'are'} due", "\n".join(lines))


def _line(row: dict[str, Any]) -> str:
    last = f"last status of {row['status_on']}" if row["status_on"] else "never reported"
    days = row["late_days"]
    late = f" ({days} {'day' if days == 1 else 'days'} late)" if days else ""
    due_on = f", due on {row['due_on']}{late}" if row["due_on"] else ""
    return f"- {row['project']} {row['project_name']}: {last}{due_on}"


__all__ = ["STATES", "Letter", "due", "letters", "reminders"]
