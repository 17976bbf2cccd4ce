"""What can be done with a request where it stands, what is said about it, and its history."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from pmo_core.jobs import requests
from pmo_core.model import Request
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.admin_records import shown_history
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.comments import thread
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of
from pmo_core.ui.paths import PAGES


def actions(was: Request, *, is_whole: bool) -> None:
    """Offer what can be done with a request where it stands: submit, withdraw, open again."""
    name, _ = actor()
    is_own = was.author == name
    with st.container(horizontal=True, vertical_alignment="center", key="intake_actions"):
        if was.state == "draft":
            _button("submit", is_off=not is_whole)
        if was.state in ("draft", "submitted") and (is_own or requests.is_pmo(session())):
            _button("withdraw")
        if was.state == "withdrawn" and is_own:
            _button("back_to_draft")
        if was.project:
            st.page_link(
                PAGES / "track" / "project.py", label=f"Project {was.project}",
                icon=":material/task_alt:", query_params={"project": was.project},
            )  # fmt: skip
    verb = st.session_state.get(_ASKED)
    if verb:
        st.dialog(_VERBS[verb].title, on_dismiss=_leave)(_ask)(was, verb)


def talk(was: Request) -> None:
    """Draw what is said about a request, and on request what happened to it."""
    thread("request", was.code)
    with st.expander(
        "What happened to it: who changed what, and when", icon=":material/history:",
        on_change="rerun", key="intake_history",
    ) as past:  # fmt: skip
        if not past.open:
            return
        rows = data.derived(
            "history of a request",
            lambda: repository().history("request", was.code),
            code=was.code,
        )
        grid(
            shown_history(rows, "request"), "intake_journal", file_name=f"{was.code}-history",
            alt="Changes of this request, the latest first",
        )  # fmt: skip


@dataclass(frozen=True)
class _Verb:
    """What can be done with a request: how it is offered, asked and done."""

    label: str
    icon: str
    title: str
    points: tuple[str, ...]
    done: str
    act: Callable[[str, str], int]


_VERBS = {
    "submit": _Verb(
        "Submit to the PMO", ":material/send:", "Submit this request?",
        (
            "The PMO sees it at once and takes it up for assessment.",
            "From then on only the PMO corrects it; it can send it back to you.",
            "You can withdraw it as long as it is not taken up.",
        ),
        "submitted",
        lambda code, _: requests.submit(session(), repository(), code, as_of()),
    ),
    "withdraw": _Verb(
        "Withdraw", ":material/undo:", "Withdraw this request?",
        ("It leaves the list of open requests.", "Its author can open it again at any time."),
        "withdrawn",
        lambda code, why: requests.withdraw(session(), repository(), code, as_of(), why),
    ),
    "back_to_draft": _Verb(
        "Open again", ":material/edit:", "Open this request again?", ("It becomes a draft.",),
        "a draft again",
        lambda code, why: requests.back_to_draft(session(), repository(), code, as_of(), why),
    ),
}  # fmt: skip
_ASKED = "intake_asked"


def _button(verb: str, *, is_off: bool = False) -> None:
    one = _VERBS[verb]
    st.button(
        one.label, key=f"intake_{verb}", icon=one.icon, disabled=is_off,
        type="primary" if verb == "submit" else "secondary",
        help="Something is still missing, see above." if is_off else None,
        on_click=lambda: st.session_state.update({_ASKED: verb}),
    )  # fmt: skip


def _leave() -> None:
    st.session_state.pop(_ASKED, None)


def _ask(was: Request, verb: str) -> None:
    one = _VERBS[verb]
    st.markdown("\n".join(f"- {point}" for point in one.points))
    why = ""
    if verb != "submit":
        why = st.text_input("Reason", key="intake_why", placeholder="e.g. Solved otherwise")
    if st.button(one.label, type="primary", key="intake_sure"):
        attempt(lambda: _act(was, one, why))


def _act(was: Request, verb: _Verb, why: str) -> str:
    _leave()
    number = verb.act(was.code, why)
    return f"{was.code} is {verb.done}: change {number}."


__all__ = ["actions", "talk"]
