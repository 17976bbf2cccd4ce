"""The best assignment is found, whatever the first choices are."""

import itertools

import numpy as np

from pmo_core.exchange.assign import best_assignment


def test_total_equals_the_best_of_all_permutations() -> None:
    """On 200 small matrices with gaps the total equals that of trying everything."""
    random = np.random.default_rng(7)
    for _ in range(200):
        shape = tuple(random.integers(1, 6, 2))
        scores = np.round(random.random(shape), 1) * (random.random(shape) > 0.3)
        wide = scores if shape[0] <= shape[1] else scores.T
        best = max(
            sum(wide[row, column] for row, column in enumerate(order))
            for order in itertools.permutations(range(wide.shape[1]), wide.shape[0])
        )
        pairs = best_assignment(scores)
        assert np.isclose(sum(scores[pair] for pair in pairs), best)
        assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
