"""Who asks a question of his own gets no file, no address, no write, no setting, nothing hidden."""

import importlib.util
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import polars as pl
import psutil
import pytest

from pmo_core.errors import NotAllowed, NotFound, PmoError
from pmo_core.model import Audit, CostRate, Interview, Record
from pmo_core.store import Repository, question, question_text
from pmo_core.store.question import CHILD, Limits
from tests.store import attempts

SECRET = "the secret of the board"
QUICK = Limits(seconds=1)
MIB = 1024 * 1024


class Prize:
    """What there is to be reached: a file, a folder, a port, and what must stay as it is."""

    def __init__(self, folder: Path, store: str) -> None:
        self.folder, self.file = folder / "kept", folder / "kept" / "secret.csv"
        self.folder.mkdir()
        self.file.write_text(f"project\n{SECRET}\n")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.store = store

    def text(self, attempt: str) -> str:
        """Return an attempt with what it wants to reach in it."""
        port = self.listener.getsockname()[1]
        for name, value in (
            ("{file}", self.file), ("{folder}", self.folder), ("{store}", self.store),
            ("{port}", port),
        ):  # fmt: skip
            attempt = attempt.replace(name, str(value))
        return attempt

    def require_untouched(self) -> None:
        """Fail when somebody connected, wrote, or left something behind."""
        with pytest.raises(BlockingIOError):
            self.listener.accept()
        assert [path.name for path in self.folder.iterdir()] == ["secret.csv"]
        assert self.file.read_text() == f"project\n{SECRET}\n"


@pytest.fixture
def asked(staffed: Repository) -> Repository:
    """Give a repository in which something is hidden."""
    on = date(2026, 1, 1)
    staffed.session("ann", "administrator").load({
        "cost_rate": frame(CostRate, role="DEV", from_on=on, hourly_rate=90),
        "audit": frame(Audit, code="A-01", name="Change control", about="process", planned_on=on),
        "interview": frame(
            Interview, audit="A-01", number=1, person="Eve", held_on=on, notes=SECRET
        ),
    })  # fmt: skip
    return staffed


def frame(record: type[Record], **values: Any) -> pl.DataFrame:
    """Return one row of a register."""
    return record.frame(record.model_validate(values))


@pytest.fixture
def prize(tmp_path: Path, asked: Repository) -> Iterator[Prize]:
    """Give what there is to be reached, and look afterwards whether it was."""
    before, folders = asked.content_hash(), _folders()
    made = Prize(tmp_path, asked.address)
    yield made
    made.require_untouched()
    made.listener.close()
    assert asked.content_hash() == before
    assert _folders() <= folders
    assert not _children()
    fine = asked.question("select code as project from project order by code", role="viewer")
    assert fine.frame["project"].to_list() == ["P1", "P2", "P3"]


def _folders() -> set[Path]:
    """Return the folders of questions of this process's user; others may ask at the same time."""
    return set(Path(tempfile.gettempdir()).glob("pmo_question_*"))


def _children() -> list[psutil.Process]:
    """Return the processes that answer questions of this one."""
    children = psutil.Process().children()
    return [one for one in children if any("question_child" in part for part in one.cmdline())]


def _succeeds(repo: Repository, sql: str) -> bool:
    leaked = pl.DataFrame({"project": [SECRET]})  # what a scan of Python's names would find
    assert leaked.height
    try:
        repo.question(sql, {"as_of": date(2026, 1, 1)}, {}, "viewer", QUICK)
    except PmoError as refused:
        return SECRET in str(refused)
    return True


def test_no_attempt_succeeds(asked: Repository, prize: Prize) -> None:
    """Of more than 40 attempts of all kinds, asked as a page asks them, none gets an answer."""
    tried = [prize.text(one) for one in attempts.WHOLE]
    assert len(tried) > 40
    assert [sql for sql in tried if _succeeds(asked, sql)] == []


def test_the_text_alone_stops_them(prize: Prize) -> None:
    """Of 200 attempts none passes who reads the text, whatever the engine would do with it."""
    kinds = (
        attempts.FILES, attempts.NETWORK, attempts.ATTACH, attempts.EXTENSIONS, attempts.SETTINGS,
        attempts.WRITES, attempts.SEVERAL, attempts.INSIDE, attempts.HIDDEN,
    )  # fmt: skip
    tried = [prize.text(one) for kind in kinds for one in kind]
    assert len(tried) > 190
    passed = []
    with question._started(Limits()) as child:
        for sql in tried:
            try:
                named = question_text.named(child.ask({"sql": sql}, 20)["tree"])
                question_text.seen(named.tables, "viewer", ["scheduled_task"])
            except PmoError:
                continue
            passed.append(sql)
    assert passed == []


