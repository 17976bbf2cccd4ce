"""What the store's tests build on: a staffed repository, lines of actuals, a fresh address."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pmo_core.model import Actual, CostCategory, Person, Project, Role
from pmo_core.store import Repository

Lines = Callable[..., pl.DataFrame]


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Give the address of a database file that does not exist yet."""
    return str(tmp_path / "pmo.duckdb")


@pytest.fixture
def fill() -> Callable[[Repository], None]:
    """Give a function that keeps projects P1-P3, people E1-E2, a role and two cost categories."""

    def fill_repository(repo: Repository) -> None:
        repo.session("ann", "administrator").save(
            *(Project(code=f"P{n}", name=f"Project {n}") for n in (1, 2, 3)),
            *(Person(code=f"E{n}", name=f"Person {n}") for n in (1, 2)),
            Role(code="DEV", name="Developer"),
            CostCategory(code="LABOR", name="Labor", kind="opex"),
            CostCategory(code="HW", name="Hardware", kind="capex"),
        )

    return fill_repository


@pytest.fixture
def staffed(repo: Repository, fill: Callable[[Repository], None]) -> Repository:
    """Give a repository that `fill` has filled."""
    fill(repo)
    return repo


@pytest.fixture
def lines() -> Lines:
    """Give a function that makes lines of actuals, told apart by their voucher."""

    def make(n_lines: int = 12, *, cost: int = 10, first: int = 0) -> pl.DataFrame:
        numbers = range(first, first + n_lines)
        types = Actual.polars_schema()
        columns = {
            "_line": pl.Series([n + 2 for n in numbers], dtype=pl.Int64),
            "source": ["SAP"] * n_lines,
            "project": [f"P{n % 3 + 1}" for n in numbers],
            "person": [f"E{n % 2 + 1}" for n in numbers],
            "category": [("LABOR", "HW")[n % 2] for n in numbers],
            "spent_on": [date(2026, 1, 1) + timedelta(days=7 * (n % 52)) for n in numbers],
            "entry": [f"V{n}" for n in numbers],
            "cost": pl.Series([Decimal(cost + n) for n in numbers], dtype=types["cost"]),
            "hours": pl.Series([Decimal(8)] * n_lines, dtype=types["hours"]),
        }
        return pl.DataFrame(columns)

    return make
