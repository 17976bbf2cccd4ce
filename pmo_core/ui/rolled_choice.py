"""The controls of the roll-ups: what, by which structure, per period or running."""

from datetime import date

import streamlit as st

from pmo_core.analysis.calendar import Period
from pmo_core.ui.filters import Filters
from pmo_core.ui.rolled import FOR_WORK, STRUCTURES, Choice, Rolled
from pmo_core.ui.text import plain

PERIODS: dict[str, Period] = {
    "Month": "month", "Quarter": "quarter", "Fiscal year": "fiscal_year",
}  # fmt: skip
VIEWS = {
    "Cost": "Cost in the month of its posting; the forecast is what is still to come. The plan is "
    "the budget, or planned cost spread evenly where a project has no budget lines.",
    "Workload": "Hours, per period as full-time equivalents (hours of one: Settings).",
    "Cash flow": "Money out; each cost counts as paid in the month of its posting.",
}


def choose(filters: Filters, as_of: date) -> Choice:
    """Draw the controls and return what was chosen; all of it stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="choices"):
        view = st.segmented_control(
            "Look at", list(VIEWS), key="view", default="Cost", required=True, bind="query-params"
        )
        by = STRUCTURES | (FOR_WORK if view == "Workload" else {})
        label = st.selectbox(
            "By", list(by.values()), key="by", width=210, on_change=leave, bind="query-params"
        )
        period = st.segmented_control(
            "Period", list(PERIODS), key="period", default="Month", required=True,
            bind="query-params",
        )  # fmt: skip
        cumulative = st.toggle("Cumulative", key="cumulative", bind="query-params")
    return Choice(
        view=view,
        by=next(code for code, name in by.items() if name == label),
        period=PERIODS[period],
        cumulative=cumulative,
        within=st.query_params.get("within", ""),
        filters=filters,
        as_of=as_of,
    )


def breadcrumb(shown: Rolled, *, within: str) -> None:
    """Draw the way back up, and what the sums lack."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="path"):
        if within:
            st.button("All", icon=":material/home:", type="tertiary", on_click=leave)
        for place, (code, name) in enumerate(shown.path, start=1):
            st.button(
                f"› {plain(name)}", key=f"path {code}", type="tertiary", on_click=enter,
                args=(code,), disabled=place == len(shown.path),
            )  # fmt: skip
        for note in shown.notes:
            st.badge(note, icon=":material/info:", color="gray")


def leave() -> None:
    """Go back to everything; only in a callback."""
    st.query_params.pop("within", None)


def enter(code: str) -> None:
    """Look into a group; only in a callback."""
    st.query_params["within"] = code
