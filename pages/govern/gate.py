"""A gate on one screen: the case then and now, where the project stands, who decides."""

import streamlit as st

from pmo_core import ui
from pmo_core.charts.gate import rag_history
from pmo_core.jobs.decisions import Subject
from pmo_core.ui.admin_act import announce
from pmo_core.ui.govern import gate as review
from pmo_core.ui.govern import gate_choice
from pmo_core.ui.govern.decide_form import decide_button, refusal
from pmo_core.ui.learn import lessons_here
from pmo_core.ui.rag import badge
from pmo_core.ui.related import related

gate = gate_choice.chosen()
if gate is None:
    ui.page("Gate review", "Choose a gate: the review shows what the board needs on one screen.")
    announce()
    gate_choice.choose()
    st.stop()

found = review.review(gate)
project = found.project
ui.page(f"{gate['gate']} {gate['name'] or ''} · {project['name']}", "", from_user=True)
announce()
board = found.board["code"] if found.board else None
with st.container(horizontal=True, vertical_alignment="center", key="gate_head"):
    st.text(review.place(found), width="content")
    badge(project["rag"])
related(gate["project"], here="govern/gate")
with st.container(horizontal=True, vertical_alignment="center", key="gate_choice"):
    gate_choice.other(gate)
    subject = Subject("gate", gate["project"], gate["gate"])
    decide_button(subject, board=board, key="decide_gate", kind="primary")
    st.caption(ui.plain(refusal(board)), width="content")
review.mandate(found)
review.figures(found)
lessons_here.at_gate(gate)
drawn = rag_history(ui.query("status_history", project=gate["project"], as_of=ui.as_of()))
if drawn.is_empty and not review.has_begun(found):
    review.past(found)
else:
    left, right = ui.side_by_side()
    with left:
        if drawn.is_empty:
            ui.empty("The manager has not rated this project yet.", "Upload a status report.")
        else:
            ui.chart(drawn, "rag_history")
    with right:
        review.past(found)
review.tables(found)
