"""Who may be chosen, and from which month on: the columns of the problem."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.problem import Ints
from pmo_core.model.what_if import WhatIf

CLOSED, CANCELED, PROPOSED = "closed", "canceled", "proposed"
MAX_WINDOW = 24
"""Months that a start may be delayed by at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """The candidates of a case under a what-if, and the months that they may start in.

    Months are numbers: year x 12 + month - 1.

    Parameters
    ----------
    projects : polars.DataFrame
        Rows of `Case.projects` that are candidates, in order of project; start_month is never null
        and never before the month after the data date.
    number : dict of str to int
        Project -> row of `projects`.
    standing : dict of str to str
        Project that is no candidate -> its standing: "running", "closed", "canceled", or "not up
        for decision". The first two are in.
    planned, earliest, n_months : (n_projects,) int
        Planned month of start, earliest month, and length.
    begin : (n_projects + 1,) int
        Columns begin[p] .. begin[p + 1] - 1 belong to project p.
    project, delay : (n_columns,) int
        Project of each column, and months after its earliest start.
    """

    projects: pl.DataFrame
    number: dict[str, int]
    standing: dict[str, str]
    planned: Ints
    earliest: Ints
    n_months: Ints
    begin: Ints
    project: Ints
    delay: Ints

    def columns(self, projects: "list[int] | Ints") -> Ints:
        """Return the columns of some projects, project by project."""
        parts = [np.arange(self.begin[one], self.begin[one + 1]) for one in projects]
        return np.concatenate([np.zeros(0, np.int32), *parts]).astype(np.int32)

    def is_in(self, project: str) -> bool:
        """Return whether a project that is no candidate is in: it runs, or it was done."""
        return self.standing.get(project) in {"running", CLOSED}


def month_after(day: date) -> date:
    """Return the first day of the next month.

    Examples
    --------
    >>> month_after(date(2026, 12, 31))
    datetime.date(2027, 1, 1)
    """
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_number(day: pl.Expr) -> pl.Expr:
    """Return year x 12 + month - 1 of a day (Int32)."""
    return day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1


def is_candidate(what_if: WhatIf) -> pl.Expr:
    """Return whether a project of a case is to be decided: as the case says, or by its stage."""
    if not what_if.stages:
        return pl.col("is_candidate")
    is_open = ~pl.col("stage").is_in([CLOSED, CANCELED]).fill_null(value=False)
    return is_open & pl.col("stage").is_in(what_if.stages).fill_null(value=False)


def starts(case: Case, what_if: WhatIf) -> Starts:
    """Return the candidates with their columns: one per project and month that it may start in."""
    rows = case.projects.with_columns(is_candidate=is_candidate(what_if)).sort("project")
    others = rows.filter(~pl.col("is_candidate"))
    first = month_after(case.data_date)
    planned = pl.col("start_month").fill_null(first)
    projects = rows.filter("is_candidate").with_columns(
        start_month=pl.max_horizontal(planned, pl.lit(first)), _planned=month_number(planned)
    )
    names = projects["project"].to_list()
    windows = dict(what_if.windows)
    asked = [windows.get(name, what_if.shift_months) for name in names]
    window = np.clip(np.array(asked, np.int32), 0, MAX_WINDOW)
    begin = np.concatenate([[0], np.cumsum(window + 1)]).astype(np.int32)
    project = np.repeat(np.arange(len(names), dtype=np.int32), window + 1)
    earliest = projects.select(month_number(pl.col("start_month"))).to_series()
    return Starts(
        projects=projects.drop("_planned"),
        number={name: number for number, name in enumerate(names)},
        standing=dict(others.select("project", _standing()).iter_rows()),
        planned=projects["_planned"].cast(pl.Int32).to_numpy(),
        earliest=earliest.cast(pl.Int32).to_numpy(),
        n_months=projects["n_months"].cast(pl.Int32).to_numpy(),
        begin=begin,
        project=project,
        delay=np.arange(begin[-1], dtype=np.int32) - begin[project],
    )


def _standing() -> pl.Expr:
    stage = pl.col("stage").fill_null("")
    return (
        pl.when(stage.is_in([CLOSED, CANCELED]))
        .then(stage)
        .when(stage == PROPOSED)
        .then(pl.lit("not up for decision"))
        .otherwise(pl.lit("running"))
        .alias("standing")
    )


__all__ = ["Starts", "is_candidate", "month_after", "month_number", "starts"]
