"""Synthetic portfolios to choose from, made from a seed: many tight rows, links, must and bar.

Twelve periods of money and of ten roles, all at 45-50 % of what the candidates ask for when they
start as planned. Each candidate lasts 2-6 periods and takes 2-4 roles; sizes are lognormal, as
those of real portfolios are, and larger ones are worth more, but less than in proportion. About
10 % need another candidate, 5 % are excluded by one, 3 % are mandatory, 2 % forbidden.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.selection.problem import Floats, Ints, Problem

N_PERIODS, N_ROLES = 12, 10
LOSS_PER_PERIOD = 0.02
"""Share of its value that a project loses for each period that it starts later."""


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticPortfolio:
    """A generated problem and what its projects look like.

    `problem` has 12 budget rows, 120 role rows, then the rows of links and exclusions; its columns
    are the planned starts, or with start choice all starts within the twelve periods. Per project:
    worth (value at the best start), cost (money in all), n_periods (duration), planned (first
    period by plan). links: (project, the one it needs); exclusions: pairs.
    """

    problem: Problem
    worth: Floats
    cost: Floats
    n_periods: Ints
    planned: Ints
    links: npt.NDArray[np.int64]
    exclusions: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Projects:
    worth: Floats
    rate: Floats  # (n, 1 + N_ROLES): money, then roles, taken in each period
    n_periods: Ints
    planned: Ints
    links: npt.NDArray[np.int64]
    exclusions: npt.NDArray[np.int64]
    must: npt.NDArray[np.bool_]
    barred: npt.NDArray[np.bool_]


def generate(
    n_projects: int, *, start_choice: bool = False, seed: int = 1, looseness: float = 1.0
) -> SyntheticPortfolio:
    """Return a portfolio of that many candidates; equal arguments give equal portfolios.

    `looseness` multiplies all capacities (not the budgets). A selection always exists.
    """
    rng = np.random.default_rng([seed, n_projects])
    made = _projects(n_projects, rng)
    asked = _asked(made.rate, made.planned, made.n_periods)
    limit = asked * rng.uniform(0.45, 0.50, asked.shape)
    limit[1:] *= looseness
    bound = made.must.nonzero()[0]
    kept = _asked(made.rate[bound], made.planned[bound], made.n_periods[bound])
    problem = _problem(made, np.maximum(limit, kept), start_choice)
    cost = made.rate[:, 0] * made.n_periods
    return SyntheticPortfolio(
        problem, made.worth, cost, made.n_periods, made.planned, made.links, made.exclusions
    )


def _projects(n: int, rng: np.random.Generator) -> _Projects:
    n_periods = rng.integers(2, 7, n).astype(np.int32)
    planned = rng.integers(0, N_PERIODS - n_periods + 1).astype(np.int32)
    n_roles = rng.integers(2, 5, n)
    takes = rng.random((n, N_ROLES)).argsort(axis=1).argsort(axis=1) < n_roles[:, None]
    size = rng.lognormal(0.0, 0.9, (n, 1))
    work = np.where(takes, np.round(size * rng.lognormal(0.0, 0.6, (n, N_ROLES)) + 0.01, 2), 0.0)
    money = np.round(work.sum(axis=1) * rng.uniform(6.0, 14.0, n), 2)
    worth = np.round(10 * np.sqrt(money * n_periods) * rng.lognormal(0.0, 0.8, n), 2)

    later = np.sort(rng.choice(np.arange(1, n), max(1, n // 10), replace=False))
    links = np.column_stack([later, rng.integers(0, later)])
    free = rng.permutation(np.setdiff1d(np.arange(n), links))
    n_barred, n_must = max(1, round(n * 0.02)), max(1, round(n * 0.03))
    must, barred = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    barred[free[:n_barred]] = True
    able = np.setdiff1d(np.arange(n), np.append(later, free[:n_barred]))
    must[rng.choice(able, n_must, replace=False)] = True
    open_ = rng.permutation(np.flatnonzero(~must & ~barred))
    n_pairs = max(1, round(n * 0.025))
    exclusions = open_[: 2 * n_pairs].reshape(-1, 2)
    return _Projects(
        worth, np.column_stack([money, work]), n_periods, planned, links, exclusions, must, barred
    )


def _asked(rate: Floats, first: Ints, n_periods: Ints) -> Floats:
    """Return what is taken of each resource in each period, (1 + N_ROLES, N_PERIODS)."""
    period = np.arange(N_PERIODS)
    runs = (period >= first[:, None]) & (period < (first + n_periods)[:, None])
    return np.asarray(rate.T @ runs, np.float64)


def _problem(made: _Projects, limit: Floats, start_choice: bool) -> Problem:
    n = len(made.worth)
    n_starts = N_PERIODS - made.n_periods + 1 if start_choice else np.ones(n, np.int32)
    first_column = np.concatenate([[0], np.cumsum(n_starts)])
    project = np.repeat(np.arange(n), n_starts)
    start = np.arange(first_column[-1]) - first_column[project]
    begins = start if start_choice else made.planned[project]
    value = made.worth[project] * (1 - LOSS_PER_PERIOD * start)

    period = np.arange(N_PERIODS)
    runs = (period >= begins[:, None]) & (period < (begins + made.n_periods[project])[:, None])
    use = made.rate[project].T[:, None, :] * runs.T[None, :, :]
    resource, when, column = use.nonzero()
    entries = [(resource * N_PERIODS + when, column, use[resource, when, column])]
    uppers = [limit.ravel()]
    links = _links(made, first_column) if start_choice else _plain(made.links, (1.0, -1.0))
    n_links = int(links[0].max()) + 1
    n_capacities = limit.size
    entries.append((links[0] + n_capacities, links[1], links[2]))
    uppers.append(np.zeros(n_links))
    row, column, coefficient = _plain(made.exclusions, (1.0, 1.0))
    if start_choice:
        reach = n_starts[column]
        row, coefficient = np.repeat(row, reach), np.repeat(coefficient, reach)
        column = np.concatenate([np.arange(first_column[p], first_column[p + 1]) for p in column])
    entries.append((row + n_capacities + n_links, column, coefficient))
    uppers.append(np.ones(len(made.exclusions)))

    row, column, coefficient = (np.concatenate(part) for part in zip(*entries, strict=True))
    order = np.lexsort((column, row))
    upper = np.concatenate(uppers)
    row_begin = np.searchsorted(row[order], np.arange(len(upper) + 1))
    return Problem(
        value=value,
        project=project.astype(np.int32),
        start=start.astype(np.int32),
        n_projects=n,
        row_begin=row_begin.astype(np.int32),
        column=column[order].astype(np.int32),
        coefficient=coefficient[order],
        lower=np.full(len(upper), -np.inf),
        upper=upper,
        is_capacity=np.arange(len(upper)) < n_capacities,
        must=made.must,
        barred=made.barred,
    )


def _plain(
    pairs: npt.NDArray[np.int64], coefficients: tuple[float, float]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Return row, project and coefficient of one row per pair."""
    rows = np.repeat(np.arange(len(pairs)), 2)
    return rows, pairs.ravel(), np.tile(coefficients, len(pairs))


def _links(
    made: _Projects, first_column: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """Return the strong form: whoever has started by t needs a start that is finished by t."""
    rows, columns, coefficients, n_rows = [], [], [], 0
    for project, needs in made.links:
        own = np.arange(first_column[project], first_column[project + 1])
        other = np.arange(first_column[needs], first_column[needs + 1])
        finish = made.n_periods[needs]
        for t in range(min(finish, len(own)) - 1, len(own)):
            early, done = own[: t + 1], other[: max(0, t - finish + 1)]
            columns += [early, done]
            rows.append(np.full(len(early) + len(done), n_rows))
            coefficients += [np.ones(len(early)), -np.ones(len(done))]
            n_rows += 1
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(coefficients)


__all__ = ["LOSS_PER_PERIOD", "N_PERIODS", "N_ROLES", "SyntheticPortfolio", "generate"]
