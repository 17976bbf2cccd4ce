"""What the pages of a selection ask about: the data of the day under this session's what-if."""

from datetime import date

import streamlit as st

from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.decide import solving, state
from pmo_core.ui.page import empty
from pmo_core.ui.paths import PAGES


def asked(as_of: date) -> tuple[Case, WhatIf, Formulation]:
    """Return what is selected from, under which controls, and both as a problem to solve.

    Where there are no candidates, the page says what to do next and ends.
    """
    case, what_if = solving.case(as_of), state.current()
    state.tell_fault()
    formulation = solving.formulated(case, what_if)
    if formulation.projects.is_empty():
        empty(
            "There are no candidates.",
            "Upload projects in stage proposed or approved, with cost and planned dates.",
            link=PAGES / "track" / "actuals.py", link_label="Upload a file",
        )  # fmt: skip
        st.stop()
    return case, what_if, formulation


__all__ = ["asked"]
