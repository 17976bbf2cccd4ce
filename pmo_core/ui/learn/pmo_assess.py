"""The form in which the PMO says how mature it finds itself, area by area."""

from typing import Any

import streamlit as st

from pmo_core.analysis.maturity import AREAS, LEVELS, NAMES
from pmo_core.jobs import pmo as jobs
from pmo_core.model.pmo import Area
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.learn import pmo_data as found
from pmo_core.ui.page import as_of
from pmo_core.ui.plan import undo

MAY_NOT = "The PMO (role manager) assesses itself."


def button() -> None:
    """Offer to assess; disabled with the reason."""
    is_able = may_write("maturity")
    if st.button(
        "Assess the PMO", icon=":material/checklist:", key="maturity_add", type="primary",
        disabled=not is_able, help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        st.dialog("How mature is the PMO?", width="large", position="right")(form)()


def form() -> None:
    """Draw the eight areas with what each level means, and keep what was chosen."""
    before = {row["area"]: row for row in found.standing().iter_rows(named=True)}
    st.caption("Choose what is true today; it begins with what was said last. An area that is left "
               "empty keeps what it had.")  # fmt: skip
    with st.form("maturity_form", border=False):
        on: Any = st.date_input("Day", value=as_of(), key="maturity_on", format="YYYY-MM-DD")
        said: dict[Area, jobs.Said] = {}
        for area in AREAS:
            one = _area(area, before[area])
            if one is not None:
                said[area] = one
        is_sent = st.form_submit_button("Keep the assessment", type="primary", key="maturity_keep")
    if is_sent:
        undo.act(
            lambda: jobs.assess(session(), repository(), on, said), f"The PMO is assessed on {on}"
        )


def _area(area: Area, was: dict[str, Any]) -> jobs.Said | None:
    levels = range(1, len(NAMES) + 1)
    level = st.radio(
        f"**{area.capitalize()}**", levels, key=f"maturity_{area}",
        index=None if was["maturity_level"] is None else was["maturity_level"] - 1,
        format_func=lambda n: f"{n} {NAMES[n - 1]}", captions=LEVELS[area],
    )  # fmt: skip
    left, right = st.columns([1, 3])
    aims = [None, *levels]
    target = left.selectbox(
        "Target", aims, index=aims.index(was["target_level"]), key=f"maturity_target_{area}",
        format_func=lambda n: "none" if n is None else str(n),
    )  # fmt: skip
    evidence = right.text_input(
        "What shows it", value=was["evidence"] or "", key=f"maturity_evidence_{area}",
        max_chars=2_000,
    )  # fmt: skip
    return None if level is None else jobs.Said(level, target, evidence)


__all__ = ["button", "form"]
