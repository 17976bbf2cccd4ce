"""How sure the selection is when weights, scores, costs and benefits are ranges."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.decide import robustness
from pmo_core.ui.decide.question import asked

WHAT_IF = Path(__file__).with_name("what_if.py")
as_of = ui.as_of()
ui.page(
    "Robustness",
    "Which projects are in whatever the exact numbers are, which are out, and which to argue "
    f"about, for the selection of the What-if as of {ui.iso(as_of)}.",
)
case, what_if, formulation = asked(as_of)

ticket, why_not = robustness.ask(case, what_if, robustness.options())
if ticket is None:
    ui.empty(
        why_not, "Choose how far the numbers may be off, and press Run.",
        link=WHAT_IF, link_label="Look at the what-if",
    )  # fmt: skip
    st.stop()
if not ticket.is_done:
    robustness.follow(ticket)
    st.stop()
found = ticket.latest()
if ticket.failed or not found or not found.get("projects"):
    robustness.failed(ticket)
    st.stop()

table = robustness.rows(found, formulation)
robustness.figures(found, table)
names = ("Core index", "Projects", "Weights")
core, projects, weights = st.tabs(names, key="robustness_tab", on_change="rerun")
if core.open:
    with core:
        robustness.draw_core(table)
if projects.open:
    with projects:
        robustness.draw_table(table)
if weights.open:
    with weights:
        robustness.draw_weights(robustness.weights(found, case, formulation))
