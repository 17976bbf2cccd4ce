"""The checklist of an audit: questions answered one after the other, findings raised from them."""

from typing import get_args

import polars as pl
import streamlit as st

from pmo_core.jobs import audits as jobs
from pmo_core.jobs import lesson_traits
from pmo_core.model import Audit, AuditQuestion
from pmo_core.model.audits import Answer
from pmo_core.model.rules import Grade
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import audits_row
from pmo_core.ui.learn.audits_data import is_under_way, may, names, of
from pmo_core.ui.learn.lessons_here import lessons_here
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.text import plain

_ANSWERS = get_args(Answer)
_GRADES = get_args(Grade)
_SHOWN = ("number", "text", "basis", "answer", "note", "finding", "answered_by", "answered_on")


def draw(audit: Audit) -> None:
    """Show the questions with answers and findings; each row opens its question."""
    rows = of("audit_question", audit.code).sort("number")
    if rows.is_empty():
        empty("No checklist was drawn.", "It is drawn when an audit begins.")
        return
    raised = of("finding", audit.code).filter(pl.col("state") != "withdrawn")
    found = dict(raised.select("question", "code").iter_rows())
    shown = rows.with_columns(
        finding=pl.col("number").replace_strict(found, default=None, return_dtype=pl.String)
    ).select(_SHOWN)
    with st.container(horizontal=True, key="checklist_verbs"):
        waiting = rows.filter(pl.col("answer").is_null())["number"].to_list()
        if is_under_way(audit) and waiting and st.button(
            f"Answer the next, question {waiting[0]}", type="primary", key="answer_next",
            icon=":material/checklist:", **may("audit_question"),
        ):  # fmt: skip
            audits_row.ask(AuditQuestion, audit.code, waiting[0])
        if is_under_way(audit) and st.button(
            "Add a question", icon=":material/add:", key="question_add", **may("audit_question")
        ):
            st.dialog("Add a question")(_add)(audit)

    def open_(row: int) -> None:
        audits_row.ask(AuditQuestion, audit.code, int(shown["number"][row]))

    grid(
        shown, "audit_checklist", alt="Questions and answers", register="audit_question",
        labels={"number": "No.", "text": "Question", "note": "What was seen"}, on_row=open_,
        wrapped={"text": 360, "note": 220}, hidden=("answered_by", "answered_on"),
        action="Answer" if is_under_way(audit) else "Open", file_name=f"{audit.code}-checklist",
    )  # fmt: skip
    lessons(audit)


def lessons(audit: Audit) -> None:
    """Draw the lessons that speak to an audit that is not reported."""
    if audit.state in ("planned", "in progress") and data.table("lesson").height:
        lessons_here("audit", audit.code, lesson_traits.of_audit(data, audit.model_dump()))


def opened(audit: Audit) -> None:
    """Open the question that was asked for, if one was; call it once, at the end of the page."""
    audits_row.opened(AuditQuestion, audit, "question", _question)


def _question(audit: Audit, question: AuditQuestion) -> None:
    """Draw a question with its answer, and the finding that comes of it."""
    st.text(question.text)
    if question.basis:
        st.caption(f"Asked by {plain(question.basis)}")
    if not is_under_way(audit):
        st.text(f"Answer: {question.answer or 'none'}")
        st.text(question.note or "Nothing was noted.")
        st.caption(f"{audit.code} is {audit.state}: what was answered stays.")
        return
    place = f"{audit.code}_{question.number}"
    with st.form(f"answer_{place}", border=False):
        given = st.radio(
            "Answer \\*", _ANSWERS, horizontal=True, key=f"answer_given_{place}",
            index=_ANSWERS.index(question.answer) if question.answer else None,
            format_func=str.capitalize,
        )  # fmt: skip
        note = st.text_area(
            "What was seen", value=question.note or "", key=f"answer_note_{place}", height=110,
            help="Needed where the answer is partly or no.",
        )  # fmt: skip
        with st.container(horizontal=True):
            only = st.form_submit_button("Save", key="answer_save", **may("audit_question"))
            further = st.form_submit_button(
                "Save and next", type="primary", key="answer_save_next", **may("audit_question")
            )
    if (only or further) and given is None:
        st.error("Choose an answer.", title="Nothing was saved yet")
    elif given is not None and (only or further):
        attempt(lambda: _answered(question, given, note, is_further=further))
    if question.answer in jobs.ASKS_FINDING:
        _finding(audit, question)


