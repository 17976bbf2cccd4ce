"""The life of one project on a page: who changed what in all registers, when, and why."""

from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.model import REGISTERS
from pmo_core.model.columns import label
from pmo_core.ui import data
from pmo_core.ui.admin_changes import VERBS
from pmo_core.ui.boot import repository
from pmo_core.ui.grid import grid
from pmo_core.ui.page import empty
from pmo_core.ui.paging import Order, paged, width_of
from pmo_core.ui.text import counted, plain

CHANGES = 8
"""Changes that are told at once."""
_RECORDS = 4  # of one register in one change; more are counted
_RECORDS_OF_LARGE = 20  # of one change; of a larger one each register tells a single record
_FIELDS = 6
_LONGEST = 90
_TABLE = (
    "number", "made_at", "actor", "actor_role", "verb", "register", "key", "field", "before",
    "after", "note", "undone_by",
)  # fmt: skip
_ORDERS: dict[str, Order] = {
    "Latest first": [],
    "Register": [(pl.col("register"), False), (pl.col("key"), False)],
    "Person": [(pl.col("actor"), False)],
}


def timeline(project: str, intake: Path | None = None) -> None:
    """Tell what happened to a project, the latest change first, with filters and all of it as file.

    Parameters
    ----------
    project : str
        Its code.
    intake : Path, optional
        Script of the page that shows the request which became the project.
    """
    life = data.derived("life", lambda: in_words(repository().life(project)), project=project)
    if intake is not None:
        _request(project, intake)
    if life.is_empty():
        empty("Nothing has happened yet.", "What is changed from now on stands here.")
        return
    rows = _filtered(life, project)
    if rows.is_empty():
        empty("No change passes these filters.", "Choose other registers or people.")
        return
    numbers = rows["number"].unique(maintain_order=True)
    page = 1
    n_pages = -(-numbers.len() // CHANGES)
    if n_pages > 1:
        page = st.pagination(n_pages, key=f"life_page_of_{n_pages}", width=width_of(n_pages))
    shown = numbers.slice((page - 1) * CHANGES, CHANGES)
    for (_,), change in rows.filter(pl.col("number").is_in(shown.implode())).group_by(
        "number", maintain_order=True
    ):
        _change(change)
    with st.expander(f"All of it as a table: {counted(rows.height, 'line')}", key="life_whole"):
        grid(
            paged(rows.select(_TABLE), _ORDERS, "line", key="life_"), "life",
            alt="What was changed, field by field", pinned=("number",),
            export=lambda: rows.select(_TABLE), file_name=f"{project}-timeline",
        )  # fmt: skip


def in_words(life: pl.DataFrame) -> pl.DataFrame:
    """Return a life with registers, fields and verbs as pages call them.

    Parameters
    ----------
    life : polars.DataFrame
        What `Repository.life` gave.
    """
    fields = pl.DataFrame(
        [(name, field, label(field, name)) for name, record in REGISTERS.items()
         for field in record.model_fields],
        schema=["register", "field", "field_label"], orient="row",
    )  # fmt: skip
    titles = {name: record.title for name, record in REGISTERS.items()}
    return (
        life.join(fields, on=["register", "field"], how="left", maintain_order="left")
        .with_columns(
            field=pl.coalesce("field_label", "field"),
            register=pl.col("register").replace(titles),
            verb=pl.col("verb").replace(VERBS),
            actor_role="role",
        )
        .drop("field_label", "role")
    )


def _request(project: str, intake: Path) -> None:
    """Link the request that became the project."""
    asked = data.table("request").filter(pl.col("project") == project)
    for code in asked["code"].head(1):
        st.page_link(
            intake, label=f"Came in as request {plain(code)}",
            icon=":material/lightbulb:", query_params={"request": code},
        )  # fmt: skip


def _filtered(life: pl.DataFrame, project: str) -> pl.DataFrame:
    """Draw the filters and return the lines that pass."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="life_filters"):
        for name, words in (("register", "Register"), ("actor", "Person")):
            options = [str(one) for one in life[name].unique().sort()]
            chosen = st.multiselect(
                words, options, key=f"life_{name}_{project}", width=230, placeholder="All"
            )
            if chosen:
                life = life.filter(pl.col(name).is_in(chosen))
        n = life["number"].n_unique()
        st.caption(f"{counted(n, 'change')}, the latest first", width="content")
    return life


def _change(rows: pl.DataFrame) -> None:
    """Tell one change: who, when, why, and each record that it touched."""
    first = rows.row(0, named=True)
    with st.container(border=True, key=f"life_{first['number']}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{first['made_at']:%Y-%m-%d %H:%M} UTC**", width="content")
            who = f"{first['actor']}, {first['actor_role']}: {first['verb']}"
            st.text(f"{who}, change {first['number']}", width="content")
            if first["undone_by"] is not None:
                st.badge(f"undone by change {first['undone_by']}", color="gray")
        if first["note"]:
            st.text(first["note"])
        is_large = rows.select(pl.struct("register", "key").n_unique()).item() > _RECORDS_OF_LARGE
        told = [line for _, part in rows.group_by("register", maintain_order=True)
                for line in _records(part, 1 if is_large else _RECORDS)]  # fmt: skip
        st.markdown("\n".join(f"- {line}" for line in told))


def _records(rows: pl.DataFrame, most: int) -> list[str]:
    """Return a line for each record of one register; of more than `most` only how many they are."""
    register = rows["register"][0]
    n = rows["key"].n_unique()
    if n > most:
        return [f"**{plain(register)}**: {counted(n, 'record')}, see the table below"]
    records = rows.group_by("key", maintain_order=True)
    return [_record(register, key, fields) for (key,), fields in records]


def _record(register: Any, key: Any, fields: pl.DataFrame) -> str:
    """Return in one line of Markdown what a change did to one record.

    Examples
    --------
    >>> frame = pl.DataFrame({"field": ["Stage"], "before": ["proposed"], "after": ["approved"]})
    >>> _record("Projects", "P1", frame)
    '**Projects** P1: Stage *proposed* → *approved*'
    """
    parts = [_field(*row) for row in fields.select("field", "before", "after").rows()]
    more = len(parts) - _FIELDS
    rest = [f"and {counted(more, 'field')} more"] if more > 0 else []
    name = f"**{plain(register)}**" + (f" {plain(key)}" if key else "")
    return f"{name}: {'; '.join([*parts[:_FIELDS], *rest])}"


def _field(name: str, before: str | None, after: str | None) -> str:
    shown = [f"*{plain(_short(text))}*" if text else "empty" for text in (before, after)]
    if not name:
        return plain(after or before or "")
    return f"{plain(name)} {shown[1] if before is None else ' → '.join(shown)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


__all__ = ["in_words", "timeline"]
