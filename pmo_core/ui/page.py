"""What pages have in common: the frame, the head, figures, and what to do when there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from pmo_core.jobs import archive
from pmo_core.ui import acting, boot, data
from pmo_core.ui.learn import announcements_notice
from pmo_core.ui.text import heading, plain

WIDTHS_OF_FIGURE = {True: 150, False: 200}
NARROW = 400


@dataclass(frozen=True)
class Figure:
    """A number that a manager reads first.

    Parameters
    ----------
    label, value : str
        What it is and how much, with its unit.
    meaning : str
        The formula and what is missing in it, shown on request.
    note : str
        What must be known to read it right, always shown, such as "4 of 31 without budget".
    """

    label: str
    value: str
    meaning: str
    note: str = ""


def frame() -> None:
    """Draw what surrounds every page, and build the demonstration at the very first start."""
    boot.keep_loaded()
    _first_start()
    with st.sidebar:
        acting.choose()
        for notice in boot.repository().notices:
            st.warning(plain(notice.message), icon=":material/info:")
        reason = boot.repository().read_only_because
        if reason:
            st.warning(plain(reason), title="Nothing can be saved", icon=":material/lock:")


def page(title: str, about: str, *, from_user: bool = False) -> None:
    """Draw the head of a page: title, one sentence, and whose data this is.

    Parameters
    ----------
    title, about : str
        `about` may use Markdown.
    from_user : bool
        Whether the title is a text from a user.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if from_user:
            heading(title)
        else:
            st.title(title, anchor=False, width="content")
        if data.settings().content == "demo":
            st.badge(
                "Demonstration data, fictional company", icon=":material/science:", color="orange"
            )
        announcements_notice.notice(as_of())
    if about:
        st.caption(about)


def headline(figures: Sequence[Figure], key: str, *, width: int = 0) -> None:
    """Show the figures side by side, each with its formula; in a narrow window by 3 or by 2.

    Parameters
    ----------
    figures : sequence of Figure
        What is read first.
    key : str
        Name of the row on its page.
    width : int
        Least width of a figure in pixels; 0 = by their number.
    """
    width = width or WIDTHS_OF_FIGURE[len(figures) % 3 == 0]
    with st.grid(len(figures), min_column_width=width, border=True, key=key) as cells:
        for figure in figures:
            with cells.cell(), st.container(gap="xxsmall"):
                st.metric(figure.label, figure.value, help=figure.meaning)
                if figure.note:
                    st.caption(figure.note)


def side_by_side() -> tuple[Any, Any]:
    """Return two places beside each other, below each other where the window is narrow."""
    grid = st.grid(2, min_column_width=NARROW)
    return grid.cell(), grid.cell()


def empty(state: str, next_step: str, *, link: str | Path = "", link_label: str = "") -> None:
    """Say that there is nothing to show and what to do next.

    Parameters
    ----------
    state, next_step : str
        One sentence each, our own words.
    link : str or Path
        Script of the page where the next step is taken.
    link_label : str
        What the link says.
    """
    with st.container(border=True, horizontal_alignment="center"):
        st.space("small")
        st.markdown(f":material/inbox: **{state}**", width="content")
        st.caption(next_step, width="content")
        if link:
            st.page_link(link, label=link_label, icon=":material/arrow_forward:")
        st.space("small")


def as_of() -> date:
    """Return today: the only clock that pages ask."""
    return date.today()


def _first_start() -> None:
    """Build the demonstration when nothing was ever kept; others wait until it is there."""
    if boot.repository().revision:
        return
    with st.container(border=True, horizontal_alignment="center", key="first_start"):
        st.space("small")
        st.markdown("**Welcome to the portfolio of your PMO**", width="content")
        st.caption(
            "At the first start a demonstration is built: a fictional IT company with its "
            "projects, budgets, status reports and posted lines. You can replace it by your own "
            "data at any time: Settings, Data, Start empty.",
            text_alignment="center",
        )
        with st.spinner("Building the demonstration, a few seconds ...", width="content"):
            _build_demo(boot.repository().address)
    st.rerun()


@st.cache_resource(show_spinner=False)
def _build_demo(address: str) -> None:
    """Load the demonstration; the cache lets one session do it for all."""
    if not boot.repository().revision:
        archive.load_audited_demo(boot.repository(), boot.session(), as_of())
