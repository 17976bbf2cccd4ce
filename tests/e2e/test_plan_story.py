"""Too much is asked of a role: it is seen, explained, mended by a lever, and put back again."""

import re
from datetime import date, timedelta

from playwright.sync_api import Browser, Page, expect

from pmo_core import demo
from pmo_core.demo.workforce import TRAINED
from tests.e2e.office import Office, dialog, press
from tools.browser import settled

FOUND_MS = 60_000
WHY = "The training cannot be moved."


def _figure(page: Page, label: str) -> str:
    """Return a figure that is read first."""
    value = page.get_by_test_id("stMetric").filter(has_text=label).first
    value = value.get_by_test_id("stMetricValue")
    expect(value).to_be_visible()
    settled(page)
    return value.inner_text()


def _load(office: Office, page: Page) -> str:
    """Return what is beyond the capacity of the role, in words with its hours."""
    office.go(page, f"load?by=role&row={TRAINED}")
    said = page.get_by_text(re.compile("eyond (its )?capacity (since|in any)")).first
    expect(said).to_be_visible()
    settled(page)
    return said.inner_text()


def _hours(said: str) -> float:
    """Return the hours beyond the capacity; none where nothing is."""
    found = re.search(r"([\d,]+) h", said)
    return float(found[1].replace(",", "")) if found else 0.0


def _finish(office: Office, page: Page, project: str) -> str:
    """Return when a project ends on the timeline."""
    office.go(page, f"timeline?search={project}")
    return _figure(page, "Last finish")


def _lacking(office: Office, page: Page) -> float:
    """Return how many person-days cannot be met, and look at the shortage of the role."""
    office.go(page, f"capacity?shortage={TRAINED} {_month()}")
    return float(_figure(page, "Cannot be met"))


def _month() -> date:
    """Return the month in which the demonstration has too few people: the coming one."""
    return (date.today().replace(day=1) + timedelta(days=32)).replace(day=1)


def test_an_overload_is_mended_by_a_lever_and_put_back(server, browser: Browser) -> None:
    """The manager sees it on Load, reads why on Capacity, shifts a project, and undoes that."""
    month_end = date.today().replace(day=1) - timedelta(days=1)  # as the demonstration is made
    project = demo.build(as_of=month_end).plan.overload.together[0]
    office = Office(browser, server.url)
    page = office.sit("Ida Brandt", "manager", "load")
    before = _load(office, page)
    assert before.startswith("Beyond capacity since")
    finish = _finish(office, page, project)

    short = _lacking(office, page)
    assert short > 0
    expect(page.get_by_text("Why it cannot be met")).to_be_visible()
    expect(page.get_by_text(re.compile(f"asked by .*{project}")).first).to_be_visible()

    page.get_by_role("button", name="Look for ways out").click()
    card = page.locator(".st-key-capacity_apply_shift")
    expect(card).to_be_visible(timeout=FOUND_MS)
    settled(page)
    expect(page.locator(".st-key-capacity_cards")).to_contain_text(project)
    for kind in ("hire", "cut"):
        expect(page.locator(f".st-key-capacity_apply_{kind}")).to_be_visible()
    reason = dialog(page, card.get_by_role("button")).get_by_label("Reason")
    reason.fill(WHY)
    reason.press("Tab")
    press(page, "Apply", re.compile(r"Applied.*change \d+"))

    assert _finish(office, page, project) > finish
    assert _hours(_load(office, page)) < _hours(before)

    assert _lacking(office, page) < short
    press(page, "Undo", re.compile(r"Change \d+ was undone by change \d+"))
    assert _lacking(office, page) == short
    assert _finish(office, page, project) == finish
    assert _load(office, page) == before
