"""The first step of an upload: a file, or one of the tables in it."""

import streamlit as st

from pmo_core import demo
from pmo_core.jobs.opening import Opened, open_upload
from pmo_core.ui import boot
from pmo_core.ui.page import empty
from pmo_core.ui.text import counted, plain

TYPES = ["csv", "tsv", "txt", "xlsx", "zip"]
MAX_MB = 200


def pick() -> Opened | None:
    """Draw the place where a file is dropped, and return the file once it is understood as a table.

    Raises
    ------
    UnreadableFile
        The file is no table; the message says why.
    """
    file = st.file_uploader(
        "File with actuals, projects, budgets or status reports",
        type=TYPES,
        max_upload_size=MAX_MB,
        key="upload_file",
        help="CSV or TSV in any encoding, a workbook (XLSX), or a zip of CSVs; up to 200 MB.",
    )
    if file is None:
        st.session_state.pop("upload_opened", None)
        _invite()
        return None
    opened = _open(file, file.file_id, None)
    if len(opened.contents) > 1:
        part = st.selectbox(
            "Table",
            [one.name for one in opened.contents],
            key=f"upload_part_{file.file_id}",
            help="The file holds several tables; each is uploaded by itself.",
        )
        opened = _open(file, file.file_id, part)
    return opened


def _open(file: object, file_id: str, part: str | None) -> Opened:
    """Return the file as read, remembered for this session until another one comes."""
    kept = st.session_state.get("upload_opened")
    if kept is not None and kept[0] == (file_id, part):
        return kept[1]  # type: ignore[no-any-return]
    with st.spinner("Reading the file ..."):
        opened = open_upload(file, file.name, part=part)  # type: ignore[arg-type, attr-defined]
    st.session_state["upload_opened"] = ((file_id, part), opened)
    return opened


def _invite() -> None:
    """Say what can be uploaded, and offer a file to try it with."""
    empty(
        "Drop the file that finance sends: it need not be tidy.",
        "Nothing is saved before you have seen what was understood, line by line.",
    )
    if boot.repository().settings().content != "demo":
        return
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.download_button(
            "Sample file to try it with",
            data=demo.sample_actuals_csv,
            file_name="sample_actuals.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            help="300 lines of fictional actuals with typical faults, for the demonstration data.",
        )


def say(opened: Opened) -> None:
    """Say how the file was read: lines, encoding, delimiter, where the header stands."""
    count, dialect = opened.head.count, opened.head.dialect
    marks = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar", ":": "colon"}
    facts = [counted(count.data, "record")]
    if opened.stream is not None:
        facts = [f"the first {counted(count.data, 'record')} of a large file"]
    if dialect.kind == "csv":
        facts += [dialect.encoding, f"{marks.get(dialect.delimiter, dialect.delimiter)}-separated"]
    if dialect.header_line != 1:
        facts.append(f"header in line {dialect.header_line}")
    aside = {
        ("preamble line", ""): count.preamble,
        ("blank line", ""): count.blank,
        ("total", ""): count.subtotal,
        ("repeated header", ""): count.repeated_header,
        ("remark below", "remarks below"): count.footer,
    }
    facts += [f"{counted(n, *what)} set aside" for what, n in aside.items() if n]
    st.caption(f"Read: {plain(', '.join(facts))}.")
