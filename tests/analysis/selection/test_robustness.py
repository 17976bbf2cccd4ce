"""Robustness: figures of a small case equal brute force over all sets and the same draws."""

import json
from collections.abc import Callable
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from pmo_core.analysis.selection.build import build
from pmo_core.analysis.selection.case import Case
from pmo_core.analysis.selection.robustness import Options, robustness, task
from pmo_core.analysis.selection.robustness_draws import Model, Spread
from pmo_core.analysis.selection.robustness_sets import Sample, explore, kept_shares
from pmo_core.analysis.selection.robustness_swaps import Exchange
from pmo_core.analysis.selection.worth import worth
from pmo_core.errors import Refused
from pmo_core.model.what_if import WhatIf
from tests.analysis.selection.cases import case, money, project, use

CODES = [f"P{at}" for at in range(8)]
COSTS = {
    "P0": 30.0, "P1": 22.0, "P2": 17.0, "P3": 41.0, "P4": 12.0, "P5": 26.0, "P6": 35.0, "P7": 9.0,
}  # fmt: skip
FIT = [4, 2, 5, 3, 1, 5, 4, 2]
VALUE = [2, 5, 3, 4, 2, 1, 5, 3]
LIKELY = [2.5 * cost - at for at, cost in enumerate(COSTS.values())]
BUDGET = 95.0
CALM = {"weight_pct": 0, "score_pct": 0, "benefit_pct": 0, "cost_pct": 0}
SMALL: dict[str, Any] = {"n_draws": 60, "n_costs": 6, "exact_seconds": 20, "cost_pct": 20}


def criterion(code: str, weight: float, **fields: Any) -> dict[str, Any]:
    usual = {"direction": "more is better", "scale_min": 1.0, "scale_max": 5.0}
    return {"criterion": code, "name": code, "weight": weight} | usual | fields


def score(code: str, on: str, value: float, **fields: Any) -> dict[str, Any]:
    return {"project": code, "criterion": on, "assessor": "", "score": float(value)} | fields


@pytest.fixture(scope="module")
def small() -> Case:
    """Eight candidates, one budget; P0 needs P4, P2 and P6 exclude each other."""
    return case(
        [project(code, cost=COSTS[code], priority=at + 1) for at, code in enumerate(CODES)],
        use=[use(code, date(2027, 1, 1), cost) for code, cost in COSTS.items()],
        limits=[money(2027, BUDGET)],
        benefits=[
            {"project": code, "year": 2028, "low": cost, "planned": likely, "high": 4 * cost}
            for (code, cost), likely in zip(COSTS.items(), LIKELY, strict=True)
        ],
        criteria=[
            criterion("FIT", 3.0), criterion("VALUE", 2.0),
            criterion("RISK", 1.0, direction="less is better", part="risk"),
        ],
        scores=[
            *(score(code, "FIT", fit) for code, fit in zip(CODES, FIT, strict=True)),
            *(score(code, "VALUE", value, low=max(1, value - 1), high=min(5, value + 1))
              for code, value in zip(CODES, VALUE, strict=True)),
            *(score(code, "RISK", 1 + at / 2, assessor=who)
              for at, code in enumerate(CODES) for who in ("a", "b")),
        ],
        links=[{"project": "P0", "needs": "P4"}],
        rules=[{"code": "R1", "kind": "excludes", "projects": "P2;P6"}],
    )  # fmt: skip


def possible(cost: np.ndarray) -> np.ndarray:
    """Return all sets that the rules of `small` and the budget allow, (n_sets, 8) bool."""
    sets = []
    for size in range(9):
        for members in combinations(range(8), size):
            price = sum(COSTS[CODES[at]] * cost[at] for at in members)
            is_linked = 0 not in members or 4 in members
            if price <= BUDGET + 1e-6 and is_linked and not {2, 6} <= set(members):
                sets.append([at in members for at in range(8)])
    return np.array(sets)


def sampled(given: Case, what_if: WhatIf, options: Options, n_costs: int) -> Sample:
    """Return the draws that `robustness` makes."""
    formulation = build(given, what_if)
    return explore(
        formulation, Model(given, what_if, options), kept_shares(formulation.problem, 1),
        n_draws=options.n_draws, n_costs=n_costs, seed=options.seed, exact_seconds=0,
        report=lambda _: None, stop=lambda: False,
    )  # fmt: skip


