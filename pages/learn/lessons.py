"""What projects learned: captured, found again, and what came of it where it was applied."""

import streamlit as st

from pmo_core import ui
from pmo_core.errors import NotFound
from pmo_core.ui.admin_act import announce
from pmo_core.ui.learn import lessons, lessons_capture, lessons_one

code = st.query_params.get(lessons.PARAMETER)
if code is None:
    ui.page(
        "Lessons",
        "What projects learned. A lesson appears by itself on requests, projects, gates and audits "
        "whose traits match, and one press says what came of it.",
    )
    announce()
    lessons_capture.button("other")
    if ui.table("lesson").is_empty():
        ui.empty(
            "There are no lessons yet.",
            "Capture the first one: what happened, what to do next time, and to whom it speaks.",
        )
        st.stop()
    lessons.figures()
    lessons.listing(lessons.filters())
    st.stop()

lesson = lessons_one.found(code)
if lesson is None:
    ui.page("Lessons", "")
    ui.tell(NotFound(f"There is no lesson {code}."))
    lessons_one.back()
    st.stop()
ui.page(lesson["name"], "", from_user=True)
announce()
lessons_one.head(lesson)
lessons_one.actions(lesson)
lessons_one.says(lesson)
speaks, used = st.tabs(["Speaks to", "Used"], key="lesson_tab", on_change="rerun")
if speaks.open:
    with speaks:
        lessons_one.speaks(lesson)
if used.open:
    with used:
        lessons_one.used(lesson)
