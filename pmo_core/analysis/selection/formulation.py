"""A problem for the solver, and what its numbers stand for."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis.selection.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Formulation:
    """A case under a what-if, as a problem with the meaning of its projects and rows.

    Parameters
    ----------
    problem : Problem
    first_month : date
        First day of the first month that any candidate may start in.
    projects : polars.DataFrame
        One row per candidate, in the order of `problem.project`: project, name, stage, portfolio,
        program, department, start_month (planned, never before the month after the data date),
        n_months, cost, score, npv, priority, worth (value when it starts as planned), forced
        ("in", "out" or null) and reason (of the person or rule that forces).
    rows : polars.DataFrame
        One row per row of the problem, in its order: kind ("budget", "capacity", or the kind of the
        rule: "requires", "excludes", "all or none", "at least", "at most", "minimum share"),
        rule (code of the rule; for links "project>needs"; empty for limits), resource ("money" or a
        role; empty for rules), period_on, n_months, limit (amount), committed, unit ("hours",
        base currency or "").
    objective : str
        What `worth` is: "score", "npv", "mix", "priority" or "count".
    """

    problem: Problem
    first_month: date
    projects: pl.DataFrame
    rows: pl.DataFrame
    objective: str


__all__ = ["Formulation"]