def test_the_engine_alone_stops_them(prize: Prize, tmp_path: Path) -> None:
    """The engine reaches no file, address or setting, had the text been let through."""
    made = tmp_path / "data.duckdb"
    duckdb.connect(str(made)).execute("create table project as select 'P1' as code").close()
    with _child_module().locked(str(made), 300 * MIB, read_only=True) as connection:
        for attempt in attempts.TO_THE_ENGINE:
            with pytest.raises(duckdb.Error):
                connection.execute(prize.text(attempt))
        for write in ("insert into project values ('X')", "drop table project", "checkpoint x"):
            with pytest.raises(duckdb.Error):
                connection.execute(write)
        assert connection.execute("select code from project").fetchall() == [("P1",)]


def test_the_process_alone_opens_nothing(prize: Prize) -> None:
    """Once its doors are closed, Python itself opens no file and no address, and starts nothing."""
    tried = f"""
import os, socket, sys
sys.path.insert(0, {str(CHILD.parent)!r})
import question_child
held = open(os.devnull, "w")
question_child.limit_memory(200 * 1024 * 1024)
question_child.close_doors(5)
def fails(act):
    try:
        act()
    except (OSError, MemoryError):
        return True
    return False
answers = [
    fails(lambda: open({str(prize.file)!r})), fails(lambda: open("new", "w")),
    fails(lambda: socket.create_connection({prize.listener.getsockname()!r})),
    fails(lambda: os.listdir({str(prize.folder)!r})), fails(lambda: os.pipe()),
    fails(lambda: bytearray(200 * 1024 * 1024)),
]
sys.stdout.write(repr(answers))
"""
    ran = subprocess.run(
        [sys.executable, "-c", tried], capture_output=True, text=True, check=False, cwd=prize.folder
    )
    assert ran.stdout == repr([True] * 6), ran.stderr


def test_memory_holds(asked: Repository) -> None:
    """The process that answers never holds more than 512 MB, whatever it is asked for."""
    peaks = []
    for sql in (attempts.HUNGRY[8], *attempts.HUNGRY[-2:]):
        with _Peak() as peak, pytest.raises(PmoError, match=r"512 MB|longer than"):
            asked.question(sql, role="viewer", limits=QUICK)
        peaks.append(peak.n_bytes)
    assert max(peaks) <= 512 * MIB
    assert max(peaks) > 150 * MIB, "the attempts are too small to prove anything"


def test_time_holds(asked: Repository) -> None:
    """What does not end is ended: the process is killed, and the server goes on."""
    began = time.perf_counter()
    with pytest.raises(PmoError, match=r"took longer than 0\.5 s"):
        asked.question(attempts.ENDLESS[-1], role="viewer", limits=Limits(seconds=0.5))
    assert time.perf_counter() - began < 10
    assert not _children()


def test_limits_are_what_is_promised() -> None:
    """Without further words a question has 512 MB, 5 s and 10,000 rows."""
    assert (Limits().memory, Limits().seconds, Limits().rows) == (512 * MIB, 5.0, 10_000)


def test_roles_see_what_is_theirs(asked: Repository) -> None:
    """Interviews and cost rates are for managers and administrators; nobody sees older versions."""
    for role in ("manager", "administrator"):
        found = asked.question("select notes from interview, cost_rate", role=role).frame
        assert found["notes"].to_list() == [SECRET]
    for role, register in product(("viewer", "contributor"), ("interview", "cost_rate")):
        with pytest.raises(NotAllowed):
            asked.question(f"select * from {register}", role=role)
    with pytest.raises(NotFound):
        asked.question("select * from interview_version", role="administrator")
    with pytest.raises(NotAllowed):
        asked.question("select 1 as project", role="owner")  # type: ignore[arg-type]


class _Peak:
    """The most memory that a process of a question held, read from the system every 2 ms."""

    def __init__(self) -> None:
        self.n_bytes = 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._is_over.wait(0.002):
            for child in psutil.Process().children():
                with suppress(psutil.Error, OSError, ValueError, IndexError):
                    if not any("question_child" in part for part in child.cmdline()):
                        continue
                    status = Path(f"/proc/{child.pid}/status").read_text()
                    kilobytes = int(status.split("VmHWM:")[1].split()[0])
                    self.n_bytes = max(self.n_bytes, kilobytes * 1024)


def _child_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("question_child", CHILD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
