"""The parts of the page of one project."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from pmo_core import charts
from pmo_core.ui import data
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.life import timeline
from pmo_core.ui.order import by_code
from pmo_core.ui.page import as_of, empty, side_by_side
from pmo_core.ui.text import slip
from pmo_core.ui.track import raid
from pmo_core.ui.track.trends import trends

LINES = 200
PARTS = (
    "Status reports", "Trends", "Work breakdown", "Links", "Latest lines", "RAID", "Timeline",
)  # fmt: skip


def choose(projects: pl.DataFrame) -> None:
    """Draw a list of all projects; the chosen one goes into the address.

    Parameters
    ----------
    projects : polars.DataFrame
        With code and name.
    """
    names = data.derived(
        "names of projects", lambda: dict(by_code(projects).select("code", "name").rows())
    )

    def show() -> None:
        if st.session_state["choose_project"]:
            st.query_params["project"] = st.session_state["choose_project"]

    st.selectbox(
        "Project",
        list(names),
        index=None,
        format_func=lambda code: f"{code}  {names.get(code, '')}",
        placeholder="Type a code or a name",
        key="choose_project",
        on_change=show,
        width=420,
    )


def note_of(name: str, project: Mapping[str, Any]) -> str:
    """Return what must be known beside a figure of a project.

    Parameters
    ----------
    name : str
        Field of the project.
    project : mapping
        Row of `facts.portfolio`; with committed_cost where what is still to spend is noted.

    Examples
    --------
    >>> note_of("cost_variance", {"cost_variance": -50.0, "cost_variance_pct": -5.0})
    '-5.0 % of planned'
    >>> note_of("planned_cost", {"planned_cost": None})
    'no budget'
    """
    value = project[name]
    if name == "status_on":
        done = project["percent_complete"]
        known = f", {done:.0f} % complete" if done is not None else ""
        return f"status of {value.isoformat()}{known}" if value else "no status reported"
    if name == "forecast_finish":
        planned = project["planned_finish"]
        plan = f"; planned {planned.isoformat()}" if planned else ""
        return f"{slip(project['slip_days'])}{plan}"
    if name == "remaining_cost" and project["committed_cost"]:
        held = project["committed_cost"]
        is_more = value is None or held > value
        return f"{'committed' if is_more else 'of it committed'}: {charts.short(held)}"
    if value is None:
        if name == "actual_cost" and project["actual_hours"] is not None:
            return f"no cost, but {project['actual_hours']:,.1f} hours"
        return _UNKNOWN.get(name, "not known")
    share = project.get(_SHARES.get(name, ""))
    return "" if share is None else f"{share:.1f} % of planned"


_UNKNOWN = {
    "planned_cost": "no budget", "actual_cost": "nothing posted", "forecast_cost": "none reported",
}  # fmt: skip
_SHARES = {"actual_cost": "spent_pct", "cost_variance": "cost_variance_pct"}


def part(name: str, code: str, currency: str, intake: Path | None = None) -> None:
    """Draw one part of a project: status reports, trends, work, links, lines and so on."""
    if name == "Status reports":
        _status_reports(code, currency)
    elif name == "Trends":
        trends(code)
    elif name == "Work breakdown":
        rows = data.table("wbs_element").filter(pl.col("project") == code).drop("project")
        _rows(by_code(rows), "wbs_element", "Work breakdown", "No work breakdown is kept.")
    elif name == "Links":
        links = data.table("link")
        rows = links.filter((pl.col("project") == code) | (pl.col("needs") == code))
        _rows(rows, "link", "Links between projects", "No links to other projects are kept.")
    elif name == "Latest lines":
        rows = data.query("project_lines", project=code, limit=LINES)
        _rows(rows, "actual", f"Latest {LINES} posted lines", "Nothing was posted yet.")
        if rows.height == LINES:
            st.caption(f"The latest {LINES} lines; all of them: export of the register of actuals.")
    elif name == "RAID":
        raid.of_project(code)
    else:
        timeline(code, intake)


def _status_reports(code: str, currency: str) -> None:
    history = data.query("status_history", project=code, as_of=as_of())
    if history.is_empty():
        empty("No status was reported yet.", "Report it in the Status round, or upload reports.")
        return
    left, right = side_by_side()
    with left:
        title = "Cost at completion, report by report"
        drawn = charts.status_history(history, field="cost", title=title, unit=currency)
        _drawn(drawn, "status_cost", "No cost was reported.")
    with right:
        drawn = charts.status_history(history, field="finish", title="Finish, report by report")
        _drawn(drawn, "status_finish", "No finish was reported.")
    latest_first = history.reverse().rename({"rag": "rag_reported"})
    unknown = [one.name for one in latest_first if one.null_count() == latest_first.height]
    grid(
        latest_first, "status_reports", alt="Status reports, the latest first",
        hidden=tuple(unknown), file_name=f"{code}-status-reports",
    )  # fmt: skip


def _drawn(drawing: charts.Drawing, key: str, nothing: str) -> None:
    if drawing.is_empty:
        empty(nothing, "What the reports hold stands in the table below.")
    else:
        chart(drawing, key)


def _rows(rows: pl.DataFrame, register: str, alt: str, nothing: str) -> None:
    if rows.is_empty():
        empty(nothing, "Import it from a file, or enter it in Registers.")
    else:
        grid(rows, f"{register}_rows", alt=alt, register=register, file_name=register)
