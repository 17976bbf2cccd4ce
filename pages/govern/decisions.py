"""What was decided, by whom and why; whether conditions are met; how fast boards decide."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import decisions, decisions_conditions

GATE = Path(__file__).with_name("gate.py")

ui.page(
    "Decisions",
    "Every decision on record, with its votes, conditions and effects. A decision is never "
    "changed: a later one supersedes it.",
)
announce()
if ui.table("decision").is_empty():
    ui.empty(
        "No decision is on record yet.",
        "A chair or secretary records one at a gate, about a change request or a charter.",
        link=GATE, link_label="Review a gate",
    )  # fmt: skip
    st.stop()

code = st.query_params.get("decision")
if code:
    try:
        decisions.one(code)
    except NotFound as problem:
        ui.tell(problem)
else:
    decisions.figures()
register, conditions, figures = st.tabs(decisions.TABS, key="decisions_tab", on_change="rerun")
if register.open:
    with register:
        decisions.register()
if conditions.open:
    with conditions:
        decisions_conditions.listing()
if figures.open:
    with figures:
        decisions.by_figures()
