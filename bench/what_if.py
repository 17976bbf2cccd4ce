"""How soon a moved weight shows: from the key to the new selection on the screen."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.figure import Figure
from bench.server import serving
from tools.browser import ARGUMENTS, ensure, settled

TITLE = "What-if"
COMMAND = "python -m bench what_if"
TURNS = 15
MOST_MS = 400
HOW = (
    "A real server and Chromium on the same machine, the demonstration's 100 candidates, fixed "
    "starts. Moved weight: from the key press on the slider to the new total score on the screen, "
    "which stands beside the new ranking and the proven gap. Rerun with nothing changed: from the "
    f"key that reruns the page to its end. Medians of {TURNS}, in turn."
)
APP = Path(__file__).resolve().parent.parent / "app.py"
MOVED = """
() => new Promise((done) => {
  const figure = () => document.querySelector('[data-testid=stMetricValue]');
  const before = figure().textContent, began = performance.now();
  new MutationObserver((_, watch) => {
    if (figure() && figure().textContent !== before) {
      watch.disconnect();
      done(performance.now() - began);
    }
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
})
"""
RERUN = """
() => new Promise((done) => {
  const app = document.querySelector('[data-testid=stApp]'), began = performance.now();
  let ran = false;
  new MutationObserver((_, watch) => {
    const state = app.getAttribute('data-test-script-state');
    ran = ran || state !== 'notRunning';
    if (ran && state === 'notRunning') {
      watch.disconnect();
      done(performance.now() - began);
    }
  }).observe(app, {attributes: true});
})
"""


def figures(large: bool) -> list[Figure]:
    """Measure moved weights and empty reruns in turn."""
    del large  # one size: the demonstration
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        serving(APP, str(Path(folder) / "pmo.duckdb"), toolbar="developer") as (port, _),
    ):
        browser = playwright.chromium.launch(executable_path=ensure(), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(f"http://127.0.0.1:{port}/what_if")
        page.get_by_text("proven optimal").wait_for(timeout=60_000)
        settled(page)
        moved, empty = _measured(page)
        browser.close()
    return [
        Figure("moved weight to new selection on the screen", moved, "ms", MOST_MS),
        Figure("rerun with nothing changed", empty, "ms"),
        Figure("moved weight against that rerun", moved / empty, "x"),
    ]


def _measured(page: Page) -> tuple[float, float]:
    slider = page.get_by_test_id("stSlider").filter(has_text="Business value").get_by_role("slider")
    slider.press("ArrowRight")
    page.wait_for_timeout(2_000)
    moved, empty = [], []
    for turn in range(TURNS):
        key = "ArrowRight" if turn % 2 else "ArrowLeft"
        moved.append(_timed(page, MOVED, lambda key=key: slider.press(key)))
        page.evaluate("() => document.activeElement.blur()")
        empty.append(_timed(page, RERUN, lambda: page.keyboard.press("r")))
    return statistics.median(moved), statistics.median(empty)


def _timed(page: Page, watch: str, act: Callable[[], None]) -> float:
    timing = page.evaluate_handle(f"() => ({{promise: ({watch})()}})")
    act()
    took = float(timing.evaluate("timed => timed.promise"))
    page.wait_for_timeout(1_500)
    return took
