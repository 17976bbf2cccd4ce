"""What was learned is written down: at closure, at a gate, at a finding, or at any time."""

from collections.abc import Mapping
from typing import Any, get_args

import polars as pl
import streamlit as st

from pmo_core.jobs import lessons as jobs
from pmo_core.model import Lesson
from pmo_core.model.lessons import LessonKind, LessonSource
from pmo_core.model.structure import Method
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.learn import lessons_data
from pmo_core.ui.page import as_of
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import listed, plain

MAY_NOT = "A viewer may not write lessons: act as a contributor."
_ASKS: dict[LessonSource, str] = {
    "closure": "This project is over. What should the next one know?",
    "gate": "This gate was held. What should the next one know?",
    "finding": "What should others learn from this finding?",
    "audit": "What should others learn from this audit?",
    "other": "What should others know?",
}
_LETTERS = 20_000
_EXAMPLES = {name: (one.examples or [""])[0] for name, one in Lesson.model_fields.items()}


def offer(source: LessonSource, *, project: str | None = None, subject: str = "") -> None:
    """Ask what was learned, beside what was written down here before.

    Parameters
    ----------
    source : {"closure", "gate", "finding", "audit", "other"}
        When it is learned.
    project : str or None
        Project it is from.
    subject : str
        Gate, finding or audit.
    """
    rows = data.table("lesson").filter(
        pl.col("source") == source, pl.col("project").eq_missing(project),
        pl.col("subject") == subject, pl.col("state") != "retired",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", key="lessons_offer"):
        if rows.is_empty():
            st.caption(f":material/lightbulb: {_ASKS[source]}", width="content")
        else:
            st.caption(":material/lightbulb: Learned here:", width="content")
        for code, name in rows.select("code", "name").head(3).iter_rows():
            st.page_link(
                PAGES / "learn/lessons.py", label=plain(f"{code} {name}"),
                query_params={"lesson": code},
            )  # fmt: skip
        button(source, project=project, subject=subject)


def button(source: LessonSource, *, project: str | None = None, subject: str = "") -> None:
    """Draw the button that opens the form of a new lesson; see `offer`."""
    is_able = may_write("lesson")
    if st.button(
        "Capture a lesson", icon=":material/lightbulb:", key=f"lesson_capture_{source}_{subject}",
        type="primary" if source == "other" else "secondary",
        disabled=not is_able, help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        title = "What was learned?"
        st.dialog(title, width="large", position="right")(add)(source, project, subject)


def add(source: LessonSource, project: str | None, subject: str) -> None:
    """Draw the form of a new lesson and keep what was typed."""
    was = {**_known_of(project), "source": source, "project": project, "subject": subject}
    st.caption(
        "It is proposed in your name. Once the PMO accepts it, it appears by itself where its "
        "traits match."
    )
    with st.form("lesson_new", border=False):
        typed = inputs(was, f"new_{source}_{subject}")
        is_sent = st.form_submit_button("Keep it", type="primary", key="lesson_save_new")
    if is_sent and is_whole(typed):
        attempt(lambda: _captured({**typed, "raised_on": as_of()}))


def inputs(was: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Draw the inputs of a lesson and return what stands in them.

    Parameters
    ----------
    was : mapping
        Field -> value at the start; what is missing is empty.
    key : str
        Tells these inputs from those of other lessons.

    Returns
    -------
    dict
        Field -> value as the record takes it; empty texts are None.
    """
    typed: dict[str, Any] = {
        "name": _text("name", was, key, "In one sentence \\*", "Test data takes a month"),
        "kind": st.segmented_control(
            "It went \\*", get_args(LessonKind), default=was.get("kind") or "avoid",
            required=True, key=f"lesson_kind_{key}", format_func=lessons_data.WENT.__getitem__,
        ),
        "happened": _long("happened", was, key, "What happened \\*"),
        "effect": _long("effect", was, key, "What came of it"),
        "advice": _long("advice", was, key, "What to do next time \\*"),
    }  # fmt: skip
    left, right = st.columns(2)
    with left:
        typed["project"] = _choice(
            "project", was, key, "Project it is from", lessons_data.projects(), empty="None"
        )
    with right:
        sources = {one: one.capitalize() for one in get_args(LessonSource)}
        typed["source"] = _choice("source", was, key, "Learned at", sources) or "other"
    st.markdown("**To whom it speaks.** What is left empty speaks to all.")
    return typed | traits(was, key) | {"subject": was.get("subject") or ""}


def traits(was: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Draw to whom a lesson or practice speaks, and return it: method, phase, type and tags."""
    methods = {one: one for one in get_args(Method)}
    phases, types, tags = lessons_data.known_traits()
    left, middle, right = st.columns(3)
    with left:
        method = _choice("method", was, key, "Method", methods)
    with middle:
        phase = _choice("phase", was, key, "Phase in which it is needed", phases, is_open=True)
    with right:
        kind = _choice("project_type", was, key, "Kind of project", types, is_open=True)
    kept = lessons_data.tags_of(was.get("tags"))
    chosen = st.multiselect(
        "Tags", list(dict.fromkeys([*kept, *tags])), default=kept, accept_new_options=True,
        key=f"lesson_tags_{key}", placeholder="supplier, test data, ...",
        help="Words that stand in the risks, issues or tags of the projects it speaks to; one of "
        "them is enough. By them it is also seen whether the same came again.",
    )  # fmt: skip
    return {
        "method": method, "phase": phase, "project_type": kind,
        "tags": lessons_data.joined(chosen),
    }  # fmt: skip


def is_whole(typed: Mapping[str, Any]) -> bool:
    """Return whether what a lesson needs was given; say what is missing."""
    needed = {
        "what it says in one sentence": "name", "what happened": "happened",
        "what to do next time": "advice",
    }  # fmt: skip
    missing = [label for label, name in needed.items() if not typed[name]]
    if missing:
        st.error(f"Still to be said: {listed(missing)}.", title="Nothing was saved yet")
    return not missing


def _known_of(project: str | None) -> dict[str, Any]:
    """Return the traits that a new lesson of a project begins with."""
    found = data.table("project").filter(pl.col("code") == (project or ""))
    if found.is_empty():
        return {}
    return found.select("method", "project_type").row(0, named=True)


def _captured(fields: dict[str, Any]) -> str:
    lesson, change = jobs.capture(session(), repository(), fields)
    return f"{lesson.code} is proposed (change {change}). It speaks once the PMO accepts it."


def _text(name: str, was: Mapping[str, Any], key: str, label: str, example: str) -> str | None:
    typed = st.text_input(
        label, value=was.get(name) or "", key=f"lesson_{name}_{key}", max_chars=2_000,
        placeholder=f"e.g. {example}",
    )  # fmt: skip
    return typed.strip() or None


def _long(name: str, was: Mapping[str, Any], key: str, label: str) -> str | None:
    typed = st.text_area(
        label, value=was.get(name) or "", key=f"lesson_{name}_{key}", height=80,
        max_chars=_LETTERS, placeholder=f"e.g. {_EXAMPLES[name]}",
    )  # fmt: skip
    return typed.strip() or None


def _choice(
    name: str,
    was: Mapping[str, Any],
    key: str,
    label: str,
    names: Mapping[str, str],
    *,
    empty: str = "All",
    is_open: bool = False,
) -> str | None:
    """Draw a choice that may stay empty; a kept value that is not among the names is offered."""
    kept = was.get(name)
    options = [*names, *([kept] if kept and kept not in names else [])]
    chosen: str | None = st.selectbox(
        label, options, index=options.index(kept) if kept else None, placeholder=empty,
        key=f"lesson_{name}_{key}", format_func=lambda one: names.get(one, one),
        accept_new_options=is_open,
    )  # fmt: skip
    return chosen


__all__ = ["MAY_NOT", "add", "button", "inputs", "is_whole", "offer", "traits"]
