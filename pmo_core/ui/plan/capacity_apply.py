"""What a way out of a shortage changes, and the form that applies it."""

import polars as pl
import streamlit as st

from pmo_core.analysis.capacity.feasibility import Witness
from pmo_core.charts.capacity import before_and_after
from pmo_core.errors import PmoError
from pmo_core.jobs.capacity_levers import WayOut, apply
from pmo_core.jobs.capacity_plan import Window
from pmo_core.jobs.capacity_told import told
from pmo_core.model import REGISTERS
from pmo_core.ui import data
from pmo_core.ui.boot import session
from pmo_core.ui.chart import chart
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.plan import capacity_data as kept
from pmo_core.ui.plan import undo
from pmo_core.ui.text import counted

_MOST = 400
_ASKS = {
    "shift": "Shift it? Demand and soft bookings move by whole months, planned dates by working "
    "days. Money stays in its periods.",
    "hire": "Add the placeholders? They count as people until they are renamed to who comes, or "
    "removed.",
    "hand over": "Hand over? The bookings of who gives get smaller, those of who takes over say "
    "from whom.",
    "cut": "Cut it? The project asks for less; nothing else of its plan changes.",
}  # fmt: skip


def show(way: WayOut, sentence: str, window: Window, witness: Witness) -> None:
    """Open a dialog that shows load, dates and records before and after."""

    @st.dialog("What changes", width="large")
    def opened() -> None:
        day = kept.hours_per_day()
        st.text(sentence)
        st.caption(
            f"Short in all, every shortage together: {way.short_before / day:,.1f} person-days "
            f"now, {way.short_after / day:,.1f} then."
        )
        rows = kept.before_and_after(way.before, way.after, witness, window)
        chart(
            before_and_after(rows, title="Asked, beside what is there (red)"),
            f"capacity_sides_{way.lever.kind}",
        )  # fmt: skip
        _dates(way)
        changed = told(way.changes)
        st.markdown(f"**{counted(changed.height, 'field')} of the registers**")
        grid(
            changed.head(_MOST), f"capacity_changed_{way.lever.kind}",
            alt="Fields before and after", export=lambda: changed, file_name="what-changes",
        )  # fmt: skip

    opened()


def _dates(way: WayOut) -> None:
    """Show the projects whose finish moves, also by links across projects."""
    if way.dates.is_empty():
        return
    names = data.table("project").select("name", project="code")
    rows = way.dates.join(names, on="project", how="left", maintain_order="left").select(
        "project", pl.col("name").alias("project_name"), "finish_before", "finish_after"
    )
    st.markdown("**Projects that finish on another day**, by the schedule with all links")
    grid(rows, "capacity_dates", alt="Projects that finish on another day")


def ask(way: WayOut, sentence: str) -> None:
    """Open the form that applies a lever."""
    st.dialog("Apply this way out")(form)(way, sentence)


def form(way: WayOut, sentence: str) -> None:
    """Draw the form that applies a lever, as one change that can be undone.

    Parameters
    ----------
    way : WayOut
        What is applied.
    sentence : str
        What it does, with names from users.
    """
    st.text(sentence)
    registers = {*way.changes.now, *way.changes.was}
    titles = [REGISTERS[name].title.lower() for name in REGISTERS if name in registers]
    st.caption(f"{_ASKS[way.lever.kind]} It changes: {', '.join(titles)}.")
    with st.form("capacity_apply_form", border=False):
        reason = st.text_input(
            "Reason", key="capacity_reason", placeholder="Kept in the journal", max_chars=500
        )
        is_sure = st.form_submit_button(
            "Apply", type="primary", icon=":material/done_all:", key="capacity_sure"
        )
    st.caption("One change; it can be undone on this page or in the Journal.")
    if is_sure:
        _apply(way, sentence, reason)


def _apply(way: WayOut, sentence: str, reason: str) -> None:
    try:
        number = apply(session(), way, f"Capacity: {sentence} {reason}".strip())
    except PmoError as problem:
        tell(problem)
    else:
        undo.kept(f"Applied: {sentence.rstrip('.')}", number)


__all__ = ["ask", "form", "show"]
