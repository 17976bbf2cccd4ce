"""Which courses close which gaps of competence in time, what cannot be met, and booking them."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import training, training_book, training_show
from pmo_core.ui.plan import people_edit, undo

ui.page(
    "Training",
    "Which courses close which gaps of competence before they are needed, within lead times, "
    "seats, budgets and the time that people have; and which gaps cannot be closed, and why.",
)
announce()
undo.offer()
if ui.table("person").is_empty() or ui.table("skill").is_empty():
    ui.empty(
        "No competences are known.",
        "Say on the page Competence what roles ask for and what people hold; then add courses.",
        link=training_show.COMPETENCE, link_label="Competence",
    )  # fmt: skip
    st.stop()
now = training.drawn(training.choose())
if now is None:
    st.stop()
training.figures(now)
if not training.needs(now).is_empty():
    training.picture(now)
tabs = st.tabs(training_show.TABS, key="training_tab", on_change="rerun", bind="query-params")
for tab, draw in zip(tabs, training_show.DRAWS, strict=True):
    if tab.open:
        with tab:
            draw(now)
people_edit.opened()
training_book.opened()
