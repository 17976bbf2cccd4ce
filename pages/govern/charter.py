"""Charters: what each project may do and is to bring, written, approved and kept."""

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.model import Project
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import (
    charter,
    charter_board,
    charter_edit,
    charter_method,
    charter_versions,
)
from pmo_core.ui.project import choose
from pmo_core.ui.related import related

PARTS = ("Charter", "Edit", "Method", "Approvals", "Versions")


def show(project: str) -> None:
    """Open the charter of a project."""
    st.query_params["project"] = project


projects = ui.table("project")
code = st.query_params.get("project")
if code is None:
    ui.page(
        "Charters",
        "What each project may do, is to bring and may cost, who does what, and who approved it.",
    )
    announce()
    if projects.is_empty():
        ui.empty(
            "There are no projects yet.",
            "An accepted request becomes a project; its charter is drafted here with one click.",
        )
        st.stop()
    charter.overview(show)
    st.stop()
found = projects.filter(pl.col("code") == code)
if found.is_empty():
    raise NotFound(f"There is no project {code}.", "Choose one in the list of charters.")
project = Project.model_validate(found.row(0, named=True))

ui.page(f"Charter: {project.name}", "", from_user=True)
announce()
standing = charter.all_charters().row(by_predicate=pl.col("project") == code, named=True)
with st.container(horizontal=True, vertical_alignment="center"):
    st.text(code, width="content")
    charter.badge(standing["charter_state"])
    if standing["n_approved"]:
        st.caption(f"{standing['n_approved']} of {standing['n_required']} approvals")
    if standing["charter_state"] != "none":
        charter_board.verdict(standing, project)
    st.page_link("govern/charter.py", label="All charters", icon=":material/list:")
    with st.popover("Other project", icon=":material/search:", on_change="rerun") as other:
        if other.open:
            choose(projects)
related(code, here="govern/charter")

kept = charter.kept(code)
if kept is None:
    charter.begin(found.row(0, named=True))
    charter_method.method(code)
    st.stop()
for name, tab in zip(PARTS, st.tabs(PARTS, key="charter_tab", on_change="rerun"), strict=True):
    if tab.open:
        with tab:
            if name == "Charter":
                charter.read(kept, project)
            elif name == "Edit":
                charter_edit.edit(kept, project)
            elif name == "Method":
                charter_method.method(code)
            elif name == "Approvals":
                charter_versions.approvals(kept, project)
            else:
                charter_versions.versions(kept)
