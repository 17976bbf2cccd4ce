"""Mentoring: pairs that run, and pairs that are suggested and taken up with a press."""

from datetime import timedelta

import polars as pl
import streamlit as st

from pmo_core.jobs import training_records as records
from pmo_core.ui import data
from pmo_core.ui.boot import session
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import competence_data as found
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.plan import people_edit, undo
from pmo_core.ui.text import plain

_DAYS = 182
"""Days that a pair meets at first."""
_SHOWN = 25
_ASKED = "mentoring asked"


def draw() -> None:
    """Draw the pairs that are suggested, and those that there are."""
    _suggested()
    st.markdown("**Pairs**")
    people_edit.add_button("mentoring", "Add a pair", "mentoring_add", from_on=as_of())
    people_edit.listing(
        pairs(), "mentoring", "mentoring_pairs", hidden=("mentor", "mentee", "skill"),
        nothing="Nobody mentors anybody yet.",
        next_step="Take up a pair that is suggested, or add one.", noun="pair",
        file_name="mentoring",
    )  # fmt: skip


def pairs() -> pl.DataFrame:
    """Return the pairs that there are with names, those that run first."""
    rows = data.table("mentoring").sort("state", "from_on", descending=True)
    for column, register in (("mentee", "person"), ("skill", "skill"), ("mentor", "person")):
        names = data.table(register).select(pl.col("code"), pl.col("name").alias(f"{column}_name"))
        rows = rows.join(names, left_on=column, right_on="code", how="left", maintain_order="left")
    named = ["mentor_name", "mentee_name", "skill_name"]
    return rows.select(*named, pl.exclude(named))


def _suggested() -> None:
    rows = found.mentors()
    if rows.is_empty():
        empty(
            "No pair is suggested.",
            "A pair needs somebody who lacks a competence, and somebody above who has time.",
        )
        return
    st.markdown("**Suggested pairs**")
    st.caption(
        "A mentor holds more than is asked for and has time in the next three months. Those who "
        "lack most come first; of their possible mentors, who can learn in turn, sits in the same "
        "department, or has most time."
    )
    shown = rows.head(_SHOWN).select(
        "mentor_name", "mentee_name", "skill_name", "level_mentee", "level_asked", "level_mentor",
        "load_pct", "is_same_department", "returns_name",
    )  # fmt: skip
    grid(
        shown, "mentoring_suggested", alt="Pairs of mentor and mentee that are suggested",
        labels={
            "level_mentee": "Holds", "level_asked": "Asked", "level_mentor": "Mentor holds",
            "load_pct": "Mentor's load", "returns_name": "Can learn in turn",
        },
        action="Begin", on_row=_ask, export=lambda: rows, file_name="mentoring-suggested",
    )  # fmt: skip


def _ask(number: int) -> None:
    pair = found.mentors().row(number, named=True)
    st.session_state[_ASKED] = (pair["mentor"], pair["mentee"], pair["skill"])


def opened() -> None:
    """Ask about the pair that was pressed, if one was; call it once, at the end of the page."""
    asked = st.session_state.pop(_ASKED, None)
    if asked is None:
        return
    mentor, mentee, skill = asked
    row = found.mentors().filter(mentor=mentor, mentee=mentee, skill=skill)
    if row.height:
        st.dialog("Begin this pair?")(_form)(row)


def _form(row: pl.DataFrame) -> None:
    pair = row.row(0, named=True)
    st.markdown(
        f"- {plain(pair['mentor_name'])} helps {plain(pair['mentee_name'])} to reach level "
        f"{pair['level_asked']} of {plain(pair['skill_name'])}.\n"
        "- It is one change, which can be undone."
    )
    reason = people_edit.why_not("mentoring")
    with st.form("mentoring_form", border=False):
        from_on = st.date_input("First day", as_of(), format="YYYY-MM-DD", key="mentoring_from")
        until_on = st.date_input(
            "Last day", as_of() + timedelta(days=_DAYS), format="YYYY-MM-DD", key="mentoring_until"
        )
        is_sent = st.form_submit_button(
            "Begin", type="primary", key="mentoring_send", disabled=reason is not None, help=reason
        )
    if is_sent and until_on <= from_on:
        st.error("The last day is not after the first one.")
    elif is_sent:
        undo.act(
            lambda: records.pair(data, session(), row, from_on, until_on),
            f"{pair['mentor_name']} mentors {pair['mentee_name']}",
        )


__all__ = ["draw", "opened"]
