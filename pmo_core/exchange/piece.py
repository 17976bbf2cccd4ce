"""Make a table of a piece of a file, with an account of every record in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from pmo_core.errors import Finding, Severity
from pmo_core.exchange import layout
from pmo_core.exchange.cells import is_blank
from pmo_core.exchange.layout import Layout
from pmo_core.exchange.repair import Profile
from pmo_core.exchange.table import LINE, REJECTED, REPAIRED, Dialect, LineCount, Table

SHOWN = 2_000
"""Characters of a record that a finding shows."""

KEPT = 100_000
"""Characters of a record that are kept where it is listed as rejected or repaired."""

LISTED = 1_000
"""Findings of one kind that are listed one by one in a piece; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a table before its records are read: layout, dialect, column profiles."""

    layout: Layout
    dialect: Dialect
    profile: Profile
    typical_filled: float


@dataclass(frozen=True, slots=True)
class Irregular:
    """A record that is not regular.

    `cells` are its fields in any number, None when it cannot be read; `problem` says why it cannot
    be read or must not be mended; `code` and `note` say how its fields were made, when not plainly.
    """

    line: int
    cells: tuple[str, ...] | None
    text: str
    problem: str = ""
    code: str = ""
    note: str = ""


@dataclass(slots=True)
class _Account:
    """Where the records go while a piece is being read."""

    rows: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    repaired: list[tuple[int, str, str]] = field(default_factory=list)
    rejected: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    blank: int = 0
    subtotal: int = 0
    repeated: int = 0
    footer: int = 0

    def find(self, severity: Severity, code: str, message: str, line: int, value: str = "") -> None:
        self.findings.append(Finding(severity, code, message, line, value=value[:SHOWN]))

    def set_aside(self, kind: str, line: int, value: str) -> None:
        """Count a record that is no data, and say so."""
        if kind == "subtotal":
            self.subtotal += 1
            self.find(
                "info", "subtotal_row", "A total was set aside: it is no record.", line, value
            )
        elif kind == "repeated":
            self.repeated += 1
            self.find("info", "repeated_header", "The header stands here again.", line, value)
        else:
            self.footer += 1
            self.find("info", "footer", "A remark below the table was set aside.", line, value)

    def reject(self, line: int, text: str, reason: str) -> None:
        self.rejected.append((line, text[:KEPT], "", "", reason))
        self.find("error", "bad_record", reason, line, text)


def assemble(
    frame: pl.DataFrame,
    irregular: Sequence[Irregular],
    shape: Shape,
    total: int,
    *,
    n_blank: int = 0,
    is_last: bool,
) -> Table:
    """Put regular and mended records together, and set aside what is no data.

    Parameters
    ----------
    frame : polars.DataFrame
        The regular records: `_line`, then the text columns, spare ones included.
    irregular : sequence of Irregular
        The others, in file order.
    shape : Shape
        What is known of the table.
    total : int
        Number of records of the piece as counted independently.
    n_blank : int
        How many of them are empty lines, which are in neither of the two.
    is_last : bool
        Whether the file ends with this piece, so that what follows the last row is a remark.
    """
    names = shape.layout.names[: shape.layout.n_columns]
    account = _Account(blank=n_blank)
    frame, irregular = _without_spare(frame, names, irregular)
    frame = _only_data(frame, shape, account)
    end = _end_of_table(frame, irregular, shape) if is_last else None
    if end is not None:
        frame = _without_notes(frame, end, shape, account)
    for record in irregular:
        _take(record, shape, account, end)
    if account.rows:
        lines, rows = zip(*account.rows, strict=True)
        mended = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
        mended = mended.with_columns(pl.all().replace("", None))
        mended = mended.select(pl.Series(LINE, lines, pl.Int64), pl.all())
        frame = pl.concat([frame, mended]).sort(LINE)
    _warn_beside_fragments(frame, irregular, account)
    return Table(
        frame=frame,
        header=shape.layout.header,
        dialect=shape.dialect,
        count=LineCount(
            total=total,
            blank=account.blank,
            subtotal=account.subtotal,
            repeated_header=account.repeated,
            footer=account.footer,
            rejected=len(account.rejected),
            data=frame.height,
        ),
        rejected=pl.DataFrame(account.rejected, REJECTED, orient="row"),
        findings=limited(account.findings),
        repaired=pl.DataFrame(account.repaired, REPAIRED, orient="row"),
    )


def with_first(table: Table, before: LineCount, findings: Iterable[Finding]) -> Table:
    """Return the first piece with what stands above the data and is true of the whole file."""
    return replace(table, count=before + table.count, findings=(*findings, *table.findings))


def limited(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings in file order, and after a thousand of one kind only their number."""
    listed: list[Finding] = []
    times: dict[str, int] = {}
    for finding in sorted(findings, key=lambda one: one.line or 0):
        times[finding.code] = times.get(finding.code, 0) + 1
        if times[finding.code] <= LISTED:
            listed.append(finding)
    severity = {finding.code: finding.severity for finding in findings}
    for code, number in times.items():
        if number > LISTED:
            more = f"And {number - LISTED:,} more of this kind."
            listed.append(Finding(severity[code], code, more))
    return tuple(listed)


