"""The form in which a charter is written; whoever saves first, nobody's text is lost."""

from decimal import Decimal
from typing import Any, get_args

import polars as pl
import streamlit as st

from pmo_core.analysis import charter as texts
from pmo_core.analysis.text_diff import field_diff
from pmo_core.jobs import charters
from pmo_core.model import Charter, Project
from pmo_core.model.structure import Method
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.govern import charter as view
from pmo_core.ui.govern.charter_versions import lines
from pmo_core.ui.govern.methods import NAMES
from pmo_core.ui.text import plain

_HELP = {
    "purpose": "Why it is done, and what will be different.",
    "scope_in": "What it does, one item a line.",
    "scope_out": "What somebody might expect and it does not do, one item a line.",
    "deliverables": "What it hands over, one item a line.",
    "milestones": "One a line: 2027-03-01: Pilot",
    "risks": "The main ones, one a line.",
    "assumptions": "What is taken for granted, one item a line.",
}
_ROLES = {"work": "Work", "R": "Does it (R)", "A": "Answers (A)", "C": "Is asked (C)",
          "I": "Is told (I)"}  # fmt: skip


def edit(now: Charter, project: Project) -> None:
    """Draw the form; it keeps what was typed also when somebody else saves meanwhile."""
    able = may_write("charter")
    was = _begun(now)
    if was != now:
        _meanwhile(was, now)
    _from_plan(now.project, able)
    typed = _form(was, project, able)
    if typed is not None:
        attempt(lambda: _saved(typed, was))


def _begun(now: Charter) -> Charter:
    """Return the charter that the form was opened with; the one that holds now at the start."""
    seen = st.session_state.get("charter_was")
    if not isinstance(seen, Charter) or seen.project != now.project:
        _fill(now)
        return now
    return seen


def _fill(charter: Charter) -> None:
    state = st.session_state
    state["charter_was"] = charter
    for name in _HELP:
        state[f"charter_{name}"] = getattr(charter, name) or ""
    state["charter_budget"] = None if charter.budget is None else float(charter.budget)
    state["charter_method"] = charter.method
    state["charter_roles_now"] = texts.raci(charter.roles)
    state["charter_note"] = ""
    state["charter_form"] = state.get("charter_form", 0) + 1


def _meanwhile(was: Charter, now: Charter) -> None:
    st.info(
        plain(f"{now.author or 'Somebody'} saved another text since you opened the form."),
        icon=":material/info:",
    )
    lines(field_diff(was.model_dump(), now.model_dump()))
    st.button(
        "Go on from the current text", on_click=_fill, args=(now,), icon=":material/sync:",
        key="charter_rebase", help="What you typed here and did not save is given up.",
    )  # fmt: skip


def _from_plan(project: str, able: bool) -> None:
    """Offer to take milestones and deliverables from the project's gates and plan."""

    def take() -> None:
        draft = charters.draft_from(repository(), project)
        st.session_state["charter_milestones"] = draft.milestones or ""
        st.session_state["charter_deliverables"] = draft.deliverables or ""
        st.session_state["charter_method"] = draft.method

    st.button(
        "Take milestones, deliverables and method from the plan", on_click=take, disabled=not able,
        icon=":material/sync_alt:", key="charter_take", type="tertiary",
        help="Replaces both texts by the project's dates, gates and deliverables.",
    )  # fmt: skip


def _form(was: Charter, project: Project, able: bool) -> Charter | None:
    """Draw the fields; return the charter that they make when it is to be saved.

    What is typed stays while another tab or page is looked at.
    """
    unit = project.currency or data.settings().base_currency
    left, right = st.columns(2, gap="medium")
    for n, (name, words) in enumerate(_HELP.items()):
        with right if n % 2 else left:
            st.text_area(
                view.TITLES[name], key=f"charter_{name}", help=words, height=140,
                disabled=not able, max_chars=20_000, persist_state="session",
            )  # fmt: skip
    with right:
        st.number_input(
            f"Budget, {unit}", min_value=0.0, step=1000.0, format="%.2f", disabled=not able,
            key="charter_budget", placeholder="not known", persist_state="session",
        )  # fmt: skip
        st.selectbox(
            "Method", get_args(Method), key="charter_method", placeholder="not chosen",
            format_func=NAMES.__getitem__, disabled=not able, index=None, persist_state="session",
            help="Tab Method recommends one and says why.",
        )  # fmt: skip
    typed = _typed(was, _roles(able))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Why", key="charter_note", placeholder="What the change is for")
        is_sent = st.button(
            "Save the charter", type="primary", icon=":material/save:", key="charter_save",
            disabled=not able, help=None if able else view.MAY_NOT,
        )  # fmt: skip
    return typed if is_sent else None


def _roles(able: bool) -> pl.DataFrame:
    """Draw the table of roles and return it; it begins with what was typed before it was away."""
    state = st.session_state
    key = f"charter_roles_{state['charter_form']}"
    if key not in state:
        state["charter_roles_start"] = state["charter_roles_now"]
    st.markdown("**Roles**")
    st.caption("Who does the work, answers for it, is asked and is told; several by commas.")
    roles: pl.DataFrame = st.data_editor(
        state["charter_roles_start"], key=key, num_rows="dynamic", hide_index=True,
        disabled=not able, alt="Roles",
        column_config={name: st.column_config.TextColumn(label) for name, label in _ROLES.items()},
    )  # fmt: skip
    state["charter_roles_now"] = roles
    return roles


def _typed(was: Charter, roles: pl.DataFrame) -> Charter:
    state = st.session_state
    budget = state["charter_budget"]
    given: dict[str, Any] = {
        name: "\n".join(line.rstrip() for line in state[f"charter_{name}"].splitlines()).strip()
        or None
        for name in _HELP
    }
    given["budget"] = None if budget is None else Decimal(f"{budget:.2f}")
    given |= {"method": state["charter_method"], "roles": texts.raci_text(roles)}
    return Charter.model_validate({**was.model_dump(), **given})


def _saved(typed: Charter, was: Charter) -> str:
    number = charters.save(session(), typed, was, st.session_state["charter_note"])
    st.session_state.pop("charter_was", None)
    return f"The charter was saved: change {number}."


__all__ = ["edit"]
