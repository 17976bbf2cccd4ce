"""Rules that cannot hold together: the smallest set of them, and a way out of each."""

import streamlit as st

from pmo_core.analysis.selection.case import Case
from pmo_core.jobs.solver_run import Ticket
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.decide import solving, state
from pmo_core.ui.text import plain

_EVERY = 0.5


def explain(case: Case, what_if: WhatIf, currency: str) -> None:
    """Say which rules contradict each other, each with a button that relaxes it."""
    st.error(
        "No selection keeps all rules and limits at once. Nothing is chosen until one gives way.",
        title="These cannot hold together", icon=":material/block:",
    )  # fmt: skip
    ticket = solving.ask(
        "conflicts", case, what_if, {"seconds": 10, "currency": currency}, seconds=30
    )
    ticket.wait(0.5)
    every = None if ticket.is_done else _EVERY
    st.fragment(_ways_out, run_every=every)(ticket, ticket.is_done)


def _ways_out(ticket: Ticket, was_done: bool) -> None:
    if ticket.failed:
        st.warning(plain(ticket.failed), icon=":material/error:")
        return
    found = ticket.latest()
    if not ticket.is_done or found is None:
        st.caption(":material/progress_activity: Looking for the smallest set of rules ...")
        return
    if not was_done:
        st.rerun()
    for number, one in enumerate(found["constraints"]):
        way = one["relaxation"]
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"conflict_{number}"
        ):
            st.markdown(f"**{plain(one['words'])}**", width="stretch")
            if way["what_if"]:
                st.button(
                    plain(way["sentence"]), key=f"relax_{number}", icon=":material/lock_open:",
                    on_click=state.put, args=(WhatIf.model_validate(way["what_if"]),),
                    help="This alone makes a selection possible."
                    if way["settles_all"]
                    else "Settles this contradiction; another one may remain.",
                )  # fmt: skip
            else:
                st.caption(plain(way["sentence"]), width="content")
    st.caption(
        "Without any one of these the others can hold together."
        if found["is_minimal"]
        else "A smaller set may be enough; the search ended before it was proven."
    )