def _without_spare(
    frame: pl.DataFrame, names: tuple[str, ...], irregular: Sequence[Irregular]
) -> tuple[pl.DataFrame, Sequence[Irregular]]:
    """Drop fields beyond the header; records that have something in them are irregular."""
    spare = [name for name in frame.columns if name != LINE and name not in set(names)]
    if not spare:
        return frame, irregular
    used = frame.select(pl.any_horizontal(pl.col(spare).is_not_null()).alias("used"))["used"]
    longer = [
        Irregular(
            line, tuple(cell or "" for cell in cells), "\t".join(cell or "" for cell in cells)
        )
        for line, *cells in frame.filter(used).iter_rows()
    ]
    merged = sorted([*irregular, *longer], key=lambda record: record.line)
    return frame.filter(~used).drop(spare), merged


def _only_data(frame: pl.DataFrame, shape: Shape, account: _Account) -> pl.DataFrame:
    """Set aside blank rows, headers that stand again, and totals."""
    if not frame.height:
        return frame
    marks = layout.marked_rows(frame.drop(LINE), shape.layout.header)
    account.blank += int(marks["blank"].sum())
    drop = marks["blank"] | marks["repeated"]
    for line, *cells in frame.filter(marks["repeated"]).iter_rows():
        account.set_aside("repeated", line, _written(cells, shape))
    maybe = frame.filter(marks["maybe_total"] & ~drop)
    totals = []
    for line, *cells in maybe.iter_rows():
        if layout.is_total(cells, shape.typical_filled):
            account.set_aside("subtotal", line, _written(cells, shape))
            totals.append(line)
    if totals:
        drop = drop | frame[LINE].is_in(totals)
    return frame.filter(~drop) if drop.any() else frame


def _written(cells: Sequence[str | None], shape: Shape) -> str:
    return (shape.dialect.delimiter or "\t").join(cell or "" for cell in cells)


def _end_of_table(frame: pl.DataFrame, irregular: Sequence[Irregular], shape: Shape) -> int:
    """Return the line of the last record that is more than a remark."""
    width = shape.layout.n_columns
    end = 0
    for line, *cells in frame.tail(20).iter_rows():
        if not layout.is_note(cells, width):
            end = line
    for record in irregular[-20:]:
        if record.cells is None or not (
            is_blank(record.cells) or layout.is_note(record.cells, width)
        ):
            end = max(end, record.line)
    return end


def _without_notes(frame: pl.DataFrame, end: int, shape: Shape, account: _Account) -> pl.DataFrame:
    """Set aside rows below the table that hold a remark and are not filled like records."""
    if shape.typical_filled <= 2:
        return frame
    notes = frame.filter(pl.col(LINE) > end)
    for line, *cells in notes.iter_rows():
        account.set_aside("footer", line, _written(cells, shape))
    return frame.filter(pl.col(LINE) <= end) if notes.height else frame


def _take(record: Irregular, shape: Shape, account: _Account, end: int | None) -> None:
    """Find the place of one irregular record: row, mended row, set aside, or rejected."""
    cells, width = record.cells, shape.layout.n_columns
    if cells is None:
        account.reject(record.line, record.text, record.problem)
        return
    if is_blank(cells):
        account.blank += 1
        return
    if len(cells) > width and is_blank(cells[width:]):
        cells = cells[:width]
    trimmed = [cell.strip() for cell in cells]
    header = [cell.strip() for cell in shape.layout.header]
    if header and trimmed == header:
        account.set_aside("repeated", record.line, record.text)
    elif layout.is_total([*cells, *[""] * (width - len(cells))], shape.typical_filled):
        account.set_aside("subtotal", record.line, record.text)
    elif len(cells) == width:
        if record.code:
            account.find("warning", record.code, record.note, record.line, record.text)
            account.repaired.append((record.line, record.text[:KEPT], record.note))
        account.rows.append((record.line, cells))
    elif end is not None and record.line > end and layout.is_note(cells, width):
        account.set_aside("footer", record.line, record.text)
    else:
        _mend(record, cells, shape, account)


def _warn_beside_fragments(
    frame: pl.DataFrame, irregular: Sequence[Irregular], account: _Account
) -> None:
    """Say of rows beside a rejected fragment of one field that it may be a part of them."""
    rejected = {line for line, *_ in account.rejected}
    lines = frame[LINE]
    beside: set[int] = set()
    for record in irregular:
        if record.line in rejected and record.cells is not None and len(record.cells) == 1:
            at = lines.search_sorted(record.line)
            beside.update(lines[max(0, at - 1) : at])
            beside.update(line for line in lines[at : at + 1] if line == record.line + 1)
    message = "A line beside this row is a fragment: a line break may have cut it off this row."
    for line in beside:
        account.find("warning", "beside_fragment", message, line)


def _mend(record: Irregular, cells: tuple[str, ...], shape: Shape, account: _Account) -> None:
    """Take a record of another width as its repair proposes, or reject it."""
    if record.problem:
        account.reject(record.line, record.text, record.problem)
        return
    mended = shape.profile.repair(cells, shape.dialect.delimiter)
    if mended is None or record.code:
        width = shape.layout.n_columns
        reason = f"The record has {len(cells)} fields instead of {width}."
        account.reject(record.line, record.text, reason)
        return
    account.find("warning", mended.code, mended.note, record.line, record.text)
    account.repaired.append((record.line, record.text[:KEPT], mended.note))
    account.rows.append((record.line, mended.cells))
