"""AHP: weights from comparing two criteria at a time, and how consistent the comparisons are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from pmo_core.analysis.scoring import Floats
from pmo_core.errors import Refused

LEVELS: dict[str, float] = {
    "extremely more important than": 9.0,
    "much more important than": 6.0,
    "more important than": 3.0,
    "as important as": 1.0,
    "less important than": 1 / 3,
    "much less important than": 1 / 6,
    "extremely less important than": 1 / 9,
}
"""The seven business levels as values of the 9-point scale, in even steps."""

SCALE = tuple(1 / k for k in range(9, 1, -1)) + tuple(float(k) for k in range(1, 10))
"""1 equal, 3 moderate, 5 strong, 7 very strong, 9 extreme, between them compromises; reciprocals
where the second is more important (Saaty)."""

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Mean consistency index of random matrices of 1 to 10 criteria (Saaty)."""

ACCEPTED_RATIO = 0.10
"""A consistency ratio above it asks for another look at the judgements (Saaty)."""

SAME = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Priorities:
    """Weights that follow from a pairwise matrix.

    Parameters
    ----------
    weights : (n,) float
        Their sum is 1.
    lambda_max : float
        Largest eigenvalue; n when the judgements are consistent, otherwise more.
    ci : float
        Consistency index (lambda_max - n) / (n - 1).
    cr : float
        Consistency ratio ci / RI; 0 for one or two criteria.
    """

    weights: Floats
    lambda_max: float
    ci: float
    cr: float

    @property
    def is_consistent(self) -> bool:
        """Whether the consistency ratio is accepted."""
        return self.cr <= ACCEPTED_RATIO


@dataclass(frozen=True, slots=True)
class Repair:
    """The one judgement whose change lowers the consistency ratio most.

    Parameters
    ----------
    row, column : int
        The pair, row before column.
    given, proposed : float
        How much more important the row is, as judged and as it would fit; proposed is on `SCALE`.
    cr_before, cr_after : float
        Consistency ratio now and with the proposed value.
    """

    row: int
    column: int
    given: float
    proposed: float
    cr_before: float
    cr_after: float

    def sentence(self, names: Sequence[str]) -> str:
        """Return the proposal in words.

        Examples
        --------
        >>> Repair(0, 1, 6.0, 0.5, 0.169, 0.082).sentence(["Fit", "Risk"])
        'Fit over Risk was judged 6; 1/2 fits the other judgements best (consistency ratio 0.17 -> \
0.08).'
        """
        return (
            f"{names[self.row]} over {names[self.column]} was judged {_words(self.given)}; "
            f"{_words(self.proposed)} fits the other judgements best "
            f"(consistency ratio {self.cr_before:.2f} -> {self.cr_after:.2f})."
        )


def pairwise(names: Sequence[str], judgements: Mapping[tuple[str, str], float]) -> Floats:
    """Return the matrix of judgements: how much more important the row is than the column.

    Parameters
    ----------
    names : sequence of n str
        Criteria.
    judgements : mapping of (first, second) to float
        One value per pair, 1/9 to 9, in either direction: see `SCALE` and `LEVELS`.

    Raises
    ------
    Refused
        A pair is missing or judged twice, a name is not known, or a value is beyond the scale.

    Examples
    --------
    >>> pairwise(["A", "B"], {("A", "B"): 4.0}).tolist()
    [[1.0, 4.0], [0.25, 1.0]]
    """
    place = {name: k for k, name in enumerate(names)}
    matrix = np.where(np.eye(len(names), dtype=bool), 1.0, np.nan)
    for (first, second), value in judgements.items():
        if first not in place or second not in place or first == second:
            raise Refused(f"'{first}' and '{second}' are not two of the criteria.")
        if not 1 / 9 - SAME <= value <= 9 + SAME:
            raise Refused(f"'{first}' over '{second}' is {value:g}.", "It goes from 1/9 to 9.")
        i, j = place[first], place[second]
        if not np.isnan(matrix[i, j]):
            raise Refused(f"'{first}' and '{second}' are compared twice.")
        matrix[i, j], matrix[j, i] = value, 1 / value
    if np.isnan(matrix).any():
        i, j = np.argwhere(np.isnan(matrix))[0]
        raise Refused(f"'{names[i]}' and '{names[j]}' are not compared yet.")
    return matrix


