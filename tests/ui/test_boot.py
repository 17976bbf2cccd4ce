"""What one process does once."""

import asyncio
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from streamlit.testing.v1 import AppTest

from pmo_core import ui
from pmo_core.model import Person
from pmo_core.store import Repository
from pmo_core.ui import boot


def test_what_was_imported_is_frozen_while_the_server_runs(kept: Repository) -> None:
    """The collector skips what stays; when the server stops it is given back."""

    async def run() -> tuple[int, str]:
        async with ui.lifespan(None):
            return gc.get_freeze_count(), ui.repository().address

    n_frozen, address = asyncio.run(run())
    assert n_frozen > 10_000
    assert gc.get_freeze_count() == 0
    assert address == kept.address


def test_what_a_page_loads_later_is_frozen_too(
    kept: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frozen again where modules were loaded since, and only then."""

    async def run() -> tuple[int, int, int]:
        async with ui.lifespan(None):
            start = gc.get_freeze_count()
            loaded = ModuleType("loaded_later")
            loaded.__dict__["kept"] = [[] for _ in range(1_000)]
            boot.keep_loaded()
            unchanged = gc.get_freeze_count()
            monkeypatch.setitem(sys.modules, "loaded_later", loaded)
            boot.keep_loaded()
            return start, unchanged, gc.get_freeze_count()

    start, unchanged, later = asyncio.run(run())
    assert unchanged <= start
    assert later >= unchanged + 1_000


def test_a_store_that_cannot_be_opened_does_not_keep_the_server_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says what is wrong; the start does not fail."""
    monkeypatch.setenv("PMO_STORE_URL", "mysql://nowhere")

    async def run() -> bool:
        async with ui.lifespan(None):
            return True

    assert asyncio.run(run())


def test_the_environment_names_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """PMO_STORE_URL comes first; without it and without secrets the store's default holds."""
    monkeypatch.setenv("PMO_STORE_URL", "somewhere.duckdb")
    assert ui.address() == "somewhere.duckdb"
    monkeypatch.delenv("PMO_STORE_URL")
    assert ui.address() is None


def test_who_sits_here_may_do_everything_without_a_sign_in(kept: Repository) -> None:
    """The local user is an administrator, and the journal names him."""
    assert ui.session().role == "administrator"
    number = ui.session().put_settings(base_currency="USD")
    assert kept.changes()["actor"].to_list() == ["local user"]
    assert number == 1


def test_who_sits_here_may_act_as_somebody_else(
    kept: Repository, show: Callable[[str], AppTest]
) -> None:
    """What is written after it bears the chosen name and has no more than the chosen role."""
    kept.session("ann", "administrator").save(Person(code="E1", name="Ida Brandt"))
    app = show("admin/settings.py")
    app.selectbox(key="acting_name").set_value("Ida Brandt")
    app.selectbox(key="acting_role").set_value("viewer")
    next(one for one in app.button if one.label == "Act").click().run()
    assert app.session_state["acting"] == ("Ida Brandt", "viewer")
