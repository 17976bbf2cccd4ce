"""Do something that can be refused: ask first, say afterwards what happened or why it did not."""

from collections.abc import Callable, Sequence

import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.store.rights import WRITABLE
from pmo_core.ui.boot import session
from pmo_core.ui.errors import tell
from pmo_core.ui.text import plain

_DONE = "admin_done"


def announce() -> None:
    """Show what the last action on this page did; call it once, after the head of the page."""
    message = st.session_state.pop(_DONE, "")
    if message:
        st.toast(plain(message), icon=":material/check_circle:", duration="long")


def done(message: str) -> None:
    """Draw the page again, closing any dialog, and announce the message there."""
    st.session_state[_DONE] = message
    st.rerun()


def attempt(act: Callable[[], str]) -> None:
    """Act; announce the sentence that `act` returns, or show here why it was refused."""
    try:
        message = act()
    except PmoError as problem:
        tell(problem)
    else:
        done(message)


def confirm(title: str, points: Sequence[str], label: str, act: Callable[[], str]) -> None:
    """Open a dialog that says what will happen, and act when the user agrees.

    Parameters
    ----------
    title : str
        The question, our own words.
    points : sequence of str
        What will happen, a sentence each; texts from users are shown as they are.
    label : str
        Label of the button that acts.
    act : callable
        Returns one sentence that says what was done.
    """

    @st.dialog(title)
    def ask() -> None:
        st.markdown("\n".join(f"- {plain(point)}" for point in points))
        with st.container(horizontal=True):
            is_sure = st.button(label, type="primary", key="confirm_yes")
            if st.button("Cancel", key="confirm_no"):
                st.rerun()
        if is_sure:
            attempt(act)

    ask()


def may_read(register: str) -> bool:
    """Return whether who sits in front of this page may see the register.

    Notes of interviews are for those who may write them.
    """
    return register != "interview" or may_write(register)


def may_write(register: str) -> bool:
    """Return whether who sits in front of this page may change the register."""
    return register in WRITABLE[session().role]
