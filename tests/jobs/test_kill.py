"""A process that is killed in mid-import leaves the file whole in the store, or not at all."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

import pmo_core
from pmo_core.jobs.commands import main

ROOT = Path(__file__).parents[2]
N_LINES = 40_000


@pytest.fixture(scope="module")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file of 40,000 lines."""
    path = tmp_path_factory.mktemp("kill") / "actuals.csv"
    lines = [
        f"P{n % 50},E{n % 90},2026-10-{n % 28 + 1:02},V{n},{n % 700}.25" for n in range(N_LINES)
    ]
    path.write_text("\n".join(["Project,Person,Date,Voucher,Cost", *lines, ""]), encoding="utf-8")
    return path


def _start(path: Path, store: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pmo_core", "import", str(path), "--store", str(store)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)


def _rows(store: Path) -> int:
    """Return how many lines are kept, once the store was proved to be sound."""
    with pmo_core.open(str(store)) as repo:
        assert [str(one) for one in repo.check() if one.severity == "error"] == []
        assert repo.revision in (0, 1)
        n_rows = repo.table("actual").height
        assert n_rows == (N_LINES if repo.revision else 0)
        assert (repo.table("project").height == 50) == bool(repo.revision)
    return n_rows


def test_a_killed_import_is_whole_or_not_there(big_file: Path, tmp_path: Path) -> None:
    """Killed at six moments of its life; afterwards the same command completes it."""
    started = time.perf_counter()
    assert _start(big_file, tmp_path / "whole.duckdb").wait() == 0
    takes = time.perf_counter() - started
    assert _rows(tmp_path / "whole.duckdb") == N_LINES
    n_killed = 0
    for number, share in enumerate((0.3, 0.5, 0.65, 0.75, 0.85, 0.95)):
        store = tmp_path / f"{number}.duckdb"
        process = _start(big_file, store)
        time.sleep(share * takes)
        process.kill()
        n_killed += process.wait() != 0
        _rows(store)
        assert main(["import", str(big_file), "--store", str(store)]) == 0
        assert _rows(store) == N_LINES
    assert n_killed >= 1
