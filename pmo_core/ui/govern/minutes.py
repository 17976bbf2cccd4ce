"""A meeting on a page: when, who was there, its minutes as a document, and closing them."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.exchange.document import DOCX_TYPE, PDF_TYPE, Document, docx_bytes, pdf_bytes
from pmo_core.jobs import meetings
from pmo_core.jobs.minutes import minutes, present, quorum
from pmo_core.model import Meeting
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, confirm
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern import agenda
from pmo_core.ui.govern.decide_form import may_not_arrange
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.text import iso, listed, plain

_KINDS = {"PDF": (pdf_bytes, PDF_TYPE), "DOCX": (docx_bytes, DOCX_TYPE)}


def chosen(board: dict[str, Any]) -> dict[str, Any] | None:
    """Draw the choice of a meeting with its verbs; return its row, None where there is none.

    The first choice is the next meeting, else the latest.
    """
    rows = agenda.meetings(board["code"])
    by_day = {row["held_on"]: row for row in rows.iter_rows(named=True)}
    ahead = [day for day, row in by_day.items() if day >= as_of() and not row["closed_on"]]
    start = min(ahead) if ahead else next(iter(by_day), None)
    with st.container(horizontal=True, vertical_alignment="bottom", key="meeting_choice"):
        day = None
        if by_day:
            days = list(by_day)
            day = st.selectbox(
                "Meeting", days, index=days.index(start), key=f"meeting_{board['code']}",
                format_func=iso, width=200,
            )  # fmt: skip
        why = may_not_arrange(board["code"])
        if st.button(
            "Schedule a meeting", icon=":material/event:", disabled=bool(why), key="schedule",
            help=why or None, type="secondary" if by_day else "primary",
        ):  # fmt: skip
            _schedule(board)
        if day is not None:
            _papers(board, by_day[day])
    return by_day.get(day) if day else None


@st.dialog("Schedule a meeting")
def _schedule(board: dict[str, Any]) -> None:
    every = f"every {board['every_days']} days" if board["every_days"] else "when it is needed"
    st.caption(f"{plain(board['name'])} meets {every}; the day proposed is a working day.")
    day = st.date_input("Day", agenda.proposed_day(board), format="YYYY-MM-DD", key="meeting_day")
    place = st.text_input("Where", key="meeting_place")
    if st.button("Schedule", type="primary", key="meeting_save") and isinstance(day, date):
        attempt(lambda: _scheduled(board["code"], day, place))


def _scheduled(board: str, day: date, place: str) -> str:
    number = meetings.schedule(session(), board, day, place)
    st.session_state[f"meeting_{board}"] = day
    return f"The meeting of {iso(day)} was scheduled: change {number}."


def _papers(board: dict[str, Any], meeting: dict[str, Any]) -> None:
    """Offer the minutes as files, and close them."""
    code, day = board["code"], meeting["held_on"]

    is_ahead = not meeting["present"] and not meeting["n_decided"] and not meeting["closed_on"]
    named = "Agenda" if is_ahead else "Minutes"
    for kind, (written, mime) in _KINDS.items():
        st.download_button(
            f"{named} {kind}", data=partial(_file, written, code, day),
            file_name=f"{named.lower()}-{code}-{iso(day)}.{kind.lower()}", mime=mime,
            key=f"minutes_{kind}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
    if meeting["closed_on"]:
        st.caption(f"Minutes closed on {iso(meeting['closed_on'])}.", width="content")
        return
    early = "The meeting is still to come." if day > as_of() else ""
    why = may_not_arrange(code) or early
    if st.button(
        "Close minutes", icon=":material/lock:", key="close_minutes", disabled=bool(why),
        help=why or None,
    ):  # fmt: skip
        _close(code, day)


def _file(written: Callable[[Document], bytes], board: str, day: date) -> bytes:
    return written(minutes(repository(), board, day, data.settings().base_currency))


def _close(board: str, day: date) -> None:
    def act() -> str:
        number = meetings.close(session(), repository(), board, day, as_of())
        return f"The minutes of {iso(day)} are closed: change {number}."

    points = (
        f"The minutes of {board} of {iso(day)} stand as they are.",
        "Its agenda and who was there cannot be changed any more.",
    )
    confirm("Close the minutes?", points, "Close", act)


def attendance(board: dict[str, Any], meeting: dict[str, Any]) -> None:
    """Show who is there and whether that is enough to decide; let it be noted while open."""
    day = meeting["held_on"]
    seated = agenda.sitting(board["code"], day)
    there = present(meeting["present"])
    found = quorum(board, there, seated)
    with st.container(horizontal=True, vertical_alignment="center", key="attendance"):
        if not there:
            st.badge("Nobody noted as present", icon=":material/group:", color="gray")
        else:
            color = "green" if found.is_met else "red"
            words = "Quorum met" if found.is_met else "No quorum"
            st.badge(f"{words}: {found.n_voting} of {found.needed}", color=color)  # type: ignore[arg-type]
            st.text(listed(there), width="content")
        if meeting["place"]:
            st.text(f"Where: {meeting['place']}", width="content")
        why = may_not_arrange(board["code"])
        if not meeting["closed_on"] and st.button(
            "Who is there", icon=":material/how_to_reg:", key="attend", type="tertiary",
            disabled=bool(why), help=why or None,
        ):  # fmt: skip
            _attend(board["code"], day, seated["member"].to_list())
    if meeting["note"]:
        st.text(meeting["note"])


@st.dialog("Who is there")
def _attend(board: str, day: date, members: list[str]) -> None:
    was = repository().get("meeting", board, day)
    assert isinstance(was, Meeting)
    there = list(present(was.present))
    who = st.multiselect(
        "Present", list(dict.fromkeys([*members, *there])), there, key="meeting_present",
        accept_new_options=True, placeholder="Members, or type the name of a guest",
    )  # fmt: skip
    note = st.text_area("Notes", was.note or "", key="meeting_note", height=120)
    if st.button("Save", type="primary", key="attend_save"):
        attempt(lambda: f"Noted: change {meetings.attend(session(), was, who, note)}.")


def all_meetings(board: dict[str, Any]) -> None:
    """Show all meetings of a board, the latest first."""
    rows = agenda.meetings(board["code"])
    if rows.is_empty():
        empty("This board has not met yet.", "Schedule its first meeting.")
        return
    shown = rows.select("held_on", "place", "present", "n_items", "n_decided", "closed_on", "note")
    grid(
        shown.with_columns(pl.col("present").str.replace_all(";", ", ")),
        "all_meetings", alt="Meetings, the latest first", register="meeting",
        file_name=f"{board['code']}-meetings",
    )  # fmt: skip
