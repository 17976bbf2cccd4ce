"""Saved selections: compare them, look at one again, and make one the plan."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.decide import scenarios, scenarios_commit, scenarios_compare, scenarios_open

currency = ui.settings().base_currency
ui.page(
    "Scenarios",
    "Selections that were kept with everything that they were made from. Nothing here changes the "
    "plan until a scenario is committed.",
)
announce()
scenarios_commit.done()
listed = scenarios.listing()
if listed.is_empty():
    ui.empty(
        "No scenario was saved yet.",
        "Move the controls of the what-if until the selection convinces, then save it there.",
        link=scenarios_open.WHAT_IF, link_label="Open What-if",
    )  # fmt: skip
    st.stop()

code = scenarios.choose(listed)
compared = scenarios.several(listed)
if compared[1:]:
    found = scenarios.side_by_side(*compared)
    scenarios_compare.compare(found, compared, currency)
    st.stop()

frozen = scenarios.frozen(code)
scenarios_open.head(frozen, currency)
with st.container(horizontal=True, key="scenario_actions"):
    scenarios_open.open_in_what_if(frozen)
    scenarios_open.again_button(frozen)
    scenarios_commit.button(frozen)
scenarios_open.again(frozen)
scenarios_open.moved(frozen)
scenarios_open.table(frozen, currency)
