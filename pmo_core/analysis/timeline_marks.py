"""What is drawn on rows of a timeline: spans, projects by period, milestones, slipped links."""

from datetime import date

import numpy as np
import polars as pl

from pmo_core.analysis.timeline import WHOLE
from pmo_core.analysis.violated_links import violated
from pmo_core.analysis.work_time import WorkTime

_PLANNED = "planned:"
_TIE = ["project", "of_successor", "predecessor_project", "of_predecessor"]


def spans(tasks: pl.DataFrame, gap_days: int = 0) -> pl.DataFrame:
    """Return the days on which some task of a row is at work, those that touch as one span.

    Parameters
    ----------
    tasks : polars.DataFrame
        key (of the row), start, finish (both included).
    gap_days : int
        Days off between two spans that are drawn as one.

    Returns
    -------
    polars.DataFrame
        key, start, finish; by key and start.

    Examples
    --------
    >>> tasks = pl.DataFrame({"key": ["P"] * 3,
    ...     "start": [date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 9)],
    ...     "finish": [date(2026, 1, 5), date(2026, 1, 4), date(2026, 1, 9)]})
    >>> [str(day) for day in spans(tasks)["finish"]]
    ['2026-01-05', '2026-01-09']
    """
    ordered = tasks.drop_nulls(["start", "finish"]).sort("key", "start")
    reached = pl.col("finish").cast(pl.Int32).cum_max().shift().over("key")
    is_new = (pl.col("start").cast(pl.Int32) > reached + 1 + gap_days).fill_null(value=True)
    return (
        ordered.with_columns(part=is_new.cum_sum())
        .group_by("key", "part", maintain_order=True)
        .agg(pl.col("start").first(), pl.col("finish").max())
        .drop("part")
    )


