"""Published worked examples of TOPSIS, PROMETHEE, WSJF and RICE, recomputed."""

from itertools import permutations

import numpy as np
import pytest

from pmo_core.analysis.scoring.promethee import Preference, promethee
from pmo_core.analysis.scoring.ratio import rice, wsjf
from pmo_core.analysis.scoring.topsis import topsis


def test_topsis_fighter_aircraft() -> None:
    """Hwang and Yoon, Multiple Attribute Decision Making (1981): choice of a fighter aircraft.

    Maximum speed, ferry range, payload, cost (less is better), reliability, maneuverability.
    """
    values = np.array(
        [
            [2.0, 1500, 20000, 5.5, 5, 9],
            [2.5, 2700, 18000, 6.5, 3, 5],
            [1.8, 2000, 21000, 4.5, 7, 7],
            [2.2, 1800, 20000, 5.0, 5, 5],
        ]
    )
    weights = np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3])
    is_benefit = np.array([True, True, True, False, True, True])
    found = topsis(values, weights, is_benefit)
    assert found.to_ideal == pytest.approx([0.0546, 0.1197, 0.0580, 0.1009], abs=6e-5)
    assert found.to_anti == pytest.approx([0.0984, 0.0439, 0.0920, 0.0458], abs=6e-5)
    assert found.closeness == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=6e-4)


POWER_PLANTS = np.array(
    [
        [80, 90, 6, 5.4, 8, 5],
        [65, 58, 2, 9.7, 1, 1],
        [83, 60, 4, 7.2, 4, 7],
        [40, 80, 10, 7.5, 7, 10],
        [52, 72, 6, 2, 3, 8],
        [94, 96, 7, 3.6, 5, 6],
    ]
)


def test_promethee_power_plants() -> None:
    """Brans and Vincke, Management Science 31 (1985): six plants, all six preference functions.

    The paper states flows as sums over the five others; it ranks a5 a2 a4 a6 a3 a1.
    """
    preferences = [
        Preference("u-shape", q=10),
        Preference("v-shape", p=30),
        Preference("linear", q=0.5, p=5),
        Preference("level", q=1, p=6),
        Preference("usual"),
        Preference("gaussian", s=5),
    ]
    is_benefit = np.array([False, True, False, False, False, True])
    flows = promethee(POWER_PLANTS, np.ones(6), is_benefit, preferences)
    assert 5 * flows.plus == pytest.approx([1.099, 1.981, 1.233, 1.646, 2.274, 1.500], abs=6e-4)
    assert 5 * flows.minus == pytest.approx([1.828, 1.896, 1.681, 1.746, 0.809, 1.775], abs=6e-4)
    assert 5 * flows.net == pytest.approx([-0.728, 0.086, -0.448, -0.100, 1.464, -0.274], abs=6e-4)
    assert (np.argsort(-flows.net) + 1).tolist() == [5, 2, 4, 6, 3, 1]


def test_wsjf_four_features() -> None:
    """Novacalculator, WSJF calculator, worked example: 3.0, 11.0, 1.75, 2.25."""
    value, criticality = np.array([8.0, 5, 4, 9]), np.array([4.0, 9, 3, 5])
    risk, size = np.array([3.0, 8, 7, 4]), np.array([5.0, 2, 8, 8])
    assert wsjf(value, criticality, risk, size).tolist() == [3.0, 11.0, 1.75, 2.25]


def delay_cost(order: tuple[int, ...], duration: np.ndarray, cost_of_delay: np.ndarray) -> float:
    """Sum of waiting time x cost of delay when the jobs are done in this order."""
    places = list(order)
    waiting = np.cumsum(duration[places]) - duration[places]
    return float(waiting @ cost_of_delay[places])


def test_wsjf_order_costs_least() -> None:
    """Reinertsen's three jobs: 7 in WSJF order, 160 in reverse, and no other order is cheaper."""
    duration, cost_of_delay = np.array([1.0, 3, 10]), np.array([10.0, 3, 1])
    nothing = np.zeros(3)
    order = tuple(np.argsort(-wsjf(cost_of_delay, nothing, nothing, duration)).tolist())
    costs = {p: delay_cost(p, duration, cost_of_delay) for p in permutations(range(3))}
    assert costs[order] == min(costs.values()) == 7
    assert costs[order[::-1]] == max(costs.values()) == 160


@pytest.mark.parametrize(
    ("reach", "impact", "confidence", "effort", "expected"),
    [(5000, 2, 0.8, 2, 4000), (10, 3, 1, 6, 5), (10000, 3, 1, 0.5, 60000)],
)
def test_rice_features(
    reach: float, impact: float, confidence: float, effort: float, expected: float
) -> None:
    """Hashbuilds, What is RICE score, real-world examples: 4000, 5 and 60000."""
    parts = (np.array([float(part)]) for part in (reach, impact, confidence, effort))
    assert rice(*parts) == pytest.approx([expected])


def test_rice_table() -> None:
    """Unified Product Graph, RICE scoring, table of five features: 60, 50, 30, 6 and 4.8."""
    reach, impact = np.array([5.0, 5, 4, 2, 3]), np.array([3.0, 2, 5, 4, 4])
    confidence, effort = np.array([4.0, 5, 3, 3, 2]), np.array([1.0, 1, 2, 4, 5])
    assert rice(reach, impact, confidence, effort) == pytest.approx([60, 50, 30, 6, 4.8])
