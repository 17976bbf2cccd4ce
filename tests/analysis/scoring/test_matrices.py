"""The methods as functions of matrices: missing values, limits, and slow but plain doubles."""

import numpy as np
import pytest

from pmo_core.analysis.scoring.promethee import Preference, promethee
from pmo_core.analysis.scoring.ratio import rice, wsjf
from pmo_core.analysis.scoring.topsis import topsis
from pmo_core.analysis.scoring.weighted import by_candidates, by_scale, weighted_sum

PREFERENCES = [
    Preference("usual"),
    Preference("u-shape", q=2),
    Preference("v-shape", p=3),
    Preference("level", q=1, p=3),
    Preference("linear", q=1, p=4),
    Preference("gaussian", s=2),
]


def preferred(d: float, preference: Preference) -> float:
    """Preference for a difference, as Brans and Vincke draw it."""
    q, p, s = preference.q, preference.p, preference.s
    drawn = {
        "usual": lambda: 1.0,
        "u-shape": lambda: float(d > q),
        "v-shape": lambda: min(d / p, 1.0),
        "level": lambda: 0.5 * (d > q) + 0.5 * (d > p),
        "linear": lambda: min(max((d - q) / (p - q), 0.0), 1.0),
        "gaussian": lambda: 1 - float(np.exp(-(d**2) / (2 * s**2))),
    }
    return drawn[preference.shape]() if d > 0 else 0.0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("is_whole", [True, False])
def test_promethee_equals_comparing_each_pair(seed: int, is_whole: bool) -> None:
    """Running sums give the flows that two loops over all pairs give, holes included."""
    draw = np.random.default_rng(seed)
    values = draw.uniform(0, 9, (25, 6)).round(0 if is_whole else 6)
    values[draw.random(values.shape) < 0.15] = np.nan
    values[0] = np.nan
    weights = draw.uniform(0.5, 2, 6)
    is_benefit = draw.random(6) < 0.5
    plus, minus = np.full(25, np.nan), np.full(25, np.nan)
    for a in range(1, 25):
        has = np.flatnonzero(~np.isnan(values[a]))
        flows = np.zeros(2)
        for k in has:
            others = [b for b in range(25) if b != a and not np.isnan(values[b, k])]
            sign = 1 if is_benefit[k] else -1
            d = [sign * (values[a, k] - values[b, k]) for b in others]
            outranks = [preferred(x, PREFERENCES[k]) for x in d]
            outranked = [preferred(-x, PREFERENCES[k]) for x in d]
            flows += weights[k] * np.array([np.mean(outranks), np.mean(outranked)])
        plus[a], minus[a] = flows / weights[has].sum()
    found = promethee(values, weights, is_benefit, PREFERENCES)
    assert found.plus == pytest.approx(plus, nan_ok=True)
    assert found.minus == pytest.approx(minus, nan_ok=True)


def test_promethee_flows_of_a_complete_table_cancel() -> None:
    """Whoever outranks is matched by whoever is outranked: net flows sum to zero."""
    values = np.random.default_rng(0).normal(size=(700, 6))
    found = promethee(values, np.ones(6), np.ones(6, dtype=bool), PREFERENCES)
    assert found.net.sum() == pytest.approx(0, abs=1e-9)
    assert np.abs(found.net).max() <= 1


def test_a_threshold_is_not_passed_by_rounding() -> None:
    """0.3 - 0.2 is a hair less than 0.1, 0.4 - 0.3 a hair more: neither exceeds 0.1."""
    for pair in ([0.3, 0.2], [0.4, 0.3]):
        by = [Preference("u-shape", q=0.1)]
        flows = promethee(np.array([pair]).T, np.ones(1), np.array([True]), by)
        assert flows.plus.tolist() == [0.0, 0.0]


def test_topsis_does_not_depend_on_units() -> None:
    """A criterion in thousands, or all weights doubled, give the same closeness."""
    values = np.random.default_rng(1).uniform(1, 9, (12, 4))
    weights, is_benefit = np.array([1.0, 2, 3, 4]), np.array([True, False, True, True])
    found = topsis(values, weights, is_benefit).closeness
    again = topsis(values * [1, 1000, 1, 0.001], 2 * weights, is_benefit).closeness
    assert again == pytest.approx(found)


def test_topsis_leaves_out_what_is_missing() -> None:
    """With one score of two, closeness is that of the one; with none there is no closeness."""
    values = np.array([[5.0, 5.0], [1.0, 1.0], [5.0, np.nan], [np.nan, np.nan]])
    found = topsis(values, np.ones(2), np.array([True, True])).closeness
    assert found == pytest.approx([1, 0, 1, np.nan], nan_ok=True)
    empty = topsis(np.zeros((0, 2)), np.ones(2), np.array([True, True]))
    assert empty.closeness.shape == (0,)


def test_scales_end_where_they_end() -> None:
    """A score beyond the scale counts as its end; a scale without length gives nothing."""
    low, high, more = np.array([1.0, 3.0]), np.array([5.0, 3.0]), np.array([True, True])
    found = by_scale(np.array([[7.0, 3.0], [0.0, 3.0]]), low, high, more)
    assert found[:, 0].tolist() == [1.0, 0.0]
    assert np.isnan(found[:, 1]).all()


def test_candidates_that_are_equal_are_all_best() -> None:
    """Without a difference nobody is worse; a missing score stays missing."""
    values = np.array([[3.0, 1.0], [3.0, np.nan], [3.0, 2.0]])
    found = by_candidates(values, np.array([True, True]))
    assert found == pytest.approx(np.array([[1, 0], [1, np.nan], [1, 1]]), nan_ok=True)
    assert by_candidates(np.zeros((0, 2)), np.array([True, True])).shape == (0, 2)


def test_another_candidate_turns_the_order_only_by_candidates() -> None:
    """Rank reversal: a third candidate turns the first two when the range is theirs."""
    two = np.array([[5.0, 2.0], [4.0, 4.0]])
    three = np.vstack([two, [0.0, 9.0]])
    more, weights = np.array([True, True]), np.array([1.0, 0.9])
    scale = np.zeros(2), np.full(2, 10.0)

    def first_is_ahead(values: np.ndarray) -> bool:
        total = weighted_sum(values, weights)
        return bool(total[0] > total[1])

    assert first_is_ahead(by_candidates(two, more))
    assert not first_is_ahead(by_candidates(three, more))
    assert first_is_ahead(by_scale(two, *scale, more)) == first_is_ahead(
        by_scale(three, *scale, more)
    )


def test_a_divisor_must_be_above_zero() -> None:
    """Size or effort of nothing gives no ratio, and no warning."""
    size = np.array([0.0, -1.0, np.nan, 2.0])
    one = np.ones(4)
    assert wsjf(one, one, one, size) == pytest.approx([np.nan] * 3 + [1.5], nan_ok=True)
    assert rice(one, one, one, size) == pytest.approx([np.nan] * 3 + [0.5], nan_ok=True)
