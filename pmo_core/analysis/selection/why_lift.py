"""More of a limit: how much it takes at least, and the controls that give it."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.engine_bound import broken_rows, usage
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Floats, Ints
from pmo_core.analysis.selection.why_constraints import Constraint
from pmo_core.analysis.selection.why_mip import INF, Mip
from pmo_core.analysis.selection.why_words import Need, up
from pmo_core.model.what_if import WhatIf

PERCENT_STEP = 10
"""Percents are rounded up to a tenth."""


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """The limits of a formulation in natural units, one entry per row of the problem.

    Parameters
    ----------
    scale, limit, committed : (n_rows,) float
        As in `Formulation.rows`; 0 for rows of rules.
    whole : (n_rows,) float
        The limit at 100 %.
    is_limit : (n_rows,) bool
        Whether the row is a budget or a capacity.
    """

    scale: Floats
    limit: Floats
    committed: Floats
    whole: Floats
    formulation: Formulation
    what_if: WhatIf

    @classmethod
    def of(cls, case: Case, what_if: WhatIf, formulation: Formulation) -> "Limits":
        """Read the limits, and what they are at 100 %."""
        full = what_if.model_copy(
            update={"budget_pct": 100.0, "capacity_pct": 100.0, "capacities": ()}
        )
        rows = formulation.rows
        return cls(
            rows["scale"].to_numpy(), rows["limit"].fill_null(0.0).to_numpy(),
            rows["committed"].fill_null(0.0).to_numpy(),
            build(case, full).rows["limit"].fill_null(0.0).to_numpy(), formulation, what_if,
        )  # fmt: skip

    def percent(self, role: str) -> float:
        """Return the percent of its capacity that a role has under the what-if."""
        return dict(self.what_if.capacities).get(role, self.what_if.capacity_pct)

    def shortage(self, chosen: Ints) -> Floats:
        """Return by how much each limit has to be raised for a selection; 0 for rules."""
        problem = self.formulation.problem
        short = broken_rows(problem, chosen) & problem.is_capacity
        more = usage(problem, chosen) / self.scale + self.committed - self.limit
        return np.where(short, more, 0.0)

    def needs(self, chosen: Ints) -> tuple[Need, ...]:
        """Return what a selection lacks, rounded up."""
        more = self.shortage(chosen)
        rows = self.formulation.rows
        found = []
        for row in np.flatnonzero(more).tolist():
            line = rows.row(row, named=True)
            found.append(
                Need(
                    line["resource"], line["portfolio"],
                    _period(line["period_on"], line["n_months"]), up(float(more[row])),
                )
            )  # fmt: skip
        return tuple(found)

    def needed_percent(self, unit: Constraint, chosen: Ints) -> float:
        """Return the percent of a role's capacity that a selection takes; inf where none does."""
        more = self.shortage(chosen)[unit.rows]
        with np.errstate(divide="ignore"):
            asked = (more + self.limit[unit.rows]) / self.whole[unit.rows] * 100
        most = float(np.where(more > 0, asked, self.percent(unit.code)).max())
        return float(np.ceil(round(most * PERCENT_STEP, 6)) / PERCENT_STEP)

    def open(self, mip: Mip, unit: Constraint, by: str) -> None:
        """Let a question raise a limit at a cost.

        Parameters
        ----------
        mip : Mip
            The question.
        unit : Constraint
            A budget or a capacity.
        by : {"amount", "percent"}
            amount: each period by itself, cost = the sum; percent: all periods by one percent.
        """
        problem = mip.problem
        shared = mip.column(1.0) if by == "percent" else -1
        unit_of = 1 / self.scale[unit.rows].min(initial=INF)
        for row in unit.rows.tolist():
            begin, end = problem.row_begin[row], problem.row_begin[row + 1]
            members = problem.column[begin:end]
            step = self.scale[row]
            over = max(0.0, float(self.committed[row] - self.limit[row]))
            extra = shared if by == "percent" else mip.column(1.0)
            weight = self.whole[row] / 100 if by == "percent" else unit_of
            mip.entry(row, extra, -step * weight)
            if over > 0:  # what is there is taken already: any use first has to fill the hole
                used = mip.column(0.0, 1.0, is_integer=True)
                mip.entry(row, used, step * over)
                mip.row([*members, used], [*np.ones(len(members)), -len(members)], -INF, 0.0)

    def raised(self, unit: Constraint, chosen: Ints, by: str) -> WhatIf | None:
        """Return the controls under which a selection fits a limit; None where no control says it.

        For amounts only the money of all portfolios together can be set, year by year.
        """
        if by == "percent":
            percent = self.needed_percent(unit, chosen)
            if not np.isfinite(percent):
                return None
            given = dict(self.what_if.capacities) | {unit.code: percent}
            return self.what_if.model_copy(update={"capacities": tuple(given.items())})
        if unit.kind != "budget" or unit.portfolio:
            return None
        more = up(float(self.shortage(chosen)[unit.rows].max(initial=0.0)))
        limit = float(self.limit[unit.rows].max(initial=0.0)) + more
        return with_budget(self, int(unit.code), limit)


def with_budget(limits: Limits, year: int, limit: float) -> WhatIf:
    """Return the what-if under which a fiscal year has that much money."""
    what_if = limits.what_if
    percent = what_if.budget_pct
    if percent > 0:
        given = dict(what_if.budgets) | {year: limit * 100 / percent}
        return what_if.model_copy(update={"budgets": tuple(given.items())})
    others = {
        int(line["period_on"].year + (line["period_on"].month > 1)): 0.0
        for line in limits.formulation.rows.iter_rows(named=True)
        if line["kind"] == "budget" and not line["portfolio"]
    }
    given = others | {year: limit}
    return what_if.model_copy(update={"budget_pct": 100.0, "budgets": tuple(given.items())})


def _period(first: date, n_months: int) -> str:
    """Return the month, or the fiscal year by the calendar year in which it ends."""
    if n_months == 1:
        return f"{first:%Y-%m}"
    last = first.year * 12 + first.month - 1 + n_months - 1
    return str(last // 12)


__all__ = ["Limits", "with_budget"]
