"""What the tests of the end-to-end jobs build on: the command line, run in this process."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pmo_core
from pmo_core.jobs.commands import main

Run = Callable[..., tuple[int, dict[str, Any]]]

OCTOBER = (
    "Project,Person,Date,Hours,Cost,Currency\n"
    "P1,E1,2026-10-30,8,100.5,EUR\n"
    "P1,E1,2026-10-30,8,50,EUR\n"
    "P2,E2,2026-10-31,4,70,USD\n"
    "P2,E2,2026-10-31,4,30,USD\n"
)


@pytest.fixture
def store(empty_store: Path, tmp_path: Path) -> str:
    """Give the address of a database file in which nothing was kept yet."""
    return str(shutil.copyfile(empty_store, tmp_path / "pmo.duckdb"))


@pytest.fixture
def run(store: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a function that runs a command on the store and returns exit status and JSON."""

    def run_command(*arguments: object, at: str = store) -> tuple[int, dict[str, Any]]:
        status = main([*(str(one) for one in arguments), "--store", at, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run_command


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a text to a file and returns where."""

    def write_text(text: str, name: str = "actuals_2026-10.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


@pytest.fixture
def october(write: Callable[..., Path]) -> Path:
    """Give a clean file of four lines of actuals, two pairs with the same key."""
    return write(OCTOBER)


@pytest.fixture
def kept(store: str) -> Callable[..., list[tuple[Any, ...]]]:
    """Give a function that returns some columns of what is kept, sorted."""

    def read(register: str, *columns: str, at: str = store) -> list[tuple[Any, ...]]:
        with pmo_core.open(at) as repo:
            return sorted(repo.table(register).select(columns).rows(), key=str)

    return read


@pytest.fixture
def content(store: str) -> Callable[[], str]:
    """Give a function that returns the hash of all that is kept."""

    def read() -> str:
        with pmo_core.open(store) as repo:
            return repo.content_hash()

    return read
