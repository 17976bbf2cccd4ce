"""How sure a selection is when weights, scores, costs and benefits are ranges.

Thousands of draws (see `robustness_draws` for what is drawn, `robustness_sets` for how each is
solved) give for each candidate its core index, the share of draws whose best selection holds it
(Liesiö, Mild and Salo, Preference programming for robust portfolio modeling, 2007), and its rank
acceptability (SMAA-2); for the proposed selection its regret; and for each weight how far it may
move before another selection is better.
"""

import time
from typing import Any

import numpy as np
from pydantic import Field, ValidationError

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.engine_bound import keeps_all
from pmo_core.analysis.selection.formulation import Formulation
from pmo_core.analysis.selection.problem import Flags, Floats, Ints
from pmo_core.analysis.selection.result import columns_of
from pmo_core.analysis.selection.robustness_draws import Model, Spread
from pmo_core.analysis.selection.robustness_figures import (
    IN_PCT,
    OUT_PCT,
    Study,
    gaps,
    project_figures,
    regret,
    weight_figures,
)
from pmo_core.analysis.selection.robustness_sets import (
    Pool,
    Report,
    Stop,
    answered,
    best_of,
    column_values,
    explore,
    fits,
    kept_shares,
    money_rows,
    pooled,
)
from pmo_core.analysis.selection.robustness_swaps import exchanged
from pmo_core.analysis.selection.robustness_weights import Reaching
from pmo_core.analysis.selection.solve import QUICK_EXCHANGES, Engine
from pmo_core.errors import Refused
from pmo_core.model.what_if import WhatIf


class Options(Spread):
    """What is drawn, how often, and which selection is looked at."""

    n_draws: int = Field(2000, ge=1, le=100_000, description="Number of draws.")
    n_costs: int = Field(100, ge=1, le=10_000, description="Different pictures of the costs.")
    seed: int = Field(0, ge=0, description="Seed of the draws.")
    exact_seconds: float = Field(
        0, ge=0, le=60, description="Seconds to prove each draw; 0 = relaxation and rounding."
    )
    proposed: tuple[tuple[str, int], ...] | None = Field(
        None, description="Selection looked at: project, months of delay; None = the best found."
    )


def robustness(
    case: Case, what_if: WhatIf, options: Options, report: Report, stop: Stop
) -> dict[str, Any]:
    """Return how sure the selection of a case is; all of it can be written as JSON.

    Parameters
    ----------
    case, what_if
        As in `build`.
    options : Options
        What is drawn, and the selection that is looked at.
    report : callable
        Gets {"n_done", "n_draws"} every 0.3 s and when all draws are done.
    stop : callable
        Once it returns True, what was done so far is returned.

    Returns
    -------
    dict
        n_draws (done), n_costs, seed, is_stopped, seconds, objective, in_pct and out_pct (the
        thresholds); n_without: draws in which no selection was found (they count nowhere);
        mean_gap_pct, max_gap_pct, proven_pct: how much better a selection of a draw could be, and
        the share of draws where none is. projects: list of project, core_pct, robustness ("always
        in", "borderline", "always out"), is_proposed, mean_rank, first_pct (share of draws ranked
        first by value), confidence_pct and central_weights (null unless ever first, or without
        weights); regret: mean_pct, max_pct (value lost against the best found, over draws whose
        budgets the proposed selection keeps), fits_pct (share of those draws); weights: list of
        criterion, weight_pct, low_pct, high_pct, and who is out (left_below, left_above) and in
        (joined_below, joined_above) beyond. The last two are null or empty without a proposal.

    Raises
    ------
    Refused
        The proposed selection speaks of a project or a delay that is not up for decision.
    """
    begin = time.perf_counter()
    formulation = build(case, what_if)
    problem, n_projects = formulation.problem, formulation.problem.n_projects
    if not n_projects:
        raise Refused("There is no candidate to choose from.", "Look at the stages asked for.")
    proposed = _proposed(formulation, options.proposed)
    model, kept = Model(case, what_if, options), kept_shares(problem, what_if.delay_pct)
    sample = explore(
        formulation, model, kept, n_draws=options.n_draws,
        n_costs=min(options.n_costs, options.n_draws) if options.cost_pct else 1,
        seed=options.seed, exact_seconds=options.exact_seconds, report=report, stop=stop,
    )  # fmt: skip
    engine = Engine(problem)

    def found(worth: Floats) -> Ints:
        value = column_values(problem, worth, kept)
        return answered(engine, value, options.exact_seconds, stop, QUICK_EXCHANGES).chosen

    planned = model.at(model.weights[None]).worth
    first = [found(planned[0])] if proposed is None else [proposed]
    n_money = int(money_rows(formulation).sum())
    pool = pooled(problem, [*first, *sample.found], kept, n_money)
    more = exchanged(formulation, sample, pool, kept=kept, stop=stop)
    pool = pooled(problem, [*pool.chosen, *more], kept, n_money)
    allowed = fits(formulation, pool, np.vstack([np.ones((1, n_projects)), sample.costs]))
    at = _place(pool, allowed[:, 0], planned, is_given=proposed is not None)
    study = Study(
        formulation, model, sample, pool, allowed, at, *best_of(sample, pool, allowed[:, 1:])
    )
    answer = {
        "n_draws": len(study.best), "n_costs": len(sample.costs), "seed": options.seed,
        "is_stopped": len(study.best) < options.n_draws, "objective": formulation.objective,
        "in_pct": IN_PCT, "out_pct": OUT_PCT, **gaps(study),
        "projects": project_figures(study, options.seed), "regret": regret(study), "weights": [],
    }  # fmt: skip
    if at is not None and model.has_weights:
        able = [one for one, is_able in zip(pool.chosen, allowed[:, 0], strict=True) if is_able]
        reaching = Reaching(
            model, pool.chosen[at], able, found, lambda some: pooled(problem, some, kept, 0)
        )
        answer["weights"] = weight_figures(study, reaching, stop)
    return answer | {"seconds": time.perf_counter() - begin}


def task(
    case: Case, what_if: WhatIf, options: dict[str, Any], report: Report, stop: Stop
) -> dict[str, Any]:
    """Answer as `robustness`, with the options as plain values.

    The time limit `seconds`, which every question carries, is kept by `stop`.

    Raises
    ------
    Refused
        An option is not known or out of its range.
    """
    try:
        own = {name: value for name, value in options.items() if name != "seconds"}
        read = Options.model_validate(own)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused(f"The option '{where}' cannot be used: {first['msg']}.") from error
    return robustness(case, what_if, read, report, stop)


def _proposed(formulation: Formulation, given: tuple[tuple[str, int], ...] | None) -> Ints | None:
    """Return the columns of the selection that is looked at."""
    if given is None:
        return None
    chosen = columns_of(formulation, given)
    if len(chosen) < len(given) or not keeps_all(formulation.problem, chosen):
        raise Refused(
            "The proposed selection does not keep the limits and rules, or names no candidate.",
            "Solve again first.",
        )
    return chosen


def _place(pool: Pool, is_allowed: Flags, planned: Floats, *, is_given: bool) -> int | None:
    """Return where the selection that is looked at stands in the pool; None without any."""
    if not is_allowed.any():
        return None
    return 0 if is_given else int(np.where(is_allowed, pool.values(planned)[0], -np.inf).argmax())


__all__ = ["Options", "robustness", "task"]
