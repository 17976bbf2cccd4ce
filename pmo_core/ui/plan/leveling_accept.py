"""Take a leveled plan over into the schedule, as one change that can be undone."""

import streamlit as st

from pmo_core.jobs.leveling import accept
from pmo_core.jobs.leveling_views import Outcome
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import session
from pmo_core.ui.plan import undo
from pmo_core.ui.plan.capacity_ways import MAY_NOT
from pmo_core.ui.text import counted, listed


def offer(found: Outcome) -> None:
    """Draw the button that asks whether the plan is taken over, and what that would change."""
    is_able = may_write("wbs_element")
    with st.container(horizontal=True, vertical_alignment="center", key="leveling_accept_row"):
        if st.button(
            "Accept ...", icon=":material/done_all:", type="primary", key="leveling_accept",
            disabled=not is_able, help=None if is_able else MAY_NOT,
        ):  # fmt: skip
            st.dialog("Accept the leveled plan")(form)(found)
        moved = counted(found.moved.height, "task")
        st.caption(
            f"Nothing has been moved yet: {moved} would move. Accepting changes {said(found)}.",
            width="content",
        )


def said(found: Outcome) -> str:
    """Return what accepting changes, in words."""
    nouns = {"wbs_element": "element", "milestone": "milestone", "project": "project"}
    n = {noun: found.changes.now[name].height for name, noun in nouns.items()}
    return listed([counted(many, noun) for noun, many in n.items() if many])


def form(found: Outcome) -> None:
    """Draw what accepting means, and the form that does it."""
    st.markdown(
        "- Tasks that move get their new planned dates, and may not start before them.\n"
        "- Summary elements follow their parts, milestones not yet reached their element.\n"
        "- A project that ends later gets its new planned finish.\n"
        "- Baselines stay: the schedule shows what moved against them.\n"
        "- It is one change, which can be undone."
    )
    with st.form("leveling_accept_form", border=False):
        reason = st.text_input(
            "Reason", key="leveling_reason", placeholder="Kept in the journal", max_chars=500
        )
        is_sure = st.form_submit_button(
            "Accept", type="primary", icon=":material/done_all:", key="leveling_sure"
        )
    if is_sure:
        told = f"Leveled: {said(found)}"
        undo.act(lambda: accept(session(), found.changes, f"{told}. {reason}".strip()), told)


__all__ = ["form", "offer", "said"]
