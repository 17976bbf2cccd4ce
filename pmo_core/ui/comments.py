"""What people say about a record: read, and add to it. Nobody changes what was said."""

from datetime import UTC, datetime

import polars as pl
import streamlit as st

from pmo_core.model.intake import Comment, Subject
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import session
from pmo_core.ui.text import counted, plain

LATEST = 50
"""Comments that are shown; earlier ones are in the register."""


def thread(about: Subject, code: str) -> None:
    """Draw the comments on a record, the newest last, and the form that adds one.

    Parameters
    ----------
    about : Subject
        Kind of record spoken of.
    code : str
        Its code.
    """
    said = of(about, code)
    st.markdown(f"**{counted(said.height, 'comment')}**" if said.height else "**No comments yet**")
    if said.height > LATEST:
        st.caption(f"The latest {LATEST}; all of them: Registers, Comments.")
    for author, made_at, text in said.tail(LATEST).select("author", "made_at", "text").iter_rows():
        with st.container(gap="xxsmall"):
            st.caption(f"**{plain(author)}** · {made_at:%Y-%m-%d %H:%M} UTC")
            st.text(text)
    _form(about, code)


def of(about: Subject, code: str) -> pl.DataFrame:
    """Return the comments on a record, the newest last: author, made_at (UTC), text."""
    rows = data.table("comment").filter(pl.col("about") == about, pl.col("code") == code)
    return rows.sort("made_at", "author").select("author", "made_at", "text")


def _form(about: Subject, code: str) -> None:
    is_allowed = may_write("comment")
    with st.form(f"comment_{about}_{code}", border=False, clear_on_submit=True):
        text = st.text_area(
            "Say something", key=f"comment_text_{about}_{code}", height=80,
            label_visibility="collapsed", placeholder="Ask, answer, or note what was agreed",
            max_chars=20_000, disabled=not is_allowed,
        )  # fmt: skip
        is_sent = st.form_submit_button(
            "Comment", icon=":material/chat:", disabled=not is_allowed,
            help=None if is_allowed else "A viewer may not comment. Ask a contributor.",
        )  # fmt: skip
    if is_sent and text.strip():
        attempt(lambda: _add(about, code, text.strip()))
    elif is_sent:
        st.warning("Write something first.")


def _add(about: Subject, code: str, text: str) -> str:
    by = session()
    now = datetime.now(UTC).replace(tzinfo=None)
    number = by.save(Comment(about=about, code=code, made_at=now, author=by.actor, text=text))
    return f"Your comment is kept as change {number}."


__all__ = ["LATEST", "of", "thread"]
