"""Lessons that appear by themselves where they are needed, and what one makes of them."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.analysis import lessons as analysis
from pmo_core.analysis.lessons import Traits
from pmo_core.errors import PmoError
from pmo_core.jobs import lesson_traits as traits_of
from pmo_core.jobs import lessons as jobs
from pmo_core.model.lessons import LessonPlace, LessonUseAs
from pmo_core.ui import data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.learn import lessons_capture
from pmo_core.ui.page import as_of
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, plain

MOST = 3
"""Lessons that are shown at once; the others stand behind a button."""
MAY_NOT = "A viewer may read lessons, not say what came of them: act as a contributor."
_TOLD = "lesson told"
_KINDS = {
    "keep": "Went well", "avoid": "Went wrong", "recommended": "Recommended practice",
    "mandatory": "Mandatory practice",
}  # fmt: skip
_HELP = (
    "They appear because traits match. Say what you make of each: applied or not relevant takes it "
    "out of your way here, later puts it last; others still see it. It is counted on the lesson."
)
_WIDTH = 640
"""Pixels of a lesson's text: the press stands beside it, below it in a narrow window."""
_ENDED = ("closed", "canceled")


def lessons_here(place: LessonPlace, subject: str, traits: Traits) -> None:
    """Draw the lessons that speak to a subject, each with one press to say what one makes of it.

    Nothing is drawn where none matches. What one applied, or found not relevant, goes out of the
    way; what one put off comes last.

    Parameters
    ----------
    place : {"request", "gate", "audit", "project"}
        Where they appear.
    subject : str
        Code of the request, project ("P-0007 G2" of a gate) or audit.
    traits : Traits
        What is known of it; see `pmo_core.jobs.lesson_traits`.
    """
    message = st.session_state.pop(_TOLD, "")
    if message:
        st.toast(plain(message), icon=":material/check_circle:")
    rows = told(place, subject, traits)
    if not rows:
        return
    waiting = [row for row in rows if row["used"] is None]
    waiting += [row for row in rows if row["used"] == "later"]
    done = [row for row in rows if row["used"] in ("applied", "not relevant")]
    with st.container(border=True, gap="small", key="lessons_here"):
        _head(waiting, done)
        for row in waiting[:MOST]:
            _lesson(row, place, subject)
        if waiting[MOST:] or done:
            _rest(waiting[MOST:], done, place, subject)


def told(place: LessonPlace, subject: str, traits: Traits) -> list[dict[str, Any]]:
    """Return the lessons that speak to a subject, and in `used` what who acts made of each.

    A list and no frame: a page that is drawn again pays for no query.
    """
    name, _ = actor()

    def make() -> list[dict[str, Any]]:
        used = pl.col("code").replace_strict(
            _own(place, subject, name), default=None, return_dtype=pl.String
        )
        return matching(traits).with_columns(used=used).to_dicts()

    return data.derived(
        "lessons told", make, place=place, subject=subject, traits=traits, name=name
    )


def matching(traits: Traits) -> pl.DataFrame:
    """Return the lessons that speak to somebody with these traits, the first to be read first.

    Columns of `analysis.lessons.ranked`, and name, advice, kind, project, practice and its
    practice_state where it is in force.
    """
    return data.derived("lessons here", lambda: _matching(traits), traits=traits)


def _matching(traits: Traits) -> pl.DataFrame:
    kept = analysis.may_speak(data.table("lesson"), data.table("practice"))
    found = analysis.matches(kept, *analysis.frames({"": traits}))
    ranked = analysis.ranked(found, analysis.effects(data.table("lesson_use")))
    told = kept.select("code", "name", "advice", "kind", "project", "practice")
    held = data.table("practice").select(practice="code", practice_state="state")
    return ranked.join(told, on="code", how="left", maintain_order="left").join(
        held, on="practice", how="left", maintain_order="left"
    )


def _own(place: LessonPlace, subject: str, name: str) -> dict[str, str]:
    """Return what somebody made of each lesson at a place: lesson -> applied and so on."""
    rows = data.table("lesson_use").filter(place=place, subject=subject, person=name)
    return dict(rows.select("lesson", "used_as").iter_rows())


