"""A scenario becomes the plan: what would change, the reason, and the way back."""

import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.jobs.scenario_commit import Effect, commit, effect
from pmo_core.jobs.scenarios import Frozen
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, plain

JOURNAL = PAGES / "admin" / "journal.py"
_DONE, _ASKED = "scenario_committed", "scenario_asked"


def button(frozen: Frozen) -> None:
    """Offer to make a scenario the plan."""
    code, name = frozen.record.code, frozen.record.name
    st.button(
        "Commit", icon=":material/task_alt:", type="primary", key="scenario_commit",
        help="Makes it the plan. Says first what will change.",
        on_click=lambda: st.session_state.update({_ASKED: code}),
    )  # fmt: skip
    if st.session_state.get(_ASKED) == code:
        st.dialog("Make this scenario the plan?", width="medium", on_dismiss=_leave)(_ask)(
            code, name
        )


def _leave() -> None:
    st.session_state.pop(_ASKED, None)


def _ask(code: str, name: str) -> None:
    st.markdown(f"**{plain(code)} {plain(name)}**")
    try:
        found = effect(repository(), code)
    except PmoError as problem:
        tell(problem)
        return
    st.markdown("\n".join(f"- {point}" for point in points(found)))
    with st.form("commit_form", border=False):
        reason = st.text_input("Reason", key="commit_reason", placeholder="Decision of the board")
        is_sure = st.form_submit_button("Commit", type="primary", key="commit_yes")
    if is_sure and not reason.strip():
        st.warning("Write down the reason: the journal keeps it.")
    elif is_sure:
        attempt(lambda: _commit(code, reason.strip()))


def points(found: Effect) -> list[str]:
    """Return what committing would change, a sentence each.

    Examples
    --------
    >>> points(Effect(2, 1, 1, 3, 2, 1))[:2]
    ['2 projects become approved, 1 approved project becomes proposed again.', '1 project moves.']
    """
    approved = counted(found.n_approved, "project becomes", "projects become")
    dropped = counted(
        found.n_dropped, "approved project becomes", "approved projects become"
    )  # fmt: skip
    return [
        f"{approved} approved, {dropped} proposed again.",
        f"{counted(found.n_moved, 'project moves', 'projects move')}.",
        f"{counted(found.n_lines, 'budget line is', 'budget lines are')} added.",
        f"{counted(found.n_booked, 'soft booking is', 'soft bookings are')} made, "
        f"{found.n_released:,} released; hard bookings stay.",
        "Open projects are numbered anew by priority.",
        "All of it is one change, which can be undone.",
    ]


def _commit(code: str, reason: str) -> str:
    number = commit(session(), repository(), code, reason)
    st.session_state[_DONE] = (code, number)
    _leave()
    return f"Scenario {code} is the plan now: change {number}."


def done() -> None:
    """Say which change the last commitment of this session is, and offer to undo it."""
    if _DONE not in st.session_state:
        return
    code, number = st.session_state[_DONE]
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/task_alt: Scenario {plain(code)} is the plan: **change {number}**.",
            width="content",
        )
        if st.button("Undo", icon=":material/undo:", key="commit_undo"):
            attempt(lambda: _undo(number))
        st.page_link(JOURNAL, label="Journal", icon=":material/receipt_long:")


def _undo(number: int) -> str:
    undone_by = session().undo(number)
    del st.session_state[_DONE]
    return f"Change {number} was undone by change {undone_by}."
