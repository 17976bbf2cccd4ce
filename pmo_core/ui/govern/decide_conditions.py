"""The conditions of a conditional go, typed in one by one."""

from datetime import date

import streamlit as st

from pmo_core.model import Condition
from pmo_core.ui.page import as_of

_KEY = "decide_condition_"
_COUNT = f"{_KEY}count"


def rows() -> list[Condition]:
    """Draw a line per condition; return those that have a text, an owner and a day."""
    st.markdown("**Conditions**, each with who answers for it and by when")
    found: list[Condition] = []
    for place in range(st.session_state.get(_COUNT, 1)):
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            text = st.text_input(
                "What must be met", key=f"{_KEY}text_{place}", placeholder="e.g. Pilot passed"
            )
            owner = st.text_input("Owner", key=f"{_KEY}owner_{place}", width=170)
            due = st.date_input(
                "By", None, min_value=as_of(), format="YYYY-MM-DD", key=f"{_KEY}due_{place}",
                width=150,
            )  # fmt: skip
        if text.strip() and owner.strip() and isinstance(due, date):
            found.append(
                Condition(
                    decision="-",
                    number=len(found) + 1,
                    text=text.strip(),
                    owner=owner.strip(),
                    due_on=due,
                    met_on=None,
                    evidence=None,
                )
            )
    st.button("Another condition", icon=":material/add:", type="tertiary", on_click=_more)
    return found


def _more() -> None:
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 1) + 1
