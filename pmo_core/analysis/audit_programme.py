"""The audits of a year: so many a quarter by risk, spread over days and auditors.

Whoever manages or sponsors a subject does not audit it (ISO 19011:2018, 4: independence).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

ROWS = {
    "quarter": pl.Int64(), "planned_on": pl.Date(), "about": pl.String(), "code": pl.String(),
    "name": pl.String(), "department": pl.String(), "auditor": pl.String(),
    "risk_points": pl.Float64(), "risk_reason": pl.String(),
}  # fmt: skip
LEFT_OUT = {
    "about": pl.String(), "code": pl.String(), "name": pl.String(), "risk_points": pl.Float64(),
    "left_out_because": pl.String(),
}  # fmt: skip
_TAKES_NONE = "canceled"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a year's programme is to be.

    Parameters
    ----------
    year : int
        Calendar year.
    per_quarter : int
        Audits a quarter, those that are planned already included.
    auditors : tuple of str
        Who audits; nobody gets more than one audit more than another where that is possible.
    """

    year: int
    per_quarter: int
    auditors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """What is proposed, as `ROWS` says, and what was left out although its risk is higher."""

    rows: pl.DataFrame
    left_out: pl.DataFrame


def programme(
    rated: pl.DataFrame,
    audits: pl.DataFrame,
    ties: pl.DataFrame,
    wish: Wish,
    *,
    as_of: date,
    working_days: str = "1111100",
    holidays: Sequence[date] = (),
) -> Programme:
    """Propose the audits of a year.

    The subject with the highest risk comes first, into the first quarter with room. A project is
    never in two audits at once: not when an audit of it is planned or in progress, nor in a quarter
    in which its department is audited, and the other way round. What was audited in the year is not
    audited again in it. Days lie evenly in what is left of the quarter, on working days.

    Parameters
    ----------
    rated : polars.DataFrame
        From `audit_risk.points`, the highest risk first.
    audits : polars.DataFrame
        Register `audit`, all years; canceled ones take no room.
    ties : polars.DataFrame
        about, code, person: who may not audit what, as he manages, sponsors or belongs to it.
    wish : Wish
        The year, how many, by whom.
    as_of : date
        Today; nothing is planned for it or earlier.
    working_days : str
        Seven digits, Monday first, 1 = works.
    holidays : sequence of date
        Days on which nobody works.

    Returns
    -------
    Programme
        rows in order of day. left_out: subjects passed over with the reason, the highest risk
        first, up to the last one that was taken; all of them where room is left.
    """
    kept = audits.filter(pl.col("state") != _TAKES_NONE)
    free = {
        quarter: _days(wish, quarter, _planned(kept, wish.year, quarter), as_of,
                       working_days=working_days, holidays=holidays)
        for quarter in range(1, 5)
    }  # fmt: skip
    homes = dict(rated.filter(about="project").select("code", "department").iter_rows())
    desk = _Desk(kept, ties, wish, homes)
    rows, passed = list[dict[str, Any]](), list[dict[str, Any]]()
    for subject in rated.iter_rows(named=True):
        if not any(free.values()):
            break
        reason = desk.taken(subject)
        place = None if reason else desk.place(subject, free)
        if place is None:
            passed.append({**subject, "left_out_because": reason or desk.why_not(subject)})
            continue
        quarter, auditor = place
        day = free[quarter].pop(0)
        rows.append({**subject, "quarter": quarter, "planned_on": day, "auditor": auditor})
    made = pl.DataFrame([{name: row[name] for name in ROWS} for row in rows], schema=ROWS)
    left = pl.DataFrame([{name: row[name] for name in LEFT_OUT} for row in passed], schema=LEFT_OUT)
    return Programme(made.sort("planned_on", "code"), left)


