"""Earned schedule: when the plan had earned what is earned now.

Source: Lipke, Schedule is Different (2003).

ES is the moment of the plan at which the earned value was planned, AT the time worked since the
start. Unlike SPI, SPI(t) of a project that finished late stays below 1.
"""

import numpy as np
import polars as pl

from pmo_core.analysis.plan_curves import SAME, Curves, Floats, Ints
from pmo_core.analysis.planned_value import Plan


def earned_schedule(
    curve: Curves, ev: Floats, at: Floats | None = None, of: Ints | None = None
) -> Floats:
    """Return ES in the curve's units of time; NaN where EV is not known or nothing is planned.

    Where the plan is flat the last moment of the plateau counts; but the status date itself, where
    the plateau holds it: plan and work then stand at the same point. The whole budget always
    counts as the planned duration, so that a late project stays late and an early one early.

    Parameters
    ----------
    curve : Curves
        Planned value of one or more projects.
    ev : numpy.ndarray of float
        Earned values; NaN = not known.
    at : numpy.ndarray of float, optional
        Actual times, for plateaus that hold the status date.
    of : numpy.ndarray of int, optional
        Number of each value's project in the curves; the first where not given.

    Examples
    --------
    >>> from pmo_core.analysis.plan_curves import curve
    >>> earned_schedule(curve([10, 30, 60, 80, 100]), np.array([8.0, 45.0, 100.0])).tolist()
    [0.8, 2.5, 5.0]
    >>> flat, ev = curve([10, 10, 10, 20]), np.array([10.0, 10.0])
    >>> earned_schedule(flat, ev, at=np.array([2.0, 4.0])).tolist()
    [2.0, 3.0]
    """
    number = np.zeros(len(ev), np.int64) if of is None else of
    last = curve.time_of(number, ev)
    if at is None:
        return last
    first = curve.time_of(number, ev, side="left")
    is_whole = ev >= curve.total[number] * (1 - SAME)
    return np.where((first <= at) & (at <= last) & ~is_whole, at, last)


def scheduled(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    """Add planned value and earned schedule by date.

    Parameters
    ----------
    plan : Plan
        Of `planned_value.plan_of`.
    frame : polars.DataFrame
        `project`, `data_date`, `ev` (null = not known), optionally `finished_on` (ends the actual
        time); other columns are kept.

    Returns
    -------
    polars.DataFrame
        As `Plan.at`, with `es_days` (working days; null where EV or the plan is not known).
    """
    rows = plan.at(frame)
    numbered = rows.select("project").join(
        plan.projects.select("project", "of"), on="project", how="left", maintain_order="left"
    )["of"]  # fmt: skip
    if not len(plan.curves.time):
        return rows.with_columns(es_days=pl.lit(None, pl.Float64))
    ev = rows["ev"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    at = rows["at_days"].fill_null(float("nan")).to_numpy()
    found = earned_schedule(plan.curves, ev, at, numbered.fill_null(0).to_numpy())
    es = pl.Series("es_days", found).fill_nan(None).set(numbered.is_null(), None)
    return rows.with_columns(es)


__all__ = ["earned_schedule", "scheduled"]
