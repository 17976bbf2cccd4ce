"""Where the projects of a graph stand in a picture: in layers, with few crossings.

Source: Sugiyama, Tagawa and Toda 1981: circles are opened, layers follow the longest chain, ties
over several layers are led through each of them, the order within a layer follows the mean place
of the neighbors (barycenter), to and fro. Places within a layer are then drawn towards the
neighbors, as near as the distance between them allows (isotonic regression).
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from pmo_core.analysis.network_arrays import Ints, circles, levels

_SWEEPS = 12


class Layout(NamedTuple):
    """Places of the nodes, and the points through which each tie is led.

    `nodes`: project, x (layer from 0, what is needed first), y (from 0 downwards, at least 1
    apart). `ties`: project, needs, is_reversed (closes a circle: runs against the layers).
    `points`: project, needs, x, y, in the order of the layers.
    """

    nodes: pl.DataFrame
    ties: pl.DataFrame
    points: pl.DataFrame


def layout(projects: list[str], tied: pl.DataFrame) -> Layout:
    """Return where projects stand, what is needed to the left of what needs it.

    Parameters
    ----------
    projects : list of str
        All that are drawn.
    tied : polars.DataFrame
        project, needs: ties between them; several of the same pair are led the same way.

    Examples
    --------
    >>> tied = pl.DataFrame({"project": ["B", "C", "C"], "needs": ["A", "B", "A"]})
    >>> layout(["A", "B", "C"], tied).nodes.select("project", "x").rows()
    [('A', 0), ('B', 1), ('C', 2)]
    """
    number = {code: place for place, code in enumerate(projects)}
    pairs = tied.select("needs", "project").unique(maintain_order=True)
    left, right = (
        np.array([number[code] for code in pairs[name]], np.int64) for name in pairs.columns
    )
    closing = [links[-1] for links in circles(len(projects), left, right, most=len(left))]
    is_reversed = np.isin(np.arange(len(left)), closing)
    begin, end = np.where(is_reversed, right, left), np.where(is_reversed, left, right)
    layer = _layers(len(projects), begin, end)
    chains = _chains(len(projects), layer, begin, end)
    places = _placed(layer, chains)
    through = [(edge, node) for edge, chain in enumerate(chains) for node in chain]
    of = np.array([edge for edge, _ in through], np.int64)
    nodes = np.array([node for _, node in through], np.int64)
    x = np.concatenate([layer, *(_between(layer, chain) for chain in chains)])
    return Layout(
        pl.DataFrame({"project": projects, "x": layer, "y": places[: len(projects)]},
                     schema_overrides={"project": pl.String}),
        pairs.select("project", "needs", is_reversed=pl.Series(is_reversed, dtype=pl.Boolean)),
        pairs.select("project", "needs")[of].with_columns(
            x=pl.Series(x[nodes], dtype=pl.Int64), y=pl.Series(places[nodes], dtype=pl.Float64)
        ),
    )  # fmt: skip


def _layers(n: int, begin: Ints, end: Ints) -> Ints:
    """Return the layer of each node; what waits for nothing stands next to what waits for it."""
    layer = levels(n, begin, end)
    nearest = np.full(n, n, np.int64)
    np.minimum.at(nearest, begin, layer[end])
    is_first = (np.bincount(end, minlength=n) == 0) & (nearest < n)
    layer[is_first] = nearest[is_first] - 1
    return layer


def _between(layer: Ints, chain: list[int]) -> Ints:
    """Return the layers of the bends of a tie: those between its ends."""
    return np.arange(layer[chain[0]] + 1, layer[chain[-1]])


def _chains(n: int, layer: Ints, begin: Ints, end: Ints) -> list[list[int]]:
    """Return per tie the nodes that it is led through; bends are numbered on from `n`."""
    chains, following = [], n
    for one, other in zip(begin.tolist(), end.tolist(), strict=True):
        bends = int(layer[other] - layer[one]) - 1
        chains.append([one, *range(following, following + bends), other])
        following += bends
    return chains


def _placed(layer: Ints, chains: list[list[int]]) -> np.ndarray:
    """Return the place of each node and bend within its layer."""
    x = np.concatenate([layer, *(_between(layer, chain) for chain in chains)])
    steps = [step for chain in chains for step in pairwise(chain)]
    before: list[list[int]] = [[] for _ in x]
    after: list[list[int]] = [[] for _ in x]
    for one, other in steps:
        after[one].append(other)
        before[other].append(one)
    columns = [np.flatnonzero(x == place).tolist() for place in range(int(x.max(initial=-1)) + 1)]
    place = np.zeros(len(x))
    best, fewest = columns, np.inf
    for sweep in range(_SWEEPS):
        for column in columns:
            place[column] = np.arange(len(column))
        crossings = _crossings(columns, place, after)
        if crossings < fewest:
            best, fewest = [list(column) for column in columns], crossings
        for column in columns[1:] if sweep % 2 == 0 else columns[-2::-1]:
            near = before if sweep % 2 == 0 else after
            column.sort(key=lambda node: _mean(place, near[node], float(place[node])))
            place[column] = np.arange(len(column))
    return _drawn_together(best, len(x), before, after)


def _mean(place: np.ndarray, nodes: list[int], otherwise: float) -> float:
    return float(place[nodes].mean()) if nodes else otherwise


def _crossings(columns: list[list[int]], place: np.ndarray, after: list[list[int]]) -> int:
    """Return how many pairs of ties cross between neighboring layers."""
    crossings = 0
    for column in columns:
        ends = [(place[node], place[other]) for node in column for other in after[node]]
        a, b = np.array(ends).reshape(-1, 2).T
        crossings += int(((a[:, None] < a) & (b[:, None] > b)).sum())
    return crossings


def _drawn_together(
    columns: list[list[int]], n: int, before: list[list[int]], after: list[list[int]]
) -> np.ndarray:
    """Return places near those of the neighbors, in the given order and at least 1 apart."""
    most = max((len(column) for column in columns), default=0)
    place = np.zeros(n)
    for column in columns:
        place[column] = np.arange(len(column)) + (most - len(column)) / 2
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            wished = [_mean(place, before[one] + after[one], float(place[one])) for one in column]
            place[column] = spaced(wished)
    return place - place.min(initial=np.inf) if n else place


def spaced(wished: list[float]) -> list[float]:
    """Return places in the same order, at least 1 apart, with the least sum of squared moves.

    Source: pool adjacent violators, on the wishes less their rank.

    Examples
    --------
    >>> spaced([0.0, 0.0, 5.0])
    [-0.5, 0.5, 5.0]
    """
    pools: list[tuple[float, int]] = []
    for rank, wish in enumerate(wished):
        pools.append((wish - rank, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (high, n), (low, m) = pools[-2:]
            pools[-2:] = [((high * n + low * m) / (n + m), n + m)]
    level = [mean for mean, n in pools for _ in range(n)]
    return [mean + rank for rank, mean in enumerate(level)]


__all__ = ["Layout", "layout", "spaced"]
