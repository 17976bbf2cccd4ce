"""All shipped rules over a large portfolio: looking, comparing and keeping."""

import gc
import statistics
import tempfile
import time
from pathlib import Path

import polars as pl

import pmo_core
from bench import data, earned
from bench.figure import Figure
from pmo_core import demo
from pmo_core.jobs import audit

TITLE = "Audit rules"
COMMAND = "python -m bench audit"
HOW = (
    "All shipped rules over 2,000 projects with 2,000,000 actuals, 36 status dates each and "
    "elements, in one process: each rule's questions, the tables made for them (schedule, earned "
    "value), outcome, hash and evidence of every project. The slowest of three runs, and what the "
    "same run takes with everything kept. The longest rule is the median of the three runs."
)
MOST_S = 10
TIMES = 3
AS_OF = demo.AS_OF


def run_twice(store: Path) -> None:
    """Keep two runs with a change between them, so that pages have something to compare."""
    with pmo_core.open(str(store)) as repo:
        session = repo.session(*data.USER)
        audit.run(repo, session, AS_OF, today=AS_OF)
        was = repo.table("project", stage="delivery").head(60)
        session.put(
            {"project": was.with_columns(manager=pl.lit(None, pl.String))}, {"project": was}
        )
        audit.run(repo, session, AS_OF, today=AS_OF)


def figures(large: bool) -> list[Figure]:
    """Measure three runs and one that is kept."""
    del large  # the size that has a limit is the only one
    with tempfile.TemporaryDirectory() as temporary:
        store = Path(temporary) / "pmo.duckdb"
        earned.fill(store)
        earned.add_elements(store)
        with pmo_core.open(str(store)) as repo:
            n_actuals = repo.ask("select count(*) as n from actual").frame.item()
            found = []
            for _ in range(TIMES):
                gc.collect()
                found.append(audit.evaluate(repo, "manager", AS_OF))
            began = time.perf_counter()
            audit.run(repo, repo.session(*data.USER), AS_OF, today=AS_OF)
            kept = time.perf_counter() - began
    results = found[0].results
    failed = results["failure"].drop_nulls().len()
    times = [
        (statistics.median(row), code)
        for code, *row in zip(
            results["rule"], *(one.results["seconds"] for one in found), strict=True
        )
    ]
    longest, code = max(times)
    what = f"{results.height} rules, {n_actuals / 1e6:.1f} M actuals"
    return [
        Figure(f"{what}: a run", max(one.seconds for one in found), "s", MOST_S),
        Figure(f"{what}: a run that is kept", kept, "s", MOST_S),
        Figure("rules that could not be run", failed, "", 0),
        Figure(f"longest rule, {code}", longest, "s"),
        Figure("all questions together", sum(seconds for seconds, _ in times), "s"),
        Figure("outcomes", found[0].outcomes.height, ""),
        Figure("violations", int(results["n_rows"].sum()), ""),
    ]
