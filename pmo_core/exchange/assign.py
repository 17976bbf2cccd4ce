"""The best one-to-one assignment of columns to fields."""

import numpy as np
from numpy.typing import NDArray


def best_assignment(scores: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return the pairs (row, column) whose scores add up to the most.

    Each row and each column is used at most once; a pair whose score is not positive is left out.
    The Hungarian method with potentials, O(n^3) in the longer side.

    Parameters
    ----------
    scores : array of float, shape (n_rows, n_columns)
        No missing values.

    Returns
    -------
    list of (int, int), in the order of the rows.

    Examples
    --------
    Taking the best of the first row alone (0.9) would leave the second row with nothing:

    >>> best_assignment(np.array([[0.9, 0.8], [0.7, 0.0]]))
    [(0, 1), (1, 0)]
    """
    n_rows, n_columns = scores.shape
    size = max(n_rows, n_columns)
    cost = np.zeros((size, size))
    cost[:n_rows, :n_columns] = -scores
    row_of = _hungarian(cost)
    pairs = [(int(row), column) for column, row in enumerate(row_of[:n_columns]) if row < n_rows]
    return sorted(pair for pair in pairs if scores[pair] > 0)


def _hungarian(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each column the row that it is assigned to, at the least total cost."""
    n = len(cost)
    of_row, of_column = np.zeros(n), np.zeros(n + 1)
    row_of = np.full(n + 1, -1)
    for row in range(n):
        row_of[n], column = row, n
        least, came_from = np.full(n, np.inf), np.full(n, n)
        is_used = np.zeros(n + 1, dtype=bool)
        while row_of[column] != -1:
            is_used[column] = True
            here = row_of[column]
            reduced = cost[here] - of_row[here] - of_column[:n]
            is_better = (reduced < least) & ~is_used[:n]
            least[is_better], came_from[is_better] = reduced[is_better], column
            following = int(np.argmin(np.where(is_used[:n], np.inf, least)))
            step = least[following]
            of_row[row_of[is_used]] += step
            of_column[is_used] -= step
            least[~is_used[:n]] -= step
            column = following
        while column != n:
            row_of[column] = row_of[came_from[column]]
            column = int(came_from[column])
    return row_of[:n]
