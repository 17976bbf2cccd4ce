"""Schedule and cost risk where the answer can be worked out by hand.

Sources: PERT mean (low + 4 likely + high) / 6: Malcolm et al., Application of a technique for
research and development program evaluation (1959); beta with whole shapes: its distribution is a
binomial sum; largest of two like normals: mean + sd / sqrt(pi) (Clark, The greatest of a finite set
of random variables, 1961), so 11.1284 for N(10, 2); correlated sum: second-moment method as in the
R package PRA (means 10, 15, 20, variances 4, 9, 16, correlations .5, .3, .4: sd 7.029, independent
5.385); tails of a normal: phi(z) / share.
"""

from math import asin, comb, exp, pi, sqrt
from statistics import NormalDist

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.common_factors import Factors
from pmo_core.analysis.cost_risk import reserve, reserve_by_correlation
from pmo_core.analysis.risk_drivers import tornado
from pmo_core.analysis.risk_plan import COSTS, LINKS, RISKS, TASKS, Plan
from pmo_core.analysis.schedule_risk import path_only, simulate
from pmo_core.analysis.uncertainty import BELOW, Ranges, lognormal, normal
from tests.analysis.risk_plans import Range, fixed, plan

N = 60_000
MANY = 200_000
Z80 = NormalDist().inv_cdf(0.8)
TAIL_80 = NormalDist().pdf(Z80) / 0.2


def gauss(mean: float, sd: float) -> Range:
    return ("lognormal", *normal(mean, sd))


def table(kind: str, low: float, likely: float, high: float) -> np.ndarray:
    found = Ranges([kind], *(np.array([one]) for one in (low, likely, high))).tables()[0]
    return found.astype(np.float64)


def moments(values: np.ndarray) -> tuple[float, float]:
    """Mean and variance over evenly likely cases."""
    even = np.interp((np.arange(200_000) + 0.5) / 200_000, BELOW, values)
    return float(even.mean()), float(even.var())


def test_triangular() -> None:
    """Mean (a + m + b) / 3, variance (a2 + m2 + b2 - am - ab - mb) / 18, P50 by its formula."""
    values = table("triangular", 2, 4, 12)
    mean, variance = moments(values)
    assert mean == pytest.approx(6, abs=1e-3)
    assert variance == pytest.approx((4 + 16 + 144 - 8 - 24 - 48) / 18, abs=1e-3)
    assert np.interp(0.5, BELOW, values) == pytest.approx(12 - sqrt(0.5 * 10 * 8), abs=1e-4)


@pytest.mark.parametrize(("low", "likely", "high"), [(8, 10, 18), (0, 0, 6), (1, 4, 7), (3, 9, 9)])
def test_pert_mean(low: float, likely: float, high: float) -> None:
    """(low + 4 likely + high) / 6."""
    mean, _ = moments(table("pert", low, likely, high))
    assert mean == pytest.approx((low + 4 * likely + high) / 6, abs=1e-3)


@pytest.mark.parametrize(("a", "b"), [(1, 5), (2, 4), (3, 3), (4, 2)])
def test_pert_quantiles(a: int, b: int) -> None:
    """With whole shapes P(X < x) is that at least a of a + b - 1 draws lie below x."""
    values = table("pert", 0, (a - 1) / 4, 1)
    n = a + b - 1
    reached = sum(comb(n, k) * values**k * (1 - values) ** (n - k) for k in range(a, n + 1))
    assert np.abs(reached - BELOW).max() < 1e-4


def test_pert_between_the_shapes_that_are_kept() -> None:
    """A mode between two of the kept shapes still has its mean, and its variance mu(1-mu)/7."""
    mean, variance = moments(table("pert", 0, 0.3333, 1))
    expected = (1 + 4 * 0.3333) / 6
    assert mean == pytest.approx(expected, abs=1e-4)
    assert variance == pytest.approx(expected * (1 - expected) / 7, abs=1e-4)


