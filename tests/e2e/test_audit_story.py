"""A rule fails, becomes findings, actions are taken; the data says which of them helped."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

import pmo_core
from pmo_core.model import Project
from tests.e2e.office import Office, press, toast
from tools.browser import settled

RULE = "DQ-18"  # an ended project without the day on which it ended
OWNER, PMO = "Tom Okafor", "Ida Brandt"
MENDED = (
    b"Project code;Project name;Stage;Manager;Actual finish\r\n"
    b"P-0001;Data lake;closed;Tom Okafor;2026-03-31\r\n"
)
WAIT_MS = 30_000
STANDS = ".st-key-finding_state"


def ended(store: Path) -> None:
    """Prepare two closed projects of which nobody entered when they ended."""
    with pmo_core.open(str(store)) as repo:
        repo.session("root", "administrator").save(
            Project(code="P-0001", name="Data lake", stage="closed", manager=OWNER),
            Project(code="P-0002", name="Web shop", stage="closed", manager=OWNER),
        )


def _raised(page: Page, office: Office) -> None:
    """The PMO runs the rules, opens the one that fails, and raises what it shows."""
    page.get_by_role("button", name="Run the rules").first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text(re.compile("R-0001")).first).to_be_visible()
    office.go(page, f"rules?rule={RULE}")
    press(page, "Raise 2 findings", "A finding for each project that violates")
    press(page, "Raise 2 findings", re.compile("2 findings raised"))


def _planned(page: Page, office: Office, finding: str, what: str) -> None:
    """The PMO plans what is to be done, with its root cause."""
    office.go(page, f"findings?finding={finding}")
    expect(page.get_by_text("Plan an action that mends it").first).to_be_visible()
    page.get_by_role("button", name="Plan an action").click()
    form = page.get_by_role("dialog")
    for label, text in (
        ("What is to be done", what), ("Why 1", "Nobody entered the day."),
        ("Why 2", "It is no part of closing."), ("Root cause", "The form of closing lacks it."),
    ):  # fmt: skip
        box = form.get_by_label(label).first
        box.fill(text)
        box.press("Tab")
        settled(page)
    form.get_by_role("button", name="Plan it").click()
    toast(page)
    expect(form).to_be_hidden()


def _done(page: Page, office: Office, finding: str) -> None:
    """The owner says that it is done, whether it is or not."""
    office.go(page, f"findings?finding={finding}")
    page.get_by_role("tab", name="Actions").click()
    settled(page)
    page.get_by_role("button", name="Done", exact=True).click()
    form = page.get_by_role("dialog")
    note = form.get_by_label("What was done")
    note.fill("Entered the day.")
    note.press("Tab")
    settled(page)
    form.get_by_role("button", name="Say that it is done").click()
    expect(form).to_be_hidden()
    expect(page.locator(STANDS)).to_contain_text("to re-test")


def _mended(page: Page, office: Office) -> None:
    """The PMO uploads a file with the day of one of the two projects."""
    office.go(page, "actuals")
    file = {"name": "ended.csv", "mimeType": "text/csv", "buffer": MENDED}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Save 1 record").click()
    expect(page.get_by_text(re.compile("1 project changed")).first).to_be_visible()
    page.close()


def _tested(page: Page, office: Office, finding: str, verdict: str, stands: str) -> None:
    """The rule runs again, and the page says what it showed."""
    office.go(page, f"findings?finding={finding}")
    page.get_by_role("button", name="Re-test", exact=True).click()
    expect(page.get_by_text(f"{finding} {verdict}").first).to_be_visible()
    settled(page)
    expect(page.locator(STANDS)).to_contain_text(stands)
    page.get_by_role("tab", name="Evidence").click()
    settled(page)


def test_the_data_verifies_one_finding_and_opens_the_other_again(
    start_server, browser: Browser
) -> None:
    """Both are said to be done; an upload mended one: it is verified, the other is reopened."""
    expect.set_options(timeout=WAIT_MS)
    office = Office(browser, start_server(ended).url)
    pmo = office.sit(PMO, "manager", "rules")
    _raised(pmo, office)
    _planned(pmo, office, "F-0001", "Enter the day on which it ended")
    _planned(pmo, office, "F-0002", "Ask when it ended")
    owner = office.sit(OWNER, "contributor", "findings")
    _done(owner, office, "F-0001")
    _done(owner, office, "F-0002")
    _mended(pmo, office)

    _tested(owner, office, "F-0001", "is verified. No violation is left.", "verified")
    expect(owner.get_by_text("The rule passes: no violation is left.")).to_be_visible()
    _tested(owner, office, "F-0002", "is reopened. 1 of 1 violation remains.", "reopened")
    expect(owner.get_by_text("As it is now")).to_be_visible()
    owner.get_by_role("tab", name="Actions").click()
    expect(owner.get_by_text("reopened 1 time").first).to_be_visible()
    expect(owner.get_by_text("1 of 1 violation remains").last).to_be_visible()

    office.go(owner, "findings")
    expect(owner.get_by_test_id("stMetric").filter(has_text="Unsettled")).to_contain_text("1")
    expect(owner.get_by_test_id("stMetric").filter(has_text="Verified")).to_contain_text("1")
    owner.close()
