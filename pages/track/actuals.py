"""Upload a file: see what was understood, correct it, save it, undo it."""

import streamlit as st

from pmo_core import ui
from pmo_core.ui import upload_done, upload_file, upload_mapping, upload_preview

ui.page(
    "Upload",
    "Actuals, projects, budgets or status reports, as they come. Nothing is saved before you have "
    "seen what was understood, and any upload can be undone.",
)
upload_done.tell_last()
opened = upload_file.pick()
if opened is None:
    upload_preview.forget()
    upload_done.latest()
    st.stop()

upload_file.say(opened)
with st.container(border=True):
    left, right = st.columns(2)
    with left:
        guess = upload_mapping.register_and_guess(opened)
    key = f"upload_{opened.file_hash[:12]}_{guess.mapping.register}"
    with right:
        mapping = upload_mapping.feed(guess.mapping, key)
    mapping, still_open = upload_mapping.answers(guess, mapping, key)
    with st.expander(
        "What the columns mean", expanded=bool(still_open), icon=":material/view_column:"
    ):
        mapping = upload_mapping.columns_editor(guess, mapping, key)
    choices_place = st.container()

if still_open:
    st.info(f"Still to be answered above: {', '.join(still_open)}.", icon=":material/help:")
    st.stop()
with choices_place:
    shown = upload_preview.look(guess, opened, mapping, upload_preview.choices(mapping, key), key)
if shown is None:
    st.info("Answer the question above, then the preview appears here.", icon=":material/help:")
    st.stop()
with choices_place:
    upload_preview.choose(shown, key)
upload_preview.show(shown)
upload_preview.keep(shown)
