"""Frames as files: CSV and XLSX that open as data, never as programs, and come back unchanged.

A cell of text never starts a formula. In a workbook the cell has the type text, so it is shown as
it stands. In a CSV file such a text is guarded (see `guard`), and reading takes the guard off.
Numbers and dates are typed and never touched: -5 stays -5.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from pmo_core.errors import Refused
from pmo_core.exchange.guard import guarded

_MANIFEST = "manifest.json"
_MOST_CHARACTERS = 32_767
_MOST_ROWS = 1_048_575
_LARGE = 20_000


def csv_bytes(frame: pl.DataFrame, *, bom: bool = True) -> bytes:
    """Return a frame as CSV: UTF-8, commas, one header line, guarded texts.

    Parameters
    ----------
    frame : polars.DataFrame
        Null is written as an empty cell, dates in ISO 8601, decimals without trailing zeros.
    bom : bool
        Begin with a byte order mark, by which Excel recognizes UTF-8.
    """
    header = pl.Series(frame.columns, dtype=pl.String)
    names = header.to_frame("x").select(guarded(pl.col("x"))).to_series().to_list()
    texts = [guarded(pl.col(name)) for name, kind in frame.schema.items() if kind == pl.String]
    decimals = [
        _trimmed(pl.col(name))
        for name, kind in frame.schema.items()
        if isinstance(kind, pl.Decimal)
    ]
    written = frame.with_columns(*texts, *decimals)
    written.columns = names
    buffer = io.BytesIO()
    written.write_csv(buffer, include_bom=bom, date_format="%Y-%m-%d")
    return buffer.getvalue()


def _trimmed(number: pl.Expr) -> pl.Expr:
    """Return a decimal as text without the zeros that only its scale puts there."""
    text = number.cast(pl.String)
    has_point = text.str.contains(".", literal=True)
    return (
        pl.when(has_point)
        .then(text.str.strip_chars_end("0").str.strip_suffix("."))
        .otherwise(text)
        .alias(number.meta.output_name())
    )


def xlsx_bytes(frame: pl.DataFrame, sheet: str = "Data") -> bytes:
    """Return a frame as a workbook with one sheet, its texts as text, numbers and dates typed.

    Raises
    ------
    Refused
        More rows than a sheet has, or a text longer than a cell holds.
    """
    longest = frame.select(pl.col(pl.String).str.len_chars().max()).row(0) if frame.height else ()
    if frame.height > _MOST_ROWS or max((n for n in longest if n), default=0) > _MOST_CHARACTERS:
        raise Refused(
            "The table does not fit into a worksheet (1,048,575 rows, 32,767 characters a cell).",
            "Export it as CSV.",
        )
    buffer = io.BytesIO()
    options = {
        "in_memory": frame.height <= _LARGE,
        "constant_memory": frame.height > _LARGE,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        _write_sheet(book, frame, sheet)
    return buffer.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, frame: pl.DataFrame, sheet: str) -> None:
    page = book.add_worksheet(_sheet_name(sheet))
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for column, name in enumerate(frame.columns):
        page.write_string(0, column, name, bold)
    page.freeze_panes(1, 0)
    for row, values in enumerate(frame.iter_rows(), start=1):
        for column, value in enumerate(values):
            _write_cell(page, row, column, value, (day, moment))


def _write_cell(page: Any, row: int, column: int, value: Any, formats: tuple[Any, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(row, column, value)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value, formats[1])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats[0])
    else:
        page.write_string(row, column, str(value))


def _sheet_name(name: str) -> str:
    """Return a name that a sheet may have: at most 31 characters, no brackets or slashes."""
    return name.translate(dict.fromkeys(map(ord, "[]:*?/\\'"), "_"))[:31] or "Data"


def write_directory(frames: Mapping[str, pl.DataFrame], folder: Path) -> dict[str, Any]:
    """Write each register as `<register>.csv`, and `manifest.json` with what was written.

    The manifest is written last: a folder without it is not complete. Files of the same names are
    replaced.

    Returns
    -------
    dict
        Register -> `file`, `n_rows`, `columns` (name -> type), `sha256` of the file's bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    manifest: dict[str, Any] = {}
    for register, frame in frames.items():
        data = csv_bytes(frame, bom=False)
        (folder / f"{register}.csv").write_bytes(data)
        manifest[register] = {
            "file": f"{register}.csv",
            "n_rows": frame.height,
            "columns": {name: str(kind) for name, kind in frame.schema.items()},
            "sha256": hashlib.sha256(data).hexdigest(),
        }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest
