"""The form of a change request, and what can be done with one."""

from collections.abc import Callable

import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.jobs import changes as jobs
from pmo_core.jobs.decisions import Subject
from pmo_core.model import ChangeRequest
from pmo_core.ui import admin_inputs as inputs
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.govern import to_agenda
from pmo_core.ui.page import as_of
from pmo_core.ui.text import plain

_KEY = "change_"
_ROWS = (
    ("name",), ("project", "reason"), ("description",), ("scope_added", "scope_removed"),
    ("cost_delta", "finish_delta_days", "benefit_delta"), ("hours_delta", "role"), ("impact",),
)  # fmt: skip
FIELDS = tuple(name for row in _ROWS for name in row)
_LABELS = {
    "name": "What is to change, in a few words", "project": "Project", "reason": "Brought up by",
    "description": "Why", "scope_added": "Scope added, one item a line",
    "scope_removed": "Scope removed, one item a line", "cost_delta": "Cost, + more or - less",
    "finish_delta_days": "Finish, days + later or - earlier",
    "benefit_delta": "Benefit a year, + or -",
    "hours_delta": "Work, hours", "role": "Role that does it", "impact": "What follows elsewhere",
}  # fmt: skip
MAY_NOT = "A viewer may not write change requests; ask a contributor."


def new_button(project: str | None = None) -> None:
    """Draw the button that opens the form of a new change request."""
    is_able = may_write("change_request")
    if st.button(
        "New change request", icon=":material/add:", type="primary", key="change_new",
        disabled=not is_able, help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        inputs.fill({**dict.fromkeys(FIELDS), "project": project}, _KEY, anew=True)
        st.dialog("New change request", width="large", position="right")(form)(None)


def actions(request: ChangeRequest) -> None:
    """Draw what can be done with a change request that is not decided."""
    if request.state not in ("draft", "submitted"):
        return
    is_able = may_write("change_request")
    why = None if is_able else MAY_NOT
    if request.state == "draft":
        if st.button(
            "Edit", icon=":material/edit:", key="change_edit", disabled=not is_able, help=why
        ):
            inputs.fill(request.model_dump(include=set(FIELDS)), _KEY, anew=True)
            title = f"Edit {plain(request.code)}"
            st.dialog(title, width="large", position="right")(form)(request)
        if st.button(
            "Submit", icon=":material/send:", type="primary", key="change_submit",
            disabled=not is_able, help=why,
        ):  # fmt: skip
            attempt(lambda: _said(request, "submitted", jobs.submit(session(), request, as_of())))
    if is_able and request.state == "submitted" and request.author != session().actor:
        is_able = may_write("project")
        why = None if is_able else f"{plain(request.author)} or the PMO (manager) withdraws it."
    if st.button(
        "Withdraw", icon=":material/undo:", key="change_withdraw", disabled=not is_able, help=why
    ):
        attempt(lambda: _said(request, "withdrawn", jobs.withdraw(session(), request)))


def agenda_button(request: ChangeRequest, board: str | None) -> None:
    """Draw the button that puts a submitted change request on the board's next agenda."""
    if request.state == "submitted":
        subject = Subject("change request", request.project, request.code)
        to_agenda.agenda_button(subject, board, "change_agenda")


def form(was: ChangeRequest | None) -> None:
    """Draw the form and keep what was typed: a new draft, or the draft that was opened."""
    st.caption(
        f"By {plain(actor()[0])}. Amounts are in the project's currency. Leave empty what does "
        "not change; the effect on others is shown once it is a draft."
    )
    with st.form("change_form", border=False):
        for row in _ROWS:
            for name, cell in zip(row, st.columns(len(row)), strict=True):
                with cell:
                    _input(name, is_locked=was is not None and name == "project")
        is_sent = st.form_submit_button("Save as draft", type="primary", key="change_save")
    if is_sent:
        _keep(was)


def _input(name: str, *, is_locked: bool) -> None:
    if name != "role":
        inputs.field_input(
            ChangeRequest, name, _KEY + name, label=_LABELS[name], is_locked=is_locked
        )
        return
    names = dict(data.table("role").select("code", "name").iter_rows())
    kept = st.session_state.get(_KEY + name)
    options = [None, *names, *([kept] if kept and kept not in names else [])]
    st.selectbox(
        _LABELS[name], options, key=_KEY + name,
        format_func=lambda code: f"{code}  {names.get(code, '')}" if code else "",
    )  # fmt: skip


def _keep(was: ChangeRequest | None) -> None:
    typed = inputs.read(ChangeRequest, FIELDS, _KEY)
    whole = {**typed, "code": was.code if was else "-", "author": was.author if was else "-"}
    _, wrong = inputs.made(ChangeRequest, whole)
    if wrong:
        st.error("\n".join(f"- {plain(one)}" for one in wrong), title="Nothing was saved yet")
        return
    _saved(lambda: _kept(was, typed))


def _saved(act: Callable[[], tuple[str, str]]) -> None:
    """Save, lead to the change request, and say what was done; or show why it was refused."""
    try:
        code, message = act()
    except PmoError as problem:
        tell(problem)
        return
    st.query_params.from_dict({"change": code})
    attempt(lambda: message)


def _kept(was: ChangeRequest | None, typed: dict[str, object]) -> tuple[str, str]:
    if was is None:
        code = jobs.new(session(), repository(), typed)
        return code, f"{code} is a draft. Look at its effect, then submit it."
    return was.code, _said(was, "saved", jobs.keep(session(), was, typed))


def _said(request: ChangeRequest, done: str, change: int) -> str:
    return f"{request.code} is {done}. Change {change}."
