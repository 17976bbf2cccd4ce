"""Long tables page by page: sorted and cut on the server, so that a page stays small."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from pmo_core.ui.text import counted

ROWS = 150
"""Rows of a page: what a browser draws at once without a pause."""

Order = list[tuple[pl.Expr, bool]]
"""What to sort by, and whether descending; the first counts most."""


def paged(frame: pl.DataFrame, orders: Mapping[str, Order], noun: str) -> pl.DataFrame:
    """Draw the choice of order and page, and return the rows of the chosen page.

    Parameters
    ----------
    frame : polars.DataFrame
        All rows.
    orders : mapping
        Label -> order; empty values come last. The first label is the default.
    noun : str
        What a row is.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="paging"):
        label = st.selectbox("Sort by", list(orders), key="sort", width=210, bind="query-params")
        order = orders[label or next(iter(orders))]
        rows = frame.sort(
            [by for by, _ in order],
            descending=[descending for _, descending in order],
            nulls_last=True,
            maintain_order=True,
        )
        n_pages = -(-max(frame.height, 1) // ROWS)
        if n_pages == 1:
            st.caption(counted(frame.height, noun), width="content")
            return rows
        if st.session_state.get("page_of_table", 1) > n_pages:
            st.session_state["page_of_table"] = 1
        page = st.pagination(n_pages, key="page_of_table")
        first = (page - 1) * ROWS
        st.caption(
            f"{first + 1:,} to {min(first + ROWS, frame.height):,} of "
            f"{counted(frame.height, noun)}",
            width="content",
        )
    return rows.slice(first, ROWS)
