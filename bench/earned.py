"""Earned value of 2,000 projects with 36 status dates each, made cold."""

import statistics
import tempfile
import time
from pathlib import Path

import polars as pl

import pmo_core
from bench import data
from bench.figure import Figure
from pmo_core import demo
from pmo_core.analysis.earned_value import indices, rolled
from pmo_core.jobs.measured import measured
from pmo_core.model import BaselineItem, Progress, StatusReport

TITLE = "Earned value"
COMMAND = "python -m bench earned"
HOW = (
    "2,000 projects, each with 36 status dates at the ends of months, two million posted lines. "
    "From the opened store to the indices of all projects and of the portfolio at the data date: "
    "all registers are read, PV, EV, AC and earned schedule made for all status dates; nothing is "
    "remembered from one call to the next; median of five after one that warms the engine's own "
    "pages. By element: baselines of ten elements each, and progress of each element on the status "
    "dates at which it changed."
)
MOST_S = 0.5
CALLS = 5
N_PROJECTS, N_ACTUALS, N_DATES = 2_000, 2_000_000, 36
N_ELEMENTS = 10


def frames(n_projects: int, n_actuals: int, n_dates: int = N_DATES) -> dict[str, pl.DataFrame]:
    """Registers of a portfolio of which every project reports on the same last ends of months."""
    made = data.frames(n_projects, n_actuals)
    none = {name: made[name].clear() for name in ("baseline_item", "progress", "earned_value")}
    return made | none | {"status_report": _reports(made["project"], n_dates)}


def fill(store: Path) -> None:
    """Fill a new store with status reports, no baseline by element."""
    with pmo_core.open(str(store)) as repository:
        repository.session(*data.USER).load(frames(N_PROJECTS, N_ACTUALS))


def add_elements(store: Path) -> None:
    """Give each project a baseline of ten elements, and progress of them by status date."""
    with pmo_core.open(str(store)) as repository:
        reports, projects = repository.table("status_report"), repository.table("project")
        session = repository.session(*data.USER)
        session.load({
            "baseline_item": _items(repository.table("baseline"), projects),
            "progress": _progress(reports),
        })  # fmt: skip


def figures(large: bool) -> list[Figure]:
    """Measure with status reports alone, and with baselines and progress by element."""
    del large  # one size belongs to the limit
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        store = Path(temporary) / "pmo.duckdb"
        fill(store)
        found += _measured(store, "percent complete", MOST_S)
        add_elements(store)
        found += _measured(store, "progress by element", MOST_S)
    return found


def _measured(store: Path, what: str, limit: float) -> list[Figure]:
    with pmo_core.open(str(store)) as repository:
        times = []
        for _ in range(CALLS + 1):
            started = time.perf_counter()
            rows = measured(repository, demo.AS_OF)
            now = indices(rows.filter("is_last").with_columns(of=pl.lit("portfolio")))
            indices(rolled(now, "of"))
            times.append(time.perf_counter() - started)
    figure = Figure(
        f"portfolio at a date, {what} ({rows.height:,} rows)", statistics.median(times[1:]), "s",
        limit,
    )  # fmt: skip
    return [figure]


def _reports(projects: pl.DataFrame, n_dates: int) -> pl.DataFrame:
    """One status per project and month, from 0 to 100 % at a pace of its own."""
    months = pl.DataFrame({"nth": range(1, n_dates + 1)}).with_columns(
        data_date=pl.lit(demo.AS_OF).dt.month_start()
        .dt.offset_by(pl.format("-{}mo", n_dates - pl.col("nth"))).dt.month_end()
    )  # fmt: skip
    pace = 0.7 + pl.int_range(pl.len()) % 50 / 100
    rag = pl.when(pace > 1).then(pl.lit("green")).otherwise(pl.lit("amber"))
    rows = projects.select(
        "planned_finish", "planned_cost", "currency", project="code", pace=pace, rag=rag,
        forecast_finish="planned_finish", forecast_cost=pl.col("planned_cost") / pace,
        comment=pl.lit("The vendor is late; the pilot begins as planned."),
    ).join(months, how="cross")  # fmt: skip
    done = (pl.col("nth") / n_dates * pl.col("pace") * 100).clip(upper_bound=100).round(1)
    return _typed(rows.with_columns(percent_complete=done), StatusReport)


def _items(baselines: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Ten elements of equal budget, one after the other, in each baseline."""
    nth = pl.DataFrame({"nth": range(N_ELEMENTS)})
    span = (pl.col("planned_finish") - pl.col("planned_start")).dt.total_days() / N_ELEMENTS
    rows = baselines.join(nth, how="cross").with_columns(
        wbs=pl.format("{}", pl.col("nth") + 1),
        planned_cost=pl.col("planned_cost") / N_ELEMENTS,
        planned_start=pl.col("planned_start") + pl.duration(days=(span * pl.col("nth")).floor()),
        planned_finish=pl.col("planned_start")
        + pl.duration(days=(span * (pl.col("nth") + 1)).floor() - 1),
    )
    known = rows.join(projects, left_on="project", right_on="code", how="semi")
    return _typed(known.filter(pl.col("planned_finish") >= pl.col("planned_start")), BaselineItem)


def _progress(reports: pl.DataFrame) -> pl.DataFrame:
    """Each element on the status dates at which the work in it went on."""
    nth = pl.DataFrame({"nth": range(N_ELEMENTS)})
    done = (pl.col("percent_complete") - pl.col("nth") * 100 / N_ELEMENTS) * N_ELEMENTS
    rows = reports.join(nth, how="cross").with_columns(
        wbs=pl.format("{}", pl.col("nth") + 1),
        percent_complete=done.clip(0, 100).round(1),
    )
    changed = pl.col("percent_complete") != pl.col("percent_complete").shift(1).over(
        "project", "wbs", order_by="data_date"
    ).fill_null(0.0)  # fmt: skip
    return _typed(rows.filter(changed), Progress)


def _typed(rows: pl.DataFrame, record: type) -> pl.DataFrame:
    schema = record.polars_schema()  # type: ignore[attr-defined]
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )
