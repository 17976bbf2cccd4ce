"""Add, change and remove a link between projects, or between tasks of two projects."""

from collections.abc import Callable
from typing import Any, get_args

import streamlit as st

from pmo_core.charts.relationships import STRENGTHS
from pmo_core.errors import PmoError
from pmo_core.jobs.relationships import save_cross_link, save_link
from pmo_core.model import CrossLink, Link, Record
from pmo_core.model.schedule import PrecedenceKind
from pmo_core.model.structure import LinkKind
from pmo_core.ui import admin_inputs as inputs
from pmo_core.ui import data
from pmo_core.ui.admin_act import may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.page import as_of
from pmo_core.ui.plan import relationships_data as found
from pmo_core.ui.plan import undo
from pmo_core.ui.text import listed, plain

MAY_NOT = "Links are changed by a manager or an administrator."
_OPENED = "relationship opened"
_KINDS = {
    "FS": "starts after it finishes", "SS": "starts after it starts",
    "FF": "finishes after it finishes", "SF": "finishes after it starts",
}  # fmt: skip


def add_link(project: str | None) -> None:
    """Draw the button that opens the form of a new link between projects."""
    _button(
        "Add a link", "link_add", lambda: st.dialog("Link two projects")(link_form)(project, None)
    )


def add_cross_link(project: str | None) -> None:
    """Draw the button that opens the form of a new link between tasks."""
    _button(
        "Add a link between tasks", "cross_link_add",
        lambda: st.dialog("Link tasks of two projects")(cross_link_form)(project, None),
    )  # fmt: skip