class _Desk:
    """What is taken already: which subject when, and who audits how much."""

    def __init__(
        self, kept: pl.DataFrame, ties: pl.DataFrame, wish: Wish, homes: dict[str, str | None]
    ) -> None:
        self._wish = wish
        self._under_way = _subjects(kept.filter(pl.col("state").is_in(["planned", "in progress"])))
        self._done = _subjects(kept.filter(
            pl.col("state").is_in(["reported", "closed"])
            & (pl.coalesce("reported_on", "planned_on").dt.year() == wish.year)
        ))  # fmt: skip
        self._tied: dict[tuple[str, str], set[str]] = {}
        for about, code, person in ties.select("about", "code", "person").iter_rows():
            self._tied.setdefault((about, code), set()).add(person)
        self._of_year, self._of_quarter = Counter[str](), Counter[tuple[int, str]]()
        self._with_project, self._whole = set[tuple[int, str]](), set[tuple[int, str]]()
        this_year = kept.filter(pl.col("planned_on").dt.year() == wish.year)
        for quarter, auditor, project, department in this_year.select(
            pl.col("planned_on").dt.quarter(), "auditor", "project", "department"
        ).iter_rows():
            self._book(quarter, auditor)
            self._with_project.add((quarter, homes.get(project) or ""))
            self._whole.add((quarter, department or ""))

    def taken(self, subject: dict[str, Any]) -> str:
        """Return why a subject is not planned at all; empty = it may be."""
        key = (subject["about"], subject["code"])
        if key in self._under_way:
            return "An audit of it is planned or in progress."
        return f"It was audited in {self._wish.year}." if key in self._done else ""

    def place(self, subject: dict[str, Any], free: dict[int, list[date]]) -> tuple[int, str] | None:
        """Return the first quarter with room and who audits; take both."""
        able = self._able(subject)
        open_to = [one for one, days in free.items() if days and not self._meets(subject, one)]
        if not able or not open_to:
            return None
        quarter = open_to[0]
        auditor = min(able, key=lambda one: (self._of_quarter[quarter, one], self._of_year[one]))
        self._book(quarter, auditor)
        of_project = subject["about"] == "project"
        taken = self._with_project if of_project else self._whole
        taken.add((quarter, subject["department"] or ""))
        return quarter, auditor

    def why_not(self, subject: dict[str, Any]) -> str:
        """Return why there is no place for a subject although there is room."""
        if not self._able(subject):
            return "No auditor is independent of it."
        other = "Its department" if subject["about"] == "project" else "A project of it"
        return f"{other} is audited in the quarters that have room."

    def _able(self, subject: dict[str, Any]) -> list[str]:
        tied = self._tied.get((subject["about"], subject["code"]), set())
        return [one for one in self._wish.auditors if one not in tied]

    def _meets(self, subject: dict[str, Any], quarter: int) -> bool:
        """Return whether its department, or a project of it, is audited in the quarter."""
        others = self._whole if subject["about"] == "project" else self._with_project
        return bool(subject["department"]) and (quarter, subject["department"]) in others

    def _book(self, quarter: int, auditor: str | None) -> None:
        if auditor is not None:
            self._of_quarter[quarter, auditor] += 1
            self._of_year[auditor] += 1


def _subjects(audits: pl.DataFrame) -> set[tuple[str, str]]:
    """Return kind and code of what is audited."""
    about = pl.col("about")
    named = audits.select(
        about,
        pl.when(about == "project").then("project").when(about == "department").then("department"),
    ).drop_nulls()
    return set(named.rows())


def _planned(audits: pl.DataFrame, year: int, quarter: int) -> int:
    """Return how many audits lie in a quarter."""
    day = pl.col("planned_on").dt
    return audits.filter((day.year() == year) & (day.quarter() == quarter)).height


def _days(
    wish: Wish, quarter: int, n_planned: int, as_of: date, *, working_days: str = "1111100",
    holidays: Sequence[date] = (),
) -> list[date]:  # fmt: skip
    """Return the days of the audits that a quarter has room for: even steps, on working days.

    Examples
    --------
    >>> wish = Wish(2027, 3, ("Ida",))
    >>> [day.isoformat() for day in _days(wish, 1, 0, date(2026, 11, 23))]
    ['2027-01-18', '2027-02-15', '2027-03-17']
    """
    begin = date(wish.year, 3 * quarter - 2, 1)
    end = date(wish.year + quarter // 4, (3 * quarter) % 12 + 1, 1)
    first = max(begin, as_of + timedelta(days=1))
    room = max(wish.per_quarter - n_planned, 0)
    if first >= end or not room:
        return []
    step = (end - first).days / room
    wanted = [first + timedelta(days=int(step * (n + 0.5))) for n in range(room)]
    on = np.busday_offset(
        np.array(wanted, "datetime64[D]"), 0, roll="modifiedfollowing", weekmask=working_days,
        holidays=np.array(holidays, "datetime64[D]"),
    )  # fmt: skip
    return [day for day in on.astype(object).tolist() if first <= day < end]


__all__ = ["LEFT_OUT", "ROWS", "Programme", "Wish", "programme"]