def asked(
    given: Case, what_if: WhatIf | None = None, stop: Callable[[], bool] = lambda: False, **how: Any
) -> dict[str, Any]:
    return task(given, what_if or WhatIf(), how, lambda _: None, stop)


@pytest.mark.parametrize("objective", ["score", "npv", "mix"])
def test_figures_equal_brute_force(small: Case, objective: Any) -> None:
    """Core index, regret and share of fitting draws equal the enumeration of all sets."""
    what_if = WhatIf(objective=objective, risk_aversion_pct=30)
    answer = asked(small, what_if, **SMALL)
    sample = sampled(small, what_if, Options(**SMALL), 6)
    proposed = np.array([row["is_proposed"] for row in answer["projects"]])
    held, lost, fits = np.zeros(8), [], 0
    for draw, own in enumerate(sample.worth):
        cost = sample.costs[sample.picture[draw]]
        sets = possible(cost)
        values = sets @ own
        held += sets[values.argmax()]
        if (sets == proposed).all(axis=1).any():
            fits += 1
            lost.append(100 * (values.max() - proposed @ own) / values.max())
    core = [row["core_pct"] for row in answer["projects"]]
    assert core == pytest.approx(100 * held / 60)
    assert answer["proven_pct"] == 100
    # The best set by NPV leaves enough of the budget for any drawn cost.
    assert 0 < fits < 60 or (objective == "npv" and fits == 60)
    assert answer["regret"] == pytest.approx(
        {"mean_pct": np.mean(lost), "max_pct": max(lost), "fits_pct": 100 * fits / 60}
    )
    classes = {row["robustness"] for row in answer["projects"]}
    assert "borderline" in classes


def test_the_proposed_selection_is_the_best_as_planned(small: Case) -> None:
    """Without another one, it is the best of all sets under the planned figures."""
    answer = asked(small, **SMALL)
    planned = worth(small, WhatIf())["worth"].to_numpy()
    sets = possible(np.ones(8))
    proposed = [row["is_proposed"] for row in answer["projects"]]
    assert proposed == sets[(sets @ planned).argmax()].tolist()


def test_how_far_weights_move_equals_a_grid(small: Case) -> None:
    """At each weight of a grid the proposed set is best exactly inside the stated interval."""
    answer = asked(small, **SMALL)
    model = Model(small, WhatIf(), Spread())
    sets = possible(np.ones(8))
    proposed = np.array([row["is_proposed"] for row in answer["projects"]])
    assert [row["criterion"] for row in answer["weights"]] == ["FIT", "VALUE", "RISK"]
    n_moved = 0
    for at, row in enumerate(answer["weights"]):
        for share in np.linspace(0.005, 0.995, 100):
            weights = model.weights * (1 - share) / (1 - model.weights[at])
            weights[at] = share
            own = model.at(weights[None]).worth[0]
            is_best = proposed @ own >= (sets @ own).max() - 1e-6
            is_inside = row["low_pct"] <= 100 * share <= row["high_pct"]
            assert is_best == is_inside, (row, share)
        for side, end, edge in (("below", "low_pct", 0.0), ("above", "high_pct", 100.0)):
            assert bool(row[f"left_{side}"] or row[f"joined_{side}"]) == (row[end] != edge)
            n_moved += row[end] != edge
    assert n_moved


def test_exchanges_leave_no_better_neighbor(small: Case) -> None:
    """From any possible set, the result is possible, not worse, and no exchange improves it."""
    problem = build(small, WhatIf()).problem
    sets = possible(np.ones(8))
    kinds = {tuple(one) for one in sets.tolist()}
    rng = np.random.default_rng(7)
    exchange = Exchange(problem, np.ones(8, np.bool_))
    n_better = 0
    for one in sets:
        own = rng.uniform(-1, 5, 8)
        chosen = exchange.improved(np.flatnonzero(one).astype(np.int32), own)
        found = np.isin(np.arange(8), chosen)
        assert tuple(found.tolist()) in kinds
        assert found @ own >= one @ own - 1e-12
        n_better += found @ own > one @ own + 1e-9
        came, left = (sets & ~found).sum(axis=1), (found & ~sets).sum(axis=1)
        near = sets[(came == 1) & (left <= 1)]
        assert (near @ own <= found @ own + 1e-8).all()
    assert n_better > 5


