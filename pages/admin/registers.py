"""What the PMO keeps, register by register: look up, add, edit and remove one record."""

import streamlit as st

from pmo_core import ui
from pmo_core.model import REGISTERS
from pmo_core.ui.admin_act import announce, may_read
from pmo_core.ui.admin_records import EDITABLE, browser

ui.page("Registers", "Everything that is kept. Select a record to edit it and to see its history.")
announce()

shown = [name for name in EDITABLE if may_read(name)]
with st.container(horizontal=True, vertical_alignment="bottom", key="register_choice"):
    register = st.selectbox(
        "Register", shown, index=shown.index("project"), width=230, key="register",
        format_func=lambda name: REGISTERS[name].title, bind="query-params",
        help="A register holds the records of one kind.",
    )  # fmt: skip
    search = st.text_input(
        "Search", key=f"search_{register}", width=230, icon=":material/search:",
        placeholder="Text in any field", help="Upper and lower case make no difference.",
    )  # fmt: skip
st.caption(ui.plain(REGISTERS[register].__doc__.split("\n")[0]))
browser(register, search=search.strip())
