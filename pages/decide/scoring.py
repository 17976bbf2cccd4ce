"""How candidates are scored: by every method, by whom, with which weights and criteria."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.decide import scoring, scoring_weights, solving, state

PAGES = Path(__file__).parents[1]
UPLOAD = PAGES.joinpath("track", "actuals.py")
REGISTERS = PAGES.joinpath("admin", "registers.py")

ui.page(
    "Scoring",
    "How the candidates rank by every method, whether the assessors agree, and what the weights "
    "do. The candidates, the method and the weights are those of the what-if.",
)
state.tell_fault()
of = scoring.Scored(solving.case(ui.as_of()), state.current())
if of.criteria.is_empty():
    ui.empty(
        "There are no criteria yet.",
        "Upload criteria first, then the scores of the candidates; both can also be typed in.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.page_link(REGISTERS, label="Type in criteria and scores", icon=":material/table:")
    st.stop()

methods, assessors, weights, criteria = st.tabs(
    ["Methods side by side", "Assessors", "Weights", "Criteria"],
    key="scoring_tab", on_change="rerun",
)  # fmt: skip
if methods.open or assessors.open:
    with methods if methods.open else assessors:
        if of.scores.is_empty():
            ui.empty(
                "No candidate has a score.",
                "Upload scores, or type them in: register Scores. Candidates are the projects in "
                "stage proposed or approved.",
                link=UPLOAD, link_label="Upload a file",
            )  # fmt: skip
            st.page_link(REGISTERS, label="Type in scores", icon=":material/table:")
        elif methods.open:
            scoring.methods(of)
        else:
            scoring.assessors(of)
if weights.open:
    with weights:
        scoring_weights.weights(of)
if criteria.open:
    with criteria:
        scoring.criteria(of)
