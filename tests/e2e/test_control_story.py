"""A status breaks a tolerance, and the board decides: as manager, reader and chair see it."""

import re
from pathlib import Path

import polars as pl
from playwright.sync_api import Browser, Page, expect

import pmo_core
from tests.e2e.office import Office, decided, dialog, open_row, press, toast
from tools.browser import settled

BOARD, MANDATE = "PMO-B", 100_000
WHY = "The supplier has doubled the price."
RISK = "The supplier asks for more"


def _reported(office: Office, project: str, manager: str, cost: int) -> None:
    """Report a forecast far above the budget, rated red, and keep what is shown as changing."""
    page = office.sit(manager, "contributor", f"progress?project={project}")
    page.get_by_label("or another amount").fill(str(cost))
    page.get_by_text("◆ red", exact=True).click()
    page.get_by_label("Why you rate so").fill(WHY)
    press(page, "Show what changes", "What changes")
    expect(page.get_by_test_id("stDataFrame").last).to_be_visible()
    press(page, "Save the status", re.compile("status of .* kept, change"))
    page.close()


def _moved(office: Office, project: str, cost: int) -> None:
    """See the rating and the forecast on the project's page."""
    page = office.sit("A reader", "viewer", f"project?project={project}")
    figures = page.get_by_test_id("stMetric")
    forecast = figures.filter(has_text="Forecast").first
    expect(forecast).to_contain_text(f"{cost // 1000} k")
    expect(page.locator(".st-key-rating")).to_contain_text("cost 100.0 % over plan (red")


def _verdict(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_text(words).first).to_be_visible()
    settled(page)


def _occurred(office: Office, project: str) -> None:
    """From the project's page to the RAID page: a risk is added, and becomes an issue."""
    page = office.sit("Tom Okafor", "contributor", f"project?project={project}")
    page.get_by_role("tab", name="RAID").click()
    page.get_by_role("link", name=re.compile("on the RAID page")).click()
    settled(page)
    form = dialog(page, page.get_by_role("button", name="Add an item"))
    form.get_by_role("textbox", name="Name").fill(RISK)
    form.get_by_role("button", name="Add", exact=True).click()
    toast(page)
    expect(form).to_be_hidden()
    search = page.get_by_role("textbox", name="Search")
    search.fill(RISK)
    search.press("Enter")
    _verdict(page, re.compile("^1 item$"))
    item = open_row(page, 0, 1)
    item.get_by_role("tab", name="Becomes").click()
    item.get_by_role("button", name="Convert").click()
    expect(page.get_by_test_id("stToast").last).to_contain_text("became")
    expect(item).to_be_hidden()
    _verdict(page, re.compile("^2 items$"))
    history = open_row(page, 0, 1)
    history.get_by_role("tab", name="History").click()
    expect(history.get_by_text("Where it came from and what became of it")).to_be_visible()
    page.close()


def test_a_status_breaks_a_tolerance_and_is_decided(
    start_server, demonstration, browser: Browser
) -> None:
    """Entered, rated, forecast moved, exception decided and taken off; a risk becomes an issue."""
    voters: list[str] = []
    projects: list[tuple[str, str, int]] = []

    def prepare(store: Path) -> None:
        demonstration(store)
        with pmo_core.open(str(store)) as repo:
            members = repo.table("board_member").filter(
                pl.col("board") == BOARD, pl.col("position").is_in(["chair", "member"])
            )
            small = repo.table("project").filter(
                pl.col("stage") == "delivery", pl.col("planned_cost").is_between(1, MANDATE),
                pl.col("currency").fill_null("EUR") == "EUR",
            )  # fmt: skip
        voters.extend(members.sort("position")["member"])
        projects.extend(small.sort("code").select("code", "manager", "planned_cost").rows())

    expect.set_options(timeout=30_000)
    office = Office(browser, start_server(prepare).url)
    project, manager, planned = projects[0]
    cost = int(planned) // 1000 * 2000

    reader = office.sit("A reader", "viewer", f"exceptions?project={project}&measure=cost")
    _verdict(reader, "The tolerance in cost is kept")
    _reported(office, project, manager, cost)
    _moved(office, project, cost)

    office.go(reader, f"exceptions?project={project}&measure=cost")
    _verdict(reader, "What the board may decide")
    reader.close()

    chair = office.sit(voters[0], "manager", f"exceptions?project={project}&measure=cost")
    decided(chair, "go", "The need is still there.", voters)
    _verdict(chair, re.compile(r"D-\d+ of .*: go\."))
    press(chair, "All exceptions", "To be decided")
    chair.get_by_role("radio", name="Decided").click()
    expect(chair.get_by_test_id("stMain")).to_contain_text("Decided")
    chair.close()
    _occurred(office, project)
