"""A leveled plan as people read it: load of roles, projects and tasks, before and after."""

from typing import NamedTuple

import polars as pl

from pmo_core.analysis.leveling.level import Leveled
from pmo_core.analysis.leveling.load import daily_load
from pmo_core.analysis.network_frames import spanned
from pmo_core.analysis.summary_tasks import KEY, days_later
from pmo_core.analysis.work_time import Dated
from pmo_core.jobs.background import Tell
from pmo_core.jobs.facts import Source
from pmo_core.jobs.leveling import Asked, Changes, changes, leveled

ROUNDING = 0.5
"""Hours of a role in all that are no overload: amounts are kept in hundredths."""
_WEEK = pl.col("day").dt.truncate("1w")


class Standing(NamedTuple):
    """A question and the load of its plan as it is.

    Parameters
    ----------
    question : Asked
        The plan, and what may move of it.
    daily : polars.DataFrame
        From `daily_load`.
    n_open : int
        Tasks that may move.
    """

    question: Asked
    daily: pl.DataFrame
    n_open: int


class Outcome(NamedTuple):
    """A leveled plan, and what it means.

    Parameters
    ----------
    found : Leveled
        The plan.
    changes : Changes
        What accepting it writes.
    daily : polars.DataFrame
        Load of its tasks, from `daily_load`.
    projects : polars.DataFrame
        One row per project that may move: project, finish_before, finish_after (null = a task has
        no place), days_later (working days), lost_value; those that lose most first.
    moved : polars.DataFrame
        One row per task that moves: project, code, start_before, start_after, finish_before,
        finish_after, shifted_days, role (that it waits for; null = only for other tasks),
        level_reason; sorted.
    """

    found: Leveled
    changes: Changes
    daily: pl.DataFrame
    projects: pl.DataFrame
    moved: pl.DataFrame


def standing(question: Asked) -> Standing:
    """Return a question with the load of its plan as it is."""
    tasks = question.frames.tasks
    dated = tasks.select(*KEY, "calendar", start="planned_start", finish="planned_finish")
    return Standing(question, _load(question, dated), tasks.filter(~pl.col("is_fixed")).height)


def outcome(source: Source, question: Asked, tell: Tell, seconds: float) -> Outcome:
    """Return the best plan found within some time, and what it means.

    Parameters
    ----------
    source : Source
        Where the rows that would be written are read from.
    question, tell, seconds
        As for `leveled`.
    """
    found = leveled(question, tell, seconds)
    dated = found.tasks.select(*KEY, "start", "finish").join(
        question.frames.tasks.select(*KEY, "calendar"), on=KEY, maintain_order="left"
    )
    return Outcome(
        found, changes(source, found), _load(question, dated), _projects(question, found),
        _moved(found),
    )  # fmt: skip


def by_week(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the load of each role week by week.

    Parameters
    ----------
    before, after : polars.DataFrame
        From `daily_load`.

    Returns
    -------
    polars.DataFrame
        role, week_on, before, after, there (hours; there null = not known), over_before,
        over_after; sorted.
    """
    weeks = [
        daily.group_by(role="resource", week_on=_WEEK).agg(
            pl.col("used").sum().alias(name),
            pl.col("there").sum().alias(f"there_{name}"),
            pl.col("over").sum().alias(f"over_{name}"),
        )
        for name, daily in (("before", before), ("after", after))
    ]  # fmt: skip
    both = weeks[0].join(weeks[1], on=["role", "week_on"], how="full", coalesce=True)
    known = pl.concat([before, after]).drop_nulls("there")["resource"].unique()
    there = pl.max_horizontal("there_before", "there_after")
    return both.select(
        "role", "week_on", pl.col("before", "after").fill_null(0.0),
        pl.col("over_before", "over_after").fill_null(0.0),
        there=pl.when(pl.col("role").is_in(known.implode())).then(there),
    ).sort("role", "week_on")  # fmt: skip


def by_role(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return what is used beyond capacity of each role, the most first.

    Parameters
    ----------
    before, after : polars.DataFrame
        From `daily_load`.

    Returns
    -------
    polars.DataFrame
        role, over_hours_before, over_hours_after, peak_before_pct, peak_after_pct (most hours of a
        day over those that are there), peak_day_on (that day, before); null = capacity not known.
    """
    share = pl.when(pl.col("there") > 0).then(pl.col("used") / pl.col("there") * 100)
    sides = [
        daily.with_columns(share=share).group_by(role="resource").agg(
            over=pl.when(pl.col("over").count() > 0).then(pl.col("over").sum()),
            peak=pl.col("share").max(),
            peak_on=pl.col("day").sort_by("share", descending=True, nulls_last=True).first(),
        )
        for daily in (before, after)
    ]  # fmt: skip
    both = sides[0].join(sides[1], on="role", how="left", suffix="_after")
    on = pl.when(pl.col("peak").is_not_null()).then("peak_on")
    return both.select(
        "role", over_hours_before="over", over_hours_after="over_after", peak_before_pct="peak",
        peak_after_pct="peak_after", peak_day_on=on,
    ).sort(["over_hours_before", "peak_before_pct", "role"], descending=[True, True, False],
           nulls_last=True)  # fmt: skip


def over_of(daily: pl.DataFrame) -> float:
    """Return the hours beyond capacity in all; 0 where they are no more than rounding."""
    over = float(daily["over"].sum() or 0.0)
    return over if over > ROUNDING else 0.0


def _load(question: Asked, tasks: pl.DataFrame) -> pl.DataFrame:
    frames = question.frames
    return daily_load(tasks, frames.usage, frames.capacity, _time(question, tasks), question.as_of)


def _time(question: Asked, tasks: pl.DataFrame) -> Dated:
    time = spanned(question.time, (tasks,), question.as_of)
    assert isinstance(time, Dated)
    return time


def _projects(question: Asked, found: Leveled) -> pl.DataFrame:
    last = pl.col("finish")
    ends = found.tasks.group_by("project").agg(
        finish_after=pl.when(last.null_count() == 0).then(last.max()),
        may_move=(~pl.col("is_fixed")).any(),
    )
    rows = question.frames.projects.join(ends.filter("may_move"), on="project").rename(
        {"due": "finish_before"}
    )
    known = pl.DataFrame({"finish": pl.concat([rows["finish_before"], rows["finish_after"]])})
    default = pl.repeat(None, rows.height, eager=True, dtype=pl.String)
    later = days_later(
        _time(question, known), default, rows["finish_before"], rows["finish_after"]
    )  # fmt: skip
    rows = rows.with_columns(days_later=later)
    lost = pl.col("days_later").clip(0) * pl.col("value").fill_null(1.0)
    return rows.select(
        "project", "finish_before", "finish_after", "days_later", lost_value=lost
    ).sort(["lost_value", "days_later", "project"], descending=[True, True, False])  # fmt: skip


def _moved(found: Leveled) -> pl.DataFrame:
    return found.tasks.filter(~pl.col("is_fixed"), pl.col("moved") != 0).select(
        *KEY, start_before="planned_start", start_after="start", finish_before="planned_finish",
        finish_after="finish", shifted_days="moved", role="waits_for", level_reason="why",
    ).sort(KEY)  # fmt: skip


__all__ = ["Outcome", "Standing", "by_role", "by_week", "outcome", "over_of", "standing"]
