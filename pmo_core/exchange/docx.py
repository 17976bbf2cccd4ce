"""A document as DOCX. Loading python-docx costs, so only `document.docx_bytes` imports this."""

import io
import zipfile
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pmo_core.exchange import blocks
from pmo_core.exchange.blocks import ACCENT, FILL, INK, LINE, MUTED, printable

_EPOCH = datetime(2000, 1, 1)
_TEXT_WIDTH = 170
"""Millimeters between the margins of an A4 page."""


def written(document: blocks.Document) -> bytes:
    """Return the document as the bytes of a DOCX file."""
    made = docx.Document()
    _styled(made)
    _described(made, document)
    _footed(made, document)
    made.add_paragraph(printable(document.title), style="Title")
    if document.subtitle:
        made.add_paragraph(printable(document.subtitle), style="Subtitle")
    for block in document.blocks:
        _add(made, block)
    buffer = io.BytesIO()
    made.save(buffer)
    return _without_clock(buffer.getvalue())


def _add(made: Any, block: blocks.Block) -> None:
    match block:
        case blocks.Heading():
            made.add_heading(printable(block.text), level=min(max(block.level, 1), 3))
        case blocks.Paragraph():
            run = made.add_paragraph().add_run(printable(block.text))
            if block.is_muted:
                run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(MUTED)
        case blocks.Bullets():
            for item in block.items:
                made.add_paragraph(printable(item), style="List Bullet")
        case blocks.Facts():
            _table(made, (), block.pairs, (0.28, 0.72), ())
        case blocks.Grid():
            _table(made, block.columns, block.rows, block.shares(), block.right)
        case blocks.PageBreak():
            made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _table(made: Any, head: Any, rows: Any, shares: Any, right: Any) -> None:
    """Add a table; without a head its first column holds labels."""
    if not head and not rows:
        return
    table = made.add_table(rows=0, cols=len(shares))
    table.autofit = False
    _bordered(table)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(_TEXT_WIDTH * share)
    if head:
        cells = table.add_row().cells
        _fill(cells, head, shares, right, bold=True)
        for cell in cells:
            _shade(cell)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        cells = table.add_row().cells
        _fill(cells, row, shares, right, bold=False)
        if not head:
            _shade(cells[0])
            cells[0].paragraphs[0].runs[0].bold = True
    made.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(cells: Any, texts: Any, shares: Any, right: Any, *, bold: bool) -> None:
    for number, (cell, text, share) in enumerate(zip(cells, texts, shares, strict=True)):
        cell.width = Mm(_TEXT_WIDTH * share)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.space_before = Pt(1)
        if number in right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(printable(text))
        run.bold, run.font.size = bold, Pt(9.5)


def _shade(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=FILL))


def _bordered(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    table._tbl.tblPr.append(borders)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _styled(made: Any) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    sizes = {
        "Normal": (10.5, INK), "Title": (22, INK), "Subtitle": (11.5, MUTED),
        "Heading 1": (14, ACCENT), "Heading 2": (12, INK), "Heading 3": (10.5, INK),
    }  # fmt: skip
    for name, (size, color) in sizes.items():
        style = made.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor.from_string(color)
        style.font.name, style.font.italic = "Calibri", False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:eastAsia"), "Microsoft YaHei")
    made.styles["Normal"].paragraph_format.space_after = Pt(6)
    for border in made.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _described(made: Any, document: blocks.Document) -> None:
    day = document.made_on
    moment = datetime(day.year, day.month, day.day) if day else _EPOCH
    about = made.core_properties
    about.title, about.subject = printable(document.title)[:255], printable(document.subtitle)[:255]
    about.author = about.last_modified_by = "PMO portfolio"
    about.comments, about.created, about.modified, about.revision = "", moment, moment, 1


def _footed(made: Any, document: blocks.Document) -> None:
    """Write title, day and page number at the foot of each page."""
    paragraph = made.sections[0].footer.paragraphs[0]
    parts = [printable(document.title).replace("\n", " ")]
    if document.made_on:
        parts.append(document.made_on.isoformat())
    paragraph.add_run(" · ".join(parts) + " · page ")
    for name, between in (("PAGE", " of "), ("NUMPAGES", "")):
        field = _element("w:fldSimple", instr=name)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)
        if between:
            paragraph.add_run(between)
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string(MUTED)


def _without_clock(data: bytes) -> bytes:
    """Return the file with the same bytes whenever it is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
