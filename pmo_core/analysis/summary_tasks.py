"""Summary elements: which element lies below which, and what those below say together."""

import polars as pl

from pmo_core.analysis.network_arrays import Ints
from pmo_core.analysis.work_time import WorkTime

KEY = ["project", "code"]


def parents(elements: pl.DataFrame) -> pl.DataFrame:
    """Return the elements with the element right above each.

    Codes are compared by their fields: 1.1.2 lies below 1.1, and below 1 where there is no 1.1;
    1.10 does not lie below 1.1.

    Parameters
    ----------
    elements : polars.DataFrame
        project, code and anything else.

    Returns
    -------
    polars.DataFrame
        The same rows with parent (null = top) and is_summary (something lies below).

    Examples
    --------
    >>> codes = ["1", "1.1.2", "1.10", "2"]
    >>> parents(pl.DataFrame({"project": "P", "code": codes})).drop("project").rows()
    [('1', None, True), ('1.1.2', '1', False), ('1.10', '1', False), ('2', None, False)]
    """
    rows = elements.select(*KEY, _key=pl.col("code").str.replace_all(r"[\-/_]", "."))
    known = rows.select("project", _above="_key", _found="code").unique(["project", "_above"])
    open_, found = rows, []
    above = pl.col("_key").str.replace(r"\.?[^.]*$", "")
    while (open_ := open_.with_columns(_key=above).filter(pl.col("_key") != "")).height:
        met = open_.join(known, left_on=["project", "_key"], right_on=["project", "_above"])
        found.append(met.select(*KEY, parent="_found"))
        open_ = open_.join(met, on=KEY, how="anti")
    none = elements.select(*KEY, parent=pl.lit(None, pl.String)).clear()
    ties = pl.concat([none, *found])
    above_some = ties.select("project", code="parent", is_summary=True).unique()
    return elements.join(ties, on=KEY, how="left", maintain_order="left").join(
        above_some, on=KEY, how="left", maintain_order="left"
    ).with_columns(pl.col("is_summary").fill_null(False))  # fmt: skip


def leaves(elements: pl.DataFrame) -> pl.DataFrame:
    """Return the elements without parts, once for each summary element above them.

    Parameters
    ----------
    elements : polars.DataFrame
        From `parents`.

    Returns
    -------
    polars.DataFrame
        project, summary, code.

    Examples
    --------
    >>> codes = ["1", "1.1", "1.1.2", "2"]
    >>> leaves(parents(pl.DataFrame({"project": "P", "code": codes}))).rows()
    [('P', '1.1', '1.1.2'), ('P', '1', '1.1.2')]
    """
    up = elements.select("project", summary="code", _next="parent")
    rows = elements.filter(~pl.col("is_summary") & pl.col("parent").is_not_null())
    level = rows.select("project", "code", summary="parent")
    found = [level.select("project", "summary", "code")]
    while level.height:
        level = level.join(up, on=["project", "summary"]).drop_nulls("_next")
        level = level.select("project", "code", summary="_next")
        found.append(level.select("project", "summary", "code"))
    return pl.concat(found)


def inside(elements: pl.DataFrame) -> pl.DataFrame:
    """Return what lies in each element: a task lies in itself and in all summaries above it.

    Parameters
    ----------
    elements : polars.DataFrame
        From `parents`.

    Returns
    -------
    polars.DataFrame
        project, element, code (of the task); of a task's elements the nearest comes first.

    Examples
    --------
    >>> codes = ["1", "1-1", "2"]
    >>> inside(parents(pl.DataFrame({"project": "P", "code": codes}))).drop("project").rows()
    [('1-1', '1-1'), ('2', '2'), ('1', '1-1')]
    """
    tasks = elements.filter(~pl.col("is_summary")).select("project", "code", element="code")
    names = ["project", "element", "code"]
    above = leaves(elements).rename({"summary": "element"})
    return pl.concat([tasks.select(names), above.select(names)])


def rolled_up(tasks: pl.DataFrame, below: pl.DataFrame) -> pl.DataFrame:
    """Return what the tasks below each summary element say together.

    Parameters
    ----------
    tasks : polars.DataFrame
        Tasks of a `Schedule`, and duration, percent_complete, baseline_start, baseline_finish.
    below : polars.DataFrame
        From `leaves`.

    Returns
    -------
    polars.DataFrame
        project, code of each summary element; the first of the starts, the last of the finishes;
        the least total float; is_critical (some task is); percent_complete weighted by duration
        (null where none is known; what is not known counts as nothing done).
    """
    first = ["early_start", "late_start", "baseline_start", "total_float"]
    last = ["early_finish", "late_finish", "baseline_finish"]
    weight, done = pl.col("duration"), pl.col("percent_complete")
    return below.join(tasks, on=KEY).group_by("project", code="summary").agg(
        pl.col(first).min(),
        pl.col(last).max(),
        pl.col("is_critical").any(),
        percent_complete=pl.when(done.count() > 0, weight.sum() > 0).then(
            (done.fill_null(0.0) * weight).sum() / weight.sum()
        ),
    )  # fmt: skip


def days_later(time: WorkTime, calendar: pl.Series, was: pl.Series, now: pl.Series) -> pl.Series:
    """Return by how many working days one finish comes after another.

    Parameters
    ----------
    time : WorkTime
        Working time that spans both.
    calendar : polars.Series of str
        Calendar of each.
    was, now : polars.Series of Date
        Last days worked; null gives null.

    Examples
    --------
    >>> from datetime import date
    >>> from pmo_core.analysis.work_time import DEFAULT, Dated
    >>> from pmo_core.analysis.working_days import Calendar
    >>> friday, tuesday = (pl.Series([date(2026, 11, day)]) for day in (20, 24))
    >>> days_later(Dated({DEFAULT: Calendar()}), pl.Series([None]), friday, tuesday).to_list()
    [2]
    """
    number = time.number(calendar)[0]

    def worked(days: pl.Series) -> Ints:
        return time.before(number, time.moment_of(days, is_end=True))

    later = pl.Series(worked(now) - worked(was), dtype=pl.Int64)
    return later.set(was.is_null() | now.is_null(), None)


__all__ = ["KEY", "days_later", "inside", "leaves", "parents", "rolled_up"]
