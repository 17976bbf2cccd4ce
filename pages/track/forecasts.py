"""Where a project will end by every forecast, and which of them has been right here."""

from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui import facts
from pmo_core.ui.project import choose
from pmo_core.ui.related import related
from pmo_core.ui.track import forecasts_show
from pmo_core.ui.trust import badge, trust_of, warn

as_of, currency = ui.as_of(), ui.settings().base_currency
everything = facts.portfolio(as_of)
code = st.query_params.get("project")
if everything.is_empty():
    ui.page("Forecasts", "")
    ui.empty(
        "There are no projects yet.", "Upload a register of projects, or actuals.",
        link=Path(__file__).with_name("actuals.py"), link_label="Upload a file",
    )  # fmt: skip
    st.stop()
if code is None:
    ui.page(
        "Forecasts",
        "Choose a project to see all its forecasts side by side, and which one to go by. Below: "
        "how near each forecast came to what your closed projects really cost and took.",
    )
    choose(everything)
    forecasts_show.track_record(as_of)
    st.stop()
found = everything.filter(pl.col("code") == code)
if found.is_empty():
    raise NotFound(f"There is no project {code}.", "Choose one on the Overview.")
project = found.row(0, named=True)

ui.page(project["name"], "", from_user=True)
with st.container(horizontal=True, vertical_alignment="center"):
    place = [project[name] for name in ("portfolio_name", "program_name", "stage", "manager")]
    st.text(" · ".join([code, *filter(None, place)]))
    trusted = trust_of(code, as_of)
    badge(trusted["trust"], trusted["trust_reason"])
    with st.popover("Other project", icon=":material/search:", on_change="rerun") as other:
        if other.open:
            choose(everything)
    st.page_link(
        __file__, label="How near forecasts were", icon=":material/query_stats:", query_params={}
    )
st.caption(
    "Go by the recommended forecast, promise others the P80, and ask the manager why, where what "
    "is reported lies outside of what its usual error allows."
)
related(code, here="track/forecasts")
warn(code, as_of)
forecasts_show.project(code, project, as_of, currency)
