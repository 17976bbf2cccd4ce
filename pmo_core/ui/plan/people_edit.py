"""Rows of a register about people: shown, added, changed and removed."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.errors import NotFound
from pmo_core.model import REGISTERS, Record
from pmo_core.store.rights import WRITABLE
from pmo_core.ui import admin_edit
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.page import empty
from pmo_core.ui.paging import paged
from pmo_core.ui.plan import undo
from pmo_core.ui.text import counted, plain

_OPENED = "people opened"
_FIELD = "edit_"


def why_not(register: str) -> str | None:
    """Return why who sits here may not change a register; None where he may."""
    if may_write(register):
        return None
    able = next(role for role, registers in WRITABLE.items() if register in registers)
    return f"{REGISTERS[register].title} are changed by a {able}, or somebody with more rights."


def add_button(register: str, label: str, key: str, **start: Any) -> None:
    """Draw the button that opens the form of a new row.

    Parameters
    ----------
    register : str
        Register of the row.
    label, key : str
        What the button says, and its name on the page.
    **start : Any
        Field -> value that is proposed.
    """
    reason = why_not(register)
    if st.button(
        label, icon=":material/add:", key=key, disabled=reason is not None, help=reason
    ):  # fmt: skip
        record = REGISTERS[register]
        admin_edit.begin(record)
        for name, value in start.items():
            st.session_state[f"{_FIELD}{name}"] = value
        title = f"Add to {record.title.lower()}"
        st.dialog(title, width="large", position="right")(admin_edit.add_form)(record)


def request(register: str, *key: Any) -> None:
    """Let `opened` show a row when the page is drawn; only in a callback."""
    st.session_state[_OPENED] = (register, key)


def opened() -> None:
    """Open the row that was asked for, if one was; call it once, at the end of the page."""
    asked = st.session_state.pop(_OPENED, None)
    if asked is None:
        return
    register, key = asked
    try:
        was = repository().get(register, *key)
    except NotFound as problem:
        tell(problem)
        return
    reason = why_not(register)
    if reason:
        st.toast(plain(reason), icon=":material/lock:")
        return
    admin_edit.begin(type(was), was)
    title = f"Edit {plain(_named(was))}"
    st.dialog(title, width="large", position="right")(_edit)(was)


def _edit(was: Record) -> None:
    admin_edit.edit_form(type(was))
    if st.button("Remove", icon=":material/delete:", key="people_remove", type="tertiary"):
        undo.act(lambda: session().remove(was), f"{_named(was)} was removed")


def listing(
    rows: pl.DataFrame, register: str, key: str, *, nothing: str, next_step: str, noun: str,
    file_name: str, hidden: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Draw rows of a register, each with a button that changes or removes it.

    Parameters
    ----------
    rows : polars.DataFrame
        Rows with the key of the register; further columns are described in `model.columns`.
    register, key : str
        Register, and name of the table on its page.
    nothing, next_step : str
        What is said where there is no row.
    noun, file_name : str
        What a row is, and the name of the file.
    hidden : tuple of str
        Columns that are in the file alone.
    """
    if rows.is_empty():
        empty(nothing, next_step)
        return
    names = REGISTERS[register].key
    shown = paged(rows, {"Register": []}, noun, key=f"{key}_") if rows.height > 150 else rows
    grid(
        shown, key, alt=f"{counted(rows.height, noun)}", register=register, hidden=hidden,
        action="Edit", file_name=file_name, export=lambda: rows,
        on_row=lambda n: request(register, *(shown[name][n] for name in names)),
    )  # fmt: skip


def _named(record: Record) -> str:
    return " ".join(str(one) for one in record.key_values() if one not in ("", None))


__all__ = ["add_button", "listing", "opened", "request", "why_not"]
