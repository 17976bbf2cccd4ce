"""Documents say what they were given to say, in Word and in print, whatever the texts are."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from pmo_core.exchange.blocks import printable
from pmo_core.exchange.document import (
    Bullets,
    Document,
    Facts,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    docx_bytes,
    pdf_bytes,
)
from pmo_core.exchange.pdf_fonts import load

CHARTER = Document(
    "Charter of Self-service",
    "P-0150",
    [
        Heading("Purpose"),
        Paragraph("One entry.\nNo second one."),
        Bullets(["Web & mobile", "Partners <later>"]),
        Facts([("Sponsor", "Ana Ruiz")]),
        Heading("Who does what", 2),
        Grid(["Work", "Amount"], [["Design", "1,000"], ["Test", "2,000"]], (3, 1), (1,)),
        PageBreak(),
        Paragraph("Made by the PMO.", is_muted=True),
    ],
    date(2026, 11, 2),
)


def read(data: bytes) -> Any:
    """Open the bytes of a DOCX file."""
    return docx.Document(io.BytesIO(data))


def pages(data: bytes) -> list[str]:
    """Return the text of each page of a PDF."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def with_text(text: str) -> Document:
    """A document that holds a text in every kind of place."""
    blocks = [
        Heading(text), Paragraph(text), Bullets([text]), Facts([(text, text)]),
        Grid([text, "b"], [[text, text]], right=(1,)),
    ]  # fmt: skip
    return Document(text, text, blocks)


def test_a_docx_holds_all_blocks_in_order():
    """Title, headings, texts, list and tables come back from the file as they were given."""
    made = read(docx_bytes(CHARTER))
    texts = [(one.style.name, one.text) for one in made.paragraphs if one.text.strip()]
    assert texts == [
        ("Title", "Charter of Self-service"), ("Subtitle", "P-0150"), ("Heading 1", "Purpose"),
        ("Normal", "One entry.\nNo second one."), ("List Bullet", "Web & mobile"),
        ("List Bullet", "Partners <later>"), ("Heading 2", "Who does what"),
        ("Normal", "Made by the PMO."),
    ]  # fmt: skip
    facts, grid = ([[c.text for c in row.cells] for row in t.rows] for t in made.tables)
    assert facts == [["Sponsor", "Ana Ruiz"]]
    assert grid == [["Work", "Amount"], ["Design", "1,000"], ["Test", "2,000"]]
    assert "tblHeader" in made.tables[1].rows[0]._tr.xml
    assert "Charter of Self-service · 2026-11-02 · page" in made.sections[0].footer._element.xml


def test_a_docx_is_a4():
    """The page is 210 x 297 mm."""
    section = read(docx_bytes(CHARTER)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_a_pdf_holds_all_blocks_and_numbers_its_pages():
    """Every text stands on its page, with title, day and page number at the foot; A4."""
    data = pdf_bytes(CHARTER)
    first, second = pages(data)
    for text in ("Charter of Self-service", "P-0150", "Purpose", "One entry.", "Web & mobile",
                 "Partners <later>", "Sponsor", "Ana Ruiz", "Design", "2,000", "page 1 of 2",
                 "2026-11-02"):  # fmt: skip
        assert text in first, text
    assert "Made by the PMO." in second
    assert "page 2 of 2" in second
    reader = PdfReader(io.BytesIO(data))
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert reader.metadata.title == "Charter of Self-service"
    assert reader.outline[0].title == "Purpose"


def test_the_head_of_a_long_table_is_repeated():
    """A table over several pages shows its head on each of them."""
    rows = [[f"Row {n}", "x" * 40] for n in range(120)]
    found = pages(pdf_bytes(Document("t", "", [Grid(["Number", "Head of it"], rows)])))
    assert len(found) > 2
    assert all("Head of it" in page for page in found)
    assert sum(page.count("Row ") for page in found) == 120


def test_a_cell_higher_than_a_page_is_split():
    """A very long text in a cell goes on on the next pages, complete."""
    text = " ".join(f"w{n}" for n in range(6000))
    found = " ".join(pages(pdf_bytes(Document("t", "", [Grid(["a"], [[text]])]))))
    assert {f"w{n}" for n in range(6000)} <= set(found.split())


@pytest.mark.parametrize("make", [docx_bytes, pdf_bytes])
def test_the_same_document_gives_the_same_bytes(make):
    """Nothing of the clock or the process is in the file."""
    assert make(CHARTER) == make(CHARTER)
    assert make(CHARTER) != make(Document("other"))


@pytest.mark.parametrize("make", [docx_bytes, pdf_bytes])
def test_an_empty_document_is_a_page(make):
    """No blocks, empty lists and empty tables are no error."""
    assert make(Document("t", "", [Bullets([]), Facts([]), Grid([], []), Paragraph("")]))


def test_markup_stays_text():
    """What looks like markup, an entity or a field is shown as it was written."""
    text = "<b>x</b> &amp; <font size=99>y</font> ]]> {= 1+1} <br/>z"
    assert read(docx_bytes(with_text(text))).paragraphs[0].text == text
    assert text in pages(pdf_bytes(with_text(text)))[0].replace("\n", " ")


def test_other_alphabets_are_written():
    """What the font at hand has is written, the rest as codes; East Asian by the reader's fonts."""
    text = "Ελληνικά Привет Łódź"
    known = load()
    expected = "".join(x if ord(x) in known else f"[U+{ord(x):04X}]" for x in text)
    assert expected in pages(pdf_bytes(Document("t", "", [Paragraph(text)])))[0]
    asian = pdf_bytes(Document("t", "", [Paragraph("项目章程 プロジェクト 프로젝트")]))
    assert {"STSong-Light", "HeiseiKakuGo-W5", "HYSMyeongJo-Medium"} <= {
        str(font.get_object()["/BaseFont"]).lstrip("/").split("-UniGB")[0]
        for font in PdfReader(io.BytesIO(asian)).pages[0]["/Resources"]["/Font"].values()
    }


def test_a_character_without_a_font_is_written_as_its_code():
    """Nothing is left out in silence."""
    assert "[U+13000]" in pages(pdf_bytes(Document("t", "", [Paragraph("\U00013000")])))[0]


def test_naughty_strings_do_no_harm(shared_data: Path):
    """Five hundred texts that break programs are written, and read back from the DOCX unchanged."""
    lines = (shared_data / "csv" / "naughty_strings.txt").read_text("utf-8").split("\n")
    texts = [line for line in lines if line and not line.startswith("#")]
    assert len(texts) > 400
    rows = [[text, text] for text in texts]
    document = Document("t", "", [Bullets(texts), Grid(["a", "b"], rows)])
    made = read(docx_bytes(document))
    cells = [cell.text for cell in made.tables[0].columns[0].cells][1:]
    assert cells == [printable(text) for text in texts]
    assert len(pages(pdf_bytes(document))) > 10


@pytest.mark.parametrize("text", ["\ud800", "\x00\x1b[31m", "\ufffe", "\u202eabc", "", "\n\n", " "])
def test_broken_texts_do_no_harm(text):
    """Half characters, controls and empty texts are written without them."""
    read(docx_bytes(with_text(text)))
    assert pages(pdf_bytes(with_text(text)))
