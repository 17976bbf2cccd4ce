"""How far the weights may move before another project leads the weighted sum."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from pmo_core.analysis.scoring import Floats
from pmo_core.analysis.scoring.judged import Judged
from pmo_core.analysis.scoring.score import scored
from pmo_core.analysis.scoring.weighted import weighted_sum
from pmo_core.errors import NotFound

HALVINGS = 55
SAME = 1e-12


def weight_stability(given: Judged, weights: Iterable[tuple[str, float]] = ()) -> pl.DataFrame:
    """Return for each weight the interval in which the leading project stays first.

    One weight moves, the others share the rest in their present proportion (evenly where they are
    all zero). The interval is exact, see `stability`.

    Parameters
    ----------
    given : Judged
        Scores as a matrix. Projects that are not compared (see `score.scores`) are left out. A
        missing score counts as the project's weighted mean, which gives its present number.
    weights : iterable of (criterion, weight)
        Weights in place of the register's.

    Returns
    -------
    polars.DataFrame
        One row per criterion: `criterion`; `weight_pct` share of all weight; `low_pct`, `high_pct`
        ends of the interval; `below`, `above` the project that leads beyond each end, empty where
        there is none. Without any compared project or weight there is no row.
    """
    projects, units, share = _compared(given, tuple(weights))
    kinds = {"criterion": pl.String, "weight_pct": pl.Float64, "low_pct": pl.Float64}
    schema = {**kinds, "high_pct": pl.Float64, "below": pl.String, "above": pl.String}
    if not len(projects):
        return pl.DataFrame(schema=schema)
    leader = int((units @ share).argmax())
    rows = []
    for k, code in enumerate(given.criteria["criterion"]):
        low, high, below, above = stability(units, share, leader, k)
        names = ("" if at is None else projects[at] for at in (below, above))
        rows.append((code, 100 * share[k], 100 * low, 100 * high, *names))
    return pl.DataFrame(rows, schema=schema, orient="row")


def stability(
    units: Floats, weights: Floats, leader: int, criterion: int
) -> tuple[float, float, int | None, int | None]:
    """Return the interval of one weight in which the leader stays first, and who leads beyond it.

    When one weight t moves and the others keep their proportion, every score is a line in t, so
    the interval ends at the nearest crossings of the leader's line with another.

    Parameters
    ----------
    units : (n, m) float
        Values on a common scale, more is better, none missing.
    weights : (m,) float
        Their sum is 1.
    leader, criterion : int
        Row that is first under these weights, column whose weight moves.

    Returns
    -------
    (low, high, below, above)
        Ends within 0 to 1, and the rows that are level at each end, None at 0 and 1.

    Examples
    --------
    >>> stability(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.7, 0.3]), 0, 0)
    (0.5, 1.0, 1, None)
    """
    others = np.delete(weights, criterion)
    rest = np.delete(units, criterion, axis=1)
    even = np.full(len(others), 1.0 / max(len(others), 1))
    at_zero = rest @ (others / others.sum() if others.sum() > SAME else even)
    # The leader's advantage over each: `start` at weight 0, `end` at weight 1, a line between.
    start = at_zero[leader] - at_zero
    end = units[leader, criterion] - units[:, criterion]
    slope = np.where(np.abs(start - end) > SAME, start - end, np.inf)
    crossing = start / slope
    lower = np.where(start < -SAME, crossing, -np.inf)
    upper = np.where(end < -SAME, crossing, np.inf)
    below, above = int(lower.argmax()), int(upper.argmin())
    now = float(weights[criterion])
    low, high = float(lower[below]), float(upper[above])
    return (
        min(low, now) if low > -np.inf else 0.0,
        max(high, now) if high < np.inf else 1.0,
        below if low > -np.inf else None,
        above if high < np.inf else None,
    )


def challengers(
    given: Judged, weights: Iterable[tuple[str, float]] = (), target: str | None = None
) -> pl.DataFrame:
    """Return how little the weights must change for each project to draw level with the target.

    Parameters
    ----------
    given, weights
        As in `weight_stability`.
    target : str, optional
        Project that is to be reached; None = the leading one.

    Returns
    -------
    polars.DataFrame
        One row per compared project other than the target, the nearest first: `project`; `score`
        0 to 100; `change_pct` points by which the most changed weight moves at least, 0 for who is
        level or above already, null = never: the target is at least as good on every criterion.

    Raises
    ------
    NotFound
        The target is not among the compared projects.
    """
    projects, units, share = _compared(given, tuple(weights))
    kinds = {"project": pl.String, "score": pl.Float64, "change_pct": pl.Float64}
    if not len(projects) and target is None:
        return pl.DataFrame(schema=kinds)
    total = units @ share
    at = int(total.argmax()) if target is None else _place(projects, target)
    change = smallest_change(units - units[at], share)
    frame = pl.DataFrame(
        {"project": projects, "score": 100 * total, "change_pct": 100 * change}
    ).with_columns(pl.col("change_pct").fill_nan(None))
    return frame.filter(pl.col("project") != projects[at]).sort(
        "change_pct", "project", nulls_last=True
    )


def overtaking_weights(
    given: Judged, challenger: str, target: str, weights: Iterable[tuple[str, float]] = ()
) -> pl.DataFrame:
    """Return the nearest weights at which the challenger draws level with the target.

    Returns
    -------
    polars.DataFrame
        One row per criterion: `criterion`, `weight_pct` now, `needed_pct`; null = never.

    Raises
    ------
    NotFound
        One of the two is not among the compared projects.
    """
    projects, units, share = _compared(given, tuple(weights))
    better = units[[_place(projects, challenger)]] - units[[_place(projects, target)]]
    change = smallest_change(better, share)
    needed = _best_weights(better, share, change)[0]
    columns = {"criterion": given.criteria["criterion"], "weight_pct": 100 * share}
    return pl.DataFrame({**columns, "needed_pct": 100 * needed}).with_columns(
        pl.col("needed_pct").fill_nan(None)
    )


def smallest_change(better: Floats, weights: Floats) -> Floats:
    """Return the smallest z such that moving no weight by more than z closes the gap.

    This is the linear program: minimize z such that |v_k - w_k| <= z, v >= 0, sum of v = 1 and
    better . v >= 0. For a given z the best v is found by filling the criteria in the order of
    their advantage (a continuous knapsack), and that best only grows with z, so z is found by
    halving: all rows at once, to 1e-16.

    Parameters
    ----------
    better : (n, m) float
        By how much each challenger is better than the target on each criterion.
    weights : (m,) float
        Their sum is 1.

    Returns
    -------
    (n,) float
        0 to 1; nan where the challenger is better on no criterion.

    Examples
    --------
    >>> one = np.array([[-1.0, 1.0], [-1.0, 0.0]])
    >>> smallest_change(one, np.array([0.7, 0.3])).round(9).tolist()
    [0.2, nan]
    """
    low, high = np.zeros(len(better)), np.ones(len(better))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        reached = (_best_weights(better, weights, middle) * better).sum(axis=1) >= 0
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    change = np.where(better @ weights >= 0, 0.0, high)
    return np.where(better.max(axis=1, initial=-np.inf) > SAME, change, np.nan)


def _best_weights(better: Floats, weights: Floats, change: Floats) -> Floats:
    """Return the weights (n, m) within `change` (n,) that are best for each challenger."""
    least = np.maximum(weights - change[:, None], 0.0)
    room = weights + change[:, None] - least
    order = np.argsort(-better, axis=1, kind="stable")
    room = np.take_along_axis(room, order, axis=1)
    before = np.cumsum(room, axis=1) - room
    more = np.clip(1.0 - least.sum(axis=1, keepdims=True) - before, 0.0, room)
    best = np.take_along_axis(least, order, axis=1) + more
    return np.take_along_axis(best, np.argsort(order, axis=1), axis=1)


def _compared(
    given: Judged, weights: tuple[tuple[str, float], ...]
) -> tuple[list[str], Floats, Floats]:
    """Return the compared projects, their values without holes, and the shares of the weights."""
    is_compared = scored(given, "weighted sum", weights)["score"].is_not_null()
    weight = given.weighted(weights)
    units = given.units()[is_compared.to_numpy()]
    mean = weighted_sum(units, weight)[:, None]
    whole = np.where(np.isnan(units), mean, units)
    return given.projects.filter(is_compared).to_list(), whole, weight / max(weight.sum(), SAME)


def _place(projects: list[str], project: str) -> int:
    if project not in projects:
        raise NotFound(f"'{project}' is not among the projects that are compared.")
    return projects.index(project)


__all__ = [
    "challengers", "overtaking_weights", "smallest_change", "stability", "weight_stability",
]  # fmt: skip
