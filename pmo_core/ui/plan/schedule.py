"""The schedule of one project: its figures, its tasks with a chart, its links, its baseline."""

import re
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.charts import schedule as charts
from pmo_core.errors import Finding
from pmo_core.jobs import schedule_views as views
from pmo_core.ui import data
from pmo_core.ui import schedule as scheduled
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, as_of, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.plan import milestone_file, timeline_data
from pmo_core.ui.text import counted, iso, plain

CHOICES = ("All", "Not finished", "Critical")
_MOST_BARS = 150
_MOST_SAID = 6
_INDENT = "\u2003"
_SHOWN = (
    "code", "name", "duration_days", "early_start", "early_finish", "total_float", "free_float",
    "is_critical", "why", "baseline_finish", "slipped_days", "percent_complete",
)  # fmt: skip
_IN_FILE = (
    "project", "code", "name", "parent", "duration_days", "early_start", "early_finish",
    "late_start", "late_finish", "total_float", "free_float", "is_critical", "why",
    "driver_project", "driver", "driver_kind", "planned_start", "planned_finish",
    "baseline_start", "baseline_finish", "slipped_days", "percent_complete", "calendar",
)  # fmt: skip
_ORDERS: dict[str, Order] = {
    "Against baseline": [(pl.col("slipped_days"), True)],
    "Finish": [(pl.col("early_finish"), False)],
    "Code": [(pl.col("project"), False)],
    "Critical tasks": [(pl.col("n_critical"), True)],
}


def rows_of(project: str) -> pl.DataFrame:
    """Return the tasks of a project; see `jobs.schedule_views.of_project`."""
    day = as_of()
    return data.derived(
        "schedule of project",
        lambda: views.of_project(scheduled.schedule(day), scheduled.plan_frames(day), project),
        project=project,
        as_of=day,
    )


def listing() -> pl.DataFrame:
    """Return one row per project with tasks; see `jobs.schedule_views.listing`."""
    day = as_of()
    return data.derived(
        "schedules of projects",
        lambda: views.listing(
            scheduled.schedule(day), data.table("project"), scheduled.work_time()
        ),
        as_of=day,
    )


def projects() -> None:
    """Draw all projects that have tasks; a button opens the schedule of one."""
    found = listing()
    if found.is_empty():
        empty(
            "No open project has tasks.",
            "Open a project above and type its tasks, upload a plan, or use a template.",
        )
        return
    shown = paged(found, _ORDERS, "project", "with tasks", key="schedules_")

    def opened(row: int) -> None:
        st.query_params["project"] = shown["project"][row]

    grid(
        shown, "schedules", alt="Projects with tasks: when they end, and against their baseline",
        pinned=("project",), on_row=opened, export=lambda: found,
    )  # fmt: skip


def figures(project: str, register: dict[str, Any]) -> None:
    """Draw what is read first about the schedule of a project."""
    tasks = rows_of(project)
    work = tasks.filter(~pl.col("is_summary"))
    row = listing().filter(pl.col("project") == project).row(0, named=True)
    to_do = work.filter(pl.col("total_float").is_not_null())
    day = scheduled.plan_frames(as_of()).projects.filter(pl.col("project") == project)
    across = _links_of(project).filter(
        (pl.col("project") == project) & (pl.col("other_project") != project)
    )
    slipped, done = row["slipped_days"], row["percent_complete"]
    n_driving = across.filter("is_driving").height
    headline(
        [
            Figure("Finish", iso(row["early_finish"]),
                   "Last early finish of its tasks: as early as links, constraints and progress "
                   "allow.", f"planned {iso(register['planned_finish'])}"),
            Figure("Against baseline",
                   "N/A" if slipped is None else f"{slipped:+,d} d" if slipped else "0 d",
                   "Last early finish less last finish of a task in the latest baseline; working "
                   "days, positive = later.",
                   "no baseline by element" if slipped is None else "working days"),
            Figure("Critical", f"{row['n_critical']:,}",
                   "Tasks with a total float of 0 or less: each day that one of them slips, the "
                   "project ends later.", f"of {counted(to_do.height, 'task')} to do"),
            Figure("Complete", "N/A" if done is None else f"{done:.0f} %",
                   "Percent complete of its tasks, weighted by their durations.",
                   f"{counted(work.height - to_do.height, 'task')} finished"),
            Figure("External links", f"{across.height:,}",
                   "Links by which tasks of this project wait for other projects.",
                   f"{n_driving} of them decide a start"),
            Figure("Data date", iso(day["data_date"][0]),
                   "Day of the latest progress by element: what was not reported as begun lies on "
                   "or after it. Where that report is stale, or there is none: today.",
                   "today" if day["data_date"][0] == as_of() else "latest progress"),
        ],
        "schedule_figures",
    )  # fmt: skip


def findings(project: str) -> None:
    """Say what is wrong with the plan of a project, or was assumed about it."""
    day = as_of()
    found = data.derived(
        "findings about project",
        lambda: [one for one in scheduled.schedule(day).findings if _is_about(one, project)],
        project=project, as_of=day,
    )  # fmt: skip
    for severity, tell in (("error", st.error), ("warning", st.warning), ("info", st.info)):
        said = [plain(one.message) for one in found if one.severity == severity]
        if len(said) == 1:
            tell(said[0])
        elif said:
            rest = [f"and {len(said) - _MOST_SAID:,} more"] if len(said) > _MOST_SAID else []
            tell("\n".join(f"- {one}" for one in said[:_MOST_SAID] + rest))


