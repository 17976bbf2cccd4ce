"""What pages show of a simulation: dates instead of days, names instead of codes."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import polars as pl

from pmo_core.analysis.cost_risk import joint_frontier, reserve, reserve_by_correlation, s_curve
from pmo_core.analysis.risk_drivers import tornado
from pmo_core.analysis.schedule_risk import Simulation
from pmo_core.analysis.uncertainty import quantile
from pmo_core.errors import NotFound
from pmo_core.jobs.risk import Inputs

PAIRS = 41
_DAY = timedelta(days=1)
MOST_PCT = 99.0
"""Percent of the draws that curves show."""


def finishes(given: Inputs, drawn: Simulation, share: float) -> pl.DataFrame:
    """Return a row per project and milestone: planned, forecast, and how sure both are.

    Parameters
    ----------
    given : Inputs
        What was drawn.
    drawn : Simulation
        Its draws.
    share : float
        Of the draws that the promised day keeps to, such as 0.8.

    Returns
    -------
    polars.DataFrame
        target, project, name, is_milestone, planned_on, forecast_on (critical path), p50_on,
        bound_on (the least day that this share of the draws keeps to), in_time_pct (of the planned
        day; null without one), forecast_in_time_pct, bound_days (working days from the planned day
        to bound_on; positive = later).
    """
    axis = given.axis
    places = {code: place for place, code in enumerate(drawn.codes)}
    rows = given.planned.filter(pl.col("target").is_in(list(places)))
    draws = drawn.finish[[places[code] for code in rows["target"]]]
    bound = pl.Series(quantile(draws, share))
    bound_on = axis.dates(bound)
    return rows.with_columns(
        p50_on=axis.dates(pl.Series(quantile(draws, 0.5))),
        bound_on=bound_on,
        in_time_pct=_chance(draws, axis.until(rows["planned_on"])),
        forecast_in_time_pct=_chance(draws, axis.until(rows["forecast_on"])),
        bound_days=axis.calendar.count(rows["planned_on"] + _DAY, bound_on + _DAY),
    )


def _chance(draws: np.ndarray, days: pl.Series) -> pl.Series:
    """Return the percent of draws of each row that keep to its day; null without a day."""
    kept = (draws <= days.fill_null(0.0).to_numpy()[:, None] + 1e-3).mean(axis=1) * 100
    return pl.Series(kept).set(days.is_null(), None)


def tasks(given: Inputs, drawn: Simulation, project: str) -> pl.DataFrame:
    """Return the tasks of a project with their ranges, and how often they were critical.

    Returns
    -------
    polars.DataFrame
        code, name, criticality_pct (share of draws in which a delay delays a project's finish),
        low_days, likely_days, high_days (what is left of them, on the axis), shape, basis;
        the most critical first.
    """
    shares = drawn.criticality if drawn.criticality is not None else np.zeros(0)
    all_of = given.plan.tasks.select("task", criticality_pct=pl.Series(shares * 100))
    return (
        given.tasks.filter(project=project)
        .join(all_of, on="task")
        .sort("criticality_pct", descending=True, maintain_order=True)
        .select(
            "code", "name", "criticality_pct", low_days="low", likely_days="likely",
            high_days="high", shape="kind", basis="basis",
        )
    )  # fmt: skip


def drivers(
    given: Inputs, drawn: Simulation, target: str, progress: Callable[[float], object] | None = None
) -> pl.DataFrame:
    """Return the tornado of a finish: code, name, is_risk, low_on, high_on, finish_swing, rank.

    Names are those of tasks; of risks the code stands, whose name the RAID register knows.
    """
    found = tornado(drawn, target, progress).filter(pl.col("swing").abs() > 0.05)
    names = given.tasks.select("name", code="task")
    return found.join(names, on="code", how="left", maintain_order="left").select(
        "code", "name", "is_risk",
        low_on=given.axis.dates(found["low_mean"]), high_on=given.axis.dates(found["high_mean"]),
        finish_swing="swing", rank_correlation="rank_correlation",
    )  # fmt: skip


def finish_curve(given: Inputs, drawn: Simulation, target: str) -> pl.DataFrame:
    """Return day and share_pct, rising: which share of the draws is finished by each day.

    The last percent is left out: it would take half of the axis.
    """
    curve = s_curve(drawn.finish_of(_known(drawn, target)))
    days = curve.select(share_pct=pl.col("share") * 100, day=given.axis.dates(curve["value"]))
    return (
        days.filter(pl.col("share_pct") <= MOST_PCT)
        .group_by("day").agg(pl.col("share_pct").max()).sort("day")
    )  # fmt: skip


def cost_curve(drawn: Simulation, project: str | None) -> pl.DataFrame:
    """Return share_pct and value: which sum this share of the draws keeps to; None = all.

    The last percent is left out.
    """
    curve = s_curve(drawn.cost_of(project)).select("value", share_pct=pl.col("share") * 100)
    return curve.filter(pl.col("share_pct") <= MOST_PCT)


def joint(given: Inputs, drawn: Simulation, project: str, share: float) -> pl.DataFrame:
    """Return pairs of day and money that are both kept in that share of the draws.

    Days later than 99 percent of the finishes are left out.
    """
    finish = drawn.finish_of(project)
    pairs = joint_frontier(finish, drawn.cost_of(project), share, PAIRS)
    pairs = pairs.filter(pl.col("day") <= quantile(finish, MOST_PCT / 100))
    return pairs.select("money", day=given.axis.dates(pairs["day"])).unique(
        "day", keep="last", maintain_order=True
    )


def reserves(
    given: Inputs, drawn: Simulation, share: float, progress: Callable[[float], object]
) -> tuple[dict[str, float], pl.DataFrame]:
    """Return the reserve of all projects with a budget as drawn, and for several correlations.

    What is above the budget in that share of the draws; money of risks counts in the first, cost
    elements alone in the second.
    """
    names = given.plan.projects
    bac = dict(given.budgets.select("project", "bac").iter_rows())
    known = [place for place, name in enumerate(names) if name in bac]
    budget = [bac[names[place]] for place in known]
    whole = reserve(drawn.cost[known], budget, share)
    several = reserve_by_correlation(
        given.plan.costs, budget, share=share, n_draws=given.n_draws, seed=given.seed,
        progress=progress,
    )  # fmt: skip
    return whole, several


def _known(drawn: Simulation, target: str) -> str:
    if target not in drawn.codes:
        raise NotFound(f"{target} has no work that is still to do.", "Choose another project.")
    return target


__all__ = ["cost_curve", "drivers", "finish_curve", "finishes", "joint", "reserves", "tasks"]
