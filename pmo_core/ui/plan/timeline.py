"""The controls of the timeline, all in the address: which time, which rows, in what order."""

from dataclasses import dataclass
from datetime import date
from typing import get_args

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pmo_core.analysis.structure import BELOW
from pmo_core.analysis.timeline import Depth, tree, within
from pmo_core.analysis.timeline_window import Window, Zoom, window
from pmo_core.ui.filters import set_filters
from pmo_core.ui.paging import Order, width_of
from pmo_core.ui.text import counted

ROWS = 40
"""Rows of a page."""
MOST_PROJECTS = 200
"""Projects up to which they are shown at first; beyond, programs are."""
DEPTHS: dict[str, Depth] = {"Portfolios": 1, "Programs": 2, "Projects": 3}
ORDERS: dict[str, Order] = {
    "Structure": [],
    "Start": [(pl.col("early_start"), False)],
    "Finish": [(pl.col("early_finish"), False)],
    "Furthest behind": [(pl.col("behind_days"), True)],
    "Most critical tasks": [(pl.col("n_critical"), True)],
    "Drives most projects": [(pl.col("n_driven"), True)],
}  # fmt: skip
_FROM = "from"


@dataclass(frozen=True)
class Choice:
    """What is looked at: the days, the last level of rows, and their order."""

    window: Window
    depth: Depth
    order: str


def choose(n_projects: int, as_of: date) -> Choice:
    """Draw the controls of the timeline of all projects but the order; return what was chosen."""
    first = "Projects" if n_projects <= MOST_PROJECTS else "Programs"
    with st.container(horizontal=True, vertical_alignment="bottom", key="timeline_choice"):
        shown = choose_window("Quarters", as_of)
        depth = st.segmented_control(
            "Rows", list(DEPTHS), key="rows", default=first, required=True, bind="query-params",
            help="The last level that has rows of its own.",
        )  # fmt: skip
    return Choice(shown, DEPTHS[depth or first], "Structure")


def choose_order() -> str:
    """Draw the choice of the order of rows and return it."""
    return st.selectbox(
        "Sort by", list(ORDERS), key="rows_by", width=210, bind="query-params",
        help="Any other order than Structure shows projects without their groups.",
    )  # fmt: skip


def choose_window(default: Zoom, around: date) -> Window:
    """Draw the choice of the zoom and the way through time; return what is seen.

    Parameters
    ----------
    default : {"Years", "Quarters", "Months", "Weeks"}
        Zoom where nothing is chosen.
    around : date
        Day around which the window lies as long as nobody moved it.
    """
    zoom = st.segmented_control(
        "Zoom", list(get_args(Zoom)), key="zoom", default=default, required=True,
        bind="query-params",
    )  # fmt: skip
    shown = _window(zoom or default, around)
    with st.container(horizontal=True, gap="xxsmall", width="content", key="timeline_way"):
        st.button("", icon=":material/chevron_left:", key="earlier", help="Earlier",
                  on_click=_begin, args=(shown.moved(-0.5).first,))  # fmt: skip
        st.button("Today", key="to_today", on_click=_begin, args=(None,))
        st.button("", icon=":material/chevron_right:", key="later", help="Later",
                  on_click=_begin, args=(shown.moved(0.5).first,))  # fmt: skip
    return shown


def rows_of(projects: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """Return the rows of the timeline that lie in the window, in order, and how they are drawn.

    Parameters
    ----------
    projects : polars.DataFrame
        Projects that pass the filters, from `timeline_data.projects`.
    choice : Choice
        What was chosen.
    """
    seen = within(projects, choice.window.first, choice.window.last)
    order = ORDERS[choice.order]
    rows = tree(seen, 3 if order else choice.depth)
    if order:
        (by, descending), *_ = order
        rows = rows.filter(pl.col("level") == 3).sort(
            by, descending=descending, nulls_last=True, maintain_order=True
        ).with_columns(level=pl.lit(1))  # fmt: skip
        rows = rows.with_columns(is_group=pl.lit(value=False))
    else:
        rows = rows.with_columns(is_group=pl.col("level") < 3)
    is_heading = pl.col("is_group") & (pl.col("level") == 1)
    return rows.with_columns(is_critical=pl.lit(value=False), is_heading=is_heading)


def paged(
    rows: pl.DataFrame, noun: str, hint: str, key: str, row: DeltaGenerator | None = None
) -> pl.DataFrame:
    """Draw the choice of the page and return its rows.

    Parameters
    ----------
    rows : polars.DataFrame
        All rows.
    noun, hint : str
        What a row is, and what can be done with it.
    key : str
        Name of the choice.
    row : DeltaGenerator, optional
        Where other controls of the rows stand already.
    """
    n_pages = -(-max(rows.height, 1) // ROWS)
    if row is None:
        row = st.container(horizontal=True, vertical_alignment="center", key=f"{key}_paging")
    with row:
        if n_pages == 1:
            st.caption(f"{counted(rows.height, noun)}. {hint}", width="content")
            return rows
        if st.session_state.get(key, 1) > n_pages:
            st.session_state[key] = 1
        first = (st.pagination(n_pages, key=key, width=width_of(n_pages)) - 1) * ROWS
        last = min(first + ROWS, rows.height)
        st.caption(f"{first + 1:,} to {last:,} of {counted(rows.height, noun)}. {hint}",
                   width="content")  # fmt: skip
    return rows.slice(first, ROWS)


def enter(key: str) -> None:
    """Look into a row: a group's projects, or a project's tasks; only in a callback.

    Parameters
    ----------
    key : str
        Of a row: kind, a colon, and the key in the tree.
    """
    kind, _, code = key.partition(":")
    if kind == "3":
        open_project(code)
        return
    portfolio, _, program = code.partition(BELOW)
    st.session_state["rows"] = "Projects"
    if program:
        set_filters(program=program)
    elif portfolio:
        set_filters(portfolio=portfolio)


def open_project(code: str | None) -> None:
    """Look at the tasks of a project, or with None at all projects; only in a callback."""
    for name in (_FROM, "zoom"):
        st.query_params.pop(name, None)
    st.session_state.pop("zoom", None)
    if code is None:
        st.query_params.pop("project", None)
    else:
        st.query_params["project"] = code


def _window(zoom: Zoom, around: date) -> Window:
    try:
        begins = date.fromisoformat(st.query_params.get(_FROM, ""))
    except ValueError:
        return window(zoom, around)
    return window(zoom, min(max(begins, date(1970, 1, 1)), date(2190, 1, 1)), is_first=True)


def _begin(first: date | None) -> None:
    """Let the window begin with a day, or lie where it lies by itself; only in a callback."""
    if first is None:
        st.query_params.pop(_FROM, None)
    else:
        st.query_params[_FROM] = first.isoformat()


__all__ = [
    "DEPTHS", "ORDERS", "ROWS", "Choice", "choose", "choose_order", "choose_window", "enter",
    "open_project", "paged", "rows_of",
]  # fmt: skip
