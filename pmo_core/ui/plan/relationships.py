"""The page of relationships: which project is in focus, the headline, and the graph."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.analysis.relationships import KINDS, TASKS
from pmo_core.analysis.relationships_around import MOST_NODES
from pmo_core.charts.relationships import graph
from pmo_core.errors import NotFound
from pmo_core.ui.chart import chart
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, empty, headline
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.plan import relationships_data as found
from pmo_core.ui.text import counted, plain

_STEPS = (0, 1, 2, 3)
_MOST_CIRCLES = 3
_ORDERS: dict[str, Order] = {
    "Needed by most": [(pl.col("n_downstream"), True), (pl.col("n_needed_by"), True)],
    "Needs most": [(pl.col("n_upstream"), True), (pl.col("n_needs"), True)],
    "Project": [(pl.col("project"), False)],
}


def focus(as_of: date) -> str | None:
    """Return the project of the address, else the one that breaks a link by most days now.

    Where none is broken: the one on which most others depend, or None (all of them) where all that
    is tied finds room in one picture.

    Raises
    ------
    NotFound
        The address names a project that is not there.
    """
    asked = st.query_params.get("project")
    if asked and asked not in found.names():
        raise NotFound(f"There is no open project {asked}.", "Choose one on this page.")
    reach = found.reach()
    if asked or reach.height <= MOST_NODES:
        return asked
    broken = found.broken(as_of)
    return str(reach["project"][0] if broken.is_empty() else broken["predecessor_project"][0])


def move_to(project: str) -> None:
    """Move a project into the middle; only in a callback."""
    st.query_params["project"] = project


def figures(as_of: date) -> None:
    """Draw what is read first, and name the circles."""
    tied, circles = found.ties(), found.circles()
    n_projects, n_tied = len(found.names()), found.reach().height
    n_links = int(tied.filter(kind=TASKS)["n_links"].sum())
    n_broken, n_overlap = found.broken(as_of).height, found.overlapping(as_of)["project"].n_unique()
    headline(
        [
            Figure(
                "Projects tied", f"{n_tied:,}",
                "Open projects that depend on another one, or on which another one depends.",
                f"of {counted(n_projects, 'open project')}",
            ),
            Figure(
                "Ties", f"{tied.height:,}",
                "Links between projects by kind, links between their tasks (those of the same two "
                "projects are one tie), and open dependencies of the RAID register.",
                f"{counted(n_links, 'link')} between tasks",
            ),
            Figure(
                "Broken links", f"{n_broken:,}",
                "Links between tasks of projects whose successor is planned before the predecessor "
                "allows it by the schedule of today.",
                f"{counted(n_overlap, 'project')} planned to begin too early" if n_overlap else "",
            ),
            Figure(
                "Circles", f"{len(circles):,}",
                "Projects that need each other in a circle, by the register of links: none of them "
                "can be finished first.",
            ),
        ],
        "relationship_figures",
    )  # fmt: skip
    for ring in circles[:_MOST_CIRCLES]:
        st.warning(
            f"These projects need each other in a circle: {plain(' needs '.join(ring))}.",
            icon=":material/sync_problem:",
        )
    if len(circles) > _MOST_CIRCLES:
        st.caption(f"And {counted(len(circles) - _MOST_CIRCLES, 'more circle')}.")


def choose(project: str | None) -> None:
    """Draw which project is in focus, the choice of another one, and the way to its page."""
    names = found.names()
    with st.container(horizontal=True, vertical_alignment="center", key="relationship_focus"):
        if project:
            st.markdown(f"**{plain(project)}** {plain(names.get(project, ''))}", width="content")
        else:
            st.markdown("**All projects that are tied**", width="content")
        with st.popover("Other project", icon=":material/search:", on_change="rerun") as other:
            if other.open:
                st.selectbox(
                    "Project", list(names), index=None, placeholder="Type a code or a name",
                    format_func=lambda code: f"{code}  {names[code]}", width=420,
                    key="relationship_project", on_change=_chosen,
                )  # fmt: skip
        if project:
            st.page_link(
                PAGES / "track/project.py", label="Open the project", icon=":material/task_alt:",
                query_params={"project": project},
            )  # fmt: skip
        if st.query_params.get("project") and found.reach().height <= MOST_NODES:
            st.button("Show all", icon=":material/zoom_out_map:", type="tertiary",
                      key="relationship_all", on_click=_show_all)  # fmt: skip


def _chosen() -> None:
    if code := st.session_state["relationship_project"]:
        move_to(code)


def _show_all() -> None:
    st.query_params.pop("project", None)


def network(project: str | None) -> None:
    """Draw the graph around a project, and how far each project reaches."""
    if found.ties().is_empty():
        empty("No project is tied to another yet.", "Add a tie on the tab Ties, or upload links.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="relationship_steps"):
        up = _steps("What it needs, steps", "relationship_up") if project else 1
        down = _steps("What needs it, steps", "relationship_down") if project else 1
        kinds = st.pills(
            "Kinds of tie (none = all)", KINDS, selection_mode="multi", key="relationship_kinds",
            bind="query-params", help="tasks = links between tasks of two projects; reported = "
            "an open dependency of the RAID register.",
        )  # fmt: skip
    around, placed = found.picture(project, up, down, tuple(kinds))
    pair = ["project", "needs"]
    drawing = graph(
        around.nodes.join(placed.nodes, on="project", maintain_order="left"),
        around.ties.join(placed.ties, on=pair, maintain_order="left"),
        placed.points,
        title=f"Around {project}" if project else "All projects that are tied",
    )
    chart(drawing, f"graph_{project}_{up}_{down}_{'_'.join(kinds)}", on_pick=move_to)
    said = [
        "What is needed stands to the left of what needs it; the thicker a line, the stronger the "
        "tie. A dashed line closes a circle. Click a project to move it into the middle.",
        "+2 beside a project: ties to two more, not shown."
        if (around.nodes["n_more_needs"] + around.nodes["n_more_needed_by"]).sum() else "",
        f"{counted(around.n_left_out, 'project')} further away or weaker tied found no room."
        if around.n_left_out else "",
    ]  # fmt: skip
    st.caption(" ".join(filter(None, said)))
    if around.ties.is_empty() and project:
        st.info(f"{plain(project)} is not tied to another project in this view.")
    _ranked()


def _steps(label: str, key: str) -> int:
    return int(
        st.segmented_control(
            label, _STEPS, default=2, required=True, key=key, bind="query-params"
        )
    )  # fmt: skip


def _ranked() -> None:
    """Draw the projects by how many depend on them."""
    st.markdown("**How far each project reaches**")
    rows = found.reach().select(
        "project", "project_name", "n_needed_by", "n_downstream", "n_needs", "n_upstream"
    )
    shown = paged(rows, _ORDERS, "project", key="reach_")
    grid(
        shown, "reach", alt="Projects by how many depend on them", pinned=("project",),
        on_row=lambda row: move_to(shown["project"][row]), action="Show", export=lambda: rows,
        labels={"project": "Code"}, file_name="project-ties",
    )  # fmt: skip


__all__ = ["choose", "figures", "focus", "move_to", "network"]