def test_exchanges_of_starts_keep_one_per_project() -> None:
    """A project may move to another start, but is never in twice; what costs too much stays out."""
    month = date(2027, 1, 1)
    given = case(
        [project("A"), project("B")],
        use=[use("A", month, 4.0), use("B", month, 4.0)],
        limits=[money(2027, 5.0), money(2028, 5.0)],
    )
    problem = build(given, WhatIf(shift_months=12)).problem
    exchange = Exchange(problem, np.ones(2, np.bool_))
    value = np.where(problem.start == 12, 1.0, 2.0) + problem.project
    value[problem.start == 5] += 0.5
    chosen = exchange.improved(np.flatnonzero(problem.start == 12)[:1].astype(np.int32), value)
    found = [(int(problem.project[at]), int(problem.start[at])) for at in chosen]
    assert found == [(0, 12), (1, 5)]


def test_ranks_equal_counting(small: Case) -> None:
    """First places, mean ranks, central weights and confidence equal plain counting."""
    options = Options(n_draws=300, cost_pct=0, weights="any")
    answer = robustness(small, WhatIf(), options, lambda _: None, lambda: False)
    sample = sampled(small, WhatIf(), options, 1)
    ranks = np.array([[(draw > own).sum() + 1 for own in draw] for draw in sample.worth])
    for at, row in enumerate(answer["projects"]):
        is_first = ranks[:, at] == 1
        assert row["mean_rank"] == pytest.approx(ranks[:, at].mean())
        assert row["first_pct"] == pytest.approx(100 * is_first.mean())
        assert row["rank_low"] <= row["mean_rank"] <= row["rank_high"]
        if is_first.any():
            central = sample.weights[is_first].mean(axis=0)
            assert list(row["central_weights"].values()) == pytest.approx(central.tolist())
            assert row["confidence_pct"] is None or 0 <= row["confidence_pct"] <= 100
        else:
            assert row["central_weights"] is None
    assert sum(row["first_pct"] for row in answer["projects"]) == pytest.approx(100)


@pytest.mark.parametrize(
    "what_if",
    [
        WhatIf(), WhatIf(objective="npv"), WhatIf(objective="mix", mix_pct=30),
        WhatIf(objective="priority"), WhatIf(objective="count"), WhatIf(method="topsis"),
        WhatIf(method="promethee"), WhatIf(weights=(("FIT", 0.0), ("RISK", 9.0))),
    ],
    ids=str,
)  # fmt: skip
def test_without_spread_nothing_moves(small: Case, what_if: WhatIf) -> None:
    """With ranges of no width every draw is what `worth` says, under each objective and method."""
    scores = small.scores.with_columns(low=None, high=None)
    benefits = small.benefits.with_columns(low=None, high=None)
    given = Case(**{
        name: {"scores": scores, "benefits": benefits}.get(name, getattr(small, name))
        for name in Case.__dataclass_fields__
    })  # fmt: skip
    averse = what_if.model_copy(update={"risk_aversion_pct": 40.0})
    model = Model(given, averse, Spread(**CALM))
    drawn = model.draw(np.random.default_rng(0), 3, model.costs(np.random.default_rng(0)))
    expected = worth(given, averse)["worth"].to_numpy()
    for own in (*drawn.worth, *model.at(model.weights[None]).worth):
        assert own == pytest.approx(expected, abs=1e-8)


def test_npv_follows_drawn_amounts(small: Case) -> None:
    """Costs a tenth higher and benefits at their low end give the NPV of such a case."""
    what_if = WhatIf(objective="npv")
    model = Model(small, what_if, Spread())
    rng = np.random.default_rng(3)
    drawn = model.draw(rng, 4000, np.full(8, 1.1)).worth
    for at, cost in enumerate(COSTS.values()):
        least, mean, most = (
            benefit / 1.08 - 1.1 * cost for benefit in (cost, (5 * cost + LIKELY[at]) / 3, 4 * cost)
        )
        assert least <= drawn[:, at].min()
        assert drawn[:, at].max() <= most
        assert drawn[:, at].mean() == pytest.approx(mean, abs=0.03 * cost)


