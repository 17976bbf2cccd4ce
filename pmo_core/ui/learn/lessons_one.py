"""One lesson: what it says, to whom it speaks, where it was used and what came of it."""

from typing import Any, cast

import polars as pl
import streamlit as st

from pmo_core.jobs import lessons as jobs
from pmo_core.model import Lesson, LessonUse
from pmo_core.model.lessons import LessonState
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.learn import lessons_capture, lessons_data, lessons_effect, practices_form
from pmo_core.ui.page import empty, side_by_side
from pmo_core.ui.paging import Order, paged
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, iso, plain

_COLORS: dict[str, Any] = {"proposed": "orange", "accepted": "green", "retired": "gray"}
_JUDGES = "The PMO (role manager) accepts, retires and promotes lessons."
_ORDER: dict[str, Order] = {"Strongest": [(pl.col("n_traits"), True)],
                            "Code": [(pl.col("subject"), False)]}  # fmt: skip
_USES = ("place", "subject", "used_as", "used_on", "came_again", "effect", "person")
_PAGES = {
    "project": ("track/project.py", "project"), "request": ("decide/intake.py", "request"),
    "gate": ("track/project.py", "project"), "audit": ("learn/audits.py", "audit"),
    "finding": ("learn/findings.py", "finding"),
}  # fmt: skip
"""Where a place is -> its page, and the name of its code in the address."""


def found(code: str) -> dict[str, Any] | None:
    """Return a lesson with what came of it, None where there is no such lesson."""
    rows = lessons_data.rows().filter(pl.col("code") == code)
    return rows.row(0, named=True) if rows.height else None


def back() -> None:
    """Offer the way back to the list."""
    st.button(
        "All lessons", icon=":material/arrow_back:", key="all_lessons", type="tertiary",
        on_click=st.query_params.clear,
    )  # fmt: skip


def head(lesson: dict[str, Any]) -> None:
    """Say what the lesson is, where it is from, and to whom it speaks."""
    at = lesson["source"] if lesson["source"] != "other" else None
    facts = [
        lesson["code"], f"it went {lessons_data.WENT[lesson['kind']]}",
        f"at {at} {lesson['subject']}".strip() if at else None,
        f"{lesson['raised_by']}, {iso(lesson['raised_on'])}",
    ]  # fmt: skip
    st.text(" · ".join(filter(None, facts)))
    with st.container(horizontal=True, gap="small", key="lesson_traits"):
        st.badge(lesson["state"].capitalize(), color=_COLORS[lesson["state"]])
        named = [lesson["method"], lesson["phase"] and f"phase {lesson['phase']}",
                 lesson["project_type"]]  # fmt: skip
        told = [*filter(None, named), *lessons_data.tags_of(lesson["tags"])]
        for trait in told:
            st.badge(plain(trait), color="blue")
        if not told:
            st.badge("speaks to all", color="blue")
        _links(lesson)


def _links(lesson: dict[str, Any]) -> None:
    """Link where the lesson is from, and the practice that it became."""
    project, source = lesson["project"], lesson["source"]
    if project:
        name = f"{project} {lesson['project_name'] or ''}".strip()
        _link("project", project, name, "task_alt")
    if source in ("finding", "audit") and lesson["subject"]:
        _link(source, lesson["subject"], f"{source.capitalize()} {lesson['subject']}", "report")
    if lesson["practice"]:
        st.page_link(
            PAGES / "learn/practices.py", label=f"Practice {plain(lesson['practice'])}",
            icon=":material/verified:", query_params={"practice": lesson["practice"]},
        )  # fmt: skip


def _link(place: str, code: str, label: str, icon: str) -> None:
    path, name = _PAGES[place]
    st.page_link(
        PAGES / path, label=plain(label), icon=f":material/{icon}:", query_params={name: code}
    )


def _go(place: str, subject: str) -> None:
    """Open what a lesson speaks to; a gate ("P-0007 G2") stands on the page of its project."""
    path, name = _PAGES[place]
    code = subject.partition(" ")[0] if place == "gate" else subject
    st.switch_page(PAGES / path, query_params={name: code})


def actions(lesson: dict[str, Any]) -> None:
    """Offer what can be done with the lesson; disabled with the reason."""
    is_pmo = may_write("practice")
    may_edit = is_pmo or (
        may_write("lesson") and lesson["state"] == "proposed" and lesson["raised_by"] == actor()[0]
    )
    rule: dict[str, Any] = {"disabled": not is_pmo, "help": None if is_pmo else _JUDGES}
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_actions"):
        if lesson["state"] != "accepted" and st.button(
            "Accept", icon=":material/check:", key="lesson_accept", type="primary", **rule
        ):
            attempt(lambda: _judged(lesson["code"], "accepted"))
        if lesson["state"] != "retired" and not lesson["practice"] and st.button(
            "Make it a practice", icon=":material/verified:", key="lesson_promote", **rule
        ):  # fmt: skip
            practices_form.promote(_kept(lesson["code"]))
        if st.button(
            "Edit", icon=":material/edit:", key="lesson_edit", disabled=not may_edit,
            help=None if may_edit else "Its author while it is proposed, or the PMO, changes it.",
        ):  # fmt: skip
            st.dialog(f"Edit {plain(lesson['code'])}", width="large", position="right")(_edit)(
                _kept(lesson["code"])
            )
        if lesson["state"] != "retired" and st.button(
            "Retire", icon=":material/block:", key="lesson_retire", **rule
        ):
            attempt(lambda: _judged(lesson["code"], "retired"))
        back()


