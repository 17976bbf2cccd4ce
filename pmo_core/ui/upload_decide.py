"""The last step of an upload: what must be decided, and the button that saves."""

import polars as pl
import streamlit as st

from pmo_core.errors import Finding, PmoError
from pmo_core.jobs.preview import Preview, can_create
from pmo_core.jobs.saving import save
from pmo_core.model import REGISTERS, Record
from pmo_core.model.columns import label
from pmo_core.ui import boot, upload_done
from pmo_core.ui.admin_act import done, may_write
from pmo_core.ui.errors import tell
from pmo_core.ui.text import counted, plain
from pmo_core.ui.upload_file import close
from pmo_core.ui.upload_preview import PRESSED, discard, number_seen, take

CONFIRM = {
    "short_header": "I have looked: every column stands under the right name.",
    "no_header": "I have looked: the columns are numbered, and each becomes the right field.",
    "cut_off": "I know that the file may be cut off; save what is there.",
}
"""Finding about the whole file -> what the user must say before anything is saved."""
MOST_LISTED = 6
_ABOUT_THE_FILE = {*CONFIRM, "mixed_encoding", "sum_differs"}


def warnings_of(shown: Preview) -> list[Finding]:
    """Return what is odd about the file as a whole, each once, what needs a decision first."""
    everything = (*shown.opened.head.findings, *shown.findings)
    found = {
        (one.code, one.message): one
        for one in everything
        if one.severity == "warning" and (one.line is None or one.code in _ABOUT_THE_FILE)
    }
    return sorted(found.values(), key=lambda one: one.code not in CONFIRM)


def decide(shown: Preview, key: str) -> bool:
    """Draw what is to be decided; return whether the user may save."""
    warnings = warnings_of(shown)
    n_repaired = shown.opened.head.repaired.height
    if not (warnings or shown.unknown or n_repaired):
        return True
    with st.container(border=True, key="upload_decisions"):
        st.markdown("**Before you save**")
        if warnings:
            _list(warnings)
        must = dict.fromkeys(one.code for one in warnings if one.code in CONFIRM)
        confirmed = [
            st.checkbox(CONFIRM[code], key=f"{key}_confirm_{code}", persist_state="session")
            for code in must
        ]
        for name, codes in shown.unknown.items():
            _about_unknown(name, codes, shown.staged.record, key)
        if n_repaired:
            st.toggle(
                f"Take the {counted(n_repaired, 'repaired line')}",
                value=True,
                key=f"{key}_repairs",
                persist_state="session",
                help="All are listed below, with what was done. Off: these lines are rejected.",
            )
    return all(confirmed)


def _list(warnings: list[Finding]) -> None:
    lines = [f":orange[:material/warning:] {plain(one.message)}" for one in warnings]
    if len(lines) > MOST_LISTED:
        lines[MOST_LISTED:] = [f"and {len(lines) - MOST_LISTED} more, see Notes"]
    st.markdown("  \n".join(lines))


_WHY = {
    (True, True): "All of them are listed below. A record that is created has a code and a name; "
    "the rest can be added later.",
    (False, True): "Your role may not create these.",
    (False, False): "They need more than a code and a name: add them to their register first.",
}


def _about_unknown(name: str, codes: pl.DataFrame, record: type[Record], key: str) -> None:
    register = REGISTERS[record.refers[name]]
    noun = register.register.replace("_", " ")
    examples = ", ".join(codes["code"].head(3)) + (" ..." if codes.height > 3 else "")
    said = {
        "create": f"Create {counted(codes.height, noun, register.title.lower())}",
        "reject": f"Reject {counted(int(codes['n_lines'].sum()), 'line')}",
    }
    can = can_create(register.register)
    may = can and may_write(register.register)
    st.radio(
        f"{plain(label(name, record.register))}: {counted(codes.height, 'code')} not in the "
        f"register yet ({plain(examples)})",
        ["create", "reject"] if may else ["reject"],
        format_func=said.__getitem__,
        horizontal=True,
        key=f"{key}_unknown_{name}",
        persist_state="session",
        help=_WHY[may, can],
    )


def keep(shown: Preview, may_save: bool) -> None:
    """Draw the button that saves, and save when it was pressed."""
    counts = shown.staged.counts
    n_written = counts.n_new + counts.n_changed + counts.n_removed
    pressed, number = st.session_state.pop(PRESSED, None), number_seen()
    if not n_written:
        text = (
            "Nothing to save: all of this is kept already."
            if counts.n_unchanged
            else "No line can be taken: look at the reasons below, and at what the columns mean."
        )
        st.info(text, icon=":material/check_circle:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="upload_keep"):
        st.button(
            f"Save {counted(n_written, 'record')}",
            type="primary",
            icon=":material/save:",
            key="upload_save",
            disabled=not may_save,
            on_click=_press,
            args=(number,),
        )
        st.caption(
            "One change in the journal, all or nothing; it can be undone."
            if may_save
            else "Tick what is to be confirmed above.",
            width="content",
        )
    if pressed is None or not may_save:
        return
    if pressed != number or not take():
        st.warning(
            "Not saved yet: something was changed since you looked, and the preview was made "
            "again. Look, then save.",
            icon=":material/sync:",
        )
    else:
        _save(shown)


def _press(number: int) -> None:
    st.session_state[PRESSED] = number


def _save(shown: Preview) -> None:
    """Save what the user saw, all or nothing, and say what came of it."""
    try:
        with st.spinner("Saving ..."):
            change = save(boot.repository(), boot.session(), shown).change
            result = upload_done.result_of(shown, change)
    except PmoError as problem:
        tell(problem)
        return
    finally:
        discard()
        shown.close()
    close()
    st.session_state[upload_done.RESULT] = result
    done("")  # the page says it above the next file
