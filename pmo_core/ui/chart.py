"""Charts on a page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pmo_core.charts import PICK, Drawing


def chart(drawing: Drawing, key: str, *, on_pick: Callable[[str], None] | None = None) -> None:
    """Show a chart.

    Parameters
    ----------
    drawing : Drawing
        From `pmo_core.charts`.
    key : str
        Name of the chart on its page. Change it together with what is drilled into, so that an old
        click does not count for the new chart.
    on_pick : callable, optional
        Called with the key of the mark that was clicked, before the page runs again.
    """
    if on_pick is None:
        st.vega_lite_chart(drawing.frame, drawing.spec, key=key, alt=drawing.alt)
        return
    pick = on_pick

    def picked() -> None:
        state: Any = st.session_state[key]
        marks = state["selection"].get(PICK) or []
        if marks and marks[0].get("key"):
            pick(str(marks[0]["key"]))

    st.vega_lite_chart(
        drawing.frame,
        drawing.spec,
        key=key,
        alt=drawing.alt,
        on_select=picked,
        selection_mode=[PICK],
    )
