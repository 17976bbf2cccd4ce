"""Tables on a page: every column with its label, unit and meaning, and the table as a file."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from pmo_core.exchange.export import csv_bytes, xlsx_bytes
from pmo_core.model.column import Column, Kind
from pmo_core.model.columns import column
from pmo_core.ui.rag import COLUMNS, chip_column, chips

_NUMBER_FORMAT: dict[Kind, str] = {
    "money": "%,.0f", "hours": "%,.1f", "fte": "%,.1f", "days": "%,d d", "pct": "%.1f %%",
    "share": "%.2f", "ratio": "%.2f", "number": "%,.4g", "int": "%d", "exact": "%,.2f",
}  # fmt: skip
_ACTION = "_action"
_MOST_ROWS = 16
_HEIGHT = 560
_TALL, _LETTER = 62, 7  # pixels: of a row from which on texts wrap (4 rem), and of a letter
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def grid(
    frame: pl.DataFrame,
    key: str,
    *,
    alt: str,
    register: str | None = None,
    labels: Mapping[str, str] | None = None,
    hidden: tuple[str, ...] = (),
    pinned: tuple[str, ...] = (),
    months: tuple[str, ...] = ("month_on",),
    wrapped: Mapping[str, int] | None = None,
    exact: bool = False,
    clickable: bool = False,
    boxes: bool = True,
    on_row: Callable[[int], None] | None = None,
    action: str = "Open",
    export: Callable[[], pl.DataFrame] | None = None,
    file_name: str = "",
) -> int | None:
    """Show a frame and offer it as CSV and XLSX; return the row that was clicked.

    Parameters
    ----------
    frame : polars.DataFrame
        One row per line; every column is described in `pmo_core.model.columns` or a field of
        `register`. An empty cell stays empty: it is never shown as 0.
    key : str
        Name of the table on its page.
    alt : str
        What the table holds, in a few words.
    register : str, optional
        Register whose fields the columns are.
    labels : mapping, optional
        Headings that say it better on this page, by column name.
    hidden : tuple of str
        Columns that are in the file but not shown.
    pinned : tuple of str
        Columns that stay in view.
    months : tuple of str
        Days that stand for their month: shown without the day.
    wrapped : mapping, optional
        Columns of long texts -> their width in pixels: where a text is longer than that, rows are
        so tall that it stands in up to three lines.
    exact : bool
        Money and hours with cents, as a controller compares them.
    clickable : bool
        Whether a click on a row reruns the page and is returned.
    boxes : bool
        Whether rows have a box, which stays marked. Without it a click leads elsewhere.
    on_row : callable, optional
        Called with the row whose button was pressed, before the page runs again. A button and not
        a marked cell: a mark stays behind when a dialog closes, and the next click is lost on it.
    action : str
        What that button says.
    export : callable, optional
        Gives the rows of the file where these are more than those shown; called on download only.
    file_name : str
        Name of the file without its ending; the key where it is empty.

    Returns
    -------
    int or None
        Row number in `frame`, None when nothing was clicked.
    """
    shown = [name for name in frame.columns if name not in hidden]
    config = {
        name: config_of(
            column(name, register),
            label=(labels or {}).get(name),
            pinned=name in pinned,
            is_month=name in months,
            exact=exact,
            large=is_large(frame[name]),
        )
        for name in shown
    }
    rows = chips(for_browser(frame.select(shown)))
    options: dict[str, Any] = {
        "key": key,
        "alt": alt,
        "hide_index": True,
        "placeholder": "",
        "column_config": config,
        "height": "content" if frame.height <= _MOST_ROWS else _HEIGHT,
    }
    row: int | None = None
    if wrapped and _is_long(frame, wrapped):
        options["row_height"] = _TALL
    for name in (wrapped or {}).keys() & set(shown):
        config[name] = {**config[name], "width": (wrapped or {})[name]}
    if on_row:
        rows = rows.select(pl.lit(action).alias(_ACTION), pl.all())
        config[_ACTION] = _button(on_row, f"{key}_pressed")
    if clickable:
        event: Any = st.dataframe(
            rows,
            on_select="rerun",
            selection_mode=["single-row", "single-cell"] if boxes else "single-cell",
            **options,
        )
        row = _clicked(event)
    else:
        st.dataframe(rows, **options)
    download(export or (lambda: frame), key, file_name or key)
    return row


def config_of(
    meta: Column,
    *,
    label: str | None = None,
    pinned: bool = False,
    is_month: bool = False,
    exact: bool = False,
    large: bool = False,
) -> Any:
    """Return how Streamlit shows a column: label, meaning and unit as help, format.

    `is_month`: its days stand for their months. `large`: it holds numbers of which four digits
    would be too few.
    """
    if meta.name in COLUMNS:
        return chip_column(meta.name, label)
    kinds = st.column_config
    make: dict[Kind, Any] = {
        "date": partial(kinds.DateColumn, format="YYYY-MM" if is_month else "YYYY-MM-DD"),
        "moment": partial(kinds.DatetimeColumn, format="YYYY-MM-DD HH:mm"),
        "flag": kinds.CheckboxColumn,
        "series": partial(kinds.BarChartColumn, width="small", y_min=0, color="blue"),
        "text": kinds.TextColumn,
    }
    kind: Kind = "exact" if exact and meta.kind in ("money", "hours") else meta.kind
    if large and kind == "number":
        kind = "hours"  # one digit behind the point, and none rounded away before it
    is_count = meta.name.startswith("n_")
    number = partial(kinds.NumberColumn, format="%,d" if is_count else _NUMBER_FORMAT.get(kind))
    return make.get(meta.kind, number)(
        label=label or meta.label,
        help=f"{meta.meaning} Unit: {meta.unit}." if meta.unit else meta.meaning,
        pinned=pinned or None,
    )


def _is_long(frame: pl.DataFrame, wrapped: Mapping[str, int]) -> bool:
    """Return whether a text is longer than its column is wide.

    Examples
    --------
    >>> _is_long(pl.DataFrame({"a": ["Yes.", None]}), {"a": 35})
    False
    """
    return any(
        bool((frame[name].str.len_chars() * _LETTER > width).any())
        for name, width in wrapped.items()
    )


def is_large(values: pl.Series) -> bool:
    """Return whether four digits round whole units away.

    Examples
    --------
    >>> is_large(pl.Series([56_759.1, None])), is_large(pl.Series([0.8972]))
    (True, False)
    """
    return values.dtype.is_float() and bool((values.abs() >= 10_000).any())


def for_browser(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with decimals as floats, which the browser formats."""
    return frame.with_columns(pl.selectors.decimal().cast(pl.Float64))


def download(rows: Callable[[], pl.DataFrame], key: str, file_name: str) -> None:
    """Offer rows as CSV and XLSX; they are read and written when the user asks, not before."""
    with st.container(horizontal=True, gap="small", key=f"{key}_files"):
        st.download_button(
            "CSV",
            data=lambda: csv_bytes(rows()),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            key=f"{key}_csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help="Download the table as CSV.",
        )
        st.download_button(
            "XLSX",
            data=lambda: xlsx_bytes(rows()),
            file_name=f"{file_name}.xlsx",
            mime=_XLSX,
            key=f"{key}_xlsx",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help="Download the table as a workbook.",
        )


def _button(on_row: Callable[[int], None], key: str) -> Any:
    def pressed() -> None:
        on_row(int(st.session_state[key]["row"]))

    return st.column_config.ButtonColumn(
        "", width="small", type="tertiary", pinned=True, on_click=pressed, key=key
    )


def _clicked(event: Any) -> int | None:
    selection = event["selection"]
    if selection["rows"]:
        return int(selection["rows"][0])
    cells = selection["cells"]
    return int(cells[0][0]) if cells else None
