"""Nothing is lost: not by two at once, nor a kill, a full disk, a damaged log, another release."""

import json
import os
import random
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

import pmo_core
from pmo_core.errors import Conflict, Refused, StoreUnavailable
from pmo_core.model import Project
from pmo_core.store import Repository

PREAMBLE = """
import json, os, random, resource, sys, time
from datetime import date
from decimal import Decimal
import polars as pl
import pyarrow
import pmo_core
from pmo_core.errors import PmoError
from pmo_core.model import Actual, Project

def batch(number, n_lines):
    types = Actual.polars_schema()
    return pl.DataFrame({
        "_line": pl.int_range(2, n_lines + 2, eager=True), "project": ["P1"] * n_lines,
        "spent_on": [date(2026, 1, 1)] * n_lines, "source": [f"batch {number}"] * n_lines,
        "entry": [str(i) for i in range(n_lines)],
        "cost": pl.Series([Decimal(1)] * n_lines, dtype=types["cost"]),
    })
"""


KILLS = """
address, trials = sys.argv[1], 20
def begin():
    repo = pmo_core.open(address)
    repo.session("ann", "manager").save(Project(code="P1", name="One"))
    repo.close()

def import_forever(pipe):
    repo = pmo_core.open(address)
    session = repo.session("bob", "contributor")
    while True:
        number = repo.revision + 1
        os.write(pipe, b"?")
        session.commit(session.stage("actual", [batch(number, 3000)]))
        os.write(pipe, b"!")

def look(n_acknowledged):
    repo = pmo_core.open(address)
    actual = repo.table("actual")
    sizes = actual.group_by("source").len()["len"].to_list()
    print(json.dumps({
        "sizes": sizes, "n_batches": len(sizes), "n_acknowledged": n_acknowledged,
        "findings": [str(f) for f in (*repo.check(), *repo.notices)],
    }), flush=True)
    repo.close()

def in_child(work, *arguments):
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)
        finally:
            os._exit(0)
    return child

# Every use of the engine is in a child: a process that has started its threads cannot fork.
os.waitpid(in_child(begin), 0)
n_acknowledged = 0
random.seed(7)
for trial in range(trials):
    reader, writer = os.pipe()
    child = in_child(import_forever, writer)
    os.close(writer)
    seen = os.read(reader, 1)
    time.sleep(random.uniform(0, 0.4))
    os.kill(child, 9)
    os.waitpid(child, 0)
    while chunk := os.read(reader, 4096):
        seen += chunk
    os.close(reader)
    n_acknowledged += seen.count(b"!")
    os.waitpid(in_child(look, n_acknowledged), 0)
"""


def run(script: str, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own and return what it printed."""
    root = Path(pmo_core.__file__).parents[1]
    return subprocess.run(
        [sys.executable, "-c", PREAMBLE + textwrap.dedent(script), *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


def test_of_400_concurrent_edits_none_is_lost(address: str) -> None:
    """Each of 400 edits on 8 threads is applied or told of the conflict; all are journaled."""
    with pmo_core.open(address) as repo:
        repo.session("ann", "manager").save(*(Project(code=f"P{n}", name="0") for n in range(4)))

        def edit(number: int) -> tuple[str, int]:
            code = f"P{number % 4}"
            session = repo.session(f"user {number}", "manager")
            n_conflicts = 0
            while True:
                seen = repo.get("project", code)
                assert isinstance(seen, Project)
                try:
                    session.amend(seen.model_copy(update={"name": str(int(seen.name) + 1)}), seen)
                except Conflict:
                    n_conflicts += 1
                else:
                    return code, n_conflicts

        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(edit, range(400)))
        assert [repo.get("project", f"P{n}").name for n in range(4)] == ["100"] * 4
        assert repo.revision == 401
        assert sum(n for _, n in outcomes) > 0, "the threads never met"
        assert repo.check() == []


def test_killed_at_any_moment_an_import_is_whole_or_not_at_all(address: str) -> None:
    """20 kills at random moments: every batch is whole, every acknowledged one is there."""
    outcome = run(KILLS, address)
    trials = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert len(trials) == 20, outcome.stderr
    for trial in trials:
        assert set(trial["sizes"]) <= {3000}
        assert trial["n_batches"] >= trial["n_acknowledged"]
        assert trial["findings"] == []
    assert trials[-1]["n_acknowledged"] > 0


def test_a_full_disk_is_said_and_loses_nothing(address: str) -> None:
    """When the file cannot grow: a sentence, reading goes on, saving works when there is room."""
    outcome = run(
        """
        address = sys.argv[1]
        repo = pmo_core.open(address)
        session = repo.session("ann", "manager")
        session.save(Project(code="P1", name="One"))
        size = os.path.getsize(address)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300_000, resource.RLIM_INFINITY))
        told, kept = [], 0
        stale = session.stage("actual", [batch(50, 10)])
        for number in range(30):
            try:
                session.commit(session.stage("actual", [batch(number, 20_000)]))
                kept += 1
            except PmoError as error:
                told.append([type(error).__name__, str(error)])
        full = {"told": told[0], "n_told": len(told), "kept": kept,
                "read": repo.table("actual").height, "because": repo.read_only_because}
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        session.commit(session.stage("actual", [batch(99, 20_000)]))
        try:
            session.commit(stale)
        except PmoError as error:
            full["stale"] = str(error)
        print(json.dumps({**full, "then": repo.table("actual").height,
                          "findings": [str(f) for f in repo.check()],
                          "because_then": repo.read_only_because}))
        """,
        address,
    )
    assert outcome.returncode == 0, outcome.stderr
    seen = json.loads(outcome.stdout)
    assert seen["told"][0] == "StoreUnavailable"
    assert "the disk is full" in seen["told"][1]
    assert seen["because"]
    assert "reopened meanwhile" in seen["stale"]
    assert seen["read"] == seen["kept"] * 20_000
    assert seen["then"] == seen["read"] + 20_000
    assert (seen["findings"], seen["because_then"]) == ([], "")


@pytest.fixture(scope="module")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a file whose process died with 20 changes in its log."""
    folder = tmp_path_factory.mktemp("crash")
    outcome = run(
        """
        session = pmo_core.open(sys.argv[1]).session("ann", "manager")
        for number in range(20):
            session.save(Project(code=f"P{number}", name="x" * 300))
        os._exit(9)
        """,
        str(folder / "pmo.duckdb"),
    )
    assert outcome.returncode == 9, outcome.stderr
    return folder


