"""The chain that leads to a task, on a plan worked out by hand."""

import polars as pl
import pytest

from pmo_core.analysis.critical_path import critical_path
from pmo_core.analysis.driving_path import driving_path
from pmo_core.analysis.work_time import Straight
from pmo_core.errors import NotFound


@pytest.fixture
def tasks() -> pl.DataFrame:
    """P: A 5 and B 2 before C 3; Q: D 1 waits for C and for E 4."""
    rows = [("P", "A", 5), ("P", "B", 2), ("P", "C", 3), ("Q", "D", 1), ("Q", "E", 4)]
    plan = pl.DataFrame(rows, ["project", "code", "duration"], orient="row")
    ties = [("P", "P", "A", "C"), ("P", "P", "B", "C"), ("Q", "P", "C", "D"), ("Q", "Q", "E", "D")]
    names = ["project", "predecessor_project", "predecessor", "successor"]
    return critical_path(plan, pl.DataFrame(ties, names, orient="row"), Straight()).tasks


def test_the_path_leads_across_projects(tasks: pl.DataFrame) -> None:
    """D of Q starts at 8 because A, then C of P take 5 and 3; B and E would let it start sooner."""
    path = driving_path(tasks, "Q", "D")
    assert path.select("project", "code", "early_start").rows() == [
        ("P", "A", 0), ("P", "C", 5), ("Q", "D", 8),
    ]  # fmt: skip


def test_what_no_link_holds_stands_alone(tasks: pl.DataFrame) -> None:
    """B starts with its project."""
    assert driving_path(tasks, "P", "B")["code"].to_list() == ["B"]


def test_an_unknown_task_is_not_found(tasks: pl.DataFrame) -> None:
    """The code belongs to another project."""
    with pytest.raises(NotFound, match="no task A in Q"):
        driving_path(tasks, "Q", "A")
