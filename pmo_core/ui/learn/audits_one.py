"""One audit on a page: what it is, how far it is, and the steps that are next."""

from datetime import date
from typing import Literal

import polars as pl
import streamlit as st

from pmo_core.jobs import audits as jobs
from pmo_core.jobs import audits_report
from pmo_core.jobs.audits_checklist import checklist
from pmo_core.model import Audit
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, confirm
from pmo_core.ui.boot import repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.audits import formulas
from pmo_core.ui.learn.audits_data import audits, may, names, of, risk, to_do
from pmo_core.ui.page import as_of
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import counted, iso, listed, plain

_COLORS: dict[str, Literal["blue", "orange", "green", "gray", "red"]] = {
    "planned": "blue", "in progress": "orange", "reported": "green", "closed": "gray",
    "canceled": "gray", "overdue": "red",
}  # fmt: skip


def head(audit: Audit) -> None:
    """Say what is audited, by whom and when, and how far it is."""
    row = audits().row(by_predicate=pl.col("code") == audit.code, named=True)
    who = f"by {audit.auditor}" if audit.auditor else "nobody is named who audits"
    when = [
        f"planned for {iso(audit.planned_on)}",
        f"begun on {iso(audit.started_on)}" if audit.started_on else "",
        f"reported on {iso(audit.reported_on)}" if audit.reported_on else "",
    ]
    st.text(" · ".join(filter(None, [audit.code, f"{audit.about} {row['subject']}", who, *when])))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="audit_state"):
        st.badge(row["audit_state"].capitalize(), color=_COLORS[row["audit_state"]])
        if row["n_questions"]:
            st.badge(f"{row['n_answered']} of {row['n_questions']} questions answered")
        if row["n_findings"]:
            st.badge(
                f"{counted(row['n_findings'], 'finding')}, {row['n_open_findings']} open",
                color="orange" if row["n_open_findings"] else "green",
            )
        if audit.project:
            found = data.table("project").filter(code=audit.project)["name"]
            label = f"{audit.project} {found[0] if found.len() else ''}".strip()
            st.page_link(
                PAGES / "track" / "project.py", label=plain(label), icon=":material/task_alt:",
                query_params={"project": audit.project},
            )  # fmt: skip
    if audit.risk_points is not None:
        reason = audit.risk_reason or ""
        st.caption(plain(f"Risk when planned: {audit.risk_points:.0f} of 100. {reason}"))
    if audit.summary:
        st.text(audit.summary)
    following = _next(audit)
    if following:
        st.markdown(f"**Next:** {plain(following)}")


def _next(audit: Audit) -> str:
    """Say what is to be done next; empty where nothing is."""
    if audit.state == "planned":
        who = "" if audit.auditor else "Name who audits (Move), then begin"
        return who or f"Begin on {iso(audit.planned_on)}: that draws the checklist below."
    if audit.state == "in progress":
        left = to_do(audit.code)
        return " ".join(left) or "Write the summary under Report, and report the audit."
    if audit.state == "reported":
        left = _open(audit)
        return (
            f"Settle {listed(left)}: an audit closes when none of its findings is open."
            if left else "Close the audit: none of its findings is open."
        )  # fmt: skip
    return ""


def _open(audit: Audit) -> list[str]:
    """Return the codes of its open findings."""
    return of("finding", audit.code).filter(pl.col("state") == "open")["code"].sort().to_list()


def steps(audit: Audit) -> None:
    """Draw what can be done next."""
    if audit.state == "planned":
        if st.button(
            "Begin the audit", type="primary", icon=":material/play_arrow:", key="audit_start",
            **may(),
        ):  # fmt: skip
            attempt(lambda: _started(audit))
        if st.button("Move", icon=":material/event:", key="audit_move", **may()):
            st.dialog("Move the audit")(_move)(audit)
    if audit.state in ("planned", "in progress") and st.button(
        "Cancel the audit", icon=":material/cancel:", key="audit_cancel", **may()
    ):
        st.dialog("Cancel the audit")(_cancel)(audit)
    if audit.state == "reported":
        left = _open(audit)
        open_yet = {"disabled": True, "help": f"Open yet: {', '.join(left)}."} if left else {}
        if st.button(
            "Close the audit", icon=":material/lock:", key="audit_close", **{**open_yet, **may()}
        ):
            _close(audit)
    st.button(
        "All audits", icon=":material/arrow_back:", key="all_audits",
        on_click=st.query_params.clear,
    )  # fmt: skip


def before(audit: Audit) -> None:
    """Show what waits when an audit is planned: what its checklist will ask, and its risk today."""
    asked = data.derived(
        "audit checklist", lambda: checklist(data, audit, as_of()), audit=audit, today=as_of()
    )
    st.markdown(f"**The checklist asks {counted(asked.height, 'question')}**")
    st.caption(
        "From the method, the policies in force, what was found before and the lessons that speak "
        "to it, as they stand today. Questions of your own are added once the audit has begun."
    )
    if asked.height:
        grid(
            asked.select("number", "text", "basis"), "audit_preview", alt="Questions to come",
            register="audit_question", labels={"number": "No.", "text": "Question"},
            wrapped={"text": 380}, file_name=f"{audit.code}-questions",
        )  # fmt: skip
    rated = risk().filter((pl.col("about") == audit.about) & (pl.col("code") == _subject(audit)))
    if rated.height:
        row = rated.row(0, named=True)
        st.markdown(f"**Risk today: {row['risk_points']:.0f} of 100**")
        st.caption(plain(row["risk_reason"]))
        formulas(row)


def _subject(audit: Audit) -> str:
    return audit.project or audit.department or audit.process or ""


def _started(audit: Audit) -> str:
    number = jobs.start(session(), repository(), audit, as_of())
    n = counted(of("audit_question", audit.code).height, "question")
    return f"{audit.code} is begun with {n} (change {number})."


def _move(audit: Audit) -> None:
    with st.form("audit_move_form", border=False):
        day = st.date_input(
            "Planned for", value=audit.planned_on, key="move_planned_on", format="YYYY-MM-DD"
        )
        known = list(dict.fromkeys([*([audit.auditor] if audit.auditor else []), *names()]))
        auditor = st.selectbox(
            "Auditor", known, index=0 if audit.auditor else None, key="move_auditor",
            accept_new_options=True,
        )  # fmt: skip
        is_sent = st.form_submit_button("Save", type="primary", key="move_save")
    if is_sent:
        chosen = day if isinstance(day, date) else audit.planned_on
        attempt(
            lambda: (
                f"{audit.code} is planned for {chosen} (change "
                f"{jobs.move(session(), audit, chosen, auditor)})."
            )
        )


def _cancel(audit: Audit) -> None:
    with st.form("audit_cancel_form", border=False):
        reason = st.text_area("Why \\*", key="cancel_reason", height=90)
        is_sent = st.form_submit_button("Cancel the audit", type="primary", key="cancel_save")
    if is_sent:
        attempt(
            lambda: f"{audit.code} is canceled (change {jobs.cancel(session(), audit, reason)})."
        )


def _close(audit: Audit) -> None:
    def act() -> str:
        number = audits_report.close(session(), repository(), audit.code)
        return f"{audit.code} is closed (change {number})."

    confirm(
        f"Close {plain(audit.code)}?",
        ("Nothing of it is open any more: each finding is verified, accepted or withdrawn.",),
        "Close", act,
    )  # fmt: skip


__all__ = ["before", "head", "steps"]