def _button(label: str, key: str, then: Callable[[], None]) -> None:
    is_able = may_write("link")
    if st.button(
        label, icon=":material/add:", key=key, disabled=not is_able,
        help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        then()


def request(register: str, key: tuple[Any, ...]) -> None:
    """Let `opened` show a link when the page is drawn; only in a callback."""
    st.session_state[_OPENED] = (register, key)


def opened() -> None:
    """Open the link that was asked for, if one was; call it once, at the end of the page."""
    asked = st.session_state.pop(_OPENED, None)
    if asked is None:
        return
    register, key = asked
    try:
        was = repository().get(register, *key)
    except PmoError as problem:
        tell(problem)
        return
    if isinstance(was, Link):
        st.dialog("Change a link")(link_form)(None, was)
    elif isinstance(was, CrossLink):
        st.dialog("Change a link between tasks")(cross_link_form)(None, was)


def link_form(project: str | None, was: Link | None) -> None:
    """Draw the form of a link between projects.

    Parameters
    ----------
    project : str or None
        Project that is proposed for a new one.
    was : Link or None
        As it was seen; None = a new one.
    """
    key = "_".join(was.key_values()) if was else "new"
    kinds, strengths = list(get_args(LinkKind)), list(STRENGTHS)
    with st.form(f"link_{key}", border=False):
        left, right = st.columns(2)
        with left:
            one = _project("Project that depends \\*", was.project if was else project, f"a_{key}")
        with right:
            other = _project("Project that it needs \\*", was.needs if was else None, f"b_{key}")
        with left:
            kind = st.selectbox(
                "Kind", kinds, index=kinds.index(was.kind if was else "technical"),
                key=f"link_kind_{key}",
            )  # fmt: skip
        with right:
            strength = st.selectbox(
                "Strength", strengths, index=strengths.index(was.strength if was else 2),
                format_func=lambda n: f"{n} {STRENGTHS[n]}", key=f"link_strength_{key}",
            )  # fmt: skip
        typed = _owner_and_comment(was, key)
        is_sent, is_removed = _submits(was, "link")
    if is_removed and was:
        _save_link(None, was)
    elif is_sent and _is_whole({"Project that depends": one, "Project that it needs": other}):
        now = _made(Link, project=one, needs=other, kind=kind, strength=strength, **typed)
        if isinstance(now, Link):
            _save_link(now, was)


def _save_link(now: Link | None, was: Link | None) -> None:
    link = now or was
    assert link is not None
    done = "is removed" if now is None else "is saved"
    try:
        number, said = save_link(session(), data, now, was)
    except PmoError as problem:
        tell(problem)
        return
    words = " ".join(one.message for one in said)
    undo.kept(f"{link.project} needs {link.needs} ({link.kind}) {done}. {words}".strip(), number)


def cross_link_form(project: str | None, was: CrossLink | None) -> None:
    """Draw the form of a link between tasks; its elements are typed as their codes.

    Parameters
    ----------
    project : str or None
        Project that is proposed for a new one.
    was : CrossLink or None
        As it was seen; None = a new one.
    """
    key = "_".join(was.key_values()) if was else "new"
    with st.form(f"cross_{key}", border=False):
        left, right = st.columns(2)
        with left:
            one = _project("Project that waits \\*", was.project if was else project, f"c_{key}")
            successor = _text("Its element \\*", was.successor if was else "", f"successor_{key}")
        with right:
            other = _project(
                "Project that it waits for \\*", was.other_project if was else None, f"d_{key}"
            )
            predecessor = _text(
                "Element there", was.predecessor if was else "", f"predecessor_{key}",
                help="Code of the WBS element; empty = the whole project.",
            )  # fmt: skip
        with left:
            kinds = list(get_args(PrecedenceKind))
            kind = st.selectbox(
                "It", kinds, index=kinds.index(was.kind if was else "FS"),
                format_func=lambda one: f"{one}: {_KINDS[one]}", key=f"cross_kind_{key}",
            )  # fmt: skip
        with right:
            lag = st.number_input(
                "Days between", value=was.lag_days if was else 0, step=1, key=f"cross_lag_{key}",
                help="Working days; negative = lead.",
            )  # fmt: skip
        typed = _owner_and_comment(was, f"cross_{key}")
        is_sent, is_removed = _submits(was, "cross")
    needed = {"Project that waits": one, "Its element": successor, "The other project": other}
    if is_removed and was:
        _save_cross_link(None, was)
    elif is_sent and _is_whole(needed):
        now = _made(
            CrossLink, project=one, successor=successor, other_project=other,
            predecessor=predecessor, kind=kind, lag_days=int(lag), **typed,
        )  # fmt: skip
        if isinstance(now, CrossLink):
            _save_cross_link(now, was)


def _save_cross_link(now: CrossLink | None, was: CrossLink | None) -> None:
    link = now or was
    assert link is not None
    done = _said(link, "removed" if now is None else "saved")
    undo.act(lambda: save_cross_link(session(), data, now, was, as_of()), done)


def _made(record: type[Record], **values: Any) -> Record | None:
    """Return the record, or None after saying what is wrong."""
    made, wrong = inputs.made(record, values)
    if wrong:
        st.error("\n".join(f"- {plain(one)}" for one in wrong), title="Nothing was saved yet")
    return made if isinstance(made, Record) else None


def _said(link: CrossLink, done: str) -> str:
    there = f"{link.predecessor} of {link.other_project}" if link.predecessor else (
        f"the whole of {link.other_project}"
    )  # fmt: skip
    return f"{link.successor} of {link.project} waits for {there}: {done}."


def _project(label: str, start: str | None, key: str) -> Any:
    names = found.names()
    codes = list(names) if start is None or start in names else [start, *names]
    return st.selectbox(
        label, codes, index=codes.index(start) if start else None, key=f"relationship_{key}",
        format_func=lambda code: f"{code}  {names.get(code, '')}",
        placeholder="Type a code or a name",
    )  # fmt: skip


def _text(label: str, start: str | None, key: str, help: str | None = None) -> str:
    typed = st.text_input(label, value=start or "", key=f"relationship_{key}", help=help)
    return typed.strip()


def _owner_and_comment(was: Link | CrossLink | None, key: str) -> dict[str, str | None]:
    owner = _text("Owner", was.owner if was else "", f"owner_{key}", help="Who watches it.")
    comment = _text("What exactly is needed", was.comment if was else "", f"comment_{key}")
    return {"owner": owner or None, "comment": comment or None}


def _submits(was: Link | CrossLink | None, key: str) -> tuple[bool, bool]:
    is_able = may_write("link")
    common: dict[str, Any] = {"disabled": not is_able, "help": None if is_able else MAY_NOT}
    with st.container(horizontal=True):
        is_sent = st.form_submit_button(
            "Save" if was else "Add", type="primary", key=f"{key}_save", **common
        )
        is_removed = bool(was) and st.form_submit_button("Remove", key=f"{key}_remove", **common)
    return is_sent, is_removed


def _is_whole(needed: dict[str, Any]) -> bool:
    missing = [name for name, value in needed.items() if not value]
    if missing:
        st.error(f"{listed(missing)} must be given.", title="Nothing was saved yet")
    return not missing


__all__ = ["add_cross_link", "add_link", "cross_link_form", "link_form", "opened", "request"]
