"""Long tables, a page of rows at a time: the server reads and sends no more than is shown."""

import math

import streamlit as st

from pmo_core.ui.paging import width_of
from pmo_core.ui.text import counted

ROWS = 100
"""Rows of one page."""


def paging(n_rows: int, key: str, noun: str = "row", plural: str = "") -> int:
    """Say which rows are shown, draw the page numbers, and return how many rows to skip.

    Parameters
    ----------
    n_rows : int
        Rows in all.
    key : str
        Name of the table; change it with its filters, so that each choice begins on page 1.
    noun, plural : str
        What a row is.
    """
    n_pages = max(1, math.ceil(n_rows / ROWS))
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        place = st.container(width="content")
        number = 1
        if n_pages > 1:
            number = st.pagination(n_pages, key=f"{key}_page_of_{n_pages}", width=width_of(n_pages))
    offset = (number - 1) * ROWS
    total = counted(n_rows, noun, plural)
    last = min(offset + ROWS, n_rows)
    place.caption(f"{offset + 1:,} to {last:,} of {total}" if n_pages > 1 else total)
    return offset
