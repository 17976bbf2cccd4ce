"""News of the PMO: for whom it is, who has read it, and who has not yet."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import announcements
from pmo_core.ui.plan import people_edit, undo

ui.page(
    "Announcements",
    "What the PMO tells everybody, or some roles. Readers confirm in their own name; what you "
    "have not read yet is shown at the head of every page.",
)
announce()
undo.offer()
announcements.post_button()
if ui.table("announcement").is_empty():
    ui.empty("Nothing was announced yet.", "Post what everybody, or a role, should know.")
else:
    announcements.figures()
    parts = (announcements.for_you, announcements.listing, announcements.silent)
    tabs = st.tabs(
        announcements.TABS, key="announcements_tab", on_change="rerun", bind="query-params"
    )
    for draw, tab in zip(parts, tabs, strict=True):
        if tab.open:
            with tab:
                draw()
people_edit.opened()
