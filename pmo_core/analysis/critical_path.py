"""The critical path over many projects at once: dates, floats, and which link drives which task."""

from typing import NamedTuple

import numpy as np
import polars as pl

from pmo_core.analysis.network_arrays import Bools, Ints, levels_without_circle
from pmo_core.analysis.network_frames import complete, named, spanned, tied
from pmo_core.analysis.network_passes import Network, Times
from pmo_core.analysis.network_ready import AsOf, ready
from pmo_core.analysis.network_tasks import NEVER
from pmo_core.analysis.work_time import Dated, WorkTime
from pmo_core.errors import Finding

NO_PROJECTS = pl.DataFrame(schema={"project": pl.String, "start_on": pl.Date, "finish_by": pl.Date})


class Schedule(NamedTuple):
    """Tasks with their dates, links with what they have to spare, and what is to be said."""

    tasks: pl.DataFrame
    links: pl.DataFrame
    findings: tuple[Finding, ...]


def critical_path(
    tasks: pl.DataFrame,
    links: pl.DataFrame,
    time: WorkTime,
    projects: pl.DataFrame = NO_PROJECTS,
    as_of: AsOf = None,
) -> Schedule:
    """Return when each task can and must be done, over all projects and the links between them.

    Durations, lags and floats are whole units of working time: of the task's own calendar, a lag
    of the successor's. With `Straight` time, days are numbers and ends are half-open.

    Parameters
    ----------
    tasks : polars.DataFrame
        project, code, duration (0 = milestone); optional: calendar (null = default), constraint
        (one of `CONSTRAINTS`) and constraint_on, actual_start, actual_finish, remaining (units
        still to do on the data date; null = the duration without what passed since the start).
    links : polars.DataFrame
        project, predecessor, successor; optional: predecessor_project (null = the same), kind
        (null = FS), lag (negative = lead).
    time : WorkTime
        Working time.
    projects : polars.DataFrame
        project, start_on, and optional finish_by: late dates are counted back from there, or else
        from the project's own early finish; optional data_date (null = as_of).
    as_of : date or int, optional
        Data date: nothing that is still to do lies before it.

    Returns
    -------
    Schedule
        tasks: project, code, early_start, early_finish, late_start, late_finish (days worked, both
        ends included; what has begun has its actual start), total_float, free_float (null once
        finished), is_critical (total float <= 0), driver_project, driver, driver_kind (the link
        that decides the early start; null where none does).
        links: as given without those left out, gap (units to spare; null where the link says
        nothing any more), is_driving (gap 0).
        Findings: `unknown_task`, `unknown_link_kind` (link left out), `no_duration`,
        `unknown_calendar`, `unknown_constraint`, `constraint_not_kept`, `late_project`.

    Raises
    ------
    Refused
        The links run in a circle, a task is listed twice, a project has no start, a duration has a
        fraction, or the plan does not end within 200 years.

    Examples
    --------
    >>> from pmo_core.analysis.work_time import Straight
    >>> tasks = pl.DataFrame({"project": ["P"] * 3, "code": list("ABC"), "duration": [5, 3, 1]})
    >>> links = pl.DataFrame({
    ...     "project": ["P"] * 2, "predecessor": ["A", "B"], "successor": ["C", "C"]})
    >>> found = critical_path(tasks, links, Straight()).tasks
    >>> found.select("code", "early_start", "total_float", "driver").rows()
    [('A', 0, 0, None), ('B', 0, 2, None), ('C', 5, 0, 'A')]
    """
    tasks, projects = complete(tasks, "tasks"), complete(projects, "projects")
    ties = tied(tasks, links)
    is_tied = np.bincount(ties.links.successor, minlength=tasks.height) > 0
    level = levels_without_circle(named(tasks), ties.links.predecessor, ties.links.successor)
    time = spanned(time, (tasks, projects), as_of)
    while True:
        given = ready(tasks, projects, time, as_of, is_tied)
        network = Network(given.tasks, ties.links, level, time, given.must_end)
        times = network.times()
        if times is not None:
            break
        time = time.wider()
    taken = complete(links, "links")[ties.rows]
    dated = _dated(tasks, network, times)
    return Schedule(
        pl.concat([dated, _drivers(taken, network, times)], how="horizontal"),
        taken.with_columns(
            gap=pl.Series(times.gap).set(pl.Series(times.gap == NEVER), None),
            is_driving=pl.Series(times.gap == 0),
        ),
        (*ties.findings, *given.findings, *_unkept(dated, network, times),
         *_late(given.projects, network, times)),
    )  # fmt: skip