def says(lesson: dict[str, Any]) -> None:
    """Draw what happened, what came of it, and what to do next time."""
    with st.container(border=True, gap="small"):
        st.markdown(":material/lightbulb: **What to do next time**")
        st.text(lesson["advice"])
    left, right = side_by_side()
    for place, title, text in (
        (left, "What happened", lesson["happened"]), (right, "What came of it", lesson["effect"]),
    ):  # fmt: skip
        with place:
            st.markdown(f"**{title}**")
            st.text(text or "Nobody has said.")


def speaks(lesson: dict[str, Any]) -> None:
    """Show the open projects and requests to which the lesson speaks today, and why."""
    rows = lessons_data.spoken_to(lesson["code"])
    if rows.is_empty():
        empty(
            "It speaks to no open project or request today.",
            "It appears by itself as soon as one has its traits. Fewer traits speak to more.",
        )
        return
    if lesson["state"] != "accepted":
        st.caption(f"It is {lesson['state']}: this is whom it would speak to once it is accepted.")
    shown = paged(
        rows, _ORDER, "place", "It appears there today. A click opens the place.",
        key="lesson_speaks_",
    )  # fmt: skip
    clicked = grid(
        shown, "lesson_speaks", alt="Open projects and requests to which it speaks",
        register="lesson_use", clickable=True, boxes=False,
        labels={"reason": "Why", "subject": "Code"}, wrapped={"reason": 640},
        export=lambda: rows, file_name=f"{lesson['code']}-speaks-to",
    )  # fmt: skip
    if clicked is not None:
        _go(shown["place"][clicked], shown["subject"][clicked])


def used(lesson: dict[str, Any]) -> None:
    """Show where the lesson appeared and was used, and ask what came of one's own uses."""
    rows = lessons_data.uses(lesson["code"])
    if rows.is_empty():
        empty(
            "Nobody has made anything of it yet.",
            "Where it appears one press says: applied, not relevant, or later.",
        )
        return
    st.caption(
        f"Applied {counted(lesson['n_applied'], 'time')}, not relevant "
        f"{counted(lesson['n_not_relevant'], 'time')}, put off "
        f"{counted(lesson['n_later'], 'time')}. {lessons_effect.sentence(lesson)}",
        help=lessons_effect.SAME,
    )
    is_own = (pl.col("person") == actor()[0]) & (pl.col("used_as") == "applied")
    _ask(rows.filter(is_own, pl.col("effect").is_null()).drop("came_again"))
    shown = rows.select(_USES)
    clicked = grid(
        shown, "lesson_uses", alt="Where it was used, the latest first", register="lesson_use",
        clickable=True, boxes=False, labels={"subject": "Code"}, wrapped={"effect": 380},
        file_name=f"{lesson['code']}-used",
    )  # fmt: skip
    if clicked is not None:
        _go(shown["place"][clicked], shown["subject"][clicked])


def _ask(own: pl.DataFrame) -> None:
    """Draw the form that says what came of a lesson, of uses of which one has not said yet."""
    if own.is_empty():
        return
    places = [f"{row['place']} {row['subject']}" for row in own.iter_rows(named=True)]
    with st.form("lesson_effect", border=True):
        st.markdown("**You applied it. What came of it?**")
        chosen = st.selectbox("Where", places, key="lesson_effect_where")
        text = st.text_area(
            "What came of it", key=f"lesson_effect_{own.height}", height=80, max_chars=20_000,
            placeholder="e.g. Test data was there in time.",
        )  # fmt: skip
        is_sent = st.form_submit_button("Keep it", key="lesson_effect_keep")
    if is_sent and chosen:
        row = own.row(places.index(chosen), named=True)
        attempt(lambda: _told(LessonUse.model_validate(row), text))


def _told(was: LessonUse, text: str) -> str:
    number = jobs.tell_effect(session(), was, text)
    return f"What came of {was.lesson} at {was.subject} is kept (change {number})."


def _kept(code: str) -> Lesson:
    return cast(Lesson, repository().get("lesson", code))


def _judged(code: str, state: LessonState) -> str:
    number = jobs.judge(session(), _kept(code), state)
    return f"{code} is {state} (change {number})."


def _edit(was: Lesson) -> None:
    with st.form("lesson_change", border=False):
        typed = lessons_capture.inputs(was.model_dump(), was.code)
        is_sent = st.form_submit_button("Save", type="primary", key="lesson_save")
    if is_sent and lessons_capture.is_whole(typed):
        attempt(lambda: _changed(was, typed))


def _changed(was: Lesson, typed: dict[str, Any]) -> str:
    return f"{was.code} is saved (change {jobs.change(session(), was, typed)})."


__all__ = ["actions", "back", "found", "head", "says", "speaks", "used"]
