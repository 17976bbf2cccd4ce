"""What the pages of load and people cost with 2,000 projects, 60,000 tasks and 500 people."""

import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import polars as pl

import pmo_core
from bench import data
from bench.figure import Figure
from bench.pages import MOST_CPU_MS, MOST_KB
from bench.server import MEASURED_RUNS, ROUNDS, Session, cost_of, serving
from pmo_core import demo
from pmo_core.jobs import resources
from pmo_core.model import Effort, WbsElement

TITLE = "Load and people"
COMMAND = "python -m bench resources"
N_PROJECTS, N_TASKS, N_PEOPLE = 2_000, 60_000, 500
HOW = (
    "2,000 projects with 30 elements each, demand and bookings by month from the demonstration's "
    "generator, 500 people. A real server in its own process and one session over its websocket. "
    f"CPU time of the whole server process per rerun: median of {ROUNDS} rounds of {MEASURED_RUNS} "
    "reruns. Changed: each rerun has another row, period, grouping or person in its address, so "
    "that nothing of it was shown before; what it rests on is remembered. After a change: the "
    "frames of people, availability, demand, bookings and capacity of 18 months, all made anew."
)
APP = Path(__file__).resolve().parent.parent / "app.py"


def frames() -> dict[str, pl.DataFrame]:
    """Registers of a portfolio of that size: as generated, with 30 elements in each project."""
    made = demo.portfolio(n_projects=N_PROJECTS, n_actuals=60_000, n_people=N_PEOPLE)
    settings = made["setting"].filter(pl.col("code") != "content")
    own = pl.DataFrame([data.OWN], schema=settings.schema)
    by_element = {"baseline_item", "progress", "precedence", "cross_link", "risk_loading"}
    none = {name: made[name].clear() for name in by_element & made.keys()}
    elements = _elements(made["project"])
    return made | none | {
        "setting": pl.concat([settings, own]), "wbs_element": elements,
        "effort": _effort(elements, made["role"]),
    }  # fmt: skip


def figures(large: bool) -> list[Figure]:
    """Measure both pages, and what they rest on, after a change of the store."""
    del large  # one size belongs to the limit
    with tempfile.TemporaryDirectory() as temporary:
        store = Path(temporary) / "pmo.duckdb"
        made = frames()
        with pmo_core.open(str(store)) as repository:
            repository.session(*data.USER).load(made)
            anew = _anew(repository)
        found = [Figure("frames after a change", anew, "s", 1.0)]
        states = _states(made)
        with serving(APP, str(store)) as (port, process):
            session = Session(port)
            pages = {page.path: page for page in session.open("").pages}
            session.close()
            for path, queries in states.items():
                cost = cost_of(process, port, pages[path], queries)
                changed = cost.changed_cpu_ms
                found += [
                    Figure(f"{path}: CPU per rerun", cost.rerun_cpu_ms, "ms", MOST_CPU_MS),
                    Figure(f"{path}: CPU per rerun, changed", changed or 0.0, "ms", MOST_CPU_MS),
                    Figure(f"{path}: CPU of a first visit", cost.first_cpu_ms, "ms"),
                    Figure(f"{path}: payload", cost.payload_kb, "kB", MOST_KB),
                ]
    return found


def _anew(repository: pmo_core.Repository) -> float:
    """Return the seconds that all frames of 18 months take."""
    first, last = date(2026, 11, 1), date(2028, 4, 1)
    started = time.perf_counter()
    resources.available(repository, first, last, "month")
    resources.booked(repository, first, last, "month")
    resources.demanded(repository, first, last, "month")
    resources.role_capacity(repository, first, last, "month")
    resources.priority(repository)
    return time.perf_counter() - started


def _states(made: dict[str, pl.DataFrame]) -> dict[str, list[str]]:
    """Return path of a page -> addresses that each show another thing."""
    people = made["person"]["code"].to_list()
    roles = made["role"]["code"].to_list()
    load = [{"by": "person", "row": code} for code in people[:12]]
    load += [{"by": "role", "row": code} for code in roles]
    load += [{"by": "department", "row": code} for code in made["department"]["code"][:6]]
    load += [{"by": "person", "load_search": text} for text in ("an", "el", "E0", "E1", "ov")]
    return {
        "load": [urlencode(one) for one in load],
        "people": [f"person={code}" for code in people[:20]],
    }


def _elements(projects: pl.DataFrame) -> pl.DataFrame:
    """Thirty elements of each project, one after the other from its planned start."""
    n = N_TASKS // N_PROJECTS
    start = pl.col("planned_start").fill_null(demo.AS_OF)
    days = (pl.col("planned_finish").fill_null(demo.AS_OF + timedelta(360)) - start).dt.total_days()
    rows = projects.select(project="code", start=start, days=days.clip(n)).join(
        pl.DataFrame({"nth": range(n)}), how="cross"
    )
    begins = pl.col("start") + pl.duration(days=(pl.col("days") * pl.col("nth") / n).floor())
    ends = pl.col("start") + pl.duration(days=(pl.col("days") * (pl.col("nth") + 1) / n).floor())
    return _typed(
        rows.with_columns(
            code=pl.format("{}", pl.col("nth") + 1), name=pl.format("Element {}", pl.col("nth")),
            planned_start=begins, planned_finish=ends - pl.duration(days=1),
        ),
        WbsElement,
    )  # fmt: skip


def _effort(elements: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """Effort of one role on each element."""
    role = roles["code"].gather([n % roles.height for n in range(elements.height)])
    rows = elements.select("project", wbs="code", role=role, hours=pl.lit(40.0))
    return _typed(rows, Effort)


def _typed(rows: pl.DataFrame, record: type[pmo_core.model.Record]) -> pl.DataFrame:
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in record.polars_schema().items()
    )


__all__ = ["COMMAND", "HOW", "TITLE", "figures", "frames"]
