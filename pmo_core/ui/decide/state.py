"""The what-if of this session: one value, the way back, and the link that carries it."""

from typing import Any, cast
from urllib.parse import urlsplit

import streamlit as st

from pmo_core.errors import Refused
from pmo_core.model.what_if import Forced, WhatIf
from pmo_core.ui.text import plain

PARAM = "what_if"
_NOW, _PAST, _TURN, _FAULT = "decide_now", "decide_past", "decide_turn", "decide_fault"
_WHY = "decide_why"
_MOST_PAST = 50


def current() -> WhatIf:
    """Return the what-if; at first that of the link, without one that of the registers."""
    if _NOW not in st.session_state:
        st.session_state[_NOW] = _from_link()
    return cast(WhatIf, st.session_state[_NOW])


def change(**fields: Any) -> None:
    """Change controls; the one before can be had back."""
    _keep(WhatIf.model_validate({**dict(current()), **fields}))


def put(what_if: WhatIf) -> None:
    """Replace the whole what-if, as a scenario, a reset or a relaxed rule does.

    The controls are drawn anew, so that they show it.
    """
    _keep(what_if)
    st.session_state[_TURN] = turn() + 1


def can_go_back() -> bool:
    """Whether there is a what-if before this one."""
    return bool(st.session_state.get(_PAST))


def back() -> None:
    """Take the latest change of the controls back."""
    if can_go_back():
        st.session_state[_NOW] = st.session_state[_PAST].pop()
        st.session_state[_TURN] = turn() + 1


def force(project: str, way: str, reason: str) -> None:
    """Put a project in or out ("in", "out") whatever the solver says, or leave it to it ("")."""
    what_if = current()
    kept_in = tuple(one for one in what_if.forced_in if one.project != project)
    kept_out = tuple(one for one in what_if.forced_out if one.project != project)
    one = (Forced(project=project, reason=reason),)
    put(
        what_if.model_copy(
            update={
                "forced_in": kept_in + one if way == "in" else kept_in,
                "forced_out": kept_out + one if way == "out" else kept_out,
            }
        )
    )


def ask_why(project: str) -> None:
    """Note that the reasons for a project are asked for."""
    st.session_state[_WHY] = project


def asked_why() -> str | None:
    """Return the project whose reasons are asked for, until the question is closed."""
    return cast(str | None, st.session_state.get(_WHY))


def close_why() -> None:
    """Note that the reasons were read."""
    st.session_state.pop(_WHY, None)


def key(name: str) -> str:
    """Return the key of a control; a replaced what-if draws all controls anew.

    A control takes its value as its default, not from the session's state: a run that is cut short
    by the next one would lose what is set there, and the browser would show, and send, another.
    """
    return f"decide_{name}_{turn()}"


def turn() -> int:
    """Return how often the controls were drawn anew."""
    return int(st.session_state.get(_TURN, 0))


def link() -> str:
    """Return the address of this page with the what-if in it."""
    here = urlsplit(str(st.context.url))
    return f"{here.scheme}://{here.netloc}{here.path}?{PARAM}={current().to_link()}"


def tell_fault() -> None:
    """Say that the link could not be read, once."""
    fault = st.session_state.pop(_FAULT, "")
    if fault:
        st.warning(plain(fault), icon=":material/link_off:")


def _from_link() -> WhatIf:
    text = st.query_params.get(PARAM)
    if not text:
        return WhatIf()
    try:
        return WhatIf.from_link(text)
    except Refused as refused:
        st.session_state[_FAULT] = f"{refused.message} The what-if of the registers is shown."
        return WhatIf()


def _keep(what_if: WhatIf) -> None:
    if what_if == current():
        return
    past = st.session_state.setdefault(_PAST, [])
    past.append(current())
    del past[:-_MOST_PAST]
    st.session_state[_NOW] = what_if
