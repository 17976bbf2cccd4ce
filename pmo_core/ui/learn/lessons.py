"""The register of lessons: what is read first, filters, and the list."""

from dataclasses import dataclass
from typing import get_args

import polars as pl
import streamlit as st

from pmo_core.model.lessons import LessonSource
from pmo_core.model.structure import Method
from pmo_core.ui.boot import actor
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import lessons_data, lessons_effect
from pmo_core.ui.page import Figure, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.text import counted

PARAMETER = "lesson"
STATES = ("Accepted", "Proposed", "Mine", "Retired", "All")
ORDERS: dict[str, Order] = {
    "Newest": [(pl.col("raised_on"), True), (pl.col("code"), True)],
    "Most applied": [(pl.col("n_applied"), True), (pl.col("n_effects"), True)],
    "Least useful": [(pl.col("useful_pct"), False)],
    "Never applied": [(pl.col("n_applied"), False), (pl.col("raised_on"), False)],
    "Code": [(pl.col("code"), False)],
}
_HELP = "Accepted lessons speak by themselves; proposed ones wait for the PMO; mine are my own."
_KEYS = ("lesson_search", "lesson_method", "lesson_source", "lesson_type")
_TEXT = ("code", "name", "happened", "effect", "advice", "tags", "project", "project_name")
_SHOWN = (
    "code", "name", "kind", "n_applied", "useful_pct", "followed_again_pct", "left_again_pct",
    "practice", "tags", "method", "phase", "project_type", "advice", "n_not_relevant", "n_effects",
    "n_followed", "n_left", "source", "project", "project_name", "raised_on", "state",
)  # fmt: skip
_WIDTH = 135


@dataclass(frozen=True)
class LessonFilters:
    """What was chosen; an empty choice lets everything through."""

    state: str
    search: str
    method: tuple[str, ...]
    source: tuple[str, ...]
    project_type: tuple[str, ...]
    me: str

    def apply(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the lessons that pass; see `lessons_data.rows` for their columns."""
        for name in ("method", "source", "project_type"):
            if chosen := getattr(self, name):
                rows = rows.filter(pl.col(name).is_in(chosen))
        if self.state == "Mine":
            rows = rows.filter(pl.col("raised_by") == self.me)
        elif self.state != "All":
            rows = rows.filter(pl.col("state") == self.state.lower())
        if self.search:
            text = pl.concat_str(*_TEXT, separator="\n", ignore_nulls=True).str.to_lowercase()
            rows = rows.filter(text.str.contains(self.search.lower(), literal=True))
        return rows


def figures() -> None:
    """Show what is read first: what speaks, what waits, how it was used, and what came of it."""
    rows = lessons_data.rows()
    accepted = rows.filter(pl.col("state") == "accepted")
    n_applied, n_not = int(rows["n_applied"].sum()), int(rows["n_not_relevant"].sum())
    n_effects, n_judged = int(rows["n_effects"].sum()), n_applied + n_not
    n_used = rows.filter(pl.col("n_applied") > 0).height
    useful = f"{100 * n_applied / n_judged:.0f} %" if n_judged else "N/A"
    headline(
        [
            Figure(
                "Accepted", f"{accepted.height:,}",
                "Accepted lessons: they appear by themselves on requests, projects, gates and "
                "audits whose traits match.",
                f"{accepted['practice'].count():,} became practices",
            ),
            Figure(
                "Proposed", f"{rows.filter(pl.col('state') == 'proposed').height:,}",
                "Proposed lessons that the PMO has neither accepted nor retired.",
                "wait for the PMO",
            ),
            Figure(
                "Applied", f"{n_applied:,}",
                "Times that somebody said that a lesson was applied where it appeared.",
                f"{counted(n_used, 'lesson')} of {rows.height:,}",
            ),
            Figure(
                "Found useful", useful,
                "100 x applied / (applied + not relevant); what was put off is in neither.",
                f"{n_not:,} not relevant" if n_judged else "nobody has judged one yet",
            ),
            Figure(
                "Effect told", f"{n_effects:,}",
                "Applied lessons of which somebody said what came of them.",
                f"of {n_applied:,} applied",
            ),
            lessons_effect.figure(rows),
        ],
        "lesson_figures",
    )  # fmt: skip


def filters() -> LessonFilters:
    """Draw the filters and return what was chosen."""
    _, types, _ = lessons_data.known_traits()
    with st.container(horizontal=True, vertical_alignment="bottom", key="lesson_filters"):
        state = st.segmented_control(
            "Show", STATES, default=STATES[0], required=True, key="lesson_state", help=_HELP,
            bind="query-params",
        )  # fmt: skip
        search = st.text_input(
            "Search", key="lesson_search", icon=":material/search:", width=180,
            placeholder="Words, tag or code", bind="query-params",
        )  # fmt: skip
        method = _choice("Method", get_args(Method), "lesson_method")
        kind = _choice("Type", tuple(types), "lesson_type")
        source = _choice("Learned at", get_args(LessonSource), "lesson_source")
        found = LessonFilters(state, search.strip(), method, source, kind, actor()[0])
        if found.search or method or kind or source:
            st.button("Clear", icon=":material/close:", type="tertiary", on_click=_clear)
    return found


def _choice(label: str, options: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            label, options, key=key, placeholder="All", width=_WIDTH, bind="query-params"
        )
    )  # fmt: skip


def _clear() -> None:
    for key in _KEYS:
        st.session_state[key] = "" if key == "lesson_search" else []


def listing(chosen: LessonFilters) -> None:
    """Draw the lessons that pass; a button opens one."""
    rows = chosen.apply(lessons_data.rows())
    if rows.is_empty():
        empty("No lesson passes the filters.", "Clear a filter, or choose All beside Show.")
        return
    shown = paged(rows, ORDERS, "lesson", key="lesson_")

    def open_(row: int) -> None:
        st.query_params[PARAMETER] = shown["code"][row]

    grid(
        shown.select(_SHOWN).with_columns(
            pl.col("tags").str.replace_all(";", ", "), lessons_data.in_words(),
        ),
        "lessons", alt="Lessons", register="lesson", pinned=("code",),
        labels={"name": "Lesson", "kind": "It went"},
        on_row=open_, export=lambda: rows.select(*_SHOWN, "happened", "effect", "raised_by"),
        file_name="lessons",
    )  # fmt: skip


__all__ = ["ORDERS", "PARAMETER", "STATES", "LessonFilters", "figures", "filters", "listing"]
