"""Keep the selection on the page as a scenario."""

from typing import Any

import streamlit as st

from pmo_core.analysis.selection.case import Case
from pmo_core.errors import PmoError
from pmo_core.jobs import scenarios
from pmo_core.model.what_if import WhatIf
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import plain

PAGE = PAGES / "decide" / "scenarios.py"
"""Where saved scenarios are listed."""
PARAM = "scenario"
_SAVED = "decide_saved"


def save_button(case: Case, what_if: WhatIf, result: dict[str, Any]) -> None:
    """Offer to keep a selection under a name; say afterwards under which code it is kept.

    Parameters
    ----------
    case, what_if : Case, WhatIf
        What the selection was made from.
    result : dict
        As the task "solve" gives it.
    """
    has_selection = result["status"] in ("optimal", "feasible")
    with st.popover(
        "Save as scenario", icon=":material/save:", disabled=not has_selection, key="save_scenario",
        help="Keeps the selection with its inputs and controls. Nothing of the plan changes.",
    ):  # fmt: skip
        with st.form("save_form", border=False, clear_on_submit=True):
            name = st.text_input("Name", key="save_name", placeholder="Budget 2027, 10 % less")
            note = st.text_area("Note", key="save_note", height=80, placeholder="What it is for")
            is_asked = st.form_submit_button("Save", type="primary")
        if is_asked and not name.strip():
            st.warning("A scenario needs a name.")
        elif is_asked:
            _save(case, what_if, result, name.strip(), note.strip())
        _say_latest()


def _save(case: Case, what_if: WhatIf, result: dict[str, Any], name: str, note: str) -> None:
    try:
        code = scenarios.save(
            session(), repository(), case, what_if, result, name=name, note=note
        )  # fmt: skip
    except PmoError as problem:
        tell(problem)
        return
    st.session_state[_SAVED] = (code, name)
    st.toast(f"Scenario {code} saved: {plain(name)}.", icon=":material/save:")


def _say_latest() -> None:
    """Show what was saved last in this session, with the way to it."""
    if _SAVED in st.session_state:
        code, name = st.session_state[_SAVED]
        st.success(f"Saved as {code}: {plain(name)}.")
        st.page_link(
            PAGE, label="Open in Scenarios", icon=":material/arrow_forward:",
            query_params={PARAM: code},
        )  # fmt: skip


__all__ = ["PAGE", "PARAM", "save_button"]
