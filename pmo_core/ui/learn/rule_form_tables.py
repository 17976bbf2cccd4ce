"""The tables that a question can read, with their columns, to look up while writing it."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.model import REGISTERS
from pmo_core.model.columns import column
from pmo_core.store.rights import ASKABLE

MADE: dict[str, tuple[str, tuple[str, ...]]] = {
    "scheduled_task": (
        "tasks of open projects with dates and floats, in working days", (
            "project", "code", "name", "is_summary", "is_milestone", "early_start",
            "early_finish", "total_float", "free_float", "is_critical", "planned_start",
            "planned_finish", "actual_start", "actual_finish", "percent_complete",
            "duration_days",
        ),
    ),
    "earned_status": (
        "earned value by project and data date, base currency",
        ("project", "data_date", "bac", "pv", "ev", "ac", "cpi", "spi", "spi_t"),
    ),
    "dcma_check": (
        "the 14 checks of schedules", (
            "project", "number", "name", "n_checked", "n_failed", "value", "threshold", "is_met",
            "reason",
        ),
    ),
    "dcma_item": (
        "tasks and links that fail these checks",
        ("project", "number", "wbs", "predecessor", "what", "days"),
    ),
    "link_circle": ("circles in which links run", ("project", "circle")),
    "broken_baseline_link": (
        "links that their baseline does not keep",
        ("project", "successor", "predecessor", "kind", "lag_days", "short_days"),
    ),
    "import_remark": (
        "what imports noted about lines of their files",
        ("change", "line", "code", "field", "value", "message"),
    ),
    "charter_standing": (
        "where charters stand", ("project", "n_approved", "n_required", "author", "charter_state"),
    ),
    "open_exception": (
        "broken tolerances", (
            "project", "manager", "measure", "deviation", "tolerated", "deviation_unit",
            "since_on", "age_days", "n_reports", "exception_state", "decided_on", "board",
        ),
    ),
}  # fmt: skip
"""Tables besides the registers: what they hold, and their columns."""
_KINDS = {
    "text": "varchar", "date": "date", "moment": "timestamp", "flag": "boolean", "int": "bigint",
}  # fmt: skip
"""Kind of a column -> its type; all others are numbers."""


def draw(role: str) -> None:
    """Draw the choice of a table and its columns, of those that a role may read."""
    names = [*(name for name in REGISTERS if name in ASKABLE[role]), *MADE]
    chosen = st.selectbox(
        "Tables and their columns", names, index=names.index("project"), key="own_rule_table",
        format_func=lambda name: f"{name}: {_title(name)}",
    )  # fmt: skip
    st.dataframe(
        columns(chosen), hide_index=True, height=520, key="own_rule_columns",
        alt=f"Columns of {chosen}",
        column_config={
            "column": st.column_config.TextColumn("Column", width=140),
            "kind": st.column_config.TextColumn("Type", width=80),
            "meaning": st.column_config.TextColumn("Meaning", width="large"),
        },
    )  # fmt: skip


def columns(table: str) -> pl.DataFrame:
    """Return column, kind and meaning of each column of a table."""
    if table in REGISTERS:
        record = REGISTERS[table]
        kinds = record.sql_schema()
        rows: list[Any] = [
            (name, kinds[name].split("(")[0].removesuffix(" NOT NULL").lower(), field.description)
            for name, field in record.model_fields.items()
        ]
    else:
        found = [column(name) for name in MADE[table][1]]
        rows = [(one.name, _KINDS.get(one.kind, "double"), one.meaning) for one in found]
    return pl.DataFrame(rows, schema=["column", "kind", "meaning"], orient="row")


def _title(name: str) -> str:
    return REGISTERS[name].title.lower() if name in REGISTERS else MADE[name][0]


__all__ = ["MADE", "columns", "draw"]