def _answered(question: AuditQuestion, given: Answer, note: str, *, is_further: bool) -> str:
    number = jobs.answer(session(), repository(), question, given, note=note, on=as_of())
    if given in jobs.ASKS_FINDING:
        audits_row.ask(AuditQuestion, question.audit, question.number)
    elif is_further:
        _go_on(question)
    return f"Question {question.number}: {given} (change {number})."


def _go_on(question: AuditQuestion) -> None:
    """Let the next question without an answer be opened, those behind this one first."""
    left = of("audit_question", question.audit).filter(pl.col("answer").is_null())["number"].sort()
    after = left.filter(left > question.number)
    if left.len():
        audits_row.ask(AuditQuestion, question.audit, int((after if after.len() else left)[0]))


def _finding(audit: Audit, question: AuditQuestion) -> None:
    """Draw the form that makes a finding of an answer, or the finding that there is."""
    kept = of("finding", audit.code).filter(
        (pl.col("question") == question.number) & (pl.col("state") != "withdrawn")
    )
    st.divider()
    if kept.height:
        row = kept.row(0, named=True)
        st.text(f"Finding {row['code']}, {row['grade']}, {row['state']}: {row['name']}")
        return
    st.markdown("**Raise a finding from this answer**")
    manager = _manager(audit)
    with st.form(f"finding_{audit.code}_{question.number}", border=False):
        name = st.text_input(
            "What is wrong \\*", value=(question.note or "").split("\n")[0][:200],
            key=f"finding_name_{question.number}",
        )  # fmt: skip
        left, right = st.columns(2)
        grade = left.selectbox(
            "Grade", _GRADES, index=0 if question.answer == "no" else 1,
            key=f"finding_grade_{question.number}",
            help="major: the purpose is missed; minor: once or in part; observation: a hint.",
        )  # fmt: skip
        known = list(dict.fromkeys([*([manager] if manager else []), *names()]))
        owner = right.selectbox(
            "Owner", known, index=0 if manager else None, key=f"finding_owner_{question.number}",
            accept_new_options=True,
        )  # fmt: skip
        is_sent = st.form_submit_button("Raise the finding", key="finding_save", **may("finding"))
    if is_sent:
        attempt(lambda: _raised(question, name, grade or "minor", owner))


def _raised(question: AuditQuestion, name: str, grade: Grade, owner: str | None) -> str:
    finding = jobs.raise_finding(
        session(), repository(), question, name=name, grade=grade, owner=owner, on=as_of()
    )
    _go_on(question)
    return f"{finding.code} is raised: {finding.name}"


def _manager(audit: Audit) -> str | None:
    """Return who answers for what is audited."""
    register, code = ("project", audit.project) if audit.project else (
        "department", audit.department)  # fmt: skip
    rows = data.table(register).filter(pl.col("code") == code)
    return rows["manager"][0] if rows.height else None


def _add(audit: Audit) -> None:
    with st.form("question_add_form", border=False):
        text = st.text_area("Question \\*", key="question_text", height=90)
        basis = st.text_input("Basis", key="question_basis", placeholder="Policy, method, contract")
        is_sent = st.form_submit_button("Add", type="primary", key="question_save")
    if is_sent:
        attempt(
            lambda: (
                "The question is added (change "
                f"{jobs.ask(session(), repository(), audit.code, text, basis)})."
            )
        )


__all__ = ["draw", "lessons", "opened"]
