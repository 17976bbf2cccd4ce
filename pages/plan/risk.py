"""By when projects will really be done, what they may cost, and what to hold in reserve."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound, Refused
from pmo_core.ui.plan import risk, risk_portfolio, risk_project
from pmo_core.ui.related import related

ABOUT = (
    "All projects are drawn thousands of times as one network, links between them included: each "
    "task takes sometimes less and sometimes more, and risks happen or not. Promise the P80, not "
    "the plan."
)
SCHEDULE = Path(__file__).with_name("schedule.py")

as_of, code = ui.as_of(), st.query_params.get("project")
share = risk.share()
try:
    now = risk.choice()
    found = risk.drawn(as_of, now)
except Refused as problem:
    ui.page("Risk of dates", ABOUT)
    risk.assumptions(risk.usual())
    ui.empty(problem.message, problem.hint, link=SCHEDULE, link_label="Open the Schedule")
    st.stop()

if code is None:
    ui.page("Risk of dates", ABOUT)
    risk.assumptions(now)
    if found is None:
        st.stop()
    rows = risk_portfolio.finishes(found, share)
    risk_portfolio.figures(rows, found, share)
    tabs = st.tabs(
        ["Projects", "Milestones", "Reserve", "Where ranges come from"],
        on_change="rerun", key="risk_tab", bind="query-params",
    )  # fmt: skip
    draws = (
        lambda: risk_portfolio.listing(rows, share, milestones=False),
        lambda: risk_portfolio.listing(rows, share, milestones=True),
        lambda: risk_portfolio.reserve(found, share),
        lambda: risk_portfolio.sources(found.given),
    )
    for tab, draw in zip(tabs, draws, strict=True):
        if tab.open:
            with tab:
                draw()
    st.stop()

names = ui.table("project").filter(pl.col("code") == code)
if names.is_empty():
    raise NotFound(f"There is no project {code}.", "Choose one on the Overview.")
ui.page(names["name"][0], "", from_user=True)
with st.container(horizontal=True, vertical_alignment="center"):
    st.text(f"{code} · Risk of dates")
    risk.assumptions(now)
    st.page_link(__file__, label="All projects", icon=":material/arrow_back:", query_params={})
related(code, here="plan/risk")
if found is None:
    st.stop()
rows = risk_portfolio.finishes(found, share)
own = rows.filter(pl.col("target") == code)
if own.is_empty():
    ui.empty(
        "This project has no work that is still to do.", "Plan its tasks, or choose another one.",
        link=SCHEDULE, link_label="Open the Schedule",
    )  # fmt: skip
    st.stop()
row = own.row(0, named=True)
risk_project.figures(row, share)
risk_project.when(found, row, share)
st.subheader("Milestones", anchor=False)
risk_project.milestones(rows, code, share)
st.subheader("Tasks", anchor=False)
risk_project.why(found, code)
st.subheader("Money", anchor=False)
risk_project.money(found, code, share)
