"""Every column that a query gives to a page is in the registry."""

import re
from datetime import date
from pathlib import Path

import polars as pl

import pmo_core
from pmo_core.analysis import overview
from pmo_core.model import REGISTERS, Settings
from pmo_core.model.columns import column
from pmo_core.store import Repository

QUERIES = Path(pmo_core.__file__).parent / "store" / "queries"
VALUES = {
    "limit": 1, "offset": 0, "change": 1, "number": 1, "by": "program", "register": "project",
    "as_of": date(2026, 1, 1), "first": date(2026, 1, 1), "last": date(2026, 1, 31), "n": 1,
    "start": 1, "interval": 1,
}  # fmt: skip


def columns_of(repository: Repository, path: Path) -> list[str]:
    """Names of the columns that a query gives; on an empty store, so that it is quick."""
    names = set(re.findall(r"\$(\w+)", path.read_text("utf-8")))
    return repository.query(path.stem, **{n: VALUES.get(n, "") for n in names}).columns


def unknown(names: list[str]) -> list[str]:
    """Names that nobody has described."""
    found = []
    for name in names:
        try:
            column(name)
        except KeyError:
            found.append(name)
    return found


def test_an_unknown_column_is_seen():
    """A column that is in no table of the registry is found."""
    assert unknown(["slip_days", "shoe_size"]) == ["shoe_size"]


def test_every_column_of_every_query_is_described():
    """Each query of the store gives only columns with a label, a unit and a meaning."""
    paths = sorted(QUERIES.glob("*.sql"))
    assert paths
    with pmo_core.open(":memory:") as repository:
        found = {path.stem: unknown(columns_of(repository, path)) for path in paths}
    assert not {name: names for name, names in found.items() if names}


def test_every_column_of_the_overview_is_described():
    """The table of all projects has only columns with a label, a unit and a meaning."""
    empty = {name: pl.DataFrame(schema=one.polars_schema()) for name, one in REGISTERS.items()}
    actual = pl.DataFrame(schema={"project": pl.String, "actual_cost": pl.Float64})
    frame = overview.overview(
        empty["project"],
        empty["status_report"],
        actual,
        empty["rate"],
        as_of=date(2026, 10, 31),
        settings=Settings(),
    )
    assert "slip_days" in frame.columns
    assert unknown(frame.columns) == []
