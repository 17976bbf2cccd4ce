"""Who holds what, what is asked for and missing, which certificates end, who could help whom."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import competence, competence_mentoring, competence_one
from pmo_core.ui.plan import people_edit, undo

UPLOAD = Path(__file__).parents[1].joinpath("track", "actuals.py")
ALL = (
    competence.matrix, competence.gaps, competence.certificates, competence_mentoring.draw,
    competence.registers,
)  # fmt: skip
ONE = (
    competence_one.held, competence_one.missing, competence_one.trainings,
    competence_one.mentoring,
)  # fmt: skip

code = competence.person()
if code is not None:
    found = ui.table("person").filter(pl.col("code") == code)
    if found.is_empty():
        raise NotFound(f"There is no person {code}.", "Choose one on the page Competence.")
    row = found.row(0, named=True)
    ui.page(row["name"], "", from_user=True)
    announce()
    undo.offer()
    competence_one.head(row)
    competence_one.figures(row)
    tabs = st.tabs(competence_one.TABS, key="competence_one_tab", on_change="rerun")
    for tab, draw in zip(tabs, ONE, strict=True):
        if tab.open:
            with tab:
                draw(row)
    people_edit.opened()
    st.stop()

ui.page(
    "Competence",
    "Who can do what: what roles, assignments and findings ask of people, what they hold on that "
    "day, and what is missing.",
)
announce()
undo.offer()
if ui.table("person").is_empty():
    ui.empty(
        "No people are known.", "Upload people with their roles first.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
competence.figures()
tabs = st.tabs(competence.TABS, key="competence_tab", on_change="rerun", bind="query-params")
for tab, part in zip(tabs, ALL, strict=True):
    if tab.open:
        with tab:
            part()
people_edit.opened()
competence_mentoring.opened()
