"""Every file that was imported: what it brought, what was not taken, and how to undo it."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui import admin_changes as changes
from pmo_core.ui.admin_act import announce

ui.page("Imports", "Every file that was saved, the latest first. Select one to see its account.")
announce()
if not ui.query("journal_count", register="", actor="", verb="import")["n_rows"][0]:
    ui.empty(
        "No file has been imported yet.",
        "After an upload its lines, totals and rejected lines stand here, and it can be undone.",
        link="track/actuals.py",
        link_label="Upload a file",
    )
    st.stop()

change = changes.listing(changes.IMPORT_COLUMNS, "imports", verb="import")
if change is None:
    st.caption("Select an import to see its lines and totals, or to undo it.")
    st.stop()

with st.container(border=True, key="import_detail"):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"Import {change['number']}", anchor=False, width="content")
        if change["undone_by"] is not None:
            st.badge(
                f"Undone by change {change['undone_by']}", color="gray", icon=":material/undo:"
            )
    changes.undo_button(change)
    with st.grid(2, min_column_width=400) as cells:
        with cells.cell():
            changes.facts(change)
        with cells.cell():
            changes.account(change)
    changes.rejected_lines(change)
    changes.remarks(change)
