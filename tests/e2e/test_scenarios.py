"""A selection is kept, solved again, made the plan, and taken back."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

import pmo_core
from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.result import to_json
from pmo_core.analysis.selection.solve import solve
from pmo_core.demo import AS_OF
from pmo_core.jobs import scenarios
from pmo_core.jobs.archive import load_demo
from pmo_core.jobs.case import case_of
from pmo_core.model.what_if import WhatIf
from tools.browser import settled


def _prepare(store: Path) -> None:
    """Keep the demonstration with one scenario of 90 % of the money."""
    what_if = WhatIf(budget_pct=90)
    with pmo_core.open(str(store)) as repo:
        session = repo.session("Ida Brandt", "administrator")
        load_demo(repo, session, AS_OF)
        case = case_of(repo, AS_OF)
        formulation = build(case, what_if)
        answer = solve(formulation.problem, 10)
        result = to_json(formulation, answer)
        scenarios.save(session, repo, case, what_if, result, name="Ten percent less", note="")


def test_a_scenario_is_solved_again_opened_committed_and_taken_back(
    start_server, page: Page
) -> None:
    """The same hash comes out again; the controls are set; what a commit changed is undone."""
    page.set_viewport_size({"width": 1440, "height": 1600})
    server = start_server(_prepare)
    page.goto(f"{server.url}/scenarios")
    settled(page)
    page.get_by_role("button", name="Solve again").click()
    expect(page.get_by_text("the same as saved")).to_be_visible(timeout=60_000)

    page.get_by_role("button", name="Commit").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("which can be undone", exact=False)).to_be_visible()
    dialog.get_by_label("Reason").fill("Decided on the 2nd")
    dialog.get_by_test_id("stFormSubmitButton").get_by_role("button", name="Commit").click()
    expect(page.get_by_text("is the plan", exact=False).first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(re.compile("was undone by change"))).to_be_visible(timeout=30_000)

    page.get_by_role("button", name="Open in What-if").click()
    expect(page.get_by_role("heading", name="What-if")).to_be_visible(timeout=30_000)
    money = page.get_by_test_id("stSlider").filter(has_text="Money of every year")
    expect(money.get_by_text("90 %")).to_be_visible(timeout=30_000)
