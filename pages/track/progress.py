"""The status round: who has reported; and the report of one project, on one screen."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.ui.admin_act import announce
from pmo_core.ui.related import related
from pmo_core.ui.track import progress, progress_form, progress_review
from pmo_core.ui.trust import badge, trust_of

UPLOAD = Path(__file__).with_name("actuals.py")

code = st.query_params.get("project")
if code is None:
    ui.page(
        "Status round",
        "Who has reported, who is late, and how far the figures can be trusted. Press Report to "
        "update a project: its status is prefilled.",
    )
    announce()
    rows = progress.rows()
    if rows.is_empty():
        ui.empty(
            "No project must report.", "Projects in delivery or on hold do. Upload your projects.",
            link=UPLOAD, link_label="Upload a file",
        )  # fmt: skip
        st.stop()
    progress.saved()
    progress.figures(rows)
    draw = {
        "Projects": lambda: progress.projects(rows),
        "Reminders": lambda: progress.remind(rows),
        "Ratings over time": progress.ratings,
    }
    for name, tab in zip(
        draw, st.tabs(list(draw), on_change="rerun", key="round_tab"), strict=True
    ):
        if tab.open:
            with tab:
                draw[name]()
    st.stop()

form = progress_form.begun(code)
ui.page(form.seen.project["name"], "", from_user=True)
announce()
with st.container(horizontal=True, vertical_alignment="center"):
    st.text(f"{code} · {progress_review.hint(form.seen)}", width="content")
    trusted = trust_of(code, ui.as_of())
    badge(trusted["trust"], trusted["trust_reason"])
    if st.button("Begin anew", icon=":material/restart_alt:", type="tertiary", key="round_anew"):
        progress_form.begin(code)
        st.rerun()
    st.button(
        "All projects", icon=":material/list:", type="tertiary", key="round_back",
        on_click=st.query_params.clear,
    )  # fmt: skip
related(code, here="track/progress")
progress_form.draw(form)
progress_review.review(form)
