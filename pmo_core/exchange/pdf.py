"""A document as PDF. Loading reportlab costs, so only `document.pdf_bytes` imports this."""

import io
import re
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageTemplate,
    Spacer,
    Table,
)
from reportlab.platypus import PageBreak as Break
from reportlab.platypus import Paragraph as Text

from pmo_core.exchange import blocks
from pmo_core.exchange.blocks import ACCENT, FILL, INK, LINE, MUTED, printable
from pmo_core.exchange.pdf_fonts import BOLD, REGULAR, is_east_asian, load, marked_up

_MARGIN = 20 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_WITH_HEADING = 30 * mm
"""Room that must be left on a page for a heading to stand there."""
_PIECE = re.compile(r"[\s\S]{1,4000}(?=\s|$)|[\s\S]{1,4000}")
"""A part of a text that is certain to fit on a page; it ends with a word where it can."""


def written(document: blocks.Document) -> bytes:
    """Return the document as the bytes of a PDF file."""
    load()
    buffer = io.BytesIO()
    template = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=printable(document.title),
        subject=printable(document.subtitle),
        author="PMO portfolio",
        invariant=1,
        lang="en",
    )
    frame = Frame(_MARGIN, _MARGIN, _WIDTH, A4[1] - 2 * _MARGIN, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame]))
    foot = printable(document.title).replace("\n", " ")
    if document.made_on:
        foot = f"{foot} · {document.made_on.isoformat()}"
    story = [*_text(document.title, _style("title", 19, after=3, bold=True))]
    if document.subtitle:
        story += _text(document.subtitle, _style("subtitle", 10.5, MUTED, after=10))
    for block in document.blocks:
        story += _flowables(block)
    template.build(story, canvasmaker=lambda *a, **k: _Numbered(foot, *a, **k))
    return buffer.getvalue()


def _flowables(block: blocks.Block) -> list[Flowable]:
    match block:
        case blocks.Heading():
            size, color = {1: (13, ACCENT), 2: (11, INK)}.get(block.level, (10, INK))
            style = _style("heading", size, color, before=12, after=5, bold=True)
            place = _Marked(block.text, min(max(block.level, 1), 3) - 1)
            return [CondPageBreak(_WITH_HEADING), place, *_text(block.text, style)]
        case blocks.Paragraph():
            style = _style("note", 8.5, MUTED, after=6) if block.is_muted else _body()
            return _text(block.text, style)
        case blocks.Bullets():
            style = _style("item", 9.5, after=2)
            items = [ListItem(_text(one, style), leftIndent=12) for one in block.items]
            listed = ListFlowable(
                items, bulletType="bullet", start="•", bulletFontSize=9, leftIndent=12,
                bulletColor=HexColor(f"#{ACCENT}"),
            )  # fmt: skip
            return [listed, Spacer(0, 6)] if items else []
        case blocks.Facts():
            return _table((), block.pairs, [0.28, 0.72], ())
        case blocks.Grid():
            return _table(block.columns, block.rows, block.shares(), block.right)
        case blocks.PageBreak():
            return [Break()]


def _table(head: Any, rows: Any, shares: list[float], right: Any) -> list[Flowable]:
    """Return a table whose cells wrap; without a head its first column holds labels."""
    if not head and not rows:
        return []
    label = _style("label", 8.5, MUTED if head else INK, bold=True)
    cell, figure = _style("cell", 9), _style("figure", 9)
    figure.alignment = TA_RIGHT
    label_right = label.clone("label_right", alignment=TA_RIGHT)
    lines: list[list[Any]] = []
    if head:
        lines.append([
            _text(one, label_right if n in right else label) for n, one in enumerate(head)
        ])  # fmt: skip
    for row in rows:
        styles = [figure if n in right else label if not head and n == 0 else cell
                  for n in range(len(shares))]  # fmt: skip
        lines.append([_text(one, style) for one, style in zip(row, styles, strict=True)])
    shaded = ((0, 0), (-1, 0)) if head else ((0, 0), (0, -1))
    table = Table(
        lines,
        colWidths=[_WIDTH * share for share in shares],
        repeatRows=1 if head else 0,
        splitInRow=1,
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEABOVE", (0, 0), (-1, 0), 0.5, HexColor(f"#{LINE}")),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(f"#{LINE}")),
            ("BACKGROUND", *shaded, HexColor(f"#{FILL}")),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("LEFTPADDING", (0, 0), (-1, -1), 5),
            ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ],
    )
    return [table, Spacer(0, 8)]


def _text(text: str, style: ParagraphStyle) -> list[Flowable]:
    """Return a text as paragraphs, a very long one in pieces that fit on a page."""
    shown = printable(text).strip("\n").expandtabs(4)
    pieces = _PIECE.findall(shown) or [""]
    if is_east_asian(shown):
        style = style.clone(f"{style.name}_east_asian", wordWrap="CJK")
    return [Text(marked_up(piece), style) for piece in pieces]


def _style(
    name: str, size: float, color: str = INK, *, before: int = 0, after: int = 0, bold: bool = False
) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=BOLD if bold else REGULAR, fontSize=size, leading=size * 1.4,
        textColor=HexColor(f"#{color}"), spaceBefore=before, spaceAfter=after, splitLongWords=1,
    )  # fmt: skip


def _body() -> ParagraphStyle:
    return _style("body", 9.5, after=6)


class _Marked(Flowable):  # type: ignore[misc]
    """A place that the reader's outline leads to; it takes no room."""

    def __init__(self, text: str, level: int) -> None:
        super().__init__()
        self._text, self._level = printable(text).replace("\n", " "), level

    def wrap(self, *_: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        outline = self.canv
        level = min(self._level, outline.pmo_level + 1)
        outline.pmo_level = level
        key = f"place{outline.getPageNumber()}-{len(outline.pmo_places)}"
        outline.pmo_places.append(key)
        outline.bookmarkPage(key)
        outline.addOutlineEntry(self._text, key, level)


class _Numbered(Canvas):  # type: ignore[misc]
    """A canvas that knows how many pages there are before it writes their feet."""

    def __init__(self, foot: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._foot = foot
        self.pmo_level, self.pmo_places = -1, list[str]()
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        """Keep the page until all are known."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages with their feet."""
        for page in self._pages:
            self.__dict__.update(page)
            self._write_foot(len(self._pages))
            super().showPage()
        super().save()

    def _write_foot(self, n_pages: int) -> None:
        style = _style("foot", 7.5, MUTED)
        number = f"page {self._pageNumber} of {n_pages}"
        for text, alignment in ((self._foot[:90], TA_LEFT), (number, TA_RIGHT)):
            foot = Text(marked_up(text), style.clone("foot", alignment=alignment))
            foot.wrap(_WIDTH * (0.8 if alignment == TA_LEFT else 1), 40)
            foot.drawOn(self, _MARGIN, 11 * mm)
