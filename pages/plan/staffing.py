"""Who does what in the coming months: a proposal, what it leaves open, and taking it over."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.plan import staffing, staffing_apply, staffing_show, undo

UPLOAD = Path(__file__).parents[1].joinpath("track", "actuals.py")

ui.page(
    "Staffing",
    "Proposes who does what in the coming months: projects that count most first, then cost, fit "
    "and continuity. Nobody gets more hours than are free, and what somebody decided stays.",
)
announce()
undo.offer()
if ui.table("person").is_empty():
    ui.empty(
        "No people are known.",
        "Upload people with their weekly hours, and the demand of projects.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
now = staffing.choice()
staffing.ask(now)
drawn = staffing.drawn(now)
if drawn is None:
    st.stop()
if drawn.found.found.state == "unknown":
    st.warning("No proposal was found in time: ask about fewer months, projects or roles.")
if drawn.given.plan.needs.is_empty() and drawn.given.was.is_empty():
    ui.empty(
        "Nothing is left to staff.",
        "All demand of these months is booked, or none is asked for: ask about other months.",
    )
    st.stop()
staffing_show.figures(drawn)
staffing_apply.offer(drawn)
staffing_show.pictures(drawn)
staffing_show.tabs(drawn)
