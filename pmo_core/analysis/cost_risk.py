"""What it may cost, and what to hold in reserve: quantiles of drawn money.

The P80 of a portfolio is not the sum of the P80 of its projects: they do not all go badly at once,
unless what makes them go badly is the same. So the reserve is always said with its correlation, and
the sum of the parts stands beside it.
"""

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.analysis.risk_plan import LINKS, TASKS, Plan
from pmo_core.analysis.schedule_risk import simulate
from pmo_core.analysis.uncertainty import quantile

POINTS = 101


def s_curve(values: npt.NDArray[np.floating], points: int = POINTS) -> pl.DataFrame:
    """Return which value each share of the draws keeps to.

    Parameters
    ----------
    values : numpy.ndarray of float
        Draws of money or of a finish.
    points : int
        Rows, evenly from the least draw (share 0) to the largest (share 1).

    Returns
    -------
    polars.DataFrame
        share (0 to 1), value.

    Examples
    --------
    >>> s_curve(np.array([30.0, 10.0, 20.0, 40.0]), 3).rows()
    [(0.0, 10.0), (0.5, 20.0), (1.0, 40.0)]
    """
    rising = np.sort(values)
    shares = np.linspace(0, 1, points)
    places = np.maximum(np.ceil(np.round(shares * len(rising), 9)).astype(int) - 1, 0)
    return pl.DataFrame({"share": shares, "value": rising[places].astype(np.float64)})


def joint_frontier(
    finish: npt.NDArray[np.floating],
    cost: npt.NDArray[np.floating],
    share: float = 0.8,
    points: int = 41,
) -> pl.DataFrame:
    """Return the pairs of day and money that are both kept in that share of the draws.

    An earlier day asks for more money: what finishes early enough must then cost less than nearly
    all of it.

    Parameters
    ----------
    finish, cost : numpy.ndarray of float
        Draws of both, in the same order; see `schedule_risk.Simulation`.
    share : float
        How surely both: above 0, at most 1.
    points : int
        Rows at most, evenly over the draws from the quantile of the finish alone to the last one.

    Returns
    -------
    polars.DataFrame
        day, money: the least money for that day.

    Examples
    --------
    >>> joint_frontier(np.array([1, 2, 3, 4.0]), np.array([9, 5, 7, 2.0]), 0.5).rows()
    [(2.0, 9.0), (3.0, 7.0), (4.0, 5.0)]
    """
    n = len(finish)
    asked = max(ceil(round(n * share, 9)), 1)
    order = np.argsort(finish, kind="stable")
    days, money = finish[order], cost[order]
    some = np.linspace(asked, n, points).round().astype(int)
    # Draws that finish on the same day are in time together.
    places = np.unique(np.searchsorted(days, days[some - 1], side="right"))
    least = [np.partition(money[:place], asked - 1)[asked - 1] for place in places]
    return pl.DataFrame(
        {"day": days[places - 1].astype(np.float64), "money": np.array(least, np.float64)}
    )


def reserve(
    cost: npt.NDArray[np.floating], budget: Sequence[float], share: float = 0.8
) -> dict[str, float]:
    """Return what a portfolio needs above its budget to keep to it in a share of the draws.

    Parameters
    ----------
    cost : numpy.ndarray of float
        Draws of money; projects x draws, see `schedule_risk.Simulation.cost`.
    budget : sequence of float
        Of each project.
    share : float
        How surely: 0.8 = P80.

    Returns
    -------
    dict
        budget; mean; p50; bound (quantile of the whole at the share); reserve (bound less budget;
        below 0 the budget is more than enough); bound_of_parts (sum of the quantiles of each
        project); reserve_of_parts; spared (reserve_of_parts less reserve).
    """
    whole = np.asarray(cost.sum(axis=0))
    total = float(sum(budget))
    bound, parts = float(quantile(whole, share)), float(quantile(cost, share).sum())
    return {
        "budget": total, "mean": float(whole.mean()), "p50": float(quantile(whole, 0.5)),
        "bound": bound, "reserve": bound - total,
        "bound_of_parts": parts, "reserve_of_parts": parts - total, "spared": parts - bound,
    }  # fmt: skip


def reserve_by_correlation(
    costs: pl.DataFrame,
    budget: Sequence[float],
    correlations: Sequence[float] = (0, 0.25, 0.5, 0.75, 1),
    *,
    share: float = 0.8,
    n_draws: int = 10_000,
    seed: int = 1,
    progress: Callable[[float], object] | None = None,
) -> pl.DataFrame:
    """Return the reserve for several correlations between all cost elements.

    Parameters
    ----------
    costs : polars.DataFrame
        With the columns `risk_plan.COSTS`.
    budget : sequence of float
        Of each project, by code in order.
    correlations : sequence of float
        Of any two elements, 0 to 1.
    share, n_draws, seed, progress
        As in `reserve` and `schedule_risk.simulate`.

    Returns
    -------
    polars.DataFrame
        A row per correlation: correlation, and what `reserve` returns.
    """
    tasks, links = pl.DataFrame(schema=TASKS), pl.DataFrame(schema=LINKS)
    found = []
    for place, correlation in enumerate(correlations):
        plan = Plan.nested(tasks, links, within=correlation, between=correlation, costs=costs)
        drawn = simulate(plan, n_draws, seed, targets=())
        found.append({"correlation": float(correlation), **reserve(drawn.cost, budget, share)})
        if progress is not None:
            progress((place + 1) / len(correlations))
    return pl.DataFrame(found)


__all__ = ["POINTS", "joint_frontier", "reserve", "reserve_by_correlation", "s_curve"]
