"""People: roles they can fill, working time, absences, rates and bookings."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui.admin_act import announce
from pmo_core.ui.plan import booking_form, people, people_edit, people_one, undo

UPLOAD = Path(__file__).parents[1].joinpath("track", "actuals.py")
ONE = (people_one.roles, people_one.absences, people_one.rates, people_one.bookings)

code = people.person()
everybody = people.everybody()
if code is not None:
    found = everybody.filter(pl.col("code") == code)
    if found.is_empty():
        raise NotFound(f"There is no person {code}.", "Choose one on the page People.")
    row = found.row(0, named=True)
    ui.page(row["name"], "", from_user=True)
    announce()
    undo.offer()
    people_one.head(row)
    people_one.missing(row)
    people_one.figures(row)
    tabs = st.tabs(people_one.TABS, key="person_tab", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, ONE, strict=True):
        if tab.open:
            with tab:
                draw(row)
    people_edit.opened()
    booking_form.opened()
    st.stop()

ui.page(
    "People",
    "Who is there, what they can do and how well, when they are away, and what an hour costs.",
)
announce()
undo.offer()
if everybody.is_empty():
    people_edit.add_button("person", "Add a person", "people_add")
    ui.empty(
        "There are no people yet.", "Add a person, or upload a list with weekly hours and roles.",
        link=UPLOAD, link_label="Upload a file",
    )  # fmt: skip
    st.stop()
chosen = people.choose()
people.figures(chosen)
tabs = st.tabs(people.TABS, key="people_tab", on_change="rerun", bind="query-params")
with tabs[0]:
    if tabs[0].open:
        people.listing(chosen)
with tabs[1]:
    if tabs[1].open:
        people.teams()
with tabs[2]:
    if tabs[2].open:
        people.absences(chosen)
with tabs[3]:
    if tabs[3].open:
        people.role_rates()
people_edit.opened()
