"""What left its tolerance, since when, and what the board must decide about it."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui import facts
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern.decide_form import decide_button, refusal
from pmo_core.ui.govern.to_agenda import agenda_button
from pmo_core.ui.related import related
from pmo_core.ui.track import exception_detail as detail
from pmo_core.ui.track import exception_solver, tolerances
from pmo_core.ui.track import exceptions as listing
from pmo_core.ui.trust import warn

HERE = Path(__file__)
code = st.query_params.get("project")
if code is None:
    ui.page(
        "Exceptions",
        "What left its tolerance in cost, time or scope, since when, and what a board must decide: "
        f"as of {ui.iso(ui.as_of())}.",
    )
    announce()
    if facts.portfolio(ui.as_of()).is_empty():
        ui.empty(
            "There are no projects yet.", "Upload a register of projects, or actuals.",
            link=HERE.with_name("actuals.py"), link_label="Upload a file",
        )  # fmt: skip
        st.stop()
    chosen = ui.filters()
    broken, allowed = st.tabs(listing.TABS, on_change="rerun", key="exceptions_tab")
    if broken.open:
        with broken:
            rows = listing.found(chosen)
            listing.figures(rows)
            listing.register(rows)
    if allowed.open:
        with allowed:
            tolerances.table(chosen)
    st.stop()

seen = detail.seen(code, st.query_params.get("measure"))
ui.page(seen.project["name"], "", from_user=True)
announce()
st.text(detail.place(seen))
related(code, here="track/exceptions")
board = seen.broken["board"] if seen.broken else None
with st.container(horizontal=True, vertical_alignment="center", key="exception_head"):
    detail.other(seen)
    if seen.broken:
        is_open = seen.broken["exception_state"] == "open"
        kind = "primary" if is_open else "secondary"
        decide_button(seen.subject, board=board, key="exception_decide", kind=kind)
        if is_open:
            agenda_button(seen.subject, board, "exception_agenda")
    why = tolerances.may_not()
    if st.button(
        "Tolerances", icon=":material/tune:", key="exception_tolerance", disabled=bool(why),
        help=why or "Change how far this project may go",
    ):  # fmt: skip
        tolerances.change(code, tolerances.own(code))
    st.button(
        "All exceptions", icon=":material/list:", type="tertiary", on_click=st.query_params.clear
    )
    if seen.broken:
        st.caption(ui.plain(refusal(board)), width="content")
warn(code, ui.as_of())
detail.verdict(seen)
detail.figures(seen)
detail.course(seen)
if seen.broken:
    detail.options(seen)
    detail.takers(seen)
    exception_solver.ask(code)
