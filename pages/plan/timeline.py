"""All projects over time: bars, baselines, milestones, critical work and slipped links."""

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui import facts
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import timeline_data, timeline_project, timeline_show
from pmo_core.ui.plan.timeline import choose

as_of = ui.as_of()
everything = facts.portfolio(as_of)
code = st.query_params.get("project")
if everything.is_empty():
    ui.page("Timeline", "")
    ui.empty(
        "There are no projects yet.", "Upload a register of projects first.",
        link=PAGES.joinpath("track", "actuals.py"), link_label="Upload a file",
    )  # fmt: skip
    st.stop()
if code is not None:
    found = everything.filter(pl.col("code") == code)
    if found.is_empty():
        raise NotFound(f"There is no project {code}.", "Choose one on the Timeline.")
    ui.page(found["name"][0], "", from_user=True)
    timeline_project.draw(found.row(0, named=True))
    st.stop()

ui.page(
    "Timeline",
    f"All projects as scheduled on {ui.iso(as_of)}: what is late, what is critical, and which "
    "links between projects slipped.",
)
projects = timeline_data.projects(as_of)
if projects.is_empty():
    ui.empty(
        "No project has dates.", "Give projects a planned start and finish, or schedule tasks.",
        link=PAGES.joinpath("track", "overview.py"), link_label="Open the Overview",
    )  # fmt: skip
    st.stop()
chosen = ui.filters()
passing = chosen.apply(everything).select("code")
projects = projects.join(passing, on="code", how="semi")
if projects.is_empty():
    ui.empty("No project with dates passes the filters.", "Clear a filter to see more.")
    st.stop()
of = passing.rename({"code": "project"})
links = timeline_data.slipped(as_of).join(of, on="project", how="semi")
milestones = timeline_data.milestones(as_of).join(of, on="project", how="semi")
timeline_show.figures(projects, links, milestones)
rows = timeline_show.draw(projects, choose(projects.height, as_of), chosen)
timeline_show.tables(rows, links, milestones)
