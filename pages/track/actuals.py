"""Upload a file: see what was understood, correct it, save it, undo it."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui import (
    upload_decide,
    upload_done,
    upload_file,
    upload_gates,
    upload_mapping,
    upload_preview,
    upload_show,
)

ui.page(
    "Upload",
    "Actuals, projects, budgets or status reports, as they come. Nothing is saved before you have "
    "seen what was understood, and any upload can be undone.",
)
upload_done.tell_last(upload_file.is_open())
picked = upload_file.pick()
if picked is None:
    upload_show.templates()
    upload_done.latest()
    st.stop()

file, facts = picked
opened = upload_file.read(file)
with facts:
    upload_file.say(opened)
with st.container(border=True, key="upload_understood"):
    head = st.container(horizontal=True, vertical_alignment="top")
    memory, columns = st.container(), st.container()
    with head:
        start = upload_mapping.register_and_guess(opened)
    mapping = upload_mapping.columns_editor(start, columns)
    with head:
        mapping = upload_mapping.feed(mapping, start.key)
        upload_mapping.corrected_import(mapping, opened, start.key)
    mapping = upload_gates.order(mapping, start.key)
    with memory:
        upload_mapping.say_where_from(start)
    shown = upload_preview.look(start, opened, mapping, file.size)
if shown is None:
    st.stop()
upload_show.figures(shown)
may_save = upload_decide.decide(shown, start.key)
upload_decide.keep(shown, may_save)
upload_show.details(shown)
