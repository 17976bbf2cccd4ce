"""Risks, assumptions, issues, dependencies, decisions and actions of all projects."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.track import raid, raid_item, raid_matrix, raid_sums
from pmo_core.ui.track.raid_filters import filters

TABS = {
    "Register": raid.register,
    "Matrix": raid_matrix.draw,
    "Ageing": raid_sums.ages,
    "Roll-up": raid_sums.roll_up,
    "Overdue": raid_sums.overdue,
}
UPLOAD = Path(__file__).with_name("actuals.py")

ui.page(
    "RAID",
    "Risks, assumptions, issues, dependencies, decisions and actions of all projects: what they "
    "may cost, how old and how late they are.",
)
announce()
if ui.table("project").is_empty():
    ui.empty(
        "There are no projects yet.", "Upload a register of projects first.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
if raid.rows().is_empty():
    raid_item.add_button()
    ui.empty(
        "The RAID register is empty.", "Add an item, or upload the log that a team keeps.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
chosen = filters()
raid.figures(chosen)
with st.container(horizontal=True, vertical_alignment="center"):
    raid_item.add_button(next(iter(chosen.project), None))
    st.page_link(UPLOAD, label="Upload a RAID log", icon=":material/upload_file:")
tabs = st.tabs(list(TABS), on_change="rerun", key="raid_tab", bind="query-params")
for tab, draw in zip(tabs, TABS.values(), strict=True):
    if tab.open:
        with tab:
            draw(chosen)
raid_item.opened()