def _dated(given: pl.DataFrame, network: Network, times: Times) -> pl.DataFrame:
    """Return the tasks with their days and floats."""
    tasks, time = network.tasks, network.time
    is_open, is_begun = pl.Series(tasks.is_open), pl.Series(tasks.started != NEVER)
    is_milestone = (tasks.length == 0) & tasks.is_open & (tasks.started == NEVER)
    is_at_end = is_milestone & tasks.is_at_end
    # Where all before it ended before it may come, it lies there, not at the end of the last day.
    is_first = is_at_end & (times.early == time.before(tasks.calendar, tasks.start_from))
    begin = time.at(tasks.calendar, times.early)
    start, end = (np.where(is_first, begin, one) for one in (times.start, times.end))
    early = _days(time, start, end, is_milestone, is_at_end & ~is_first)
    late = _days(time, *network.moments(times.late), is_milestone, is_at_end)
    total = pl.Series(times.late - times.early)
    return given.select(
        "project",
        "code",
        early_start=early[0],
        early_finish=early[1],
        late_start=late[0].zip_with(~is_begun, early[0]).set(~is_open, None),
        late_finish=late[1].set(~is_open, None),
        total_float=total.set(~is_open, None),
        free_float=pl.Series(times.free).set(~is_open, None),
        is_critical=is_open & (total <= 0),
    )


def _days(
    time: WorkTime, start: Ints, end: Ints, is_milestone: Bools, is_at_end: Bools
) -> tuple[pl.Series, pl.Series]:
    """Return the first and the last day; a milestone has one day, that on whose side it lies."""
    return time.day_of(start, is_at_end), time.day_of(end, is_at_end | ~is_milestone)


def _drivers(links: pl.DataFrame, network: Network, times: Times) -> pl.DataFrame:
    """Return per task the link that decides its early start; of several, that of least float."""
    driving = np.flatnonzero(times.gap == 0)
    of, to = network.links.predecessor[driving], network.links.successor[driving]
    order = np.lexsort((driving, (times.late - times.early)[of]))[::-1]
    chosen = np.full(len(times.early), -1, np.int64)
    chosen[to[order]] = driving[order]  # the last one written stays
    rows = pl.Series(chosen).set(pl.Series(chosen < 0), None)
    own = pl.col("predecessor_project").cast(pl.String)
    named_links = links.select(
        driver_project=pl.coalesce(own, pl.col("project")),
        driver="predecessor",
        driver_kind=pl.col("kind").cast(pl.String).fill_null("FS"),
    )
    return named_links.select(pl.all().gather(rows))


def _unkept(dated: pl.DataFrame, network: Network, times: Times) -> list[Finding]:
    """Return the constraints that links, project starts or progress do not let be kept."""
    tasks, time = network.tasks, network.time
    latest = time.before(tasks.calendar, tasks.start_by)
    units = np.maximum(
        np.where(tasks.start_by == NEVER, 0, times.early - latest),
        np.where(tasks.end_by == NEVER, 0,
                 times.early + tasks.length - time.before(tasks.calendar, tasks.end_by)),
    )  # fmt: skip
    late = np.flatnonzero((units > 0) & tasks.is_open)
    rows = dated.select("project", "code").with_columns(n=pl.Series(units))[late].iter_rows()
    in_days = isinstance(time, Dated) and time.n_units == 1
    one, many = ("working day", "working days") if in_days else (
        "unit of working time", "units of working time")  # fmt: skip
    return [
        Finding(
            "warning", "constraint_not_kept",
            f"{code} of {project} misses its constraint by {n} {one if n == 1 else many}.",
            value=str(code),
        )
        for project, code, n in rows
    ]  # fmt: skip


def _late(projects: pl.Series, network: Network, times: Times) -> list[Finding]:
    """Return the projects that end later than they must."""
    ends = np.full(len(projects), -NEVER)
    np.maximum.at(ends, network.tasks.project, times.end)
    late = projects.filter(pl.Series(ends > network.must_end))
    return [
        Finding("warning", "late_project", f"{one} ends later than it must.", value=str(one))
        for one in late
    ]


__all__ = ["NO_PROJECTS", "Schedule", "critical_path"]
