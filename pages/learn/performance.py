"""What closed projects took and brought, what went with overruns, and what that says of others."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import performance, performance_estimate, performance_project
from pmo_core.ui.related import related

closed = performance.rows()
code = st.query_params.get("project")
if code is not None:
    row = performance_project.found(closed, code)
    ui.page(row["name"], "", from_user=True)
    announce()
    with st.container(horizontal=True, vertical_alignment="center"):
        names = ("method", "project_type", "size_band", "department")
        st.text(" · ".join([f"Closed project {code}", *filter(None, map(row.get, names))]))
        st.button(
            "All closed projects", icon=":material/list:", type="tertiary",
            on_click=st.query_params.clear,
        )  # fmt: skip
    related(code, here="learn/performance")
    performance_project.figures(closed, row)
    performance_project.outcome(row)
    performance_project.table(closed, code)
    st.stop()

ui.page(
    "Performance",
    "What closed projects took and brought against their estimates, what went with it, and what "
    "that says about a new estimate.",
)
announce()
if closed.is_empty():
    ui.empty(
        "No project is closed yet.",
        "Projects come here when their stage is closed. Upload a register of past projects to "
        "learn from these.",
        link=Path(__file__).parents[1].joinpath("track", "actuals.py"),
        link_label="Upload a file",
    )
    st.stop()
performance.figures(closed)
what, by, period = performance.choices()
performance.pictures(closed, what, by, period)
estimate, went, projects, tables = st.tabs(
    performance.PARTS, on_change="rerun", key="performance_part", bind="query-params"
)
if estimate.open:
    with estimate:
        performance_estimate.calculator(closed)
if went.open:
    with went:
        performance.went_with(closed, what)
if projects.open:
    with projects:
        performance.projects(closed)
if tables.open:
    with tables:
        performance.tables(closed, what, by, period)
