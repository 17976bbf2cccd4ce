"""How the research data set of Ghent University is read: plans and status dates in working hours.

A day of H hours is worked from 8:00 with an hour's break at noon, unless the project's own dates
say otherwise; where it has holidays, they are found from spans of known length. A fixed cost is
planned and earned when its activity starts, the cost per working hour evenly over its duration: so
the tool counts that computed the data set's figures.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl

from pmo_core.analysis.plan_curves import Curves, Floats, curves_of
from tests.real.dslib_holidays import Span, free_days


@dataclass(frozen=True)
class Hours:
    """Working hours of one project's calendar; the break comes after some hours and lasts one."""

    per_day: int
    mask: str
    free: tuple[date, ...] = ()
    begin: int = 8
    before_break: int = 4

    def elapsed(self, moments: pl.Series) -> Floats:
        """Return working hours from some Monday to each moment."""
        days = moments.dt.date().to_numpy().astype("datetime64[D]")
        free = np.array(self.free, dtype="datetime64[D]")
        year = np.busdaycalendar(weekmask=[int(day) for day in self.mask], holidays=free)
        clock = (moments.dt.hour() + moments.dt.minute() / 60).to_numpy()
        resumed = self.begin + self.before_break + 1
        worked = np.clip(clock - self.begin, 0, self.before_break)
        worked = worked + np.clip(clock - resumed, 0, self.per_day - self.before_break)
        before = np.busday_count(np.datetime64("2000-01-03"), days, busdaycal=year)
        today = np.where(np.is_busday(days, busdaycal=year), worked, 0.0)
        return np.asarray(before * self.per_day + today, np.float64)


@dataclass(frozen=True)
class Tracked:
    """One project: its plan in working hours, and its status dates as they were published."""

    code: str
    hours: Hours
    start: datetime
    pd: float
    n_holidays: int
    curve: Curves
    periods: pl.DataFrame

    def hour(self, moments: pl.Series) -> Floats:
        """Return working hours from the start to each moment."""
        return self.hours.elapsed(moments) - self.hours.elapsed(pl.Series([self.start]))


def tables(folder: Path) -> dict[str, pl.DataFrame]:
    """Return the files of the data set by name."""
    names = ("activity", "project", "tracking_activity", "tracking_period")
    texts = {"non_working_weekdays": pl.String}
    return {
        name: pl.read_csv(
            folder / "dslib" / f"{name}.csv", infer_schema_length=None, try_parse_dates=True,
            schema_overrides=texts if name == "project" else None,
        )
        for name in names
    }  # fmt: skip


def measured(of: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return EV and AC of every project and status date, from the activities alone.

    `project_id`, `period`, `ev`, `ac`.
    """
    rows = of["tracking_activity"].join(
        of["activity"], on=["project_id", "activity_id"], how="left"
    )
    begun = (pl.col("pct_complete") > 0) | (pl.col("actual_duration_wh") > 0)
    fixed = pl.when(begun).then("fixed_cost").otherwise(0.0)
    rate = pl.col("cost_per_wh")
    return rows.group_by("project_id", "period").agg(
        ev=(fixed + rate * pl.col("duration_wh") * pl.col("pct_complete")).sum(),
        ac=(fixed + rate * pl.col("actual_duration_wh") + pl.col("actual_cost_deviation")).sum(),
    )


def tracked(of: dict[str, pl.DataFrame]) -> list[Tracked]:
    """Return the projects that have status dates."""
    found = measured(of)
    periods = of["tracking_period"].join(found, on=["project_id", "period"], suffix="_ours")
    return [
        _tracked(of, row, periods.filter(project_id=row["project_id"]).sort("period"))
        for row in of["project"].filter(pl.col("n_tracking_periods") > 0).to_dicts()
    ]


def _tracked(of: dict[str, pl.DataFrame], row: dict[str, object], periods: pl.DataFrame) -> Tracked:
    code, start = str(row["project_id"]), row["baseline_start"]
    assert isinstance(start, datetime)
    closed = {str(day) for day in str(row["non_working_weekdays"] or "")}
    mask = "".join("0" if str(day) in closed else "1" for day in range(7))
    per_day, n_holidays = int(str(row["work_hours_per_day"])), int(str(row["n_holidays"]))
    work = of["activity"].filter(project_id=code)
    begun = of["tracking_activity"].filter(project_id=code)["actual_start"].drop_nulls()
    hours = Hours(per_day, mask)
    if n_holidays:
        dated = periods.select("status_date", "at_wh").rows()
        known = [(start, day, worked) for day, worked in dated]
        hours = Hours(per_day, mask, _free(work, begun, known, hours))
    begin = hours.elapsed(work["baseline_start"]) - hours.elapsed(pl.Series([start]))
    lasting = work["duration_wh"].cast(pl.Float64).to_numpy()
    fixed = work["fixed_cost"].to_numpy()
    curve = curves_of(
        np.zeros(2 * len(work), np.int64),
        np.concatenate([begin, begin]),
        np.concatenate([begin, begin + lasting]),
        np.concatenate([fixed, work["cost_per_wh"].to_numpy() * lasting]),
    )
    pd = float(str(row["planned_duration_wh"]))
    return Tracked(code, hours, start, pd, n_holidays, curve, periods)


def _free(work: pl.DataFrame, begun: pl.Series, known: list[Span], week: Hours) -> tuple[date, ...]:
    """Return the holidays that activities and status dates speak of."""
    spans: list[Span] = work.select("baseline_start", "baseline_end", "duration_wh").rows()
    lasting = work.filter(pl.col("duration_wh") > 0)
    sure = pl.concat([work["baseline_start"], lasting["baseline_end"], begun]).dt.date()
    return tuple(free_days([*spans, *known], set(sure), week.per_day, week.mask))
