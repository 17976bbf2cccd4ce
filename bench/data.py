"""Portfolios of any size, made from the demonstration's own generator."""

from pathlib import Path

import polars as pl

import pmo_core
from pmo_core import demo

USER = ("bench", "administrator")
LINES_PER_LOAD = 2_000_000
OWN = {"code": "content", "value": "own"}


def frames(n_projects: int, n_actuals: int) -> dict[str, pl.DataFrame]:
    """Registers of a portfolio of about that size, marked as the user's own."""
    made = demo.portfolio(n_projects=n_projects, n_actuals=n_actuals, n_people=n_projects)
    setting = made["setting"].filter(pl.col("code") != "content")
    own = pl.DataFrame([OWN], schema=setting.schema)
    return made | {"setting": pl.concat([setting, own])}


def fill(store: Path, n_projects: int, n_actuals: int) -> None:
    """Fill a new store; beyond two million lines the same ones come again from other feeds."""
    made = frames(n_projects, min(n_actuals, LINES_PER_LOAD))
    with pmo_core.open(str(store)) as repository:
        session = repository.session(*USER)
        session.load(made)
        for feed in range(2, n_actuals // LINES_PER_LOAD + 1):
            again = made["actual"].with_columns(source=pl.lit(f"Feed {feed}"))
            session.load({"actual": again})


def write_import(folder: Path, n_lines: int, n_projects: int = 500) -> tuple[Path, Path, int]:
    """Write a store without actuals, and a CSV of actuals that fits it; give both and the count."""
    made = frames(n_projects, min(n_lines, LINES_PER_LOAD))
    store, file = folder / "before.duckdb", folder / "actuals.csv"
    actual = made.pop("actual").drop("line")
    with pmo_core.open(str(store)) as repository:
        repository.session(*USER).load(made)
    times = max(1, n_lines // LINES_PER_LOAD)
    with file.open("wb") as output:
        for feed in range(1, times + 1):
            own = pl.lit(f"F{feed}-") + pl.col("entry")
            lines = actual.with_columns(source=pl.lit(f"Feed {feed}"), entry=own)
            lines.write_csv(output, include_header=feed == 1)
    return store, file, len(actual) * times
