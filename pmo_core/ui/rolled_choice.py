"""The controls of the roll-ups: what, by which structure, per period or running."""

from datetime import date

import streamlit as st

from pmo_core.analysis.calendar import Period
from pmo_core.analysis.material import material, periods_between
from pmo_core.ui import data
from pmo_core.ui.filters import Filters
from pmo_core.ui.rolled import CASH, FOR_WORK, STRUCTURES, Choice, Rolled
from pmo_core.ui.text import plain

PERIODS: dict[str, Period] = {
    "Month": "month", "Quarter": "quarter", "Fiscal year": "fiscal_year",
}  # fmt: skip
PACES = {"Per period": False, "Running total": True}
VIEWS = {
    "Cost": "Cost in the month of its posting; the forecast is what is still to come. The plan is "
    "the budget, or planned cost spread evenly where a project has no budget lines.",
    "Workload": "Hours, per period as full-time equivalents (hours of one: Settings).",
    "Cash flow": "Money out; each cost counts as paid in the month of its posting. Committed is "
    "what is ordered and not invoiced yet, in the month in which it is expected to be paid; the "
    "forecast is what is to come beyond that.",
}


def choose(filters: Filters, as_of: date) -> Choice:
    """Draw the controls and return what was chosen; all of it stands in the address."""
    with st.container(horizontal=True, vertical_alignment="top", key="choices"):
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
        pace = st.segmented_control(
            "Values", list(PACES), key="values", default="Per period", required=True,
            bind="query-params",
        )  # fmt: skip
    return Choice(
        view=view,
        by=next(code for code, name in by.items() if name == label),
        period=PERIODS[period],
        cumulative=PACES[pace],
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
    if shown.notes:
        st.markdown(f":small[:gray[:material/info: {plain(' · '.join(shown.notes))}.]]")
    if shown.finding:
        st.warning(plain(shown.finding), icon=":material/shopping_cart:")


def in_view(shown: Rolled, choice: Choice) -> list[str]:
    """Return the periods that charts and table hold; what lies outside is next to nothing.

    Empty where nothing is known of any period.
    """
    values = [name for name in CASH if name in shown.total.columns]
    ends = material(shown.total, values, cumulative=choice.cumulative)
    if ends is None:
        return []
    return periods_between(*ends, choice.period, data.settings().fiscal_year_start_month)


def left_out(shown: Rolled, periods: list[str]) -> str:
    """Return the sentence that says which periods are not shown, empty where all are."""
    others = [period for period in shown.total["period"] if period not in set(periods)]
    if not others or not periods:
        return ""
    parts = [
        f"{side} {edge}"
        for side, edge, some in (
            ("before", periods[0], any(one < periods[0] for one in others)),
            ("after", periods[-1], any(one > periods[-1] for one in others)),
        )
        if some
    ]
    return (
        f"Less than a thousandth lies {' and '.join(parts)}: it is in the sums and in the file, "
        "and not drawn."
    )


def leave() -> None:
    """Go back to everything; only in a callback."""
    st.query_params.pop("within", None)


def enter(code: str) -> None:
    """Look into a group; only in a callback."""
    st.query_params["within"] = code
