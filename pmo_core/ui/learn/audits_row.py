"""A row of an audit that opens as a dialog: asked for by a click, opened when the page has run."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.model import Audit, Record
from pmo_core.ui.boot import repository
from pmo_core.ui.errors import tell
from pmo_core.ui.text import plain

Row = TypeVar("Row", bound=Record)


def ask(record: type[Record], audit: str, number: int) -> None:
    """Let a row be opened when the page has run.

    Parameters
    ----------
    record : type of Record
        Register of the row, whose key is audit and number.
    audit : str
        Code of the audit.
    number : int
        Number of the row within it.
    """
    st.session_state[_key(record)] = (audit, number)


def opened(record: type[Row], audit: Audit, noun: str, draw: Callable[[Audit, Row], None]) -> None:
    """Open the row of an audit that was asked for, if one was; call it at the end of the page.

    Parameters
    ----------
    record : type of Record
        Register of the row.
    audit : Audit
        The audit that is shown; what was asked of another one is forgotten.
    noun : str
        What a row is called.
    draw : callable
        Draws the audit's row into the dialog.
    """
    asked = st.session_state.pop(_key(record), None)
    if asked is None or asked[0] != audit.code:
        return
    try:
        row = repository().get(record.register, *asked)
    except PmoError as problem:
        tell(problem)
        return
    assert isinstance(row, record)
    title = f"{plain(audit.code)}, {noun} {asked[1]}"
    st.dialog(title, width="large", position="right")(draw)(audit, row)


def _key(record: type[Record]) -> str:
    return f"{record.register} asked"
