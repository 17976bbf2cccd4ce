"""Planned dates against the links between tasks: which links they break, and by how much."""

import numpy as np
import polars as pl

from pmo_core.analysis.network_frames import complete, spanned, tied
from pmo_core.analysis.work_time import WorkTime


def violated(tasks: pl.DataFrame, links: pl.DataFrame, time: WorkTime) -> pl.DataFrame:
    """Return the links that planned dates break.

    Parameters
    ----------
    tasks : polars.DataFrame
        project, code, start, finish (days worked, both ends included; with `Straight` time numbers,
        the end half-open); optional: calendar. A milestone has a finish alone and may lie anywhere
        on its day. A link to a task without dates cannot be broken.
    links : polars.DataFrame
        As for `critical_path`; those that name an unknown task or kind are left out.
    time : WorkTime
        Working time.

    Returns
    -------
    polars.DataFrame
        The links that are broken, as given, with gap: minus the units of working time of the
        successor's calendar by which it comes too early.

    Raises
    ------
    Refused
        A task is listed twice.

    Examples
    --------
    >>> from pmo_core.analysis.work_time import Straight
    >>> tasks = pl.DataFrame({
    ...     "project": ["P", "P"], "code": ["A", "B"], "start": [0, 4], "finish": [5, 7]})
    >>> links = pl.DataFrame({"project": ["P"], "predecessor": ["A"], "successor": ["B"]})
    >>> violated(tasks, links, Straight())["gap"].to_list()
    [-1]
    """
    tasks = complete(tasks, "tasks")
    ties = tied(tasks, links)
    time = spanned(time, (tasks,), None)
    start, finish = tasks["start"], tasks["finish"]
    of, to = ties.links.predecessor, ties.links.successor
    is_work = start.is_not_null()
    begin = time.moment_of(start.zip_with(is_work, finish))
    end = time.moment_of(finish, is_end=True)
    # A milestone lies as early as its day allows for what follows, as late for what comes before.
    from_end = ties.links.from_end & is_work.to_numpy()[of]
    to_end = ties.links.to_end | ~is_work.to_numpy()[to]
    calendar = time.number(tasks["calendar"])[0][to]
    own = time.before(calendar, np.where(to_end, end[to], begin[to]))
    asked = time.before(calendar, np.where(from_end, end[of], begin[of])) + ties.links.lag
    is_dated = finish.is_not_null().to_numpy()
    broken = (own < asked) & is_dated[of] & is_dated[to]
    rows = links[ties.rows].with_columns(gap=pl.Series(own - asked))
    return rows.filter(pl.Series(broken, dtype=pl.Boolean))


__all__ = ["violated"]
