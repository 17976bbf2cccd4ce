"""What an audit is built on: notes of interviews, for the PMO alone, and files kept with a hash."""

from datetime import date

import polars as pl
import streamlit as st

from pmo_core.errors import PmoError
from pmo_core.jobs import audits as jobs
from pmo_core.jobs import policies
from pmo_core.model import Audit
from pmo_core.ui import data
from pmo_core.ui.admin_act import attempt, may_write
from pmo_core.ui.boot import repository, session
from pmo_core.ui.errors import tell
from pmo_core.ui.grid import grid
from pmo_core.ui.learn.audits_data import is_under_way, may, of
from pmo_core.ui.page import as_of, empty
from pmo_core.ui.text import iso, plain


def interviews(audit: Audit) -> None:
    """Show the notes of interviews to the PMO, and let them be added."""
    if not may_write("interview"):
        empty(
            "Notes of interviews are for the PMO.",
            "Whoever talks to an auditor can speak freely: only managers and administrators read "
            "them, and the report does not hold them.",
        )
        return
    if is_under_way(audit) and st.button(
        "Note an interview", icon=":material/add:", key="interview_add"
    ):
        st.dialog("Note an interview", width="large", position="right")(_note)(audit)
    rows = of("interview", audit.code).sort("number")
    if rows.is_empty():
        empty(
            "No interview is noted.",
            "Press Note an interview, and write down who said what."
            if is_under_way(audit) else "Interviews are noted while an audit is in progress.",
        )  # fmt: skip
        return
    st.caption("For managers and administrators alone; the report does not hold them.")
    for row in rows.iter_rows(named=True):
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{plain(row['person'])}**")
            st.caption(plain(", ".join(filter(None, [row["position"], iso(row["held_on"])]))))
            st.text(row["notes"])


def _note(audit: Audit) -> None:
    with st.form("interview_form", border=False):
        first, second, third = st.columns(3)
        person = first.text_input("With whom \\*", key="interview_person")
        position = second.text_input("Position", key="interview_position")
        on = third.date_input("On", value=as_of(), key="interview_on", format="YYYY-MM-DD")
        notes = st.text_area("What was said \\*", key="interview_notes", height=220)
        is_sent = st.form_submit_button("Save", type="primary", key="interview_save")
    if is_sent:
        day = on if isinstance(on, date) else as_of()
        attempt(lambda: _noted(audit, person, position, day, notes))


def _noted(audit: Audit, person: str, position: str, on: date, notes: str) -> str:
    number = jobs.note_interview(
        session(), repository(), audit.code, person=person, position=position, held_on=on,
        notes=notes,
    )  # fmt: skip
    return f"The interview is noted (change {number})."


def evidence(audit: Audit) -> None:
    """Show the files, each to be downloaded once it is proved, and let files be added."""
    if is_under_way(audit):
        _upload(audit)
    rows = data.query("attachments", about=jobs.ABOUT)
    own = rows.filter(pl.col("code") == audit.code)
    if own.is_empty():
        empty(
            "No file is kept as evidence.",
            "Choose a file above: minutes, a signed form, a picture of a screen."
            if is_under_way(audit) else "Files are added while an audit is in progress.",
        )  # fmt: skip
        return
    grid(
        own.select("name", "n_bytes", "media_type", "added_by", "added_at", "sha256"),
        "audit_files", alt="Files", register="attachment",
        labels={"n_bytes": "Bytes", "sha256": "SHA-256"}, file_name=f"{audit.code}-evidence",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="evidence_download"):
        name = st.selectbox("File", own["name"].to_list(), key="evidence_file", width=320)
        is_asked = st.button(
            "Prepare the download", key="evidence_prepare", icon=":material/verified:",
            help="The file is read and its checksum compared.",
        )  # fmt: skip
        if name and is_asked:
            _download(audit.code, name)


def _upload(audit: Audit) -> None:
    with st.form("evidence_form", clear_on_submit=True):
        file = st.file_uploader(
            "File, at most 10 MB", key="evidence_upload", max_upload_size=10,
            help="Kept as it is, with its SHA-256; never opened here, never replaced.",
        )  # fmt: skip
        is_sent = st.form_submit_button("Keep as evidence", key="evidence_save",
                                        **may("attachment"))  # fmt: skip
    if is_sent and file is None:
        st.error("Choose a file first.", title="Nothing was saved yet")
    elif is_sent and file is not None:
        attempt(lambda: _attached(audit.code, file.name, file.type, file.getvalue()))


def _attached(code: str, name: str, media_type: str, content: bytes) -> str:
    number = jobs.attach(
        session(), repository(), code, name=name, media_type=media_type, content=content
    )
    return f"{policies.file_name(name)} is evidence of {code} (change {number})."


def _download(code: str, name: str) -> None:
    """Offer a file that is what was attached; the browser is not told to open it."""
    try:
        content = policies.content_of(repository(), jobs.ABOUT, code, name)
    except PmoError as problem:
        tell(problem)
        return
    st.download_button(
        f"Download {plain(name)}", data=content, file_name=name, mime=policies.UNKNOWN_TYPE,
        key="evidence_download_file", icon=":material/download:", on_click="ignore", type="primary",
    )  # fmt: skip


__all__ = ["evidence", "interviews"]