def together(matrices: Sequence[Floats]) -> Floats:
    """Return the judgements of several assessors as one matrix: their geometric means.

    Notes
    -----
    Source: Aczel and Saaty, Procedures for synthesizing ratio judgements (1983): only so the
    joint judgement of B over A is the reciprocal of that of A over B.

    Examples
    --------
    >>> two, eight = pairwise("AB", {("A", "B"): 2}), pairwise("AB", {("A", "B"): 8})
    >>> together([two, eight]).round(9).tolist()
    [[1.0, 4.0], [0.25, 1.0]]
    """
    joint: Floats = np.exp(np.mean(np.log(np.stack(matrices)), axis=0))
    return joint


def priorities(
    matrix: Floats, by: Literal["eigenvector", "geometric mean"] = "eigenvector"
) -> Priorities:
    """Return the weights and the consistency of a pairwise matrix.

    Parameters
    ----------
    matrix : (n, n) float
        Positive and reciprocal, n from 1 to 10: see `pairwise`.
    by : {"eigenvector", "geometric mean"}
        Weights from the principal eigenvector (Saaty) or from the geometric means of the rows
        (Crawford and Williams, 1985). The consistency is always that of the eigenvalue.

    Raises
    ------
    Refused
        The matrix is not reciprocal, or has more than ten criteria.

    Notes
    -----
    Source: Saaty, The Analytic Hierarchy Process (1980).

    Examples
    --------
    >>> found = priorities(np.array([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]))
    >>> found.weights.round(4).tolist(), round(found.lambda_max, 9)
    ([0.5714, 0.2857, 0.1429], 3.0)
    """
    _check(matrix)
    n = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    first = int(values.real.argmax())
    rows = np.abs(vectors[:, first].real)
    if by == "geometric mean":
        rows = np.exp(np.log(matrix).mean(axis=1))
    largest = max(float(values[first].real), float(n))
    ci = (largest - n) / (n - 1) if n > 1 else 0.0
    return Priorities(rows / rows.sum(), largest, ci, _ratio(ci, n))


def repair(matrix: Floats) -> Repair | None:
    """Return the one judgement whose change, to a value of the scale, lowers the ratio most.

    Every judgement is tried with every value of the scale. None where no change lowers the ratio.

    Parameters
    ----------
    matrix : (n, n) float
        Positive and reciprocal, n from 1 to 10.

    Raises
    ------
    Refused
        As in `priorities`.
    """
    before = priorities(matrix)
    n = len(matrix)
    if n < 3:
        return None
    pairs = np.stack(np.triu_indices(n, 1), axis=1)
    tried = np.tile(matrix, (len(pairs), len(SCALE), 1, 1))
    each = np.arange(len(pairs))
    tried[each, :, pairs[:, 0], pairs[:, 1]] = SCALE
    tried[each, :, pairs[:, 1], pairs[:, 0]] = 1 / np.array(SCALE)
    largest = np.linalg.eigvals(tried).real.max(axis=-1)
    best, value = np.unravel_index(int(largest.argmin()), largest.shape)
    ratio = _ratio(max(float(largest[best, value]) - n, 0.0) / (n - 1), n)
    if ratio >= before.cr - SAME:
        return None
    row, column = (int(k) for k in pairs[best])
    given = float(matrix[row, column])
    return Repair(row, column, given, SCALE[int(value)], before.cr, ratio)


def _check(matrix: Floats) -> None:
    n = len(matrix)
    if n == 0 or n > len(RANDOM_INDEX):
        raise Refused(f"{n} criteria cannot be compared in pairs.", "Compare one to ten.")
    is_reciprocal = matrix.shape == (n, n) and (matrix > 0).all()
    if not (is_reciprocal and np.allclose(matrix * matrix.T, 1.0, rtol=0, atol=1e-6)):
        raise Refused("Each judgement must be the reciprocal of the one mirrored to it.")


def _ratio(ci: float, n: int) -> float:
    return ci / RANDOM_INDEX[n - 1] if RANDOM_INDEX[n - 1] > 0 else 0.0


def _words(value: float) -> str:
    near = Fraction(value).limit_denominator(9)
    return str(near) if abs(float(near) - value) < 1e-6 else f"{value:.2f}"


__all__ = [
    "ACCEPTED_RATIO", "LEVELS", "SCALE", "Priorities", "Repair", "pairwise", "priorities",
    "repair", "together",
]  # fmt: skip
