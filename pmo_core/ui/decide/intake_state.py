"""The request that is open in this session: as it was seen, what is typed, and saving it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import streamlit as st

from pmo_core.errors import Conflict, NotFound, PmoError, Refused
from pmo_core.jobs import requests
from pmo_core.model import Request
from pmo_core.model.intake import Figures
from pmo_core.ui import admin_inputs as inputs
from pmo_core.ui.admin_edit import differences, rebased
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.text import plain

PARAM = "request"
STEPS = ("Idea", "Who", "Money", "Effort", "Time", "Check")
CHECK = len(STEPS)
_SEEN, _TURN, _AT = "intake_seen", "intake_turn", "intake_at"
_CONFLICT, _SAVED = "intake_conflict", "intake_saved"


@dataclass(frozen=True)
class Clash:
    """Somebody else was faster: the request as it was seen, as it is now, and as it was typed."""

    told: Conflict
    was: Request
    now: Request
    typed: Request


def seen(code: str) -> Request | None:
    """Return the request as the user sees it: as kept, or as it was when he began to type.

    What is typed lives in inputs; where none is left, nothing is typed, and it is read anew.
    None where there is no such request.
    """
    held = cast(Request | None, st.session_state.get(_SEEN))
    if held is not None and held.code != code:  # a link led from one request to another
        for key in (_AT, _CONFLICT):
            st.session_state.pop(key, None)
        _anew()
    is_typing = any(str(key).startswith(prefix()) for key in st.session_state)
    if held is None or held.code != code or not is_typing:
        try:
            held = cast(Request, repository().get("request", code))
        except NotFound:
            return None
        st.session_state[_SEEN] = held
    return held


def prefix() -> str:
    """Return what the keys of the inputs begin with; it changes when they are to be filled anew."""
    return f"intake_{st.session_state.get(_TURN, 0)}_"


def step(request: Request) -> int:
    """Return the step that is drawn: the one gone to, at first the one reached so far."""
    st.session_state.setdefault(_AT, min(request.step, CHECK))
    return int(st.session_state[_AT])


def go(to: int) -> None:
    """Draw another step; what was typed is saved already, or is not to be."""
    st.session_state[_AT] = to
    _anew()


def stepper_key() -> str:
    """Return the key of the bar of steps; it is drawn anew with each step gone to."""
    return f"intake_steps_{st.session_state.get(_TURN, 0)}"


def open_request(code: str | None) -> None:
    """Open a request, or go back to the list."""
    for key in (_SEEN, _AT, _CONFLICT):
        st.session_state.pop(key, None)
    _anew()
    if code is None:
        st.query_params.pop(PARAM, None)
    else:
        st.query_params[PARAM] = code


def link(code: str) -> str:
    """Return the address under which everybody finds this request."""
    here = urlsplit(str(st.context.url))
    return f"{here.scheme}://{here.netloc}{here.path}?{PARAM}={code}"


def save(was: Request, values: Mapping[str, Any], *, to: int) -> bool:
    """Keep what was typed in a step and go to another one; otherwise say why not.

    Parameters
    ----------
    was : Request
        As the user saw it.
    values : mapping
        Fields as typed in this step.
    to : int
        Step to go to.

    Returns
    -------
    bool
        Whether the step may be left.
    """
    reached = max(was.step, min(to, CHECK))
    typed, wrong = inputs.made(Request, {**was.model_dump(), **values, "step": reached})
    if not isinstance(typed, Request):
        st.error("\n".join(f"- {plain(one)}" for one in wrong), title="Nothing was saved yet")
        return False
    if typed != was:
        try:
            number = requests.keep(session(), typed, was)
        except Conflict as conflict:
            _clash(conflict, was, typed)
            return False
        except PmoError as problem:
            tell(problem)
            return False
        st.session_state[_SAVED] = f"{was.code} is saved: change {number}."
    go(to)
    return True


def announce() -> None:
    """Say once what was saved."""
    told = st.session_state.pop(_SAVED, "")
    if told:
        st.toast(plain(told), icon=":material/check_circle:")


def _anew() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _clash(conflict: Conflict, was: Request, typed: Request) -> None:
    """Remember who was faster, and draw the page again with the choice that the user has."""
    try:
        now = cast(Request, repository().get("request", was.code))
    except NotFound:
        tell(conflict)
        return
    st.session_state[_CONFLICT] = Clash(conflict, was, now, typed)
    st.rerun()


def clash() -> None:
    """Where somebody else was faster, show what differs, and let the user choose how to go on."""
    found = cast(Clash | None, st.session_state.get(_CONFLICT))
    if found is None:
        return
    st.warning(
        "Your text is not lost. Choose below how to go on.",
        title=plain(found.told.message.partition(":")[0] + "."),
        icon=":material/group:",
    )
    shown = differences(*(_readable(one) for one in (found.was, found.now, found.typed)))
    rows = [[plain(cell) for cell in row] for row in shown.rows()]
    st.table([dict(zip(shown.columns, row, strict=True)) for row in rows])
    may_edit = found.now.state in ("draft", "submitted")
    with st.container(horizontal=True):
        if may_edit:
            st.button(
                "Save mine, keep theirs elsewhere", type="primary", key="intake_mine",
                icon=":material/merge:", on_click=_merge, args=(found,),
                help="The fields that you changed say what you typed; all others what is kept.",
            )  # fmt: skip
        st.button("Take theirs", key="intake_theirs", icon=":material/undo:", on_click=_take)


def _merge(found: Clash) -> None:
    try:
        merged = merge(found.was, found.now, found.typed)
        number = requests.keep(session(), merged, found.now) if merged != found.now else 0
    except PmoError as problem:
        tell(problem)
        return
    st.session_state[_SAVED] = f"Both are kept: change {number}." if number else "Nothing differed."
    _take()


def _take() -> None:
    for key in (_SEEN, _CONFLICT):
        st.session_state.pop(key, None)
    _anew()


def merge(was: Request, now: Request, typed: Request) -> Request:
    """Return the request with the user's changes on top of what is kept now, figures by part.

    Examples
    --------
    >>> was = Request(code="R-0001", name="Shop", author="Ana")
    >>> now = was.model_copy(update={"figures": '{"goals": {"G1": 60}}', "name": "Web shop"})
    >>> typed = was.model_copy(update={"figures": '{"costs": [{"year": 2027, "likely": 5}]}'})
    >>> both = merge(was, now, typed)
    >>> both.name, sorted(requests.figures_of(both).goals), len(requests.figures_of(both).costs)
    ('Web shop', ['G1'], 1)
    """
    values = dict(rebased(was, now, typed))
    if typed.figures != was.figures:
        parts = [requests.figures_of(one) for one in (was, now, typed)]
        mine = {
            name: getattr(parts[2 if getattr(parts[2], name) != getattr(parts[0], name) else 1],
                          name)
            for name in Figures.model_fields
        }  # fmt: skip
        values["figures"] = Figures(**mine).model_dump_json(
            exclude_none=True, exclude_defaults=True
        )
    return Request.model_validate({**values, "step": max(now.step, typed.step)})


def _readable(request: Request) -> Request:
    """Return the request with its figures in words, as a person compares them."""
    try:
        figures = requests.figures_of(request)
    except Refused:
        return request
    said = [
        f"{what} {sum(one.likely for one in ranges):,.0f}"
        for what, ranges in (("cost", figures.costs), ("benefits", figures.benefits))
        if ranges
    ]
    said += [f"{sum(one.hours for one in figures.effort):,.0f} hours"] if figures.effort else []
    said += [f"{goal} {share:g} %" for goal, share in figures.goals.items()]
    return request.model_copy(update={"figures": ", ".join(said) or None, "step": 1})


__all__ = [
    "CHECK", "PARAM", "STEPS", "announce", "clash", "go", "link", "merge", "open_request", "prefix",
    "save", "seen", "step", "stepper_key",
]  # fmt: skip
