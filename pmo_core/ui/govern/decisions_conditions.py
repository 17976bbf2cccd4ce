"""Conditions of decisions on a page: overdue first, and marked as met with evidence."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.jobs.decisions import meet
from pmo_core.model import Condition
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern import agenda
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.paging import Order, paged

_STATES = ("overdue", "open", "met late", "met in time", "superseded")
_ORDERS: dict[str, Order] = {
    "Overdue first": [],
    "Due first": [(pl.col("due_on"), False)],
    "Owner": [(pl.col("owner"), False)],
    "Decision": [(pl.col("decision"), False)],
}


def listing() -> None:
    """Show the conditions, and let one be marked as met."""
    rows = agenda.kept_conditions()
    if rows.is_empty():
        empty("No decision has set a condition.", "A conditional go sets them: Gate review.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="condition_verbs"):
        states = st.pills(
            "Stands", _STATES, selection_mode="multi", default=list(_STATES[:2]),
            key="condition_states",
        )  # fmt: skip
        unmet = rows.filter(pl.col("condition_state").is_in(["overdue", "open"]))
        off = not may_write("condition") or unmet.is_empty()
        if st.button(
            "Mark as met", icon=":material/check:", type="primary", key="meet", disabled=off,
            help="Your role may not change conditions." if not may_write("condition")
            else "No condition is open." if unmet.is_empty() else None,
        ):  # fmt: skip
            st.dialog("Mark a condition as met")(meet_form)()
    shown = rows.filter(pl.col("condition_state").is_in(states)) if states else rows
    if shown.is_empty():
        empty("No condition stands so.", "Choose another state above.")
        return
    cut = paged(shown, _ORDERS, "condition", key="condition_")
    grid(
        cut.select(
            "decision", "number", "condition_state", "overdue_days", "text", "owner", "due_on",
            "met_on", "evidence", "board", "project", "project_name",
        ),
        "conditions", alt="Conditions, overdue ones first", register="condition",
        labels={"project_name": "Project name", "number": "No."}, export=lambda: shown,
        file_name="conditions",
    )  # fmt: skip


def meet_form() -> None:
    """Draw the form in which an open condition is marked as met, with what shows it."""
    kept = agenda.kept_conditions()
    unmet = kept.filter(pl.col("condition_state").is_in(["overdue", "open"]))
    names = {
        (row["decision"], row["number"]): f"{row['decision']} / {row['number']}: {row['text']}"
        for row in unmet.iter_rows(named=True)
    }
    chosen = st.selectbox(
        "Condition", list(names), format_func=lambda one: names[one], key="met_condition",
        index=None, placeholder="Choose the condition",
    )  # fmt: skip
    day = st.date_input("Met on", as_of(), max_value=as_of(), format="YYYY-MM-DD", key="met_on")
    evidence = st.text_area(
        "What shows it", key="met_evidence", placeholder="e.g. Pilot report, DMS 4712", height=90
    )
    is_whole = chosen is not None and bool(evidence.strip())
    if st.button(
        "Mark as met", type="primary", key="met_save", disabled=not is_whole,
        help=None if is_whole else "Choose the condition and say what shows that it is met.",
    ) and chosen and isinstance(day, date):  # fmt: skip
        decision, number = chosen
        attempt(lambda: _met(decision, number, day, evidence.strip()))


def _met(decision: str, number: int, day: date, evidence: str) -> str:
    was = repository().get("condition", decision, number)
    assert isinstance(was, Condition)
    change = meet(session(), repository(), was, day, evidence)
    return f"Condition {number} of {decision} is met: change {change}."
