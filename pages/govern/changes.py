"""Change requests, what each does to others, and the baselines that approvals leave."""

import streamlit as st

from pmo_core import ui
from pmo_core.jobs.decisions import Subject
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import changes, changes_form, changes_show
from pmo_core.ui.govern.decide_form import decide_button
from pmo_core.ui.related import related

code = st.query_params.get("change")
if code is None:
    ui.page(
        "Changes",
        "What is to change in projects, what it would do to others, and what was agreed before.",
    )
    announce()
    rows = changes.requests()
    asked, kept = st.tabs(
        ["Change requests", "Baselines"], key="changes_tab", on_change="rerun",
        default="Baselines" if "project" in st.query_params else "Change requests",
    )  # fmt: skip
    if asked.open:
        with asked:
            changes_form.new_button()
            if rows.is_empty():
                ui.empty(
                    "There are no change requests yet.",
                    "Write one when scope, cost or time of an approved project is to change.",
                )
            else:
                changes.figures(rows)
                changes.register(rows)
    if kept.open:
        with kept:
            chosen = changes_show.choose_project(st.query_params.get("project"))
            if chosen:
                changes_show.baselines(chosen)
    st.stop()

request = changes.found(code)
project = changes.project_of(request)
currency = project["currency"] or ui.settings().base_currency
is_open = request.state in ("draft", "submitted")
found = changes_show.effects(request) if is_open else None
ui.page(request.name, "", from_user=True)
announce()
st.text(changes.place(request, project))
with st.container(horizontal=True, vertical_alignment="center", key="change_head"):
    if request.state == "submitted":
        subject = Subject("change request", request.project, request.code)
        board = found.board if found else None
        decide_button(subject, board=board, key="change_decide", kind="primary")
        changes_form.agenda_button(request, board)
    changes_form.actions(request)
    st.button(
        "All changes", icon=":material/list:", type="tertiary", on_click=st.query_params.clear
    )
related(request.project, here="govern/changes")
changes_show.asked(request, currency)
if not is_open:
    changes_show.after(request)
if found:
    changes_show.mandate(found)
    changes_show.loose_ends(found, request)
    rate = changes_show.rate()
    st.markdown("**What it would do**")
    changes_show.summary(found, rate)
    parts = st.tabs(changes_show.PARTS, on_change="rerun", key="change_part")
    draw = {
        "Money": lambda: changes_show.money(found),
        "People": lambda: changes_show.people(found, request),
        "Projects that depend": lambda: changes_show.depend(found),
        "Business case": lambda: changes_show.case(found, request, rate),
        "Baselines": lambda: changes_show.baselines(request.project),
    }
    for name, tab in zip(changes_show.PARTS, parts, strict=True):
        if tab.open:
            with tab:
                draw[name]()
else:
    st.markdown("**Baselines of the project**")
    changes_show.baselines(request.project)
