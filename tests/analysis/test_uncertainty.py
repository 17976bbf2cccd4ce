"""Ranges refuse what says nothing, and rise from their low to their high value."""

import numpy as np
import polars as pl
import pytest

from pmo_core.analysis.uncertainty import CELLS, KINDS, Ranges, quantile
from pmo_core.errors import Refused


def ranges(kind: str, *values: float) -> Ranges:
    return Ranges([kind], *(np.array([one], float) for one in values))


@pytest.mark.parametrize("kind", ["triangular", "pert"])
def test_random_ranges_rise_within_their_ends(kind: str) -> None:
    """Quantiles never fall, never leave low and high, and lie on both sides of the mode."""
    rng = np.random.default_rng(5)
    low, likely, high = np.sort(rng.uniform(0, 100, (3, 400)), axis=0)
    tables = Ranges([kind] * 400, low, likely, high).tables().astype(np.float64)
    assert tables.shape == (400, CELLS)
    assert (np.diff(tables, axis=1) >= 0).all()
    near = 1e-3
    assert (tables[:, 0] >= low - near).all()
    assert (tables[:, -1] <= high + near).all()
    assert ((tables[:, 0] < likely) & (likely < tables[:, -1])).all()


@pytest.mark.parametrize("kind", KINDS)
def test_no_width_is_one_value(kind: str) -> None:
    """Where the three are the same every draw is that value exactly."""
    assert (ranges(kind, 7, 7, 7).tables() == 7).all()


def test_of_a_fixed_value_only_the_likely_one_counts() -> None:
    """Low and high may be missing."""
    frame = pl.DataFrame({"kind": ["fixed"], "low": [None], "likely": [3], "high": [None]})
    assert (Ranges.of(frame).tables() == 3).all()


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("pert", (5, 4, 9), "A pert range must rise: 5, 4, 9 does not."),
        ("triangular", (np.nan, 4, 9), "A triangular range must rise"),
        ("pert", (1, np.nan, 9), "A range has no likely value."),
        ("uniform", (1, 2, 3), "The kind of range 'uniform' is not known."),
        ("lognormal", (2, 2, 3), "has no width on one side"),
    ],
)
def test_what_is_no_range_is_refused(kind: str, values: tuple[float, ...], said: str) -> None:
    """The sentence names the kind or the values, and which row it is."""
    with pytest.raises(Refused, match="range 1 of 1") as error:
        ranges(kind, *values)
    assert said in error.value.message


def test_a_quantile_is_a_draw() -> None:
    """Of ten draws the P80 is the eighth, the P81 the ninth, of each row."""
    values = np.array([range(10, 0, -1), range(20, 10, -1)], float)
    assert quantile(values, 0.8).tolist() == [8, 18]
    assert quantile(values, 0.81).tolist() == [9, 19]
    assert quantile(values, 1).tolist() == [10, 20]
