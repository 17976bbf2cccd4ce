"""The whole portfolio at a glance: figures first, then every project."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.analysis.overview import headline
from pmo_core.charts import short
from pmo_core.model.columns import label
from pmo_core.ui import facts
from pmo_core.ui.order import by_code
from pmo_core.ui.paging import Order
from pmo_core.ui.rag import severity
from pmo_core.ui.rates import without_rate
from pmo_core.ui.trust import with_trust

PROJECT, UPLOAD = (Path(__file__).with_name(name) for name in ("project.py", "actuals.py"))
COLUMNS = (
    "code", "name", "rag_computed", "rag_reported", "trust", "stage", "planned_cost", "actual_cost",
    "forecast_cost", "cost_variance", "cost_variance_pct", "planned_finish", "forecast_finish",
    "slip_days", "percent_complete", "trend", "actual_hours", "status_age_days", "rag_reason",
    "trust_reason", "manager", "portfolio_name", "program_name", "department_name",
)  # fmt: skip
ALWAYS = ("code", "name", "rag_computed")
LABELS = {
    "rag_computed": "Rating by rule", "rag_reported": "Manager's rating", "name": "Project",
    "trust": "Data trust", "trust_reason": "Why trust it or not",
}  # fmt: skip
ORDERS: dict[str, Order] = {
    "Needs attention": [
        (pl.col("is_open"), True),
        (severity("rag_computed"), True),
        (pl.col("cost_variance"), False),
    ],
    "Code": [],
    "Name": [(pl.col("name").str.to_lowercase(), False)],
    "Planned cost": [(pl.col("planned_cost"), True)],
    "Actual cost": [(pl.col("actual_cost"), True)],
    "Forecast cost": [(pl.col("forecast_cost"), True)],
    "Largest overrun": [(pl.col("cost_variance"), False)],
    "Latest finish": [(pl.col("forecast_finish"), True)],
    "Largest slip": [(pl.col("slip_days"), True)],
    "Oldest status": [(pl.col("status_age_days"), True)],
    "Priority": [(pl.col("priority"), False)],
}  # fmt: skip
MEANING = {
    "planned_cost": ("Planned", "Sum of planned cost at completion."),
    "actual_cost": ("Actual to date", "Sum of cost posted to this day, with the rate of its day."),
    "forecast_cost": ("Forecast", "Sum of forecast cost at completion (EAC)."),
    "cost_variance": (
        "Variance",
        "Planned less forecast cost, over the projects that have both; negative = over budget.",
    ),
}

currency = ui.settings().base_currency
everything = facts.portfolio(ui.as_of())
ui.page("Overview", f"All projects as of {ui.iso(ui.as_of())}. Money in {currency}.")
if everything.is_empty():
    ui.empty(
        "There are no projects yet.",
        "Upload a register of projects, or actuals: missing projects can be created from the file.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()

ui.first_visit()
chosen = ui.filters()
projects = chosen.apply(
    ui.derived("overview", lambda: with_trust(by_code(everything), ui.as_of()), as_of=ui.as_of())
)
if projects.is_empty():
    ui.empty("No project passes the filters.", "Clear a filter to see more.")
    st.stop()

without_rate(projects)
n_open = projects.filter("is_open").height
risky = projects.filter(pl.col("rag_computed") == "red", "is_open").height
unrated = projects.filter(pl.col("rag_computed").is_null(), "is_open").height
figures = [
    ui.Figure(
        "Projects", f"{projects.height:,}", "Projects that pass the filters.", f"{n_open:,} open"
    )
]
for one in headline(projects):
    title, meaning = MEANING[one.name]
    figures.append(ui.Figure(title, short(one.value), f"{meaning} In {currency}.", one.note))
figures.append(
    ui.Figure(
        "Red by rule", f"{risky:,}",
        "Open projects beyond a red limit of cost overrun or slip (limits: Settings).",
        f"{unrated:,} of {n_open:,} not rated",
    )
)  # fmt: skip
ui.headline(figures, "figures")

rows = ui.paged(projects, ORDERS, "project", "Click a row to open the project.")
unknown = tuple(
    name
    for name in COLUMNS
    if name not in ALWAYS and projects[name].null_count() == projects.height
)
row = ui.grid(
    rows.select(COLUMNS),
    "projects",
    alt="All projects with plan, actuals, forecast and rating",
    labels=LABELS,
    hidden=unknown,
    pinned=("name",),
    clickable=True,
    boxes=False,
    export=lambda: projects.drop("trend"),
)
if unknown:
    labels = ", ".join(label(name).lower() for name in unknown)
    st.caption(f"Not shown, as it is known of none of these projects: {labels}.")
if row is not None:
    st.switch_page(PROJECT, query_params={"project": rows["code"][row]})
