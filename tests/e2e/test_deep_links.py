"""A visitor may come in anywhere: each page, opened first on a cold server, is in the shell."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import pmo_core
from bench.server import Session, serving
from pmo_core import demo
from tests.e2e.office import Office
from tools.browser import settled

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.relative_to(ROOT / "pages") for path in (ROOT / "pages").glob("*/*.py"))
FIRST = list({path.parent: path for path in PAGES}.values())
"""A page of each section: what a cold server does hangs on the folder alone."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a store that holds a small demonstration."""
    path = tmp_path_factory.mktemp("filled") / "pmo.duckdb"
    with pmo_core.open(str(path)) as repo:
        small = demo.portfolio(n_projects=14, n_actuals=800, n_people=10)
        repo.session("test", "administrator").load(small)
    return path


@pytest.fixture
def cold(filled: Path, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Give the address of a page on a server that nobody visited yet."""
    store = shutil.copytree(filled.parent, tmp_path / "store") / filled.name
    with serving(ROOT / "app.py", str(store), tmp_path / "log.txt") as (port, _):
        yield lambda path: f"http://127.0.0.1:{port}/{path}"


@pytest.mark.parametrize("script", FIRST, ids=str)
def test_a_page_opened_first_on_a_cold_server_is_shown(
    script: Path, cold: Callable[[str], str], page: Page
) -> None:
    """The page itself appears inside the navigation, without the dialog "Page not found"."""
    _shown(page, cold(_path(script)))


@pytest.mark.filterwarnings("ignore:connect.. must be used as a context manager")
def test_each_page_is_shown_by_its_address(
    cold: Callable[[str], str], browser: Browser, page: Page
) -> None:
    """Whichever address is asked for, the server answers with that page, and a browser shows it.

    Each address is a first visit for the server; the browser goes through them in one window.
    """
    home = cold("")
    page.goto(home)
    settled(page)
    window = Office(browser, home.removesuffix("/"))
    for script in PAGES:
        visitor = Session(int(home.rstrip("/").rpartition(":")[2]))
        run = visitor.open(_path(script))
        visitor.close()
        assert run.exceptions == (), script
        assert _path(script) in {one.path for one in run.pages}
        window.go(page, _path(script))
        _is_shown(page)


def _path(script: Path) -> str:
    return "" if script.stem == "overview" else script.stem


def _shown(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)
    _is_shown(page)


def _is_shown(page: Page) -> None:
    expect(page.locator("[data-testid=stSidebarNav] a[aria-current=page]")).to_have_attribute(
        "href", page.url
    )
    settled(page)
    expect(page.locator("h1").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    assert page.locator("[data-testid=stSidebarNav] a").count() == len(PAGES)


def test_the_first_start_builds_the_demonstration(start_server, page: Page) -> None:
    """With nothing kept, the first visitor waits for the demonstration, also at a deep link."""
    page.goto(f"{start_server().url}/rollups")
    expect(page.get_by_text("Demonstration data, fictional company")).to_be_visible()
    settled(page)
    expect(page.locator("h1").first).to_have_text("Roll-ups")
