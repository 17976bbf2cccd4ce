"""Earned value at any data date: of the portfolio, its parts, and one project in depth."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.charts.earned_bullseye import bullseye
from pmo_core.ui.track import earned, earned_project, earned_says, earned_show

HERE = Path(__file__)
HEADLINE = ("bac", "pv", "ev", "ac", "cpi", "spi", "eac", "vac")


def enter(code: str) -> None:
    """Look into a project."""
    st.switch_page(HERE, query_params={"project": code})


project = st.query_params.get("project")
if project:
    earned_project.show(project)
    st.stop()

currency = ui.settings().base_currency
ui.page(
    "Earned value",
    "What the work done was planned to cost, against what it cost and what was planned by now. "
    "Amounts are summed first and divided once.",
)
if ui.table("project").is_empty():
    ui.empty(
        "There are no projects yet.", "Upload a register of projects, or actuals.",
        link=HERE.with_name("actuals.py"), link_label="Upload a file",
    )  # fmt: skip
    st.stop()
choice = earned.choose()
unit = "hours" if choice.in_hours else currency
rows = earned.shown(choice)
if rows.is_empty():
    ui.empty(
        "No project was measured by then.",
        "A project is measured by a status report, by progress of its work, or by its dates once "
        "it has begun. Clear a filter, or show all measured projects.",
    )
    st.stop()

total = earned.total(choice)
earned_show.figures(total, HEADLINE, unit)
if told := earned_says.counts(rows):
    st.info(told, icon=":material/speed:")
st.caption(f"{earned.left_out(rows)}. A project that lacks one of the four amounts is in no sum.")
left, right = ui.side_by_side()
with left:
    drawn = bullseye(
        earned.trails(choice),
        title="Cost and schedule performance by project",
    )
    if drawn.is_empty:
        ui.empty("No project has both CPI and SPI(t).", "The table says what is missing.")
    else:
        ui.chart(drawn, f"bullseye {choice.on} {choice.at_reports} {choice.level}", on_pick=enter)
        st.caption(earned_show.READ)
with right:
    earned_show.about(rows, None if choice.at_reports else choice.on, unit)
if choice.level == "Project":
    earned_show.projects(rows)
else:
    earned_show.groups(earned.by_level(choice), choice.level)
earned_show.formulas()
