"""From the portfolio down to one project, by clicks in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.office import OPENS_MS, clicked
from tools.browser import settled

MARK = "path[aria-roledescription=bar]"


def _open(page: Page, url: str) -> None:
    """Open an address and wait for the first figures or charts."""
    page.goto(url)
    expect(page.get_by_text("Demonstration data, fictional company")).to_be_visible()
    settled(page)


def test_a_click_on_a_row_opens_the_project(server, page: Page) -> None:
    """The cell that was clicked names the row; the project's page has its code in the address."""
    _open(page, f"{server.url}/?sort=Code")
    grid = page.get_by_test_id("stDataFrame").first
    clicked(page, grid, 180, 1, page.get_by_text("P-0001 ·"), within_ms=OPENS_MS)
    expect(page).to_have_url(re.compile(r"/project\?project=P-0001$"))
    expect(page.get_by_text("Rating by rule", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").first.locator("svg").first).to_be_visible()


def test_a_filter_is_in_the_address_and_a_link_brings_it_back(server, page: Page) -> None:
    """What is typed is found in the address, and the address alone shows the same."""
    _open(page, server.url)
    page.get_by_placeholder("Code, name or manager").fill("P-0073")
    page.get_by_placeholder("Code, name or manager").press("Enter")
    expect(page).to_have_url(re.compile(r"search=P-0073"))
    expect(page.get_by_text("1 project", exact=True)).to_be_visible()
    _open(page, page.url)
    expect(page.get_by_placeholder("Code, name or manager")).to_have_value("P-0073")
    expect(page.get_by_text("1 project", exact=True)).to_be_visible()


def test_a_click_on_a_bar_looks_into_the_group_down_to_the_project(server, page: Page) -> None:
    """Portfolio, program, project: each click goes one level down, the way back stands above."""
    _open(page, f"{server.url}/rollups?portfolio=Run+and+modernize")
    way = page.locator(".st-key-path")
    bars = page.get_by_test_id("stVegaLiteChart").nth(1)
    for below in (r"within=RUN(&|$)", r"within=RUN\+.*RUN-\d+"):
        bars.locator(MARK).first.click()
        expect(page).to_have_url(re.compile(below))
        settled(page)
        expect(way.get_by_role("button").last).to_be_disabled()
    expect(way.get_by_role("button")).to_have_count(3)
    expect(page.get_by_text("By project, all periods")).to_be_visible()
    bars.locator(MARK).first.click()
    expect(page).to_have_url(re.compile(r"/project\?project=P-\d+$"))


def test_a_click_on_the_way_back_leads_up(server, page: Page) -> None:
    """The first step of the way shows everything again."""
    _open(page, f"{server.url}/rollups?within=RUN+%E2%80%BA+RUN-02")
    expect(page.locator(".st-key-path").get_by_role("button")).to_have_count(3)
    page.locator(".st-key-path").get_by_role("button").first.click()
    expect(page).not_to_have_url(re.compile("within="))
    expect(page.get_by_text("By portfolio, all periods")).to_be_visible()


def test_a_part_of_the_stacked_chart_can_be_looked_into(server, page: Page) -> None:
    """A click on a part of a bar over time does the same as a click on its bar."""
    _open(page, f"{server.url}/rollups?show=Actual&period=Fiscal+year")
    page.get_by_test_id("stVegaLiteChart").first.locator(MARK).first.click()
    expect(page).to_have_url(re.compile(r"within=\w+"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_is_a_file_of_all_rows(server, page: Page, ending: str) -> None:
    """The download holds every project that passes, made when it is asked for."""
    _open(page, server.url)
    with page.expect_download() as started:
        page.locator(f".st-key-projects_{ending}").get_by_role("button").click()
    data = started.value.path().read_bytes()
    assert started.value.suggested_filename == f"projects.{ending}"
    if ending == "csv":
        assert data.decode("utf-8-sig").count("P-0") >= 99
    else:
        assert data.startswith(b"PK")


def test_the_sample_file_is_offered_and_can_be_hidden(server, page: Page) -> None:
    """A first visitor gets a file to try the upload with; the offer goes away when told to."""
    _open(page, server.url)
    offer = page.locator(".st-key-first_visit")
    with page.expect_download() as started:
        offer.get_by_role("button", name="Sample file").click()
    assert b"Document;Project;Person" in started.value.path().read_bytes()
    offer.get_by_role("button", name="Hide").click()
    expect(offer).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 800])
def test_nothing_is_wider_than_the_window(server, browser, scheme: str, width: int) -> None:
    """Light or dark, wide or narrow: a page never scrolls sideways."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme
    )  # fmt: skip
    page = context.new_page()
    for path in ("", "rollups", "project?project=P-0022"):
        _open(page, f"{server.url}/{path}")
        overflow = "() => { const e = document.querySelector('[data-testid=stMain]');" \
            " return e.scrollWidth - e.clientWidth; }"  # fmt: skip
        assert page.evaluate(overflow) <= 0, path
    context.close()