@pytest.fixture
def crashed(crash: Path, address: str) -> str:
    """Give the address of a copy of the file that the crash left, with all that lies beside it."""
    shutil.copytree(crash, Path(address).parent, dirs_exist_ok=True)
    return address


def test_after_a_crash_all_is_there(crashed: str) -> None:
    """An undamaged log is taken in without a word."""
    with pmo_core.open(crashed) as repo:
        assert (repo.revision, repo.notices, repo.check()) == (20, (), [])


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_log_is_recovered_and_kept_aside(crashed: str, seed: int) -> None:
    """A flipped byte: the changes before it are there, a notice says so, the log is kept aside."""
    log = Path(crashed + ".wal")
    content = bytearray(log.read_bytes())
    content[random.Random(seed).randrange(len(content) * 3 // 4, len(content))] ^= 0xFF
    log.write_bytes(content)
    with pmo_core.open(crashed) as repo:
        assert 0 < repo.revision < 20
        assert repo.table("project").height == repo.revision
        assert {"log_recovered", "anchor_differs"} & {notice.code for notice in repo.notices}
        aside = list(log.parent.glob("*.wal.damaged-*"))
        assert [path.read_bytes() for path in aside] == [bytes(content)]
        assert repo.check() == []
        repo.session("ann", "manager").save(Project(code="NEW", name="New"))
    with pmo_core.open(crashed) as again:
        assert again.notices == ()
        assert again.get("project", "NEW").name == "New"


def test_a_log_cut_short_is_noticed(crashed: str) -> None:
    """A log that lost its end opens, and the anchor tells that changes are missing."""
    log = Path(crashed + ".wal")
    log.write_bytes(log.read_bytes()[: -log.stat().st_size // 20])
    with pmo_core.open(crashed) as repo:
        assert 0 < repo.revision < 20
        assert [notice.code for notice in repo.notices] == ["anchor_differs"]
        assert list(log.parent.glob("*.head.differs-*"))


def test_an_older_copy_in_place_of_the_file_is_noticed(address: str) -> None:
    """Putting back yesterday's file is told when it is opened."""
    with pmo_core.open(address) as repo:
        session = repo.session("ann", "manager")
        session.save(Project(code="P1", name="One"))
        old = repo.backup(Path(address).with_name("old.duckdb"))
        session.save(Project(code="P2", name="Two"))
    Path(address).write_bytes(old.read_bytes())
    with pmo_core.open(address) as repo:
        assert [notice.code for notice in repo.notices] == ["anchor_differs"]


@pytest.mark.parametrize(
    "tampering",
    [
        "update change set actor = 'eve' where number = 2",
        "delete from change where number = 2",
        "update change set n_new = 7 where number = 1",
        "update change set hash = 'x' where number = 3",
    ],
)
def test_an_altered_journal_is_found(address: str, tampering: str) -> None:
    """Whoever alters a row of the journal is found out by the chain."""
    with pmo_core.open(address) as repo:
        for number in range(3):
            repo.session("ann", "manager").save(Project(code=f"P{number}", name="x"))
    with duckdb.connect(address) as connection:
        connection.execute(tampering)
    with pmo_core.open(address) as repo:
        assert "journal_altered" in {finding.code for finding in repo.check()}


def test_a_file_of_a_newer_release_is_refused(address: str) -> None:
    """An unknown migration, or another text of a known one, is refused, and nothing is touched."""
    pmo_core.open(address).close()
    with duckdb.connect(address) as connection:
        connection.execute(
            "insert into migration values (9999, '9999_future', 'x', current_timestamp)"
        )
    with pytest.raises(StoreUnavailable, match=r"newer release \(migration 9999\)"):
        pmo_core.open(address)
    with duckdb.connect(address) as connection:
        connection.execute("delete from migration where number = 9999")
        connection.execute("update migration set hash = 'x' where number = 2")
    with pytest.raises(StoreUnavailable, match="another text of 0002_registers"):
        pmo_core.open(address)


def test_what_is_not_our_database_is_refused(tmp_path: Path) -> None:
    """A text file and a database of another product are refused and stay as they are."""
    text = tmp_path / "notes.duckdb"
    text.write_text("not a database at all, but long enough to have a header" * 100)
    with pytest.raises(StoreUnavailable):
        pmo_core.open(str(text))
    assert text.read_text().startswith("not a database")
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table theirs (a integer)")
    with pytest.raises(StoreUnavailable, match="not of this product"):
        pmo_core.open(str(other))
    with pytest.raises(StoreUnavailable, match="kind of database"):
        pmo_core.open("mysql://somewhere/pmo")


def test_a_second_process_is_told(address: str) -> None:
    """While one process has the file, another gets one sentence."""
    with pmo_core.open(address) as repo:
        repo.session("ann", "manager").save(Project(code="P1", name="One"))
        outcome = run(
            """
            try:
                pmo_core.open(sys.argv[1])
            except PmoError as error:
                print(type(error).__name__, error)
            """,
            address,
        )
        assert "StoreUnavailable" in outcome.stdout, outcome.stderr
        assert "is open in another program" in outcome.stdout
        assert repo.get("project", "P1").name == "One"


def test_one_instance_serves_the_whole_process(address: str) -> None:
    """Opening the same file again gives the same data at once; it closes with its last user."""
    first, second = pmo_core.open(address), pmo_core.open(address)
    first.session("ann", "manager").save(Project(code="P1", name="One"))
    assert second.revision == 1
    first.close()
    assert second.get("project", "P1").name == "One"
    second.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        second.table("project")


def test_a_backup_says_the_same(
    address: str, tmp_path: Path, fill: Callable[[Repository], None]
) -> None:
    """A backup opens on its own with the same content, journal and revision."""
    with pmo_core.open(address) as repo:
        fill(repo)
        target = repo.backup(tmp_path / "copies" / "backup.duckdb")
        with pytest.raises(Refused, match="exists already"):
            repo.backup(target)
        with pmo_core.open(str(target)) as copy:
            assert copy.content_hash() == repo.content_hash()
            assert (copy.revision, copy.check(), copy.notices) == (1, [], ())
            assert copy.changes().equals(repo.changes())


def test_the_engine_reaches_no_other_file(address: str, tmp_path: Path) -> None:
    """SQL can neither read nor write files, nor load extensions, nor loosen that again."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with pmo_core.open(address) as repo, repo._instance.cursor() as cursor:
        for sql in (
            f"select * from read_csv('{secret}')",
            f"copy (select 1) to '{tmp_path}/out.csv'",
            f"attach '{tmp_path}/other.duckdb'",
            "install httpfs",
            "set enable_external_access = true",
            "set memory_limit = '1GB'",
        ):
            with pytest.raises(duckdb.Error):
                cursor.execute(sql)


def test_too_little_memory_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When memory does not suffice, one sentence says so and the store goes on."""
    monkeypatch.setattr("pmo_core.store.address.memory_limit", lambda: 64 * 1024 * 1024)
    with pmo_core.open(address) as repo:
        repo.session("ann", "manager").save(Project(code="P1", name="One"))
        with pytest.raises(StoreUnavailable, match="not enough memory"):
            repo._frame("select list(range) as everything from range(30_000_000)")
        assert repo.get("project", "P1").name == "One"
