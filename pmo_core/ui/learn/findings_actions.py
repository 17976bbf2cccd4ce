"""The actions against one finding: planned with their cause, said to be done, and how it went."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from pmo_core.analysis import findings as analysis
from pmo_core.jobs import corrective_actions as jobs
from pmo_core.model import AuditFinding, CorrectiveAction
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.learn.findings_data import actions_of
from pmo_core.ui.learn.findings_forms import person_input
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.rag import Color
from pmo_core.ui.text import counted, iso, plain

MAY_NOT = "A viewer may not plan or report actions: ask a contributor."
_KINDS = {
    "corrective": "Corrective: mends what was found",
    "preventive": "Preventive: keeps it from coming again",
}
_DAYS = 28
"""In how many days an action is proposed to be done."""
_WHYS = ("why_1", "why_2", "why_3", "why_4", "why_5")
_COLORS: dict[str, tuple[Color | str, str]] = {
    "open": ("blue", "pending"), "done": ("violet", "hourglass_top"),
    "verified": ("green", "verified"), "reopened": ("red", "replay"), "canceled": ("gray", "block"),
}  # fmt: skip


def add_button(finding: AuditFinding) -> None:
    """Offer to plan an action; disabled with the reason."""
    is_able = may_write("corrective_action")
    if st.button(
        "Plan an action", icon=":material/add_task:", key="action_add", disabled=not is_able,
        help=None if is_able else MAY_NOT,
    ):  # fmt: skip
        st.dialog(f"An action against {finding.code}", width="large")(plan)(finding)


def listed(finding: AuditFinding) -> None:
    """Draw the actions against a finding, each with what can be done with it."""
    rows = actions_of(finding.code)
    if rows.is_empty():
        empty(
            "Nothing is planned against it yet.",
            "Plan an action: ask why five times, name who does it by when, and what must be true "
            "for it to be effective.",
        )
        return
    for row in rows.iter_rows(named=True):
        _one(CorrectiveAction(**row))


def _one(action: CorrectiveAction) -> None:
    color, icon = _COLORS[action.state]
    running = action.state in jobs.RUNNING
    with st.container(border=True, gap="small", key=f"action_{action.code}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(action.state, color=color, icon=f":material/{icon}:")  # type: ignore[arg-type]
            st.text(f"{action.code} · {action.kind}", width="content")
            if running and action.due_on < as_of():
                late = (as_of() - action.due_on).days
                st.badge(f"{counted(late, 'day')} overdue", color="red")
            if action.n_reopened:
                st.badge(f"reopened {counted(action.n_reopened, 'time')}", color="orange")
        st.markdown(f"**{plain(action.name)}**")
        st.text(f"{action.owner} · by {iso(action.due_on)}")
        st.text(f"Effective when: {action.effective_when}")
        _told(action)
        with st.container(horizontal=True, gap="small"):
            _verbs(action, running=running)


def _told(action: CorrectiveAction) -> None:
    """Say why it happened, what was done, and what the test showed."""
    whys = [why for why in (getattr(action, name) for name in _WHYS) if why]
    cause = [f"Why? {why}" for why in whys]
    if action.root_cause:
        cause.append(f"Root cause: {action.root_cause}")
    if cause:
        with st.expander("Why it happened", icon=":material/account_tree:"):
            st.text("\n".join(cause))
    if action.done_note:
        done = "Given up" if action.state == "canceled" else f"Done {iso(action.done_on)}"
        st.text(f"{done}: {action.done_note}")
    if action.tested_on:
        by = (action.tested_run and f"run {action.tested_run}") or action.tested_by
        st.text(f"Tested {iso(action.tested_on)} by {by}: {action.test_note or 'no note'}")


def _verbs(action: CorrectiveAction, *, running: bool) -> None:
    is_able, is_owner = may_write("corrective_action"), actor()[0] == action.owner
    why = MAY_NOT if not is_able else f"Its owner says so: {action.owner}."
    if running:
        _press("Done", "task_alt", done, action, why="" if is_able and is_owner else why,
               main=is_owner)  # fmt: skip
        is_free = may_write("finding") or is_owner
        own = "" if is_able and is_free else MAY_NOT if not is_able else (
            "Only its owner or a manager may change it."
        )  # fmt: skip
        _press("Change", "edit", _change, action, why=own)
        _press("Give up", "block", _cancel, action, why=own)
    elif action.state == "done":
        _press("Not done yet", "undo", _not_done, action, why="" if is_able and is_owner else why)


def _press(
    label: str, icon: str, form: Callable[[CorrectiveAction], None], action: CorrectiveAction, *,
    why: str, main: bool = False,
) -> None:  # fmt: skip
    if st.button(
        label, icon=f":material/{icon}:", disabled=bool(why), help=plain(why) if why else None,
        key=f"action_{form.__name__.strip('_')}_{action.code}",
        type="primary" if main and not why else "secondary",
    ):  # fmt: skip
        st.dialog(f"{label}: {action.code}", width="large")(form)(action)


def _inputs(was: dict[str, Any]) -> dict[str, Any]:
    """Draw the inputs of what is planned, and return what stands in them."""
    typed: dict[str, Any] = {
        "kind": st.radio(
            "What it is for", list(_KINDS), format_func=_KINDS.__getitem__, horizontal=True,
            index=list(_KINDS).index(was["kind"]), key="action_kind",
        ),
        "name": _text("What is to be done \\*", was, "name"),
    }  # fmt: skip
    st.caption(
        "Why did it happen? And why was that so? Ask until the answer is something that can be "
        "changed; five times as a rule."
    )
    for number, name in enumerate(_WHYS, start=1):
        typed[name] = _text(f"Why {number}", was, name)
    typed["root_cause"] = _text("Root cause: what it comes from", was, "root_cause")
    left, right = st.columns(2)
    with left:
        typed["owner"] = person_input("Who does it \\*", was.get("owner"), "action_owner")
    with right:
        typed["due_on"] = st.date_input(
            "By when \\*", value=was["due_on"], key="action_due_on", format="YYYY-MM-DD"
        )
    typed["effective_when"] = _text("Effective when \\*", was, "effective_when")
    return typed


def _text(label: str, was: dict[str, Any], name: str) -> str | None:
    typed = st.text_input(label, value=was.get(name) or "", key=f"action_{name}")
    return typed.strip() or None


def plan(finding: AuditFinding) -> None:
    """Draw the form of a new action and keep what was typed."""
    again = f"{finding.rule} passes again." if finding.rule else None
    closed = finding.state == analysis.VERIFIED
    owner = finding.owner if may_write("finding") else actor()[0]  # others plan for themselves
    start = {
        "kind": "preventive" if closed else "corrective", "owner": owner,
        "due_on": as_of() + timedelta(days=_DAYS), "effective_when": again,
    }  # fmt: skip
    with st.form("action_add_form", border=False):
        typed = _inputs(start)
        is_sent = st.form_submit_button("Plan it", type="primary")
    if is_sent:
        attempt(lambda: _added(finding, typed))


def _added(finding: AuditFinding, typed: dict[str, Any]) -> str:
    action, number = jobs.add(session(), repository(), finding, typed, as_of())
    return f"{action.code} is planned against {finding.code} (change {number})."


def _change(action: CorrectiveAction) -> None:
    with st.form("action_change_form", border=False):
        typed = _inputs(action.model_dump())
        is_sent = st.form_submit_button("Save", type="primary")
    if is_sent:
        attempt(
            lambda: (
                f"{action.code} changed (change {jobs.change(session(), action, typed, as_of())})."
            )
        )


def done(action: CorrectiveAction) -> None:
    """Draw the form by which the owner says that an action is done."""
    st.caption("Whether it helped is for the re-test to say.")
    with st.form("action_done_form", border=False):
        note = st.text_area("What was done", key="action_done_note", height=110)
        is_sent = st.form_submit_button("Say that it is done", type="primary")
    if is_sent:
        attempt(
            lambda: (
                f"{action.code} is done and waits for its re-test "
                f"(change {jobs.done(session(), action, note, as_of())})."
            )
        )


def _not_done(action: CorrectiveAction) -> None:
    with st.form("action_not_done_form", border=False):
        st.text("What was said to be done is taken back, and the action is open again.")
        is_sent = st.form_submit_button("Take it back", type="primary")
    if is_sent:
        attempt(lambda: f"{action.code} is open again (change {jobs.not_done(session(), action)}).")


def _cancel(action: CorrectiveAction) -> None:
    with st.form("action_cancel_form", border=False):
        reason = st.text_area("Why it is given up", key="action_cancel_reason", height=110)
        is_sent = st.form_submit_button("Give it up", type="primary")
    if is_sent:
        attempt(
            lambda: f"{action.code} is given up (change {jobs.cancel(session(), action, reason)})."
        )


__all__ = ["MAY_NOT", "add_button", "done", "listed", "plan"]
