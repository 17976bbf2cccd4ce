"""What kind of file this is, by its bytes: text, workbook, zip of tables, or none of these."""

import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, cast

from pmo_core.errors import UnreadableFile

Kind = Literal["text", "xlsx", "zip"]
MAX_BYTES = 200_000_000
MAX_UNPACKED = 1_000_000_000
MAX_RATIO = 200
MAX_MEMBERS = 10_000
BLOCK = 4_000_000
WHAT_WE_TAKE = "Upload CSV, TSV, XLSX or a zip of CSVs."

SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a Linux program"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Office file (save it as XLSX)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"{\\rtf", "an RTF document"),
)
MARKUP = (
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<?xml", "an XML file"),
    (b"<svg", "an SVG picture"),
    (b'{"', "a JSON file"),
    (b"[{", "a JSON file"),
    (b"{\n", "a JSON file"),
    (b"[\n", "a JSON file"),
)

Input = Path | str | bytes | BinaryIO


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes that can be read again and again, and what is known about them.

    Parameters
    ----------
    name : str
        File name, for messages only.
    n_bytes : int
    open : callable
        Gives a binary reader at the first byte, as a context manager.
    """

    name: str
    n_bytes: int
    open: Callable[[], AbstractContextManager[BinaryIO]]

    def blocks(self, size: int = BLOCK) -> Iterator[bytes]:
        """Yield the bytes from the beginning."""
        with self.open() as reader:
            try:
                position = 0
                while True:
                    if reader.tell() != position:  # someone else reads the same stream
                        reader.seek(position)
                    block = reader.read(size)
                    if not block:
                        return
                    position += len(block)
                    yield block
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise UnreadableFile("The file is a damaged or cut-off zip.") from error

    def head(self, size: int = 4096) -> bytes:
        """Return the first bytes."""
        return next(self.blocks(size), b"")


def source_of(given: Input, name: str = "", max_bytes: int = MAX_BYTES) -> Source:
    """Wrap what the caller gives.

    Raises
    ------
    UnreadableFile
        When there is no such file, or it is empty or larger than allowed.

    Examples
    --------
    >>> source_of(b"a,b").n_bytes
    3
    """
    if isinstance(given, (str, Path)):
        source = _path_source(Path(given), name)
    elif isinstance(given, bytes):
        content = given
        source = Source(name, len(content), lambda: io.BytesIO(content))
    else:
        stream = given
        stream.seek(0, os.SEEK_END)
        size = stream.tell()

        def rewound() -> AbstractContextManager[BinaryIO]:
            stream.seek(0)
            return nullcontext(stream)

        source = Source(name or str(getattr(stream, "name", "")), size, rewound)
    if not source.n_bytes:
        raise UnreadableFile("The file is empty.")
    if source.n_bytes > max_bytes:
        raise UnreadableFile(
            f"The file has {source.n_bytes / 1e6:,.0f} MB; at most {max_bytes / 1e6:,.0f} MB are "
            "taken.",
            "Split it, or import it from the command line.",
        )
    return source


def _path_source(path: Path, name: str) -> Source:
    """Wrap a file on disk."""
    if not path.is_file():
        raise UnreadableFile(f"There is no file '{path.name}'.")
    return Source(name or path.name, path.stat().st_size, lambda: path.open("rb"))


def kind_of(source: Source) -> Kind:
    """Return what the bytes are; the name of the file does not matter.

    Raises
    ------
    UnreadableFile
        When the bytes are those of another kind of file, or a damaged or locked zip.

    Examples
    --------
    >>> kind_of(source_of(b"a,b"))
    'text'
    """
    head = source.head()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with open_zip(source) as archive:
            names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "xl/workbook.bin" in names:
            _refuse("a binary workbook (save it as XLSX)")
        if "word/document.xml" in names or "ppt/presentation.xml" in names:
            _refuse("an Office document without a table")
        if "[Content_Types].xml" in names:
            raise UnreadableFile("The workbook is damaged: it lists no sheets.", WHAT_WE_TAKE)
        if "mimetype" in names and "content.xml" in names:
            _refuse("an OpenDocument file (save it as XLSX)")
        return "zip"
    for signature, what in SIGNATURES:
        if head.startswith(signature) and not (signature in {b"MZ", b"BZh"} and head.isascii()):
            _refuse(what)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    for signature, what in MARKUP:
        if start.startswith(signature):
            _refuse(what)
    return "text"


def _refuse(what: str) -> None:
    raise UnreadableFile(f"The file is {what}, not a table.", WHAT_WE_TAKE)


@contextmanager
def open_zip(source: Source) -> Iterator[zipfile.ZipFile]:
    """Open a zip after checking what it says about itself.

    Raises
    ------
    UnreadableFile
        When it is damaged, locked by a password, or unpacks to more than the limits allow.
    """
    with ExitStack() as stack:
        reader = stack.enter_context(source.open())
        try:
            archive = stack.enter_context(zipfile.ZipFile(reader))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableFile("The file is a damaged or cut-off zip.") from error
        _check_members(archive.infolist())
        yield archive


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Refuse archives that are traps."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS:
        raise UnreadableFile(f"The zip holds {len(members):,} files; that is too many.")
    if unpacked > MAX_UNPACKED:
        raise UnreadableFile(
            f"The zip unpacks to {unpacked / 1e6:,.0f} MB; that is more than is taken."
        )
    if unpacked > 10_000_000 and unpacked > packed * MAX_RATIO:
        raise UnreadableFile("The zip unpacks to far more than any table would.")
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableFile("The zip is locked by a password.")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise UnreadableFile("The zip names a file outside of itself.")


def tables_in(source: Source) -> tuple[zipfile.ZipInfo, ...]:
    """Return the members of a zip that may be tables.

    Raises
    ------
    UnreadableFile
        When there is none, or an archive inside the archive.
    """
    with open_zip(source) as archive:
        found = []
        for member in archive.infolist():
            base = PurePosixPath(member.filename).name
            if member.is_dir() or base.startswith(".") or member.filename.startswith("__MACOSX"):
                continue
            try:
                with archive.open(member) as reader:
                    head = reader.read(4)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError) as error:
                raise UnreadableFile("The file is a damaged or cut-off zip.") from error
            if head.startswith(b"PK\x03\x04") or head[:2] == b"\x1f\x8b":
                raise UnreadableFile("The zip holds another archive; unpack it first.")
            if member.file_size:
                found.append(member)
    if not found:
        raise UnreadableFile("The zip holds no table.", WHAT_WE_TAKE)
    return tuple(found)


def member_source(source: Source, member: zipfile.ZipInfo) -> Source:
    """Return one member of a zip as a source of its own."""

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        with open_zip(source) as archive, archive.open(member.filename) as reader:
            yield cast(BinaryIO, reader)

    return Source(member.filename, member.file_size, opened)
