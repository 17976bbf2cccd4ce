"""Coding structures with generator and validator, the check of kept codes, the report columns."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import codes

ui.page(
    "Codes and columns",
    "How codes are built, which kept codes break the rule, and what every column of every report "
    "means.",
)
announce()
codes.figures()
names = ("Coding structures", "Check of kept codes", "Report columns")
tabs = st.tabs(names, key="code_tab", on_change="rerun")
for draw, tab in zip((codes.structure, codes.check, codes.formats), tabs, strict=True):
    if tab.open:
        with tab:
            draw()
