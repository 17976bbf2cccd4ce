"""Tell the rows of a table from what people put around and between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import and_

import polars as pl

from pmo_core.errors import Finding
from pmo_core.exchange.cells import is_blank, is_typed
from pmo_core.exchange.table import LINE

HEADER_WITHIN = 40
"""A header stands within this many first records, or there is none."""

TOTAL = (
    r"(?i)^\W*(?:(?:sub|grand|overall|report|page|running)[\s_-]*totals?|totals?"
    r"|total g[ée]n[ée]ral|(?:zwischen|gesamt|end)?summe|insgesamt|gesamt|somme)\b"
    r"|\b(?:sub)?totals?\s*:?\s*$"
)
_TOTAL = re.compile(TOTAL)
_NOTHING = {"", "-", "na", "n/a", "#n/a", "null", "none", "nan", "tbc", "tbd", "?", "\\n"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table stands in its file.

    Parameters
    ----------
    n_before : int
        Number of records before the first data record (preamble and header).
    header : tuple of str
        Header cells as written, without the empty ones at its end; empty when there is none.
    names : tuple of str
        A name for each field of a record, unique; those beyond the header are spare.
    n_columns : int
        How many of the names are columns of the table.
    has_header : bool
    findings : tuple of Finding
    """

    n_before: int
    header: tuple[str, ...]
    names: tuple[str, ...]
    n_columns: int
    has_header: bool
    findings: tuple[Finding, ...] = ()


def find(
    rows: Sequence[Sequence[str]],
    width: int,
    header_row: int | None = None,
    n_fields: int = 0,
) -> Layout:
    """Find the header, and with it where the data begins.

    The first record that is filled like a row of the table decides: it is the header, unless its
    cells look like the cells below it.

    Parameters
    ----------
    rows : sequence of sequence of str
        First records of the file, of any length.
    width : int
        Number of fields of most records.
    header_row : int or None
        Index in `rows` of the header when the caller knows it; -1 for a file without one.
    n_fields : int
        Number of fields that every record has, where it is more than the table's.

    Examples
    --------
    >>> found = find([["Report"], ["code", "cost"], ["P1", "5"], ["P2", "7"]], 2)
    >>> found.n_before, found.names
    (2, ('code', 'cost'))
    >>> find([["P1", "5"], ["P2", "7"]], 2).names
    ('column_1', 'column_2')
    """
    at, has_header = _header_at(rows, width) if header_row is None else (header_row, True)
    if at < 0:
        at, has_header = 0, False
    header = tuple(_trimmed(rows[at])) if has_header and at < len(rows) else ()
    n_columns = len(header) if has_header else width
    below = rows[at + 1 : at + 200]
    findings: tuple[Finding, ...] = ()
    if has_header and sum(not is_blank(row[n_columns:]) for row in below) > len(below) / 2:
        n_columns = usual_width(below)
        message = f"The header has {len(header)} names, but most rows have {n_columns} fields."
        findings = (Finding("warning", "short_header", message, at + 1),)
    names, named = unique_names(header, max(width, n_columns, n_fields))
    findings += tuple(one for one in named if one.column in names[:n_columns])
    if not has_header:
        findings = (
            Finding(
                "warning",
                "no_header",
                "The file has no header row: its columns are numbered.",
                at + 1,
            ),
        )
    return Layout(at + has_header, header, names, n_columns, has_header, findings)


def _trimmed(row: Sequence[str]) -> list[str]:
    """Return the cells without the empty ones at the end."""
    cells = list(row)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _header_at(rows: Sequence[Sequence[str]], width: int) -> tuple[int, bool]:
    """Return the index of the first full row, and whether it is a header."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        cells = _trimmed(row)
        n_filled = sum(1 for cell in cells if cell.strip())
        if n_filled and (n_filled >= 0.6 * width if width > 2 else len(cells) >= width):
            body = [later for later in rows[at + 1 : at + 60] if len(later) >= width]
            return at, _is_header(cells, [row for row in body if not is_blank(row)])
    return -1, False


def _is_header(cells: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Return whether cells label the columns below them, rather than being one more row."""
    n_typed_columns = n_labels = 0
    typed: list[str] = []
    for column, cell in enumerate(cells):
        below = [row[column] for row in body if column < len(row) and row[column].strip()]
        if not below or sum(map(is_typed, below)) < 0.7 * len(below):
            continue
        n_typed_columns += 1
        if is_typed(cell):
            typed.append(cell.strip())
        elif cell.strip().lower() not in _NOTHING:
            n_labels += 1
    if n_labels or not n_typed_columns:
        return True
    return len(typed) > 1 and _are_periods(typed)


