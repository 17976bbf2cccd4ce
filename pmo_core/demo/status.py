"""What the managers report each month: mostly true, sometimes late to see or slow to say it."""

import numpy as np
import polars as pl

from pmo_core.demo.life import CLOSED, DAYS_PER_MONTH, PHASE_ENDS, PROPOSED, Lives
from pmo_core.demo.people import in_currency
from pmo_core.demo.shape import Floats, Texts, dates, progress, typed
from pmo_core.demo.words import COMMENTS, PHASES
from pmo_core.model import StatusReport

FIRST_AGE_DAYS = 12  # a project younger than this at month end does not report yet


def reports(
    rng: np.random.Generator, projects: Lives, method: Texts, spent: Floats
) -> pl.DataFrame:
    """Return one status per project and month end (the last on as_of) from start to finish.

    The forecast moves from plan to truth in quarterly steps as the project goes on, and never
    falls below what is spent. The rating follows the usual thresholds (5 and 15 % over, 14 and 60
    days late), but an optimistic manager halves what is known before rating.
    """
    ends = np.minimum(projects.month_starts[1:] - 1, projects.as_of)
    finish = projects.finish
    is_closed = projects.group == CLOSED
    alive = (ends[None, :] >= projects.start[:, None] + FIRST_AGE_DAYS) & (
        projects.group != PROPOSED
    )[:, None]
    project, month = np.nonzero(alive & (ends[None, :] < finish[:, None] + DAYS_PER_MONTH))
    day = ends[month].astype(float)
    elapsed = np.minimum(
        (day - projects.start[project]) / projects.final_days[project], projects.until[project]
    )
    is_last = is_closed[project] & (day >= finish[project])

    known = _awareness(elapsed, projects.final_days[project])
    known = np.where(is_last, 1.0, known)
    cost_to_date = np.cumsum(spent, axis=1)[project, month]
    planned, truth = projects.planned[project], projects.final[project]
    forecast = planned + (truth - planned) * known
    # What is still to do costs at least what the curve says of the remaining work.
    forecast = np.maximum(forecast, cost_to_date * (1 + 0.3 * (1 - progress(elapsed))))
    forecast = np.ceil(np.where(is_last, cost_to_date, forecast) / 100) * 100
    planned_finish = projects.start[project] + projects.planned_days[project]
    true_finish = projects.start[project] + projects.final_days[project]
    forecast_finish = np.round(planned_finish + (true_finish - planned_finish) * known)
    forecast_finish = np.where(is_last, finish[project], np.maximum(forecast_finish, day + 10))
    over = (forecast / planned - 1) * 100
    late = forecast_finish - planned_finish
    optimism = rng.choice([1.0, 1.0, 1.0, 0.5], projects.n)[project]
    percent = np.where(
        is_last & (projects.until[project] == 1), 100.0, np.round(progress(elapsed) * 100, 1)
    )
    return typed(StatusReport, {
        "project": projects.code[project],
        "data_date": dates(day),
        "percent_complete": percent,
        "planned_finish": dates(planned_finish),
        "planned_cost": in_currency(planned, projects.currency[project]),
        "forecast_finish": dates(forecast_finish),
        "forecast_cost": in_currency(forecast, projects.currency[project]),
        "currency": projects.currency[project],
        "rag": _rating(over * optimism, late * optimism),
        "phase": _phase(method[project], elapsed),
        "comment": _comments(rng, over, late, elapsed),
    })  # fmt: skip


def _awareness(elapsed: Floats, final_days: Floats) -> Floats:
    """Return the known share of the deviation: it grows with time, at quarterly reviews."""
    quarters = elapsed * final_days / (3 * DAYS_PER_MONTH)
    total = np.maximum(final_days / (3 * DAYS_PER_MONTH), 1e-9)
    return np.clip((np.floor(quarters) / total) * 1.25, 0.0, 1.0) ** 1.2


def _rating(over_pct: Floats, late_days: Floats) -> Texts:
    """Rate by the thresholds on overrun in percent and slip in days."""
    red = (over_pct > 15) | (late_days > 60)
    amber = (over_pct > 5) | (late_days > 14)
    return np.select([red, amber], ["red", "amber"], "green")


def _phase(method: Texts, elapsed: Floats) -> Texts:
    """Return the phase in the words of the method."""
    kinds = list(PHASES)
    number = np.searchsorted(PHASE_ENDS[:-1], elapsed, side="right")
    kind = np.select([method == name for name in kinds], list(range(len(kinds))))
    words: Texts = np.array([PHASES[name] for name in kinds])[kind, number]
    return words


def _comments(rng: np.random.Generator, over: Floats, late: Floats, elapsed: Floats) -> pl.Series:
    """Return a sentence that fits the state of the project; some months there is none."""
    texts = np.array([text for group in COMMENTS.values() for text in group])
    sizes = np.array([len(group) for group in COMMENTS.values()])
    first = np.cumsum(sizes) - sizes
    state = np.select([elapsed < 0.15, over > 10, late > 20, elapsed > 0.9], [0, 3, 2, 4], 1)
    chosen = texts[first[state] + np.floor(rng.random(len(state)) * sizes[state]).astype(int)]
    is_silent = rng.random(len(state)) < 0.12
    return pl.Series(chosen).set(pl.Series(is_silent), None)
