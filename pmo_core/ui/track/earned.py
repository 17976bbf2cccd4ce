"""Earned value as the page shows it: the latest figures of projects, summed by structure."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import polars as pl
import streamlit as st

from pmo_core.analysis import structure
from pmo_core.analysis.earned_value import AMOUNTS, indices, rolled
from pmo_core.ui import data, facts
from pmo_core.ui.filters import Filters, filters
from pmo_core.ui.measured import measured
from pmo_core.ui.order import by_code
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted
from pmo_core.ui.track.earned_says import standing
from pmo_core.ui.trust import with_trust

Level = Literal["Portfolio", "Program", "Department", "Project"]
LEVELS: tuple[Level, ...] = ("Portfolio", "Program", "Department", "Project")
UNITS = ("Money", "Hours")
WHICH = ("Running", "All measured")
LATEST, TODAY = "Latest report", "Today"
FOLLOWED = 5
"""Projects whose way is drawn: those that stand worst."""
SETTLED_PCT = 15.0
"""Part of the budget earned from which indices of a project have settled, percent."""
MARKS = 500
"""Projects drawn at most, those of the largest budgets: what a browser draws without a pause."""
_TRAIL = 6
_DATES = 60
_WORDS = {"bac": "budget", "pv": "plan in time", "ev": "earned value", "ac": "actual cost"}


@dataclass(frozen=True)
class Choice:
    """What the user chose; it names the result."""

    on: date
    at_reports: bool
    level: Level
    in_hours: bool
    is_open: bool
    filters: Filters


def choose() -> Choice:
    """Draw the controls of the portfolio's page and return what was chosen."""
    found = filters()
    with st.container(horizontal=True, vertical_alignment="bottom", key="earned_choice"):
        level = st.segmented_control(
            "By", LEVELS, default=LEVELS[0], required=True, key="by", bind="query-params"
        )
        on = data_date(_dates(as_of()))
        at_reports = on is None
        in_hours = unit()
        which = st.segmented_control(
            "Projects", WHICH, default=WHICH[0], required=True, key="which", bind="query-params",
            help="Running: begun and not finished on the data date.",
        )  # fmt: skip
    return Choice(on or as_of(), at_reports, level, in_hours, which == WHICH[0], found)


def data_date(dates: tuple[str, ...]) -> date | None:
    """Draw the choice of the day that the figures speak of; None = the day of the latest report."""
    chosen = st.selectbox(
        "Data date", (LATEST, TODAY, *dates), key="data_date", width=160, bind="query-params",
        help="Latest report: each project on the day that its earned value was last reported, so "
        "that it is compared with what was planned and spent by then. On a later day an old report "
        "looks worse. What was approved, posted or reported later is in no figure.",
    )  # fmt: skip
    if chosen == LATEST:
        return None
    return as_of() if chosen == TODAY else date.fromisoformat(chosen)


def unit() -> bool:
    """Draw the choice of the unit; return whether it is hours."""
    return (
        st.segmented_control(
            "In", UNITS, default=UNITS[0], required=True, key="unit", bind="query-params",
            help="Hours: planned, earned and posted work.",
        )
        == UNITS[1]
    )  # fmt: skip


def _dates(today: date) -> tuple[str, ...]:
    def made() -> tuple[str, ...]:
        days = measured(today).filter(pl.col("data_date") < today)["data_date"]
        return tuple(day.isoformat() for day in days.unique().sort(descending=True).head(_DATES))

    return data.derived("status dates", made, as_of=today)


def latest(on: date, *, in_hours: bool, at_reports: bool = False) -> pl.DataFrame:
    """Return one row per project that was ever measured: its figures, names and trust.

    As `analysis.earned_value.indices` gives them for the latest row of `measured`, or that of its
    latest report (`at_reports`; without one the latest row), in order of code; and code, name,
    portfolio, program, department, stage, method, tags, manager, is_open, standing_ev, trust,
    trust_reason.
    """
    return data.derived(
        "latest earned value", lambda: _latest(on, in_hours, at_reports), on=on, unit=in_hours,
        at_reports=at_reports,
    )  # fmt: skip


def reported(rows: pl.DataFrame) -> pl.DataFrame:
    """Return of each project the row on which its earned value was last reported, else its last.

    Examples
    --------
    >>> day = date(2026, 10, 31), date(2026, 11, 23)
    >>> rows = pl.DataFrame({"project": "A", "data_date": day, "ev_on": [day[0], day[0]]})
    >>> reported(rows)["data_date"].to_list() == [day[0]]
    True
    """
    is_reported = (pl.col("ev_on") == pl.col("data_date")).fill_null(value=False)
    ordered = rows.sort("project", is_reported, "data_date")
    return ordered.unique("project", keep="last", maintain_order=True)


def _latest(on: date, in_hours: bool, at_reports: bool) -> pl.DataFrame:
    named = facts.portfolio(on).select(
        "code", "name", "manager", "portfolio", "portfolio_name", "program", "program_name",
        "department", "department_name", "stage", "method", "tags", "is_open",
    )  # fmt: skip
    every = measured(on, in_hours=in_hours)
    rows = indices(reported(every) if at_reports else every.filter("is_last"))
    both = rows.rename({"project": "code"}).join(named, on="code", maintain_order="left")
    both = both.with_columns(standing())
    return with_trust(both, on)


