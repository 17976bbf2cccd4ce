"""What projects promised and what came of it, after their closure too."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui import facts
from pmo_core.ui.admin_act import announce
from pmo_core.ui.project import choose
from pmo_core.ui.related import related
from pmo_core.ui.track import benefits, benefits_forms, benefits_project

code = st.query_params.get("project")
if code is None:
    ui.page(
        "Benefits",
        "What projects promised, what of it was measured, closed projects included, and what is to "
        "be measured next.",
    )
    announce()
    if facts.portfolio(ui.as_of()).is_empty():
        ui.empty(
            "There are no projects yet.", "Upload a register of projects first.",
            link=Path(__file__).with_name("actuals.py"), link_label="Upload a file",
        )  # fmt: skip
        st.stop()
    found = benefits.of(ui.filters())
    if found.is_empty:
        ui.empty(
            "No benefit is planned or measured here.",
            "Choose other projects, open one to add what it promises, or upload a file of "
            "benefits.",
            link=Path(__file__).with_name("actuals.py"), link_label="Upload a file",
        )  # fmt: skip
        choose(facts.portfolio(ui.as_of()))
        st.stop()
    benefits.figures(found)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="benefit_choice"):
        by = benefits.group()
        with st.popover("One project", icon=":material/search:", on_change="rerun") as one:
            if one.open:
                choose(facts.portfolio(ui.as_of()))
    benefits.money(found, by)
    tabs = st.tabs(benefits.PARTS, on_change="rerun", key="benefit_part")
    for name, tab in zip(benefits.PARTS, tabs, strict=True):
        if tab.open:
            with tab:
                benefits.part(name, found, by)
    st.stop()

project, promised = benefits_project.found(code)
row = benefits_project.chosen(promised, st.query_params.get("benefit"))
ui.page(project["name"], "", from_user=True)
announce()
with st.container(horizontal=True, vertical_alignment="center"):
    place = [f"Benefits of {code}", project["program_name"], project["stage"], project["sponsor"]]
    st.text(" · ".join(filter(None, place)))
    st.button(
        "All benefits", icon=":material/list:", type="tertiary", on_click=st.query_params.clear
    )
related(code, here="track/benefits")
if project["stage"] in ("proposed", "canceled"):
    st.info(
        f"This project is {project['stage']}: what it promises is in no sum.",
        icon=":material/info:",
    )
if not promised.is_empty:
    benefits_project.figures(promised)
benefits_forms.actions(code, row)
if promised.is_empty:
    ui.empty(
        "Nothing is promised for this project yet.",
        "Add a benefit with its owner, its measure and its target, or the money of a year.",
    )
    st.stop()
if row:
    benefits_project.standing(row)
benefits_project.pictures(promised, row)
benefits_project.tables(promised, row)