def on_project(project: Mapping[str, Any]) -> None:
    """Draw the lessons of an open project; of one that is over, ask what was learned.

    Parameters
    ----------
    project : mapping
        Row of the project, with code and stage.
    """
    code = project["code"]
    if project["stage"] in _ENDED:
        lessons_capture.offer("closure", project=code)
    elif data.table("lesson").height:
        traits = data.derived(
            "traits of project", lambda: traits_of.of_project(data, code), project=code
        )
        lessons_here("project", code, traits)


def at_gate(gate: Mapping[str, Any]) -> None:
    """Draw the lessons of a gate to be held; of one that was held, ask what was learned.

    Parameters
    ----------
    gate : mapping
        Row of register `gate`.
    """
    project, code = gate["project"], gate["gate"]
    if gate["held_on"]:
        lessons_capture.offer("gate", project=project, subject=code)
    elif data.table("lesson").height:
        traits = data.derived(
            "traits of gate", lambda: traits_of.of_gate(data, project, code), project=project,
            gate=code,
        )  # fmt: skip
        lessons_here("gate", f"{project} {code}", traits)


def on_request(request: Mapping[str, Any]) -> None:
    """Draw the lessons that speak to a request on which nobody has decided.

    Parameters
    ----------
    request : mapping
        Fields of register `request`.
    """
    if request["state"] not in ("accepted", "rejected", "withdrawn"):
        lessons_here("request", request["code"], traits_of.of_request(request))


def _head(waiting: list[dict[str, Any]], done: list[dict[str, Any]]) -> None:
    """Say how many lessons speak here, and what one made of the others."""
    n = counted(len(waiting), "lesson speaks to this", "lessons speak to this")
    head = f"Learned before: {n}" if waiting else "Learned before: you have looked at all of it"
    used = [row["used"] for row in done]
    made = ", ".join(f"{used.count(name)} {name}" for name in jobs.USED_AS if name in used)
    said = f"  :small[:gray[You: {made}]]" if made else ""
    st.markdown(f":material/lightbulb: **{head}**{said}", help=_HELP)


def _lesson(row: Mapping[str, Any], place: LessonPlace, subject: str) -> None:
    """Draw one lesson: what to do, why it is shown, and the press."""
    is_able = may_write("lesson_use")
    facts = [
        _KINDS.get(row["practice_state"] if row["practice"] else row["kind"], ""),
        f"shown for {row['reason']}",
        f"applied {counted(row['n_applied'], 'time')}" if row["n_applied"] else "",
    ]  # fmt: skip
    page, name = ("practices", "practice") if row["practice"] else ("lessons", "lesson")
    code = row["practice"] or row["code"]
    with st.container(horizontal=True, vertical_alignment="center", key=f"lesson_{row['code']}"):
        st.markdown(
            f"**{plain(row['name'])}** {plain(row['advice'])}  \n"
            f":small[:gray[{plain(' · '.join(filter(None, facts)))}]]",
            width=_WIDTH,
        )
        key = f"lesson_use_{place}_{subject}_{row['code']}_{row['used'] or ''}"
        st.segmented_control(
            f"What you make of {row['code']}", jobs.USED_AS, default=row["used"], key=key,
            label_visibility="collapsed", format_func=str.capitalize, disabled=not is_able,
            help=None if is_able else MAY_NOT, width="content",
            on_change=_use, args=(row["code"], place, subject, key),
        )  # fmt: skip
        st.page_link(PAGES / f"learn/{page}.py", label=plain(code), query_params={name: code})


def _rest(
    more: list[dict[str, Any]], done: list[dict[str, Any]], place: LessonPlace, subject: str
) -> None:
    """Draw what does not wait in the first row, when it is asked for."""
    said = [f"{len(more)} more"] if more else []
    said += [f"{len(done)} looked at"] if done else []
    with st.expander(", ".join(said), key="lessons_rest", on_change="rerun") as rest:
        if rest.open:
            for row in (*more, *done):
                _lesson(row, place, subject)


def _use(lesson: str, place: LessonPlace, subject: str, key: str) -> None:
    """Keep what was pressed, in the name of who acts; pressed again it is taken back."""
    chosen: LessonUseAs | None = st.session_state[key]
    try:
        number = jobs.use(
            session(), repository(), lesson, place, subject, used_as=chosen, on=as_of()
        )
    except PmoError as problem:
        tell(problem)
        return
    what = f"{lesson}: {chosen}" if chosen else f"{lesson}: taken back"
    st.session_state[_TOLD] = f"{what} (change {number})."


__all__ = ["MOST", "at_gate", "lessons_here", "matching", "on_project", "on_request", "told"]
