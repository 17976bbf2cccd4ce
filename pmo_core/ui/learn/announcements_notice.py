"""What somebody has not read yet: counted once per change of the store, shown on every page."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.analysis import announcements as analysis
from pmo_core.ui import data
from pmo_core.ui.boot import actor
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted


def unread(today: date) -> pl.DataFrame:
    """Return the announcements that who sits here has not read; see `analysis.unread`."""
    name = actor()[0]
    return data.derived(
        "unread announcements",
        lambda: analysis.unread(
            data.table("announcement"), data.table("person"), data.table("read_receipt"), name,
            today,
        ),
        name=name, today=today,
    )  # fmt: skip


def notice(today: date) -> None:
    """Draw a link to what is unread, where something is."""
    n_unread = unread(today).height
    if n_unread:
        st.page_link(
            PAGES / "learn/announcements.py", icon=":material/campaign:",
            label=f"{counted(n_unread, 'announcement')} to read", width="content",
        )  # fmt: skip


__all__ = ["notice", "unread"]
