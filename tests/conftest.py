"""Fixtures that every storey's tests may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import pmo_core


@pytest.fixture
def repo() -> Iterator[pmo_core.Repository]:
    """Give an empty repository in memory."""
    with pmo_core.open(":memory:") as opened:
        yield opened


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Give the folder of real files, which lies beside the project and is not part of it."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.exists():
        assert "CI" not in os.environ, f"{folder} is missing"
        pytest.skip("the real files lie beside the project, in ../shared/data, and are not here")
    return folder
