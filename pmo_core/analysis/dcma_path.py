"""What the plan as a whole stands: does a delay reach its end, and how much time it has to spare.

Source: DCMA 14-point assessment, checks 12 (critical path test) and 13 (CPLI).
"""

import numpy as np
import polars as pl

from pmo_core.analysis.critical_path import Schedule, critical_path
from pmo_core.analysis.network_frames import complete, spanned
from pmo_core.analysis.network_ready import AsOf
from pmo_core.analysis.work_time import WorkTime

DELAY_DAYS = 600
"""Working days by which the critical path test delays a task."""
_SOFT = "start no earlier than"


def delayed(
    tasks: pl.DataFrame, links: pl.DataFrame, time: WorkTime, projects: pl.DataFrame,
    found: Schedule, *, as_of: AsOf = None, per_day: int = 1,
) -> pl.DataFrame:  # fmt: skip
    """Delay the most critical unfinished task of each project, and see how far its end moves.

    Of the tasks with the least total float the first is delayed, each project by itself: what it
    waits for in other projects stays where it is.

    Parameters
    ----------
    tasks, links, time, projects, as_of
        As for `critical_path`.
    found : Schedule
        What `critical_path` found for them.
    per_day : int
        Units of working time in a day.

    Returns
    -------
    polars.DataFrame
        `project`, `code` (the task that was delayed), `moved` (units of its calendar by which the
        project's end moved), `delay` (units).

    Examples
    --------
    >>> from pmo_core.analysis.work_time import Straight
    >>> tasks = pl.DataFrame({"project": ["P"] * 2, "code": ["A", "B"], "duration": [5, 3]})
    >>> links = pl.DataFrame({"project": ["P"], "predecessor": ["A"], "successor": ["B"]})
    >>> projects = pl.DataFrame({"project": ["P"], "start_on": [0]})
    >>> found = critical_path(tasks, links, Straight(), projects)
    >>> delayed(tasks, links, Straight(), projects, found).rows()
    [('P', 'A', 600, 600)]
    """
    tasks, links = complete(tasks, "tasks"), complete(links, "links")
    tasks, links, base = _alone(tasks, links, time, projects, found, as_of=as_of)
    delay = DELAY_DAYS * per_day
    rows = tasks.with_row_index("_row").hstack(base.tasks.select("total_float", "early_start"))
    # Of work begun without a remainder the past may take some of the delay, so it comes last.
    is_vague = pl.col("actual_start").is_not_null() & pl.col("remaining").is_null()
    chosen = rows.filter(pl.col("actual_finish").is_null(), pl.col("code") != "").sort(
        "project", "total_float", is_vague, "early_start", "_row"
    ).unique("project", keep="first", maintain_order=True)  # fmt: skip
    is_chosen = rows.select(pl.col("_row").is_in(chosen["_row"].implode())).to_series()
    more = pl.when(pl.lit(is_chosen)).then(delay).otherwise(0)
    later = tasks.with_columns(pl.col("duration") + more, pl.col("remaining") + more)
    ends = critical_path(later, links, time, projects, as_of).tasks
    both = chosen.select("project", "code", "calendar").join(
        _ends(base.tasks), on="project", how="left"
    ).join(_ends(ends).rename({"end": "later"}), on="project", how="left")  # fmt: skip
    wide = spanned(time, (both.select(start="end", finish="later"),), as_of)
    calendar = wide.number(both["calendar"])[0]
    moved = wide.before(calendar, wide.moment_of(both["later"], is_end=True)) - wide.before(
        calendar, wide.moment_of(both["end"], is_end=True)
    )
    return both.select("project", "code", moved=pl.Series(moved), delay=pl.lit(delay, pl.Int64))


def _alone(
    tasks: pl.DataFrame, links: pl.DataFrame, time: WorkTime, projects: pl.DataFrame,
    found: Schedule, *, as_of: AsOf,
) -> tuple[pl.DataFrame, pl.DataFrame, Schedule]:  # fmt: skip
    """Return the plans without links between projects; what waits for others begins as found."""
    other = pl.col("predecessor_project").cast(pl.String)
    is_across = (other != pl.col("project")).fill_null(False)
    waits = links.filter(is_across).select("project", code="successor", _waits=True).unique()
    if waits.is_empty():
        return tasks, links, found
    held = tasks.with_columns(_early=found.tasks["early_start"]).join(
        waits, on=["project", "code"], how="left", maintain_order="left"
    )
    is_held = pl.col("_waits").is_not_null() & pl.col("constraint").is_null()
    held = held.with_columns(
        constraint=pl.when(is_held).then(pl.lit(_SOFT)).otherwise("constraint"),
        constraint_on=pl.when(is_held).then("_early").otherwise("constraint_on"),
    ).drop("_early", "_waits")
    inside = links.filter(~is_across)
    return held, inside, critical_path(held, inside, time, projects, as_of)


def path_length(
    tasks: pl.DataFrame, found: Schedule, time: WorkTime, projects: pl.DataFrame,
    as_of: AsOf = None,
) -> pl.DataFrame:  # fmt: skip
    """Return how long the way to each project's end still is, and what it has to spare.

    Parameters
    ----------
    tasks, time, as_of
        As for `critical_path`.
    found : Schedule
        What `critical_path` found.
    projects : polars.DataFrame
        As for `critical_path`, with `goal_on` (the day by which the project shall end; null = not
        known) and optional `calendar`.

    Returns
    -------
    polars.DataFrame
        `project`, `length` (units of working time from the data date, or the first start after it,
        to the early finish; 0 where nothing is left), `spare` (units from the early finish to
        `goal_on`, negative where it comes later; null where no goal is known).
    """
    projects = complete(projects, "projects")
    if "calendar" not in projects.columns:
        projects = projects.with_columns(calendar=pl.lit(None, pl.String))
    is_open = complete(tasks, "tasks")["actual_finish"].is_null()
    begins = found.tasks.filter(is_open, pl.col("code") != "").group_by("project").agg(
        begin=pl.col("early_start").min()
    )  # fmt: skip
    rows = projects.join(_ends(found.tasks), on="project").join(
        begins, on="project", how="left", maintain_order="left"
    )
    is_left = rows["begin"].is_not_null().to_numpy()
    today = pl.coalesce("data_date", pl.lit(as_of)).cast(rows["end"].dtype)
    rows = rows.with_columns(begin=pl.max_horizontal("begin", today))
    wide = spanned(
        time, (rows.select(start="begin", finish="end"), rows.select(finish="goal_on")), as_of
    )
    calendar = wide.number(rows["calendar"])[0]
    end, goal = (
        wide.before(calendar, wide.moment_of(rows[name], is_end=True))
        for name in ("end", "goal_on")
    )
    length = end - wide.before(calendar, wide.moment_of(rows["begin"]))
    return rows.select(
        "project",
        length=pl.Series(np.where(is_left, np.maximum(length, 0), 0), dtype=pl.Int64),
        spare=pl.Series(goal - end, dtype=pl.Int64).set(rows["goal_on"].is_null(), None),
    )


def _ends(tasks: pl.DataFrame) -> pl.DataFrame:
    """Return the last early finish of each project."""
    own = tasks.filter(pl.col("code") != "")
    return own.group_by("project").agg(end=pl.col("early_finish").max())


__all__ = ["DELAY_DAYS", "delayed", "path_length"]
