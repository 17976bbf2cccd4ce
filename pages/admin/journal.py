"""Every change that was ever made: who, when, what, before and after."""

import streamlit as st

from pmo_core import ui
from pmo_core.model import REGISTERS
from pmo_core.ui import admin_changes as changes
from pmo_core.ui.admin_act import announce
from pmo_core.ui.admin_data import chain

ui.page("Journal", "Every change, the latest first. Nothing is ever deleted from here.")
announce()
chain()

people = ui.query("journal_actors")
with st.container(horizontal=True, key="journal_filters"):
    register = st.selectbox(
        "Register", ["", *REGISTERS], width=230, key="journal_register",
        format_func=lambda name: REGISTERS[name].title if name else "All registers",
    )  # fmt: skip
    actor = st.selectbox(
        "Who", ["", *people["actor"].unique().sort()], width=230, key="journal_actor",
        format_func=lambda name: name or "Everyone",
    )  # fmt: skip
    verb = st.selectbox(
        "What", ["", *people["verb"].unique().sort()], width=230, key="journal_verb",
        format_func=lambda name: changes.VERBS.get(name, name).capitalize() or "Any change",
    )  # fmt: skip

chosen = {"register": register, "actor": actor, "verb": verb}
if not ui.query("journal_count", **chosen)["n_rows"][0]:
    if any(chosen.values()):
        ui.empty(
            "No change fits this choice.", "Choose another register, person or kind of change."
        )
    else:
        ui.empty("Nothing was changed yet.", "Every change from now on is kept here.")
    st.stop()

change = changes.listing(changes.JOURNAL_COLUMNS, "journal", **chosen)
if change is None:
    st.caption("Select a change to see what it wrote, before and after.")
    st.stop()

with st.container(border=True, key="change_detail"):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"Change {change['number']}", anchor=False, width="content")
        if change["undone_by"] is not None:
            st.badge(
                f"Undone by change {change['undone_by']}", color="gray", icon=":material/undo:"
            )
    changes.undo_button(change)
    changes.facts(change)
    changes.rows_of(change)
