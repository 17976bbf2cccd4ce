"""What moves together: factors that several uncertain values share, and draws that follow them.

Source: Gaussian copula with factors. The normal behind a value is the sum of the factors, each by
the value's loading, and of a part of its own, so that its variance is 1. Two values correlate by
the sum of the products of their loadings.

Draws come in blocks of a fixed size, each from its own stream of the seed: the same seed gives the
same bytes however many blocks are drawn at once, and fewer draws are the first ones of more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt

from pmo_core.analysis.network_arrays import Ints
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
    """Loadings of many values on named common factors; what is not listed is 0.

    Parameters
    ----------
    n : int
        Number of values.
    names : tuple of str
        The factors; the same name in two sets is the same factor.
    value, factor : numpy.ndarray of int
        Numbers of the value and of its factor, one per loading, each pair once.
    loading : numpy.ndarray of float
        How much of the factor is in the value.

    Raises
    ------
    Refused
        The loadings of a value explain more than all of it.
    """

    n: int
    names: tuple[str, ...]
    value: Ints
    factor: Ints
    loading: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        if not (self.explained() <= 1 + 1e-9).all():
            raise Refused("The squares of a value's loadings on common factors exceed 1.")

    @classmethod
    def of(cls, names: Sequence[str], loadings: npt.NDArray[np.float64]) -> Self:
        """Return the factors of a whole matrix: values x factors."""
        value, factor = np.nonzero(loadings)
        return cls(len(loadings), tuple(names), value, factor, loadings[value, factor])

    @classmethod
    def none(cls, n: int) -> Self:
        """Return n values that have nothing in common."""
        return cls.of((), np.zeros((n, 0)))

    @classmethod
    def one(cls, n: int, correlation: float, name: str = "common") -> Self:
        """Return n values of which any two correlate by the same.

        Examples
        --------
        >>> Factors.one(2, 0.25).loading.tolist()
        [0.5, 0.5]
        """
        return cls.of((name,), np.full((n, 1), _root(correlation)))

    @classmethod
    def nested(cls, groups: Sequence[str], within: float, between: float) -> Self:
        """Return values that correlate by `within` in their group and by `between` beyond it.

        Parameters
        ----------
        groups : sequence of str
            Group of each value, such as its project; each becomes a factor "in <group>" beside
            the factor "common".
        within, between : float
            0 to 1, within not below between.
        """
        n = len(groups)
        names, factor = np.unique(np.array(groups, dtype=str), return_inverse=True)
        loadings = np.repeat([_root(between), _root(within - between)], n)
        value, both = np.tile(np.arange(n), 2), np.concatenate([np.zeros(n, np.int64), factor + 1])
        return cls(n, ("common", *(f"in {name}" for name in names)), value, both, loadings)

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
        return cls.of([f"axis {place}" for place in range(len(size))], loadings / length)

    def explained(self) -> npt.NDArray[np.float64]:
        """Return the share of each value's variance that comes from common factors."""
        found = np.bincount(self.value, self.loading**2, minlength=self.n)
        return found.astype(np.float64)


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
    factors : Factors
        What they have in common.
    names : sequence of str
        All factors there are, in the order in which `cells` gets them.
    group : int
        Number of the set, from 1: each has its own streams, so that none changes another's draws.
    """

    def __init__(self, factors: Factors, names: Sequence[str], group: int) -> None:
        self._group, self._n = group, factors.n
        scale = CELLS / (2 * REACH)
        own = np.sqrt(np.maximum(1 - factors.explained(), 0)) * scale
        self._own = own.astype(np.float32)[:, None]
        number = {name: place for place, name in enumerate(names)}
        factor = np.array([number[name] for name in factors.names], np.int64)[factors.factor]
        self._parts = _parts(self._n, factors.value, factor, factors.loading * scale)

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
            for factor, some, loading in parts:
                few[some] += loading * factors[factor]
            few += np.float32(CELLS / 2)
            np.clip(few, 0, CELLS - 1, out=few)
            cells = found[: len(few)]
            cells[...] = few
            cells += _FIRST_CELL[: len(few)]
            yield rows, cells


def _parts(
    n: int, value: Ints, factor: Ints, loading: npt.NDArray[np.float64]
) -> list[list[tuple[int, slice, _Floats32]]]:
    """Of each tile of values: its factors, for which of its rows from the first to the last."""
    found: list[list[tuple[int, slice, _Floats32]]] = [[] for _ in range(0, n, _TILE)]
    order = np.lexsort((value, factor, value // _TILE))
    value, factor, loading = value[order], factor[order], loading[order]
    new = (np.diff(value // _TILE) != 0) | (np.diff(factor) != 0)
    firsts = [0, *(np.flatnonzero(new) + 1).tolist(), len(value)]
    for first, end in pairwise(firsts if len(value) else []):
        tile, row = divmod(int(value[first]), _TILE)
        rows = value[first:end] - tile * _TILE
        column = np.zeros((int(rows[-1]) - row + 1, 1), np.float32)
        column[rows - row, 0] = loading[first:end]
        found[tile].append((int(factor[first]), slice(row, int(rows[-1]) + 1), column))
    return found


def looked_up(tables: _Floats32, rows: slice, cells: Cells) -> _Floats32:
    """Return the values of the cells that `Drawer.cells` yields: rows x `BLOCK`."""
    return np.take(tables[rows].reshape(-1), cells, mode="clip")


__all__ = ["BLOCK", "Cells", "Drawer", "Factors", "common", "looked_up"]
