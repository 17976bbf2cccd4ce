"""Load of roles, people, teams and departments over all projects, and who causes an overload."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.plan import booking_form, load, load_choice, load_row, undo

UPLOAD = Path(__file__).parents[1].joinpath("track", "actuals.py")
DRAW = (load.overloads, load.open_demand, load.bench, load.table)

ui.page(
    "Load",
    "Who is asked for more than there is, since when and because of which projects; who has room. "
    "Over all projects, by month or by week.",
)
announce()
undo.offer()
if ui.table("person").is_empty() and ui.table("demand").is_empty():
    ui.empty(
        "Neither people nor demand are known.",
        "Upload people with their weekly hours, and the demand or the bookings of projects.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
choice = load_choice.choose()
load.figures(choice)
load.by_hand(choice)
row = load_choice.row()
if row is None:
    load.heat_map(choice)
    tabs = st.tabs(list(load.TABS), key="load_tab", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, DRAW, strict=True):
        if tab.open:
            with tab:
                draw(choice)
else:
    load_row.draw(choice, row, load_choice.period())
booking_form.opened()
