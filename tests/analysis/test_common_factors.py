"""Draws follow the correlations that were stated, and each block is its own."""

import numpy as np
import pytest

from pmo_core.analysis.common_factors import BLOCK, Drawer, Factors, common
from pmo_core.analysis.uncertainty import CELLS, REACH
from pmo_core.errors import Refused


def normals(factors: Factors, n_blocks: int, group: int = 1, seed: int = 4) -> np.ndarray:
    """Normals behind the draws; values x draws."""
    names = list(factors.names)
    drawer = Drawer(factors, names, group)
    blocks = []
    for block in range(n_blocks):
        parts = [
            cells % CELLS for _, cells in drawer.cells(seed, block, common(seed, block, len(names)))
        ]
        blocks.append(np.concatenate(parts))
    return (np.concatenate(blocks, axis=1) + 0.5) * (2 * REACH / CELLS) - REACH


def test_nested_correlations() -> None:
    """Of one project 0.5, of two projects 0.2, each with variance 1; also across tiles of rows."""
    groups = [f"P{row // 70}" for row in range(140)]
    z = normals(Factors.nested(groups, within=0.5, between=0.2), 120)
    assert z.shape == (140, 120 * BLOCK)
    assert np.abs(z.var(axis=1) - 1).max() < 0.04
    found = np.corrcoef(z)
    same = np.equal.outer(groups, groups)
    apart = found[same & ~np.eye(140, dtype=bool)]
    assert apart.mean() == pytest.approx(0.5, abs=0.01)
    assert np.abs(apart - 0.5).max() < 0.03
    assert found[~same].mean() == pytest.approx(0.2, abs=0.015)
    assert np.abs(found[~same] - 0.2).max() < 0.035


def test_a_stated_matrix() -> None:
    """Also a negative correlation, and one that leaves nothing of a value's own."""
    stated = np.array([[1, -0.6, 1], [-0.6, 1, -0.6], [1, -0.6, 1]])
    found = np.corrcoef(normals(Factors.stated(stated), 200))
    assert np.abs(found - stated).max() < 0.015


def test_groups_and_blocks_have_their_own_draws() -> None:
    """Neither another set of values nor the next block repeats a draw; the seed counts too."""
    none = Factors.none(3)
    one = normals(none, 2)
    others = (one[:, BLOCK:], normals(none, 1, group=2), normals(none, 1, seed=5))
    assert all(np.abs((one[:, :BLOCK] == other[:, :BLOCK]).mean()) < 0.02 for other in others)
    assert (normals(none, 1) == one[:, :BLOCK]).all()


def test_a_row_more_leaves_those_before_it() -> None:
    """What is added behind changes no draw of what was there."""
    assert (normals(Factors.none(70), 1)[:50] == normals(Factors.none(50), 1)).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Factors.of(("A", "B"), np.array([[0.8, 0.8]])),
        lambda: Factors.one(3, -0.1),
        lambda: Factors.nested(["P", "Q"], within=0.2, between=0.3),
        lambda: Factors.stated(np.array([[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]])),
        lambda: Factors.stated(np.array([[2.0, 0.9], [0.9, 2.0]])),
    ],
)
def test_impossible_correlations_are_refused(wrong) -> None:
    """Loadings beyond 1, negative roots, and matrices that contradict themselves."""
    with pytest.raises(Refused):
        wrong()
