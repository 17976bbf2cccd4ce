"""A store of its own for each test of a page, and the pages inside their frame."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


@contextmanager
def _shown(store: Path, patch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """Let pages show a store."""
    patch.setenv("PMO_STORE_URL", str(store))
    with pmo_core.open(str(store)) as repo:
        yield repo
        boot._open.clear()


def _opened(path: str) -> AppTest:
    """Open a page as the shell shows it."""
    return AppTest.from_file(SHELL, default_timeout=60).switch_page(path).run()


@pytest.fixture
def kept(
    empty_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Repository]:
    """Give the repository that the pages of this test show; put something into it first."""
    with _shown(shutil.copyfile(empty_store, tmp_path / "pmo.duckdb"), monkeypatch) as repo:
        yield repo


@pytest.fixture
def demo(
    demonstration: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], AppTest]]:
    """Open a page, such as `decide/frontier.py`, on today's demonstration."""
    with _shown(demonstration(tmp_path / "pmo.duckdb"), monkeypatch):
        yield _opened


@pytest.fixture
def show(kept: Repository) -> Callable[[str], AppTest]:
    """Open a page, such as `admin/imports.py`, as the shell shows it."""

    def opened(path: str) -> AppTest:
        assert kept.revision, "an empty store would be filled with the demonstration"
        return _opened(path)

    return opened
