"""The ties as tables: links between projects and between tasks, what RAID tells, what is broken."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.ui import data
from pmo_core.ui.grid import grid
from pmo_core.ui.page import empty
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import relationships_data as found
from pmo_core.ui.plan import relationships_form as form
from pmo_core.ui.text import plain

_LINK_ORDERS: dict[str, Order] = {
    "Project": [(pl.col("project"), False), (pl.col("needs"), False)],
    "Strongest": [(pl.col("strength"), True)],
    "Needs": [(pl.col("needs"), False), (pl.col("project"), False)],
}
_TASK_ORDERS: dict[str, Order] = {
    "Project": [(pl.col("project"), False), (pl.col("successor"), False)],
    "Other project": [(pl.col("other_project"), False)],
}
_OVERLAP_ORDERS: dict[str, Order] = {
    "Longest overlap": [(pl.col("overlap_days"), True)],
    "Project": [(pl.col("project"), False)],
    "Other project": [(pl.col("needs"), False)],
}
_BROKEN_ORDERS: dict[str, Order] = {
    "Latest": [(pl.col("late_by_days"), True)],
    "Project": [(pl.col("project"), False)],
}


def tables(project: str | None) -> None:
    """Draw the links of a project, or all of them, with the means to change them."""
    only = project is not None and st.toggle(
        f"Only ties of {plain(project)}", value=bool(st.query_params.get("project")),
        key=f"ties_only_{project}",
    )  # fmt: skip
    of = project if only else None
    st.markdown("**Links between projects**")
    form.add_link(project)
    _links(of)
    st.markdown("**Links between tasks of projects**")
    form.add_cross_link(project)
    _cross_links(of)
    _reported(of)


def _of(rows: pl.DataFrame, project: str | None, other: str) -> pl.DataFrame:
    if project is None:
        return rows
    return rows.filter((pl.col("project") == project) | (pl.col(other) == project))


def _links(project: str | None) -> None:
    rows = _of(data.table("link"), project, "needs")
    if rows.is_empty():
        empty("No link between projects is kept.", "Add one, or upload the register of links.")
        return
    names = data.table("project").select("code", "name")
    named = rows.join(
        names.rename({"code": "project", "name": "project_name"}), on="project", how="left",
        maintain_order="left",
    ).join(
        names.rename({"code": "needs", "name": "needs_name"}), on="needs", how="left",
        maintain_order="left",
    ).select("project", "project_name", "needs", "needs_name", "kind", "strength", "owner",
             "comment")  # fmt: skip
    shown = paged(named, _LINK_ORDERS, "link", key="links_")
    grid(
        shown, "links", alt="Links between projects", register="link", pinned=("project", "needs"),
        labels={"project": "Code"}, action="Change", export=lambda: rows, file_name="links",
        on_row=lambda row: form.request("link", shown.select("project", "needs", "kind").row(row)),
    )  # fmt: skip


def _cross_links(project: str | None) -> None:
    rows = _of(data.table("cross_link"), project, "other_project")
    if rows.is_empty():
        empty(
            "No task waits for a task of another project.",
            "Add a link: then a slip there is seen here by its days.",
        )
        return
    key = ("project", "successor", "other_project", "predecessor")
    shown = paged(rows, _TASK_ORDERS, "link", key="cross_links_")
    grid(
        shown, "cross_links", alt="Links between tasks of projects", register="cross_link",
        pinned=("project",), action="Change", export=lambda: rows, file_name="links-between-tasks",
        on_row=lambda row: form.request("cross_link", shown.select(key).row(row)),
    )  # fmt: skip


def _reported(project: str | None) -> None:
    """Draw the open dependencies of the RAID register, which are changed there."""
    items = data.table("raid_item").filter(
        pl.col("kind") == "dependency", pl.col("state") == "open",
        pl.col("other_project").is_not_null(),
    )  # fmt: skip
    rows = _of(items, project, "other_project").select(
        "project", "other_project", "code", "name", "owner", "due_on", "response"
    )
    if rows.is_empty():
        return
    st.markdown("**Dependencies reported in RAID**")
    st.page_link(PAGES / "track/raid.py", label="Change them on the RAID page",
                 icon=":material/warning:", query_params={"raid_kind": "dependency"})  # fmt: skip
    shown = paged(rows, {"Project": [(pl.col("project"), False)]}, "reported tie", key="reported_")
    grid(
        shown, "reported", alt="Open dependencies of the RAID register", register="raid_item",
        pinned=("project",), export=lambda: rows, file_name="reported-dependencies",
    )  # fmt: skip


def broken(as_of: date) -> None:
    """Draw the links that are broken by the schedule of today."""
    st.markdown("**Links between tasks**")
    st.caption(
        "The predecessor comes, by the schedule of today, after the day for which the successor is "
        "planned. Talk about it, or plan the successor anew on the page Schedule."
    )
    rows = found.broken(as_of)
    if rows.is_empty():
        empty("No link between tasks of projects is broken.", "What is planned can be kept.")
    else:
        shown = paged(rows, _BROKEN_ORDERS, "link", key="broken_")
        grid(
            shown, "broken", alt="Broken links between tasks", register="cross_link",
            pinned=("project",), export=lambda: rows, file_name="broken-links",
            labels={"project": "Project", "planned_on": "Planned"},
        )  # fmt: skip
    st.markdown("**Projects**")
    st.caption(
        "A project is planned to begin before one ends that it needs, by a strong or blocking "
        "link. The finish is that of the schedule, else the forecast."
    )
    overlap = found.overlapping(as_of)
    if overlap.is_empty():
        empty("No project is planned to begin too early.", "Links of strength 2 and 3 are kept.")
        return
    page = paged(overlap, _OVERLAP_ORDERS, "link", key="overlap_")
    grid(
        page, "overlap", alt="Projects planned to begin too early", register="link",
        pinned=("project",), export=lambda: overlap, file_name="projects-too-early",
        labels={"planned_on": "Planned start", "now_on": "Other finishes"},
    )  # fmt: skip


__all__ = ["broken", "tables"]
