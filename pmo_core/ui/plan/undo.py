"""What was changed last on a page of planning, with the means to undo it at once."""

from collections.abc import Callable

import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.ui.admin_act import attempt, done
from pmo_core.ui.boot import session
from pmo_core.ui.errors import tell
from pmo_core.ui.text import plain

_LAST = "plan last change"


def act(change: Callable[[], int | None], message: str) -> None:
    """Change something and offer to undo it, or show here why it was refused.

    Parameters
    ----------
    change : callable
        Returns the number of the change, None when nothing differed.
    message : str
        What was done, a sentence without its number.
    """
    try:
        number = change()
    except PmoError as problem:
        tell(problem)
    else:
        kept(message, number)


def kept(message: str, number: int | None) -> None:
    """Draw the page again and announce a change there, which `offer` lets undo.

    Parameters
    ----------
    message : str
        What was done, a sentence without its number.
    number : int or None
        Number of the change; None = nothing differed.
    """
    if number is None:
        done("Nothing was changed: it says so already.")
        return
    st.session_state[_LAST] = (message, number)
    done(f"{message} (change {number})")


def offer() -> None:
    """Draw what this session changed last, with a button that undoes it; once, below the head."""
    if _LAST not in st.session_state:
        return
    message, number = st.session_state[_LAST]
    with st.container(horizontal=True, vertical_alignment="center", key="plan_undo_row"):
        st.caption(f":material/check_circle: {plain(message)} (change {number})", width="content")
        if st.button("Undo", icon=":material/undo:", type="tertiary", key="plan_undo"):
            attempt(lambda: _undone(number))
        if st.button("Dismiss", type="tertiary", key="plan_undo_dismiss"):
            del st.session_state[_LAST]
            st.rerun()


def _undone(number: int) -> str:
    undoing = session().undo(number)
    del st.session_state[_LAST]
    return f"Change {number} was undone by change {undoing}."


__all__ = ["act", "kept", "offer"]
