"""Working calendars: what each says, who works by it, and keeping one with its days."""

from typing import Any

import polars as pl

from pmo_core.analysis.work_time import DEFAULT
from pmo_core.errors import Refused
from pmo_core.jobs.facts import Source
from pmo_core.model import CalendarDay, WorkCalendar
from pmo_core.store import Session

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week_in_words(mask: str) -> str:
    """Return the working days of a week.

    Examples
    --------
    >>> week_in_words("1111100"), week_in_words("0010011"), week_in_words("0000000")
    ('Mon to Fri', 'Wed, Sat to Sun', 'no day')
    """
    runs: list[list[str]] = []
    for place, name in enumerate(WEEK):
        if mask[place] == "1":
            if place and mask[place - 1] == "1":
                runs[-1].append(name)
            else:
                runs.append([name])
    words = [one[0] if len(one) == 1 else f"{one[0]} to {one[-1]}" for one in runs]
    return ", ".join(words) or "no day"


def mask_of(days: list[str]) -> str:
    """Return the week with these days of `WEEK` worked.

    Examples
    --------
    >>> mask_of(["Sat", "Mon"])
    '1000010'
    """
    return "".join("1" if name in days else "0" for name in WEEK)


def listing(source: Source) -> pl.DataFrame:
    """Return the calendars and who works by them; the first, without a code, is that of all.

    Columns: code, name, week (in words), has_holidays, n_days_off, n_days_extra, n_projects,
    n_elements (by their own calendar or their
    project's), n_people.
    """
    days = source.table("calendar_day").group_by(code="calendar").agg(
        n_days_off=(~pl.col("is_worked")).sum(), n_days_extra=pl.col("is_worked").sum()
    )  # fmt: skip
    kept = source.table("calendar").sort("code").select(
        "code", "name", "has_holidays",
        week=pl.col("working_days").map_elements(week_in_words, return_dtype=pl.String),
    )  # fmt: skip
    common = pl.DataFrame({
        "code": [DEFAULT], "name": ["All without one of their own"], "has_holidays": [True],
        "week": [week_in_words(source.settings().working_days)],
    })  # fmt: skip
    found = pl.concat([common, kept], how="diagonal_relaxed").join(
        days, on="code", how="left", maintain_order="left"
    )
    projects = source.table("project").select("calendar", project="code")
    elements = source.table("wbs_element").join(
        projects.rename({"calendar": "_calendar"}), on="project"
    ).select(calendar=pl.coalesce("calendar", "_calendar"))  # fmt: skip
    users = {"n_projects": projects, "n_elements": elements, "n_people": source.table("person")}
    for name, rows in users.items():
        uses = rows.group_by(code=pl.col("calendar").fill_null(DEFAULT)).agg(pl.len().alias(name))
        found = found.join(uses, on="code", how="left", maintain_order="left")
    counts = "n_days_off", "n_days_extra", "n_projects", "n_elements", "n_people"
    return found.select(
        "code", "name", "week", "has_holidays", *(pl.col(one).fill_null(0) for one in counts)
    ).with_columns(
        n_days_off=pl.when(pl.col("code") == DEFAULT)
        .then(source.table("holiday").height).otherwise("n_days_off")
    )  # fmt: skip


def save(
    session: Session, was: WorkCalendar | None, seen: pl.DataFrame, fields: dict[str, Any],
    days: pl.DataFrame,
) -> int | None:  # fmt: skip
    """Keep a calendar with its days as one change.

    Parameters
    ----------
    session : Session
        Who keeps it.
    was : WorkCalendar or None
        As it was seen; None = a new one.
    seen : polars.DataFrame
        Rows of `calendar_day` as they were seen.
    fields : dict
        Fields of the calendar.
    days : polars.DataFrame
        day, is_worked, name as typed; rows without a day are nothing.

    Returns
    -------
    int or None
        Number of the change; None when nothing differs.

    Raises
    ------
    Refused
        No day of the week is worked, or a day is listed twice.
    """
    calendar = WorkCalendar(**fields)
    if "1" not in calendar.working_days:
        raise Refused("No day of the week is worked.", "Choose at least one.")
    typed = days.drop_nulls("day")
    twice = typed.filter(pl.col("day").is_duplicated())["day"]
    if twice.len():
        raise Refused(f"{twice[0]} is listed twice.", "Keep one of the two rows.")
    rows = [
        CalendarDay(calendar=calendar.code, **{
            "day": one["day"], "is_worked": bool(one["is_worked"]), "name": one["name"] or None})
        for one in typed.iter_rows(named=True)
    ]  # fmt: skip
    return session.put(
        {"calendar": WorkCalendar.frame(calendar), "calendar_day": CalendarDay.frame(*rows)},
        {"calendar_day": seen} | ({"calendar": WorkCalendar.frame(was)} if was else {}),
        f"Calendar {calendar.code}",
    )


__all__ = ["WEEK", "listing", "mask_of", "save", "week_in_words"]
