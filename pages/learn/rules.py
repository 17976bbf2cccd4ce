"""Audit rules: run over the data, compared with the run before, each down to its evidence."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import rules, rules_data, rules_one, rules_run
from pmo_core.ui.plan import undo

code = st.query_params.get(rules_data.RULE)
if code is not None:
    rule = rules_one.found(code)
    ui.page(rule.name if rule else "Rules", "", from_user=rule is not None)
    announce()
    undo.offer()
    with st.container(horizontal=True, vertical_alignment="center", key="rule_back"):
        rules_one.back()
    run = rules_data.run()
    if rule is None:
        st.stop()
    rules_one.head(rule)
    project = st.query_params.get(rules_data.PROJECT)
    if project is not None and run is not None:
        rules_one.evidence_of(rule, run, project)
        st.stop()
    rules_one.thresholds(rule)
    if run is None:
        ui.empty("The rules were never run.", "Go back to all rules and run them.")
        st.stop()
    if rules_one.figures(rule, run):
        rules_one.projects(rule, run)
    st.stop()

ui.page(
    "Rules",
    "What has to be so in the data, in plans and in how projects are run; where it is not, and "
    "what changed since it was looked at last.",
)
announce()
undo.offer()
kept = rules_data.runs()
with st.container(horizontal=True, vertical_alignment="bottom", key="audit_run_row"):
    chosen = rules_run.choice(kept) if kept.height else ""
    rules_run.offer()
run = rules_data.run(chosen)
if run is None:
    rules.first_run()
    rules.rules(None)
    st.stop()
rules.figures(run)
parts = (rules.heat, rules.rules, rules.changes, rules.trend)
tabs = st.tabs(rules.TABS, key="rules_tab", on_change="rerun", bind="query-params")
for draw, tab in zip(parts, tabs, strict=True):
    if tab.open:
        with tab:
            draw(run)
