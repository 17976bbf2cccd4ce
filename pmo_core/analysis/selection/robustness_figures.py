"""What the draws say about each candidate, about the proposed selection, and about the weights."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Flags, Floats, Ints
from pmo_core.analysis.selection.robustness_draws import Model
from pmo_core.analysis.selection.robustness_sets import Pool, Sample, Stop
from pmo_core.analysis.selection.robustness_smaa import (
    central_weights,
    first_share,
    rank_acceptability,
)
from pmo_core.analysis.selection.robustness_weights import Reaching

ALWAYS_IN, BORDERLINE, ALWAYS_OUT = "always in", "borderline", "always out"
IN_PCT, OUT_PCT = 95.0, 5.0
"""Core index from which a project is always in, and up to which it is always out."""

CONFIDENCE_DRAWS = 200
RARELY = 0.01  # share of draws ranked first below which no confidence is computed
ROUNDING = 1e-9
PROVEN = 1e-6  # share of the value that counts as no gap


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """Draws, the selections found, and which is best where.

    Parameters
    ----------
    formulation : Formulation
    model : Model
    sample : Sample
    pool : Pool
    allowed : (n_sets, 1 + n_costs) bool
        Whether a selection keeps the budgets under the planned costs (first) and the drawn ones.
    at : int or None
        Place of the proposed selection in the pool.
    best : (n_draws,) int
        Best selection of each draw; -1 = none.
    value : (n_draws,) float
        Its value; nan = none.
    """

    formulation: Formulation
    model: Model
    sample: Sample
    pool: Pool
    allowed: Flags
    at: int | None
    best: Ints
    value: Floats


def gaps(study: Study) -> dict[str, Any]:
    """Return n_without, and how much better than the best found a selection of a draw can be."""
    bound, value = study.sample.bound, study.value
    is_known = np.isfinite(value) & np.isfinite(bound)
    value = value[is_known]
    gap = np.maximum(bound[is_known] - value, 0.0) / np.maximum(np.abs(value), 1e-9)
    is_any = bool(gap.size)
    return {
        "n_without": int((study.best < 0).sum()),
        "mean_gap_pct": 100 * float(gap.mean()) if is_any else None,
        "max_gap_pct": 100 * float(gap.max()) if is_any else None,
        "proven_pct": 100 * float((gap <= PROVEN).mean()) if is_any else None,
    }


def core_pct(study: Study) -> Floats | None:
    """Return the share of draws whose best selection holds each project; None without any."""
    best = study.best[study.best >= 0]
    if not best.size:
        return None
    times = np.bincount(best, minlength=len(study.pool.chosen))
    return np.asarray(100 * (times @ study.pool.is_in) / best.size)


def robustness_class(core: float) -> str:
    """Return the class of a core index in percent.

    Examples
    --------
    >>> [robustness_class(core) for core in (95.0, 94.9, 5.0)]
    ['always in', 'borderline', 'always out']
    """
    if core >= IN_PCT:
        return ALWAYS_IN
    return ALWAYS_OUT if core <= OUT_PCT else BORDERLINE


def project_figures(study: Study, seed: int) -> list[dict[str, Any]]:
    """Return one record per candidate: core index and its class, ranks, central weights."""
    model, sample = study.model, study.sample
    n_draws, n = sample.worth.shape
    core = core_pct(study)
    if not n_draws or core is None:
        return []
    ranks = rank_acceptability(sample.worth)
    upto = ranks.cumsum(axis=1) + ROUNDING
    has_weights = model.has_weights
    central = central_weights(sample.worth, sample.weights)
    proposed = np.zeros(n) if study.at is None else study.pool.is_in[study.at]
    rows = []
    for at, project in enumerate(model.projects):
        is_first = bool(ranks[at, 0] > 0) and has_weights
        rows.append(
            {
                "project": project,
                "core_pct": float(core[at]),
                "robustness": robustness_class(float(core[at])),
                "is_proposed": bool(proposed[at]),
                "mean_rank": float(ranks[at] @ np.arange(1, n + 1)),
                "rank_low": int((upto[at] >= 0.05).argmax()) + 1,
                "rank_high": int((upto[at] >= 0.95).argmax()) + 1,
                "first_pct": 100 * float(ranks[at, 0]),
                "central_weights": dict(zip(model.criteria, central[at].tolist(), strict=True))
                if is_first
                else None,
                "confidence_pct": _confidence(study, at, central[at], seed)
                if is_first and ranks[at, 0] >= RARELY
                else None,
            }
        )
    return rows


def _confidence(study: Study, at: int, weights: Floats, seed: int) -> float:
    """Return the share of draws, in percent, in which a project is first under those weights."""
    planned = np.ones(len(study.model.projects))
    rng = np.random.default_rng([seed, 1])
    drawn = study.model.draw(rng, CONFIDENCE_DRAWS, planned, weights)
    return 100 * first_share(drawn.worth, at)


def regret(study: Study) -> dict[str, Any] | None:
    """Return what the proposed selection loses against the best found, in percent of that.

    Over the draws whose budgets it keeps; fits_pct is the share of those draws.
    """
    if study.at is None or not study.best.size:
        return None
    fits = study.allowed[study.at, 1:][study.sample.picture] & (study.best >= 0)
    best = study.value[fits]
    own = study.pool.values(study.sample.worth[fits])[:, study.at]
    lost = 100 * (best - own) / np.maximum(np.abs(best), 1e-9)
    return {
        "mean_pct": float(lost.mean()) if lost.size else None,
        "max_pct": float(lost.max()) if lost.size else None,
        "fits_pct": 100 * float(fits.mean()),
    }


def weight_figures(study: Study, reaching: Reaching, stop: Stop) -> list[dict[str, Any]]:
    """Return one record per criterion with a weight: how far it may move, and what changes then."""
    model = study.model
    codes = np.array(model.projects)
    project = study.formulation.problem.project
    assert study.at is not None
    own = codes[project[study.pool.chosen[study.at]]].tolist()
    rows = []
    for at, criterion in enumerate(model.criteria):
        if model.weights[at] == 0 or stop():
            continue
        row: dict[str, Any] = {"criterion": criterion, "weight_pct": 100 * float(model.weights[at])}
        for name, side, far in (("low_pct", "below", 0.0), ("high_pct", "above", 1.0)):
            reach = reaching.reach(at, far, stop)
            rival = own if reach.rival is None else codes[project[reach.rival]].tolist()
            row[name] = 100 * reach.end
            row[f"left_{side}"] = sorted(set(own) - set(rival))
            row[f"joined_{side}"] = sorted(set(rival) - set(own))
        rows.append(row)
    return rows


__all__ = [
    "ALWAYS_IN", "ALWAYS_OUT", "BORDERLINE", "IN_PCT", "OUT_PCT", "Study", "core_pct", "gaps",
    "project_figures", "regret", "robustness_class", "weight_figures",
]  # fmt: skip
