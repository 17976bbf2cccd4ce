"""What projects are judged by: criteria with their levels and thresholds, and the goals."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import criteria

ui.page(
    "Criteria and goals",
    "What projects are judged by, in words that everybody reads alike, and what they are to serve. "
    "Every change is a new version; a score keeps the version that it was made with.",
)
announce()
criteria.figures()
TABS = ["Criteria", "Goals", "Scores of earlier versions"]
by, goals, versions = st.tabs(TABS, key="criteria_tab", on_change="rerun")
if by.open:
    with by:
        criteria.criteria()
if goals.open:
    with goals:
        criteria.goal_table()
if versions.open:
    with versions:
        criteria.versions()
