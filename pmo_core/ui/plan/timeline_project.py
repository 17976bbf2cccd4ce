"""The timeline of one project: its tasks, what drives them, and what slipped."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import timeline, timeline_marks
from pmo_core.analysis.timeline_window import Window, Zoom
from pmo_core.charts.timeline import gantt, set_in
from pmo_core.charts.timeline_marks import Layers
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import milestone_file, timeline_data
from pmo_core.ui.plan.timeline import choose_window, open_project, paged
from pmo_core.ui.plan.timeline_show import slipped_links
from pmo_core.ui.related import related
from pmo_core.ui.schedule import schedule

SCHEDULE = PAGES / "plan" / "schedule.py"
_ALL = "All"
_SPANS: tuple[tuple[int, Zoom], ...] = ((42, "Weeks"), (150, "Months"), (640, "Quarters"))
_SHOWN = [
    "code", "name", "early_start", "early_finish", "baseline_start", "baseline_finish",
    "behind_days", "percent_complete", "total_float", "free_float", "is_critical",
]  # fmt: skip
_READ = (
    "The full part of a bar is what is done, the line below it its latest baseline; red is "
    "critical. A gray line leads from the task that decides when another comes. A dashed one is "
    "the delay by another project: from the planned day to that on which it delivers."
)


def draw(project: Mapping[str, Any]) -> None:
    """Draw the tasks of one project over time, and as a table.

    Parameters
    ----------
    project : mapping
        The project: code, stage, manager.
    """
    code = project["code"]
    with st.container(horizontal=True, vertical_alignment="center", key="timeline_path"):
        st.text(" · ".join(filter(None, [code, project["stage"], project["manager"]])))
        st.button("All projects", icon=":material/arrow_back:", type="tertiary", key="to_all",
                  on_click=open_project, args=(None,))  # fmt: skip
    related(code, here="plan/timeline")
    tasks = timeline.of_project(schedule(as_of()).tasks, code)
    if tasks.is_empty():
        empty(
            "This project has no tasks that are to be scheduled.",
            "It has no work breakdown with dates, or it is closed or canceled.",
            link=SCHEDULE, link_label="Open Schedule",
        )  # fmt: skip
        return
    window, rows = _choose(tasks)
    seen = timeline.within(rows, window.first, window.last)
    if seen.is_empty():
        empty("No task is seen.", "Choose Today or another zoom, or clear the search.")
        return
    n_outside = rows.height - seen.height
    outside = f"{n_outside:,} more lie outside the days that are shown." if n_outside else ""
    shown = paged(seen, "task", outside, "tasks_page")
    shown = shown.with_columns(set_in(shown))
    drawing = gantt(
        shown, _layers(code, shown, window), title="Tasks over time", first=window.first,
        last=window.last, today=as_of(),
    )  # fmt: skip
    chart(drawing, f"timeline_{code}_{window.zoom}")
    st.caption(_READ)
    grid(
        shown.select(_SHOWN), "timeline_tasks", alt="Tasks of the project", pinned=("name",),
        export=lambda: rows.select(_SHOWN), file_name=f"{code}-timeline",
    )  # fmt: skip
    _ties(code)
    kept = timeline_data.milestones(as_of(), code)
    if kept.height:
        milestone_file.download(lambda: kept, "project_calendar", f"{code}-milestones")


def _choose(tasks: pl.DataFrame) -> tuple[Window, pl.DataFrame]:
    """Draw the controls; return the days that are seen, and the tasks that were chosen."""
    first, last = tasks["early_start"].min(), tasks["early_finish"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    around = as_of() if first <= as_of() <= last else first
    days = (last - around).days
    zoom: Zoom = next((name for most, name in _SPANS if days <= most), "Years")
    levels = sorted(tasks["level"].unique())[:-1]
    with st.container(horizontal=True, vertical_alignment="bottom", key="timeline_choice"):
        window = choose_window(zoom, around)
        search = st.text_input("Search", key="task", placeholder="Code or name", width=180,
                               icon=":material/search:", bind="query-params")  # fmt: skip
        level = st.selectbox(
            "Down to level", [_ALL, *map(str, levels)], key="down_to", width=140,
            bind="query-params", help="Levels of the work breakdown that have rows.",
        )  # fmt: skip
        only = st.checkbox("Only critical", key="critical", bind="query-params")
    rows = tasks.with_columns(
        pl.col("is_critical").fill_null(value=False),
        key="code",
        is_group=pl.lit(value=False),
        is_heading=pl.col("is_summary") & (pl.col("level") == 1),
    )
    if level not in (_ALL, None):
        rows = rows.filter(pl.col("level") <= int(level))
    if only:
        rows = rows.filter("is_critical")
    text = pl.concat_str("code", "name", separator="\n", ignore_nulls=True).str.to_lowercase()
    return window, rows.filter(text.str.contains(search.strip().lower(), literal=True))


def _ties(code: str) -> None:
    """Draw the links from and to other projects that slipped."""
    of = (pl.col("project") == code) | (pl.col("predecessor_project") == code)
    links = timeline_data.slipped(as_of()).filter(of)
    if links.height:
        st.subheader("Slipped links to other projects", anchor=False)
        slipped_links(links)


def _layers(code: str, shown: pl.DataFrame, window: Window) -> Layers:
    """Return the milestones and links on the rows of the page."""
    on_rows = timeline_data.milestones(as_of(), code)
    drives = shown.filter(pl.col("driver_project") == code).select(
        from_key="driver", to_key="key", kind="driver_kind",
        now_on=pl.when(pl.col("driver_kind").str.ends_with("F")).then("early_finish")
        .otherwise("early_start"),
    ).join(
        shown.select("early_start", "early_finish", from_key="key"), on="from_key"
    ).select(
        "from_key", "to_key", "kind", "now_on", planned_on="now_on",
        from_on=pl.when(pl.col("kind").str.starts_with("F")).then("early_finish")
        .otherwise("early_start"),
        late_by_days=pl.lit(0, pl.Int64),
        words=pl.format("{} decides when {} comes", "from_key", "to_key"),
    )  # fmt: skip
    waits = timeline_data.slipped(as_of()).filter(pl.col("project") == code).select(
        "kind", "now_on", "planned_on", "from_on", "late_by_days", to_key="successor",
        from_key=pl.lit(None, pl.String), words=timeline_data.words_of(),
    )  # fmt: skip
    return Layers(
        ticks=window.ticks(),
        milestones=timeline_marks.gathered(
            on_rows.filter(pl.col("wbs") != "").with_columns(key="wbs"), window.periods()
        ),
        links=pl.concat([drives, waits.select(drives.columns)]),
    )


__all__ = ["draw"]
