"""Weights, scores, costs and benefits as ranges: what the candidates are worth in each draw.

| what | drawn from |
|---|---|
| weights, "around" | each weight x uniform(1 - x %, 1 + x %), then made to sum 1 |
| weights, "any" | uniform over all weights of the criteria that have one (flat Dirichlet) |
| scores | uniform from the lowest to the highest given (low, high, assessors); without a range |
| | score +- a percent of the scale; never beyond the scale |
| benefits | triangular low, likely, high; without a range +- x %; all years of a project together |
| costs | one factor per project, triangular 1 - x %, 1, 1 + x % |

Everything else (roles, dates, priorities, the cost in the rule "minimum share") stays as planned.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from pmo_core.analysis.calendar import fiscal_year
from pmo_core.analysis.scoring.judged import Judged, judged
from pmo_core.analysis.scoring.score import DECIMALS, LEAST_SHARE, PARTS, SAME, scored
from pmo_core.analysis.scoring.weighted import by_scale
from pmo_core.analysis.selection.build_starts import month_after
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.problem import Floats
from pmo_core.analysis.selection.worth import measures, objective, worth
from pmo_core.model.what_if import WhatIf


class Spread(BaseModel):
    """How far what is not certain may be from what stands in the registers; percents are 0-100."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    weights: Literal["around", "any"] = Field("around", description="How weights are drawn.")
    weight_pct: float = Field(30, ge=0, le=100, description="Percent by which weights move.")
    score_pct: float = Field(
        10, ge=0, le=100, description="Percent of the scale, where a score has no range."
    )
    benefit_pct: float = Field(
        15, ge=0, le=100, description="Percent of the benefit, where it has no range."
    )
    cost_pct: float = Field(10, ge=0, le=95, description="Percent of the cost.")


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """What was drawn.

    Parameters
    ----------
    weights : (n_draws, n_criteria) float
        Sum 1 in each draw (0 where no criterion has a weight).
    worth : (n_draws, n_candidates) float
        As `worth.worth`: lessened for risk, 0 where not known.
    """

    weights: Floats
    worth: Floats


class Model:
    """What the candidates of a case are worth under a what-if, as a distribution.

    Parameters
    ----------
    case : Case
    what_if : WhatIf
    spread : Spread

    Attributes
    ----------
    projects : list of str
        Candidates, ascending, as in `build`.
    criteria : list of str
        Criteria with their `weights` (n_criteria,), sum 1.
    objective : str
        What is maximized.
    """

    def __init__(self, case: Case, what_if: WhatIf, spread: Spread) -> None:
        calm = what_if.model_copy(update={"risk_aversion_pct": 0.0})
        known = measures(case, what_if)
        self._what_if, self._spread = what_if, spread
        self.projects = known["project"].to_list()
        self.objective = objective(known, what_if)
        fixed = worth(case, calm).select(pl.when("has_value").then("worth")).to_series()
        self._fixed = fixed.to_numpy().astype(np.float64)
        self._scores = _Scores(case, self.projects, what_if, spread)
        self._npv = _Npv(case, known, what_if, spread)
        self.criteria, self.weights = self._scores.criteria, self._scores.weights

    @property
    def has_weights(self) -> bool:
        """Whether weights of criteria move what is maximized."""
        is_scored = self.objective in ("score", "mix")
        by_parts = self._what_if.method in PARTS
        return is_scored and not by_parts and bool(self.weights.any())

    def costs(self, rng: np.random.Generator) -> Floats:
        """Return the factor by which each candidate's cost is multiplied, (n_candidates,)."""
        x = self._spread.cost_pct / 100
        n = len(self.projects)
        return rng.triangular(1 - x, 1.0, 1 + x, n) if x else np.ones(n)

    def draw(
        self, rng: np.random.Generator, n_draws: int, cost: Floats, weights: Floats | None = None
    ) -> Draws:
        """Return draws of weights (unless they are given), scores and benefits.

        Parameters
        ----------
        rng : numpy.random.Generator
            Source of the draws.
        n_draws : int
            Number of draws.
        cost : (n_candidates,) float
            Factors of the costs.
        weights : (n_criteria,) float, optional
            Weights that hold in all draws.
        """
        drawn = self._weights(rng, n_draws)
        if weights is not None:
            drawn[:] = weights
        units = self._scores.draw(rng, n_draws)
        npv = self._npv.draw(rng, n_draws, cost)
        return self._valued(drawn, units, npv)

    def at(self, weights: Floats) -> Draws:
        """Return what the candidates are worth under weights (n, n_criteria), all else as given."""
        registered = np.broadcast_to(self._scores.registered, (len(weights), *self._scores.shape))
        npv = np.broadcast_to(self._npv.registered, (len(weights), len(self.projects)))
        return self._valued(weights, registered, npv)

    def _weights(self, rng: np.random.Generator, n_draws: int) -> Floats:
        shape = n_draws, len(self.weights)
        if self._spread.weights == "any":
            drawn = rng.standard_exponential(shape) * (self.weights > 0)
        else:
            x = self._spread.weight_pct / 100
            drawn = rng.uniform(1 - x, 1 + x, shape) * self.weights
        total = drawn.sum(axis=1, keepdims=True)
        return np.asarray(drawn / np.where(total > 0, total, 1.0))

    def _valued(self, weights: Floats, values: Floats, npv: Floats) -> Draws:
        shape = len(weights), len(self.projects)
        if self.objective == "score":
            found = self._scores.scores(weights, values)
        elif self.objective == "npv":
            found = npv
        elif self.objective == "mix":
            share = self._what_if.mix_pct / 100
            score, money = _scaled(self._scores.scores(weights, values)), _scaled(npv)
            found = share * np.nan_to_num(score) + (1 - share) * np.nan_to_num(money)
            found = np.where(np.isnan(score) & np.isnan(money), np.nan, found)
        else:
            found = np.broadcast_to(self._fixed, shape)
        whole = np.nan_to_num(found)
        kept = 1 - self._what_if.risk_aversion_pct / 100 * self._scores.risk(values)
        return Draws(weights, np.where(whole > 0, whole * kept, whole))


