"""What moves together: factors that several uncertain values share, and draws that follow them.

Source: Gaussian copula with factors. The normal behind a value is the sum of the factors, each by
the value's loading, and of a part of its own, so that its variance is 1. Two values correlate by
the sum of the products of their loadings.

Draws come in blocks of a fixed size, each from its own stream of the seed: the same seed gives the
same bytes however many blocks are drawn at once, and fewer draws are the first ones of more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.uncertainty import CELLS, REACH
from pmo_core.errors import Refused

BLOCK = 256
"""Draws of one stream."""
Cells = npt.NDArray[np.intp]
_Floats32 = npt.NDArray[np.float32]
_TILE = 64
_FIRST_CELL = np.arange(_TILE)[:, None] * CELLS


@dataclass(frozen=True)
class Factors:
    """Loadings of many values on named common factors.

    Parameters
    ----------
    names : tuple of str
        The factors; the same name in two sets is the same factor.
    loadings : numpy.ndarray of float
        Values x factors.

    Raises
    ------
    Refused
        The loadings of a value explain more than all of it.
    """

    names: tuple[str, ...]
    loadings: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        if not ((self.loadings**2).sum(axis=1) <= 1 + 1e-9).all():
            raise Refused("The squares of a value's loadings on common factors exceed 1.")

    @classmethod
    def none(cls, n: int) -> Self:
        """Return n values that have nothing in common."""
        return cls((), np.zeros((n, 0)))

    @classmethod
    def one(cls, n: int, correlation: float, name: str = "common") -> Self:
        """Return n values of which any two correlate by the same.

        Examples
        --------
        >>> float(Factors.one(2, 0.25).loadings[0, 0])
        0.5
        """
        return cls((name,), np.full((n, 1), _root(correlation)))

    @classmethod
    def nested(cls, groups: Sequence[str], within: float, between: float) -> Self:
        """Return values that correlate by `within` in their group and by `between` beyond it.

        Parameters
        ----------
        groups : sequence of str
            Group of each value, such as its project; each becomes a factor of that name.
        within, between : float
            0 to 1, within not below between.
        """
        names = sorted(set(groups))
        column = {name: place for place, name in enumerate(names, 1)}
        loadings = np.zeros((len(groups), len(names) + 1))
        loadings[:, 0] = _root(between)
        loadings[range(len(groups)), [column[name] for name in groups]] = _root(within - between)
        return cls(("common", *names), loadings)

    @classmethod
    def stated(cls, correlations: npt.NDArray[np.float64]) -> Self:
        """Return values with this matrix of correlations; one factor for each of its axes.

        Raises
        ------
        Refused
            No values can correlate like that: the matrix has a negative eigenvalue.
        """
        size, axes = np.linalg.eigh(correlations)
        is_one = np.allclose(np.diag(correlations), 1) and np.allclose(correlations, correlations.T)
        if not is_one or size[0] < -1e-9:
            raise Refused(
                "No values can be correlated like that.",
                "A matrix of correlations is symmetric with 1 on its diagonal, and consistent.",
            )
        loadings = axes * np.sqrt(np.maximum(size, 0))
        length = np.maximum(np.linalg.norm(loadings, axis=1, keepdims=True), 1)
        return cls(tuple(f"axis {place}" for place in range(len(size))), loadings / length)

    def onto(self, names: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the loadings on these factors, 0 where the values have none."""
        found = np.zeros((len(self.loadings), len(names)), np.float32)
        found[:, [list(names).index(name) for name in self.names]] = self.loadings
        return found


def _root(correlation: float) -> float:
    if not 0 <= correlation <= 1:
        raise Refused("A correlation by a common factor lies between 0 and 1.")
    return float(np.sqrt(correlation))


def common(seed: int, block: int, n_factors: int) -> _Floats32:
    """Return the factors of a block of draws: factors x `BLOCK`."""
    return _stream(seed, block, 0).standard_normal((n_factors, BLOCK), dtype=np.float32)


def _stream(seed: int, block: int, group: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence((seed, block, group))))


class Drawer:
    """Draws a set of values that follow common factors.

    Parameters
    ----------
    loadings : numpy.ndarray of float32
        Values x factors, see `Factors.onto`.
    group : int
        Number of the set, from 1: each has its own streams, so that none changes another's draws.
    """

    def __init__(self, loadings: _Floats32, group: int) -> None:
        self._group = group
        self._n = len(loadings)
        own = np.sqrt(np.maximum(1 - (loadings.astype(np.float64) ** 2).sum(axis=1), 0))
        scale = CELLS / (2 * REACH)
        self._own = (own * scale).astype(np.float32)[:, None]
        self._parts = [
            [
                (factor, column[rows[0] : rows[-1] + 1, None] * np.float32(scale), rows)
                for factor, column in enumerate(loadings[first : first + _TILE].T)
                if len(rows := np.flatnonzero(column))
            ]
            for first in range(0, self._n, _TILE)
        ]

    def cells(self, seed: int, block: int, factors: _Floats32) -> Iterator[tuple[slice, Cells]]:
        """Yield a few rows at a time, in order: which rows, and the cells of their draws.

        The array is used again for the next rows.

        Parameters
        ----------
        seed, block : int
            Which draws.
        factors : numpy.ndarray of float32
            The common factors of the block, see `common`.

        Yields
        ------
        tuple of slice and numpy.ndarray of int
            Rows, and rows x `BLOCK` places in the quantiles of these rows, one after the other:
            see `looked_up`.
        """
        stream = _stream(seed, block, self._group)
        z = np.empty((_TILE, BLOCK), np.float32)
        found = np.empty((_TILE, BLOCK), np.intp)
        for parts, first in zip(self._parts, range(0, self._n, _TILE), strict=True):
            rows = slice(first, min(first + _TILE, self._n))
            few = z[: rows.stop - first]
            stream.standard_normal(out=few, dtype=np.float32)
            few *= self._own[rows]
            for factor, loading, own in parts:
                few[own[0] : own[-1] + 1] += loading * factors[factor]
            few += np.float32(CELLS / 2)
            np.clip(few, 0, CELLS - 1, out=few)
            cells = found[: len(few)]
            cells[...] = few
            cells += _FIRST_CELL[: len(few)]
            yield rows, cells


def looked_up(tables: _Floats32, rows: slice, cells: Cells) -> _Floats32:
    """Return the values of the cells that `Drawer.cells` yields: rows x `BLOCK`."""
    return np.take(tables[rows].reshape(-1), cells, mode="clip")


__all__ = ["BLOCK", "Cells", "Drawer", "Factors", "common", "looked_up"]
