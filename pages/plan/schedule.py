"""The schedule of a project: tasks, floats and what drives them; its editor; working calendars."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.jobs.schedule_tasks import ENDED
from pmo_core.ui.admin_act import announce
from pmo_core.ui.plan import schedule, schedule_calendars, schedule_edit, undo
from pmo_core.ui.project import choose
from pmo_core.ui.related import related

UPLOAD = Path(__file__).parents[1].joinpath("track", "actuals.py")
TEMPLATES = Path(__file__).with_name("templates.py")
ABOUT = (
    "When each task comes, how far it can slip, and what decides it: over all open projects and "
    "the links between them."
)
TABS = {
    "Plan": schedule.tasks, "Edit": schedule_edit.edit, "Links": schedule.links,
    "Against the baseline": schedule.baseline,
}  # fmt: skip

register = ui.table("project")
code = st.query_params.get("project")
if register.is_empty():
    ui.page("Schedule", ABOUT)
    ui.empty(
        "There are no projects yet.", "Upload a register of projects first.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
if code is None:
    ui.page("Schedule", ABOUT)
    announce()
    undo.offer()
    choose(register)
    plans, calendars = st.tabs(
        ["Projects", "Calendars"], key="schedules_tab", on_change="rerun", bind="query-params"
    )
    if plans.open:
        with plans:
            schedule.projects()
    if calendars.open:
        with calendars:
            schedule_calendars.calendars()
    st.stop()
found = register.filter(pl.col("code") == code)
if found.is_empty():
    raise NotFound(f"There is no project {code}.", "Choose one on the page Schedule.")
project = found.row(0, named=True)

ui.page(project["name"], "", from_user=True)
announce()
with st.container(horizontal=True, vertical_alignment="center"):
    facts = [code, project["stage"], project["manager"], project["calendar"]]
    st.text(" · ".join(filter(None, facts)))
    st.page_link(Path(__file__), label="All schedules", icon=":material/arrow_back:")
    with st.popover("Other project", icon=":material/search:", on_change="rerun") as other:
        if other.open:
            choose(register)
related(code, here="plan/schedule")
undo.offer()
has_tasks = schedule.rows_of(code).height
if project["stage"] in ENDED:
    ui.empty(
        f"This project is {project['stage']}.", "Only projects that have not ended are scheduled."
    )
    st.stop()
if has_tasks:
    schedule.findings(code)
    schedule.figures(code, project)
else:
    ui.empty(
        "This project has no tasks yet.",
        "Type them below, upload a plan, or plan it with a template.",
        link=TEMPLATES, link_label="Planning templates",
    )  # fmt: skip
names = [*TABS] if has_tasks else ["Edit"]
tabs = st.tabs(names, key="schedule_tab", on_change="rerun", bind="query-params")
for name, tab in zip(names, tabs, strict=True):
    if tab.open:
        with tab:
            TABS[name](code)
