"""What binds a selection, in units that a person can change: a budget, a role, a rule, a decision.

A unit may be several rows of the problem (a role has one per month, a rule several) or force
projects in or out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.selection.case import MONEY, Case
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Ints, Problem
from pmo_core.analysis.selection.rules import rules_of
from pmo_core.analysis.selection.why_mip import INF, Mip
from pmo_core.model.what_if import Rule, WhatIf

NONE = np.zeros(0, np.int32)
MOST_NAMED = 6
LIMITS = ("budget", "capacity")


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """One thing that binds.

    Parameters
    ----------
    kind : str
        "budget" (money of a fiscal year), "capacity" (a role, all its months), the kind of a rule
        ("requires" also for a link), "forced in" or "forced out" (by a person).
    code : str
        Fiscal year, role, code of the rule or link, or project; with kind and portfolio it names
        the unit.
    portfolio : str
        Portfolio whose money it is; empty = all together.
    words : str
        What it asks, for a sentence.
    rows : (n,) int
        Rows of the problem.
    must, barred : (n,) int
        Projects that it forces in or out.
    """

    kind: str
    code: str
    words: str
    portfolio: str = ""
    rows: Ints = field(default_factory=lambda: NONE)
    must: Ints = field(default_factory=lambda: NONE)
    barred: Ints = field(default_factory=lambda: NONE)

    @property
    def is_limit(self) -> bool:
        """Whether it is a budget or a capacity."""
        return self.kind in LIMITS

    @property
    def name(self) -> tuple[str, str, str]:
        """What tells it from all others."""
        return self.kind, self.code, self.portfolio


def constraints(case: Case, what_if: WhatIf, formulation: Formulation) -> list[Constraint]:
    """Return everything that binds, limits first, in the order of the problem's rows."""
    ruled = _ruled(formulation, {one.code: one for one in rules_of(case, what_if)})
    return [*_limits(case, formulation), *ruled, *_by_hand(formulation)]


def _limits(case: Case, formulation: Formulation) -> list[Constraint]:
    rows = formulation.rows.with_row_index("row").filter(pl.col("kind").is_in(LIMITS))
    year = fiscal_year(pl.col("period_on"), case.fiscal_year_start_month).cast(pl.String)
    code = pl.when(pl.col("resource") == MONEY).then(year).otherwise("resource").alias("code")
    found = []
    for (kind, one, portfolio), part in rows.group_by(
        "kind", code, "portfolio", maintain_order=True
    ):
        what = f"money of fiscal year {one}" if kind == "budget" else f"capacity of {one}"
        of = f" of portfolio {portfolio}" if portfolio else ""
        found.append(
            Constraint(
                str(kind), str(one), f"the {what}{of}", str(portfolio),
                rows=part["row"].cast(pl.Int32).to_numpy(),
            )
        )  # fmt: skip
    return found


def _ruled(formulation: Formulation, rules: dict[str, Rule]) -> list[Constraint]:
    rows = formulation.rows.with_row_index("row").filter(pl.col("rule") != "")
    forces = _numbered(formulation).filter(pl.col("rule") != "")
    codes = pl.concat([rows["rule"], forces["rule"]]).unique(maintain_order=True)
    found = []
    for code in codes:
        force = forces.filter(pl.col("rule") == code)
        rule = rules.get(code)
        found.append(
            Constraint(
                rule.kind if rule else "requires",
                code,
                _rule_words(rule) if rule else _link_words(code),
                rows=rows.filter(pl.col("rule") == code)["row"].cast(pl.Int32).to_numpy(),
                must=_side(force, "in"),
                barred=_side(force, "out"),
            )
        )
    return found


def _by_hand(formulation: Formulation) -> list[Constraint]:
    found = []
    lines = _numbered(formulation).filter(pl.col("rule") == "")
    for project, side, reason, number in lines.select(
        "project", "forced", "reason", "number"
    ).iter_rows():
        why = f" ({reason})" if reason else ""
        one = Constraint(f"forced {side}", project, f"{project} was put {side} by hand{why}")
        where = np.array([number], np.int32)
        found.append(replace(one, must=where) if side == "in" else replace(one, barred=where))
    return list({one.name: one for one in found}.values())


def _numbered(formulation: Formulation) -> pl.DataFrame:
    numbers = formulation.projects.select("project").with_row_index("number")
    return formulation.forces.join(numbers, on="project", how="left", maintain_order="left")


def _side(forces: pl.DataFrame, side: str) -> Ints:
    numbers = forces.filter(pl.col("forced") == side)["number"].unique().sort()
    return numbers.cast(pl.Int32).to_numpy()