class _Scores:
    """Scores of the candidates between their lowest and highest, criteria in columns."""

    def __init__(self, case: Case, projects: list[str], what_if: WhatIf, spread: Spread) -> None:
        own = case.scores.filter(pl.col("project").is_in(projects), pl.col("score").is_finite())
        self._judged = judged(case.criteria, own)
        self._method = what_if.method
        self._row = np.searchsorted(projects, self._judged.projects.to_list())
        self._n = len(projects)
        self.criteria = case.criteria["criterion"].to_list()
        given = self._judged.weighted(what_if.weights)
        self.weights = given / max(given.sum(), np.finfo(float).tiny)
        self.registered = self._judged.values
        self.shape = self.registered.shape
        ends = case.criteria.select(pl.col("scale_min", "scale_max").cast(pl.Float64)).to_numpy()
        self._scale = ends[:, 0], ends[:, 1]
        is_risk = (case.criteria["part"] == "risk").fill_null(value=False)
        self._is_benefit = self._judged.is_benefit
        self._is_risk = is_risk.to_numpy()
        low, high = (_extreme(case.criteria, own, end) for end in ("low", "high"))
        step = np.where(low == high, spread.score_pct / 100 * (ends[:, 1] - ends[:, 0]), 0.0)
        self._low = np.where(step > 0, np.fmax(low - step, ends[:, 0]), low)
        self._high = np.where(step > 0, np.fmin(high + step, ends[:, 1]), high)

    def draw(self, rng: np.random.Generator, n_draws: int) -> Floats:
        """Return drawn scores (n_draws, n_scored, n_criteria) in the criteria's scales."""
        share = rng.random((n_draws, *self.shape))
        return np.asarray(self._low + share * (self._high - self._low))

    def scores(self, weights: Floats, values: Floats) -> Floats:
        """Return the score of each candidate in each draw; nan = not compared."""
        found = np.full((len(weights), self._n), np.nan)
        if self._method == "weighted sum":
            found[:, self._row] = self._weighted_sums(weights, values)
            return found
        for at, (weight, value) in enumerate(zip(weights, values, strict=True)):
            given: Judged = replace(self._judged, values=value)
            named = zip(self.criteria, weight.tolist(), strict=True)
            one = scored(given, self._method, named)["score"]
            found[at, self._row] = one.cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return found

    def risk(self, values: Floats) -> Floats:
        """Return the mean place between the best (0) and worst (1) end of the scales of risk."""
        risk = np.zeros((len(values), self._n))
        share = 1 - self._units(values)[:, :, self._is_risk]
        n_known = np.isfinite(share).sum(axis=2)
        risk[:, self._row] = np.nansum(share, axis=2) / np.maximum(n_known, 1)
        return risk

    def _units(self, values: Floats) -> Floats:
        low, high = self._scale
        return by_scale(values, low, high, self._is_benefit)

    def _weighted_sums(self, weights: Floats, values: Floats) -> Floats:
        """Return what `scored` gives for the weighted sum, all draws at once."""
        units = self._units(values)
        has = ~np.isnan(units)
        total = weights.sum(axis=1)[:, None]
        known = np.einsum("dnm,dm->dn", has, weights)
        summed = np.einsum("dnm,dm->dn", np.nan_to_num(units), weights)
        is_compared = (known > 0) & (known >= (LEAST_SHARE - SAME) * total)
        found = np.full(known.shape, np.nan)
        np.divide(100 * summed, known, out=found, where=is_compared)
        return np.asarray(found.round(DECIMALS))


