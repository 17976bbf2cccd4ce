"""Draws of a plan's durations, risks and costs, block by block."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.analysis.common_factors import BLOCK, Drawer, common, looked_up
from pmo_core.analysis.network_arrays import Ints
from pmo_core.analysis.risk_plan import Plan
from pmo_core.analysis.uncertainty import BELOW, CELLS, Floats, Floats32, Ranges
from pmo_core.errors import Refused


class PlanDraws:
    """The tables of a plan, from which blocks of draws are made."""

    def __init__(self, plan: Plan) -> None:
        sets = (plan.task_factors, plan.risk_factors, plan.cost_factors)
        frames = (plan.tasks, plan.risks, plan.costs)
        for factors, frame in zip(sets, frames, strict=True):
            if factors.n != frame.height:
                raise Refused("Common factors must have a row for each value that they move.")
        self._names = sorted({name for factors in sets for name in factors.names})
        self.tasks, self.risks, self._elements = (
            Drawer(factors, self._names, group) for group, factors in enumerate(sets, 1)
        )
        self.durations = Ranges.of(plan.tasks).tables()
        np.maximum(self.durations, 0, out=self.durations)
        self.days, self.money = _impacts(plan.risks)
        self._amounts = Ranges.of(plan.costs).tables()
        self._targets = plan.places(plan.risks["target"], "target of a risk")
        self._payers = plan.project_of(plan.risks["target"], "target of a risk")
        self._homes = plan.project_of(plan.costs["project"], "project of a cost")
        self._rates = _rates(plan)
        self._n_projects = len(plan.projects)

    def factors(self, seed: int, block: int) -> Floats32:
        """Return the common factors of a block."""
        return common(seed, block, len(self._names))

    def block(self, seed: int, block: int, durations: Floats32, place: Ints) -> Floats:
        """Write the durations of a block of draws, and return what each project costs.

        Parameters
        ----------
        seed, block : int
            Which draws.
        durations : numpy.ndarray of float32
            Zeros, places x `BLOCK`: gets the days of each task and the delay of each project.
        place : numpy.ndarray of int
            Row of each place in `durations`.

        Returns
        -------
        numpy.ndarray of float
            Money; projects x `BLOCK`.
        """
        factors = self.factors(seed, block)
        cost = np.zeros((self._n_projects, BLOCK))
        for rows, cells in self.tasks.cells(seed, block, factors):
            durations[place[rows]] = looked_up(self.durations, rows, cells)
        for rows, cells in self.risks.cells(seed, block, factors):
            _add(durations, place[self._targets[rows]], looked_up(self.days, rows, cells))
            _add(cost, self._payers[rows], looked_up(self.money, rows, cells))
        if self.days.min(initial=0) < 0:
            np.maximum(durations, 0, out=durations)
        for rows, cells in self._elements.cells(seed, block, factors):
            _add(cost, self._homes[rows], looked_up(self._amounts, rows, cells))
        for project, tasks, rates in self._rates:
            cost[project] += np.einsum("i,ij->j", rates, durations[place[tasks]])
        return cost


def occurring(tables: Floats32, probability: Floats) -> Floats32:
    """Return the tables of what happens only with a probability, and is 0 otherwise.

    The probability is kept to a cell of z, which is 0.1 of a percentage point at most.

    Parameters
    ----------
    tables : numpy.ndarray of float32
        Impact when it happens; rows x `CELLS`.
    probability : numpy.ndarray of float
        0 to 1 per row.

    Raises
    ------
    Refused
        A probability is missing or not between 0 and 1.
    """
    if not ((probability >= 0) & (probability <= 1)).all():
        raise Refused("The probability of a risk lies between 0 and 1.")
    found = np.zeros_like(tables)
    for row, share in enumerate(probability):
        happens = share > 1 - BELOW
        within = (BELOW[happens] - (1 - share)) / max(share, 1e-12)
        found[row, happens] = tables[row, np.minimum(np.searchsorted(BELOW, within), CELLS - 1)]
    return found


def _add(total: npt.NDArray[np.floating], rows: Ints, values: Floats32) -> None:
    """Add each row of the values to its row of the total, runs of the same row at once."""
    cuts = np.flatnonzero(np.diff(rows)) + 1
    for first, end in zip([0, *cuts], [*cuts, len(rows)], strict=True):
        total[rows[first]] += values[first:end].sum(axis=0, dtype=np.float64)


def _impacts(risks: pl.DataFrame) -> tuple[Floats32, Floats32]:
    """Tables of the days and of the money that each risk adds."""
    probability = risks["probability"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    names = ("low", "likely", "high")
    found = []
    for prefix in ("", "money_"):
        values = risks.with_columns(pl.col(f"{prefix}{name}").fill_null(0) for name in names)
        found.append(occurring(Ranges.of(values, prefix).tables(), probability))
    return found[0], found[1]


def _rates(plan: Plan) -> Sequence[tuple[int, Ints, Floats]]:
    """Project, its tasks that cost money by the day, and how much."""
    if "day_rate" not in plan.tasks.columns:
        return ()
    rates = plan.tasks["day_rate"].cast(pl.Float64).fill_null(0).to_numpy()
    home = plan.project_of(plan.tasks["project"], "project")
    paid = np.flatnonzero(rates)
    rows = (paid[home[paid] == project] for project in range(len(plan.projects)))
    return [(project, own, rates[own]) for project, own in enumerate(rows) if len(own)]


__all__ = ["PlanDraws", "occurring"]
