"""Published scheduling instances (PSPLIB, MPLIB) as plans to be leveled, and what is known of them.

Patterson format: tasks, resources, capacities; then per task its duration, its use of each resource
and what follows it. With several projects each task stands in its project, as `project:task`.
"""

import csv
from pathlib import Path

import polars as pl

from pmo_core.analysis.leveling.given import Frames

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "rcpsp"
Row = tuple[str, int, list[int], list[str]]


def best_known(folder: Path = DATA) -> dict[str, int]:
    """Return the least makespan known of each file."""
    with (folder / "best_known.csv").open(encoding="utf-8") as rows:
        return {
            one["file"]: int(one["best_known_makespan_or_objective"])
            for one in csv.DictReader(rows)
        }


def instance(path: Path) -> Frames:
    """Return an instance as one project of value 1: value lost = makespan."""
    words = path.read_text("utf-8").split()
    rows, capacity = _many(words) if path.name.startswith("RCMPSP") else _one(words)
    names = [f"R{one + 1}" for one in range(len(capacity))]
    tasks = pl.DataFrame({"code": [row[0] for row in rows], "duration": [row[1] for row in rows]})
    usage = [(row[0], name, n) for row in rows for name, n in zip(names, row[2], strict=True) if n]
    links = [(row[0], after) for row in rows for after in row[3]]
    of = pl.lit("P").alias("project")
    return Frames(
        tasks.with_columns(of),
        pl.DataFrame(links, schema=["predecessor", "successor"], orient="row").with_columns(of),
        pl.DataFrame(usage, schema=["code", "resource", "amount"], orient="row").with_columns(of),
        pl.DataFrame({"resource": names, "amount": capacity}),
        pl.DataFrame({"project": ["P"], "start_on": [0]}),
    )


def _one(words: list[str]) -> tuple[list[Row], list[int]]:
    """Read a single project."""
    numbers = iter(map(int, words))
    n_tasks, n_resources = next(numbers), next(numbers)
    capacity = [next(numbers) for _ in range(n_resources)]
    rows = []
    for task in range(1, n_tasks + 1):
        duration, *needs = (next(numbers) for _ in range(1 + n_resources))
        after = [str(next(numbers)) for _ in range(next(numbers))]
        rows.append((str(task), duration, needs, after))
    return rows, capacity


def _many(words: list[str]) -> tuple[list[Row], list[int]]:
    """Read several projects that share all resources and may begin at once."""
    left = iter(words)
    n_projects, n_resources = int(next(left)), int(next(left))
    capacity = [int(next(left)) for _ in range(n_resources)]
    rows = []
    for project in range(1, n_projects + 1):
        n_tasks, release = int(next(left)), int(next(left))
        assert release == 0
        for _ in range(n_resources):  # which of the resources it uses
            next(left)
        for task in range(1, n_tasks + 1):
            duration, *needs = (int(next(left)) for _ in range(1 + n_resources))
            after = [next(left) for _ in range(int(next(left)))]
            rows.append((f"{project}:{task}", duration, needs, after))
    return rows, capacity


__all__ = ["DATA", "best_known", "instance"]
