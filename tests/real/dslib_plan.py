"""The plans of the research data set of Ghent University in working hours since each one's start.

When a project's day begins, and whether it breaks at noon, at one or not at all, is what makes its
activities last as long as they are said to.
"""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from tests.real.dslib import Hours, tables, tracked
from tests.real.dslib_holidays import free_days


def plans(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return all activities and links.

    Activities: project, code, duration, start, finish (working hours, null where the data set has
    no dates), is_morning (it starts as the day begins). Links: project, predecessor, successor,
    kind, lag.
    """
    of = tables(folder)
    hours = calendars(of)
    parts = [_plan(of, row, hours) for row in of["project"].to_dicts()]
    links = pl.read_csv(folder / "dslib" / "relation.csv").select(
        project="project_id", predecessor="from_activity", successor="to_activity", kind="type",
        lag="lag_wh",
    )  # fmt: skip
    return pl.concat(parts), links


def calendars(of: dict[str, pl.DataFrame]) -> dict[str, Hours]:
    """Return the working hours of each project, with the holidays that its dates tell."""
    known = {one.code: one.hours for one in tracked(of)}
    work = of["activity"].drop_nulls("baseline_start")
    return {
        row["project_id"]: _hours(work.filter(project_id=row["project_id"]), row, known)
        for row in of["project"].to_dicts()
    }


def _plan(
    of: dict[str, pl.DataFrame], row: dict[str, object], calendar: dict[str, Hours]
) -> pl.DataFrame:
    work = of["activity"].filter(project_id=row["project_id"])
    dated = work.drop_nulls("baseline_start")
    hours = calendar[str(row["project_id"])]
    begin = row["baseline_start"]
    assert isinstance(begin, datetime)
    zero = hours.elapsed(pl.Series([begin]))
    places = dated.select(
        "activity_id",
        start=pl.Series(hours.elapsed(dated["baseline_start"]) - zero).cast(pl.Int64),
        finish=pl.Series(hours.elapsed(dated["baseline_end"]) - zero).cast(pl.Int64),
        is_morning=pl.col("baseline_start").dt.hour() == hours.begin,
    )
    return work.join(places, on="activity_id", how="left", maintain_order="left").select(
        "start", "finish", "is_morning",
        project="project_id", code="activity_id", duration="duration_wh",
    )  # fmt: skip


def _hours(dated: pl.DataFrame, row: dict[str, object], known: dict[str, Hours]) -> Hours:
    """Return the working hours that agree with the durations best."""
    code, start = str(row["project_id"]), row["baseline_start"]
    assert isinstance(start, datetime)
    closed = {str(day) for day in str(row["non_working_weekdays"] or "")}
    mask = "".join("0" if str(day) in closed else "1" for day in range(7))
    hours = Hours(int(str(row["work_hours_per_day"])), mask, (), start.hour)
    if code in known:
        hours = replace(hours, free=known[code].free)
    elif row["n_holidays"]:
        lasting = dated.filter(pl.col("duration_wh") > 0)["baseline_end"]
        sure = pl.concat([dated["baseline_start"], lasting]).dt.date()
        spans = dated.select("baseline_start", "baseline_end", "duration_wh").rows()
        hours = replace(hours, free=tuple(free_days(spans, set(sure), hours.per_day, mask)))
    tried = [replace(hours, before_break=n) for n in (12 - start.hour, 13 - start.hour)]
    tried.append(replace(hours, before_break=hours.per_day))
    return min(tried, key=lambda one: int((lasts(one, dated) != dated["duration_wh"]).sum()))


def lasts(hours: Hours, dated: pl.DataFrame) -> pl.Series:
    """Return the working hours between start and end of each activity."""
    begin, end = (hours.elapsed(dated[name]) for name in ("baseline_start", "baseline_end"))
    return pl.Series(np.round(end - begin, 6)).cast(pl.Int64)
