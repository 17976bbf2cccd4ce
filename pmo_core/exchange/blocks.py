"""What a printed document is made of: headings, paragraphs, lists, facts and tables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

INK, MUTED, ACCENT, LINE, FILL = "1D2733", "6B7785", "2F5BD0", "DCE2EA", "F4F6F9"
"""Colors of print, as RRGGBB: those of the light theme."""

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff"
    "\ufff0-\ufffb\ufffe\uffff]"
)


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 begins a chapter, 2 and 3 stand below it."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A text; its line breaks stay. A muted one is set smaller and in gray."""

    text: str
    is_muted: bool = False


@dataclass(frozen=True)
class Bullets:
    """Items of a list."""

    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Labels with what they stand for, two columns without a head."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    """A table whose head is repeated on each page.

    Parameters
    ----------
    columns : sequence of str
        Heads of the columns.
    rows : sequence of sequence of str
        Texts of the cells, as many in each row as there are columns.
    widths : sequence of float
        Relative widths of the columns; empty = all alike.
    right : sequence of int
        Numbers of the columns, from 0, that are set to the right: those of figures.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()
    right: Sequence[int] = ()

    def shares(self) -> list[float]:
        """Return the width of each column as a share of the whole.

        Examples
        --------
        >>> Grid(("a", "b"), (), widths=(1, 3)).shares()
        [0.25, 0.75]
        """
        widths = self.widths or [1.0] * len(self.columns)
        return [width / sum(widths) for width in widths]


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Bullets | Facts | Grid | PageBreak


@dataclass(frozen=True)
class Document:
    """A text for print.

    Parameters
    ----------
    title, subtitle : str
        What it is; the title also stands at the foot of each page.
    blocks : sequence of Block
        What it holds, from top to bottom.
    made_on : date, optional
        Day that stands at the foot of each page and in the file's properties.
    """

    title: str
    subtitle: str = ""
    blocks: Sequence[Block] = ()
    made_on: date | None = None


def printable(text: str) -> str:
    r"""Return the text without what no page can show: controls, half characters, turned direction.

    Line breaks and tabs stay.

    Examples
    --------
    >>> printable("a\x00b\r\nc\td")
    'ab\nc\td'
    """
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


__all__ = [
    "ACCENT", "FILL", "INK", "LINE", "MUTED", "Block", "Bullets", "Document", "Facts", "Grid",
    "Heading", "PageBreak", "Paragraph", "printable",
]  # fmt: skip
