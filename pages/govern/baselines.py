"""Baselines: what was agreed, element by element, and how it differs from what is planned now."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import baselines, changes_form
from pmo_core.ui.related import related

HERE = Path(__file__)
UPLOAD = HERE.parents[1].joinpath("track", "actuals.py")
project = st.query_params.get("project")
if project is None:
    ui.page(
        "Baselines",
        "What was agreed for each project, what it holds, and whether it was authorized.",
    )
    announce()
    rows = baselines.newest()
    if ui.table("project").is_empty():
        ui.empty(
            "There are no projects yet.", "Upload a register of projects first.",
            link=UPLOAD, link_label="Upload a file",
        )  # fmt: skip
    elif rows.is_empty():
        ui.empty(
            "There is no baseline yet.",
            "The first approval of a project at a gate writes its first baseline.",
            link=HERE.with_name("gate.py"), link_label="Gate review",
        )  # fmt: skip
    else:
        baselines.figures(rows)
        baselines.register(rows)
    st.stop()

kept = baselines.of(project)
name = ui.table("project").filter(pl.col("code") == project)["name"].item()
ui.page(f"Baselines of {name}", "", from_user=True)
announce()
st.text(project)
with st.container(horizontal=True, vertical_alignment="center", key="baseline_actions"):
    if not kept.is_empty():
        baselines.freezing(project, kept)
        changes_form.new_button(project)
    st.button("All baselines", icon=":material/list:", type="tertiary",
              on_click=st.query_params.clear)  # fmt: skip
related(project, here="govern/baselines")
if kept.is_empty():
    ui.empty(
        "There is no baseline of this project yet.",
        "The first approval at a gate writes it; each approved change writes the next.",
    )
    st.stop()
baselines.head(kept)
st.caption(
    "A change request moves the baseline on. Its cost goes into the undistributed budget; where a "
    "risk occurred, it is taken from the management reserve. One without cost distributes: it "
    "agrees to the work breakdown as it is now."
)
baselines.curve(kept, project)
baselines.listed(kept, project)
st.markdown("**Compare**")
baselines.difference(kept, project)
