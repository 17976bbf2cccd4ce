"""Long tables page by page: sorted and cut on the server, so that a page stays small."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from pmo_core.ui.text import counted

ROWS = 150
"""Rows of a page: what a browser draws at once without a pause."""

Order = list[tuple[pl.Expr, bool]]
"""What to sort by, and whether descending; the first counts most."""


def width_of(n_pages: int) -> int:
    """Return the pixels that the numbers of the pages need, so that none is left out early."""
    return 40 * (min(n_pages, 8) + 3)


def paged(
    frame: pl.DataFrame, orders: Mapping[str, Order], noun: str, hint: str = "", key: str = ""
) -> pl.DataFrame:
    """Draw the choice of order and page, and return the rows of the chosen page.

    Parameters
    ----------
    frame : polars.DataFrame
        All rows.
    orders : mapping
        Label -> order; empty values come last, equal ones stay in the order of the frame, and so
        does everything where the order is empty. The first label is the default.
    noun, hint : str
        What a row is, and what can be done with it.
    key : str
        Name of the table, where another page or tab is sorted by other labels.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{key}paging"):
        label = st.selectbox(
            "Sort by", list(orders), key=f"{key}sort", width=210, bind="query-params"
        )
        order = orders[label or next(iter(orders))]
        rows = frame
        if order:
            rows = frame.sort(
                [by for by, _ in order],
                descending=[descending for _, descending in order],
                nulls_last=True,
                maintain_order=True,
            )
        n_pages = -(-max(frame.height, 1) // ROWS)
        if n_pages == 1:
            st.caption(counted(frame.height, noun), width="content")
            st.caption(hint, width="content")
            return rows
        name = f"{key}page_of_table"
        if st.session_state.get(name, 1) > n_pages:
            st.session_state[name] = 1
        page = st.pagination(n_pages, key=name, width=width_of(n_pages))
        first = (page - 1) * ROWS
        st.caption(
            f"{first + 1:,} to {min(first + ROWS, frame.height):,} of "
            f"{counted(frame.height, noun)}",
            width="content",
        )
        st.caption(hint, width="content")
    return rows.slice(first, ROWS)
