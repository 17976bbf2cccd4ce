"""The PMO itself: fresh data, time to decide, use of the tool, and how mature it is."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import pmo, pmo_assess
from pmo_core.ui.plan import undo

ui.page(
    "The PMO itself",
    "What the PMO asks of projects, asked of the PMO: how fresh its data is, how long its own "
    "decisions take, who uses the tool, and how mature it finds itself.",
)
announce()
undo.offer()
pmo_assess.button()
pmo.figures()
parts = (pmo.freshness, pmo.cycles, pmo.use, pmo.maturity)
tabs = st.tabs(pmo.TABS, key="pmo_tab", on_change="rerun", bind="query-params")
for draw, tab in zip(parts, tabs, strict=True):
    if tab.open:
        with tab:
            draw()
