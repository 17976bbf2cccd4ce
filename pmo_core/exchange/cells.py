"""What a cell looks like: the few shapes by which columns are told apart."""

import re
from collections.abc import Sequence
from functools import lru_cache

_SHAPES = (
    ("empty", re.compile(r"\s*")),
    ("whole", re.compile(r"[-+]?\d+")),
    ("grouped", re.compile(r"[-+(]*[$€£]?\d{1,3}(?:[,.' ]\d{3})+(?:[.,]\d+)?\)?")),
    ("decimal", re.compile(r"[-+(]*[$€£]?\d*[.,]?\d+(?:[eE][-+]?\d+)?\s?[%€$£]?\)?")),
    ("date", re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ]\d{1,2}:\d\d.*)?")),
    ("date", re.compile(r"\d{1,2}[- ]?[A-Za-z]{3,9}[- ,]*\d{2,4}")),
    ("time", re.compile(r"\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?")),
    ("code", re.compile(r"(?=.*\d)[\w./#-]{1,20}")),
    ("word", re.compile(r"[^\W\d_]{1,20}")),
)
_TYPED = {"whole", "grouped", "decimal", "date", "time"}


@lru_cache(maxsize=65536)
def _short_shape(cell: str) -> str:
    text = cell.strip()
    for name, pattern in _SHAPES:
        if pattern.fullmatch(text):
            digits = sum(map(str.isdigit, text))
            return f"{name}{digits}" if name in {"whole", "grouped"} else name
    return "text" if len(text) < 80 else "prose"


def shape(cell: str | None) -> str:
    """Name what a cell looks like: its kind, for whole numbers with their digits.

    Examples
    --------
    >>> [shape(text) for text in ("", "007", "1,234", "1.5", "2024-01-31", "P-12", "a, b")]
    ['empty', 'whole3', 'grouped4', 'decimal', 'date', 'code', 'text']
    """
    text = cell or ""
    return _short_shape(text) if len(text) < 80 else "prose"


def is_typed(cell: str) -> bool:
    """Return whether a cell is a number, a date or a time.

    Examples
    --------
    >>> is_typed("1,5"), is_typed("31/01/2024"), is_typed("soon")
    (True, True, False)
    """
    return shape(cell).rstrip("0123456789") in _TYPED


def is_blank(cells: Sequence[str | None]) -> bool:
    """Return whether no cell holds anything but spaces."""
    return not any(cell and cell.strip() for cell in cells)
