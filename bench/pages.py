"""What each page costs the server: CPU per rerun, and bytes sent for a first visit."""

import tempfile
from pathlib import Path

from bench import data
from bench.figure import Figure
from bench.server import MEASURED_RUNS, ROUNDS, Cost, costs

TITLE = "Pages"
COMMAND = "python -m bench pages"
HOW = (
    "A real server in its own process and one session over its websocket, which sends what a "
    "browser sends and draws nothing. CPU time of the whole server process, all threads, per "
    f"rerun: median of {ROUNDS} rounds of {MEASURED_RUNS} reruns. Payload: all messages of a first "
    "visit. The pages are those of the app's navigation. The empty app imports and freezes what "
    "ours does and shows nothing."
)
MOST_CPU_MS, MOST_KB = 60, 150
LARGE = {"n_projects": 2_000, "n_actuals": 2_000_000}
HERE = Path(__file__).resolve().parent
APP, EMPTY = HERE.parent / "app.py", HERE / "empty_app.py"


def figures(large: bool) -> list[Figure]:
    """Measure all pages with the demonstration, and with a portfolio of 2,000 projects."""
    del large  # both sizes belong to the figures that have a limit
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (empty,) = costs(EMPTY, str(folder / "empty.duckdb"))
        demo = costs(APP, str(folder / "demo.duckdb"))
        store = folder / "large.duckdb"
        data.fill(store, **LARGE)
        big = costs(APP, str(store))
    found = [Figure("empty app: CPU per rerun", empty.rerun_cpu_ms, "ms")]
    for name, measured in (("demo", demo), ("2,000 projects, 2,000,000 actuals", big)):
        for cost in measured:
            found += _of_page(name, cost, empty)
    return found


def _of_page(name: str, cost: Cost, empty: Cost) -> list[Figure]:
    page = f"{cost.page.path or 'default page'} ({name})"
    times = cost.rerun_cpu_ms / max(empty.rerun_cpu_ms, 0.01)
    return [
        Figure(f"{page}: CPU per rerun", cost.rerun_cpu_ms, "ms", MOST_CPU_MS),
        Figure(f"{page}: CPU per rerun, empty apps", times, "x"),
        Figure(f"{page}: CPU of a first visit", cost.first_cpu_ms, "ms"),
        Figure(f"{page}: payload", cost.payload_kb, "kB", MOST_KB),
    ]
