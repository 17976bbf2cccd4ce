"""What a first visitor is offered: to try the main job with a file made for it."""

import streamlit as st

from pmo_core import demo
from pmo_core.ui import data
from pmo_core.ui.boot import repository
from pmo_core.ui.paths import PAGES

UPLOAD, SETTINGS = PAGES / "track" / "actuals.py", PAGES / "admin" / "settings.py"
_HIDDEN = "first visit hidden"


def sample() -> bytes:
    """Return a small, typically dirty file of actuals that fits the demonstration."""
    registers = ("project", "role", "actual")
    return demo.sample_actuals_csv({name: repository().table(name) for name in registers})


def first_visit() -> None:
    """Offer the sample file and the upload, as long as the demonstration is shown."""
    if data.settings().content != "demo" or st.session_state.get(_HIDDEN):
        return
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", gap="small", key="first_visit"
    ):
        st.markdown("**New here?** Upload the sample file and see the charts move.")
        st.download_button(
            "Sample file",
            data=sample,
            file_name="sample-actuals.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            help="About 300 lines with typical faults, made for this demonstration.",
        )
        st.page_link(UPLOAD, label="Upload actuals", icon=":material/upload:")
        st.page_link(
            SETTINGS, label="Use your own data", icon=":material/delete_sweep:",
            query_params={"section": "Data"},
            help="Start empty there; the demonstration can be brought back.",
        )  # fmt: skip
        st.button("Hide", type="tertiary", on_click=_hide)


def _hide() -> None:
    st.session_state[_HIDDEN] = True
