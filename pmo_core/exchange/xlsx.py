"""Read a sheet of a workbook, parsed in a child process with limits."""

import json
import struct
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import polars as pl

from pmo_core.errors import Finding, UnreadableFile
from pmo_core.exchange import fast, layout
from pmo_core.exchange.cells import is_blank
from pmo_core.exchange.container import Source, open_zip
from pmo_core.exchange.piece import Shape, assemble, with_first
from pmo_core.exchange.repair import Profile
from pmo_core.exchange.table import Dialect, LineCount, Table

CHILD = Path(__file__).with_name("xlsx_child.py")
MAX_COLUMNS = 2_000
HEAD_ROWS = 1_000
BASE_MEMORY = 450_000_000
MEMORY_PER_BYTE = 12
MAX_MEMORY = 8_000_000_000
BYTES_PER_SECOND = 3_000_000
"""The child may take memory and time in proportion to what the workbook says it unpacks to."""


def limits(n_unpacked: int) -> tuple[int, int]:
    """Return the memory (bytes) and processor time (seconds) that a workbook may take.

    Examples
    --------
    >>> limits(3_000_000)
    (486000000, 3)
    """
    memory = min(MAX_MEMORY, BASE_MEMORY + MEMORY_PER_BYTE * n_unpacked)
    return memory, 2 + n_unpacked // BYTES_PER_SECOND


class SheetStream:
    """A sheet of a workbook, read piece by piece (see `table.TableStream`).

    Parameters
    ----------
    source : Source
    sheet : str or None
        None is the first visible sheet with something in it.
    header_line : int or None
        Row of the header; 0 for a sheet without one; None to be found.
    notes : tuple of Finding
        What is known of the file before it is read.

    Raises
    ------
    UnreadableFile
        When the workbook is damaged, holds no such sheet, or asks for more than the limits allow.
    """

    def __init__(
        self,
        source: Source,
        sheet: str | None = None,
        header_line: int | None = None,
        notes: tuple[Finding, ...] = (),
    ) -> None:
        self._notes = notes
        self.n_bytes = source.n_bytes
        self.bytes_read = 0
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the stream
        weakref.finalize(self, self._spool.close)
        _run_child(source, sheet or "", self._spool)
        self._spool.seek(0)
        try:
            self._about: dict[str, Any] = json.loads(self._spool.readline())
        except ValueError:
            self._about = {"problem": "The workbook is damaged."}
        if "problem" in self._about:
            raise UnreadableFile(self._about["problem"])
        if self._about["width"] > MAX_COLUMNS:
            raise UnreadableFile(
                f"The sheet has {self._about['width']:,} columns; "
                f"at most {MAX_COLUMNS:,} are taken."
            )
        self._begin = self._spool.tell()
        self._prepare(header_line)
        self.head = next(self.chunks())

    def chunks(self) -> Iterator[Table]:
        """Yield the tables of the pieces, in sheet order."""
        row = self._about["first_row"]
        n_left = self._about["height"]
        for n_rows, frame in self._frames():
            n_left -= n_rows
            self.bytes_read = int(self.n_bytes * (1 - n_left / self._about["height"]))
            numbers = pl.int_range(row, row + n_rows, eager=True)
            data = fast.with_lines(frame, numbers).filter(numbers >= self._first_line)
            table = assemble(data, [], self._shape, data.height, is_last=n_left == 0)
            if row == self._about["first_row"]:
                table = with_first(table, self._count_before, self._findings())
            yield table
            row += n_rows

    def _frames(self) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield the rows as the child wrote them, held against its count."""
        names = tuple(f"{position}" for position in range(self._about["width"]))
        if hasattr(self, "_shape"):
            names = self._shape.layout.names
        position = self._begin
        n_left = self._about["height"]
        while n_left > 0:
            self._spool.seek(position)
            head = self._spool.read(16)
            if len(head) < 16:
                raise UnreadableFile("The workbook takes more memory or time than is allowed.")
            n_rows, n_bytes = struct.unpack(">QQ", head)
            frame = fast.parse(self._spool.read(n_bytes), names, ",", '"')
            if frame.height != n_rows:
                raise UnreadableFile("The count of the records contradicts what was read.")
            position += 16 + n_bytes
            n_left -= n_rows
            yield n_rows, frame

    def _prepare(self, header_line: int | None) -> None:
        """Find the layout, and from the first rows the profile of each column."""
        _, frame = next(self._frames())
        rows = [[cell or "" for cell in row] for row in frame.head(HEAD_ROWS).iter_rows()]
        first = self._about["first_row"]
        header_row = None if header_line is None else max(-1, header_line - first)
        found = layout.find(rows, layout.usual_width(rows), header_row, frame.width)
        preamble = rows[: found.n_before - found.has_header]
        self._first_line = first + found.n_before
        self._count_before = LineCount(
            total=found.n_before, preamble=len(preamble), header=int(found.has_header)
        )
        shown = Dialect(
            kind="xlsx",
            delimiter="",
            quote="",
            newline="",
            header_line=self._first_line - 1 if found.has_header else 0,
            preamble=tuple("\t".join(row).rstrip("\t") for row in preamble),
            sheet=self._about["sheet"],
        )
        body = [row[: found.n_columns] for row in rows[found.n_before :] if not is_blank(row)]
        profile = Profile.of(body, found.names[: found.n_columns])
        self._shape = Shape(found, shown, profile, layout.usual_filled(body, found.n_columns))

    def _findings(self) -> tuple[Finding, ...]:
        """Return what was found out about the workbook as a whole."""
        others = [name for name in self._about["sheets"] if name != self._about["sheet"]]
        if not others:
            return (*self._notes, *self._shape.layout.findings)
        listed = ", ".join(f"'{name}'" for name in others[:10])
        message = f"Sheet '{self._about['sheet']}' was read; not read: {listed}."
        other = Finding("info", "other_sheets", message)
        return (*self._notes, other, *self._shape.layout.findings)


def _run_child(source: Source, sheet: str, out: IO[bytes]) -> None:
    """Let the child read the workbook into a file, and kill it when it takes too much."""
    with open_zip(source) as archive:
        n_unpacked = sum(member.file_size for member in archive.infolist())
    memory, seconds = limits(n_unpacked)
    command = [sys.executable, "-I", str(CHILD), sheet, str(memory), str(seconds)]
    with tempfile.TemporaryFile() as given:
        for block in source.blocks():
            given.write(block)
        given.seek(0)
        try:
            done = subprocess.run(
                command,
                stdin=given,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=seconds * 4,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile("The workbook takes more time than is allowed.") from error
    if done.returncode < 0:
        raise UnreadableFile("The workbook asks for more memory or time than is allowed.")
    if done.returncode:
        raise UnreadableFile("The workbook is damaged.", "Open it in Excel and save it again.")
