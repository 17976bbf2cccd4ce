"""How long it may take and what it may cost: ranges, and tables from which they are drawn.

Whatever the shape of a range, its quantiles are kept in a table over a standard normal z: drawing
is then to find the cell of z, and values that share a cause are drawn from normals that share a
part. The table reaches 5 standard deviations to either side; beyond it the outermost cell stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, exp
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.errors import Refused

KINDS = {
    "fixed": "one value: likely",
    "triangular": "never below low, most often likely, never above high",
    "pert": "beta with the same three, mean (low + 4 likely + high) / 6",
    "lognormal": "one time in ten below low, half of the time below likely, one in ten above high",
}
"""Shape of a range -> what its three values say."""
CELLS = 2048
REACH = 5.0
Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]
_Z = (np.arange(CELLS) + 0.5) * (2 * REACH / CELLS) - REACH
_NORMAL = NormalDist()
BELOW = np.array([_NORMAL.cdf(z) for z in _Z])
"""Share of cases below the middle of each cell."""
_Z90 = _NORMAL.inv_cdf(0.9)
_SHAPES = 128
_ROWS = 256


@dataclass(frozen=True)
class Ranges:
    """Many uncertain values, one per row.

    Parameters
    ----------
    kind : sequence of str
        Of `KINDS`.
    low, likely, high : numpy.ndarray of float
        Days or money; of a fixed value only `likely` counts.

    Raises
    ------
    Refused
        A kind is not known, a value is missing, or the three do not rise.
    """

    kind: Sequence[str]
    low: Floats
    likely: Floats
    high: Floats

    def __post_init__(self) -> None:
        kind = np.array(self.kind, dtype=str)
        is_fixed = kind == "fixed"
        known = np.isin(kind, list(KINDS))
        rising = (self.low <= self.likely) & (self.likely <= self.high)
        # Three quantiles of which two are the same belong to no smooth curve.
        uneven = (self.low == self.likely) != (self.likely == self.high)
        wrong = {
            "The kind of range '{kind}' is not known.": ~known,
            "A range has no likely value.": ~np.isfinite(self.likely),
            "A {kind} range must rise: {low:g}, {likely:g}, {high:g} does not.": known
            & ~is_fixed & ~(rising & np.isfinite(self.low) & np.isfinite(self.high)),
            "The lognormal range {low:g}, {likely:g}, {high:g} has no width on one side.": (
                kind == "lognormal"
            ) & uneven,
        }  # fmt: skip
        for text, rows in wrong.items():
            if rows.any():
                row = int(np.argmax(rows))
                values = {name: getattr(self, name)[row] for name in ("low", "likely", "high")}
                raise Refused(
                    text.format(kind=kind[row], **values), f"It is range {row + 1} of {len(kind)}."
                )

    @classmethod
    def of(cls, frame: pl.DataFrame, prefix: str = "") -> "Ranges":
        """Return the ranges of a frame: kind, and low, likely, high with the prefix."""
        values = (frame[f"{prefix}{name}"].cast(pl.Float64) for name in ("low", "likely", "high"))
        low, likely, high = (one.fill_null(np.nan).to_numpy() for one in values)
        return cls(frame["kind"].to_list(), low, likely, high)

    def tables(self) -> Floats32:
        """Return the quantiles, a row per range: its value for each cell of z.

        Source: inverse of the triangular distribution; PERT: Malcolm et al. (1959), beta with
        shapes 1 + 4 (likely - low) / (high - low) and 6 less that; lognormal: the one, shifted,
        with these 10, 50 and 90 % quantiles (normal where they are even, mirrored where the low
        side is the longer one).

        Returns
        -------
        numpy.ndarray of float32
            Ranges x `CELLS`.

        Examples
        --------
        >>> ten = Ranges(["pert"], *(np.array([day]) for day in (8.0, 10.0, 18.0)))
        >>> [round(float(day), 1) for day in np.interp([0.1, 0.5, 0.8], BELOW, ten.tables()[0])]
        [8.9, 10.8, 12.5]
        """
        kind = np.array(self.kind, dtype=str)
        found = np.empty((len(kind), CELLS), np.float32)
        for name, quantiles in _QUANTILES.items():
            rows = np.flatnonzero(kind == name)
            for few in np.split(rows, range(_ROWS, len(rows), _ROWS)):
                low, likely, high = (
                    values[few, None] for values in (self.low, self.likely, self.high)
                )
                is_one = (low == high) if name != "fixed" else np.ones_like(likely, bool)
                width = np.where(is_one, 1.0, high - low)
                mode = np.where(is_one, 0.5, (likely - low) / width)
                shape = quantiles(mode)
                found[few] = np.where(is_one, likely, low + width * shape)
        return found


def _fixed(mode: Floats) -> Floats:
    return mode


def _triangular(mode: Floats) -> Floats:
    rising = np.sqrt(BELOW * mode)
    found: Floats = np.where(mode > BELOW, rising, 1 - np.sqrt((1 - BELOW) * (1 - mode)))
    return found


def _pert(mode: Floats) -> Floats:
    place = mode[:, 0] * _SHAPES
    below = np.minimum(place.astype(int), _SHAPES - 1)
    share = (place - below)[:, None]
    shapes = _pert_shapes()
    found: Floats = (1 - share) * shapes[below] + share * shapes[below + 1]
    return found


@cache
def _pert_shapes() -> Floats:
    """Quantiles of beta-PERT on [0, 1] for even steps of the mode, by summing the density."""
    # Evenly spaced angles are dense where the density may be steep: at both ends.
    angle = np.linspace(0, np.pi, 4097)
    x = (1 - np.cos(angle)) / 2
    shapes = np.empty((_SHAPES + 1, CELLS))
    for step in range(_SHAPES + 1):
        power = 4 * step / _SHAPES
        density = x**power * (1 - x) ** (4 - power) * np.sin(angle)
        reached = np.concatenate([[0.0], np.cumsum(density[1:] + density[:-1])])
        shapes[step] = np.interp(BELOW, reached / reached[-1], x)
    return shapes


def _lognormal(mode: Floats) -> Floats:
    skew = np.log((1 - mode) / mode) / _Z90
    is_even = np.abs(skew) < 1e-6
    safe = np.where(is_even, 1.0, skew)
    curved = np.expm1(safe * _Z) / -np.expm1(-safe * _Z90)
    found: Floats = mode * (1 + np.where(is_even, _Z / _Z90, curved))
    return found


_QUANTILES = {
    "fixed": _fixed, "triangular": _triangular, "pert": _pert, "lognormal": _lognormal,
}  # fmt: skip


def lognormal(median: float, sigma: float) -> tuple[float, float, float]:
    """Return low, likely and high of the lognormal with this median and sigma of the logarithm.

    Examples
    --------
    >>> [round(value, 2) for value in lognormal(100, 0.3)]
    [68.08, 100, 146.88]
    """
    return median * exp(-sigma * _Z90), median, median * exp(sigma * _Z90)


def normal(mean: float, sd: float) -> tuple[float, float, float]:
    """Return low, likely and high for which the kind lognormal is that normal distribution.

    Examples
    --------
    >>> [round(value, 2) for value in normal(10, 2)]
    [7.44, 10, 12.56]
    """
    return mean - sd * _Z90, mean, mean + sd * _Z90


def quantile(values: npt.NDArray[np.floating], share: float) -> Floats:
    """Return the least value that this share of the draws keeps to, along the last axis.

    Parameters
    ----------
    values : numpy.ndarray of float
        Draws along the last axis.
    share : float
        Above 0, at most 1: 0.8 = P80.

    Examples
    --------
    >>> float(quantile(np.array([5.0, 1.0, 4.0, 2.0, 3.0]), 0.8))
    4.0
    """
    place = max(ceil(round(values.shape[-1] * share, 9)) - 1, 0)
    found: Floats = np.partition(values, place, axis=-1)[..., place].astype(np.float64)
    return found


__all__ = [
    "BELOW", "CELLS", "KINDS", "REACH", "Floats", "Floats32", "Ranges", "lognormal", "normal",
    "quantile",
]  # fmt: skip
