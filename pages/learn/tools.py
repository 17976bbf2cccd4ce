"""The PMO's tools: what is in use, what is required, which one is best, and when to look again."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import tools
from pmo_core.ui.plan import people_edit, undo

ui.page(
    "Tools",
    "Which software the PMO uses and compares: requirements with weights, scores, the ranking "
    "with its reasons, and what would have to change for another one to win.",
)
announce()
undo.offer()
tools.buttons()
if ui.table("tool").is_empty() and ui.table("tool_criterion").is_empty():
    ui.empty(
        "No tool is kept yet.",
        "Add what the PMO uses. To compare tools, give them the code of an evaluation, and add its "
        "requirements with weights.",
    )
else:
    tools.figures()
    parts = (tools.evaluation, tools.register, tools.requirements)
    tabs = st.tabs(tools.TABS, key="tools_tab", on_change="rerun", bind="query-params")
    for draw, tab in zip(parts, tabs, strict=True):
        if tab.open:
            with tab:
                draw()
people_edit.opened()