def _are_periods(cells: Sequence[str]) -> bool:
    """Return whether the cells are years, months or numbers of periods in ascending order."""
    if len(set(map(len, cells))) == 1 and all(re.match(r"(19|20)\d\d", cell) for cell in cells):
        return all(a < b for a, b in pairwise(cells))
    if not all(cell.isdigit() for cell in cells):
        return False
    return [int(cell) - int(cells[0]) for cell in cells] == list(range(len(cells)))


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many columns a table has: the last that at least a tenth of the rows reach.

    Examples
    --------
    >>> usual_width([["a", "b", ""], ["1", "2", ""], ["3", "", ""]])
    2
    """
    lengths = sorted((len(_trimmed(row)) for row in rows if not is_blank(row)), reverse=True)
    return lengths[len(lengths) // 10] if lengths else 1


def usual_filled(rows: Sequence[Sequence[str | None]], n_columns: int) -> int:
    """Return how many cells the middle row has filled; all columns when there are no rows."""
    filled = sorted(sum(bool(cell) for cell in row) for row in rows)
    return filled[len(filled) // 2] if filled else n_columns


def unique_names(header: Sequence[str], width: int) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Name every column: the header's cells, numbered where they repeat or are empty.

    Examples
    --------
    >>> unique_names(("cost", "", "cost"), 4)[0]
    ('cost', 'column_2', 'cost_2', 'column_4')
    """
    taken = {LINE}
    names: list[str] = []
    findings: list[Finding] = []
    for position in range(width):
        written = " ".join(header[position].split()) if position < len(header) else ""
        name, number = written or f"column_{position + 1}", 1
        while name in taken:
            number += 1
            name = f"{written or f'column_{position + 1}'}_{number}"
        taken.add(name)
        names.append(name)
        if position < len(header) and name != written:
            code, what = (
                ("repeated_name", f"Column {position + 1} repeats the name '{written}'")
                if written
                else ("unnamed_column", f"Column {position + 1} has no name")
            )
            findings.append(
                Finding("info", code, f"{what}; it is called '{name}' here.", column=name)
            )
    return tuple(names), tuple(findings)


def is_total(cells: Sequence[str | None], typical_filled: float) -> bool:
    """Return whether a row is a total: a label that says so, numbers, and otherwise nothing.

    Parameters
    ----------
    cells : sequence of str or None
        A whole row, empty cells included.
    typical_filled : float
        How many cells an ordinary row has filled. A total has clearly fewer, except in tables of
        up to three columns, where the label must be all that is said.

    Examples
    --------
    >>> is_total(["Total", "", "", "12.5"], 4), is_total(["Total Energies", "5", "x", "12.5"], 4)
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell and cell.strip()]
    if len(filled) < 2 or len(filled[0]) > 60 or not _TOTAL.search(filled[0]):
        return False
    if not all(is_typed(cell) or cell.lower() in _NOTHING for cell in filled[1:]):
        return False
    if not any(is_typed(cell) for cell in filled[1:]):
        return False
    only_label = re.sub(r"[\W_]+", "", _TOTAL.sub("", filled[0])) == ""
    return len(filled) <= 0.75 * typical_filled or (only_label and len(cells) <= 3)


def is_note(cells: Sequence[str | None], width: int) -> bool:
    """Return whether a row after the table is a remark: a sentence in a row of many columns.

    Examples
    --------
    >>> is_note(["Source: finance system", None, None], 3), is_note(["P1", None, None], 3)
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell and cell.strip()]
    few = len(filled) == 1 or (len(cells) < width and len(filled) <= width / 2)
    return width > 2 and few and " " in filled[0] and not any(map(is_typed, filled))


def marked_rows(frame: pl.DataFrame, header: Sequence[str]) -> pl.DataFrame:
    """Mark rows that may not be data, fast: `blank`, `repeated`, `maybe_total` (one row each).

    Parameters
    ----------
    frame : polars.DataFrame
        String columns only, empty cells null.
    header : sequence of str
        Header cells as written, or nothing.
    """
    columns = frame.columns
    first = pl.coalesce(pl.all()) if columns else pl.lit(None)
    label = frame.select(first.alias("label"))["label"]
    maybe_blank = label.is_null() | label.str.contains(r"^\s*$")
    blank = maybe_blank.fill_null(True)
    if blank.any():
        spaces = [pl.col(name).fill_null("").str.contains(r"^\s*$") for name in columns]
        blank = frame.select(reduce(and_, spaces).alias("blank"))["blank"]
    same = [
        pl.col(name).fill_null("").str.strip_chars() == cell.strip()
        for name, cell in zip(columns, header, strict=False)
    ]
    repeated = (
        frame.select((pl.col(columns[0]).fill_null("") == header[0]).any()).item()
        and frame.select(reduce(and_, same).alias("same"))["same"]
        if header
        else None
    )
    total = label.str.contains(TOTAL).fill_null(False) & ~blank
    none = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    return pl.DataFrame(
        {
            "blank": blank,
            "repeated": repeated if isinstance(repeated, pl.Series) else none,
            "maybe_total": total,
        }
    )
