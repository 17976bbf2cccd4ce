"""Import of actuals through the command line's own path, against what the engine can do at best.

Ours reads as text, proves the reading, maps, types, reconciles, stages against what is kept, and
keeps the lines as one journaled change with its roll-ups. The peer is told every type and only
inserts. Both run in a process of their own, one after the other; the time begins after the imports
of modules and ends when the database is closed, so that both contain a checkpoint.
"""

import contextlib
import importlib
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from bench import data
from bench.figure import Figure
from pmo_core.model import REGISTERS

TITLE = "Import of actuals"
COMMAND = "python -m bench imports"
HOW = (
    "A CSV of actuals, imported by `python -m pmo_core import` (read as text, proved, typed, "
    "reconciled, staged, journaled, rolled up), against DuckDB's `read_csv` with given types and "
    "an insert into a plain table. Each in its own process, in turn, the fastest of five (of ten "
    "million lines: once); both include the checkpoint. The lines are time sheets of 500 people on "
    "350 projects over three years, from the demonstration's generator: about 20 lines per person, "
    "project and month, each with a number of its own. The same file again must be found to change "
    "nothing, in no more time."
)
ROUNDS = 5  # the fastest counts, of both: what else the machine does only ever adds time
OURS, AGAIN, PEER = "ours", "again", "peer"
LINES, LARGE_LINES = 1_000_000, 10_000_000
LEAST_SPEED, MOST_MB = 0.33, 4096


def ours(file: Path, store: Path) -> None:
    """Import as a nightly job does."""
    main = importlib.import_module("pmo_core.__main__").main
    with contextlib.redirect_stdout(io.StringIO()) as said:
        status = main(
            ["import", str(file), "--register", "actual", "--store", str(store), "--max-mb", "1000"]
        )
    if status != 0:
        raise RuntimeError(f"The import ended with {status}: {said.getvalue()[-2000:]}")


def peer(file: Path, store: Path) -> None:
    """Read with given types and insert."""
    types = {
        name: kind.removesuffix(" NOT NULL")
        for name, kind in REGISTERS["actual"].sql_schema().items()
        if name != "line"
    }
    with duckdb.connect(str(store)) as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
        connection.execute(f"create table actual ({columns})")
        connection.execute(
            "insert into actual select * from read_csv(?, header = true, delim = ',', columns = "
            + "{"
            + ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
            + "})",
            [str(file)],
        )
        connection.execute("checkpoint")


def child(which: str, file: Path, store: Path) -> None:
    """Measure one of them in this process and print what it took."""
    if which != PEER:
        importlib.import_module("pmo_core.__main__")
    started = time.perf_counter()
    (peer if which == PEER else ours)(file, store)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_mb = peak / 1024 if sys.platform != "darwin" else peak / 1024**2
    with duckdb.connect(str(store), read_only=True) as connection:
        ((n_lines,),) = connection.execute("select count(*) from actual").fetchall()
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "n_lines": n_lines}))


def _in_a_process(which: str, file: Path, before: Path, folder: Path) -> dict[str, float]:
    store = folder / "child.duckdb"
    if which != AGAIN:
        for leftover in folder.glob("child.duckdb*"):
            leftover.unlink()
    if which == OURS:
        shutil.copy(before, store)
    command = [sys.executable, "-m", "bench.imports", which, str(file), str(store)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-4000:])
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(n_lines: int, rounds: int, least_speed: float | None) -> list[Figure]:
    """Measure both on a file of about that many lines."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        before, file, n_written = data.write_import(folder, n_lines)
        taken: dict[str, list[dict[str, float]]] = {OURS: [], AGAIN: [], PEER: []}
        for _ in range(rounds):
            for which, results in taken.items():
                results.append(_in_a_process(which, file, before, folder))
        size_mb = file.stat().st_size / 1e6
    if {result["n_lines"] for results in taken.values() for result in results} != {n_written}:
        raise RuntimeError(f"Not all of {n_written} lines arrived: {taken}")
    own, again, other = (min(result["seconds"] for result in taken[which]) for which in taken)
    peak_mb = max(result["peak_mb"] for which in (OURS, AGAIN) for result in taken[which])
    of = f"{n_written / 1e6:.3g} M lines ({size_mb:,.0f} MB)"
    return [
        Figure(f"speed against the peer, {of}", other / own, "x", least_speed, at_least=True),
        Figure(f"time of the import, {of}", own, "s"),
        Figure(f"time of the same file again, {of}", again, "s", own),
        Figure(f"time of the peer, {of}", other, "s"),
        Figure(f"peak memory of the import, {of}", peak_mb, "MB", MOST_MB),
    ]


def figures(large: bool) -> list[Figure]:
    """Measure one million lines, with `large` ten million too (one round)."""
    found = measure(LINES, ROUNDS, LEAST_SPEED)
    return found + (measure(LARGE_LINES, 1, None) if large else [])


if __name__ == "__main__":
    child(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
