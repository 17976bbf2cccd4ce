"""One request's whole way, as its author, assessors, PMO and board see it, until it is stopped."""

import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from playwright.sync_api import Browser, Locator, Page, expect

import pmo_core
from tests.e2e.office import (
    OPENS_MS,
    Office,
    cell,
    choose,
    day_of,
    decided,
    dialog,
    press,
    toast,
)
from tools.browser import settled

NAME = "Returns without a call"
BOARD, N_CRITERIA = "PMO-B", 10
AUTHOR, ASSESSOR, PMO = "Nora Feld", "Viktor Lind", "Ida Brandt"
TOLD = (
    "draft → submitted", "taken up as", "State in assessment → accepted", "Scores", "Deliverables",
    "Charter approvals", "conditional go", "Pilot passed", "planned with template WEB",
    "Precedence links", "Returns by phone", "Baselines 2", "approved → canceled",
    "The pilot failed.",
)  # fmt: skip
"""What the timeline says of each step, in its words."""
START = date.today() + timedelta(days=40)


def _drafted(office: Office) -> str:
    """Begin a request and leave it as a draft; return its code."""
    page = office.sit(AUTHOR, "contributor", "intake")
    page.get_by_label("What is your idea called?").fill(NAME)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_label("What is wrong or missing today?")).to_be_visible()
    page.get_by_label("What is wrong or missing today?").fill("Customers call for every return.")
    page.get_by_label("What will be different, and how").fill("Four of five need no call.")
    code = page.url.rpartition("request=")[2]
    press(page, "Save and leave", "All requests")
    page.close()
    return code


def _submitted(office: Office, code: str) -> None:
    """Resume the draft in another session, complete it, and hand it in."""
    page = office.sit(AUTHOR, "contributor", f"intake?request={code}")
    page.get_by_role("radio", name=re.compile("Who")).click()
    main = page.get_by_test_id("stMain")
    expect(page.get_by_text("Who wants it, and what does it serve?")).to_be_visible()
    for label, text in (("Sponsor", AUTHOR), ("Department", "Sales"), ("Portfolio", "Gro")):
        choose(page, main, label, text)
    press(page, "Save and continue", "What it saves or earns in each year")
    year = START.year - date.today().year + 1
    cell(page, 0, 0.62, year, "60000")
    for later in (1, 3):
        cell(page, 1, 0.62, year + later, "45000")
    press(page, "Save and continue", "Hours by role and year")
    cell(page, 0, 0.2 + 0.13 * year, 4, "400")
    press(page, "Save and continue", "When should it happen")
    day_of(page, "Earliest start", START)
    page.get_by_label("Months that it will take").fill("9")
    page.keyboard.press("Tab")
    press(page, "Save and continue", "Submit to the PMO")
    form = dialog(page, page.get_by_role("button", name="Submit to the PMO"))
    form.get_by_role("button", name="Submit to the PMO").click()
    expect(page.get_by_text("submitted", exact=True).first).to_be_visible()
    page.close()


def _opened(page: Page, code: str) -> Locator:
    """Open the card of a request on the board."""
    search = page.get_by_role("textbox", name="Search", exact=True)
    search.fill(code)
    search.press("Enter")
    return dialog(page, page.get_by_role("button", name=NAME))


def _scored(office: Office, code: str) -> str:
    """Take it up, let two people score it, accept it; return the project's code."""
    pmo = office.sit(PMO, "manager", "triage")
    card = _opened(pmo, code)
    card.get_by_role("button", name="Take up for assessment").click()
    link = card.get_by_role("link", name="Assess")
    expect(link).to_be_visible()
    project = str(link.get_attribute("href")).rpartition("project=")[2]
    for name, level, told in (
        (PMO, 3, "Nobody else has scored this project yet."),
        (ASSESSOR, 2, "The assessors differ"),
    ):
        page = office.sit(name, "contributor", f"assess?project={project}")
        groups = page.get_by_test_id("stMain").get_by_role("radiogroup")
        expect(groups).to_have_count(N_CRITERIA)
        settled(page)
        for group in range(groups.count()):
            groups.nth(group).locator("label").nth(level).click()
        page.locator(".st-key-assess_save").get_by_role("button").click()
        expect(page.get_by_text(told)).to_be_visible()
    office.go(pmo, "triage")
    card = _opened(pmo, code)
    card.get_by_role("button", name="Accept").click()
    expect(card.get_by_text("accepted", exact=True)).to_be_visible()
    return project


