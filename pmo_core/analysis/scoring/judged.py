"""Scores as a matrix: projects by criteria, several assessors made one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.analysis.scoring import Flags, Floats
from pmo_core.analysis.scoring.weighted import by_scale

Average = Literal["mean", "median"]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What projects got on criteria, in the criteria's own scales.

    Parameters
    ----------
    projects : polars.Series (n,)
        Codes, ascending: every project with at least one score on one of the criteria.
    criteria : polars.DataFrame (m rows)
        One row per criterion, as in the register (`Case.criteria`).
    values : (n, m) float
        Average over the assessors; nan = no assessor gave a score.
    """

    projects: pl.Series
    criteria: pl.DataFrame
    values: Floats

    @property
    def weights(self) -> Floats:
        """Weights (m,) of the register, as they stand there; not known = 0."""
        return self.criteria["weight"].fill_null(0.0).to_numpy()

    @property
    def is_benefit(self) -> Flags:
        """Whether more is better (m,)."""
        return (self.criteria["direction"] != "less is better").fill_null(value=True).to_numpy()

    def weighted(self, changes: Iterable[tuple[str, float]] = ()) -> Floats:
        """Return the weights (m,), with those of `changes` in place of the register's.

        Parameters
        ----------
        changes : iterable of (criterion, weight)
            A criterion that is not in the register is passed over; below zero counts as zero.
        """
        named = dict(changes)
        codes = self.criteria["criterion"].to_list()
        given = zip(codes, self.weights.tolist(), strict=True)
        return np.array([max(named.get(code, weight), 0.0) for code, weight in given], dtype=float)

    def units(self) -> Floats:
        """Return the values (n, m) on a scale from 0 (worst) to 1 (best) of the register's scale.

        A value beyond the scale counts as its end. A criterion whose scale has no length cannot be
        read: nan.
        """
        low = self.criteria["scale_min"].to_numpy()
        high = self.criteria["scale_max"].to_numpy()
        return by_scale(self.values, low, high, self.is_benefit)


def judged(criteria: pl.DataFrame, scores: pl.DataFrame, average: Average = "mean") -> Judged:
    """Return the long scores as a matrix, averaged over assessors.

    Parameters
    ----------
    criteria, scores : polars.DataFrame
        As in `Case`. A score that is null, not a number, or on a criterion that is not in
        `criteria` is passed over.
    average : {"mean", "median"}
        How several assessors make one score.
    """
    codes = criteria["criterion"]
    known = scores.lazy().filter(
        pl.col("score").is_finite(), pl.col("criterion").is_in(codes.implode())
    )
    one = pl.col("score").mean() if average == "mean" else pl.col("score").median()
    cells = known.group_by("project", "criterion").agg(one).collect()
    projects = cells["project"].unique().sort()
    values = np.full((len(projects), len(codes)), np.nan)
    row = _places(cells["project"], projects)
    values[row, _places(cells["criterion"], codes)] = cells["score"].to_numpy()
    return Judged(projects, criteria, values)


def _places(names: pl.Series, among: pl.Series) -> npt.NDArray[np.int64]:
    """Return where each name stands in a series of different names."""
    place = pl.Series(range(len(among)), dtype=pl.Int64)
    # Of nothing replaced the kind is lost: it is said again.
    return names.replace_strict(among, place, return_dtype=pl.Int64).cast(pl.Int64).to_numpy()


__all__ = ["Average", "Judged", "judged"]
