"""Charts on a page."""

from typing import Any

import streamlit as st

from pmo_core.charts import PICK, Drawing


def chart(drawing: Drawing, key: str, *, clickable: bool = False) -> str | None:
    """Show a chart; return the key of the mark that was clicked, None when none was.

    Parameters
    ----------
    drawing : Drawing
        From `pmo_core.charts`.
    key : str
        Name of the chart on its page. Change it together with what is drilled into, so that an old
        click does not count for the new chart.
    clickable : bool
        Whether a click reruns the page.
    """
    if not clickable:
        st.vega_lite_chart(drawing.frame, drawing.spec, key=key, alt=drawing.alt)
        return None
    event: Any = st.vega_lite_chart(
        drawing.frame,
        drawing.spec,
        key=key,
        alt=drawing.alt,
        on_select="rerun",
        selection_mode=[PICK],
    )
    picked = event["selection"].get(PICK) or []
    return str(picked[0]["key"]) if picked and picked[0].get("key") else None