def _chartered(office: Office, project: str) -> None:
    """Take the recommended method, draft the charter from the request, approve it."""
    page = office.sit(AUTHOR, "manager", f"charter?project={project}")
    expect(page.get_by_text("Recommended:")).to_be_visible()
    press(page, "Adopt the method", re.compile("change"))
    press(page, "Draft the charter", "Customers call for every return.")
    page.get_by_role("tab", name="Approvals").click()
    press(page, "Approve this text", re.compile("approved", re.I))


def _on_agenda(office: Office, project: str, voters: list[str]) -> None:
    """Put the first gate on the board's agenda and decide it on a condition."""
    page = office.sit(voters[0], "manager", f"boards?board={BOARD}")
    expect(page.get_by_text("Waiting for this board")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Put all")).click()
    expect(page.get_by_text(f"{project} {NAME}").first).to_be_visible()
    office.go(page, f"gate?project={project}&gate=G1")
    decided(
        page, "conditional go", "The case holds.", voters,
        met=("Pilot passed", AUTHOR, START + timedelta(days=60)),
    )  # fmt: skip
    expect(page.get_by_text("Conditions to be met: 1")).to_be_visible()


def _planned(office: Office, project: str) -> None:
    """Plan the project from a template, from its first day on the working calendar."""
    page = office.sit(PMO, "manager", "templates?template=WEB")
    page.get_by_role("tab", name="Plan a project").click()
    choose(page, page.get_by_test_id("stMain"), "Project", project)
    page.get_by_test_id("stCheckbox").filter(has_text="Replace what is planned").click()
    settled(page)
    create = page.get_by_role("button", name="Plan the project")
    expect(create).to_be_enabled()
    create.click()
    toast(page)


def _field(within: Locator, label: str) -> Locator:
    """Find a field by how its label begins, not the help beside it."""
    return within.locator(f'input[aria-label^="{label}"], textarea[aria-label^="{label}"]')


def _changed(office: Office, project: str, voters: list[str]) -> None:
    """Ask for more scope, and let the board approve it: a second baseline."""
    page = office.sit(voters[0], "manager", "changes")
    form = dialog(page, page.get_by_role("button", name="New change request"))
    _field(form, "What is to change").fill("Add the phone")
    choose(page, form, "Project", project)
    choose(page, form, "Brought up by", "opportunity")
    _field(form, "Scope added").fill("Returns by phone")
    _field(form, "Cost, +").fill("5000")
    _field(form, "Finish, days").fill("20")
    form.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("heading", name="Add the phone")).to_be_visible()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("What it would do")).to_be_visible()
    settled(page)
    decided(page, "approved", "Cheap and wanted.", voters)
    expect(page.get_by_text("Baselines of the project")).to_be_visible()


def _stopped(office: Office, project: str, voters: list[str]) -> None:
    page = office.sit(voters[0], "manager", f"gate?project={project}&gate=G2")
    decided(page, "stop", "The pilot failed.", voters)
    expect(page.get_by_text("canceled").first).to_be_visible()


def _told(office: Office, project: str) -> str:
    """Return what the timeline tells, all its pages."""
    page = office.sit(PMO, "viewer", f"project?project={project}")
    page.get_by_role("tab", name="Timeline").click()
    expect(page.get_by_text("changes, the latest first")).to_be_visible()
    told = ""
    main = page.get_by_test_id("stMain")
    for number in ("1", "2", "3"):
        before = str(main.text_content())
        main.get_by_role("navigation").get_by_text(number, exact=True).click()
        if number != "1":
            with suppress(AssertionError):  # what is missing then is named at the end
                expect(main).not_to_have_text(before, timeout=OPENS_MS)
        settled(page)
        told += main.inner_text()
    return told


def _voters(store: Path) -> list[str]:
    """Return who votes on the board, the chair first."""
    with pmo_core.open(str(store)) as repo:
        members = repo.table("board_member").filter(
            pl.col("board") == BOARD, pl.col("position").is_in(["chair", "member"])
        )
    return members.sort("position")["member"].to_list()


def test_a_request_goes_its_whole_way(start_server, demonstration, browser: Browser) -> None:
    """Drafted, resumed, submitted, scored, chartered, decided, planned, changed and stopped."""
    voters: list[str] = []

    def prepare(store: Path) -> None:
        demonstration(store)
        voters.extend(_voters(store))

    expect.set_options(timeout=30_000)
    office = Office(browser, start_server(prepare).url)
    code = _drafted(office)
    _submitted(office, code)
    project = _scored(office, code)
    _chartered(office, project)
    _on_agenda(office, project, voters)
    _planned(office, project)
    _changed(office, project, voters)
    _stopped(office, project, voters)
    told = _told(office, project)
    for words in TOLD:
        assert words in told, words
