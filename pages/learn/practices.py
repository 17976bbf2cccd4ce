"""What proved itself: practices, who keeps them, which department follows them and why not."""

from pathlib import Path

import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import practices, practices_data, practices_form, practices_one

code = st.query_params.get(practices.PARAMETER)
if code is None:
    ui.page(
        "Practices",
        "Ways of working that proved themselves: which are recommended or mandatory, and which "
        "department follows them.",
    )
    announce()
    practices_form.add_button()
    if ui.table("practice").is_empty():
        ui.empty(
            "There are no practices yet.",
            "Make one of a lesson that proved itself, or add one here.",
            link=Path(__file__).with_name("lessons.py"), link_label="Look at the lessons",
        )  # fmt: skip
        st.stop()
    practices.figures()
    parts = (practices.adoption, practices.listing, practices.silent)
    tabs = st.tabs(practices.TABS, key="practices_tab", on_change="rerun", bind="query-params")
    for draw, tab in zip(parts, tabs, strict=True):
        if tab.open:
            with tab:
                draw()
    practices.opened()
    st.stop()

practice = practices_data.found(code)
if practice is None:
    ui.page("Practices", "")
    ui.tell(NotFound(f"There is no practice {code}."))
    practices_one.back()
    st.stop()
ui.page(practice["name"], "", from_user=True)
announce()
practices_one.head(practice)
practices_one.actions(practice)
practices_one.says(practice)
adopted, behind = st.tabs(
    ["Who follows it", "Lessons behind it"], key="practice_tab", on_change="rerun"
)
if adopted.open:
    with adopted:
        practices_one.adopted(practice)
if behind.open:
    with behind:
        practices_one.behind(practice)
practices.opened()
