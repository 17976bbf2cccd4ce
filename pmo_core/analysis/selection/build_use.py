"""What each start takes of each limit, month by month."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pmo_core.analysis.selection.build_starts import Starts, month_number
from pmo_core.analysis.selection.problem import Floats, Ints

DENSE = 3_000_000
"""Up to this many cells, sums are made in a full table; above, by sorting."""
_KEY = ["resource", "portfolio"]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Which row of limits holds for a resource, a portfolio and a month.

    Parameters
    ----------
    keys : polars.DataFrame
        resource, portfolio (empty = all) and _key, their row in the table.
    first : int
        Month (year x 12 + month - 1) of the table's first column.
    table : (n_keys + 1, n_months + 1) int
        Number of the row of limits; -1 where there is none, as in the last row and column.
    """

    keys: pl.DataFrame
    first: int
    table: Ints

    def rows(self, key: Ints, month: Ints) -> Ints:
        """Return the row of limits of each key and month; -1 where there is none."""
        at = month - self.first
        last = self.table.shape[1] - 1
        return self.table[key, np.where((at >= 0) & (at < last), at, last)]

    def layers(self, use: pl.DataFrame) -> list[Ints]:
        """Return the keys that each line of use counts for: that of all, and its portfolio's."""
        whole = self.keys.filter(pl.col("portfolio") == "")
        found = [use.select("resource").join(whole, "resource", "left", maintain_order="left")]
        if whole.height < self.keys.height:
            own = use.select("resource", pl.col("portfolio").replace("", None))
            found.append(own.join(self.keys, on=_KEY, how="left", maintain_order="left"))
        return [one["_key"].fill_null(-1).cast(pl.Int32).to_numpy() for one in found]


def grid(rows: pl.DataFrame) -> Grid:
    """Return where the limits lie: resource, portfolio, period_on and n_months of each row."""
    keys = rows.select(_KEY).unique(maintain_order=True).with_row_index("_key")
    if rows.is_empty():
        return Grid(keys, 0, np.full((1, 1), -1, np.int32))
    key = rows.join(keys, on=_KEY, how="left", maintain_order="left")["_key"].to_numpy()
    begin = rows.select(month_number(pl.col("period_on"))).to_series().to_numpy()
    length = rows["n_months"].to_numpy()
    first = int(begin.min())
    table = np.full((keys.height + 1, int((begin + length).max()) - first + 1), -1, np.int32)
    number = np.repeat(np.arange(rows.height, dtype=np.int32), length)
    step = np.arange(len(number)) - np.repeat(np.cumsum(length) - length, length)
    table[key[number], begin[number] - first + step] = number
    return Grid(keys, first, table)


def sums(rows: pl.DataFrame, use: pl.DataFrame) -> Floats:
    """Return the sum per row of limits of use (resource, portfolio, month, amount)."""
    where = grid(rows)
    month = use.select(month_number(pl.col("month"))).to_series().to_numpy()
    total = np.zeros(rows.height)
    for key in where.layers(use):
        row = where.rows(key, month)
        held = row >= 0
        total += np.bincount(row[held], use["amount"].to_numpy()[held], minlength=rows.height)
    return total


def entries(use: pl.DataFrame, starts: Starts, rows: pl.DataFrame) -> tuple[Ints, Ints, Floats]:
    """Return row, column and amount: what each start takes of each limit.

    Use is known by the months of the plan; it moves along with the start.

    Parameters
    ----------
    use : polars.DataFrame
        `Case.use`.
    starts : Starts
        The candidates.
    rows : polars.DataFrame
        Limits: resource, portfolio, period_on, n_months.
    """
    where = grid(rows)
    numbered = starts.projects.select("project", pl.col("portfolio").fill_null(""))
    use = use.join(numbered.with_row_index("_project"), on="project")
    project = use["_project"].to_numpy()
    month = use.select(month_number(pl.col("month"))).to_series().to_numpy()
    into = np.maximum(month - starts.planned[project], 0) + starts.earliest[project]
    amount = use["amount"].to_numpy()
    n_starts = np.diff(starts.begin)
    found = []
    for key in where.layers(use):
        line = np.flatnonzero(key >= 0)
        times = n_starts[project[line]]
        line = np.repeat(line, times)
        step = np.arange(len(line)) - np.repeat(np.cumsum(times) - times, times)
        row = where.rows(key[line], into[line] + step)
        held = row >= 0
        column = starts.begin[project[line]] + step
        found.append((row[held], column[held], amount[line[held]]))
    row, column, total = (np.concatenate(part) for part in zip(*found, strict=True))
    return summed(row, column, total, (rows.height, len(starts.project)))


def summed(
    row: Ints, column: Ints, amount: Floats, shape: tuple[int, int]
) -> tuple[Ints, Ints, Floats]:
    """Return entries with one value per row and column, sorted; zeros are left out.

    Examples
    --------
    >>> one = np.array([1, 0, 1], np.int32)
    >>> summed(one, one, np.array([2.0, 5.0, 3.0]), (2, 2))[2].tolist()
    [5.0, 5.0]
    """
    width = max(shape[1], 1)
    key = row.astype(np.int64) * width + column
    if shape[0] * width <= DENSE:
        table = np.bincount(key, amount, minlength=shape[0] * width)
        cells = np.flatnonzero(table)
        total = table[cells]
    else:
        cells, place = np.unique(key, return_inverse=True)
        total = np.bincount(place, amount, minlength=len(cells))
        cells, total = cells[total != 0], total[total != 0]
    row, column = (cells // width).astype(np.int32), (cells % width).astype(np.int32)
    return row, column, total.astype(np.float64)


__all__ = ["Grid", "entries", "grid", "summed", "sums"]
