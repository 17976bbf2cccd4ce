"""News of the PMO: what is unread, everything that was posted, and who has not read it yet."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import announcements as analysis
from pmo_core.jobs import announcements as jobs
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.announcements_notice import unread
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.plan import people_edit
from pmo_core.ui.text import counted, iso, listed, plain

TABS = ("For you", "All", "Not read yet")
MAY_NOT = "The PMO (role manager) posts announcements."
_MOST = 10
"""Texts drawn at once; the others follow as these are read."""
_SHOWN = (
    "code", "name", "announcement_state", "has_read_pct", "n_asked", "n_has_read", "n_not_read",
    "half_read_days", "posted_on", "until_on", "readers", "posted_by",
)  # fmt: skip
_ALL: dict[str, Order] = {
    "Latest first": [],
    "Least read": [(pl.col("has_read_pct"), False)],
    "Headline": [(pl.col("name").str.to_lowercase(), False)],
}
_SILENT: dict[str, Order] = {
    "Longest waiting": [],
    "Person": [(pl.col("person").str.to_lowercase(), False)],
    "Department": [(pl.col("department"), False)],
}


def reading() -> pl.DataFrame:
    """Return all announcements and how far they have been read; see `analysis.reading`."""
    return _derived("announcements read", analysis.reading)


def _silent() -> pl.DataFrame:
    return _derived("announcements unread", analysis.silent)


def _derived(name: str, ask: Callable[..., pl.DataFrame]) -> pl.DataFrame:
    today = as_of()
    return data.derived(
        name,
        lambda: ask(
            data.table("announcement"), data.table("person"), data.table("read_receipt"), today
        ),
        today=today,
    )


def figures() -> None:
    """Show what is read first: what waits for you, what is current, how far it is read."""
    rows, own = reading(), unread(as_of()).height
    current = rows.filter(pl.col("announcement_state") == "current")
    n_asked, n_read = int(current["n_asked"].sum()), int(current["n_has_read"].sum())
    waits = _silent()
    headline(
        [
            Figure(
                "For you to read", f"{own:,}",
                "Current announcements for all or for your main role that you have not confirmed.",
                f"as {plain(actor()[0])}",
            ),
            Figure(
                "Current", f"{current.height:,}",
                "Posted until today, and the last day, where one is set, has not passed.",
                f"of {rows.height:,} in all",
            ),
            Figure(
                "Read", f"{100 * n_read / n_asked:.0f} %" if n_asked else "N/A",
                "100 x people who have confirmed / people asked, summed over the current ones. "
                "Asked is who is at work today and has one of the roles, or everybody.",
                f"{n_read:,} of {n_asked:,}" if n_asked else "nobody is asked",
            ),
            Figure(
                "Not read yet", f"{waits.height:,}",
                "Receipts that current announcements still wait for: people asked less those who "
                "have confirmed.",
                f"from {counted(waits['person'].n_unique(), 'person', 'people')}, the longest for "
                f"{waits['waiting_days'][0]:,} d" if waits.height else "everybody has read",
            ),
        ],
        "announcement_figures",
    )  # fmt: skip


def post_button() -> None:
    """Offer to post an announcement; disabled with the reason."""
    is_able = may_write("announcement")
    if st.button(
        "Post an announcement", icon=":material/add:", key="announcement_add", type="primary",
        disabled=not is_able, help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        st.dialog("Post an announcement", width="medium", position="right")(post_form)()


def post_form() -> None:
    """Draw the form of a new announcement, and keep what was typed."""
    roles = _roles()
    with st.form("announcement_new", border=False):
        name = st.text_input("Headline \\*", key="announcement_name", max_chars=200)
        text = st.text_area(
            "Text \\*", key="announcement_text", height=200, max_chars=20_000,
            placeholder="What changes, from when on, and what readers are to do.",
        )  # fmt: skip
        readers = st.multiselect(
            "For the roles", list(roles), key="announcement_readers", placeholder="Everybody",
            format_func=lambda code: f"{roles[code]} ({code})",
        )  # fmt: skip
        left, right = st.columns(2)
        posted_on = left.date_input(
            "Posted on", value=as_of(), key="announcement_posted", format="YYYY-MM-DD"
        )
        until_on = right.date_input(
            "Shown until", value=None, key="announcement_until", format="YYYY-MM-DD"
        )
        is_sent = st.form_submit_button("Post", type="primary", key="announcement_post")
    if not is_sent:
        return
    needed = {"headline": name, "text": text}
    missing = [label for label, value in needed.items() if not value.strip()]
    if missing:
        st.error(f"Still to be said: {listed(missing)}.", title="Nothing was posted yet")
        return
    fields = {
        "name": name.strip(), "text": text.strip(), "readers": ";".join(readers) or None,
        "posted_on": posted_on, "until_on": until_on,
    }  # fmt: skip
    attempt(lambda: _posted(fields))


def _posted(fields: dict[str, Any]) -> str:
    news, number = jobs.post(session(), repository(), fields)
    return f"{news.code} is posted (change {number})."


def for_you() -> None:
    """Draw what the reader has not confirmed yet, each with its text and a button."""
    rows = unread(as_of())
    if rows.is_empty():
        empty("You have read everything that is meant for you.", "Look at All for what was posted.")
        return
    for row in rows.head(_MOST).iter_rows(named=True):
        _one(row)
    if rows.height > _MOST:
        st.caption(f"{counted(rows.height - _MOST, 'more')} follow when these are read.")


def _one(row: dict[str, Any]) -> None:
    is_able, roles = may_write("read_receipt"), _roles()
    codes = [code.strip() for code in (row["readers"] or "").split(";") if code.strip()]
    whom = listed([roles.get(code, code) for code in codes]) if codes else "everybody"
    with st.container(border=True, key=f"announcement_{row['code']}"):
        st.markdown(f"**{plain(row['name'])}**", width="content")
        st.caption(
            f"{iso(row['posted_on'])} · {plain(row['posted_by'])} · for {plain(whom)} · "
            f"{plain(row['code'])}"
        )
        st.text(row["text"])
        if st.button(
            "I have read it", icon=":material/check:", key=f"announcement_read_{row['code']}",
            disabled=not is_able, help="Kept in your name; it cannot be taken back." if is_able
            else "A viewer cannot confirm: act as a contributor.",
        ):  # fmt: skip
            attempt(lambda: _read(row["code"]))


def _roles() -> dict[str, str]:
    """Return the names of the roles by code, in the order of the names."""
    return data.derived("roles by name", lambda: dict(
        data.table("role").select("code", "name").sort("name").iter_rows()
    ))  # fmt: skip


def _read(code: str) -> str:
    name = actor()[0]
    return f"{name} has read {code} (change {jobs.read(session(), code)})."


def listing() -> None:
    """Draw all announcements with how far each has been read; Edit changes one."""
    shown = paged(reading(), _ALL, "announcement", key="announcements_")
    grid(
        shown.select(_SHOWN), "announcements", alt="Announcements", register="announcement",
        pinned=("code",), action="Edit", export=reading,
        labels={"code": "Code", "name": "Headline", "until_on": "Shown until", "readers": "For"},
        on_row=lambda n: people_edit.request("announcement", shown["code"][n]),
    )  # fmt: skip


def silent() -> None:
    """Draw who has not confirmed a current announcement yet."""
    rows = _silent()
    if rows.is_empty():
        empty("Everybody has read what is current.", "Post what they should know next.")
        return
    shown = paged(
        rows, _SILENT, "receipt", "Each row waits for one person's receipt.", key="silent_"
    )
    grid(
        shown, "announcements_silent", alt="Who has not read which announcement",
        labels={"announcement": "Code"}, pinned=("announcement",), export=lambda: rows,
        file_name="announcements-not-read",
    )  # fmt: skip


__all__ = ["TABS", "figures", "for_you", "listing", "post_button", "post_form", "silent"]
