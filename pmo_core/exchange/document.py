"""Documents for people: one description, written as DOCX to go on with and as PDF to keep.

The same document gives the same bytes. Texts are data: none is read as markup. The libraries that
write are loaded with the first document, not when the program starts.
"""

import gc
from collections.abc import Callable
from functools import cache

from pmo_core.exchange.blocks import (
    Block,
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
)

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"


def docx_bytes(document: Document) -> bytes:
    """Return a document as DOCX: A4, styles of headings and lists, heads of tables repeated.

    Examples
    --------
    >>> docx_bytes(Document("Charter"))[:2]
    b'PK'
    """
    return _docx_writer()(document)


def pdf_bytes(document: Document) -> bytes:
    """Return a document as PDF: A4, page numbers, heads of tables repeated, an outline.

    A character that no font at hand has is written as its code, `[U+1F600]`. Arabic and Hebrew are
    not turned right to left: take the DOCX there.

    Examples
    --------
    >>> pdf_bytes(Document("Charter"))[:5]
    b'%PDF-'
    """
    return _pdf_writer()(document)


@cache
def _docx_writer() -> Callable[[Document], bytes]:
    from pmo_core.exchange.docx import written

    _keep_for_good()
    return written


@cache
def _pdf_writer() -> Callable[[Document], bytes]:
    from pmo_core.exchange.pdf import written
    from pmo_core.exchange.pdf_fonts import load

    load()
    _keep_for_good()
    return written


def _keep_for_good() -> None:
    """Take what was just loaded out of garbage collection, which runs after every page: 6 ms."""
    gc.collect()
    gc.freeze()


__all__ = [
    "DOCX_TYPE", "PDF_TYPE", "Block", "Bullets", "Document", "Facts", "Grid", "Heading",
    "PageBreak", "Paragraph", "docx_bytes", "pdf_bytes",
]  # fmt: skip
