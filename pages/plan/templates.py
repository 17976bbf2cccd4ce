"""Planning templates: what each plans, planning a project with one, making one of a project."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui.admin_act import announce
from pmo_core.ui.plan import templates, templates_save, templates_use

REGISTERS = Path(__file__).parents[1].joinpath("admin", "registers.py")
ABOUT = (
    "A template holds the work, its order, the effort by role, the division of the budget, risks "
    "and communication. With it a project is planned in one step, on your working calendar."
)

code = templates.address()
if code is None:
    ui.page("Templates", ABOUT)
    announce()
    with st.container(horizontal=True, key="template_actions"):
        templates_save.button()
        templates.add_shipped()
    if ui.table("template").is_empty():
        ui.empty(
            "There are no templates yet.",
            "Add the ready ones above, save a planned project as a template, or type one in.",
            link=REGISTERS, link_label="Type in a template: register Planning templates",
        )  # fmt: skip
    else:
        st.caption("Open a template to see what it plans, and to plan a project with it.")
        templates.listing()
    st.stop()

template = templates.chosen(code)
if template is None:
    ui.page("Templates", "")
    ui.tell(NotFound(f"There is no template {code}."))
    templates.back()
    st.stop()
ui.page(template["name"], "", from_user=True)
announce()
with st.container(horizontal=True, vertical_alignment="center"):
    facts = [code, template["method"], template["kind"], template["author"]]
    st.text(" · ".join(filter(None, facts)))
    templates.back()
    st.page_link(REGISTERS, label="Edit its lines", icon=":material/edit:",
                 query_params={"register": "template_item"})  # fmt: skip
if template["description"]:
    st.text(template["description"])
templates.figures(code)
parts = (
    templates.work, templates.effort, templates.budget, templates.risks, templates.communication,
    templates_use.use,
)  # fmt: skip
tabs = st.tabs(templates.TABS, key="template_tab", on_change="rerun")
for draw, tab in zip(parts, tabs, strict=True):
    if tab.open:
        with tab:
            draw(code)
