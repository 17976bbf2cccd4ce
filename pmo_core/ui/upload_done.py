"""After an upload: what was saved, where to see it, and how to undo it."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pmo_core.exchange.export import csv_bytes
from pmo_core.jobs.preview import Preview
from pmo_core.model import REGISTERS
from pmo_core.ui import boot, data
from pmo_core.ui.admin_act import announce, attempt
from pmo_core.ui.grid import grid
from pmo_core.ui.text import counted, plain

LATEST = 5
RESULT = "uploaded_last"


@dataclass(frozen=True)
class Result:
    """What the session saved last: its change, what it says, and the lines that were left out."""

    change: int | None
    file_name: str
    said: str
    to_mend: pl.DataFrame


def result_of(shown: Preview, change: int | None) -> Result:
    """Return what is said about an upload after it was saved."""
    counts = shown.staged.counts
    parts = [
        f"{_named(n, shown.mapping.register)} {what}"
        for n, what in (
            (counts.n_new, "new"), (counts.n_changed, "changed"), (counts.n_removed, "removed"),
        )
        if n
    ]  # fmt: skip
    parts += [
        f"{_named(rows.height, register)} created"
        for register, rows in shown.create.items()
        if rows.height
    ]
    to_mend = shown.to_mend() if shown.n_rejected else pl.DataFrame()
    return Result(change, shown.opened.name, ", ".join(parts), to_mend)


def _named(n: int, register: str) -> str:
    """Return a number of records with their noun.

    Examples
    --------
    >>> _named(1, "person"), _named(2, "status_report")
    ('1 person', '2 status reports')
    """
    return counted(n, register.replace("_", " "), REGISTERS[register].title.lower())


def tell_last(is_open: bool) -> None:
    """Say what this session saved last, with the way to the charts and the way back.

    Parameters
    ----------
    is_open : bool
        Whether the next file is open already; then it has the page for itself.
    """
    announce()
    result: Result | None = st.session_state.get(RESULT)
    if result is None or is_open:
        return
    mine = data.query("batches", limit=200, offset=0).filter(number=result.change)
    if mine.is_empty() or mine["is_undone"][0]:
        return
    with st.container(border=True, key="upload_result"):
        st.markdown(
            f":green[:material/check_circle:] **{plain(result.file_name)}** is saved as change "
            f"{result.change}: {plain(result.said)}."
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link("track/overview.py", label="Overview", icon=":material/dashboard:")
            st.page_link("track/rollups.py", label="Roll-ups", icon=":material/stacked_bar_chart:")
            if result.to_mend.height:
                st.download_button(
                    f"{counted(result.to_mend.height, 'rejected line')} to mend",
                    data=lambda: csv_bytes(result.to_mend),
                    file_name="rejected.csv",
                    mime="text/csv",
                    on_click="ignore",
                    icon=":material/download:",
                    help="As written, each with its reason: mend them and upload this file.",
                )
            if st.button("Undo", icon=":material/undo:", key="upload_undo"):
                attempt(lambda: _undo(result))


def _undo(result: Result) -> str:
    boot.session().undo(int(result.change or 0))
    st.session_state.pop(RESULT, None)
    return f"Change {result.change} is undone: all is as it was before."


def latest() -> None:
    """List the last uploads, with the way to all of them."""
    batches = data.query("batches", limit=LATEST, offset=0)
    if batches.is_empty():
        return
    st.markdown("**Last uploads**")
    titles = {name: record.title for name, record in REGISTERS.items()}
    shown = batches.select(
        "number", "made_at", "actor",
        pl.col("register").str.split(" ").list.first().replace(titles),
        "file_name", "n_new", "n_changed", "n_unchanged", "n_removed", "n_rejected", "is_undone",
    )  # fmt: skip
    grid(shown, "latest_uploads", alt="The last uploads", file_name="uploads")
    st.page_link(
        "admin/imports.py", label="All uploads, details and undo", icon=":material/history:"
    )