def test_lognormal() -> None:
    """Median and sigma come back: mean = median exp(sigma2 / 2); the three are P10, P50, P90."""
    values = table("lognormal", *lognormal(100, 0.3))
    mean, _ = moments(values)
    assert mean == pytest.approx(100 * exp(0.045), rel=1e-3)
    skewed = table("lognormal", 5, 7, 20)
    assert np.interp([0.1, 0.5, 0.9], BELOW, skewed) == pytest.approx([5, 7, 20], rel=1e-3)
    mirrored = table("lognormal", -20, -7, -5)
    assert mirrored == pytest.approx(-skewed[::-1], rel=1e-4)


def test_a_chain_is_the_sum() -> None:
    """Three PERT tasks in a row: means and variances add, lags and leads too."""
    three = {"P/A": (8, 10, 18), "P/B": (2, 3, 4), "P/C": (2, 5, 7)}
    links = [("P/A", "P/B", "FS", 2), ("P/B", "P/C", "FS", -1)]
    drawn = simulate(plan({code: ("pert", *three[code]) for code in three}, links), N)
    parts = [moments(table("pert", *values)) for values in three.values()]
    mean, variance = (sum(part[place] for part in parts) for place in (0, 1))
    assert drawn.finish_of("P").mean() == pytest.approx(mean + 1, abs=0.03)
    assert drawn.finish_of("P").var() == pytest.approx(variance, rel=0.03)
    assert drawn.criticality.tolist() == [1, 1, 1]


def test_the_largest_of_two_normals() -> None:
    """Two tasks N(10, 2) side by side end at 11.1284; who follows one path says 10."""
    two = plan({"P/A": gauss(10, 2), "P/B": gauss(10, 2)})
    drawn = simulate(two, MANY)
    assert drawn.finish_of().mean() == pytest.approx(10 + 2 / sqrt(pi), abs=0.012)
    assert drawn.criticality == pytest.approx([0.5, 0.5], abs=0.005)
    # Both come from the same cell of the same table now and then: then both are critical.
    assert 1 <= drawn.criticality.sum() < 1.003
    alone = simulate(path_only(two), N)
    assert alone.finish_of().mean() == pytest.approx(10, abs=0.03)
    assert alone.criticality.tolist() == [1, 0]


def test_how_often_the_second_path_is_the_longer() -> None:
    """N(10, 2) outlasts N(12, 1) with probability Phi(-2 / sqrt(5)) = 0.186."""
    drawn = simulate(plan({"P/A": gauss(10, 2), "P/B": gauss(12, 1)}), N)
    assert drawn.criticality[0] == pytest.approx(NormalDist().cdf(-2 / sqrt(5)), abs=0.006)


MATRIX = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])


@pytest.mark.parametrize(
    ("factors", "sd"),
    [
        (Factors.none(3), 5.385),
        (Factors.stated(MATRIX), 7.029),
        # Loadings whose products are the three correlations.
        (
            Factors.of(("F",), np.sqrt([[0.5 * 0.3 / 0.4], [0.5 * 0.4 / 0.3], [0.3 * 0.4 / 0.5]])),
            7.029,
        ),
    ],
    ids=["independent", "stated", "one factor"],
)
def test_a_correlated_sum(factors: Factors, sd: float) -> None:
    """The sum has mean 45 and the sd of the second-moment method, as durations and as money."""
    three = {"A": gauss(10, 2), "B": gauss(15, 3), "C": gauss(20, 4)}
    rows = [(code, "P", *values) for code, values in three.items()]
    links = [("A", "B", "FS", 0.0), ("B", "C", "FS", 0.0)]
    frames = [
        pl.DataFrame(data, schema=schema, orient="row")
        for data, schema in ((rows, TASKS), (links, LINKS), ([], RISKS), (rows, COSTS))
    ]
    tasks, ties, risks, costs = frames
    both = Plan(tasks, ties, factors, risks, Factors.none(0), costs, factors)
    drawn = simulate(both, MANY)
    for values in (drawn.finish_of("P"), drawn.cost_of("P")):
        assert values.mean() == pytest.approx(45, abs=0.1)
        assert values.std() == pytest.approx(sd, rel=0.01)


