"""The forms of practices: made of a lesson, added, changed, and a department's word about one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, get_args

import streamlit as st

from pmo_core.jobs import lessons as lesson_jobs
from pmo_core.jobs import practices as jobs
from pmo_core.model import Lesson, Practice
from pmo_core.model.lessons import AdoptionStatus, PracticeState
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.learn import lessons_capture
from pmo_core.ui.page import as_of
from pmo_core.ui.text import listed, plain

MAY_NOT = "The PMO (role manager) writes practices and who follows them."
_REVIEWED_DAYS = 365
_HELP = {"adopted": "It is done so.", "partly": "Say what is left out.", "no": "Say why not."}


def promote(lesson: Lesson) -> None:
    """Open the form that makes a practice of a lesson."""
    title = f"Make a practice of {plain(lesson.code)}"
    st.dialog(title, width="large", position="right")(_promote)(lesson)


def _promote(lesson: Lesson) -> None:
    st.caption(
        "The practice speaks to whom the lesson speaks; the lesson is accepted with it, and what "
        "came of it counts for the practice."
    )
    was = {"name": lesson.name, "text": lesson.advice, "state": "recommended",
           "review_on": as_of() + timedelta(days=_REVIEWED_DAYS)}  # fmt: skip
    with st.form("practice_promote", border=False):
        typed = _says(was, lesson.code)
        is_sent = st.form_submit_button("Make it a practice", type="primary", key="practice_made")
    if is_sent and _is_whole(typed):
        attempt(lambda: _promoted(lesson, typed))


def _promoted(lesson: Lesson, typed: dict[str, Any]) -> str:
    practice, number = lesson_jobs.promote(session(), repository(), lesson, typed)
    return f"{lesson.code} became the practice {practice.code} (change {number})."


def add_button() -> None:
    """Offer to add a practice that comes of no lesson."""
    is_able = may_write("practice")
    if st.button(
        "Add a practice", icon=":material/add:", key="practice_add", disabled=not is_able,
        help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        st.dialog("Add a practice", width="large", position="right")(_add)()


def _add() -> None:
    with st.form("practice_new", border=False):
        typed = _says({"state": "draft"}, "new")
        st.markdown("**To whom it speaks.** What is left empty speaks to all.")
        typed |= lessons_capture.traits({}, "practice_new")
        is_sent = st.form_submit_button("Add", type="primary", key="practice_save_new")
    if is_sent and _is_whole(typed):
        attempt(lambda: _added(typed))


def _added(typed: dict[str, Any]) -> str:
    practice, number = jobs.add(session(), repository(), typed)
    return f"{practice.code} is added (change {number})."


def edit(was: Practice) -> None:
    """Open the form that changes a practice."""
    st.dialog(f"Edit {plain(was.code)}", width="large", position="right")(_edit)(was)


def _edit(was: Practice) -> None:
    with st.form("practice_change", border=False):
        typed = _says(was.model_dump(), was.code)
        st.markdown("**To whom it speaks.** What is left empty speaks to all.")
        typed |= lessons_capture.traits(was.model_dump(), f"practice_{was.code}")
        is_sent = st.form_submit_button("Save", type="primary", key="practice_save")
    if is_sent and _is_whole(typed):
        attempt(lambda: _changed(was, typed))


def _changed(was: Practice, typed: dict[str, Any]) -> str:
    return f"{was.code} is saved (change {jobs.change(session(), was, typed)})."


def _says(was: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Draw what a practice says, who keeps it and how binding it is; return it."""
    name = st.text_input(
        "In one sentence \\*", value=was.get("name") or "", key=f"practice_name_{key}",
        max_chars=2_000, placeholder="e.g. Order test data at design.",
    )  # fmt: skip
    text = st.text_area(
        "How it is done \\*", value=was.get("text") or "", key=f"practice_text_{key}", height=160,
        max_chars=20_000, placeholder="Who does what, when, and what is kept of it.",
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        names = data.derived("names of people", _people)
        kept = was.get("owner") or actor()[0]
        options = list(dict.fromkeys([kept, *names]))
        owner = st.selectbox(
            "Owner \\*", options, index=options.index(kept), key=f"practice_owner_{key}",
            accept_new_options=True,
        )  # fmt: skip
    with right:
        states = get_args(PracticeState)
        state = st.selectbox(
            "How binding", states, index=states.index(was.get("state") or "draft"),
            key=f"practice_state_{key}", format_func=str.capitalize,
        )  # fmt: skip
    since, review = st.columns(2)
    with since:
        since_on = st.date_input(
            "Since", value=was.get("since_on") or as_of(), key=f"practice_since_{key}",
            format="YYYY-MM-DD",
        )  # fmt: skip
    with review:
        review_on = st.date_input(
            "Reviewed by", value=was.get("review_on"), key=f"practice_review_{key}",
            format="YYYY-MM-DD",
        )  # fmt: skip
    return {
        "name": name.strip() or None, "text": text.strip() or None,
        "owner": (owner or "").strip() or None, "state": state, "since_on": since_on,
        "review_on": review_on,
    }  # fmt: skip


def _is_whole(typed: Mapping[str, Any]) -> bool:
    needed = {"what it says in one sentence": "name", "how it is done": "text", "its owner":
              "owner"}  # fmt: skip
    missing = [label for label, name in needed.items() if not typed[name]]
    if missing:
        st.error(f"Still to be said: {listed(missing)}.", title="Nothing was saved yet")
    return not missing


def _people() -> list[str]:
    return data.table("person")["name"].unique().sort().to_list()


def adoption(practice: str, department: str) -> None:
    """Open the form in which a department says whether it follows a practice."""
    st.dialog("Who follows which practice")(_adoption)(practice, department)


def _adoption(practice: str, department: str) -> None:
    rows = data.table("practice_adoption").filter(practice=practice, department=department)
    was = rows.row(0, named=True) if rows.height else {"status": "adopted", "reason": ""}
    is_able = may_write("practice_adoption")
    for register, code in (("practice", practice), ("department", department)):
        names = data.table(register).filter(code=code)["name"]
        st.text(f"{code}  {names[0] if names.len() else ''}")
    with st.form("practice_adoption", border=False):
        status = st.segmented_control(
            "Is it followed?", get_args(AdoptionStatus), default=was["status"], required=True,
            key=f"adoption_{practice}_{department}", format_func=str.capitalize,
        )  # fmt: skip
        reason = st.text_area(
            "Why", value=was["reason"] or "", key=f"adoption_why_{practice}_{department}",
            height=80, max_chars=20_000, help="Needed unless it is adopted. " + " ".join(
                f"{name.capitalize()}: {text}" for name, text in _HELP.items()),
        )  # fmt: skip
        is_sent = st.form_submit_button(
            "Keep it", type="primary", key="adoption_keep", disabled=not is_able,
            help=None if is_able else MAY_NOT,
        )  # fmt: skip
    if is_sent:
        attempt(lambda: _stated(practice, department, status, reason))


def _stated(practice: str, department: str, status: AdoptionStatus, reason: str) -> str:
    number = jobs.state_adoption(
        session(), repository(), practice, department, status=status, reason=reason, on=as_of()
    )
    if number is None:
        return f"{department} says so already of {practice}."
    return f"{practice} in {department}: {status} (change {number})."


__all__ = ["MAY_NOT", "add_button", "adoption", "edit", "promote"]
