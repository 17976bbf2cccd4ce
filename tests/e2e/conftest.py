"""A real server with a store of its own, and a real browser.

Tests of one file share a server; a test that needs a cold one asks for `start_server`.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bench.server import serving
from tools.browser import ARGUMENTS, TIMEOUT_MS, installed

APP = Path(__file__).resolve().parents[2] / "app.py"


@dataclass(frozen=True)
class Server:
    """A running server: its address, its store and what it wrote to its log."""

    url: str
    store: Path
    log: Path


@pytest.fixture(scope="module")
def start_server(tmp_path_factory) -> Iterator[Callable[[], Server]]:
    """Start a cold server with an empty or prepared store; all end with the module."""
    with ExitStack() as running:

        def start(prepare: Callable[[Path], None] | None = None) -> Server:
            folder = tmp_path_factory.mktemp("server")
            store, log = folder / "pmo.duckdb", folder / "log.txt"
            if prepare is not None:
                prepare(store)
            port, _ = running.enter_context(serving(APP, str(store), log))
            return Server(f"http://127.0.0.1:{port}", store, log)

        yield start


@pytest.fixture(scope="module")
def server(start_server, demonstration) -> Server:
    """Give the server that the tests of a module share; it shows the demonstration."""
    return start_server(demonstration)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the Chromium that is installed here; without one CI fails, others skip.

    It lasts for one module: its event loop would disturb other tests of the same process.
    """
    path = installed()
    if path is None:
        reason = "No Chromium is installed: make test finds or installs one."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """Give what the windows of a module share: the product's scripts are read only once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    """Give a fresh session of 1440 x 900; an error in the page's own script fails the test.

    A session belongs to its window; what the browser itself would remember is cleared.
    """
    page = desk.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    expect.set_options(timeout=TIMEOUT_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    if page.url.startswith("http"):
        page.evaluate("window.localStorage.clear()")
    page.close()
    desk.clear_cookies()
    assert errors == []
