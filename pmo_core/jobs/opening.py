"""Open an upload: what the file holds, which register it is, and how its columns are meant."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pmo_core.errors import Finding, UnreadableFile
from pmo_core.exchange import guess as guessing
from pmo_core.exchange.container import MAX_BYTES, Input
from pmo_core.exchange.contents import Content, list_contents
from pmo_core.exchange.gates import PER_GATE, by_method
from pmo_core.exchange.guess import Guess
from pmo_core.exchange.mapping import Mapping
from pmo_core.exchange.reader import concatenated, open_table
from pmo_core.exchange.table import Table, TableStream
from pmo_core.store import Repository

WHOLE_BYTES = 48_000_000
"""Up to this size a file is read once and kept; a larger one is read piece by piece, twice."""

_VERSION_WORDS = frozenset(("final", "corrected", "new", "copy", "rejected"))
_AS_GOOD = 0.95
_KNOWN = ("project", "program", "department", "person", "role", "cost_category", "board")


@dataclass(frozen=True)
class Opened:
    """A file that was read far enough to be understood.

    Parameters
    ----------
    name : str
        File name; in a zip or workbook with the member or sheet, as the journal shows it.
    file_hash : str
        SHA-256 of the bytes.
    contents : tuple of Content
        The tables that the file holds.
    head : Table
        The table, whole where it is small, otherwise its first records.
    stream : TableStream or None
        How to read a large file again; None where `head` is whole.
    """

    name: str
    file_hash: str
    contents: tuple[Content, ...]
    head: Table
    stream: TableStream | None = None

    @property
    def readable(self) -> Table | TableStream:
        """The whole, as `prepare` takes it."""
        return self.stream or self.head

    def chunks(self) -> Iterator[Table]:
        """Read the whole again, piece by piece."""
        return iter((self.head,)) if self.stream is None else self.stream.chunks()


def open_upload(
    source: Input,
    name: str,
    *,
    part: str | None = None,
    max_bytes: int = MAX_BYTES,
    whole_bytes: int = WHOLE_BYTES,
) -> Opened:
    """Open a file.

    Parameters
    ----------
    source : path, bytes or binary file
        The file.
    name : str
        File name, for messages and the journal.
    part : str or None
        Which of its tables (`Content.name`); None takes the first.
    max_bytes : int
        Largest file that is taken.
    whole_bytes : int
        Largest file that is kept in memory; a larger one is read piece by piece.

    Raises
    ------
    UnreadableFile
        The file cannot be read as a table; the message says why.
    """
    contents = list_contents(source, name=name, max_bytes=max_bytes)
    chosen = (
        contents[0] if part is None else next((one for one in contents if one.name == part), None)
    )
    if chosen is None:
        names = ", ".join(one.name for one in contents)
        raise UnreadableFile(f"The file has no part {part!r}.", f"It has: {names}.")
    sheet = chosen.name if chosen.kind == "sheet" else None
    member = chosen.name if chosen.kind == "member" else None
    stream = open_table(source, name=name, sheet=sheet, member=member, max_bytes=max_bytes)
    shown = f"{name} / {chosen.name}" if len(contents) > 1 else name
    if stream.n_bytes > whole_bytes:
        return Opened(shown, file_hash(source), contents, stream.head, stream)
    return Opened(shown, file_hash(source), contents, concatenated(stream.chunks()))


def suggest(
    repo: Repository, opened: Opened, register: str | None = None, *, afresh: bool = False
) -> Guess:
    """Return how the file is probably meant.

    Parameters
    ----------
    repo : Repository
        Its codes and remembered mappings help.
    opened : Opened
        The file.
    register : str or None
        Register that the user chose; None: the most probable one.
    afresh : bool
        Leave the remembered mapping aside.
    """
    if register is None:
        register = registers(repo, opened)[0]
    known = _known(repo)
    kept = None if afresh else remembered(repo, opened, register)
    start_month = repo.settings().fiscal_year_start_month
    found = guessing.guess(opened.head, register, kept, known, start_month=start_month)
    if register == "gate" and kept is None:
        return _in_order_of_method(found, repo.table("method_element"))
    if register == "actual" and kept is None:
        return replace(found, mapping=replace(found.mapping, source=feed_name(opened.name)))
    return found


def _in_order_of_method(found: Guess, elements: pl.DataFrame) -> Guess:
    """Return the guess with its columns of gates as the method orders them that has them all."""
    shape = found.mapping.shape
    gates = by_method(shape.get("gates", []), elements) if shape.get("gates") else None
    if gates is None:
        return found
    others = tuple(one for one in found.proposals if one.code != PER_GATE)
    text = f"The columns {', '.join(gates)} are read as gates, in the order of their method."
    return replace(
        found,
        mapping=replace(found.mapping, shape={**shape, "gates": gates}),
        proposals=(Finding("info", PER_GATE, text), *others),
    )


def registers(repo: Repository, opened: Opened) -> list[str]:
    """Return which register the file probably is; several only where nothing tells them apart.

    A file whose header was read before, into one register, is that register again.
    """
    before = repo.table("import_profile").filter(
        pl.col("fingerprint") == guessing.fingerprint(opened.head)
    )
    if before.height == 1:
        return [str(before["target"][0])]
    ranked = guessing.guess_register(opened.head, _known(repo))
    return [name for name, score in ranked if score >= _AS_GOOD * ranked[0][1]] or ["actual"]


def _known(repo: Repository) -> dict[str, set[str]]:
    return {name: set(repo.table(name).get_column("code")) for name in _KNOWN}


def remembered(repo: Repository, opened: Opened, register: str) -> Mapping | None:
    """Return the mapping that was used for the last file with this header, or None."""
    profile = repo.table("import_profile").filter(
        pl.col("fingerprint") == guessing.fingerprint(opened.head), pl.col("target") == register
    )
    return None if profile.is_empty() else Mapping.from_json(profile["mapping"][0])


def feed_name(file_name: str) -> str:
    """Return the name of the feed that a file belongs to: its own, without dates and versions.

    Examples
    --------
    >>> feed_name("SAP_actuals_2026-10 v2 (1).csv"), feed_name("2026.csv")
    ('SAP actuals', 'upload')
    """
    stem = Path(file_name.split(" / ", maxsplit=1)[0]).stem
    words = re.split(r"[\W_]+", re.sub(r"(?i)\bv\d+\b|\d+", " ", stem))
    kept = [word for word in words if word and word.casefold() not in _VERSION_WORDS]
    return " ".join(kept)[:120] or "upload"


def file_hash(source: Input) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits.

    Examples
    --------
    >>> file_hash(b"")[:8]
    'e3b0c442'
    """
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    if isinstance(source, str | Path):
        with open(source, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    source.seek(0)
    return digest
