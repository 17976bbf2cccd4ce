"""Fixtures that every storey's tests may use."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

import pmo_core
from pmo_core import demo
from pmo_core.jobs.archive import load_demo


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files with a browser among the others: while one waits, the others work."""
    files = [list(found) for _, found in groupby(items, lambda item: item.path)]
    browser = [found for found in files if "e2e" in found[0].path.parts]
    others = [found for found in files if "e2e" not in found[0].path.parts]
    n_tests = sum("tests" in found[0].path.parts for found in others)
    for number, found in enumerate(browser):
        others.insert(number * (n_tests // len(browser) + 1), found)
    items[:] = [item for found in others for item in found]


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of an empty store, to be copied: that takes a quarter of making another."""
    path = tmp_path_factory.mktemp("empty") / "pmo.duckdb"
    pmo_core.open(str(path)).close()
    return path


@pytest.fixture(scope="session")
def made() -> demo.Demo:
    """Give the demonstration as it is made, before it is loaded; no test changes it."""
    return demo.build()


@pytest.fixture(scope="session")
def demonstration(
    empty_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Path]:
    """Put a store with the demonstration where it is wanted, as it is loaded on a day.

    It is the same for all days of a month, so each month is made once and then copied.
    """
    folder = tmp_path_factory.mktemp("demonstration")

    @cache
    def loaded(month: date) -> Path:
        path = shutil.copyfile(empty_store, folder / f"{month}.duckdb")
        with pmo_core.open(str(path)) as repo:
            load_demo(repo, repo.session("local user", "administrator"), month)
        return path

    def put(store: Path, today: date | None = None) -> Path:
        path = loaded((today or date.today()).replace(day=1))
        for suffix in ("", ".head"):
            shutil.copyfile(f"{path}{suffix}", f"{store}{suffix}")
        return store

    return put


@pytest.fixture
def repo(empty_store: Path, tmp_path: Path) -> Iterator[pmo_core.Repository]:
    """Give an empty repository."""
    with pmo_core.open(str(shutil.copyfile(empty_store, tmp_path / "repo.duckdb"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of real files, which lies beside the project and is not part of it."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.exists():
        assert "CI" not in os.environ, f"{folder} is missing"
        pytest.skip("the real files lie beside the project, in ../shared/data, and are not here")
    return folder
