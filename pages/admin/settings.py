"""How this PMO counts, and the store that everything is kept in."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui import admin_data
from pmo_core.ui.admin_act import announce
from pmo_core.ui.admin_records import browser
from pmo_core.ui.admin_settings import form

SECTIONS = ("Settings", "Currency rates", "Holidays", "Data")

ui.page("Settings", "How this PMO counts, and where its data is kept.")
announce()
section = st.segmented_control(
    "Section", SECTIONS, default=SECTIONS[0], required=True, key="section", bind="query-params",
    label_visibility="collapsed",
)  # fmt: skip

if section == "Settings":
    form()
elif section == "Currency rates":
    currency = ui.settings().base_currency
    st.caption(
        f"What one unit of a currency is worth in {currency}, from a day on until the next rate. "
        "Roll-ups are summed again when a rate changes; amounts without a rate are counted and "
        "left out."
    )
    browser("rate", has_detail=False)
elif section == "Holidays":
    st.caption("Days on which nobody works. Forecast work is spread over the working days between.")
    browser("holiday", has_detail=False)
else:
    with st.grid(2, min_column_width=400, gap="medium") as cells:
        with cells.cell():
            st.subheader("Storage", anchor=False)
            admin_data.state()
        with cells.cell():
            st.subheader("Checks", anchor=False)
            admin_data.checks()
        with cells.cell():
            st.subheader("Copies", anchor=False)
            st.caption("For safekeeping, or to go on with in another program.")
            admin_data.copies()
        with cells.cell():
            st.subheader("Start over", anchor=False)
            st.caption("Both can be undone in the journal; nothing is lost.")
            admin_data.start_over()
