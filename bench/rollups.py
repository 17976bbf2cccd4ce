"""Queries over roll-up tables when ten million lines stand behind them."""

import inspect
import re
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import pmo_core
from bench import data
from bench.figure import Figure
from pmo_core import demo, store

TITLE = "Roll-ups"
COMMAND = "python -m bench rollups --large"
HOW = (
    "Each query of the store that reads a roll-up table, as a page calls it, over all projects and "
    "all months; median of nine calls after one that warms. Without --large, two million lines "
    "stand behind the tables instead of ten."
)
MOST_MS = 100
CALLS = 9
AS_OF = demo.AS_OF.replace(day=15)  # in mid-month: its lines are read beside the sums
BY = {"hours_month": ("person", "role")}
N_PROJECTS, N_ACTUALS, N_ACTUALS_LARGE = 2_000, 2_000_000, 10_000_000
FOLDER = Path(inspect.getfile(store)).parent / "queries"


def queries(project: str) -> list[tuple[str, dict[str, Any]]]:
    """Queries that read a roll-up table: grouped by what they group by, or of one project."""
    parameters: dict[str, Any] = {"project": project, "as_of": AS_OF}
    found = []
    for path in sorted(FOLDER.glob("*.sql")):
        text = path.read_text("utf-8")
        if "rollup_" in text:
            names = set(re.findall(r"\$(\w+)", text))
            given = {name: parameters[name] for name in sorted(names - {"by"})}
            groups = BY.get(path.stem, ("program",)) if "by" in names else ()
            found += [(path.stem, given | {"by": by}) for by in groups] or [(path.stem, given)]
    return found


def figures(large: bool) -> list[Figure]:
    """Measure each query on a filled store."""
    n_actuals = N_ACTUALS_LARGE if large else N_ACTUALS
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "pmo.duckdb"
        data.fill(path, N_PROJECTS, n_actuals)
        with pmo_core.open(str(path)) as repository:
            project = repository.query("projects_overview")["project"][0]
            for name, parameters in queries(project):
                n_rows = len(repository.query(name, **parameters))
                times = []
                for _ in range(CALLS):
                    started = time.perf_counter()
                    repository.query(name, **parameters)
                    times.append((time.perf_counter() - started) * 1000)
                by = f" by {parameters['by']}" if "by" in parameters else ""
                what = f"{name}{by} ({n_rows:,} rows), {n_actuals / 1e6:.0f} M actuals"
                found.append(Figure(what, statistics.median(times), "ms", MOST_MS))
    return found
