"""The front door: `streamlit run app.py`.

`st.App` (and not a script of its own) because it turns every error, also those of callbacks and
fragments, into one sentence, and because the first visitor of a fresh server may come in through a
deep link: with a folder `pages/` beside the script Streamlit would tell him "Page not found".
"""

from pathlib import Path

import streamlit as st

from pmo_core import ui

app = st.App(
    Path(__file__).parent / "pages" / "shell.py",
    lifespan=ui.lifespan,
    on_script_error=ui.tell,
)
