"""The whole portfolio at a glance: figures first, then every project."""

from pmo_core import ui

ui.page("Overview", "All projects: planned, actual and forecast.")
chosen = ui.filters()
projects = chosen.apply(ui.query("projects_overview"))
ui.grid(
    projects.select(
        "project",
        "project_name",
        "portfolio_name",
        "stage",
        "planned_cost",
        "actual_cost",
        "status_on",
        "rag_reported",
    ),
    "projects",
    alt="All projects",
    register="project",
)
