"""Score projects in assessment, independently of the other assessors."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.decide import assess, assess_form, assessing

PAGES = Path(__file__).parents[1]

ui.page(
    "Assess",
    "Score what was taken up, by the published criteria. You see what the others gave once you "
    "have scored a project yourself.",
)
announce()
if assessing.criteria().is_empty():
    ui.empty(
        "There are no criteria yet.", "Describe what projects are judged by, then assess them.",
        link=PAGES.joinpath("govern", "criteria.py"), link_label="Describe criteria",
    )  # fmt: skip
    st.stop()
if assessing.projects().is_empty():
    ui.empty(
        "Nothing is in assessment.", "Take a submitted request up: it becomes a proposed project.",
        link=PAGES.joinpath("decide", "triage.py"), link_label="Open the triage board",
    )  # fmt: skip
    st.stop()

mine = assess.mine()
assess.figures(mine)
TABS = ["Score", "Where assessors differ", "What is missing"]
score, differ, missing = st.tabs(TABS, key="assess_tab", on_change="rerun")
if score.open:
    with score:
        project = assess.choose(mine)
        assess.about(project)
        assess.said(mine, project)
        assess_form.form(mine, project)
if differ.open:
    with differ:
        assess.differences(mine)
if missing.open:
    with missing:
        assess.lacking()
