"""The button that puts a subject on the next agenda of the board in charge."""

import polars as pl
import streamlit as st

from pmo_core.jobs.decisions import Subject
from pmo_core.jobs.meetings import put_on, schedule
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern import agenda
from pmo_core.ui.govern.decide_form import may_not_arrange, name_of
from pmo_core.ui.page import as_of
from pmo_core.ui.text import plain


def agenda_button(subject: Subject, board: str | None, key: str) -> None:
    """Draw the button, or where the subject stands already; nothing where no board is in charge.

    Parameters
    ----------
    subject : Subject
        What is to be decided about.
    board : str or None
        The board in charge.
    key : str
        Name of the button on its page.
    """
    if board is None:
        return
    row = data.table("board").row(by_predicate=pl.col("code") == board, named=True)
    day = agenda.next_on(row)
    items = agenda.items(board).filter(
        (pl.col("about") == subject.about) & (pl.col("subject") == subject.code)
        & (pl.col("project") == (subject.project or "")) & pl.col("decision").is_null()
        & (pl.col("held_on") >= as_of())
    )  # fmt: skip
    if items.height:
        held_on = items["held_on"][0]
        st.caption(f"On the agenda of {plain(board)}, {held_on}", width="content")
        return
    why = may_not_arrange(board)

    def act() -> str:
        if day not in agenda.meetings(board)["held_on"].to_list():
            schedule(session(), board, day)
        rows = pl.DataFrame({
            "about": [subject.about], "project": [subject.project or ""], "subject": [subject.code],
        })  # fmt: skip
        change = put_on(session(), repository(), board, day, rows)
        return f"{name_of(subject)} is on the agenda of {board}, {day}. Change {change}."

    if st.button(
        f"To the agenda of {plain(board)}, {day}", icon=":material/event:", key=key,
        disabled=bool(why), help=why or None,
    ):  # fmt: skip
        attempt(act)


__all__ = ["agenda_button"]
