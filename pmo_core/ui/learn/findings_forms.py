"""What can be done with a finding: changed, accepted, withdrawn, opened again, looked at."""

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from pmo_core.analysis import findings as analysis
from pmo_core.jobs import findings as jobs
from pmo_core.jobs import retest
from pmo_core.model import AuditFinding
from pmo_core.ui import acting
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.learn import findings_retest
from pmo_core.ui.learn.findings_data import PARAMETER, fails_again
from pmo_core.ui.page import as_of

MAY_NOT = "Only a manager may change, accept or withdraw findings."
_LONG_DAYS = 90
"""For how long an acceptance is proposed."""
_LOOKED = {"It helped: verify": True, "It did not: open again": False}


def buttons(finding: AuditFinding, today: str) -> None:
    """Draw what can be done with a finding as it stands, each disabled with its reason.

    Parameters
    ----------
    finding : AuditFinding
        As it is kept.
    today : str
        How it stands, one of `analysis.findings.STATES`.
    """
    is_able = may_write("finding")
    is_kept = finding.state in ("open", "accepted")
    if is_kept and finding.rule:
        _retest(finding, today)
    elif is_kept and today == analysis.TO_RETEST:
        _press("Look at it", "visibility", _look, finding, is_able=is_able, main=True)
    if is_kept:
        longer = finding.state == "accepted"
        label = "Accept anew" if longer else "Accept as a risk"
        _press(label, "handshake", accept, finding, is_able=is_able)
        _press("Edit", "edit", _edit, finding, is_able=is_able)
        _press("Withdraw", "block", _withdraw, finding, is_able=is_able)
    if run := fails_again(finding.model_dump()):
        _again(finding, run, is_able=is_able)
    if finding.state in ("accepted", "withdrawn"):
        _press("Open again", "undo", _open_again, finding, is_able=is_able)


def _again(finding: AuditFinding, run: str, *, is_able: bool) -> None:
    """Offer to raise what came again as a finding of its own, which is opened then."""
    if st.button(
        "Raise it again", icon=":material/report:", key="finding_again", type="primary",
        disabled=not is_able, help=None if is_able else MAY_NOT,
    ):  # fmt: skip

        def act() -> str:
            about = [(finding.rule, finding.project)]
            made = jobs.raise_findings(repository(), session(), run, about, today=as_of())
            st.query_params[PARAMETER] = code = [*made.codes, *made.held.values()][0]
            repeated = made.recurring.get(code)
            return f"{code} is raised from {run}{f', repeats {repeated}' if repeated else ''}."

        attempt(act)


def _press(
    label: str, icon: str, form: Callable[[AuditFinding], None], finding: AuditFinding, *,
    is_able: bool, main: bool = False,
) -> None:  # fmt: skip
    if st.button(
        label, icon=f":material/{icon}:", key=f"finding_{form.__name__.strip('_')}",
        disabled=not is_able, help=None if is_able else MAY_NOT,
        type="primary" if main else "secondary",
    ):  # fmt: skip
        st.dialog(f"{label}: {finding.code}", width="medium")(form)(finding)


def _retest(finding: AuditFinding, today: str) -> None:
    is_able = may_write("corrective_action")
    if st.button(
        "Re-test", icon=":material/published_with_changes:", key="finding_retest",
        type="primary" if today == analysis.TO_RETEST else "secondary", disabled=not is_able,
        help=f"{finding.rule} runs again on the data as it is: it verifies the finding, or opens "
        "what was said to be done again." if is_able else findings_retest.MAY_NOT,
    ):  # fmt: skip
        findings_retest.run([finding.code])


def accept(finding: AuditFinding) -> None:
    """Draw the form by which a finding is lived with until a day."""
    st.caption(
        "It stays as it is until a day, for a reason that everybody can read. After that day it is "
        "open again by itself."
    )
    with st.form("finding_accept_form", border=False):
        until = st.date_input(
            "Accepted until",
            value=as_of() + timedelta(days=_LONG_DAYS),
            min_value=as_of(),
            key="finding_until",
            format="YYYY-MM-DD",
        )
        reason = st.text_area("Why it can be lived with", key="finding_reason", height=110)
        is_sent = st.form_submit_button("Accept", type="primary")
    if is_sent and until:
        attempt(
            lambda: (
                f"{finding.code} is accepted until {until} "
                f"(change {jobs.accept(session(), finding, until, reason, as_of())})."
            )
        )


def _withdraw(finding: AuditFinding) -> None:
    st.caption(
        "For what is no finding, such as one raised by mistake. What was mended is not withdrawn: "
        "its rule verifies it."
    )
    with st.form("finding_withdraw_form", border=False):
        reason = st.text_area("Why it is none", key="finding_withdraw_reason", height=110)
        is_sent = st.form_submit_button("Withdraw", type="primary")
    if is_sent:
        attempt(
            lambda: (
                f"{finding.code} is withdrawn "
                f"(change {jobs.withdraw(session(), finding, reason, as_of())})."
            )
        )


def _open_again(finding: AuditFinding) -> None:
    st.text(f"It was {finding.state}: {finding.reason or 'no reason is given'}")
    with st.form("finding_open_form", border=False):
        is_sent = st.form_submit_button("Open it again", type="primary")
    if is_sent:
        attempt(
            lambda: f"{finding.code} is open again (change {jobs.open_again(session(), finding)})."
        )


def _edit(finding: AuditFinding) -> None:
    with st.form("finding_edit_form", border=False):
        name = st.text_input("What is wrong", value=finding.name, key="finding_name")
        grade = st.segmented_control(
            "Grade", analysis.GRADES, default=finding.grade, required=True, key="finding_new_grade",
            help="major: a result, money or law is at stake. minor: something is not as agreed. "
            "observation: it works, and could be better.",
        )  # fmt: skip
        owner = person_input("Owner: who answers for it", finding.owner, "finding_new_owner")
        is_sent = st.form_submit_button("Save", type="primary")
    if is_sent and not name.strip():
        st.warning("Say what is wrong.")
    elif is_sent:
        fields = {"name": name.strip(), "grade": grade, "owner": owner}
        attempt(
            lambda: f"{finding.code} changed (change {jobs.change(session(), finding, fields)})."
        )


def _look(finding: AuditFinding) -> None:
    st.caption(
        "No rule tells whether it is mended, so somebody else than who owns the finding or an "
        "action looks at it, and is named."
    )
    with st.form("finding_look_form", border=False):
        answer = st.radio("What you saw", list(_LOOKED), key="finding_looked")
        note = st.text_area("What shows it", key="finding_look_note", height=110)
        is_sent = st.form_submit_button("Keep it", type="primary")
    if is_sent and answer:
        attempt(
            lambda: (
                retest.verify(
                    repository(), session(), finding.code, note, as_of(), helped=_LOOKED[answer]
                ).sentence
            )
        )


def person_input(label: str, was: str | None, key: str) -> str | None:
    """Draw the choice of a person by name; another name can be typed."""
    names = acting.options(was or session().actor)
    return st.selectbox(
        label, names, index=names.index(was) if was else None, key=key, accept_new_options=True,
        placeholder="Choose or type a name",
    )  # fmt: skip


__all__ = ["MAY_NOT", "accept", "buttons", "person_input"]
