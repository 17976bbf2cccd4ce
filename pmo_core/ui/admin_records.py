"""A register on a page: its records, one of them in detail, and the verbs that change it."""

from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.errors import NotFound
from pmo_core.model import REGISTERS, Record
from pmo_core.model.columns import label
from pmo_core.store.finality import DECIDED, RUN
from pmo_core.ui import admin_edit, data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.admin_changes import VERBS
from pmo_core.ui.admin_paging import ROWS, paging
from pmo_core.ui.boot import repository
from pmo_core.ui.grid import grid
from pmo_core.ui.page import empty
from pmo_core.ui.text import plain

_ELSEWHERE = {"setting", "scenario", "commitment", "attachment"}
EDITABLE = tuple(name for name in REGISTERS if name not in _ELSEWHERE)
"""Registers that are edited record by record.

Settings, scenarios and files have pages of their own; a scenario holds its frozen inputs and a file
its content, megabytes of text that nobody may change by hand.
"""


def browser(register: str, *, search: str = "", has_detail: bool = True) -> None:
    """Show the records that hold the searched text, a page at a time, with add, edit and remove.

    Parameters
    ----------
    register : str
        Register.
    search : str
        Text that any field must hold; empty: all records.
    has_detail : bool
        Whether the selected record is shown with its history.
    """
    n_rows = data.query("register_count", register=register, search=search)["n_rows"][0]
    verbs = st.container(horizontal=True, key=f"{register}_verbs")
    if not n_rows and search:
        empty("No record holds this text.", "Search for something else, or clear the search.")
    elif not n_rows:
        title = REGISTERS[register].title.lower()
        empty(f"There are no {title} yet.", "Add the first one here, or upload a file.")
    record = _table(register, search, n_rows) if n_rows else None
    _verbs(register, record, verbs)
    if record is not None and has_detail:
        _detail(record)


def _table(register: str, search: str, n_rows: int) -> Record | None:
    """Show one page of records; return the selected one."""
    model = REGISTERS[register]
    place = st.container()
    offset = paging(n_rows, f"{register}_{search}", "record")
    rows = data.query(
        "register_rows", register=register, search=search, limit=ROWS, offset=offset
    ).cast(pl.Schema(model.polars_schema()))
    with place:
        picked = grid(
            rows,
            f"register_{register}_{search}_{offset}_{n_rows}",
            alt=model.title,
            register=register,
            pinned=model.key[:1],
            clickable=True,
            export=lambda: repository().table(register),
            file_name=register,
        )
    if picked is None or picked >= rows.height:
        return None
    key = [rows[name][picked] for name in model.key]
    try:
        return repository().get(register, *key)
    except NotFound:
        return None


def _verbs(register: str, record: Record | None, place: Any) -> None:
    why = "" if may_write(register) else "Your role may not change this register."
    if register in DECIDED:
        why = "A board writes it by a decision; its history is imported."
    elif register in RUN:
        why = "A run of the rules writes it; its history is imported."
    hint = why or ("" if record else "Select a record in the table first.")
    if REGISTERS[register].is_final:
        hint = "What stands here stays as it was written."
    with place:
        if st.button(
            "Add", key=f"{register}_add", icon=":material/add:", disabled=bool(why),
            help=why or None, type="primary",
        ):  # fmt: skip
            admin_edit.add(register)
        off = bool(hint)
        if st.button(
            "Edit", key=f"{register}_edit", icon=":material/edit:", disabled=off, help=hint or None
        ):
            admin_edit.edit(_required(record))
        if st.button(
            "Remove", key=f"{register}_remove", icon=":material/delete:", disabled=off,
            help=hint or None,
        ):  # fmt: skip
            admin_edit.remove(_required(record))


def _required(record: Record | None) -> Record:
    if record is None:
        raise NotFound("The record is no longer there.", "Select another one.")
    return record


def _detail(record: Record) -> None:
    """Show what happened to a record, the latest change first."""
    name = " ".join(str(value) for value in record.key_values() if value not in ("", None))
    st.subheader(f"History of {plain(name)}", anchor=False)
    register, key = record.register, record.key_values()
    history = data.derived(
        f"history {register}", lambda: repository().history(register, *key), key=key
    )
    grid(
        shown_history(history, register),
        "record_history",
        alt=f"Changes of {name}",
        file_name=f"{register}-history",
    )


def shown_history(history: pl.DataFrame, register: str) -> pl.DataFrame:
    """Return the history of a record in words: labels of fields, amounts without idle zeros."""
    model = REGISTERS[register]
    names = {field: label(field, register) for field in model.model_fields}
    amounts = [field for field in model.model_fields if model.base_type(field) is Decimal]
    is_amount = pl.col("field").is_in(amounts)
    sides = [
        pl.when(is_amount)
        .then(pl.col(name).str.strip_chars_end("0").str.strip_suffix("."))
        .otherwise(pl.col(name))
        .alias(name)
        for name in ("before", "after")
    ]
    return history.with_columns(*sides, pl.col("verb").replace(VERBS)).select(
        "number", "made_at", "actor", "verb", pl.col("field").replace(names), "before", "after",
        "undone_by",
    )  # fmt: skip