def test_a_risk_adds_days_and_money_at_once() -> None:
    """One in four times 8 days and 1,000: mean 10 + 2, and never the days without the money."""
    risk = ("R", "P/A", 0.25, *fixed(8), 1_000, 1_000, 1_000)
    drawn = simulate(plan({"P/A": fixed(10)}, risks=[risk]), N)
    finish, cost = drawn.finish_of("P"), drawn.cost_of("P")
    assert set(zip(finish.tolist(), cost.tolist(), strict=True)) == {(10, 0), (18, 1_000)}
    assert finish.mean() == pytest.approx(12, abs=0.05)
    assert drawn.joint(10, 0) == pytest.approx(0.75, abs=0.006)
    assert drawn.joint(18, 1_000) == 1
    assert drawn.joint(18, 999) == drawn.joint(10, 1_000) == drawn.joint(10, 0)


def test_joint_confidence() -> None:
    """P80 of both: 0.64 where they are independent, 0.80 where they move as one."""
    for correlation, share in ((0, 0.64), (1, 0.8)):
        drawn = simulate(
            plan({"P/A": gauss(50, 5)}, costs=[("C", "P", *gauss(900, 90))],
                 correlation=correlation), N,
        )  # fmt: skip
        found = drawn.joint(50 + 5 * Z80, 900 + 90 * Z80, "P")
        assert found == pytest.approx(share, abs=0.008)


def test_tornado_of_a_sum() -> None:
    """A sum of N(., 3) and N(., 1): Spearman 6/pi asin(r/2), a fifth's mean is phi(z)/0.2 off."""
    drawn = simulate(
        plan({"P/A": gauss(10, 1), "P/B": gauss(30, 3)}, [("P/A", "P/B", "FS", 0)]), MANY
    )
    found = tornado(drawn, "P")
    assert found["code"].to_list() == ["P/B", "P/A"]
    for row, sd in zip(found.iter_rows(named=True), (3, 1), strict=True):
        expected = 6 / pi * asin(sd / sqrt(10) / 2)
        assert row["rank_correlation"] == pytest.approx(expected, abs=0.01)
        assert row["swing"] == pytest.approx(2 * TAIL_80 * sd, abs=0.06)
        assert row["high_mean"] == pytest.approx(40 + TAIL_80 * sd, abs=0.05)


@pytest.mark.parametrize("correlation", [0, 0.25, 1])
def test_reserve_of_normals(correlation: float) -> None:
    """Ten parts N(100, 20): P80 = 1,000 + z sd, sd2 = 400 (10 + 90 r); parts: 1,000 + 10 z 20."""
    costs = pl.DataFrame(
        [(f"C{k}", f"P{k}", *gauss(100, 20)) for k in range(10)], schema=COSTS, orient="row"
    )
    (row,) = reserve_by_correlation(costs, [95] * 10, [correlation], n_draws=N).to_dicts()
    sd = sqrt(400 * (10 + 90 * correlation))
    assert row["correlation"] == correlation
    assert row["budget"] == 950
    assert row["mean"] == pytest.approx(1_000, abs=3)
    assert row["bound"] == pytest.approx(1_000 + Z80 * sd, abs=0.02 * sd)
    assert row["bound_of_parts"] == pytest.approx(1_000 + Z80 * 200, abs=3)
    assert row["reserve"] == pytest.approx(row["bound"] - 950)
    assert row["spared"] == pytest.approx(row["bound_of_parts"] - row["bound"])
    assert row["spared"] == pytest.approx(Z80 * (200 - sd), abs=4)


def test_reserve_by_hand() -> None:
    """Two projects, five draws: the P80 is the fourth smallest, of the sum and of each."""
    cost = np.array([[1.0, 2, 3, 4, 5], [50, 40, 30, 20, 10]])
    assert reserve(cost, [3, 20]) == {
        "budget": 23, "mean": 33, "p50": 33, "bound": 42, "reserve": 19,
        "bound_of_parts": 44, "reserve_of_parts": 21, "spared": 2,
    }  # fmt: skip
