"""A problem for the solver, and what its numbers stand for."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pmo_core.analysis.selection.problem import Problem
from pmo_core.errors import Finding


@dataclass(frozen=True, slots=True, eq=False)
class Formulation:
    """A case under a what-if, as a problem with the meaning of its projects and rows.

    Parameters
    ----------
    problem : Problem
    first_month : date
        The month after the data date: no candidate starts before it.
    projects : polars.DataFrame
        One row per candidate, in the order of `problem.project`: project, name, stage, portfolio,
        program, department, start_month (planned, never before `first_month`), n_months, cost,
        score, npv, priority, worth (value when it starts as planned), forced ("in", "out" or null)
        and reason (of the person or rule that forces).
    rows : polars.DataFrame
        One row per row of the problem, in its order: kind ("budget", "capacity", or the kind of the
        rule: "requires", "excludes", "all or none", "at least", "at most", "minimum share"),
        rule (code of the rule; for links "project>needs"; empty for limits), resource ("money" or a
        role; empty for rules), portfolio (empty = all), period_on, n_months, limit (amount),
        committed, unit ("hours", "money" = base currency, or ""), scale: coefficients and limits in
        the problem are those in natural units x scale (a power of two).
    forces : polars.DataFrame
        One row per reason to be in or out: project, forced ("in" or "out"), rule (code of the rule
        or link; empty = a person) and reason.
    objective : str
        What `worth` is: "score", "npv", "mix", "priority" or "count".
    findings : tuple of Finding
        What in the case or the what-if could not be taken as it stands.
    """

    problem: Problem
    first_month: date
    projects: pl.DataFrame
    rows: pl.DataFrame
    forces: pl.DataFrame
    objective: str
    findings: tuple[Finding, ...] = ()


__all__ = ["Formulation"]
