"""The store itself on a page: where it is, whether it is whole, and copies of all of it."""

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl
import streamlit as st

from pmo_core.errors import Finding
from pmo_core.exchange.export import csv_bytes
from pmo_core.jobs import archive
from pmo_core.model import REGISTERS
from pmo_core.ui import data
from pmo_core.ui.admin_act import confirm
from pmo_core.ui.boot import repository, session
from pmo_core.ui.grid import grid
from pmo_core.ui.page import as_of
from pmo_core.ui.text import counted, plain

_CHECKED = "checked"
_ICONS = {"error": ":material/error:", "warning": ":material/warning:", "info": ":material/info:"}
_COLORS = {"error": "red", "warning": "orange", "info": "blue"}


def chain() -> None:
    """Say whether the journal's chain of hashes is whole."""
    repo = repository()
    broken = data.derived("chain", repo.check_journal)
    at_opening = [one for one in repo.notices if one.code.startswith(("anchor", "journal"))]
    for finding in [*broken, *at_opening]:
        _notice(finding)
    if not any(finding.severity == "error" for finding in [*broken, *at_opening]):
        st.badge(
            f"Chain of {counted(repo.revision, 'change')} is unbroken",
            icon=":material/link:",
            color="green",
            help="Each change carries a hash of itself and of the change before it, and the last "
            "hash is also kept outside the data file: an altered journal shows.",
        )


def state() -> None:
    """Show where the data is kept, its revision, and what happened when it was opened."""
    repo = repository()
    st.table(
        {
            "Kept in": plain(repo.address),
            "Revision": f"{repo.revision:,}",
            "Saving": plain(repo.read_only_because) or "works",
            "Content": "the demonstration" if data.settings().content == "demo" else "your own",
        },
        border="horizontal",
        width="content",
    )
    for finding in repo.notices:
        _notice(finding)


def checks() -> None:
    """Offer to prove again all that is kept, and show what the last proof found."""
    st.caption("Keys, references, sums of the roll-ups and the journal are proved over all data.")
    if st.button("Run all checks", key="run_checks", icon=":material/rule:"):
        with st.spinner("Checking ..."):
            st.session_state[_CHECKED] = (repository().revision, repository().check())
    if _CHECKED not in st.session_state:
        return
    revision, findings = st.session_state[_CHECKED]
    st.caption(f"As of revision {revision:,}.")
    if not findings:
        st.success("Everything that is kept is in order.", icon=":material/check_circle:")
        return
    names = ("severity", "message", "column", "value")
    rows = [[getattr(one, name) for name in names] for one in findings]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    grid(frame, "findings", alt="What the checks found")


def copies() -> None:
    """Offer all that is kept as a database file and as a zip of CSVs."""
    with st.container(horizontal=True):
        st.download_button(
            "Backup (database)", data=backup_bytes, file_name="pmo-backup.duckdb",
            mime="application/octet-stream", key="backup", icon=":material/database:",
            on_click="ignore", disabled=repository().address == ":memory:",
            help="Everything with its history and journal. To restore it, stop the program and put "
            "the file where the data is kept.",
        )  # fmt: skip
        st.download_button(
            "All registers (CSV)", data=registers_zip, file_name="pmo-registers.zip",
            mime="application/zip", key="registers_zip", icon=":material/folder_zip:",
            on_click="ignore", help="What holds now: one CSV file per register.",
        )  # fmt: skip


def backup_bytes() -> bytes:
    """Return a complete copy of the database, proved to open."""
    with tempfile.TemporaryDirectory() as folder:
        return repository().backup(Path(folder) / "pmo.duckdb").read_bytes()


def registers_zip() -> bytes:
    """Return a zip with one CSV per register: the rows that hold now."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for register in REGISTERS:
            packed.writestr(f"{register}.csv", csv_bytes(repository().table(register)))
    return buffer.getvalue()


def start_over() -> None:
    """Offer to empty the store, and to fill it with the demonstration (administrators)."""
    is_allowed = session().role == "administrator"
    why = None if is_allowed else "Only an administrator may do this."
    with st.container(horizontal=True):
        if st.button(
            "Start empty", key="start_empty", icon=":material/delete_sweep:", help=why,
            disabled=not is_allowed,
        ):  # fmt: skip
            confirm("Start empty?", _EMPTY, "Empty everything", _start_empty)
        if st.button(
            "Reset to the demonstration", key="reset_demo", icon=":material/science:", help=why,
            disabled=not is_allowed,
        ):  # fmt: skip
            confirm("Reset to the demonstration?", _DEMO, "Reset", _reset_to_demo)


_EMPTY = (
    "Every record of every register goes, settings included: settings return to their defaults.",
    "It is one change. To take it back, undo it in the journal.",
    "The journal and all history stay.",
)
_DEMO = (
    "Every record that is kept now goes, settings included.",
    "The demonstration takes its place: a fictional IT company with 200 projects.",
    "These are three changes. To take them back, undo all in the journal, the latest first.",
)


def _start_empty() -> str:
    number = session().reset(note="Start empty")
    if number is None:
        return "Nothing was kept."
    return f"Everything is empty now. Undo change {number} to take it back."


def _reset_to_demo() -> str:
    with st.spinner("Building the demonstration portfolio ..."):
        session().reset(note="Reset to the demonstration")
        archive.load_audited_demo(repository(), session(), as_of())
    return "The demonstration is loaded."


def _notice(finding: Finding) -> None:
    severity = finding.severity
    st.markdown(f":{_COLORS[severity]}[{_ICONS[severity]}] {plain(finding.message)}")
