"""Which gate is looked at: from the address, else from the gates that are due."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.errors import NotFound
from pmo_core.ui import data, facts
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.paging import Order, paged

ORDERS: dict[str, Order] = {
    "Due first": [],
    "Project": [(pl.col("project"), False)],
    "Board": [(pl.col("board"), False)],
    "Largest cost": [(pl.col("planned_cost"), True)],
}  # fmt: skip


def chosen() -> dict[str, Any] | None:
    """Return the gate that the address names: of the project, its next one where none is named.

    Raises
    ------
    NotFound
        There is no such gate, or the project has none.
    """
    project, gate = st.query_params.get("project"), st.query_params.get("gate")
    if not project:
        return None
    rows = data.table("gate").filter(pl.col("project") == project).sort("number", "gate")
    if gate:
        rows = rows.filter(pl.col("gate") == gate)
    elif rows.filter(pl.col("held_on").is_null()).height:
        rows = rows.filter(pl.col("held_on").is_null())
    else:
        rows = rows.reverse()
    if rows.is_empty():
        raise NotFound(
            f"There is no gate {gate or ''} of project {project}.".replace("  ", " "),
            "Choose one on this page without an address, or add it in Registers.",
        )
    return rows.row(0, named=True)


def choose() -> None:
    """Show the gates still to be held, the first due first; a click opens one."""
    rows = data.derived("gates to be held", _to_hold, as_of=as_of())
    if rows.is_empty():
        empty("No gate is to be held.", "Gates come with the method of a project, or from a file.")
        return
    shown = paged(rows, ORDERS, "gate", "A click opens the review.", key="gate_")
    grid(
        shown, "gates_due", alt="Gates to be held, the first due first", register="gate",
        labels={"project_name": "Project name", "name": "Gate name", "is_required": "Required"},
        on_row=lambda row: _open(shown["project"][row], shown["gate"][row]),
        export=lambda: rows, file_name="gates-to-be-held",
    )  # fmt: skip


def _open(project: str, gate: str) -> None:
    st.query_params["project"] = project
    st.query_params["gate"] = gate


def other(gate: dict[str, Any]) -> None:
    """Draw the choice among the gates of this project, and the way back to all."""
    rows = data.table("gate").filter(pl.col("project") == gate["project"]).sort("number", "gate")
    codes = rows["gate"].to_list()
    held = dict(rows.select("gate", "outcome").rows())
    key = f"gate_of_{gate['project']}"
    st.session_state[key] = gate["gate"]
    st.segmented_control(
        "Gate", codes, key=key, label_visibility="collapsed",
        format_func=lambda one: f"{one} · {held[one]}" if held[one] else one,
        on_change=lambda: _open(gate["project"], st.session_state[key] or gate["gate"]),
    )  # fmt: skip
    if st.button("All gates", icon=":material/list:", type="tertiary"):
        st.query_params.clear()
        st.rerun()


def _to_hold() -> pl.DataFrame:
    """Gates without a day on which they were held, of open projects, the first due first."""
    today = as_of()
    projects = facts.portfolio(today).filter("is_open").select(
        "planned_cost", "rag", project="code", project_name="name"
    )  # fmt: skip
    late = (pl.lit(today) - pl.col("due_on")).dt.total_days()
    return (
        data.table("gate")
        .filter(pl.col("held_on").is_null())
        .join(projects, on="project")
        .with_columns(overdue_days=pl.when(late > 0).then(late))
        .sort("due_on", "project", "number", nulls_last=True)
        .select(
            "project", "project_name", "gate", "name", "due_on", "overdue_days", "board", "rag",
            "planned_cost", "is_required",
        )
    )  # fmt: skip
