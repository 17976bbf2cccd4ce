"""After an upload: what was saved, where to see it, and how to undo it."""

import streamlit as st

from pmo_core.ui import boot
from pmo_core.ui.admin_act import announce, attempt
from pmo_core.ui.grid import grid
from pmo_core.ui.text import counted, plain

LATEST = 5


def tell_last() -> None:
    """Say what this session saved last, with the way to the charts and the way back."""
    announce()
    number = st.session_state.get("upload_saved")
    if number is None:
        return
    batch = boot.repository().query("batches", limit=50, offset=0)
    mine = batch.filter(batch["number"] == number)
    if mine.is_empty() or mine["is_undone"][0]:
        return
    row = mine.row(0, named=True)
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="upload_result"
    ):
        n_kept = counted(row["n_new"] + row["n_changed"], "record")
        st.markdown(
            f":material/check_circle: **{plain(row['file_name'])}** is saved: {n_kept} "
            f"(change {number}).",
            width="stretch",
        )
        st.page_link("track/overview.py", label="Overview", icon=":material/dashboard:")
        st.page_link("track/rollups.py", label="Roll-ups", icon=":material/stacked_bar_chart:")
        if st.button("Undo", icon=":material/undo:", key="upload_undo"):
            attempt(lambda: _undo(number))


def _undo(number: int) -> str:
    boot.session().undo(number)
    st.session_state.pop("upload_saved", None)
    return f"Change {number} is undone: all is as it was before."


def latest() -> None:
    """List the last uploads, with the way to all of them."""
    batches = boot.repository().query("batches", limit=LATEST, offset=0)
    if batches.is_empty():
        return
    st.markdown("**Last uploads**")
    shown = batches.select(
        "number", "made_at", "actor", "register", "file_name", "n_new", "n_changed", "n_unchanged",
        "n_removed", "n_rejected", "is_undone",
    )  # fmt: skip
    grid(shown, "upload_latest", alt="The last uploads", file_name="uploads")
    st.page_link(
        "admin/imports.py", label="All uploads, details and undo", icon=":material/history:"
    )