def tasks(project: str) -> None:
    """Draw the tasks of a project as a chart and as a table."""
    rows = rows_of(project)
    with st.container(horizontal=True, vertical_alignment="bottom", key="schedule_choice"):
        shown = st.segmented_control(
            "Tasks", CHOICES, default=CHOICES[0], required=True, key="schedule_tasks"
        )
        with_links = st.toggle("Links", key="schedule_links")
    if shown == CHOICES[1]:
        rows = rows.filter(pl.col("total_float").is_not_null())
    elif shown == CHOICES[2]:
        rows = rows.filter("is_critical")
    if rows.is_empty():
        empty("No task is left.", "Choose all tasks above.")
        return
    drawn = rows.head(_MOST_BARS)
    chart(
        charts.schedule(
            drawn, _within(project, drawn), title="Tasks; dashed: their latest baseline, and today",
            as_of=as_of(), with_links=with_links,
        ),
        "schedule_chart",
    )  # fmt: skip
    if rows.height > _MOST_BARS:
        st.caption(f"The chart has the first {_MOST_BARS} of {rows.height:,} rows.")
    named = rows.rename({"duration": "duration_days"})
    indent = pl.lit(_INDENT).repeat_by("level").list.join("")
    grid(
        named.with_columns(name=indent + pl.col("name")).select(_SHOWN), "schedule_table",
        alt="Tasks with dates, floats and what decides their start", pinned=("code",),
        export=lambda: named.select(_IN_FILE), file_name=f"{project}-schedule",
    )  # fmt: skip
    dated = timeline_data.milestones(as_of(), project)
    if dated.height:
        milestone_file.download(lambda: dated, "schedule_calendar", f"{project}-milestones")


def links(project: str) -> None:
    """Draw what the tasks of a project wait for, and who waits for them elsewhere."""
    rows = _links_of(project)
    if rows.is_empty():
        empty("No task waits for another.", "Type what each waits for on the tab Edit.")
        return
    st.caption(
        "A link that decides a start has no gap. A link of a summary element holds for its parts, "
        "and is listed for each."
    )
    names = {"project": "Of project", "other_project": "Waits for project"}
    order = pl.col("gap").is_null(), ~pl.col("is_driving").fill_null(False)
    grid(
        rows.sort(*order, maintain_order=True), "schedule_link_table", alt="Links between tasks",
        labels=names, file_name=f"{project}-links",
    )  # fmt: skip


def baseline(project: str) -> None:
    """Draw the tasks of a project against its latest baseline, the latest slips first."""
    rows = rows_of(project).filter(~pl.col("is_summary"))
    agreed = scheduled.baselines(as_of()).filter(pl.col("project") == project)
    if agreed.is_empty():
        empty(
            "No baseline of this project holds dates of its tasks.",
            "A board agrees to a baseline on the page Baselines; it keeps the plan of that day.",
        )
        return
    known = rows.filter(pl.col("slipped_days").is_not_null())
    late, early = (known.filter(pl.col("slipped_days") * sign > 0).height for sign in (1, -1))
    gone = agreed.join(rows_of(project), on=["project", "code"], how="anti")["code"]
    said = [
        f"{counted(late, 'task')} later, {early:,} earlier and {known.height - late - early:,} as "
        "agreed",
        f"{counted(rows.height - known.height, 'task')} not in the baseline",
        f"{counted(gone.len(), 'element')} of the baseline no longer planned",
    ]
    st.caption("; ".join(said) + ".")
    shown = rows.with_columns(pl.col("name").str.strip_chars()).sort(
        "slipped_days", descending=True, nulls_last=True, maintain_order=True
    )
    grid(
        shown.select("code", "name", "baseline_start", "early_start", "baseline_finish",
                     "early_finish", "slipped_days", "total_float", "why", "percent_complete"),
        "schedule_baseline", alt="Tasks against the latest baseline", pinned=("code",),
        file_name=f"{project}-against-baseline",
    )  # fmt: skip


def _within(project: str, drawn: pl.DataFrame) -> pl.DataFrame:
    """Return the links between tasks that are drawn."""
    links = scheduled.schedule(as_of()).links.filter(
        (pl.col("project") == project) & (pl.col("predecessor_project") == project)
    )
    codes = drawn["code"].implode()
    return links.filter(pl.col("predecessor").is_in(codes), pl.col("successor").is_in(codes))


def _links_of(project: str) -> pl.DataFrame:
    """Return the links of a project; see `jobs.schedule_views.links_of_project`."""
    day = as_of()
    return data.derived(
        "links of project",
        lambda: views.links_of_project(scheduled.schedule(day), project),
        project=project,
        as_of=day,
    )


def _is_about(finding: Finding, project: str) -> bool:
    """Return whether a finding names a project."""
    return re.search(rf"(?<![\w.-]){re.escape(project)}(?![\w-])", finding.message) is not None


__all__ = [
    "baseline", "figures", "findings", "links", "listing", "projects", "rows_of", "tasks",
]  # fmt: skip
