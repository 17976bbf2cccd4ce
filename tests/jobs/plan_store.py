"""Small plans for the tests of schedules."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from pmo_core.model import Project, Record, WbsElement
from pmo_core.store import Repository

MONDAY = date(2026, 11, 2)
"""First day of November 2026 that is worked; the weeks of the tests begin on 2, 9, 16, 23."""


def nov(day: int) -> date:
    """Return a day of November 2026."""
    return date(2026, 11, day)


def keep(repo: Repository, *records: Record) -> None:
    """Keep records of any register, also those that only decisions write."""
    frames: dict[str, list[Record]] = {}
    for record in records:
        frames.setdefault(record.register, []).append(record)
    repo.session("root", "administrator").load({
        name: pl.DataFrame([one.model_dump() for one in rows], schema=rows[0].polars_schema())
        for name, rows in frames.items()
    })  # fmt: skip


def project(code: str = "A", **given: Any) -> Project:
    """Return a project that begins on Monday 2 November 2026, approved unless said otherwise."""
    return Project(**{"code": code, "name": f"Project {code}", "stage": "approved",
                      "planned_start": MONDAY, **given})  # fmt: skip


def element(code: str, days: int | None = None, project: str = "A", **given: Any) -> WbsElement:
    """Return an element of a project with its duration."""
    return WbsElement(project=project, code=code, name=f"Task {code}", duration_days=days, **given)


def rows(frame: pl.DataFrame, *columns: str, **match: str) -> list[tuple[Any, ...]]:
    """Return some columns of the rows that match, in order."""
    return frame.filter(**match).select(columns).rows()


def named(frame: pl.DataFrame, column: str, codes: Iterable[str], project: str = "A") -> list[Any]:
    """Return one column for some tasks of a project."""
    values = dict(frame.filter(project=project).select("code", column).iter_rows())
    return [values[code] for code in codes]


__all__ = ["MONDAY", "element", "keep", "named", "nov", "project", "rows"]
