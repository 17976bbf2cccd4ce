"""What an audit found with what is done about it, and its report as PDF and DOCX."""

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from pmo_core.exchange.document import DOCX_TYPE, PDF_TYPE, Document, docx_bytes, pdf_bytes
from pmo_core.jobs import audits_report as jobs
from pmo_core.jobs.audits import ABOUT
from pmo_core.model import Audit
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.boot import repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.audits_data import is_under_way, may, of, to_do
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.paths import PAGES
from pmo_core.ui.text import plain

_FINDINGS = PAGES / "learn" / "findings.py"
_OF_FINDING = ("code", "name", "grade", "state", "question", "owner", "found_on", "accepted_until")
_OF_ACTION = ("code", "finding", "name", "kind", "owner", "due_on", "state", "effective_when")
_KINDS = {"PDF": (pdf_bytes, PDF_TYPE), "DOCX": (docx_bytes, DOCX_TYPE)}


def findings(audit: Audit) -> None:
    """Show the findings of an audit and the actions agreed about them."""
    rows = of("finding", audit.code).sort("code")
    if rows.is_empty():
        empty(
            "Nothing was found yet.",
            "Answer a question with partly or no, then raise the finding from it.",
        )
        return

    def open_(row: int) -> None:
        st.switch_page(_FINDINGS, query_params={"finding": rows["code"][row]})

    grid(
        rows.select(_OF_FINDING), "audit_findings", alt="Findings of this audit",
        register="finding", on_row=open_, file_name=f"{audit.code}-findings",
    )  # fmt: skip
    st.markdown("**Actions**", help="Open leads to the finding of an action.")
    actions = data.table("corrective_action").filter(
        pl.col("finding").is_in(rows["code"].to_list())
    ).sort("due_on", "code")  # fmt: skip
    if actions.is_empty():
        st.caption("No action is agreed yet. Open a finding to agree on one.")
        return

    def open_finding(row: int) -> None:
        st.switch_page(_FINDINGS, query_params={"finding": actions["finding"][row]})

    grid(
        actions.select(_OF_ACTION), "audit_actions", alt="Actions of these findings",
        register="corrective_action", labels={"name": "Action", "effective_when": "Done when"},
        wrapped={"name": 260, "effective_when": 220}, on_row=open_finding,
        file_name=f"{audit.code}-actions",
    )  # fmt: skip


def report(audit: Audit) -> None:
    """Draw what is open, the summary that reports the audit, and the report as files."""
    if is_under_way(audit):
        _finish(audit)
    elif audit.state == "planned":
        st.caption("The audit has not begun: the report holds only what is planned.")
    else:
        files = data.query("attachments", about=ABOUT)
        own = files.filter(code=audit.code, name=jobs.file_name(audit.code))
        kept = "The report of that day stands under Evidence, with its SHA-256. "
        st.caption(
            (kept if own.height else "")
            + "The files below show findings and actions as they stand now."
        )
    what = "Draft" if audit.reported_on is None else "Report"
    with st.container(horizontal=True, gap="small", key="audit_report_files"):
        for kind, (written, mime) in _KINDS.items():
            st.download_button(
                f"{what} as {kind}", data=partial(_file, written, audit), mime=mime,
                file_name=f"audit-{audit.code}.{kind.lower()}", key=f"audit_report_{kind}",
                icon=":material/download:", on_click="ignore",
                help=f"The report as {kind}: findings with actions, checklist, sample, evidence.",
            )  # fmt: skip


def _finish(audit: Audit) -> None:
    missing = to_do(audit.code)
    if missing:
        st.info(
            "\n".join(f"- {plain(one)}" for one in missing), title="Before it can be reported",
            icon=":material/checklist:",
        )  # fmt: skip
    with st.form("report_form"):
        summary = st.text_area(
            "Summary \\*", value=audit.summary or "", key="report_summary", height=130,
            placeholder="What was looked at, what is sound, what is not, and what follows.",
        )  # fmt: skip
        is_sent = st.form_submit_button(
            "Report the audit", type="primary", key="report_save", **may()
        )
    if is_sent:
        attempt(lambda: _reported(audit.code, summary))


def _reported(code: str, summary: str) -> str:
    number = jobs.report(session(), repository(), code, summary, as_of())
    return f"{code} is reported; the report is kept under Evidence (change {number})."


def _file(written: Callable[[Document], bytes], audit: Audit) -> bytes:
    return written(jobs.document(repository(), audit, as_of()))


__all__ = ["findings", "report"]
