"""The forward pass against examples worked by hand."""

import itertools

import numpy as np
import pytest

from pmo_core.analysis.network import Tie, driven, forward
from pmo_core.errors import Refused


def test_all_four_links_with_lags_and_leads() -> None:
    """Each start is the latest that one of its links asks for, worked by hand.

    A 0-5. B waits for A (FS+2): 7-10. C starts 3 after A starts (SS+3): 3-9. D, 4 long, ends 2
    after C ends (FF+2): it ends at 11, so starts at 7. E, 6 long, ends 8 after B starts (SF+8): it
    ends at 15, so starts at 9. F waits for B, C, D, with a lead of 1 after D (FS-1): B ends at 10,
    C at 9, D at 11 - 1 = 10, so 10. M, a milestone, waits for all: E ends at 15.
    """
    durations = {"A": 5, "B": 3, "C": 6, "D": 4, "E": 6, "F": 2, "M": 0}
    ties = [
        Tie("A", "B", "FS", 2), Tie("A", "C", "SS", 3), Tie("C", "D", "FF", 2),
        Tie("B", "E", "SF", 8), Tie("B", "F", "FS", 0), Tie("C", "F", "FS", 0),
        Tie("D", "F", "FS", -1), Tie("E", "M", "FS", 0), Tie("F", "M", "FS", 0),
    ]  # fmt: skip
    assert forward(durations, ties) == {
        "A": 0, "B": 7, "C": 3, "D": 7, "E": 9, "F": 10, "M": 15,
    }  # fmt: skip


def test_nothing_starts_before_the_project() -> None:
    """A lead longer than what comes before, or an end tied early, is cut at the start."""
    durations = {"A": 2, "B": 10}
    assert forward(durations, [Tie("A", "B", "FS", -5)]) == {"A": 0, "B": 0}
    assert forward(durations, [Tie("A", "B", "FF", 0)]) == {"A": 0, "B": 0}


def test_a_part_waits_for_its_own_day() -> None:
    """The earliest start counts beside the links, whichever is later."""
    durations = {"A": 2, "B": 1, "C": 1}
    ties = [Tie("A", "B", "FS", 0), Tie("A", "C", "FS", 0)]
    assert forward(durations, ties, {"B": 9, "C": 1}) == {"A": 0, "B": 9, "C": 2}


def test_a_circle_is_named() -> None:
    """Links that run in a circle are refused with the parts of the circle."""
    ties = [Tie("A", "B", "FS", 0), Tie("B", "C", "SS", 0), Tie("C", "A", "FF", 0)]
    with pytest.raises(Refused, match=r"run in a circle: (A|B|C) before .* before (A|B|C)\."):
        forward({"A": 1, "B": 1, "C": 1}, ties)


def test_every_link_is_kept_and_no_start_could_be_earlier() -> None:
    """In random networks each link holds, and each start is 0 or what one of its links asks."""
    rng = np.random.default_rng(11)
    for _ in range(60):
        codes = [f"T{i}" for i in range(12)]
        durations = {code: int(rng.integers(0, 15)) for code in codes}
        ties = [
            Tie(a, b, str(rng.choice(["FS", "SS", "FF", "SF"])), int(rng.integers(-4, 6)))
            for a, b in itertools.combinations(codes, 2)
            if rng.random() < 0.25
        ]
        starts = forward(durations, ties)
        asked: dict[str, list[int]] = {code: [0] for code in codes}
        for tie in ties:
            start = starts[tie.predecessor]
            end = start + durations[tie.predecessor]
            asked[tie.successor].append(driven(tie, start, end, durations[tie.successor]))
        assert starts == {code: max(values) for code, values in asked.items()}
