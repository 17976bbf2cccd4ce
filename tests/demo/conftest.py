"""The demonstration, made once for all tests that look at it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

import pmo_core
from pmo_core import demo
from pmo_core.store import Repository


@pytest.fixture(scope="session")
def frames(made: demo.Demo) -> dict[str, pl.DataFrame]:
    """Give the frames of the demonstration by register."""
    return made.frames


@pytest.fixture(scope="session")
def repo(
    demonstration: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Repository]:
    """Give a store that holds the demonstration; nothing is written to it."""
    store = demonstration(
        tmp_path_factory.mktemp("demo") / "pmo.duckdb", demo.AS_OF + timedelta(days=1)
    )
    with pmo_core.open(str(store)) as opened:
        yield opened
