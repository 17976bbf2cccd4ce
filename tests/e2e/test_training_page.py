"""The training plan in a browser: its causes, what it cannot close, booking it, undoing that."""

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

import pmo_core
from pmo_core.model import (
    Booking,
    CompetenceNeed,
    Course,
    Person,
    Project,
    Role,
    Skill,
)
from tests.e2e.office import Office, press, toast
from tools.browser import settled

TODAY = date.today()
LATER = (TODAY.replace(day=1) + timedelta(days=130)).replace(day=1)
WAIT_MS = 30_000
CAUSE = "Manager on P-0001 Portal"


def lacking(store: Path) -> None:
    """Prepare Kim, who manages the portal months from now and lacks what it asks for."""
    with pmo_core.open(str(store)) as repo:
        repo.session("root", "administrator").save(
            Role(code="PM", name="Manager"),
            Project(code="P-0001", name="Portal", stage="delivery"),
            Person(code="E1", name="Kim Novak", role="PM", weekly_hours=Decimal(40)),
            Skill(code="EVM", name="Earned value", kind="method"),
            Skill(code="ART", name="Estimating", kind="method"),
            CompetenceNeed(role="PM", project="P-0001", skill="EVM", level=3),
            CompetenceNeed(role="PM", project="P-0001", skill="ART", level=2),
            Course(code="C1", name="Forecasts", skill="EVM", level=3, price=Decimal(90),
                   duration_days=2, lead_days=7),
            Booking(project="P-0001", role="PM", month_on=LATER, person="E1", hours=Decimal(40)),
        )  # fmt: skip


def _cell(page: Page, column: int) -> str:
    """Return what stands in the first row of the table that is shown."""
    table = page.get_by_test_id("stDataFrame").last
    expect(table.locator("canvas").first).to_be_visible()
    found = table.get_by_test_id(f"glide-cell-{column}-0")
    expect(found).to_be_attached()
    return found.inner_text()


def _said(page: Page, text: str) -> None:
    """Expect a line of the headline."""
    expect(page.get_by_text(text, exact=True)).to_be_visible()


def _tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settled(page)


def test_the_plan_is_read_booked_and_undone(start_server, browser: Browser) -> None:
    """A manager sees what causes a booking and what cannot be closed, books, and takes it back."""
    expect.set_options(timeout=WAIT_MS)
    page = Office(browser, start_server(lacking).url).sit("Ida Brandt", "manager", "training")
    _said(page, "0 late, 1 open")
    row = [_cell(page, column) for column in range(4)]
    assert row == ["Kim Novak", "Forecasts", CAUSE, LATER.isoformat()]
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()
    (written,) = csv.DictReader(Path(started.value.path()).read_text("utf-8-sig").splitlines())
    assert (written["project"], written["needed_on"]) == ("P-0001", LATER.isoformat())
    assert written["asked_by"].startswith(f"Manager on P-0001 from {LATER}: Earned value level 3")

    _tab(page, "Not in time")
    assert _cell(page, 1) == "Estimating"
    assert _cell(page, 4) == "No course of the catalog brings to this level."

    _tab(page, "Plan")
    press(page, "Book the plan", "It is one change, which can be undone.")
    page.get_by_role("dialog").get_by_role("button", name="Book", exact=True).click()
    toast(page)
    _said(page, "1 booked already")
    expect(page.get_by_text("Everything that can be booked is booked.")).to_be_visible()
    _tab(page, "Trainings")
    assert [_cell(page, column) for column in (1, 2, 4, 5)] == [
        "Kim Novak", "Forecasts", "booked", LATER.isoformat()
    ]  # fmt: skip

    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text(re.compile(r"was undone by change")).first).to_be_visible()
    expect(page.get_by_text("No training is booked yet.")).to_be_visible()
    _said(page, "0 booked already")
    page.close()
