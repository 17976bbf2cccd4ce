"""A store of its own for each test of a page, and the pages inside their frame."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import pmo_core
from pmo_core.store import Repository
from pmo_core.ui import boot

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """Give the repository that the pages of this test show; put something into it first."""
    address = str(tmp_path / "pmo.duckdb")
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
        return app.run().switch_page(path).run()

    return opened