def test_weights_are_drawn_as_stated(small: Case) -> None:
    """Around: each share within its bounds; any: flat over all; always sum 1."""
    rng = np.random.default_rng(4)
    around = Model(small, WhatIf(), Spread(weight_pct=20))
    weights = around.draw(rng, 2000, np.ones(8)).weights
    assert weights.sum(axis=1) == pytest.approx(np.ones(2000))
    assert (weights >= around.weights * 0.8 / 1.2 - 1e-12).all()
    assert (weights <= around.weights * 1.2 / 0.8 + 1e-12).all()
    anything = Model(small, WhatIf(weights=(("VALUE", 0.0),)), Spread(weights="any"))
    weights = anything.draw(rng, 2000, np.ones(8)).weights
    assert (weights[:, 1] == 0).all()
    assert weights[:, 0].mean() == pytest.approx(0.5, abs=0.03)
    assert weights[:, 0].std() == pytest.approx(12**-0.5, abs=0.02)


def test_same_seed_same_result(small: Case) -> None:
    """The same question gives the same answer, another seed another one; both are JSON."""
    how = {"n_draws": 80, "n_costs": 4}
    one, again, other = (
        {name: value for name, value in asked(small, seed=seed, **how).items() if name != "seconds"}
        for seed in (5, 5, 6)
    )
    assert json.dumps(one, allow_nan=False) == json.dumps(again, allow_nan=False)
    assert one["projects"] != other["projects"]


def test_stopping_keeps_what_is_done(small: Case) -> None:
    """After a while stop() is True: what was drawn until then counts, and it says so."""
    calls = iter(range(10**6))
    answer = asked(small, stop=lambda: next(calls) > 150, n_draws=5000)
    assert answer["is_stopped"]
    assert 0 < answer["n_draws"] < 5000
    assert sum(row["core_pct"] for row in answer["projects"]) > 0
    at_once = asked(small, stop=lambda: True, n_draws=50)
    assert (at_once["n_draws"], at_once["projects"]) == (0, [])


def test_progress_is_reported(small: Case) -> None:
    """Reports count up to what was asked; more than one comes in a longer run."""
    reports: list[dict[str, Any]] = []
    task(small, WhatIf(), {"n_draws": 6000, "n_costs": 3}, reports.append, lambda: False)
    done = [report["n_done"] for report in reports]
    assert len(done) > 1
    assert done[-1] == 6000
    assert done == sorted(done)
    assert all(report["n_draws"] == 6000 >= report["n_done"] for report in reports)


def test_another_selection_is_looked_at(small: Case) -> None:
    """A worse selection than the best loses more; one that breaks a rule is refused."""
    best = asked(small, **SMALL)
    other = asked(small, proposed=[["P4", 0], ["P7", 0]], **SMALL)
    assert [row["project"] for row in other["projects"] if row["is_proposed"]] == ["P4", "P7"]
    assert other["regret"]["mean_pct"] > best["regret"]["mean_pct"] > 0
    assert other["regret"]["fits_pct"] == 100
    for wrong in ([["P2", 0], ["P6", 0]], [["P0", 0]], [["P4", 3]], [["NONE", 0]]):
        with pytest.raises(Refused, match="proposed"):
            asked(small, proposed=wrong, n_draws=1)


def test_wrong_options_are_refused(small: Case) -> None:
    """An unknown option and one out of range are named."""
    for how, where in (({"n_draw": 5}, "n_draw"), ({"n_draws": 0}, "n_draws")):
        with pytest.raises(Refused, match=where):
            asked(small, **how)


def test_nothing_to_choose_from() -> None:
    """Without a candidate the question is refused; without a possible set no figure is made up."""
    with pytest.raises(Refused, match="no candidate"):
        asked(case([]))
    given = case(
        [project("A", cost=5.0), project("B", cost=5.0)],
        use=[use("A", date(2027, 1, 1), 5.0), use("B", date(2027, 1, 1), 5.0)],
        limits=[money(2027, 8.0)],
        rules=[{"code": "R", "kind": "mandatory", "projects": "A;B"}],
    )
    answer = asked(given, n_draws=10)
    assert answer["n_without"] == 10
    assert (answer["regret"], answer["projects"], answer["mean_gap_pct"]) == (None, [], None)
    json.dumps(answer, allow_nan=False)
