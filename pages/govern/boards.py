"""The boards: what each is to decide at its next meeting, its minutes, members and mandate."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import agenda_items, boards, minutes

REGISTERS = Path(__file__).parents[1].joinpath("admin", "registers.py")

ui.page(
    "Boards",
    "What each board is to decide at its next meeting, what it decided before, and up to what "
    "amount it may.",
)
announce()
if ui.table("board").is_empty():
    ui.empty(
        "There are no boards yet.",
        "An administrator adds a board with its mandate and quorum, then its chair and members.",
        link=REGISTERS, link_label="Add a board: register Boards",
    )  # fmt: skip
    st.stop()

board = boards.chosen()
st.caption(ui.plain(boards.mandates(board)))
boards.figures(board)
meeting_tab, past, members, everything = st.tabs(boards.TABS, key="board_tab", on_change="rerun")
if meeting_tab.open:
    with meeting_tab:
        meeting = minutes.chosen(board)
        if meeting is None:
            ui.empty("No meeting is scheduled.", "Schedule one, then put on its agenda what waits.")
        else:
            minutes.attendance(board, meeting)
            agenda_items.items(board, meeting)
        if meeting is None or meeting["closed_on"] is None:
            agenda_items.proposals(board, meeting["held_on"] if meeting else None)
if past.open:
    with past:
        minutes.all_meetings(board)
if members.open:
    with members:
        boards.members(board)
if everything.open:
    with everything:
        boards.all_boards()
