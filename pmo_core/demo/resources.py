"""What open projects ask for after as_of, month by month: money, hours of roles; who is there."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.demo.actuals import days_off
from pmo_core.demo.life import CLOSED, PROPOSED, Lives
from pmo_core.demo.people import ROLES, Staff
from pmo_core.demo.shape import Floats, Ints, dates, progress, typed
from pmo_core.model import Capacity, Demand

N_MONTHS_AHEAD = 36
PROJECT_SHARE = 0.8  # of the working time; the rest is line work, leave and training

# Program -> role -> how many times its usual share of the work.
_EMPHASIS = {
    "GROWTH-01": {"DEV": 1.3, "BA": 1.2}, "GROWTH-02": {"BA": 1.5, "QA": 1.2},
    "GROWTH-03": {"DATA": 3.5, "DEV": 0.7, "ARCH": 1.2}, "GROWTH-04": {"DEV": 1.2, "QA": 1.3},
    "RUN-01": {"OPS": 2.2, "ARCH": 1.7, "DEV": 0.6}, "RUN-02": {"BA": 1.7, "ARCH": 1.3},
    "RUN-03": {"OPS": 2.0, "DEV": 0.6}, "RUN-04": {"OPS": 2.6, "DEV": 0.3, "SEC": 1.3},
    "RUN-05": {"ARCH": 1.8, "QA": 1.6, "DATA": 0.6}, "TRUST-01": {"SEC": 3.0, "DEV": 0.8},
    "TRUST-02": {"SEC": 3.5, "OPS": 1.4, "DEV": 0.5}, "TRUST-03": {"SEC": 1.8, "BA": 1.7},
}  # fmt: skip

# What is new asks for these more than what runs.
_SCARCE = np.array([{"ARCH": 2.4, "DATA": 2.7, "SEC": 2.4}.get(role[0], 1.0) for role in ROLES])


@dataclass(frozen=True, slots=True)
class Ahead:
    """What open projects ask for after as_of, by project and month.

    `months` holds the first days of the N_MONTHS_AHEAD months and of the month after; `money` is
    EUR (n x months); `hours` by project, month and role (n x months x roles).
    """

    months: Ints
    money: Floats
    hours: Floats


def ahead(rng: np.random.Generator, projects: Lives, shares: Floats) -> Ahead:
    """Lay the rest of each open project along the months after as_of.

    Running projects take as long and cost as much as they truly will, candidates as planned.
    `shares` is what is bought by project; the rest is work, whose hours follow from the rates.
    """
    first = projects.month_starts[-1].astype("datetime64[D]").astype("datetime64[M]")
    months = first + np.arange(N_MONTHS_AHEAD + 1)
    edges = months.astype("datetime64[D]").astype(np.int64)
    is_new = projects.group == PROPOSED
    days = np.where(is_new, projects.planned_days, projects.final_days)
    cost = np.where(is_new, projects.planned, projects.final) * (projects.group != CLOSED)
    done = progress((edges[None, :] - projects.start[:, None]) / days[:, None])
    money = np.diff(done, axis=1) * cost[:, None]
    usual = np.array([role[3] for role in ROLES])
    emphasis = np.array(
        [[_EMPHASIS[code].get(role[0], 1.0) for role in ROLES] for code in projects.program]
    )
    # Those that run were staffed from who was there.
    emphasis = np.where(is_new[:, None], emphasis * _SCARCE, np.sqrt(emphasis))
    mix = usual * emphasis * rng.gamma(6, 1 / 6, (projects.n, len(ROLES)))
    mix /= mix.sum(axis=1, keepdims=True)
    work = mix * (1 - shares.sum(axis=1, keepdims=True)) / np.array([role[2] for role in ROLES])
    return Ahead(edges, money, money[:, :, None] * work[:, None, :])


def demand(projects: Lives, plan: Ahead) -> pl.DataFrame:
    """Return the hours by project, role and month; less than an hour is left out."""
    hours = np.round(plan.hours)
    project, month, role = np.nonzero(hours)
    frame = typed(Demand, {
        "project": projects.code[project],
        "role": np.array([one[0] for one in ROLES])[role],
        "month_on": dates(plan.months[month]),
        "hours": hours[project, month, role],
    })  # fmt: skip
    return frame.sort(Demand.key)


def capacity(who: Staff, plan: Ahead) -> pl.DataFrame:
    """Return the hours that the people of each role have for projects in each month."""
    begins, ends = plan.months[:-1], plan.months[1:]
    n_days = np.busday_count(
        begins.astype("datetime64[D]"), ends.astype("datetime64[D]"), holidays=days_off(plan.months)
    )
    weekly = np.bincount(who.role, who.weight * 40.0, minlength=len(ROLES))
    hours = np.round(weekly[:, None] * n_days / 5 * PROJECT_SHARE)
    role, month = (axis.ravel() for axis in np.indices(hours.shape))
    return typed(Capacity, {
        "role": np.array([one[0] for one in ROLES])[role],
        "month_on": dates(begins[month]),
        "hours": hours.ravel(),
    })  # fmt: skip
