"""Read delimited text piece by piece."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import polars as pl

from pmo_core.errors import Finding, UnreadableFile
from pmo_core.exchange import count, dialect, encoding, fast, layout, resync
from pmo_core.exchange.ahead import in_order
from pmo_core.exchange.container import BLOCK, Source
from pmo_core.exchange.piece import Irregular, Shape, assemble, with_first
from pmo_core.exchange.repair import Profile
from pmo_core.exchange.table import LINE, Dialect, LineCount, Table

CHUNK = 8_000_000
HEAD = 1_000_000
MAX_COLUMNS = 2_000
PROFILE_ROWS = 2_000
CUT_OFF = "The file ends in the middle of this record."
TOO_LONG = "The file holds a line that is far too long for a table."
CALM_LINES = 5
"""A piece ends after so many regular lines in a row: no open quote reaches over them."""


class TextStream:
    """A delimited text file, read piece by piece (see `table.TableStream`).

    Parameters
    ----------
    source : Source
    encoding_name, delimiter, quote : str or None
        Given by the caller, or None to be found.
    header_line : int or None
        File line of the header; 0 for a file without one; None to be found.
    chunk : int
        Bytes of text in a piece, more or less.
    notes : tuple of Finding
        What is known of the file before it is read.
    """

    def __init__(
        self,
        source: Source,
        *,
        encoding_name: str | None = None,
        delimiter: str | None = None,
        quote: str | None = None,
        header_line: int | None = None,
        chunk: int = CHUNK,
        notes: tuple[Finding, ...] = (),
    ) -> None:
        self._notes = notes
        self._chunk = chunk
        self.n_bytes = source.n_bytes
        self.bytes_read = 0
        self._source = source
        found = encoding.detect(source.blocks())
        self._encoding = encoding.given(encoding_name, found) if encoding_name else found
        self._has_only_returns = False
        sample = next(self._texts(), b"")
        self._has_only_returns = b"\n" not in sample and b"\r" in sample
        sample, is_all = self._sample()
        if not sample.strip(b" \t\r\n\0"):
            raise UnreadableFile("The file holds no text.")
        if b"\n" not in sample[: count.FIELD_LIMIT] and len(sample) > count.FIELD_LIMIT:
            raise UnreadableFile(TOO_LONG)
        self._format, width = dialect.detect(sample, delimiter, quote)
        if width > MAX_COLUMNS:
            raise UnreadableFile(
                f"The file has {width:,} columns; at most {MAX_COLUMNS:,} are taken."
            )
        self._prepare(sample, width, header_line)
        self._findings = tuple(self._about_the_whole())
        body = sample[self._offset :]
        self.head = self._first(self._piece(body, self._first_line, is_all))

    def chunks(self) -> Iterator[Table]:
        """Yield the tables of the pieces, in file order; while one is used, others are made."""
        tables = in_order(lambda cut: self._piece(*cut), self._cuts())
        yield self._first(next(tables))
        yield from tables

    def _cuts(self) -> Iterator[tuple[bytes, int, bool]]:
        """Yield the text of each piece, its first line, and whether it is the last."""
        pending, line = b"", self._first_line
        parts: list[bytes] = []
        size, skip = 0, self._offset
        for text in self._texts():
            parts.append(text[skip:])
            skip = max(0, skip - len(text))
            size += len(parts[-1])
            if size < self._chunk:
                continue
            pending = b"".join(parts)
            is_overdue = size > self._chunk + count.FIELD_LIMIT * 4
            cut = self._border(pending, at_any_end=is_overdue)
            if cut:
                yield pending[:cut], line, False
                line += pending.count(b"\n", 0, cut)
            elif is_overdue:
                raise UnreadableFile(TOO_LONG)
            parts, size = [pending[cut:]], len(pending) - cut
        yield b"".join(parts), line, True

    def _texts(self) -> Iterator[bytes]:
        """Yield the text as UTF-8, lines ending with a newline."""
        for text in encoding.to_utf8(self._raw(), self._encoding):
            yield text.replace(b"\r", b"\n") if self._has_only_returns else text

    def _raw(self) -> Iterator[bytes]:
        """Yield the bytes of the file and keep account of how far the reading has come."""
        n_read = 0
        for block in self._source.blocks(min(BLOCK, self._chunk)):
            n_read += len(block)
            self.bytes_read = n_read
            yield block
        if n_read != self.n_bytes:
            raise UnreadableFile("The file changed while it was read.")

    def _sample(self) -> tuple[bytes, bool]:
        """Return the first text, ending at a line end, and whether it is all there is."""
        sample, is_all = b"", True
        for text in self._texts():
            if len(sample) > HEAD:
                is_all = not text
                break
            sample += text
        if len(sample) > HEAD:
            end = sample.find(b"\n", HEAD) + 1 or len(sample)
            is_all, sample = is_all and end == len(sample), sample[:end]
        return sample, is_all

    def _prepare(self, sample: bytes, width: int, header_line: int | None) -> None:
        """Find the layout, and from the first regular records the profile of each column."""
        rows, ends = [], []
        for _, end, cells in resync.walk(sample, self._format, 200 + (header_line or 0)):
            rows.append(cells)
            ends.append(end)
        lines = [1, *(1 + sample.count(b"\n", 0, end) for end in ends)]
        header_row = None
        if header_line is not None:
            header_row = lines.index(header_line) if header_line in lines[:-1] else -1
        found = layout.find(rows, width, header_row)
        self._offset = ends[found.n_before - 1] if found.n_before else 0
        self._first_line = lines[found.n_before]
        preamble = rows[: found.n_before - found.has_header]
        self._count_before = LineCount(
            total=found.n_before, preamble=len(preamble), header=int(found.has_header)
        )
        sign = self._format.delimiter
        shown = Dialect(
            kind="csv",
            encoding=self._encoding.name,
            has_bom=bool(self._encoding.bom),
            delimiter=sign,
            quote=self._format.quote,
            escape=self._format.escape,
            newline="\r" if self._has_only_returns else _newline(sample),
            header_line=lines[found.n_before - 1] if found.has_header else 0,
            preamble=tuple(sign.join(cells) for cells in preamble),
        )
        names = found.names[: found.n_columns]
        profile = Profile((), 0)
        self._shape = Shape(found, shown, profile, found.n_columns)
        regular = self._regular(sample[self._offset :], 1).frame
        data = [row[1 : found.n_columns + 1] for row in _spread(regular).iter_rows()]
        data = [row for row in data if any(row)]
        typical = layout.usual_filled(data, found.n_columns)
        self._shape = Shape(found, shown, Profile.of(data, names), typical)

    def _first(self, table: Table) -> Table:
        """Add to the first piece what stands above the data and is true of the whole file."""
        return with_first(table, self._count_before, self._findings)

    def _about_the_whole(self) -> Iterator[Finding]:
        """Yield what was found out about the file as a whole."""
        yield from self._notes
        if self._encoding.name == encoding.MIXED:
            message = "A character is not UTF-8 as the rest of the file is; it was read as cp1252."
            for line in encoding.stray_lines(self._source.blocks()):
                yield Finding("warning", "mixed_encoding", message, line)
        elif self._encoding.name != "utf-8":
            yield Finding("info", "encoding", f"The text was read as {self._encoding.name}.")
        if self._encoding.name.startswith("utf-16") and self.n_bytes % 2:
            message = "The file ends in the middle of a character: it may have been cut off."
            yield Finding("warning", "cut_off", message)
        yield from self._shape.layout.findings

    def _border(self, data: bytes, *, at_any_end: bool) -> int:
        """Return where a piece may end: at a line end that no quoted text reaches over.

        That is after some regular lines in a row. Where there are none and it must end, an even
        number of quotes speaks for a line end. 0 means: not here.
        """
        end = data.rfind(b"\n") + 1
        form = self._format
        if not form.quote or form.quote.encode() not in data:
            return end
        start = data.find(b"\n", max(0, end - 2 * count.FIELD_LIMIT)) + 1
        lines = count.lines(data[start:end], form.delimiter, form.quote, form.escape)
        calm = lines.clean & (lines.fields == len(self._shape.layout.names))
        runs = np.convolve(np.append(calm, [False] * CALM_LINES), np.ones(CALM_LINES), "valid")
        found = np.flatnonzero(runs == CALM_LINES)
        if len(found) and len(self._shape.layout.names) > 1:
            return start + int(lines.starts[found[-1] + CALM_LINES - 1])
        if not at_any_end:
            return 0
        array = np.frombuffer(data, np.uint8)
        quotes = np.flatnonzero(array == ord(form.quote))
        breaks = np.flatnonzero(array == count.NEWLINE)
        closed = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
        return int(closed[-1]) + 1 if len(closed) else end

    def _regular(self, data: bytes, first_line: int) -> "_Regular":
        """Read a piece: regular records as a frame, the others one by one."""
        form, names = self._format, self._shape.layout.names
        width = len(names)
        if not data:
            nothing = fast.parse(b"", names, ",", "").select(pl.lit(0).alias(LINE), pl.all())
            return _Regular(nothing, [], 0)
        has_quotes = bool(form.quote) and form.quote.encode() in data
        n_lines = count.uniform(data, width, form.delimiter) if not has_quotes and width > 1 else 0
        if n_lines:
            frame = fast.parse(data, names, form.delimiter, "")
            numbers = pl.int_range(first_line, first_line + frame.height, eager=True)
            if frame.height == n_lines:
                return _Regular(fast.with_lines(frame, numbers), [], n_lines)
        lines = count.lines(data, form.delimiter, form.quote, form.escape)
        blank = lines.ends == lines.starts
        good = lines.clean & (lines.fields == width) & ~blank
        text = resync.Text(data, lines, good, blank, width, form)
        odd = resync.records(text)
        frame = fast.parse(_joined(data, lines, good), names, form.delimiter, form.quote)
        if frame.height != good.sum():  # the engine disagrees: every line gets the closer look
            good[:] = False
            blank[:] = lines.ends == lines.starts
            odd, frame = resync.records(text), frame.clear()
        numbers = pl.Series(np.flatnonzero(good) + first_line)
        n_records = len(lines) - sum(record.n_lines - 1 for record in odd)
        return _Regular(fast.with_lines(frame, numbers), odd, n_records, int(blank.sum()))

    def _piece(self, data: bytes, first_line: int, is_last: bool) -> Table:
        """Make the table of one piece."""
        regular = self._regular(data, first_line)
        irregular = [
            Irregular(
                record.index + first_line,
                record.cells,
                record.text,
                record.problem,
                record.code,
                record.note,
            )
            for record in regular.odd
        ]
        n_names = self._shape.layout.n_columns
        if is_last and irregular and not data.endswith(b"\n"):
            end = irregular[-1]
            if end.line == first_line + data.count(b"\n") and len(end.cells or ()) < n_names:
                irregular[-1] = replace(end, problem=end.problem or CUT_OFF)
        return assemble(
            regular.frame,
            irregular,
            self._shape,
            regular.n_records,
            n_blank=regular.n_blank,
            is_last=is_last,
        )


class _Regular(NamedTuple):
    """Regular records of a piece, the others, how many in all, and how many empty lines."""

    frame: pl.DataFrame
    odd: list[resync.Record]
    n_records: int
    n_blank: int = 0


def _joined(data: bytes, lines: count.Lines, good: count.Flags) -> bytes:
    """Return the text of the good lines only."""
    if good.all():
        return data
    edges = np.flatnonzero(np.diff(np.concatenate(([False], good, [False])).astype(np.int8)))
    stops = np.append(lines.starts[1:], len(data))
    return b"".join(
        data[lines.starts[begin] : stops[end - 1]] for begin, end in edges.reshape(-1, 2).tolist()
    )


def _spread(frame: pl.DataFrame) -> pl.DataFrame:
    """Return at most so many rows as a profile needs, evenly from the whole frame."""
    return frame.gather_every(max(1, frame.height // PROFILE_ROWS))


def _newline(sample: bytes) -> str:
    """Return how most lines of the sample end."""
    return "\r\n" if sample.count(b"\r\n") * 2 > sample.count(b"\n") else "\n"
