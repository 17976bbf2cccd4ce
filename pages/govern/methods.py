"""How projects are run: methods with phases, gates and deliverables, and who keeps to them."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import methods, methods_edit

ui.page(
    "Methods",
    "How projects are run: phases, the gates between them, and what each gate asks for; tailored "
    "by size and risk. And which projects keep to it.",
)
announce()
if ui.table("method_element").is_empty():
    methods.begin()
    st.stop()

method = methods.chosen()
methods.figures(method)
picture, projects, edit, versions = st.tabs(
    ["The method", "Projects", "Edit", "Versions"], key="methods_tab", on_change="rerun"
)
if picture.open:
    with picture:
        methods.picture(method)
if projects.open:
    with projects:
        methods.projects(method)
if edit.open:
    with edit:
        methods_edit.edit(method)
if versions.open:
    with versions:
        methods_edit.versions(method)
