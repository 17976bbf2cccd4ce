"""Texts in CSV files that a spreadsheet program would take for a formula, made harmless and undone.

A CSV file has no types, so a text that begins like a formula gets one apostrophe in front, as
people type it. The rule can be undone exactly: an apostrophe is put before every text of the form
"any number of apostrophes, then (after spaces) one of = + - @, tab or return, or their full-width
forms". So every such text then begins with an apostrophe, and taking one away gives the text back.
"""

from dataclasses import replace

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.table import LINE, Table

_SPACE = r"[\s\p{Z}\p{Cf}\p{Cc}]"
_STARTS_FORMULA = rf"(?:{_SPACE}*[=+\-@＝＋－＠﹢﹣﹦﹫−]|[\t\r\n])"
_GUARDED = rf"^'*{_STARTS_FORMULA}"
_MARKED = rf"^'+{_STARTS_FORMULA}"
_PLAIN_NUMBER = r"^[-+]?\d+(?:[.,]\d+)?%?$"


def guarded(text: pl.Expr) -> pl.Expr:
    """Return the text so that no spreadsheet program takes it for a formula.

    Examples
    --------
    >>> frame = pl.DataFrame({"x": ["=1+1", "plain", "'=1", "a=b"]})
    >>> frame.select(guarded(pl.col("x"))).to_series().to_list()
    ["'=1+1", 'plain', "''=1", 'a=b']
    """
    return pl.when(~text.str.contains(_GUARDED)).then(text).otherwise(pl.lit("'") + text)


def unguarded(text: pl.Expr) -> pl.Expr:
    """Return the text as it was before `guarded`.

    Examples
    --------
    >>> frame = pl.DataFrame({"x": ["'=1+1", "plain", "''=1", "'tis"]})
    >>> frame.select(unguarded(pl.col("x"))).to_series().to_list()
    ['=1+1', 'plain', "'=1", "'tis"]
    """
    return pl.when(~text.str.contains(_MARKED)).then(text).otherwise(text.str.slice(1))


def is_guarded(frame: pl.DataFrame, columns: list[str]) -> bool:
    """Return whether a table of text was written by `csv_bytes` and has guarded cells.

    It was when some cell is guarded and no cell that begins a formula is not (numbers aside): a
    file from elsewhere that holds both is left as it stands.
    """
    if not columns:
        return False
    text = pl.col(columns)
    marked = frame.select(text.str.starts_with("'").any()).row(0, named=True)
    maybe = [name for name, has_any in marked.items() if has_any]
    if not maybe or not _any(frame, pl.col(maybe).str.contains(_MARKED)):
        return False
    bare = text.str.contains(rf"^{_STARTS_FORMULA}") & ~text.str.contains(_PLAIN_NUMBER)
    return not _any(frame, bare)


def _any(frame: pl.DataFrame, flags: pl.Expr) -> bool:
    return bool(frame.select(pl.any_horizontal(flags.any()).fill_null(False)).item())


def without_guard(table: Table) -> Table:
    r"""Return a table of a CSV file with the guard of our own exports taken off its cells.

    A table in which nothing is guarded, or that comes from a workbook, is returned as it is.

    Examples
    --------
    >>> from pmo_core.exchange.reader import read_table
    >>> table = without_guard(read_table(b"code,name\nP1,'=1+1\nP2,plain\n"))
    >>> table.frame["name"].to_list(), [finding.code for finding in table.findings]
    (['=1+1', 'plain'], ['guard_removed'])
    """
    names = list(table.names)
    if table.dialect.kind != "csv" or not is_guarded(table.frame, names):
        return table
    text = pl.col(names)
    is_marked = table.frame.select(pl.any_horizontal(text.str.contains(_MARKED))).to_series()
    line = table.frame[LINE].filter(is_marked)[0]
    said = "The apostrophe that keeps a text from being a formula is taken off, here and below."
    return replace(
        table,
        frame=table.frame.with_columns(unguarded(text)),
        findings=(*table.findings, Finding("info", "guard_removed", said, line)),
    )
