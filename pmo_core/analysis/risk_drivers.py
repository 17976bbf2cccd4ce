"""Which tasks and risks a finish depends on most: the bars of a tornado.

The draws are made again from the seed, so that nothing of them has to be kept but the finish.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

import numpy as np
import polars as pl

from pmo_core.analysis.common_factors import BLOCK, Drawer, looked_up
from pmo_core.analysis.network_arrays import Bools, Ints
from pmo_core.analysis.risk_draws import PlanDraws
from pmo_core.analysis.risk_plan import Plan
from pmo_core.analysis.schedule_risk import Simulation
from pmo_core.analysis.uncertainty import BELOW, Floats, Floats32

TAIL = 0.2
"""Share of the draws, shortest and longest, whose finishes are compared."""


def tornado(
    simulation: Simulation,
    code: str | None = None,
    progress: Callable[[float], object] | None = None,
) -> pl.DataFrame:
    """Return what a finish depends on, largest first.

    Tasks and risks on the way to the finish, those of fixed length left out. What shares a factor
    also takes credit for what the factor does elsewhere.

    Parameters
    ----------
    simulation : Simulation
        The draws.
    code : str, optional
        Milestone or project; None = the last of all projects.
    progress : callable, optional
        As in `schedule_risk.simulate`.

    Returns
    -------
    polars.DataFrame
        code (task or risk), is_risk, rank_correlation (Spearman, null where it never varied),
        low_mean and high_mean (mean finish in the fifth of the draws in which it is shortest and
        longest; of a risk: when it does not happen and when it does), swing (high less low, days).
    """
    plan, draws = simulation.plan, PlanDraws(simulation.plan)
    finish = simulation.finish_of(code)
    # What is summed is small beside the finish, so that seven digits are enough.
    middle = np.round(finish.mean())
    finish = finish - middle
    rank = (np.argsort(np.argsort(finish, kind="stable")) / len(finish)).astype(np.float32)
    upstream = _upstream(plan, (plan.projects if code is None else (code,)))
    hit = plan.places(plan.risks["target"], "target of a risk")
    happens = 1 - plan.risks["probability"].cast(pl.Float64).to_numpy()
    ends = np.full(plan.tasks.height, TAIL)
    sets = (
        _Asked.of(draws.tasks, draws.durations, upstream[: plan.tasks.height], ends, 1 - ends),
        _Asked.of(draws.risks, draws.days, upstream[hit], happens, happens),
    )
    sums = [np.zeros((7, len(asked.rows))) for asked in sets]
    for block, first in enumerate(range(0, len(finish), BLOCK)):
        some = slice(first, min(first + BLOCK, len(finish)))
        factors = draws.factors(simulation.seed, block)
        for asked, total in zip(sets, sums, strict=True):
            shares = asked.shares(simulation.seed, block, factors)[:, : some.stop - first]
            np.add(total, asked.sums(shares, finish[some], rank[some]), out=total)
        if progress is not None:
            progress(some.stop / len(finish))
    codes = (plan.tasks["task"], plan.risks["risk"])
    parts = [
        _figures(name.gather(asked.rows), is_risk, total, rank, float(middle))
        for is_risk, (name, asked, total) in enumerate(zip(codes, sets, sums, strict=True))
    ]
    return pl.concat(parts).sort(pl.col("swing").abs(), descending=True, nulls_last=True)


class _Asked(NamedTuple):
    """Values of which is asked: their rows, and the shares up to which each is low, above high."""

    drawer: Drawer
    tables: Floats32
    rows: Ints
    low: Floats32
    high: Floats32

    @classmethod
    def of(cls, drawer: Drawer, tables: Floats32, on_way: Bools, low: Floats, high: Floats) -> Self:
        rows = np.flatnonzero(on_way & (tables[:, 0] != tables[:, -1]))
        shares = np.zeros_like(tables)
        shares[rows] = ranks(tables[rows])
        first, last = (ends[rows, None].astype(np.float32) for ends in (low, high))
        return cls(drawer, shares, rows, first, last)

    def shares(self, seed: int, block: int, factors: Floats32) -> Floats32:
        """Return the share of cases below each draw."""
        found = np.empty((len(self.rows), BLOCK), np.float32)
        for rows, cells in self.drawer.cells(seed, block, factors):
            first, end = np.searchsorted(self.rows, [rows.start, rows.stop])
            if first < end:
                own = self.rows[first:end] - rows.start
                found[first:end] = looked_up(self.tables, rows, cells)[own]
        return found

    def sums(self, shares: Floats32, finish: Floats32, rank: Floats32) -> Floats:
        """Return what the figures are made of, summed over draws."""
        low, high = (flags.astype(np.float32) for flags in (shares <= self.low, shares > self.high))
        one = np.ones_like(rank)
        squares = np.einsum("ij,ij->i", shares, shares)
        return np.array([
            shares @ one, squares, shares @ rank,
            low @ one, low @ finish, high @ one, high @ finish,
        ], np.float64)  # fmt: skip


def _figures(
    codes: pl.Series, is_risk: int, sums: Floats, rank: Floats32, middle: float
) -> pl.DataFrame:
    total, square, product, n_low, low, n_high, high = sums
    n = len(rank)
    covariance = product / n - total / n * rank.mean(dtype=np.float64)
    spread = np.sqrt((square / n - (total / n) ** 2) * rank.var(dtype=np.float64))
    divided = {
        "rank_correlation": (covariance, spread),
        "low_mean": (low + middle * n_low, n_low),
        "high_mean": (high + middle * n_high, n_high),
    }
    known = {
        name: pl.Series(np.divide(a, b, out=np.full(len(a), np.nan), where=b > 1e-12))
        for name, (a, b) in divided.items()
    }
    return pl.DataFrame(
        {"code": codes, "is_risk": pl.repeat(bool(is_risk), len(codes), eager=True), **known}
    ).with_columns(pl.col(*known).fill_nan(None)).with_columns(
        swing=pl.col("high_mean") - pl.col("low_mean")
    )  # fmt: skip


def ranks(tables: Floats32) -> Floats32:
    """Return for each cell the share of cases in cells before its value, equal ones counted half.

    Source: mid-rank, as Spearman's coefficient takes ties.
    """
    is_step = np.diff(tables, axis=1) != 0
    weight = np.diff(np.concatenate([[0.0], (BELOW[1:] + BELOW[:-1]) / 2, [1.0]]))
    found = np.empty_like(tables)
    for row, step in enumerate(is_step):
        run = np.concatenate([[0], np.cumsum(step)])
        share = np.bincount(run, weight)
        found[row] = (np.cumsum(share) - share / 2)[run]
    return found


def _upstream(plan: Plan, targets: Sequence[str]) -> Bools:
    """Return whether a way leads from each place to one of the targets."""
    links = plan.links_by_place()
    found = np.zeros(len(plan.nodes), bool)
    found[[plan.nodes[code] for code in targets]] = True
    n_before = -1
    while n_before < (n_before := int(found.sum())):
        found[links.predecessor[found[links.successor]]] = True
    return found


__all__ = ["TAIL", "ranks", "tornado"]
