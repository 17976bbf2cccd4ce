"""One business case: what it is worth, what it bears, and what the own history makes of it."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.decide import case, case_show
from pmo_core.ui.related import related

ABOUT = (
    "What a project or request is worth, what it can bear, and what the own history makes of it. "
    "Each figure shows its formula and its terms."
)

currency = ui.settings().base_currency
asked = case.asked()
if asked is None:
    ui.page("Business case", ABOUT)
    case.choose()
    rate, _ = case.controls(None)
    rows = case.worth_of_all(rate)
    if rows.is_empty():
        ui.empty(
            "There is nothing to decide yet.",
            "Candidates are projects in stage proposed or approved, and requests.",
            link=Path(__file__).parents[1].joinpath("track", "actuals.py"),
            link_label="Upload a file",
        )
        st.stop()
    case_show.all_cases(rows)
    st.stop()

subject = case.subject(*asked)
ui.page(subject.name, "", from_user=True)
with st.container(horizontal=True, vertical_alignment="center"):
    st.text(" · ".join(subject.place))
    with st.popover("Other case", icon=":material/search:", on_change="rerun") as other:
        if other.open:
            case.choose()
    st.button("All cases", icon=":material/list:", type="tertiary", on_click=st.query_params.clear)
if subject.kind == "project":
    related(subject.code, here="decide/case")
rate, view = case.controls(subject)
of = case.business_case(subject, view)
if not of.has_cost and not of.has_benefit:
    ui.empty(
        "Neither costs nor benefits are known.",
        "Enter budget lines or a planned cost, and benefits by fiscal year.",
        link=Path(__file__).parents[1].joinpath("admin", "registers.py"),
        link_label="Open the registers",
    )
    st.stop()
reference = case.reference(subject, "cost")
case_show.figures(of, rate, currency)
left, right = ui.side_by_side()
with left:
    case_show.advice(of, rate, reference, currency)
with right:
    case_show.cash_flow(of, rate, currency)
    case_show.bears(of, rate)

PARTS = ("Low, likely, high", "What moves it", "Own history", "Year by year")
ranges, moves, history, years = st.tabs(PARTS, on_change="rerun", key="case_part")
if ranges.open:
    with ranges:
        case_show.ranges(of, rate, reference, currency)
if moves.open:
    with moves:
        case_show.moves(of, rate, currency)
if history.open:
    with history:
        case_show.history(of, subject, rate, currency)
if years.open:
    with years:
        case_show.year_by_year(of, rate, subject.code)
