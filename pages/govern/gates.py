"""How gates were held: how long approval takes, what was skipped, out of order or is overdue."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.govern import gates

PAGES = Path(__file__).parents[1]

ui.page(
    "Gate history",
    "How long approval takes and by whom; which gates were skipped, held out of order, or are "
    "overdue.",
)
if ui.table("gate").is_empty():
    ui.empty(
        "No gates are kept yet.",
        "Upload a file with a column per gate or a line per gate, or let projects follow a method.",
        link=PAGES.joinpath("track", "actuals.py"), link_label="Upload a file",
    )  # fmt: skip
    st.stop()

history = gates.chosen()
if history is None:
    ui.empty("No gate passes these filters.", "Choose fewer.")
    st.stop()
gates.figures(history)
for name, tab in zip(
    gates.TABS, st.tabs(gates.TABS, key="gates_tab", on_change="rerun"), strict=True
):
    if tab.open:
        with tab:
            project = gates.part(name, history)
        if project:
            st.switch_page(PAGES.joinpath("track", "project.py"), query_params={"project": project})
