"""Take requests from submission to an answer: a board of stages with ages, limits and gaps."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.decide import assessing, triage, triage_request

PAGES = Path(__file__).parents[1]

ui.page(
    "Triage",
    "What was asked for, how long it has been waiting, and what it still needs. Click a card to "
    "read it, talk about it, and take it further.",
)
announce()
everything = assessing.board(ui.as_of())
if everything.is_empty():
    ui.empty(
        "Nothing was asked for yet.",
        "Write the first request, or upload a list of them. Submitted requests arrive here.",
        link=PAGES.joinpath("decide", "intake.py"), link_label="Write a request",
    )  # fmt: skip
    st.stop()

triage.figures(everything)
with st.container(horizontal=True, vertical_alignment="bottom", key="triage_head"):
    wanted = triage.wanted()
    view = st.segmented_control(
        "View", ["Board", "List"], default="Board", required=True, key="triage_view",
        bind="query-params",
    )  # fmt: skip
shown = wanted.apply(everything)
if shown.is_empty():
    ui.empty("No request passes the filters.", "Clear the search, or choose less.")
elif view == "List":
    triage.listing(shown)
else:
    triage.board(everything, shown)

code = st.query_params.get(triage.PARAM)
if code and code in everything["code"]:
    triage_request.show(code)
elif code:
    st.warning(f"There is no request {ui.plain(code)}.")