def listed(names: Sequence[str], word: str = "and") -> str:
    """Return names as a sentence lists them, at most six by name.

    Examples
    --------
    >>> listed(["A", "B", "C"])
    'A, B and C'
    >>> listed(["A", "B", "C", "D", "E", "F", "G", "H"])
    'A, B, C, D, E, F and 2 more'
    """
    shown = list(names)
    if len(shown) > MOST_NAMED + 1:
        shown, word = [*shown[:MOST_NAMED], f"{len(shown) - MOST_NAMED} more"], "and"
    return f" {word} ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _rule_words(rule: Rule) -> str:
    """Return what a rule asks, with its code."""
    group = f"{rule.group_kind} {rule.group_code}".strip()
    whom = listed(rule.projects) if rule.projects else group
    number = 1.0 if rule.threshold is None else rule.threshold
    words = {
        "mandatory": f"{whom} must be in",
        "forbidden": f"{whom} may not be in",
        "requires": f"{rule.projects[0] if rule.projects else group} needs "
        f"{listed(rule.projects[1:])}",
        "excludes": f"at most one of {whom}",
        "all or none": f"all or none of {whom}",
        "at least": f"at least {number:g} of {whom}",
        "at most": f"at most {number:g} of {whom}",
        "minimum share": f"at least {number:g} % of the cost in {whom}",
    }
    return f"rule {rule.code} ({words[rule.kind]})"


def _link_words(code: str) -> str:
    project, _, needs = code.partition(">")
    return f"the link by which {project} cannot start before {needs} has finished"


def without(
    problem: Problem, dropped: Sequence[Constraint], units: Sequence[Constraint]
) -> Problem:
    """Return the problem without some of its constraints.

    Parameters
    ----------
    problem : Problem
        Any with the rows that the units speak of.
    dropped : sequence of Constraint
        What no longer holds.
    units : sequence of Constraint
        All constraints: a project stays forced as long as one of the others forces it.
    """
    names = {one.name for one in dropped}
    lower, upper = problem.lower.copy(), problem.upper.copy()
    must, barred = np.zeros_like(problem.must), np.zeros_like(problem.barred)
    for one in units:
        if one.name in names:
            lower[one.rows], upper[one.rows] = -INF, INF
        else:
            must[one.must], barred[one.barred] = True, True
    return replace(problem, lower=lower, upper=upper, must=must, barred=barred)


def elastic(problem: Problem, units: Sequence[Constraint]) -> tuple[Mip, list[int]]:
    """Return the problem with a switch per constraint, each of cost 1, that drops it."""
    mip = Mip(problem, with_forces=False)
    row_of = np.repeat(np.arange(problem.n_rows), np.diff(problem.row_begin))
    most, fewest = (
        np.bincount(row_of, part, minlength=problem.n_rows)
        for part in (problem.coefficient.clip(0), problem.coefficient.clip(None, 0))
    )
    switches = []
    for unit in units:
        switch = mip.column(1.0, 1.0, is_integer=True)
        switches.append(switch)
        for row in unit.rows.tolist():
            over, under = most[row] - problem.upper[row], problem.lower[row] - fewest[row]
            if np.isfinite(under) and np.isfinite(over) and max(over, under) > 0:
                _two_sided(mip, row, switch, over=over, under=under)
            elif np.isfinite(over) and over > 0:
                mip.entry(row, switch, -over)
            elif np.isfinite(under) and under > 0:
                mip.entry(row, switch, under)
        for project in unit.must.tolist():
            columns = np.flatnonzero(problem.project == project)
            mip.row([*columns, switch], np.ones(len(columns) + 1), 1.0, INF)
        for project in unit.barred.tolist():
            columns = np.flatnonzero(problem.project == project)
            mip.row([*columns, switch], [*np.ones(len(columns)), -1.0], -INF, 0.0)
    return mip, switches


def _two_sided(mip: Mip, row: int, switch: int, *, over: float, under: float) -> None:
    """Let one switch open both limits of a row: by two slacks that it allows."""
    above, below = mip.column(0.0, max(over, 0.0)), mip.column(0.0, max(under, 0.0))
    mip.entry(row, above, -1.0)
    mip.entry(row, below, 1.0)
    mip.row([above, switch], [1.0, -max(over, 0.0)], -INF, 0.0)
    mip.row([below, switch], [1.0, -max(under, 0.0)], -INF, 0.0)


__all__ = ["LIMITS", "Constraint", "constraints", "elastic", "listed", "without"]
