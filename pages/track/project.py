"""One project: its figures, curve, status history, work, lines and timeline."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core import charts, ui
from pmo_core.analysis.rating import MUST_REPORT
from pmo_core.charts import short
from pmo_core.errors import NotFound
from pmo_core.ui import facts
from pmo_core.ui.admin_edit import edit
from pmo_core.ui.learn import lessons_here
from pmo_core.ui.project import PARTS, choose, note_of, part
from pmo_core.ui.rag import badge
from pmo_core.ui.rates import without_rate
from pmo_core.ui.related import related
from pmo_core.ui.track.earned_project import warn_of
from pmo_core.ui.trust import line as trust_line

INTAKE = Path(__file__).parents[1].joinpath("decide", "intake.py")
PROGRESS = Path(__file__).with_name("progress.py")
FIGURES = (
    ("planned_cost", "Planned", "Planned cost at completion."),
    ("actual_cost", "Actual to date", "Cost posted to this day, with the rate of its day."),
    ("forecast_cost", "Forecast", "Forecast cost at completion (EAC): the latest report's."),
    ("cost_variance", "Variance", "Planned less forecast cost; negative = over budget."),
    ("remaining_cost", "Still to spend", "Forecast less actual cost (ETC) of an open project."),
)

as_of, currency = ui.as_of(), ui.settings().base_currency
everything = facts.portfolio(as_of)
code = st.query_params.get("project")
if everything.is_empty():
    ui.page("Project", "")
    ui.empty(
        "There are no projects yet.", "Upload a register of projects, or actuals.",
        link=Path(__file__).with_name("actuals.py"), link_label="Upload a file",
    )  # fmt: skip
    st.stop()
if code is None:
    ui.page("Project", "Choose a project, or click one on the Overview.")
    choose(everything)
    st.stop()
found = everything.filter(pl.col("code") == code)
if found.is_empty():
    raise NotFound(f"There is no project {code}.", "Choose one on the Overview.")
project = found.row(0, named=True) | {"committed_cost": facts.committed_of(code, as_of)}

place = [project[name] for name in ("portfolio_name", "program_name", "department_name")]
ui.page(project["name"], "", from_user=True)
with st.container(horizontal=True, vertical_alignment="center"):
    st.text(" · ".join([code, *filter(None, [*place, project["stage"], project["manager"]])]))
    if st.button("Edit", icon=":material/edit:"):
        edit(ui.repository().get("project", code))
    if project["stage"] in MUST_REPORT and st.button("Report status", icon=":material/update:"):
        st.switch_page(PROGRESS, query_params={"project": code})
    with st.popover("Other project", icon=":material/search:", on_change="rerun") as other:
        if other.open:
            choose(everything)

related(code, here="track/project")
without_rate(found)
figures = [
    ui.Figure(label, short(project[name]), f"{meaning} In {currency}.", note_of(name, project))
    for name, label, meaning in FIGURES
]
figures.append(
    ui.Figure(
        "Forecast finish", ui.iso(project["forecast_finish"]),
        "Actual finish, else the latest report's forecast, else the project's own.",
        note_of("forecast_finish", project),
    )
)  # fmt: skip
ui.headline(figures, "figures")
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="rating"):
    st.text("Rating by rule", width="content")
    badge(project["rag_computed"])
    st.caption(ui.plain(project["rag_reason"]), width="content")
    st.text("Manager's rating", width="content")
    badge(project["rag_reported"])
    st.caption(note_of("status_on", project), width="content")
    trust_line(code, as_of)
warn_of(project)
lessons_here.on_project(project)
if project["comment"]:
    st.text(f"Latest comment: {project['comment']}")

curve = facts.curve(code, as_of)
by_category = facts.by_category(code, as_of)
left, right = ui.side_by_side()
with left:
    if curve.is_empty():
        ui.empty("No cost of any month is known.", "Upload budget lines, or actuals with cost.")
    else:
        ui.chart(charts.s_curve(curve, data_date=as_of, unit=currency), "s_curve")
with right:
    if by_category["cost_base"].count() == 0:
        ui.empty(
            "No cost was posted yet.",
            "Hours are: see Latest lines." if project["n_lines"] else "Upload actuals of it.",
        )
    else:
        named = by_category.select(
            key="category",
            group=pl.coalesce("category_name", "category").replace("", "No category"),
            measure=pl.lit("Actual"),
            value="cost_base",
        )
        drawn = charts.bars(
            named, title="Actual cost by category, to date", unit=currency,
            group_title="Cost category",
        )  # fmt: skip
        ui.chart(drawn, "categories")

for name, tab in zip(PARTS, st.tabs(PARTS, on_change="rerun", key="part"), strict=True):
    if tab.open:
        with tab:
            part(name, code, currency, INTAKE)
