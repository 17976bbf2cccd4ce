"""Levels, circles and sweeps of networks, worked out by hand or against the standard library."""

from graphlib import TopologicalSorter

import numpy as np
import pytest

from pmo_core.analysis.network_arrays import Sweep, circle, circles, levels


def arrays(*pairs: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def test_levels_count_the_longest_chain() -> None:
    """0 before 1 and 3, 1 before 2 (twice), 2 before 3; 4 alone: 3 lies three links deep."""
    links = arrays((0, 1), (0, 3), (1, 2), (1, 2), (2, 3))
    assert levels(5, *links).tolist() == [0, 1, 2, 3, 0]


def test_levels_behind_a_circle_are_unknown() -> None:
    """1 and 2 wait for each other, 3 for 2; 0, before them, has its level."""
    assert levels(4, *arrays((0, 1), (1, 2), (2, 1), (2, 3))).tolist() == [0, -1, -1, -1]


def test_levels_agree_with_the_standard_library() -> None:
    """In random networks the tasks of one level are those that can be done in one round."""
    rng = np.random.default_rng(5)
    for _ in range(30):
        pairs = rng.integers(0, 40, (60, 2))
        before, after = pairs.min(axis=1), pairs.max(axis=1)
        is_link = before < after
        before, after = before[is_link], after[is_link]
        rounds = TopologicalSorter({task: set(before[after == task]) for task in range(40)})
        rounds.prepare()
        found, depth = {}, 0
        while rounds.is_active():
            ready = rounds.get_ready()
            found |= dict.fromkeys(ready, depth)
            rounds.done(*ready)
            depth += 1
        assert levels(40, before, after).tolist() == [found[task] for task in range(40)]


def test_a_circle_is_a_closed_walk() -> None:
    """Each link of a circle ends where the next begins, the last where the first began."""
    rng = np.random.default_rng(6)
    for _ in range(50):
        before, after = rng.integers(0, 12, (2, 14))
        links = circle(12, before, after)
        if (levels(12, before, after) < 0).any():
            assert after[links].tolist() == np.roll(before[links], -1).tolist()
            assert len(set(before[links])) == len(links) > 0
        else:
            assert links == []


def test_circles_leave_none_without_their_last_links() -> None:
    """Taking out the last link of each circle that is named leaves a plan that can be dated."""
    rng = np.random.default_rng(7)
    before, after = rng.integers(0, 12, (2, 30))
    found = circles(12, before, after)
    last = [links[-1] for links in found]
    assert (levels(12, np.delete(before, last), np.delete(after, last)) >= 0).all()
    assert len(found) > 1
    assert circles(12, before, after, most=1) == found[:1]


@pytest.mark.parametrize("n_links", [0, 1])
def test_a_sweep_of_little(n_links: int) -> None:
    """No links make no step, one link one."""
    links = np.arange(n_links)
    steps = list(Sweep.over(links, np.full(n_links, 3), np.full(n_links, 1)))
    assert [(part, mine.tolist(), begins.tolist()) for part, mine, begins in steps] == [
        (slice(0, 1), [3], [0])
    ] * n_links


def test_a_sweep_goes_level_by_level() -> None:
    """Links 0-4 decide about tasks 7, 5, 7, 6, 8 of the levels 1, 1, 1, 2, 2."""
    sweep = Sweep.over(np.arange(5), np.array([7, 5, 7, 6, 8]), np.array([1, 1, 1, 2, 2]))
    steps = [(sweep.links[part].tolist(), mine.tolist(), at.tolist()) for part, mine, at in sweep]
    assert steps == [([1, 0, 2], [5, 7], [0, 1]), ([3, 4], [6, 8], [0, 1])]
