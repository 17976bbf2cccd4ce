"""The third step of an upload: what would happen, line by line, before anything is kept."""

from functools import partial

import polars as pl
import streamlit as st

from pmo_core.exchange.guess import Guess
from pmo_core.exchange.mapping import Mapping
from pmo_core.jobs.opening import Opened
from pmo_core.jobs.preview import Choices, Preview, Unknown, preview, ready
from pmo_core.jobs.saving import save
from pmo_core.model import REGISTERS, Record
from pmo_core.model.columns import label
from pmo_core.ui import boot, data
from pmo_core.ui import upload_tables as tables
from pmo_core.ui.admin_act import attempt
from pmo_core.ui.grid import grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.text import counted, plain
from pmo_core.ui.upload_mapping import value_answers

MOST_SHOWN = 500


def look(
    guess: Guess, opened: Opened, mapping: Mapping, choices: Choices, key: str
) -> Preview | None:
    """Return the preview, or None while questions about the values are open."""
    name = (opened.file_hash, opened.name, mapping.to_json(), repr(choices), _revision())
    kept = st.session_state.get("upload_preview")
    if kept is not None and kept[0] == name:
        return kept[1]  # type: ignore[no-any-return]
    settings = data.settings()

    def tell(share: float) -> None:
        bar.progress(share, text="Reading the values ...")

    bar = st.progress(0.0, text="Reading the values ...")
    try:
        read = ready(opened, mapping, settings, choices, tell)
        if read[0].questions:
            answered = value_answers(read[0].questions, mapping, key)
            if answered is None:
                return None
            mapping = answered
            read = ready(opened, mapping, settings, choices, tell)
        made = preview(
            boot.session(), opened, mapping, settings, choices,
            progress=tell, read=read, proposals=guess.proposals,
        )  # fmt: skip
    finally:
        bar.empty()
    if kept is not None:
        kept[1].close()
    st.session_state["upload_preview"] = (name, made)
    return made


def _revision() -> int:
    return boot.repository().revision


def forget() -> None:
    """Forget the preview of a file that is no longer there."""
    kept = st.session_state.pop("upload_preview", None)
    if kept is not None:
        kept[1].close()


def choices(mapping: Mapping, key: str) -> Choices:
    """Return what the user decided so far; `choose` draws where it is decided."""
    state = st.session_state
    refers = REGISTERS[mapping.register].refers
    unknown: dict[str, Unknown] = {
        name: "reject" for name in refers if state.get(f"{key}_unknown_{name}") == "reject"
    }
    return Choices(unknown, state.get(f"{key}_repairs", True), state.get(f"{key}_replaces"))


def choose(shown: Preview, key: str) -> None:
    """Draw what is to be decided: unknown codes, repairs, and an earlier import to correct."""
    for name, codes in shown.unknown.items():
        _about_unknown(name, codes, shown.staged.record, key)
    n_repaired = shown.opened.head.repaired.height
    if n_repaired:
        st.toggle(
            f"Take the {counted(n_repaired, 'repaired line')}",
            value=True,
            key=f"{key}_repairs",
            help="Each is listed below with what was done to it. Off: these lines are rejected.",
        )
    _replaces(shown.mapping, key)


def _about_unknown(name: str, codes: pl.DataFrame, record: type[Record], key: str) -> None:
    register = REGISTERS[record.refers[name]]
    noun = register.register.replace("_", " ")
    examples = ", ".join(codes["code"].head(4)) + (" ..." if codes.height > 4 else "")
    st.radio(
        f"{plain(label(name, record.register))}: {counted(codes.height, 'code')} not kept yet "
        f"({plain(examples)})",
        ["create", "reject"],
        format_func={
            "create": f"Create {counted(codes.height, noun, register.title.lower())}",
            "reject": f"Reject {counted(int(codes['n_lines'].sum()), 'line')}",
        }.__getitem__,
        horizontal=True,
        key=f"{key}_unknown_{name}",
    )


def _replaces(mapping: Mapping, key: str) -> None:
    """Let the user say that the file is the corrected whole of an earlier import."""
    batches = boot.repository().query("batches", limit=50, offset=0)
    same = batches.filter(
        ~pl.col("is_undone"), pl.col("register").str.split(" ").list.first() == mapping.register
    )
    if same.is_empty():
        return
    names = {
        row["number"]: f"#{row['number']} {row['file_name']}" for row in same.iter_rows(named=True)
    }
    st.selectbox(
        "Corrects an earlier import",
        [None, *names],
        format_func=lambda number: "No: adds to what is kept" if number is None else names[number],
        key=f"{key}_replaces",
        help="Lines of that import which this file lacks are removed. Leave it at No for a file "
        "that only adds or corrects lines.",
    )


def show(shown: Preview) -> None:
    """Draw what would happen: counts, sums, and every line worth a look."""
    lines, counts = shown.account.lines, shown.staged.counts
    repaired = f"{shown.mended.height:,} repaired" if shown.mended.height else ""
    headline(
        [
            Figure("Lines read", f"{lines.read:,}", "Data lines, counted independently."),
            Figure("Taken", f"{lines.taken:,}", "Lines whose values are all understood.", repaired),
            Figure(
                "Rejected", f"{lines.rejected:,}", "Lines that would not be saved, listed below.",
                f"{lines.repeated:,} repeated" if lines.repeated else "",
            ),
            Figure("New", f"{counts.n_new:,}", "Records that are not kept yet."),
            Figure("Changed", f"{counts.n_changed:,}", "Records that are kept with other values."),
            Figure("Unchanged", f"{counts.n_unchanged:,}", "Records that are kept just so."),
        ],
        "upload_counts",
    )  # fmt: skip
    if counts.n_removed:
        st.warning(f"{counted(counts.n_removed, 'record')} of the earlier import would be removed.")
    sums = tables.sums(shown)
    if not sums.is_empty():
        st.markdown("**Sums**: read = taken + rejected + repeated", help="Proved before saving.")
        grid(sums, "upload_sums", alt="Sums of money and hours read, taken and rejected")
    ways = shown.prepared.ways()
    if ways:
        said = "; ".join(f"{column}: {way}" for column, way in ways.items())
        st.caption(f"Values are read as: {plain(said)}.")
    _details(shown)


def _details(shown: Preview) -> None:
    parts = tables.parts(shown)
    for number, (part, tab) in enumerate(
        zip(parts, st.tabs([one.title for one in parts]), strict=True)
    ):
        with tab:
            if part.rows.is_empty():
                st.caption("None.")
                continue
            grid(
                part.rows.head(MOST_SHOWN),
                f"upload_part_{number}",
                alt=part.title,
                register=part.register,
                exact=True,
                export=partial(_same, part.rows) if part.rows.height > MOST_SHOWN else part.export,
                file_name=part.file_name,
            )
            if part.note:
                st.caption(part.note)


def _same(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def keep(shown: Preview) -> None:
    """Draw the button that saves, and say afterwards what was saved."""
    counts = shown.staged.counts
    n_written = counts.n_new + counts.n_changed + counts.n_removed
    if not n_written:
        text = (
            "Nothing to save: all of this is kept already."
            if counts.n_unchanged
            else "No line can be taken."
        )
        st.info(text, icon=":material/check_circle:")
        return
    if st.button(f"Save {counted(n_written, 'record')}", type="primary", key="upload_save"):
        attempt(lambda: _save(shown))


def _save(shown: Preview) -> str:
    change = save(boot.repository(), boot.session(), shown).change
    forget()
    st.session_state["upload_saved"] = change
    return f"Saved as change {change}."
