"""The programme of a year is proposed, looked at and kept; an audit is added by hand."""

from datetime import date
from typing import get_args

import polars as pl
import streamlit as st

from pmo_core.analysis.audit_programme import Programme, Wish
from pmo_core.jobs import audits as jobs
from pmo_core.jobs import audits_risk
from pmo_core.model.audits import AuditAbout
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import actor, repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.audits import nothing_begun
from pmo_core.ui.learn.audits_data import PARAMETER, audits, may, names, risk
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.text import counted

_KINDS = {
    "Projects and departments": ("project", "department"), "Projects": ("project",),
    "Departments": ("department",),
}  # fmt: skip
_SHOWN = ("planned_on", "code", "name", "about", "auditor", "risk_points", "risk_reason")
_WISH = "audit wish"
_LAST_MONTH = 9
"""Month after which the next year is proposed: the programme is made in autumn."""


def draw() -> None:
    """Draw the form of a year's programme, what it proposes, and the button that keeps it."""
    if risk().is_empty():
        nothing_begun()
        return
    st.caption(
        "The subjects with the highest risk get the audits, quarter by quarter. A project is never "
        "in two audits at once, nobody audits what he manages, sponsors or works in, and audits "
        "planned already count."
    )
    _form()
    asked: tuple[Wish, tuple[str, ...]] | None = st.session_state.get(_WISH)
    if asked is None:
        return
    wish, kinds = asked
    found = _proposed(wish, kinds)
    if found.rows.is_empty():
        empty(
            f"No further audit fits into {wish.year}.",
            "Each quarter has its audits already, is over, or no auditor is independent.",
        )
        _left_out(found)
        return
    if st.button(
        f"Keep {counted(found.rows.height, 'audit')}", type="primary", key="audit_keep",
        icon=":material/event_available:", **may(),
    ):  # fmt: skip
        attempt(lambda: _kept(found))
    grid(
        found.rows.select(_SHOWN).with_columns(pl.col("risk_points").round(0)), "audit_proposed",
        alt="Proposed audits", labels={"risk_points": "Risk"}, wrapped={"risk_reason": 300},
        pinned=("planned_on", "code"), file_name=f"audit-programme-{wish.year}",
    )  # fmt: skip
    _left_out(found)


def _form() -> None:
    year = as_of().year
    known = audits()["auditor"].drop_nulls().unique().sort().to_list()
    with st.form("audit_plan"):
        first, second, third = st.columns(3)
        chosen = first.selectbox(
            "Year", [year, year + 1], index=int(as_of().month > _LAST_MONTH), key="plan_year"
        )
        per_quarter = second.number_input(
            "Audits a quarter", value=4, min_value=1, max_value=100, step=1, key="plan_per_quarter"
        )
        kinds = third.selectbox("Subjects", list(_KINDS), key="plan_kinds")
        who = st.multiselect(
            "Auditors", list(dict.fromkeys([*known, *names()])), default=known, key="plan_who",
            accept_new_options=True, placeholder="Choose names, or type one",
        )  # fmt: skip
        is_sent = st.form_submit_button(
            "Propose", key="plan_propose",
            type="secondary" if _WISH in st.session_state else "primary",
        )  # fmt: skip
    if not is_sent:
        return
    if not who:
        st.error("Name at least one auditor.", title="Nothing was proposed yet")
        return
    wish = Wish(chosen or year, int(per_quarter), tuple(who))
    st.session_state[_WISH] = (wish, _KINDS[kinds or next(iter(_KINDS))])
    st.rerun()  # so that the button that keeps is the only one that stands out


def _proposed(wish: Wish, kinds: tuple[str, ...]) -> Programme:
    today = as_of()
    return data.derived(
        "audit programme",
        lambda: audits_risk.programme(
            data, risk().filter(pl.col("about").is_in(kinds)), wish, today
        ),
        wish=wish, kinds=kinds, today=today,
    )  # fmt: skip


def _left_out(found: Programme) -> None:
    if found.left_out.is_empty():
        return
    n = counted(found.left_out.height, "subject")
    with st.expander(f"{n} passed over, with the reason"):
        grid(
            found.left_out.head(100), "audit_left_out", alt="Subjects passed over",
            export=lambda: found.left_out,
        )  # fmt: skip


def _kept(found: Programme) -> str:
    number = jobs.plan(session(), repository(), found)
    del st.session_state[_WISH]
    return f"{counted(found.rows.height, 'audit')} planned (change {number})."


def add_button() -> None:
    """Draw the button that plans an audit by hand."""
    if st.button("Plan an audit", icon=":material/add:", key="audit_add", **may()):
        st.dialog("Plan an audit", width="large", position="right")(_add)()


def _add() -> None:
    about = st.segmented_control(
        "What is audited", get_args(AuditAbout), default="process", required=True, key="add_about",
        format_func=lambda one: one if one == "PMO" else one.capitalize(),
    )  # fmt: skip
    with st.form("audit_add_form", border=False):
        name = st.text_input(
            "Name \\*", key="add_name", placeholder="Change control in 2026", max_chars=200
        )
        subject = _subject(about)
        left, right = st.columns(2)
        planned_on = left.date_input(
            "Planned for", value=as_of(), key="add_planned_on", format="YYYY-MM-DD"
        )
        own = actor()[0]
        auditor = right.selectbox(
            "Auditor", list(dict.fromkeys([own, *names()])), index=0, key="add_auditor",
            accept_new_options=True,
        )  # fmt: skip
        is_sent = st.form_submit_button("Plan", type="primary", key="add_save")
    if is_sent and not name.strip():
        st.error("Give it a name.", title="Nothing was saved yet")
    elif is_sent:
        day = planned_on if isinstance(planned_on, date) else as_of()
        attempt(lambda: _added(about, name.strip(), subject, day, auditor))


def _subject(about: str) -> str | None:
    """Draw the input of what is audited; None where nothing is named."""
    if about == "process":
        typed = st.text_input(
            "Process \\*", key="add_process", placeholder="Change control",
            help="A policy or procedure that bears this name gives the questions.",
        )  # fmt: skip
        return typed.strip() or None
    if about == "PMO":
        return None
    rows = data.table(about)
    named: dict[str, str] = dict(rows.select("code", "name").iter_rows())
    return st.selectbox(
        f"{about.capitalize()} \\*", list(named), index=None, key=f"add_{about}",
        format_func=lambda code: f"{code}  {named[code]}", placeholder="Type a code or a name",
    )  # fmt: skip


def _added(about: str, name: str, subject: str | None, day: date, auditor: str | None) -> str:
    rated = risk().filter((pl.col("about") == about) & (pl.col("code") == subject))
    known = rated.row(0, named=True) if rated.height else {}
    fields = {
        "about": about, "name": name, "planned_on": day, "auditor": auditor,
        "risk_points": round(known["risk_points"], 1) if known else None,
        "risk_reason": known.get("risk_reason"),
    }  # fmt: skip
    if about != "PMO":
        fields[about] = subject
    audit = jobs.add(session(), repository(), fields)
    st.query_params.from_dict({PARAMETER: audit.code})
    return f"{audit.code} is planned for {audit.planned_on}."


__all__ = ["add_button", "draw"]
