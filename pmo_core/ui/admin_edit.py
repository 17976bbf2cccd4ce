"""Add, edit and remove one record in a form; nobody's change is lost, whoever saves first."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.errors import Conflict, NotFound
from pmo_core.model import REGISTERS, Record
from pmo_core.ui import admin_inputs as inputs
from pmo_core.ui.admin_act import attempt, confirm
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.text import plain

_FIELD = "edit_"
_WAS = "edit was"
_SEEN = "edit seen"


def add(register: str) -> None:
    """Open the form for a new record."""
    record = REGISTERS[register]
    begin(record)
    title = f"Add to {record.title.lower()}"
    st.dialog(title, width="large", position="right")(add_form)(record)


def edit(was: Record) -> None:
    """Open the form for a record as the user saw it."""
    begin(type(was), was)
    title = f"Edit {plain(_name(was))}"
    st.dialog(title, width="large", position="right")(edit_form)(type(was))


def begin(record: type[Record], was: Record | None = None) -> None:
    """Put the values of a record, or the defaults of a new one, into the inputs of the form."""
    st.session_state[_WAS] = was
    st.session_state.pop(_SEEN, None)
    start = {n: f.get_default() for n, f in record.model_fields.items() if not f.is_required()}
    values = was.model_dump() if was else {**dict.fromkeys(record.model_fields), **start}
    inputs.fill(values, _FIELD, anew=True)


def add_form(record: type[Record]) -> None:
    """Draw the form for a new record and save it."""
    typed = _form(record, (), "Add")
    if typed is not None:
        attempt(lambda: _saved(typed))


def edit_form(record: type[Record]) -> None:
    """Draw the form for the record that `begin` was given, save it, or show who was faster."""
    was: Record = st.session_state[_WAS]
    if _SEEN in st.session_state:
        st.info(plain(st.session_state[_SEEN]), icon=":material/info:")
    typed = _form(record, record.key, "Save")
    if typed is None:
        return
    try:
        attempt(lambda: _amended(typed, was))
    except _Meanwhile as problem:
        _show_conflict(problem.conflict, was, typed)


def remove(record: Record) -> None:
    """Ask, then remove the record as the user saw it."""

    def act() -> str:
        session().remove(record)
        return f"{_name(record)} was removed."

    points = (
        f"{_name(record)} will no longer be part of {type(record).title.lower()}.",
        "If something still refers to it, nothing happens and you are told what does.",
        "The journal keeps what it said. The removal can be undone there.",
    )
    confirm("Remove this record?", points, "Remove", act)


class _Meanwhile(Exception):
    """Someone else was faster; carries what the store said."""

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict


def _form(record: type[Record], locked: tuple[str, ...], label: str) -> Record | None:
    """Draw the form; return the record when it was sent and every field is right."""
    with st.form("record", border=False):
        cells: list[Any] = []
        for name in record.model_fields:
            if inputs.is_long(record, name):
                cells, cell = [], st.container()
            else:
                cells = cells or list(st.columns(2))
                cell = cells.pop(0)
            with cell:
                inputs.field_input(record, name, _FIELD + name, is_locked=name in locked)
        if any(field.is_required() for field in record.model_fields.values()):
            st.caption("\\* required")
        is_sent = st.form_submit_button(label, type="primary", key="record_save")
    if not is_sent:
        return None
    typed, wrong = inputs.made(record, inputs.read(record, record.model_fields, _FIELD))
    if wrong:
        st.error("\n".join(f"- {plain(one)}" for one in wrong), title="Nothing was saved yet")
    return typed if isinstance(typed, Record) else None


def _saved(record: Record) -> str:
    session().save(record)
    return f"{_name(record)} was added."


def _amended(record: Record, was: Record) -> str:
    try:
        session().amend(record, was)
    except Conflict as conflict:
        raise _Meanwhile(conflict) from conflict
    return f"{_name(record)} was saved."


def _show_conflict(conflict: Conflict, was: Record, typed: Record) -> None:
    """Say who changed what meanwhile; offer to go on from what is kept now."""
    tell(conflict)
    try:
        now = repository().get(was.register, *was.key_values())
    except NotFound:
        return
    shown = differences(was, now, typed)
    st.table(shown.with_columns(pl.all().map_elements(plain, return_dtype=pl.String)))
    st.button(
        "Show the current version",
        key="record_rebase",
        type="primary",
        icon=":material/sync:",
        help="The fields that you changed keep what you typed; all others show what is kept now.",
        on_click=_rebase,
        args=(was, now, typed),
    )


def differences(was: Record, now: Record, typed: Record) -> pl.DataFrame:
    """Return the fields that someone changed: what the user saw, what is kept now, what he typed.

    Returns
    -------
    polars.DataFrame
        Field, "When you opened it", "Kept now", "You typed"; all text, empty values as "(empty)",
        "(nothing)" where the user left the field as it was.

    Examples
    --------
    >>> from pmo_core.model import Portfolio
    >>> was, now = Portfolio(code="A", name="Old"), Portfolio(code="A", name="New")
    >>> differences(was, now, was).row(0)
    ('Name', 'Old', 'New', '(nothing)')
    """
    changed = [n for n in type(was).model_fields if getattr(now, n) != getattr(was, n)]
    rows = [
        (
            inputs.label_of(type(was), name),
            _text(getattr(was, name)),
            _text(getattr(now, name)),
            "(nothing)"
            if getattr(typed, name) == getattr(was, name)
            else _text(getattr(typed, name)),
        )
        for name in changed
    ]
    names = ("Field", "When you opened it", "Kept now", "You typed")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def rebased(was: Record, now: Record, typed: Record) -> Mapping[str, Any]:
    """Return the values to go on with: the user's where he changed them, else what is kept now.

    Examples
    --------
    >>> from pmo_core.model import Portfolio
    >>> was = Portfolio(code="A", name="Old", manager="Ida")
    >>> now = was.model_copy(update={"name": "New"})
    >>> typed = was.model_copy(update={"manager": "Tom"})
    >>> dict(rebased(was, now, typed))
    {'code': 'A', 'name': 'New', 'manager': 'Tom'}
    """
    return {
        name: getattr(now if getattr(typed, name) == getattr(was, name) else typed, name)
        for name in type(was).model_fields
    }


def _rebase(was: Record, now: Record, typed: Record) -> None:
    values = rebased(was, now, typed)
    own = [
        inputs.label_of(type(was), name)
        for name, value in values.items()
        if value != getattr(now, name)
    ]
    inputs.fill(values, _FIELD, anew=True)
    st.session_state[_WAS] = now
    kept = f"What you typed is kept in: {', '.join(own)}." if own else "It says what you typed."
    st.session_state[_SEEN] = f"This is the current version. {kept} Nothing is saved yet."


def _text(value: Any) -> str:
    return "(empty)" if value in (None, "") else str(value)


def _name(record: Record) -> str:
    return " ".join(str(value) for value in record.key_values() if value not in ("", None))
