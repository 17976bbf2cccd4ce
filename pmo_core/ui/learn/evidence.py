"""Evidence as a table: its columns are whatever a rule selects, told by the registry if it can."""

from typing import Any

import polars as pl
import streamlit as st

from pmo_core.model.columns import column
from pmo_core.ui.grid import config_of, download, is_large

_SEEN = {"same": "in both", "changed": "changed", "only here": "only here"}
_NUMBERS = {"money", "hours", "fte", "days", "pct", "share", "ratio", "number", "int", "exact"}


def shown(frame: pl.DataFrame, key: str, *, alt: str, file_name: str) -> None:
    """Show violations and offer them as files.

    Parameters
    ----------
    frame : polars.DataFrame
        As `analysis.evidence.frame_of` gives it; any column besides `seen`.
    key : str
        Name of the table on its page.
    alt : str
        What the table holds, in a few words.
    file_name : str
        Name of the file without its ending.
    """
    rows = frame.with_columns(pl.col("seen").replace(_SEEN)) if "seen" in frame.columns else frame
    config = {name: _config(name, rows[name]) for name in rows.columns}
    st.dataframe(
        rows, key=key, alt=alt, hide_index=True, placeholder="", column_config=config,
        height="content" if rows.height <= 12 else 460,
    )  # fmt: skip
    download(lambda: frame, key, file_name)


def _config(name: str, values: pl.Series) -> Any:
    """Return how a column is shown: as the registry says where it fits what stands in it."""
    if name == "seen":
        return st.column_config.TextColumn(
            "Seen", pinned=True, width="small",
            help="Whether it stands at the other time, too; changed = with other figures or days.",
        )  # fmt: skip
    words = name.replace("_", " ").capitalize()
    try:
        meta = column(name)
    except KeyError:
        return st.column_config.Column(words)
    if values.dtype.is_numeric() and meta.kind in _NUMBERS:
        return config_of(meta, large=is_large(values))
    return st.column_config.Column(meta.label, help=meta.meaning)


__all__ = ["shown"]
