"""Take a proposal over into the bookings, or a part of it."""

import streamlit as st

from pmo_core.errors import Refused
from pmo_core.jobs import staffing_records as records
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import session
from pmo_core.ui.plan import staffing, undo
from pmo_core.ui.plan.booking_form import MAY_NOT
from pmo_core.ui.plan.staffing import Drawn
from pmo_core.ui.plan.staffing_show import difference
from pmo_core.ui.text import counted, listed

_WORDS = {"new": "new", "changed": "changed", "released": "released"}


def offer(drawn: Drawn) -> None:
    """Draw what applying would change, and the button that asks for it."""
    said = _said(drawn)
    with st.container(horizontal=True, vertical_alignment="center", key="staffing_apply_row"):
        if not said:
            st.caption(":material/check_circle: The bookings say so already.", width="content")
            return
        is_able = may_write("booking")
        if st.button(
            "Apply", icon=":material/done_all:", type="primary", key="staffing_apply",
            disabled=not is_able, help=None if is_able else MAY_NOT,
        ):  # fmt: skip
            st.dialog("Apply the proposal")(form)(drawn)
        st.caption(f"As bookings: {said}.", width="content")


def _said(drawn: Drawn) -> str:
    """Return how many bookings change, in words; empty = none."""
    n = dict(difference(drawn)["booking_change"].value_counts().rows())
    return listed([f"{n[kind]:,} {word}" for kind, word in _WORDS.items() if n.get(kind)])


def form(drawn: Drawn) -> None:
    """Draw what applying means, which part is taken, and the button that does it."""
    found = difference(drawn)
    st.markdown(
        "- Written as soft bookings marked as proposed, each with its reason.\n"
        "- Earlier proposals of these months that are no longer wanted are released.\n"
        "- Hard bookings and bookings made by hand stay as they are.\n"
        "- It is one change, which can be undone."
    )
    with st.form("staffing_apply_form", border=False):
        parts = {
            name: st.multiselect(
                f"Only {name}s", found[name].unique().sort().to_list(), placeholder="All",
                key=f"staffing_apply_{name}",
            )
            for name in ("project", "role")
        }  # fmt: skip
        is_sent = st.form_submit_button("Apply", type="primary", key="staffing_apply_send")
    if is_sent:
        undo.act(lambda: _apply(drawn, *parts.values()), _told(drawn, *parts.values()))


def _apply(drawn: Drawn, projects: list[str], roles: list[str]) -> int | None:
    """Write what was seen, unless it would be another proposal by now."""
    if staffing.given(drawn.choice).name != drawn.given.name:
        raise Refused(
            "People, demand or bookings have changed since this was proposed.",
            "Close this: the page shows the new proposal.",
        )
    made = records.changes(drawn.given, drawn.found, projects, roles)
    return records.apply(session(), made, _told(drawn, projects, roles))


def _told(drawn: Drawn, projects: list[str], roles: list[str]) -> str:
    made = records.changes(drawn.given, drawn.found, projects, roles)
    n = counted(made.now["booking"].height, "proposed booking")
    of = f" of {listed([*projects, *roles])}" if projects or roles else ""
    return f"Staffing {drawn.span}{of}: {n}"


__all__ = ["form", "offer"]
