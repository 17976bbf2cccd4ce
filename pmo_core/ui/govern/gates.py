"""The page of the gates' history: what is chosen, the figures, and the list behind each."""

import statistics
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import gates as analysis
from pmo_core.charts import gates as charts
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted, plain

TABS = ("Days to approval", "Skipped", "Out of order", "Overdue")
FROM, TO = "from", "to"
_NOBODY = "(no board named)"
_FIRST = ("project", "project_name", "stage", "department", "gate_label", "board")
_TOLD_BY_LABEL = ("gate", "gate_name", "number")
_COUNTS = ("n_skipped", "n_before_earlier", "n_gates_overdue")
_BODY = (
    "board", "n_projects", "median_days", "lower_days", "upper_days", "shortest_days",
    "longest_days", "longest_project",
)  # fmt: skip
_NOUN = {TABS[0]: "project"}
_ORDERS: dict[str, dict[str, Order]] = {
    "Skipped": {
        "Latest first": [], "Project": [(pl.col("project"), False)],
        "Gate": [(pl.col("gate_label"), False)],
    },
    "Out of order": {
        "Largest first": [], "Project": [(pl.col("project"), False)],
        "Gate": [(pl.col("gate_label"), False)],
    },
    "Overdue": {
        "Longest first": [], "Project": [(pl.col("project"), False)],
        "Board": [(pl.col("board"), False)],
    },
    "Days to approval": {
        "Longest first": [], "Shortest first": [(pl.col("approval_days"), False)],
        "Project": [(pl.col("project"), False)], "Board": [(pl.col("board"), False)],
    },
}  # fmt: skip
_NONE = {
    "Skipped": "No required gate was passed over.",
    "Out of order": "No gate was held before an earlier one.",
    "Overdue": "No gate is past its day.",
}


@dataclass(frozen=True)
class History:
    """The gates of the chosen projects as they stand today, and the way that is measured.

    Parameters
    ----------
    held : polars.DataFrame
        What `analysis.as_held` gave.
    skipped, early, overdue, days : polars.DataFrame
        The lists behind the figures.
    counts, bodies : polars.DataFrame
        What went wrong by gate, and how long each approving body takes.
    start, end : str
        Milestones between which days are counted; empty where there are none.
    """

    held: pl.DataFrame
    skipped: pl.DataFrame
    early: pl.DataFrame
    overdue: pl.DataFrame
    counts: pl.DataFrame
    days: pl.DataFrame
    bodies: pl.DataFrame
    start: str
    end: str


def chosen() -> History | None:
    """Draw the choices and return the history that they leave; None where they leave nothing."""
    everything = data.derived(
        "gates as held", lambda: analysis.as_held(data.query("gate_history"), as_of()), day=as_of()
    )
    row = st.container(horizontal=True, vertical_alignment="bottom", key="gates_filters")
    with row:
        bodies = _picked(everything, "board", "Approving body")
        departments = _picked(everything, "department", "Department")
        stages = _picked(everything, "stage", "Stage")
    choice = {"board": bodies, "department": departments, "stage": stages}
    found = data.derived(
        "gates of choice", lambda: _among(everything, choice), day=as_of(),
        **{name: tuple(values) for name, values in choice.items()},
    )  # fmt: skip
    if found.is_empty():
        return None
    start, end = _way(row, analysis.milestones(found))
    return data.derived(
        "history of gates", lambda: _history(found, start, end), day=as_of(), start=start, end=end,
        **{name: tuple(values) for name, values in choice.items()},
    )  # fmt: skip


def _picked(held: pl.DataFrame, name: str, label: str) -> list[str]:
    options = [str(one) for one in held[name].drop_nulls().unique().sort()]
    if not options:
        return []
    return st.multiselect(label, options, key=f"gates_{name}", width=176, placeholder="All")


def _among(held: pl.DataFrame, choice: dict[str, list[str]]) -> pl.DataFrame:
    """Return the gates of projects that pass; whole projects, so that no order is torn."""
    passing = [pl.col(name).is_in(values) for name, values in choice.items() if values]
    wanted = held.filter(*passing)["project"].unique() if passing else held["project"]
    return held.filter(pl.col("project").is_in(wanted.implode()))


def _history(held: pl.DataFrame, start: str, end: str) -> History:
    days = analysis.days_between(held, start, end)
    return History(
        held, analysis.skipped(held), analysis.out_of_order(held),
        analysis.overdue(held, as_of()), analysis.by_gate(held, as_of()), days,
        analysis.by_body(days), start, end,
    )  # fmt: skip


def _way(row: Any, names: list[str]) -> tuple[str, str]:
    """Draw from where to where days are counted, as the address says or from the first onward."""
    if len(names) < 2:
        return "", ""
    ends = [one for one in names if one != analysis.SUBMITTED]
    for name, options, default in ((FROM, names, names[0]), (TO, ends, names[1])):
        if st.session_state.get(f"gates_{name}") not in options:
            asked = st.query_params.get(name)
            st.session_state[f"gates_{name}"] = asked if asked in options else default
    with row:
        start = st.selectbox("Days from", names, key=f"gates_{FROM}", width=206, on_change=_keep)
        end = st.selectbox("to the day of", ends, key=f"gates_{TO}", width=206, on_change=_keep)
    return str(start), str(end)


