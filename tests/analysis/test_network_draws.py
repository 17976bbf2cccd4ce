"""Passes over many draws agree with the forward pass over plain values."""

import numpy as np
import pytest

from pmo_core.analysis.network import Tie, forward
from pmo_core.analysis.network_draws import Links, TaskNetwork
from pmo_core.errors import Refused


class Case:
    """A random network with all four links, leads, lags, and days before which tasks wait."""

    def __init__(self, seed: int, n: int = 30, n_draws: int = 7) -> None:
        rng = np.random.default_rng(seed)
        self.codes = [f"T{place}" for place in rng.permutation(n)]
        self.durations = rng.integers(0, 9, (n, n_draws))
        self.earliest = rng.integers(0, 25, n) * (rng.random(n) < 0.2)
        pairs = [
            (before, after) for after in range(1, n) for before in range(after)
            if rng.random() < 2.5 / n
        ]  # fmt: skip
        shuffled = rng.permutation(n)
        self.ties = [
            Tie(self.codes[shuffled[a]], self.codes[shuffled[b]],
                str(rng.choice(["FS", "SS", "FF", "SF"])), int(rng.integers(-4, 6)))
            for a, b in pairs
        ]  # fmt: skip
        place = {code: number for number, code in enumerate(self.codes)}
        self.links = Links(
            np.array([place[tie.predecessor] for tie in self.ties], np.int64),
            np.array([place[tie.successor] for tie in self.ties], np.int64),
            np.array([tie.kind[0] == "F" for tie in self.ties], bool),
            np.array([tie.kind[1] == "F" for tie in self.ties], bool),
            np.array([tie.lag for tie in self.ties], np.float32),
        )
        self.network = TaskNetwork.of(self.codes, self.links, self.earliest.astype(np.float32))

    def by_hand(self, draw: int, later: str | None = None) -> dict[str, int]:
        """Starts of one draw; `later` starts a day after it could."""
        durations = dict(zip(self.codes, self.durations[:, draw].tolist(), strict=True))
        earliest = dict(zip(self.codes, self.earliest.tolist(), strict=True))
        found = forward(durations, self.ties, earliest)
        if later is not None:
            found = forward(durations, self.ties, earliest | {later: found[later] + 1})
        return found

    def passes(self) -> tuple[np.ndarray, np.ndarray]:
        """Durations and times, in the network's own rows."""
        durations = np.empty(self.durations.shape, np.float32)
        durations[self.network.place] = self.durations
        times = np.empty((2 * len(durations), durations.shape[1]), np.float32)
        self.network.forward(durations, times)
        return durations, times


@pytest.mark.parametrize("seed", range(12))
def test_starts_equal_the_plain_forward_pass(seed: int) -> None:
    """Of every task in every draw; finishes are starts and durations."""
    case = Case(seed)
    durations, times = case.passes()
    n = len(durations)
    starts = times[n:][case.network.place]
    for draw in range(durations.shape[1]):
        assert dict(zip(case.codes, starts[:, draw], strict=True)) == case.by_hand(draw)
    assert (times[:n] == times[n:] + durations).all()


@pytest.mark.parametrize("seed", range(6))
def test_critical_is_what_delays_a_target_when_it_is_late(seed: int) -> None:
    """A task is critical exactly where a day more before its start moves the target."""
    case = Case(seed, n=20, n_draws=3)
    durations, times = case.passes()
    targets = (seed, 19 - seed)
    rows = case.network.place[np.array(targets)]
    found = case.network.critical(durations, times, rows)[case.network.place]
    assert 0 < found.mean() < 1
    for draw in range(3):
        plain = case.by_hand(draw)
        for place, code in enumerate(case.codes):
            later = case.by_hand(draw, code)
            moves = any(later[case.codes[one]] > plain[case.codes[one]] for one in targets)
            assert found[place, draw] == moves, (draw, code)


@pytest.mark.parametrize("seed", range(6))
def test_the_driving_links_alone_give_the_same_dates(seed: int) -> None:
    """With one link per task at most, and the days that tasks wait for, no start changes."""
    case = Case(seed)
    durations, times = case.passes()
    driving = case.network.driving(durations[:, 0])
    assert len(set(driving.successor)) == len(driving.successor) <= len(case.links.lag)
    alone = TaskNetwork.of(case.codes, driving, case.earliest.astype(np.float32))
    own = np.empty((len(durations), 1), np.float32)
    own[alone.place, 0] = case.durations[:, 0]
    found = np.empty((2 * len(own), 1), np.float32)
    alone.forward(own, found)
    n = len(durations)
    assert (found[n:][alone.place, 0] == times[n:][case.network.place, 0]).all()


def test_a_circle_is_named() -> None:
    """The tasks of the circle are in the message."""
    yes, lag = np.ones(2, bool), np.zeros(2, np.float32)
    links = Links(np.array([0, 1]), np.array([1, 0]), yes, ~yes, lag)
    with pytest.raises(Refused, match=r"(Dig|Pour) before (Dig|Pour) before"):
        TaskNetwork.of(["Dig", "Pour"], links, lag)


def test_a_network_of_nothing() -> None:
    """No tasks, no times."""
    none = np.zeros(0, np.int64)
    links = Links(none, none, none > 0, none > 0, none.astype(np.float32))
    network = TaskNetwork.of([], links, none.astype(np.float32))
    times = np.empty((0, 4), np.float32)
    network.forward(np.empty((0, 4), np.float32), times)
    assert network.place.shape == (0,)
