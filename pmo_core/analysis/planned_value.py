"""Planned value: the budget of the work planned to be done by a date, for many projects at once.

The budget of an item is spread evenly over the working days from its start to its finish, so that
the planned value of a project is a line of straight pieces (its S-curve).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pmo_core.analysis.plan_curves import Curves, Floats, curves_of
from pmo_core.analysis.working_days import Calendar


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
    """Return the plan of projects (or of whatever `project` names) from their items.

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


__all__ = ["Plan", "plan_of", "planned"]