def _keep() -> None:
    """Put the way into the address, so that a link shows the same."""
    for name in (FROM, TO):
        st.query_params[name] = st.session_state[f"gates_{name}"]


def figures(history: History) -> None:
    """Show what is read first; each figure counts the rows of its list."""
    held = history.held
    n_projects = held["project"].n_unique()
    forward = history.days.filter(pl.col("approval_days") >= 0)["approval_days"]
    back = history.days.height - forward.len()
    said = counted(forward.len(), "project") + (f", {back} the other way" if back else "")
    median = f"{statistics.median(forward):,.0f} days" if forward.len() else "n/a"
    headline(
        [
            Figure(
                "Gates held", f"{held['held_on'].count():,}",
                "Gates with a date that is not after today.",
                f"of {counted(held.height, 'gate')} of {counted(n_projects, 'project')}",
            ),
            Figure(
                "Days to approval", median,
                "Median of the calendar days between the two, over the projects that have both.",
                plain(f"{history.start} to {history.end}, {said}") if history.end else "",
            ),
            Figure(
                "Skipped", f"{history.skipped.height:,}",
                "Required gates without a date although a later gate of the project was held.",
                f"in {counted(history.skipped['project'].n_unique(), 'project')}",
            ),
            Figure(
                "Out of order", f"{history.early.height:,}",
                "Gates held before an earlier gate of the project.",
                f"in {counted(history.early['project'].n_unique(), 'project')}",
            ),
            Figure(
                "Overdue", f"{history.overdue.height:,}",
                "Required gates past the day they were due, neither held nor passed over; those of "
                "closed and canceled projects are left out.",
                _longest(history.overdue),
            ),
        ],
        "gate_figures",
        width=165,
    )  # fmt: skip


def _longest(overdue: pl.DataFrame) -> str:
    days = overdue["gate_overdue_days"].to_list()
    return f"longest {max(days):,} days" if days else "none"


def part(name: str, history: History) -> str | None:
    """Draw one part of the page, and return the project that was clicked.

    Parameters
    ----------
    name : str
        One of `TABS`.
    history : History
        What `chosen` gave.
    """
    if name == TABS[0]:
        return _approval(history)
    lists = dict(zip(TABS[1:], (history.skipped, history.early, history.overdue), strict=True))
    _by_gate(history)
    return _listed(name, lists[name], _NONE[name])


def _approval(history: History) -> str | None:
    stats = history.bodies
    if stats.is_empty():
        empty(
            "No project has both dates.",
            "Choose two other milestones above, or enter when gates were held.",
        )
        return None
    drawn = stats.with_columns(body=pl.col("board").fill_null(_NOBODY))
    title = f"From {history.start} to {history.end}, by approving body"
    left, right = side_by_side()
    with left:
        chart(charts.durations(drawn, title=title), "gate_durations")
        st.caption("Line: shortest to longest. Bar: the middle half. Mark: the median.")
    with right:
        grid(
            stats.select(_BODY), "gate_bodies", alt="Days by approving body", register="gate",
            labels={"board": "Approving body"}, file_name="days-by-approving-body",
        )  # fmt: skip
    return _listed(TABS[0], history.days, "No project has both dates.")


def _by_gate(history: History) -> None:
    named = dict(zip(_COUNTS, charts.FAULTS, strict=True))
    long = history.counts.unpivot(
        list(named), index="gate_label", variable_name="fault", value_name="n_gates"
    ).with_columns(pl.col("fault").replace_strict(named, return_dtype=pl.String))  # fmt: skip
    left, right = side_by_side()
    with left:
        drawing = charts.faults(long, title="What went wrong, gate by gate")
        if drawing.is_empty:
            empty("Nothing went wrong.", "No gate was skipped, held too early, or is overdue.")
        else:
            chart(drawing, "gate_faults")
    with right:
        grid(
            history.counts, "gate_counts", alt="What went wrong, gate by gate",
            file_name="gates-what-went-wrong",
        )  # fmt: skip


def _listed(name: str, rows: pl.DataFrame, nothing: str) -> str | None:
    """Show a list, a page at a time; return the project that was clicked."""
    if rows.is_empty():
        empty(nothing, "There is no list to show.")
        return None
    told = rows.select(
        *(one for one in _FIRST if one in rows.columns),
        *(one for one in rows.columns if one not in {*_FIRST, *_TOLD_BY_LABEL}),
    )
    unknown = tuple(one for one in ("stage", "department") if _is_unknown(told, one))
    slug = name.lower().replace(" ", "-")
    shown = paged(
        told, _ORDERS[name], _NOUN.get(name, "gate"), "A click opens the project.",
        key=f"gates_{slug}_",
    )  # fmt: skip
    row = grid(
        shown, f"gates_{slug}", alt=name, register="gate", pinned=("project",), hidden=unknown,
        labels={"project_name": "Project name", "board": "Approving body"}, clickable=True,
        boxes=False, export=lambda: told, file_name=f"gates-{slug}",
    )  # fmt: skip
    return None if row is None else str(shown["project"][row])


def _is_unknown(rows: pl.DataFrame, name: str) -> bool:
    return name in rows.columns and rows[name].null_count() == rows.height


__all__ = ["TABS", "History", "chosen", "figures", "part"]
