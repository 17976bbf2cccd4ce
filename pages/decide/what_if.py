"""Move weights, money and people, and see at once which projects are worth it, with the proof."""

from functools import partial
from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.decide import answer, contradiction, controls, saving, show, solving, state, why

UPLOAD = Path(__file__).parents[1] / "track" / "actuals.py"
currency, as_of = ui.settings().base_currency, ui.as_of()
ui.page(
    "What-if",
    f"Which projects to choose, as of {ui.iso(as_of)}. Money in {currency}. Nothing here changes "
    "the plan until a scenario is committed.",
)
case = solving.case(as_of)
what_if = state.current()
state.tell_fault()
formulation = solving.formulated(case, what_if)
if formulation.projects.is_empty():
    ui.empty(
        "There are no candidates.",
        "Upload projects in stage proposed or approved, with cost and planned dates.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
if "decide_ask" in st.session_state:
    st.session_state.pop("decide_ask")

grid = st.grid(4, min_column_width=245)
with grid.cell():
    controls.controls(case, formulation, currency)
with grid.cell(column_span=3):
    solved = solving.solve(case, what_if)
    if solved.result is None:
        show.waiting(solved)
        st.stop()
    if solved.result["status"] == "infeasible":
        contradiction.explain(case, what_if, currency)
        st.stop()
    found = answer.of(formulation, solved.result)
    show.figures(found, solved.result, currency)
    solving.follow(solved, partial(show.proof, key="proof"))
    saving.save_button(case, what_if, solved.result)
    tabs = st.tabs(
        ["Projects", "Money and people", "Limits", "As a list"], key="decide_tab",
        on_change="rerun",
    )  # fmt: skip
    projects, limits, prices, as_list = tabs
