"""An app that shows nothing, started as ours is: what Streamlit itself costs."""

from pathlib import Path

import streamlit as st

from pmo_core import ui

app = st.App(Path(__file__).parent / "empty_page.py", lifespan=ui.lifespan)
