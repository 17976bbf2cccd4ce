"""Fixtures that every storey's tests may use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import pmo_core


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of an empty store, to be copied: that takes a quarter of making another."""
    path = tmp_path_factory.mktemp("empty") / "pmo.duckdb"
    pmo_core.open(str(path)).close()
    return path


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
