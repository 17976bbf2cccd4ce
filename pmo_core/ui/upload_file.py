"""The first step of an upload: a file, or one of the tables in it."""

from typing import Any

import streamlit as st

from pmo_core.errors import UnreadableFile
from pmo_core.exchange.contents import list_contents
from pmo_core.jobs.opening import Opened, open_upload
from pmo_core.ui import data
from pmo_core.ui.first_visit import sample
from pmo_core.ui.text import counted, plain
from pmo_core.ui.upload_state import forget, remembered

TYPES = ["csv", "tsv", "txt", "xlsx", "zip"]
MAX_MB = 200
_HELD = "upload_held"
_NUMBER = "uploads_so_far"
_MARKS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "bar", ":": "colon"}


def pick() -> tuple[Any, Any] | None:
    """Draw the place where a file is dropped, or the file that was.

    The file stays while the user looks at another page, until he closes or saves it.

    Returns
    -------
    tuple or None
        The file, and the place below its name for what was read.
    """
    held = st.session_state.get(_HELD)
    if held is None:
        key = f"uploader_{st.session_state.setdefault(_NUMBER, 0)}"
        st.file_uploader(
            "File with actuals, projects, budgets or status reports",
            type=TYPES,
            max_upload_size=MAX_MB,
            key=key,
            on_change=_hold,
            args=(key,),
            help="CSV or TSV in any encoding, a workbook (XLSX), or a zip of CSVs; up to 200 MB.",
        )
        _invite()
        return None
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="upload_card"):
        facts = st.container(gap="xxsmall", width="stretch", key="upload_facts")
        with facts:
            st.markdown(f":material/description: **{plain(held.name)}** :gray[{_size(held.size)}]")
        st.button(
            "Another file",
            icon=":material/close:",
            on_click=close,
            key="upload_close",
            help="Closes this file without saving it.",
        )
    return held, facts


def is_open() -> bool:
    """Return whether there is a file that is not saved or closed yet."""
    return _HELD in st.session_state


def _hold(key: str) -> None:
    """Take the file over from the widget, which would lose it with the next page."""
    forget()
    st.session_state[_HELD] = st.session_state[key]


def close() -> None:
    """Close the file, and make room for the next one."""
    forget()
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


def _size(n_bytes: int) -> str:
    """Return a size as people read it.

    Examples
    --------
    >>> _size(19_500), _size(200_000_000)
    ('20 kB', '200.0 MB')
    """
    return f"{n_bytes / 1e6:,.1f} MB" if n_bytes >= 1e6 else f"{max(1, round(n_bytes / 1e3))} kB"


def read(file: Any) -> Opened:
    """Return the file as a table, the one that the user chooses where it holds several.

    Raises
    ------
    UnreadableFile
        The file is no table; the message says why.
    """
    contents = _or_refusal("contents", file, None)
    part: str | None = None
    if len(contents) > 1:
        largest = max(contents, key=lambda one: one.n_bytes)
        part = st.selectbox(
            f"Table ({len(contents)} in this file)",
            [one.name for one in contents],
            index=contents.index(largest),
            key="upload_part",
            persist_state="session",
            help="The file holds several tables, each uploaded by itself; the largest comes first.",
        )
    opened: Opened = _or_refusal("opened", file, part)
    return opened


def _or_refusal(what: str, file: Any, part: str | None) -> Any:
    """Return what was read, or raise its refusal again, without reading the file again."""

    def make() -> Any:
        try:
            with st.spinner("Reading the file ...", show_time=True):
                if what == "contents":
                    return list_contents(file, file.name, MAX_MB * 1_000_000)
                return open_upload(file, file.name, part=part, max_bytes=MAX_MB * 1_000_000)
        except UnreadableFile as refusal:
            return refusal

    found = remembered(what, (file.file_id, part), make)
    if isinstance(found, UnreadableFile):
        raise found.with_traceback(None)
    return found


def _invite() -> None:
    """Offer a file to try it with, as long as the demonstration is shown."""
    if data.settings().content != "demo":
        return
    with st.container(horizontal=True, vertical_alignment="center", key="uploader_sample"):
        st.download_button(
            "Sample file to try it with",
            data=sample,
            file_name="sample_actuals.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            help="300 lines of fictional actuals with typical faults, for the demonstration data.",
        )
        st.caption("Finance's own file is welcome too: it need not be tidy.", width="content")


def say(opened: Opened) -> None:
    """Say how the file was read: lines, encoding, delimiter, where the header stands."""
    count, dialect = opened.head.count, opened.head.dialect
    facts = [counted(count.data, "line")]
    if opened.stream is not None:
        facts = [f"the first {counted(count.data, 'line')} of a large file"]
    if dialect.kind == "csv":
        facts += [dialect.encoding, f"{_MARKS.get(dialect.delimiter, dialect.delimiter)}-separated"]
    if dialect.header_line > 1:
        facts.append(f"header in line {dialect.header_line}")
    aside = {
        ("line above the header", "lines above the header"): count.preamble,
        ("blank line", "blank lines"): count.blank,
        ("total", "totals"): count.subtotal,
        ("repeated header", "repeated headers"): count.repeated_header,
        ("remark below", "remarks below"): count.footer,
    }
    left_out = [counted(n, *what) for what, n in aside.items() if n]
    rest = f" Left out: {plain(', '.join(left_out))}." if left_out else ""
    st.caption(f"Read: {plain(', '.join(facts))}.{rest}")
