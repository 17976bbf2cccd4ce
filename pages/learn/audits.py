"""Audits: the programme of a year by risk, and one audit from its checklist to its report."""

import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.jobs.audits import get
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import (
    audits,
    audits_checklist,
    audits_evidence,
    audits_item,
    audits_one,
    audits_plan,
    audits_report,
    audits_sample,
)
from pmo_core.ui.learn.audits_data import PARAMETER

YEAR = {"Program": audits.year, "Risk": audits.risks, "Plan the year": audits_plan.draw}
PARTS = {
    "Checklist": audits_checklist.draw,
    "Sample": audits_sample.draw,
    "Interviews": audits_evidence.interviews,
    "Evidence": audits_evidence.evidence,
    "Findings": audits_report.findings,
    "Report": audits_report.report,
}

code = st.query_params.get(PARAMETER)
if code is None:
    ui.page(
        "Audits",
        "Which projects, departments and processes are audited next, by risk; who audits them, "
        "and what came of it.",
    )
    announce()
    audits_plan.add_button()
    audits.figures()
    tabs = st.tabs(list(YEAR), key="audits_tab", on_change="rerun")
    for tab, show in zip(tabs, YEAR.values(), strict=True):
        if tab.open:
            with tab:
                show()
    st.stop()

try:
    audit = get(ui.repository(), code)
except NotFound as problem:
    ui.page("Audits", "")
    ui.tell(problem)
    st.button("All audits", key="all_audits", on_click=st.query_params.clear)
    st.stop()
ui.page(audit.name, "", from_user=True)
announce()
audits_one.head(audit)
with st.container(horizontal=True, vertical_alignment="center", key="audit_steps"):
    audits_one.steps(audit)
if audit.state == "planned":
    audits_one.before(audit)
    audits_checklist.lessons(audit)
    st.stop()
tabs = st.tabs(list(PARTS), key="audit_tab", on_change="rerun")
for tab, draw in zip(tabs, PARTS.values(), strict=True):
    if tab.open:
        with tab:
            draw(audit)
audits_checklist.opened(audit)
audits_item.opened(audit)