def at_work(bars: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Return how many projects of each row are at work in each period.

    Parameters
    ----------
    bars : polars.DataFrame
        One row per project: key (of the row), start, finish (both included), is_behind (null = not
        known).
    periods : polars.DataFrame
        begin, end (both included), without gaps, in order.

    Returns
    -------
    polars.DataFrame
        key, begin, end, n, n_behind, share (n of the most of that row within the periods); periods
        without a project are left out, neighbors of which the same is to be said are one.
    """
    last = periods["end"].cast(pl.Int32).last()
    begins = periods["begin"].cast(pl.Int32).to_numpy()
    seen = bars.drop_nulls(["start", "finish"]).filter(
        pl.col("start").cast(pl.Int32) <= last, pl.col("finish").cast(pl.Int32) >= begins[0]
    )
    keys = seen["key"].unique().sort()
    row = (seen["key"].rank("dense").cast(pl.Int64) - 1).to_numpy()
    # Each adds one where it begins and takes it away behind the period in which it ends.
    start, finish = (seen[name].cast(pl.Int32).to_numpy() for name in ("start", "finish"))
    of = np.maximum(np.searchsorted(begins, start, side="right") - 1, 0)
    to = np.searchsorted(begins, finish, side="right")
    counts = []
    for weight in (
        np.ones(len(row), np.int64),
        seen["is_behind"].fill_null(value=False).cast(pl.Int64).to_numpy(),
    ):
        change = np.zeros((len(keys), len(begins) + 1), np.int64)
        np.add.at(change, (row, of), weight)
        np.add.at(change, (row, to), -weight)
        counts.append(change.cumsum(axis=1)[:, :-1].ravel())
    which = np.tile(np.arange(len(begins)), len(keys))
    counted = pl.DataFrame({
        "key": keys.gather(np.repeat(np.arange(len(keys)), len(begins))),
        "begin": periods["begin"].gather(which), "end": periods["end"].gather(which),
        "n": counts[0], "n_behind": counts[1],
    }).with_columns(
        part=pl.struct("key", "n", "n_behind").rle_id(),
        share=pl.col("n") / pl.col("n").max().over("key"),
    )  # fmt: skip
    same = counted.filter(pl.col("n") > 0).group_by("part", maintain_order=True)
    return same.agg(
        pl.col("key", "begin").first(),
        pl.col("end").last(),
        pl.col("n", "n_behind", "share").first(),
    ).drop("part")


def milestones(
    kept: pl.DataFrame, forecasts: pl.DataFrame, ended: pl.Series, as_of: date
) -> pl.DataFrame:
    """Return when each milestone of all projects is expected, or was reached.

    Parameters
    ----------
    kept : polars.DataFrame
        Rows of the register `milestone`.
    forecasts : polars.DataFrame
        Rows of `milestone_forecast`; of those up to as_of the latest counts.
    ended : polars.Series
        Projects that are closed or canceled: what they have not reached will not come, and is left
        out.
    as_of : date
        The day.

    Returns
    -------
    polars.DataFrame
        project, code, name, wbs, weight_pct, planned_on, forecast_on (null = none, or reached),
        achieved_on (null = not reached by as_of), expected_on (achieved, else forecast, else
        planned), is_late (expected, or not yet reached, after the planned day); those without any
        day are left out.
    """
    latest = (
        forecasts.filter(pl.col("data_date") <= as_of)
        .sort("data_date")
        .group_by("project", code="milestone")
        .agg(forecast_on=pl.col("forecast_on").last())
    )
    achieved = pl.when(pl.col("achieved_on") <= as_of).then("achieved_on")
    known = (
        kept.join(latest, on=["project", "code"], how="left")
        .with_columns(
            achieved_on=achieved,
            forecast_on=pl.when(achieved.is_null()).then("forecast_on"),
        )
        .filter(pl.col("achieved_on").is_not_null() | ~pl.col("project").is_in(ended.implode()))
    )
    expected = pl.coalesce("achieved_on", "forecast_on", "planned_on")
    really = pl.when(pl.col("achieved_on").is_null()).then(
        pl.max_horizontal(expected, pl.lit(as_of))
    ).otherwise(expected)  # fmt: skip
    return known.select(
        "project", "code", "name", "wbs", "weight_pct", "planned_on", "forecast_on", "achieved_on",
        expected_on=expected, is_late=(really > pl.col("planned_on")).fill_null(value=False),
    ).drop_nulls("expected_on").sort("project", "expected_on", "code")  # fmt: skip


def with_elements(known: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    """Return milestones with those that are kept as elements without a duration.

    Parameters
    ----------
    known : polars.DataFrame
        From `milestones`. An element that one of them names is not a milestone of its own.
    tasks : polars.DataFrame
        Schedule: project, code (`WHOLE` is none), name, is_milestone, planned_finish, early_finish,
        total_float (null = finished).
    """
    is_done = pl.col("total_float").is_null()
    own = tasks.filter("is_milestone", pl.col("code") != WHOLE).join(
        known.select("project", code="wbs"), on=["project", "code"], how="anti"
    )
    late = pl.col("early_finish") > pl.col("planned_finish")
    elements = own.select(
        "project", "code", "name", wbs="code", weight_pct=pl.lit(None, pl.Float64),
        planned_on="planned_finish",
        forecast_on=pl.when(~is_done).then("early_finish"),
        achieved_on=pl.when(is_done).then("early_finish"),
        expected_on="early_finish", is_late=late.fill_null(value=False),
    )  # fmt: skip
    both = pl.concat([known, elements.select(known.columns)]).drop_nulls("expected_on")
    return both.sort("project", "expected_on", "code")


def gathered(days: pl.DataFrame, periods: pl.DataFrame, most_named: int = 3) -> pl.DataFrame:
    """Return milestones as marks: those of one row and period as one, on the day of the last.

    Parameters
    ----------
    days : polars.DataFrame
        key (of the row), name, expected_on, is_late.
    periods : polars.DataFrame
        As for `at_work`.
    most_named : int
        How many are named at most.

    Returns
    -------
    polars.DataFrame
        key, on, n, n_late, names (one a line; null where there are more); days outside are left
        out.
    """
    first, last = periods["begin"][0], periods["end"][-1]
    seen = days.filter(pl.col("expected_on").is_between(first, last)).sort("expected_on")
    placed = seen.join_asof(
        periods.select("begin"), left_on="expected_on", right_on="begin", check_sortedness=False
    )
    marks = placed.group_by("key", "begin", maintain_order=True).agg(
        on=pl.col("expected_on").last(),
        n=pl.len().cast(pl.Int64),
        n_late=pl.col("is_late").sum().cast(pl.Int64),
        names=pl.when(pl.len() <= most_named).then(pl.col("name").str.join("\n")),
    )
    return marks.drop("begin")


def slipped(tasks: pl.DataFrame, links: pl.DataFrame, time: WorkTime) -> pl.DataFrame:
    """Return the links whose predecessor now comes too late for what its successor had planned.

    Parameters
    ----------
    tasks : polars.DataFrame
        Schedule: project, code, early_start, early_finish, planned_start, planned_finish (where
        they are null, the baseline's count: baseline_start, baseline_finish), is_milestone,
        total_float (null = finished); optional: calendar.
    links : polars.DataFrame
        project, successor, predecessor_project, predecessor, kind, lag; of_successor and
        of_predecessor: what was tied where that is a summary, whose parts the links name.
    time : WorkTime
        Working time.

    Returns
    -------
    polars.DataFrame
        One row per tie, its worst link: project, successor, predecessor_project, predecessor,
        of_successor, of_predecessor, kind, lag, from_on (the end of the predecessor that counts, as
        it is now), planned_on (the end of the successor that counts), now_on (the same as it is
        now), late_by_days (working days that are missing). Successors that are finished wait for
        nothing. The latest first.
    """
    ties = links.with_row_index("link")
    ends = pl.concat([
        ties.select("project", code="successor"),
        ties.select(project="predecessor_project", code="predecessor"),
    ]).unique()  # fmt: skip
    known = tasks.join(ends, on=["project", "code"], how="semi")
    optional = ["calendar"] if "calendar" in known.columns else []
    start = pl.when(~pl.col("is_milestone"))
    now = known.select(
        "project", "code", *optional, start=start.then("early_start"), finish="early_finish"
    )
    planned = known.filter(pl.col("total_float").is_not_null()).select(
        "code", *optional, project=pl.lit(_PLANNED) + pl.col("project"),
        start=start.then(pl.coalesce("planned_start", "baseline_start")),
        finish=pl.coalesce("planned_finish", "baseline_finish"),
    )  # fmt: skip
    asked = ties.with_columns(project=pl.lit(_PLANNED) + pl.col("project"))
    is_known = asked.join(planned, left_on=["project", "successor"], right_on=["project", "code"],
                          how="semi")  # fmt: skip
    both = pl.concat([now, planned.select(now.columns)])
    found = violated(both, is_known, time).select("link", late_by_days=-pl.col("gap"))
    days = known.select(
        "project", "code", "early_start", "early_finish",
        start=pl.coalesce("planned_start", "baseline_start", "planned_finish", "baseline_finish"),
        finish=pl.coalesce("planned_finish", "baseline_finish"),
    )  # fmt: skip
    before = days.select(
        predecessor_project="project", predecessor="code", _start="early_start",
        _finish="early_finish",
    )  # fmt: skip
    after = days.rename({"code": "successor"})
    is_from, is_to = pl.col("kind").str.starts_with("F"), pl.col("kind").str.ends_with("F")
    return (
        found.join(ties, on="link")
        .join(before, on=["predecessor_project", "predecessor"])
        .join(after, on=["project", "successor"])
        .select(
            *_TIE, "successor", "predecessor", "kind", "lag",
            from_on=pl.when(is_from).then("_finish").otherwise("_start"),
            planned_on=pl.when(is_to).then("finish").otherwise("start"),
            now_on=pl.when(is_to).then("early_finish").otherwise("early_start"),
            late_by_days="late_by_days",
        )
        .sort("late_by_days", "project", "successor", descending=[True, False, False])
        .unique(_TIE, keep="first", maintain_order=True)
    )  # fmt: skip


__all__ = ["at_work", "gathered", "milestones", "slipped", "spans", "with_elements"]
