"""The timeline of all projects: figures, chart, table, slipped links and milestones."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import streamlit as st

from pmo_core.charts import Drawing
from pmo_core.charts.timeline import gantt, set_in
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.filters import Filters
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.plan import milestone_file, timeline_data
from pmo_core.ui.plan.timeline import (
    Choice,
    choose_order,
    enter,
    open_project,
    paged,
    rows_of,
)
from pmo_core.ui.text import counted, iso

_SOON_DAYS = 90
_SHOWN = [
    "code", "name", "early_start", "early_finish", "baseline_finish", "behind_days",
    "percent_complete", "n_projects", "n_tasks", "n_critical", "total_float", "n_driven", "stage",
]  # fmt: skip
_LINKS = [
    "project", "project_name", "of_successor", "predecessor_project", "predecessor_name",
    "of_predecessor", "from_on", "planned_on", "now_on", "late_by_days",
]  # fmt: skip
_MILESTONES = [
    "project", "project_name", "code", "name", "planned_on", "forecast_on", "achieved_on",
    "is_late", "wbs",
]  # fmt: skip
_READ = (
    "A bar reaches from the first start to the last finish of a project's tasks, its full part is "
    "what is done, the line above it critical work, the one below its latest baseline; behind it "
    "stands how many calendar days it is late. The stronger a portfolio or program is colored, the "
    "more of its projects are at work. A dashed link slipped: it leads from what is waited for to "
    "where the work now begins, and reaches back to where it was planned."
)


def figures(projects: pl.DataFrame, links: pl.DataFrame, milestones: pl.DataFrame) -> None:
    """Draw what is read first.

    Parameters
    ----------
    projects, links, milestones : polars.DataFrame
        What passes the filters, from `timeline_data`.
    """
    agreed = projects.drop_nulls("behind_days")
    behind = agreed.filter(pl.col("behind_days") > 0)
    worst = behind.sort("behind_days", "code", descending=[True, False]).head(1)
    to_come = milestones.filter(pl.col("achieved_on").is_null())
    soon = to_come.filter(pl.col("expected_on") <= as_of() + timedelta(days=_SOON_DAYS))
    last = projects["early_finish"].max()
    n_without = projects.filter(~pl.col("has_tasks")).height
    headline(
        [
            Figure("Projects", f"{projects.height:,}", "Projects with dates that pass the filters.",
                   f"{n_without:,} without tasks: by their own dates"),
            Figure("Behind baseline", f"{behind.height:,}",
                   "Projects whose tasks now end later than in the latest baseline.",
                   f"of {agreed.height:,} with a baseline"),
            Figure("Furthest behind",
                   f"{worst['behind_days'][0]:,} days" if worst.height else "n/a",
                   "Calendar days from the finish in the baseline to the finish now.",
                   f"{worst['code'][0]}, calendar days" if worst.height else "none is behind"),
            Figure("Slipped links", f"{links.height:,}",
                   "Links between projects whose predecessor now comes later than its successor "
                   "was planned.",
                   f"in {counted(links['project'].n_unique(), 'project')} that wait"),
            Figure("Milestones due", f"{soon.height:,}",
                   f"Not reached, and expected within {_SOON_DAYS} days or overdue.",
                   f"{soon.filter('is_late').height:,} of them late"),
            Figure("Last finish", iso(last if isinstance(last, date) else None),
                   "Finish of the project that ends last."),
        ],
        "timeline_figures",
    )  # fmt: skip


def draw(projects: pl.DataFrame, choice: Choice, chosen: Filters) -> pl.DataFrame:
    """Draw the Gantt chart of a page of projects and groups; return the rows of all pages.

    Parameters
    ----------
    projects : polars.DataFrame
        Projects that pass the filters.
    choice : Choice
        What is looked at.
    chosen : Filters
        The filters, by which what was drawn is remembered.
    """
    controls = st.container(horizontal=True, vertical_alignment="bottom", key="timeline_order")
    with controls:
        choice = replace(choice, order=choose_order())
    window, key = choice.window, {"choice": choice, "chosen": chosen, "as_of": as_of()}
    rows = data.derived("timeline rows", lambda: rows_of(projects, choice), **key)
    if rows.is_empty():
        empty(
            f"Nothing lies between {window.first} and {window.last}.",
            "Choose Today, or another zoom.",
        )
        return rows
    shown = paged(rows, "row", "Click a row to look into it.", "timeline_page", controls)
    drawing = data.derived(
        "timeline drawing", lambda: _drawing(projects, shown, choice), first=shown["key"][0], **key
    )
    chart(drawing, f"timeline_{window.zoom}", on_pick=enter)
    st.caption(_READ)
    return rows


def _drawing(projects: pl.DataFrame, shown: pl.DataFrame, choice: Choice) -> Drawing:
    window = choice.window
    depth = 3 if not shown["is_group"].all() else choice.depth
    layers = timeline_data.layers(projects, shown, depth, window, as_of())
    return gantt(
        shown.with_columns(set_in(shown)), layers, title="Projects over time", first=window.first,
        last=window.last, today=as_of(),
    )  # fmt: skip


def tables(rows: pl.DataFrame, links: pl.DataFrame, milestones: pl.DataFrame) -> None:
    """Draw the rows of the chart, the slipped links and the milestones as tables in tabs.

    Parameters
    ----------
    rows : polars.DataFrame
        What `draw` returned.
    links, milestones : polars.DataFrame
        As for `figures`.
    """
    parts = {"Rows": _rows, "Slipped links": _links, "Milestones": _milestones}
    frames = (rows, links, milestones)
    tabs = st.tabs(list(parts), on_change="rerun", key="timeline_tab", bind="query-params")
    for tab, part, frame in zip(tabs, parts.values(), frames, strict=True):
        if tab.open:
            with tab:
                part(frame)


def _rows(rows: pl.DataFrame) -> None:
    shown = paged(rows, "row", "The file holds all of them.", "timeline_table_page")
    grid(
        shown.select(_SHOWN), "timeline_rows", alt="Rows of the timeline", pinned=("name",),
        on_row=lambda row: enter(str(shown["key"][row])), export=lambda: rows.select(_SHOWN),
        file_name="timeline",
    )  # fmt: skip


def _links(links: pl.DataFrame) -> None:
    if links.is_empty():
        empty("No link between projects slipped.",
              "None of what projects wait for comes later than they planned.")  # fmt: skip
    else:
        slipped_links(links)


def slipped_links(links: pl.DataFrame) -> None:
    """Draw links between projects that slipped as a table.

    Parameters
    ----------
    links : polars.DataFrame
        From `timeline_data.slipped`; at least one.
    """
    shown = paged(links, "link", "Open leads to the tasks of the project that waits.",
                  "timeline_links_page")  # fmt: skip
    grid(
        shown.select(_LINKS), "slipped_links", alt="Links between projects that slipped",
        labels={"from_on": "Ready on", "planned_on": "Planned on", "project": "Waits",
                "project_name": "Name", "predecessor_name": "Other project"},
        on_row=lambda row: open_project(str(shown["project"][row])),
        export=lambda: links.select(_LINKS), file_name="slipped-links",
    )  # fmt: skip


def _milestones(milestones: pl.DataFrame) -> None:
    if milestones.is_empty():
        empty("No milestones are kept.", "Import them from a file, or enter them in Registers.")
        return
    ordered = milestones.sort(
        pl.col("achieved_on").is_not_null(), "expected_on", maintain_order=True
    )
    shown = paged(ordered, "milestone", "The next ones first.", "timeline_milestones_page")
    grid(
        shown.select(_MILESTONES), "timeline_milestones", alt="Milestones of the projects shown",
        labels={"project_name": "Name", "name": "Milestone", "achieved_on": "Reached",
                "forecast_on": "Expected"},
        on_row=lambda row: open_project(str(shown["project"][row])),
        export=lambda: ordered.select(_MILESTONES), file_name="milestones",
    )  # fmt: skip
    milestone_file.download(lambda: milestones, "timeline_calendar", "milestones")


__all__ = ["draw", "figures", "slipped_links", "tables"]
