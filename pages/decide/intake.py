"""Requests: an idea is written down step by step, kept as a draft, and submitted to the PMO."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui import admin_act
from pmo_core.ui.decide import intake, intake_state
from pmo_core.ui.learn import lessons_here

code = st.query_params.get(intake_state.PARAM)
if code is None:
    ui.page(
        "Intake",
        "Have an idea, or a need? Write it down here: the PMO, and later the board, decide on what "
        "you say.",
    )
    admin_act.announce()
    intake.begin()
    intake.listed()
    intake.many()
    st.stop()

request = intake_state.seen(code)
if request is None:
    ui.page("Intake", "")
    ui.empty(f"There is no request {ui.plain(code)}.", "The link may be old, or mistyped.")
    intake.back()
    st.stop()
ui.page(request.name, "", from_user=True)
admin_act.announce()
intake_state.announce()
intake.head(request)
lessons_here.on_request(request.model_dump())
intake.one(request)
