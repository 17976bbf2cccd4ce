"""A store of its own for each test of a page, and the pages inside their frame."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test

import pmo_core
from pmo_core.store import Repository
from pmo_core.ui import boot

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture(scope="session", autouse=True)
def _once() -> Iterator[None]:
    """Let Streamlit do once, as a server does, what AppTest does for each app or run.

    That is looking through all installed packages for components, and compiling pages.
    """
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        patch.setattr(app_test, "ScriptCache", cache(ScriptCache))
        yield


@pytest.fixture
def kept(
    empty_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Repository]:
    """Give the repository that the pages of this test show; put something into it first."""
    address = str(shutil.copyfile(empty_store, tmp_path / "pmo.duckdb"))
    monkeypatch.setenv("PMO_STORE_URL", address)
    with pmo_core.open(address) as repo:
        yield repo
        boot._open.clear()


@pytest.fixture
def show(kept: Repository) -> Callable[[str], AppTest]:
    """Open a page, such as `admin/imports.py`, as the shell shows it."""

    def opened(path: str) -> AppTest:
        assert kept.revision, "an empty store would be filled with the demonstration"
        app = AppTest.from_file(SHELL, default_timeout=60)
        return app.switch_page(path).run()

    return opened
