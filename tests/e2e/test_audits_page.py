"""An audit from the year's programme to its report: questions, evidence, a sample, a finding."""

import hashlib
import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

import pmo_core
from pmo_core.model import ChangeRequest, Department, Policy, Project
from tests.e2e.office import Office, choose, press
from tools.browser import settled

PMO = "Ida Brandt"
YEAR = date.today().year + (date.today().month > 9)  # as the page proposes
CODE, SEED = f"A-{YEAR}-01", 7
SEEN = "Hours were booked before the decision."
EVIDENCE = b"Walkthrough of change control, seen in five of five cases.\n"
N_CHANGES = 30
WAIT_MS = 30_000


def running(store: Path) -> None:
    """Prepare a running project with change requests, and a policy that the audit asks about."""
    today = date.today()
    with pmo_core.open(str(store)) as repo:
        repo.session("root", "administrator").save(
            Department(code="IT", name="Technology"),
            Project(code="P-0001", name="Data lake", stage="delivery", department="IT",
                    manager="Tom Okafor", planned_cost=100_000, planned_start=date(2025, 1, 7)),
            Policy(code="PRO-01", name="Change control", kind="procedure", version="2"),
            *(ChangeRequest(code=f"CR-{n:04d}", project="P-0001", name="More", author="Tom Okafor",
                            reason="error", submitted_on=today)
              for n in range(1, N_CHANGES + 1)),
        )  # fmt: skip


def by_hand(n: int) -> list[str]:
    """Return what the seed draws: the items with the smallest SHA-256 of seed and item."""
    items = [f"CR-{number:04d}" for number in range(1, N_CHANGES + 1)]
    return sorted(items, key=lambda one: hashlib.sha256(f"{SEED}:{one}".encode()).hexdigest())[:n]


def _tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settled(page)


def _planned(page: Page, office: Office) -> None:
    """The programme of the year proposes the project; it is kept, opened and begun."""
    _tab(page, "Plan the year")
    choose(page, page.get_by_test_id("stForm"), "Subjects", "Projects")
    who = page.get_by_test_id("stMultiSelect").locator("input")
    who.fill(PMO)
    who.press("Enter")
    page.keyboard.press("Escape")
    settled(page)
    press(page, "Propose", "Keep 1 audit")
    press(page, "Keep 1 audit", "1 audit planned")
    office.go(page, f"audits?audit={CODE}")
    expect(page.get_by_text("The checklist asks 1 question")).to_be_visible()
    press(page, "Begin the audit", "0 of 1 questions answered")


def _answered(page: Page) -> None:
    """The question is answered with no, and becomes a finding."""
    page.get_by_role("button", name="Answer the next, question 1").click()
    form = page.get_by_role("dialog")
    form.get_by_role("radiogroup").get_by_text("No", exact=True).click()
    note = form.get_by_role("textbox", name="What was seen")
    note.fill(SEEN)
    note.press("Tab")
    settled(page)
    form.get_by_role("button", name="Save", exact=True).click()
    form.get_by_role("button", name="Raise the finding").click()
    expect(page.get_by_text("1 finding, 1 open")).to_be_visible()
    settled(page)


def _attached(page: Page) -> None:
    """A file is kept with its hash."""
    _tab(page, "Evidence")
    file = {"name": "walkthrough.txt", "mimeType": "text/plain", "buffer": EVIDENCE}
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_text("walkthrough.txt").first).to_be_visible()
    press(page, "Keep as evidence", "walkthrough.txt is evidence of")


def _drawn(page: Page) -> None:
    """A sample is drawn with a stated seed; its size follows from confidence and rate."""
    for _ in range(2):  # the same seed draws the same: the second time it is refused as drawn
        _tab(page, "Sample")
        again = page.get_by_text("Draw another sample, as nothing is noted yet")
        if again.is_visible():
            again.click()
        seed = page.get_by_test_id("stNumberInput").filter(has_text="Seed").locator("input")
        seed.fill(str(SEED))
        seed.press("Tab")
        settled(page)
        page.get_by_role("button", name="Work out the size").click()
        draw = page.get_by_role("button", name=re.compile(rf"Draw \d+ of {N_CHANGES}"))
        draw.click()
        expect(
            page.get_by_text(re.compile("sample of .* is drawn|This sample is drawn already")).last
        ).to_be_visible()
        settled(page)
    expect(page.get_by_text("This sample is drawn already").first).to_be_visible()


def _files(page: Page) -> tuple[str, str]:
    """Return the text of the report as PDF and as DOCX."""
    _tab(page, "Report")
    files = {}
    for kind in ("PDF", "DOCX"):
        with page.expect_download() as started:
            page.get_by_role("button", name=f"Draft as {kind}").click()
        files[kind] = Path(started.value.path()).read_bytes()
    pdf = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(files["PDF"])).pages)
    with ZipFile(io.BytesIO(files["DOCX"])) as parts:
        words = parts.read("word/document.xml").decode()
    docx = re.sub(r"<[^>]+>", " ", words)
    return " ".join(pdf.split()), " ".join(docx.split())


def test_an_audit_is_planned_carried_out_and_written_down(start_server, browser: Browser) -> None:
    """From the programme to the files: they hold the finding, the evidence and the sample."""
    expect.set_options(timeout=WAIT_MS)
    server = start_server(running)
    office = Office(browser, server.url)
    pmo = office.sit(PMO, "manager", "audits")
    _planned(pmo, office)
    _answered(pmo)
    _attached(pmo)
    _drawn(pmo)
    for text in _files(pmo):
        assert f"F-0001 {SEEN}" in text
        assert "walkthrough.txt" in text
        assert hashlib.sha256(EVIDENCE).hexdigest() in text.replace(" ", "")
        size = int(re.search(rf"(\d+) of {N_CHANGES} records", text).group(1))  # type: ignore[union-attr]
        drawn = re.findall(r"\d+ (CR-\d{4}) open", text)
        assert drawn == by_hand(size)
    pmo.close()
