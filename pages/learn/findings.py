"""Findings: what is not as it has to be, what is done about it, and what the data says then."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.errors import PmoError
from pmo_core.jobs.findings import finding_of
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import findings, findings_actions, findings_forms, findings_one
from pmo_core.ui.learn.findings_data import PARAMETER

PARTS = {
    "Findings": findings.register,
    "Actions": findings.actions,
    "Reminders": findings.reminded,
    "Trend": findings.trend,
}
OF_ONE = (
    findings_one.compared, findings_actions.listed, findings_one.lessons, findings_one.history,
)  # fmt: skip
RULES = Path(__file__).with_name("rules.py")

code = st.query_params.get(PARAMETER)
if code is None:
    ui.page(
        "Findings",
        "What is not as it has to be. A finding of a rule is closed by the data alone: when what "
        "was done is said to be done, the rule runs again.",
    )
    announce()
    if ui.table("finding").is_empty():
        ui.empty(
            "There are no findings yet.",
            "Run the rules over the portfolio, and raise what they show.",
            link=RULES, link_label="Rules",
        )  # fmt: skip
        st.stop()
    findings.figures()
    tabs = st.tabs(list(PARTS), on_change="rerun", key="finding_tab", bind="query-params")
    for tab, draw in zip(tabs, PARTS.values(), strict=True):
        if tab.open:
            with tab:
                draw()
    st.stop()

try:
    finding = finding_of(ui.repository(), code)
except PmoError as problem:
    ui.page("Findings", "")
    ui.tell(problem)
    findings_one.back()
    st.stop()
ui.page(finding.name, "", from_user=True)
announce()
findings_one.ways(finding)
today = findings_one.head(finding)
with st.container(horizontal=True, vertical_alignment="center", key="finding_verbs"):
    findings_actions.add_button(finding)
    findings_forms.buttons(finding, today)
findings_one.repeats(finding)
findings_one.about_rule(finding)
for draw_one, tab in zip(
    OF_ONE, st.tabs(findings_one.TABS, on_change="rerun", key="finding_part"), strict=True
):
    if tab.open:
        with tab:
            draw_one(finding)