class _Npv:
    """NPV of the candidates as PV of drawn benefits less drawn cost."""

    def __init__(self, case: Case, known: pl.DataFrame, what_if: WhatIf, spread: Spread) -> None:
        projects = known["project"].to_list()
        self.registered = known["npv"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        x = spread.benefit_pct / 100
        planned = pl.col("planned")
        around = planned.abs() * x
        flows = case.benefits.filter(planned.is_not_null(), pl.col("project").is_in(projects))
        flows = flows.with_columns(
            low=pl.min_horizontal(planned, pl.coalesce("low", planned - around)),
            high=pl.max_horizontal(planned, pl.coalesce("high", planned + around)),
        )
        first = month_after(case.data_date)
        base = int(pl.select(fiscal_year(pl.lit(first), case.fiscal_year_start_month)).item())
        years = flows["year"].to_numpy().astype(np.float64) - base
        discount = (1 + what_if.discount_pct / 100) ** -years
        self._row = np.searchsorted(projects, flows["project"].to_list())
        self._low, self._likely, self._high = (
            flows[name].to_numpy() * discount for name in ("low", "planned", "high")
        )
        self._n = len(projects)
        likely = np.bincount(self._row, self._likely, self._n)
        self._cost = likely - self.registered

    def draw(self, rng: np.random.Generator, n_draws: int, cost: Floats) -> Floats:
        """Return the NPV of each candidate in each draw; nan = not known."""
        luck = rng.random((n_draws, self._n))
        flows = triangular(luck[:, self._row], self._low, self._likely, self._high)
        place = (np.arange(n_draws)[:, None] * self._n + self._row).ravel()
        benefit = np.bincount(place, flows.ravel(), n_draws * self._n)
        return np.asarray(benefit.reshape(n_draws, self._n) - self._cost * cost)


def triangular(share: Floats, low: Floats, likely: Floats, high: Floats) -> Floats:
    """Return the quantiles of triangular distributions; low = high gives that number.

    Examples
    --------
    >>> triangular(np.array([0.0, 0.5, 1.0]), *np.array([0.0, 1.0, 2.0])).tolist()
    [0.0, 1.0, 2.0]
    """
    width, left, right = high - low, likely - low, high - likely
    rising = low + np.sqrt(share * width * left)
    falling = high - np.sqrt((1 - share) * width * right)
    return np.asarray(np.where(share * width < left, rising, falling))


def _scaled(values: Floats) -> Floats:
    """Return 100 x value / largest value of each draw; of losses only, the largest is -100."""
    known = np.nan_to_num(values, nan=-np.inf)
    largest = known.max(axis=1, initial=-np.inf, keepdims=True)
    most = np.nanmax(np.abs(values), axis=1, initial=0.0, keepdims=True)
    base = np.where(largest > 0, largest, most)
    return np.asarray(np.where(base > 0, 100 * values / np.where(base > 0, base, 1.0), values))


def _extreme(criteria: pl.DataFrame, given: pl.DataFrame, end: Literal["low", "high"]) -> Floats:
    """Return the lowest or highest value that any assessor gave, as a matrix like `judged`."""
    score, given_end = pl.col("score"), pl.coalesce(end, "score")
    if end == "low":
        one = pl.min_horizontal(given_end, score).min()
    else:
        one = pl.max_horizontal(given_end, score).max()
    return judged(criteria, given.group_by("project", "criterion").agg(score=one)).values


__all__ = ["Draws", "Model", "Spread", "triangular"]
