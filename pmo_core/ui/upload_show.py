"""What an upload would do, as figures, sums and tables of lines."""

from functools import partial

import polars as pl
import streamlit as st

from pmo_core.exchange.export import csv_bytes
from pmo_core.exchange.guess import FROM_FILES
from pmo_core.jobs.pieces import REFUSED
from pmo_core.jobs.preview import Preview
from pmo_core.model import REGISTERS
from pmo_core.model.columns import column
from pmo_core.ui import upload_tables as tables
from pmo_core.ui.grid import config_of, for_browser, grid
from pmo_core.ui.page import Figure, headline
from pmo_core.ui.text import counted, plain
from pmo_core.ui.upload_preview import number_seen
from pmo_core.ui.upload_state import remembered

MOST_SHOWN = 500


def figures(shown: Preview) -> None:
    """Draw the counts and sums that a manager reads first."""
    lines, counts = shown.account.lines, shown.staged.counts
    n_refused = shown.unread.filter(reason=REFUSED).height
    n_repaired = shown.mended.height - n_refused
    repaired = f"{n_repaired:,} repaired" if n_repaired else ""
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
        st.warning(
            f"{counted(counts.n_removed, 'record')} of the earlier import would be removed.",
            icon=":material/delete:",
        )
    sums = remembered("sums", number_seen(), lambda: tables.sums(shown))
    if not sums.is_empty():
        read = "read + rounding" if "rounding" in sums.columns else "read"
        repeated = " + repeated" if "total_repeated" in sums.columns else ""
        st.markdown(
            f"**Sums that add up**: {read} = taken + rejected{repeated}",
            help="Proved before saving, in exact decimals; each currency by itself.",
        )
        st.dataframe(
            for_browser(sums),
            key="upload_sums",
            alt="Sums of money and hours read, taken and rejected",
            hide_index=True,
            placeholder="",
            column_config={name: config_of(column(name), exact=True) for name in sums.columns},
        )
    ways = "; ".join(f"{name}: {way}" for name, way in shown.prepared.ways().items())
    said = [
        f":material/visibility_off: {plain(tables.withheld(shown))}."
        if tables.withheld(shown)
        else "",
        f"Values are read as: {plain(ways)}." if ways else "",
    ]
    for text in filter(None, said):
        st.caption(text)


@st.fragment
def details(shown: Preview) -> None:
    """Draw the lines behind the figures; only the tab that is open is made and sent."""
    number = number_seen()
    parts = remembered("parts", number, lambda: tables.parts(shown))
    if not parts:
        return
    tabs = st.tabs([one.title for one in parts], key="upload_tabs", on_change="rerun")
    for position, (part, tab) in enumerate(zip(parts, tabs, strict=True)):
        if not tab.open:
            continue
        with tab:
            grid(
                part.rows.head(MOST_SHOWN),
                f"upload_part_{position}",
                alt=part.title,
                register=part.register,
                exact=True,
                export=partial(_same, part.rows) if part.export is None else part.export,
                file_name=part.file_name,
            )
            if part.rows.height > MOST_SHOWN:
                st.caption(f"The first {MOST_SHOWN}; the file holds all {part.rows.height:,}.")
            if part.note:
                st.caption(part.note)


def _same(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


def templates() -> None:
    """Offer a file to fill in for each register, with the meaning of its fields."""
    with st.expander("Templates, and what the fields mean", icon=":material/table_view:"):
        register = st.selectbox(
            "Register",
            FROM_FILES,
            index=FROM_FILES.index("actual"),
            format_func=lambda name: REGISTERS[name].title,
            key="templates_register",
            width=320,
        )
        st.dataframe(
            tables.fields_of(register),
            key=f"templates_{register}",
            alt="Fields of the register",
            hide_index=True,
            height="content",
            column_config={
                "field": st.column_config.TextColumn("Column", width="small"),
                "is_needed": st.column_config.CheckboxColumn("Needed", width="small"),
                "meaning": st.column_config.TextColumn("Meaning", width="large"),
                "example": st.column_config.TextColumn("Example", width="medium"),
            },
        )
        st.download_button(
            f"Template for {REGISTERS[register].title.lower()}",
            data=lambda: csv_bytes(tables.template(register)),
            file_name=f"{register}_template.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"templates_file_{register}",
            icon=":material/download:",
            help="The header and one line as an example. Other names and further columns are fine.",
        )
