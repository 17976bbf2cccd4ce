"""A case under a what-if becomes a problem for the solver."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from pmo_core.analysis.selection.build_limits import Limits, limits
from pmo_core.analysis.selection.build_links import apply_links
from pmo_core.analysis.selection.build_starts import Starts, month_after, starts
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Flags, Floats, Problem
from pmo_core.analysis.selection.rules import Force, RuleRow, Ruling, apply_rules
from pmo_core.analysis.selection.worth import objective, worth
from pmo_core.errors import Finding
from pmo_core.model.what_if import WhatIf

_FORCES = {
    "project": pl.String(),
    "forced": pl.String(),
    "rule": pl.String(),
    "reason": pl.String(),
}
_PROJECTS = [
    "project", "name", "stage", "portfolio", "program", "department", "start_month", "n_months",
    "cost", "score", "npv", "priority", "worth", "forced", "reason",
]  # fmt: skip


def build(case: Case, what_if: WhatIf) -> Formulation:
    """Return the problem of a case under a what-if.

    Columns are the candidates with each month that they may start in: their planned month (never
    before the month after the data date) and up to the allowed months later. The value of a column
    is worth x (1 - delay_pct / 100) ^ delay for a positive worth, else the worth. Rows are first
    the limits of money by fiscal year and of roles by month, then those of the rules, then those of
    the blocking links; see `limits`, `rules` and `build_links` for what each says.
    """
    columns = starts(case, what_if)
    bounds = limits(case, what_if, columns)
    ruling = apply_rules(case, what_if, columns)
    apply_links(case, what_if, columns, ruling)
    valued = worth(case, what_if)
    maximized = objective(valued, what_if)
    scale = _scales(bounds, ruling.rows)
    value = _value(columns, valued, what_if)
    return Formulation(
        problem=_problem(columns, bounds, ruling, value, scale),
        first_month=month_after(case.data_date),
        projects=_projects(columns, valued, ruling.forces),
        rows=_rows(bounds, ruling.rows, scale),
        forces=_framed(ruling.forces),
        objective=maximized,
        findings=(*bounds.findings, *ruling.findings, *_without_value(valued, maximized)),
    )


def _value(columns: Starts, valued: pl.DataFrame, what_if: WhatIf) -> Floats:
    worths = valued["worth"].to_numpy()[columns.project]
    kept = (1 - what_if.delay_pct / 100) ** columns.delay
    return np.where(worths > 0, worths * kept, worths)


def _scales(bounds: Limits, rules: Sequence[RuleRow]) -> Floats:
    """Return a power of two per row that brings its largest coefficient between 1 and 2.

    All rows then mean the same to the solver's tolerance, and no digit is lost.
    """
    largest = np.zeros(bounds.rows.height)
    np.maximum.at(largest, bounds.row, bounds.amount)
    of_rules = [np.abs(one.coefficient).max(initial=0.0) for one in rules]
    largest = np.concatenate([largest, of_rules])
    exponent = np.frexp(np.where(largest > 0, largest, 1.0))[1]
    return np.asarray(np.ldexp(1.0, 1 - exponent), np.float64)


def _problem(
    columns: Starts, bounds: Limits, ruling: Ruling, value: Floats, scale: Floats
) -> Problem:
    rules = ruling.rows
    n_limits = bounds.rows.height
    counts = np.concatenate(
        [np.bincount(bounds.row, minlength=n_limits), [len(one.column) for one in rules]]
    )
    none = np.full(n_limits, -np.inf)
    lower = np.concatenate([none, [one.lower for one in rules]])
    upper = np.concatenate([bounds.rows["available"].to_numpy(), [one.upper for one in rules]])
    coefficient = np.concatenate([bounds.amount, *(one.coefficient for one in rules)])
    return Problem(
        value=value,
        project=columns.project,
        start=columns.delay,
        n_projects=len(columns.number),
        row_begin=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
        column=np.concatenate([bounds.column, *(one.column for one in rules)]).astype(np.int32),
        coefficient=coefficient * np.repeat(scale, counts.astype(np.int64)),
        lower=lower * scale,
        upper=upper * scale,
        is_capacity=np.arange(len(lower)) < n_limits,
        must=_forced(columns, ruling.forces, "in"),
        barred=_forced(columns, ruling.forces, "out"),
    )


def _forced(columns: Starts, forces: Sequence[Force], side: str) -> Flags:
    flags = np.zeros(len(columns.number), np.bool_)
    flags[[columns.number[one.project] for one in forces if one.forced == side]] = True
    return flags


def _projects(columns: Starts, valued: pl.DataFrame, forces: Sequence[Force]) -> pl.DataFrame:
    """Candidates with their worth, and the first reason that forces them."""
    first = {one.project: one for one in reversed(forces)}
    decided = _framed(list(first.values())).drop("rule")
    return (
        columns.projects.join(
            valued.drop("priority"), on="project", how="left", maintain_order="left"
        )
        .join(decided, on="project", how="left", maintain_order="left")
        .select(_PROJECTS)
    )


def _rows(bounds: Limits, rules: Sequence[RuleRow], scale: Floats) -> pl.DataFrame:
    limited = bounds.rows.drop("available")
    ruled = pl.DataFrame(
        [(one.kind, one.rule, one.limit) for one in rules],
        schema={"kind": pl.String, "rule": pl.String, "limit": pl.Float64},
        orient="row",
    ).with_columns(resource=pl.lit(""), portfolio=pl.lit(""), unit=pl.lit(""))
    return pl.concat([limited, ruled], how="diagonal").with_columns(
        scale=pl.Series(scale, dtype=pl.Float64)
    )


def _framed(forces: Sequence[Force]) -> pl.DataFrame:
    lines = [(one.project, one.forced, one.rule, one.reason) for one in forces]
    return pl.DataFrame(lines, schema=_FORCES, orient="row")


def _without_value(valued: pl.DataFrame, maximized: str) -> list[Finding]:
    n_missing = valued.height - int(valued["has_value"].sum())
    if not n_missing:
        return []
    message = f"{n_missing:,} of {valued.height:,} candidates have no {maximized}: worth 0."
    return [Finding("warning", "n_without_value", message, value=str(n_missing))]


__all__ = ["build"]
