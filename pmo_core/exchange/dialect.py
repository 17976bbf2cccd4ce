"""Find delimiter, quote and escape: those that divide the lines evenly into sensible cells."""

import re
from dataclasses import dataclass

import numpy as np

from pmo_core.exchange import cells, resync
from pmo_core.exchange.resync import Format

DELIMITERS = (",", ";", "\t", "|", ":")
QUOTES = ('"', "'")
SAMPLE_RECORDS = 600
SCORED_RECORDS = 120
SCORED_CELLS = 60
MIN_SHARE = 0.25
"""Least share of the records that must have the same number of fields; of two fields, half."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A format with the number of fields that most lines then have, and how well it explains."""

    form: Format
    width: int
    score: float


def detect(
    sample: bytes,
    delimiter: str | None = None,
    quote: str | None = None,
) -> tuple[Format, int]:
    r"""Choose the format of a text, and the number of fields of most of its records.

    Each candidate is scored by the share of lines that get the commonest number of fields, by how
    many cells become numbers, dates or short codes, and a little by the number of fields. What the
    caller gives is taken as given.

    Parameters
    ----------
    sample : bytes
        First part of the text, UTF-8, ending at a line end.
    delimiter, quote : str or None
        Given, or to be found. An empty string means that there is none.

    Returns
    -------
    (Format, int)

    Examples
    --------
    >>> detect(b"a;b\n1,5;2,5\n3,5;4,5\n")
    (Format(delimiter=';', quote='"', escape=''), 2)
    """
    sample = _without_hint(sample)
    quotes = QUOTES if quote is None else (quote,)
    delimiters = DELIMITERS if delimiter is None else (delimiter,)
    best = Scored(Format("" if delimiter is None else delimiter, quotes[0]), 1, 0.0)
    for sign in delimiters:
        if sign.encode() not in sample:
            continue
        for mark in quotes:
            if mark != quotes[0] and not _encloses(sample, sign, mark):
                continue
            scored = _score(sample, Format(sign, mark, _escape(sample, sign, mark)))
            if scored.width > 1 and scored.score > best.score * 1.001:
                best = scored
    return best.form, best.width


def _without_hint(sample: bytes) -> bytes:
    """Leave out the line by which a spreadsheet is told its delimiter."""
    return sample.split(b"\n", 1)[-1] if sample[:4].lower() == b"sep=" else sample


def _encloses(sample: bytes, delimiter: str, quote: str) -> bool:
    """Return whether a quote stands around fields more often than inside them."""
    sign, mark = delimiter.encode(), quote.encode()
    around = sum(
        sample.count(pair)
        for pair in (sign + mark, mark + sign, b"\n" + mark, mark + b"\n", mark + b"\r\n")
    )
    return around > 2 and around * 2 > sample.count(mark)


def _escape(sample: bytes, delimiter: str, quote: str) -> str:
    """Return the backslash when it stands before quotes inside fields.

    A backslash before a closing or a doubled quote is part of the text and speaks against it.
    """
    if not quote:
        return ""
    escaped = re.escape(b"\\" + quote.encode())
    mark, end = re.escape(quote.encode()), b"(?:" + re.escape(delimiter.encode()) + rb"|\r|\n|\Z)"
    speaks_for = escaped + b"(?!" + mark + b"|" + end + b")|" + escaped + mark + b"(?=" + end + b")"
    speaks_against = escaped + b"(?=" + end + b")|" + escaped + mark + b"(?!" + end + b")"
    n_for = len(re.findall(speaks_for, sample))
    return "\\" if n_for > len(re.findall(speaks_against, sample)) else ""


def _score(sample: bytes, form: Format) -> Scored:
    """Score one format on the sample."""
    fields, weights, rows = _records(sample, form)
    if not rows:
        return Scored(form, 1, 0.0)
    numbers, inverse = np.unique(fields, return_inverse=True)
    times = np.bincount(inverse, weights)
    preferred = times * np.where(numbers > 1, 1 + np.log2(numbers) / 4, 0.2)
    width = int(numbers[np.argmax(preferred)])
    share = float(times.max(where=numbers == width, initial=0) / times.sum())
    chosen = [row for row in rows if len(row) == width][:SCORED_RECORDS]
    sense = [_sense(cell) for row in chosen for cell in row[:SCORED_CELLS]]
    mean = sum(sense) / max(len(sense), 1)
    if share < (MIN_SHARE if width > 2 else 0.5):
        return Scored(form, 1, 0.0)
    prior = 0.3 if form.delimiter == ":" else 1.0  # times of day hold it too
    return Scored(form, width, prior * share**1.5 * (0.15 + mean) * (1 - 0.5 / width))


def _records(sample: bytes, form: Format) -> tuple[list[int], list[int], list[list[str]]]:
    """Read the sample record by record: number of fields, of lines, and the cells of each.

    A record counts as many times as it has lines, so that a text of many lines, torn apart by the
    wrong quote, weighs no more than the record that it belongs to.
    """
    fields: list[int] = []
    weights: list[int] = []
    rows: list[list[str]] = []
    for start, end, row in resync.walk(sample, form, SAMPLE_RECORDS):
        if not cells.is_blank(row):
            fields.append(len(row))
            weights.append(sample.count(b"\n", start, end) or 1)
            rows.append(row)
    return fields, weights, rows


def _sense(cell: str) -> float:
    """Return how much a cell looks like one value: 1 a number or date, 0 a text with signs left."""
    kind = cells.shape(cell)
    if kind in {"empty", "code", "word"} or cells.is_typed(cell):
        return 0.6 if kind == "empty" else 1.0
    left = sum(cell.count(sign) for sign in ";\t|") + (cell[:1] in "\"'")
    return 0.1 if left else 0.6
