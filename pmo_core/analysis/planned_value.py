"""Planned value: the budget of the work planned to be done by a moment, for many projects at once.

Time is counted in units of working time since the start of each project: working days here, hours
or months where a caller has those. The budget of an item is spread evenly from its start to its
end, so that the planned value of a project is a line of straight pieces (its S-curve).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from pmo_core.analysis.working_days import Calendar

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


@dataclass(frozen=True, eq=False)
class Plan:
    """Planned value of projects by date.

    Parameters
    ----------
    projects : polars.DataFrame
        One row per project, sorted: `project`, `of` (number in the curves; null where no item is
        dated), `origin` (working days from the plan's first day to the project's start), `bac`
        (null where no item has dates and cost), `pd_days`, `n_unknown`
        (items without cost or dates).
    curves : Curves
        In working days since the start of each project.
    first : date
        From which the working days are counted.
    calendar : Calendar
        Which days are worked.
    """

    projects: pl.DataFrame
    curves: Curves
    first: date
    calendar: Calendar

    def at(self, dates: pl.DataFrame) -> pl.DataFrame:
        """Add what was planned by the end of each date.

        Parameters
        ----------
        dates : polars.DataFrame
            `project` and `data_date` (Date); other columns are kept. An optional `finished_on`
            ends the actual time of a finished project.

        Returns
        -------
        polars.DataFrame
            The rows in their order with bac, pv, pd_days, at_days (working days from the start to
            the end of the data date; 0 before the start), n_unknown; null for a project without
            a plan.
        """
        known = dates.join(self.projects, on="project", how="left", maintain_order="left")
        until = pl.col("data_date")
        if "finished_on" in dates.columns:
            until = pl.min_horizontal("data_date", "finished_on")
        days = known.select(
            day="data_date", until=until, of=pl.col("of").fill_null(0),
            origin=pl.col("origin").fill_null(0),
        )  # fmt: skip
        origin = days["origin"].to_numpy()
        time = _elapsed(days["day"], self.first, self.calendar) - origin
        spent = np.maximum(_elapsed(days["until"], self.first, self.calendar) - origin, 0.0)
        pv = self.curves.value_at(days["of"].to_numpy(), time) if len(self.curves.time) else time
        return known.with_columns(
            pv=pl.when(pl.col("bac").is_not_null()).then(pl.Series(pv)),
            at_days=pl.when(pl.col("of").is_not_null()).then(pl.Series(spent)),
        ).drop("of", "origin")


def plan_of(items: pl.DataFrame, calendar: Calendar) -> Plan:
    """Return the plan of projects from their items.

    Parameters
    ----------
    items : polars.DataFrame
        `project`, `planned_start`, `planned_finish` (Date, both days included), `planned_cost`
        (in one unit for all items of a project): leaf elements of a baseline, months of a budget,
        or whole projects. An item without dates, or that finishes before it starts, is left out
        and counted; one without a cost is counted too, yet its dates belong to the plan.
    calendar : Calendar
        Which days are worked. An item on days off alone earns at its start.
    """
    cost = pl.col("planned_cost").cast(pl.Float64)
    dated = items.select(
        "project",
        "planned_start",
        "planned_finish",
        cost.fill_null(0.0).alias("planned_cost"),
        is_dated=(pl.col("planned_start") <= pl.col("planned_finish")).fill_null(value=False),
        is_costed=cost.is_not_null(),
    ).with_columns(is_whole=pl.col("is_dated") & pl.col("is_costed"))
    counted = dated.group_by("project").agg(
        n_unknown=(~pl.col("is_whole")).sum().cast(pl.Int64), _is_known=pl.col("is_whole").any()
    )
    good = dated.filter("is_dated").sort("project", "planned_start")
    first = good["planned_start"].min()
    day_one = first if isinstance(first, date) else date(2000, 1, 3)
    start = _elapsed(good["planned_start"].dt.offset_by("-1d"), day_one, calendar)
    end = _elapsed(good["planned_finish"], day_one, calendar)
    of = (good["project"].rle_id()).cast(pl.Int64).to_numpy()
    begins = np.flatnonzero(np.diff(of, prepend=-1))
    origin = start[begins]
    curves = curves_of(
        of, start - origin[of], end - origin[of], good["planned_cost"].to_numpy().copy()
    )
    found = pl.DataFrame({
        "project": good["project"].gather(begins), "of": np.arange(len(begins)),
        "origin": origin, "bac": curves.total, "pd_days": curves.end,
    })  # fmt: skip
    projects = counted.join(found, on="project", how="left").sort("project")
    bac = pl.when("_is_known").then("bac")
    return Plan(
        projects.with_columns(bac.alias("bac")).drop("_is_known"), curves, day_one, calendar
    )


def planned(items: pl.DataFrame, calendar: Calendar, dates: pl.DataFrame) -> pl.DataFrame:
    """Return the planned value of projects at dates; see `plan_of` and `Plan.at`.

    Examples
    --------
    >>> items = pl.DataFrame({"project": ["A"], "planned_start": [date(2026, 11, 2)],
    ...     "planned_finish": [date(2026, 11, 13)], "planned_cost": [1000]})
    >>> dates = pl.DataFrame({"project": ["A"], "data_date": [date(2026, 11, 6)]})
    >>> planned(items, Calendar(), dates).select("bac", "pv", "pd_days", "at_days").row(0)
    (1000.0, 500.0, 10.0, 5.0)
    """
    return plan_of(items, calendar).at(dates)


def planned_by_element(rows: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Add what was planned of each element by the end of the row's date.

    Parameters
    ----------
    rows : polars.DataFrame
        `planned_start`, `planned_finish`, `planned_cost`, `data_date`; other columns are kept.
    calendar : Calendar
        Which days are worked.

    Returns
    -------
    polars.DataFrame
        The rows with `pv`; null where cost or dates are missing or the finish lies before the
        start. Sums over a project's elements are those of `planned`.
    """
    first = rows["planned_start"].min()
    day_one = first if isinstance(first, date) else date(2000, 1, 3)
    start = _elapsed(rows["planned_start"].dt.offset_by("-1d"), day_one, calendar)
    end = _elapsed(rows["planned_finish"], day_one, calendar)
    now = _elapsed(rows["data_date"], day_one, calendar)
    length = end - start
    stepped = np.where(now >= start, 1.0, 0.0)
    share = np.where(
        length > 0, np.clip((now - start) / np.where(length > 0, length, 1.0), 0, 1), stepped
    )
    is_dated = pl.col("planned_start") <= pl.col("planned_finish")
    done = pl.Series(share) * pl.col("planned_cost").cast(pl.Float64)
    return rows.with_columns(pv=pl.when(is_dated).then(done))


def _elapsed(days: pl.Series, first: date, calendar: Calendar) -> Floats:
    """Return working days from the first day to the end of each day; looked up in one count."""
    if days.drop_nulls().is_empty():
        return np.full(len(days), np.nan)
    number = (days.fill_null(first) - first).dt.total_days().to_numpy()
    low, high = min(int(number.min()), 0), max(int(number.max()), 0)
    span = pl.Series([first]).dt.offset_by(f"{low}d").item()
    stop = pl.Series([first]).dt.offset_by(f"{high}d").item()
    every = pl.date_range(span, stop, "1d", eager=True)
    works = calendar.count(every, every.dt.offset_by("1d")).to_numpy()
    sums = np.cumsum(works, dtype=np.float64)
    before = sums[-low - 1] if low < 0 else 0.0
    found = sums[number - low] - before
    return np.where(days.is_null().to_numpy(), np.nan, found)


__all__ = [
    "SAME",
    "Curves",
    "Floats",
    "Ints",
    "Plan",
    "Side",
    "curve",
    "curves_of",
    "plan_of",
    "planned",
]
