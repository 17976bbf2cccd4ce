"""Why a project is in or out, and what a person may do about it."""

from functools import partial
from typing import Any

import streamlit as st

from pmo_core.analysis.selection.case import Case
from pmo_core.jobs.solver_run import Ticket
from pmo_core.ui.decide import solving, state
from pmo_core.ui.text import plain

_EVERY = 0.5


@st.dialog("Why", position="right", width="medium", on_dismiss="rerun")
def dialog(case: Case, project: dict[str, Any], chosen: list[Any]) -> None:
    """Show the reasons for one candidate, each proven by solving again, and the way to decide.

    Parameters
    ----------
    case : Case
    project : dict
        The candidate's row, as `analysis.selection.result.chosen` gives it.
    chosen : list
        The selection that the reasons are measured against: [project, delay] pairs.
    """
    st.subheader(plain(project["name"]), anchor=False)
    verdict = "In" if project["is_chosen"] else "Out"
    st.markdown(f"**{verdict}**: {plain(project['reason'] or project['decision'])}")
    ticket = solving.ask(
        "why", case, state.current(), {"project": project["project"], "chosen": chosen},
        lane="long", seconds=30,
    )  # fmt: skip
    st.fragment(_reasons, run_every=None if ticket.is_done else _EVERY)(ticket, ticket.is_done)
    st.divider()
    _decide(project)


def _reasons(ticket: Ticket, was_done: bool) -> None:
    """Draw the sentences as they are proven."""
    latest = ticket.latest() or {}
    for sentence in latest.get("sentences", []):
        st.markdown(f":material/check: {plain(sentence)}")
    if ticket.failed:
        st.warning(plain(ticket.failed), icon=":material/error:")
    elif ticket.is_done:
        if not was_done:
            st.rerun(scope="fragment")
        st.caption("Each sentence was proven by solving again.")
    else:
        words = "Waiting for a free solver" if ticket.waiting else "Solving again to be sure"
        st.caption(f":material/progress_activity: {words} ...")


def _decide(project: dict[str, Any]) -> None:
    code = project["project"]
    what_if = state.current()
    decided = {one.project for one in (*what_if.forced_in, *what_if.forced_out)}
    reason = st.text_input(
        "Reason", key=f"decide_reason_{code}", placeholder="Kept with the decision and the scenario"
    )
    with st.container(horizontal=True, gap="small"):
        for label, way, icon in (
            ("Force in", "in", ":material/login:"), ("Force out", "out", ":material/logout:")
        ):  # fmt: skip
            if st.button(label, icon=icon, disabled=not reason, key=f"decide_{way}_{code}"):
                state.force(code, way, reason)
                st.rerun()
        if code in decided:
            st.button(
                "Leave it to the solver", icon=":material/undo:", key=f"decide_free_{code}",
                on_click=partial(state.force, code, "", ""),
            )  # fmt: skip
    if not reason:
        st.caption("A decision against the solver needs a reason: it is kept with the scenario.")
