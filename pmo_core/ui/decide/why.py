"""Why a project is in or out, and what a person may do about it."""

import re
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis.selection import result
from pmo_core.analysis.selection.case import Case
from pmo_core.jobs.solver_run import Ticket
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.decide import solving, state
from pmo_core.ui.decide.answer import Found
from pmo_core.ui.text import plain

_EVERY = 0.5
_NO_REASON = "decide_no_reason"
_BY_SOLVER = "by worth, money, people and rules together."


def ask(rows: pl.DataFrame) -> None:
    """Offer to ask by name, without the mouse."""
    names = dict(rows.sort("name").select("project", "name").iter_rows())
    key = "decide_ask"

    def asked() -> None:
        if st.session_state[key]:
            state.ask_why(st.session_state[key])
            st.session_state[key] = None

    st.selectbox(
        "Why is it in or out?", list(names), index=None, key=key, on_change=asked, width=420,
        format_func=lambda code: f"{names[code]} ({code})", placeholder="Choose a project",
    )  # fmt: skip


def answer(case: Case, found: Found, currency: str) -> None:
    """Open the reasons for the project that was clicked, if one was."""
    project = state.asked_why()
    row = found.rows.filter(pl.col("project") == (project or ""))
    if not row.is_empty():
        dialog(case, found, row.row(0, named=True), currency)


@st.dialog("Why", position="right", width="medium", on_dismiss=state.close_why)
def dialog(case: Case, found: Found, project: dict[str, Any], currency: str) -> None:
    """Show the reasons for one candidate, each proven by solving again, and the way to decide.

    Parameters
    ----------
    case : Case
        What is selected from.
    found : Found
        The selection that the reasons are measured against.
    project : dict
        The candidate's row of `found.rows`.
    currency : str
        Base currency.
    """
    st.subheader(plain(project["name"]), anchor=False)
    side = "**In**" if project["is_chosen"] else "**Out**"
    st.markdown(f"{side}: {plain(project['reason'] or _BY_SOLVER)}")
    shown = result.to_json(found.formulation, found.answer)
    options = {
        "project": project["project"], "chosen": shown["chosen"], "bound": shown["bound"],
        "currency": currency,
    }  # fmt: skip
    ticket = solving.ask("why", case, state.current(), options, seconds=60)
    every = None if ticket.is_done else _EVERY
    names = dict(found.rows.select("project", "name").iter_rows())
    st.fragment(_reasons, run_every=every)(ticket, project["project"], names)
    st.divider()
    _decide(project)


def _reasons(ticket: Ticket, project: str, names: dict[str, str]) -> None:
    """Draw the sentences as they are proven."""
    latest = ticket.latest() or {"reasons": {}}
    for number, one in enumerate(latest["reasons"].get(project, [])):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/check: {plain(_named(one, names))}", width="stretch")
            if one["what_if"] and st.button(
                "Try",
                key=f"try_{project}_{number}",
                help="Sets the controls so; Undo takes it back.",
            ):
                state.put(WhatIf.model_validate(one["what_if"]))
                state.close_why()
                st.rerun()
    if ticket.failed:
        st.warning(plain(ticket.failed), icon=":material/error:")
    elif ticket.is_done:
        st.caption("Each sentence was proven by solving again.")
    else:
        words = "Waiting for a free solver" if ticket.waiting else "Solving again to be sure"
        st.caption(f":material/progress_activity: {words} ...")


def _named(reason: dict[str, Any], names: dict[str, str]) -> str:
    """Return the sentence with the names of the projects that would move beside their codes."""
    sentence = str(reason["sentence"])
    for code in {move["project"] for move in reason["moves"]}:
        whole = rf"(?<![\w.-]){re.escape(code)}(?![\w-])"
        words = f"{names.get(code, code)} ({code})".replace("\\", r"\\")
        sentence = re.sub(whole, words, sentence)
    return sentence


def _decide(project: dict[str, Any]) -> None:
    """Offer to decide. A form: the reason goes with the click, whatever is redrawn meanwhile."""
    code = project["project"]
    what_if = state.current()
    decided = {one.project for one in (*what_if.forced_in, *what_if.forced_out)}
    if state.asked_why() is None:  # decided by the click that redraws this
        st.rerun()
    with st.form(f"decide_by_hand_{code}", border=False, enter_to_submit=False):
        st.text_input(
            "Reason",
            key=f"decide_reason_{code}",
            placeholder="Kept with the decision and the scenario",
        )
        with st.container(horizontal=True, gap="small"):
            _button("Force in", "in", code, ":material/login:")
            _button("Force out", "out", code, ":material/logout:")
            if code in decided:
                _button("Leave it to the solver", "", code, ":material/undo:")
    if st.session_state.get(_NO_REASON) == code:
        st.error("Write down the reason first: it is kept with the scenario.")
    else:
        st.caption("A decision against the solver needs a reason: it is kept with the scenario.")


def _button(label: str, way: str, code: str, icon: str) -> None:
    # A callback: it is done even when the run that it belongs to is cut short by the next one.
    st.form_submit_button(
        label, icon=icon, key=f"decide_{way or 'free'}_{code}", on_click=_force, args=(code, way)
    )


def _force(code: str, way: str) -> None:
    reason = str(st.session_state.get(f"decide_reason_{code}", "")).strip()
    if way and not reason:
        st.session_state[_NO_REASON] = code
        return
    state.force(code, way, reason)
    state.close_why()
    st.session_state.pop(_NO_REASON, None)
