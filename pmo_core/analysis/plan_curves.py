"""S-curves of many projects at once: what is planned by a moment, and when so much was planned.

Time is counted in units of working time since the start of each project, whatever the unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Side = Literal["left", "right"]
SAME = 1e-9
"""Values that differ by less than this share of the budget are equal."""


@dataclass(frozen=True, eq=False)
class Curves:
    """S-curves of many projects, one after the other: straight from each point to the next.

    Parameters
    ----------
    begins : numpy.ndarray of int
        Where each project's points begin, and at last the number of points.
    time, value, slope : numpy.ndarray of float
        Per point: when, how much from then on, and how much more per unit of time until the next.
    """

    begins: Ints
    time: Floats
    value: Floats
    slope: Floats

    @cached_property
    def total(self) -> Floats:
        """Value at the end of each project: its BAC."""
        return self.value[self.begins[1:] - 1]

    @cached_property
    def end(self) -> Floats:
        """When each project ends, its last items without budget included: its planned duration."""
        return self.time[self.begins[1:] - 1]

    @cached_property
    def shares(self) -> Floats:
        """Value of each point in shares of the total, never falling, for looking up."""
        of = np.repeat(np.arange(len(self.total)), np.diff(self.begins))
        total = np.where(self.total > 0, self.total, 1.0)
        shares = np.clip(self.value / total[of], 0, 1) + 2 * of
        return np.maximum.accumulate(shares) - 2 * of

    def _keys(self, key: Floats, width: float) -> Floats:
        of = np.repeat(np.arange(len(self.begins) - 1), np.diff(self.begins))
        return of * width + key

    def value_at(self, of: Ints, time: Floats, side: Side = "right") -> Floats:
        """Return the value at a time: 0 before the start, the total after the end.

        Parameters
        ----------
        of, time : numpy.ndarray
            Number of the project, and units of time since its start.
        side : {"left", "right"}
            Whether a step at that very moment is still to come or already counted.

        Examples
        --------
        >>> one = curves_of(np.array([0]), np.array([0.0]), np.array([4.0]), np.array([100.0]))
        >>> one.value_at(np.array([0, 0, 0]), np.array([-1.0, 3.0, 9.0])).tolist()
        [0.0, 75.0, 100.0]
        """
        reach = float(np.abs(self.time).max(initial=0)) + 1
        width, inside = 4 * reach, np.clip(time, -reach, reach)
        last = np.searchsorted(self._keys(self.time, width), of * width + inside, side=side) - 1
        is_begun = last >= self.begins[of]
        last = np.maximum(last, 0)
        found = self.value[last] + self.slope[last] * (time - self.time[last])
        return np.where(is_begun, found, 0.0)

    def time_of(self, of: Ints, value: Floats, side: Side = "right") -> Floats:
        """Return when a value was planned.

        Parameters
        ----------
        of, value : numpy.ndarray
            Number of the project, and the value looked for (NaN gives NaN).
        side : {"left", "right"}
            Where the curve is flat: the first or the last moment of the plateau; that of the whole
            value lasts until the planned end.

        Returns
        -------
        numpy.ndarray of float
            Units of time since the start; NaN where nothing is planned at all.
        """
        total = self.total[of]
        known = np.isfinite(value) & (total > 0)
        share = np.where(known, value / np.where(total > 0, total, 1.0), 0.0)
        wanted = of * 2.0 + np.clip(share, 0, 1) + (SAME if side == "right" else -SAME)
        last = np.searchsorted(self._keys(self.shares, 2.0), wanted, side=side) - 1
        last = np.clip(last, self.begins[of], self.begins[of + 1] - 1)
        upto = np.minimum(last + 1, self.begins[of + 1] - 1)
        rise = self.slope[last]
        more = np.maximum(value - self.value[last], 0) / np.where(rise > 0, rise, 1.0)
        rising = np.minimum(self.time[last] + more, self.time[upto])
        found = np.where(rise > 0, rising, self.time[upto])
        return np.where(known, found, np.nan)


def curves_of(of: Ints, start: Floats, end: Floats, budget: Floats) -> Curves:
    """Return the S-curves of items whose budgets are spread evenly.

    Parameters
    ----------
    of : numpy.ndarray of int
        Number of each item's project, 0 to n - 1, each at least once.
    start, end : numpy.ndarray of float
        In units of working time. An item that does not end after its start earns at its start.
    budget : numpy.ndarray of float
        Planned cost (or hours) of each item.
    """
    lasts = end > start
    rate = np.where(lasts, budget / np.where(lasts, end - start, 1.0), 0.0)
    step = np.where(lasts, 0.0, budget)
    ones, none = lasts.astype(np.int64), np.zeros(len(of))
    both = np.concatenate([of, of])
    time = np.concatenate([start, np.where(lasts, end, start)])
    order = np.lexsort((time, both))
    both, time = both[order], time[order]
    running = np.cumsum(np.concatenate([ones, -ones])[order])
    slope = np.cumsum(np.concatenate([rate, -rate])[order])
    slope[running == 0] = 0.0  # exactly: what is left of the sums is rounding
    jump = np.concatenate([step, none])[order]
    begins = np.searchsorted(both, np.arange(both[-1] + 2 if len(both) else 1))
    grown = np.zeros(len(both))
    grown[1:] = slope[:-1] * np.diff(time)
    grown[begins[:-1]] = 0.0
    value = _cumulated(grown + jump, begins)
    total = np.bincount(of, budget, len(begins) - 1)
    value[begins[1:] - 1] = total
    return Curves(begins, time, value, slope)


def _cumulated(amounts: Floats, begins: Ints) -> Floats:
    """Return running sums that begin anew with each project."""
    sums = np.cumsum(amounts)
    before = np.concatenate([[0.0], sums])[begins[:-1]]
    return np.asarray(sums - np.repeat(before, np.diff(begins)))


def curve(values: Sequence[float]) -> Curves:
    """Return one project's curve of cumulative planned values at the ends of periods 1, 2, 3 ...

    It ends with the first period that has the last value.

    Examples
    --------
    >>> curve([10, 30, 60]).time_of(np.array([0]), np.array([45.0])).tolist()
    [2.5]
    """
    value = np.concatenate([[0.0], np.asarray(values, np.float64)])
    value = value[: int(np.argmax(value == value[-1])) + 1]
    time = np.arange(len(value), dtype=np.float64)
    return Curves(np.array([0, len(value)]), time, value, np.append(np.diff(value), 0.0))


__all__ = ["SAME", "Curves", "Floats", "Ints", "Side", "curve", "curves_of"]
