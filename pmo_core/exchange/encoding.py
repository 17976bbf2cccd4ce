"""Find out how bytes became text, and turn them into UTF-8."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pmo_core.errors import UnreadableFile

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNDEFINED_IN_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x0b\x1a\x1b"))
MIXED = "utf-8 with cp1252"
"""Name of UTF-8 text that holds single bytes of cp1252: two programs wrote into one file."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The code in which the bytes of a file stand for characters."""

    name: str
    bom: bytes = b""


def _cp1252_byte(error: UnicodeError) -> tuple[str, int]:
    """Replace the bytes that are not UTF-8 by what cp1252 (or else latin-1) means by them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_single(byte) for byte in wrong), error.end


def _single(byte: int) -> str:
    raw = bytes((byte,))
    return raw.decode("latin-1" if raw in UNDEFINED_IN_CP1252 else "cp1252")


codecs.register_error("cp1252_byte", _cp1252_byte)


def detect(blocks: Iterable[bytes]) -> Encoding:
    r"""Choose the encoding from all bytes of a file.

    A byte order mark decides. Otherwise UTF-16 is known by the zero bytes of its Latin letters,
    UTF-8 by being valid; where neither holds it is cp1252, or latin-1 when there are bytes that
    cp1252 does not define. Text that is UTF-8 except for a few single bytes is UTF-8 with those
    bytes taken as cp1252.

    Raises
    ------
    UnreadableFile
        When the first bytes hold so many control characters that this is no text.

    Examples
    --------
    >>> detect([b"a,b"]).name, detect(["£".encode("cp1252")]).name
    ('utf-8', 'cp1252')
    >>> detect(["a,b\n".encode("utf-16-le")]).name
    'utf-16-le'
    """
    iterator = iter(blocks)
    head = next(iterator, b"")
    for bom, name in BOMS:
        if head.startswith(bom):
            valid = name != "utf-8" or _eight_bit(head, iterator) == "utf-8"
            return Encoding(name if valid else MIXED, bom)
    wide = _utf16(head[:4096])
    if wide:
        return Encoding(wide)
    sample = head[:65536]
    if len(sample) - len(sample.translate(None, CONTROL)) > len(sample) * 0.02 + 1:
        raise UnreadableFile("The file is not text.", "Upload CSV, TSV, XLSX or a zip of CSVs.")
    return Encoding(_eight_bit(head, iterator))


def _utf16(sample: bytes) -> str:
    """Return the UTF-16 variant that the zero bytes of the sample speak for, or nothing."""
    half = len(sample) // 2
    if half < 2:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _eight_bit(head: bytes, rest: Iterator[bytes]) -> str:
    """Choose among UTF-8, UTF-8 with strays, cp1252 and latin-1."""
    n_valid = n_wrong = 0
    undefined = False
    tail = b""
    for block in _with_head(head, rest):
        data = tail + block
        tail = b""
        if data.isascii():
            continue
        cut = _utf8_cut(data)
        data, tail = data[:cut], data[cut:]
        valid, wrong = _utf8_balance(data)
        n_valid, n_wrong = n_valid + valid, n_wrong + wrong
        undefined = undefined or any(byte in data for byte in UNDEFINED_IN_CP1252)
    n_wrong += bool(tail)
    if not n_wrong:
        return "utf-8"
    if n_valid > n_wrong:
        return MIXED
    return "latin-1" if undefined else "cp1252"


def _with_head(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _utf8_cut(data: bytes) -> int:
    """Return where to cut so that no character of the last three bytes is torn."""
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) - back if back < length else len(data)
        if byte < 0x80:
            break
    return len(data)


def _utf8_balance(data: bytes) -> tuple[int, int]:
    """Return how many characters beyond ASCII are valid UTF-8, and how many bytes are not."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        n_wrong = text.count("\ufffd")
        return sum(1 for char in text if ord(char) > 127) - n_wrong, n_wrong
    return 1 + len(data) // 1000, 0


def to_utf8(blocks: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    r"""Yield the blocks as UTF-8 without byte order mark.

    Bytes that the encoding does not define become U+FFFD; `detect` never chooses an encoding in
    which a file has such bytes, only the caller or a byte order mark can.

    Examples
    --------
    >>> wide = Encoding("utf-16-le", b"\xff\xfe")
    >>> b"".join(to_utf8([b"\xff\xfea\x00\xe9", b"\x00"], wide)).decode()
    'aé'
    """
    skip = len(encoding.bom)
    if encoding.name == "utf-8":
        for block in blocks:
            yield block[skip:]
            skip = 0
        return
    name, errors = (
        ("utf-8", "cp1252_byte") if encoding.name == MIXED else (encoding.name, "replace")
    )
    decoder = codecs.getincrementaldecoder(name)(errors)
    for block in blocks:
        yield decoder.decode(block[skip:]).encode("utf-8", "replace")
        skip = 0
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def stray_lines(blocks: Iterable[bytes], limit: int = 100) -> list[int]:
    r"""Return the first lines that are not valid UTF-8, 1 = first.

    Examples
    --------
    >>> stray_lines([b"a\nb\xa3\n", b"c\n"])
    [2]
    """
    found: list[int] = []
    number, tail = 1, b""
    for block in blocks:
        data, newline, tail = (tail + block).rpartition(b"\n")
        if not _is_utf8(data):
            lines = enumerate(data.split(b"\n"), number)
            found += [at for at, line in lines if not _is_utf8(line)]
        if len(found) >= limit:
            return found[:limit]
        number += data.count(b"\n") + len(newline)
    return found if _is_utf8(tail) else [*found, number]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def given(name: str, found: Encoding) -> Encoding:
    """Return the encoding that the caller names, with the byte order mark that was found.

    Raises
    ------
    UnreadableFile
        When there is no such encoding.

    Examples
    --------
    >>> given("Latin1", Encoding("utf-8")).name
    'iso8859-1'
    """
    try:
        known = codecs.lookup(name).name
    except LookupError as error:
        raise UnreadableFile(f"There is no encoding '{name}'.") from error
    if known in {"utf-8", "utf-8-sig"}:
        return found if found.name in {"utf-8", MIXED} else Encoding(MIXED)
    return Encoding(known, found.bom if found.name == known else b"")
