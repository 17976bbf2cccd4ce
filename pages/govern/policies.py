"""Policies, procedures and standards: their text, versions, readers and files."""

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import policies, policies_edit

code = st.query_params.get(policies.PARAMETER)
if code is None:
    ui.page(
        "Policies",
        "What everybody follows: who keeps it, when it is reviewed, and who has read it.",
    )
    announce()
    if ui.table("policy").is_empty():
        policies_edit.add_button()
        ui.empty(
            "There are no policies yet.",
            "Add the first one: give it a version, an owner, a review date, and the roles that "
            "are to read it.",
        )
        st.stop()
    policies.figures()
    policies_edit.add_button()
    policies.listing()
    st.stop()

found = ui.table("policy").filter(pl.col("code") == code)
if found.is_empty():
    ui.page("Policies", "")
    ui.tell(NotFound(f"There is no policy {code}."))
    policies.back()
    st.stop()
policy = found.row(0, named=True)
ui.page(policy["name"], "", from_user=True)
announce()
policies.head(policy)
with st.container(horizontal=True, vertical_alignment="center", key="policy_actions"):
    policies.acknowledge(policy)
    policies_edit.buttons(policy)
    policies.back()
parts = (policies.text, policies.versions, policies.readers, policies.files)
tabs = st.tabs(policies.TABS, key="policy_tab", on_change="rerun")
for draw, tab in zip(parts, tabs, strict=True):
    if tab.open:
        with tab:
            draw(policy)