def shown(choice: Choice) -> pl.DataFrame:
    """Return the rows of `latest` that were chosen."""

    def made() -> pl.DataFrame:
        rows = choice.filters.apply(
            latest(choice.on, in_hours=choice.in_hours, at_reports=choice.at_reports)
        )
        return rows.filter("is_open") if choice.is_open else rows

    return data.derived("shown of earned value", made, choice=_members_of(choice))


def _members_of(choice: Choice) -> Choice:
    """Return the choice without the level: the same projects whatever they are grouped by."""
    return replace(choice, level=LEVELS[0])


def total(choice: Choice) -> dict[str, object]:
    """Return the figures of all chosen projects together: summed, then divided once."""

    def made() -> dict[str, object]:
        everything = shown(choice).select(*AMOUNTS, _all=pl.lit(0))
        return indices(rolled(everything, "_all")).row(0, named=True)

    return data.derived("total of earned value", made, choice=_members_of(choice))


def left_out(rows: pl.DataFrame) -> str:
    """Return how many projects are in no sum, by what they lack first.

    Examples
    --------
    >>> known, none = [1.0, 1.0], [None, 1.0]
    >>> frame = pl.DataFrame({"bac": known, "pv": known, "ev": none, "ac": none})
    >>> left_out(frame)
    '1 of 2 projects: 1 without earned value'
    """
    words, rest = [], rows
    for name in AMOUNTS:
        without = rest.filter(pl.col(name).is_null()).height
        rest = rest.drop_nulls(name)
        if without:
            words.append(f"{without:,} without {_WORDS[name]}")
    found = f"{rest.height:,} of {counted(rows.height, 'project')}"
    return f"{found}: {', '.join(words)}" if words else counted(rows.height, "project")


def by_level(choice: Choice) -> pl.DataFrame:
    """Return the figures of each group: group, group_name, n_projects, n_unknown, figures.

    A department holds those below it; its name is set in by its depth.
    """
    return data.derived("groups of earned value", lambda: _by_level(choice), choice=choice)


def _by_level(choice: Choice) -> pl.DataFrame:
    rows, level = shown(choice), choice.level
    groups = data.derived("groups of projects", lambda: _groups(level.lower()), level=level)
    placed = groups.join(rows.select("code", *AMOUNTS), left_on="member", right_on="code")
    found = indices(rolled(placed, ["level", "group", "group_name"]))
    indent = pl.lit("\u2003").repeat_by(pl.col("level") - 1).list.join("")
    return by_code(found, "group").with_columns(
        group_name=pl.concat_str(indent, pl.col("group_name"))
    )


def _groups(by: str) -> pl.DataFrame:
    """Return the groups of all projects: level, group, group_name, member."""
    names = ("project", "program", "portfolio", "department")
    members = structure.members(by, {name: data.table(name) for name in names})[0]  # type: ignore[arg-type]
    wanted = (pl.col("level") == 1) if by == "portfolio" else (pl.col("level") > 0)
    return members.filter(wanted).select("level", "group", "group_name", "member")


def trails(choice: Choice) -> pl.DataFrame:
    """Return what the bullseye draws: the projects, and the last reports of those that stand worst.

    Worst: the least CPI x SPI(t) of those that have earned enough for indices to have settled.
    """
    return data.derived(
        "trails of earned value", lambda: _trails(choice), choice=_members_of(choice)
    )


def _trails(choice: Choice) -> pl.DataFrame:
    known = shown(choice).drop_nulls(["cpi", "spi_t"]).sort("bac", descending=True).head(MARKS)
    settled = known.filter(pl.col("earned_pct") >= SETTLED_PCT)
    worst = settled.sort(pl.col("cpi") * pl.col("spi_t")).head(FOLLOWED)
    worst = worst.select("code", "name", _until="data_date")
    before = (
        measured(choice.on, in_hours=choice.in_hours)
        .rename({"project": "code"})
        .join(worst, on="code")
        .filter(pl.col("data_date") < pl.col("_until"))
        .group_by("code", maintain_order=True)
        .tail(_TRAIL)
    )
    columns = ["key", "name", "data_date", "spi_t", "cpi", "is_last"]
    both = pl.concat([
        known.rename({"code": "key"}).with_columns(is_last=pl.lit(value=True)).select(columns),
        indices(before).rename({"code": "key"}).with_columns(is_last=pl.lit(value=False))
        .select(columns),
    ])  # fmt: skip
    return both.with_columns(is_followed=pl.col("key").is_in(worst["code"].implode()))


__all__ = [
    "FOLLOWED", "LEVELS", "MARKS", "SETTLED_PCT", "Choice", "by_level", "choose", "data_date",
    "latest", "left_out", "reported", "shown", "total", "trails", "unit",
]  # fmt: skip
