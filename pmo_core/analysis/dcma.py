"""The 14-point assessment of schedules, which tells whether a plan can say when it will end.

Source: DCMA 14-point assessment (DCMA-EA PAM 200.1, 2012, section 4). Judged are tasks: not summary
elements, milestones or level of effort, and, where a check does not say otherwise, not what is
finished. Links are judged where they lead to an unfinished task or milestone.
"""

from typing import NamedTuple

import polars as pl

from pmo_core.analysis.critical_path import Schedule, critical_path
from pmo_core.analysis.dcma_path import delayed, path_length
from pmo_core.analysis.network_frames import complete
from pmo_core.analysis.network_ready import AsOf
from pmo_core.analysis.work_time import WorkTime

LONG_DAYS = 44
"""Working days from which a float or a duration is high: about two months."""
HARD = ("finish no later than", "must start on", "must finish on")
"""Constraints that keep a plan from following its links."""
KEY = ["project", "code"]


class Check(NamedTuple):
    """One of the 14 checks: its threshold, whether that is the least there must be, and why null.

    Values of the checks 1 to 11 are percentages, of 12 to 14 ratios.
    """

    number: int
    name: str
    threshold: float
    is_least: bool
    nothing: str


_ALL_DONE = "Nothing is left to be done."
_NO_LINKS = "No link leads to unfinished work."
_NONE_DUE = "No task with a baseline was to be finished by the data date."
CHECKS = (
    Check(1, "Logic", 5.0, False, _ALL_DONE),
    Check(2, "Leads", 0.0, False, _NO_LINKS),
    Check(3, "Lags", 5.0, False, _NO_LINKS),
    Check(4, "Finish-to-start links", 90.0, True, _NO_LINKS),
    Check(5, "Hard constraints", 5.0, False, _ALL_DONE),
    Check(6, "High float", 5.0, False, _ALL_DONE),
    Check(7, "Negative float", 0.0, False, _ALL_DONE),
    Check(8, "High duration", 5.0, False, _ALL_DONE),
    Check(9, "Invalid dates", 0.0, False, "No actual or forecast date is reported."),
    Check(10, "Resources", 0.0, False, "No unfinished task has hours, cost or roles."),
    Check(11, "Missed tasks", 5.0, False, _NONE_DUE),
    Check(12, "Critical path test", 0.95, True, _ALL_DONE),
    Check(13, "Critical path length index", 0.95, True, _ALL_DONE),
    Check(14, "Baseline execution index", 0.95, True, _NONE_DUE),
)
"""The checks in their order. Days off may swallow a part of a delay, so 95 % of it must arrive."""
_NO_GOAL = "There is no date by which the project shall end."
_NO_REPORT = "It has begun and reports no progress by element."
_OF_PROGRESS = (9, 11, 14)
"""Checks that progress alone can answer."""
_OPTIONAL = {
    "is_level_of_effort": pl.Boolean, "has_resources": pl.Boolean, "baseline_duration": pl.Int64,
    "baseline_finish": None, "reported_finish": None,
}  # fmt: skip
_ITEM = {
    "project": pl.String, "number": pl.Int64, "wbs": pl.String, "predecessor": pl.String,
    "what": pl.String, "days": pl.Float64,
}  # fmt: skip


class Assessed(NamedTuple):
    """How each check came out per project, and what fails it.

    Parameters
    ----------
    checks : polars.DataFrame
        Per project 14 rows: project, number, name, n_checked, n_failed, value (percent, of 12 to 14
        a ratio), threshold, is_met; reason (why value and is_met are null).
    items : polars.DataFrame
        A row per task or link that fails: project, number, wbs, predecessor ("" = the task itself),
        what (which it is, in words), days (working days: lag, float or duration; else null).
    """

    checks: pl.DataFrame
    items: pl.DataFrame


def assess(
    tasks: pl.DataFrame, links: pl.DataFrame, time: WorkTime, projects: pl.DataFrame,
    as_of: AsOf = None, *, per_day: int = 1,
) -> Assessed:  # fmt: skip
    """Return the 14 checks of all projects.

    1 logic: tasks without predecessor or successor, but for the first and the last of the project.
    2 leads, 3 lags: links with a negative, a positive lag. 4: links finish to start. 5: tasks with
    a hard constraint (`HARD`). 6 high, 7 negative float: total float above 44 working days, below
    0. 8 high duration: (baseline) duration above 44 working days. 9 invalid dates: actual dates
    after the data date, finishes forecast before it. 10: tasks without hours, cost or roles. 11
    missed tasks: of those to be finished by the data date, the late and the unfinished. 12 critical
    path test: share of a delay of the most critical task that reaches the end. 13 CPLI = (length of
    the critical path + total float) / length, its float up to `goal_on`. 14 BEI = tasks finished /
    tasks to be finished by the data date, of those with a baseline.

    Parameters
    ----------
    tasks : polars.DataFrame
        As for `critical_path`; optional: is_level_of_effort, has_resources (null = no),
        baseline_duration (units), baseline_finish, reported_finish (forecast of what is not
        finished). A code of "" is a whole project that others wait for; it is not judged.
    links, time, as_of
        As for `critical_path`.
    projects : polars.DataFrame
        As for `critical_path`; optional: goal_on, calendar, see `path_length`; is_reported (false
        = the actual dates of its tasks are assumed, so checks 9, 11 and 14 have no answer).
    per_day : int
        Units of working time in a day.

    Raises
    ------
    Refused
        See `critical_path`.

    Examples
    --------
    >>> from pmo_core.analysis.work_time import Straight
    >>> tasks = pl.DataFrame({"project": ["P"] * 3, "code": list("ABC"), "duration": [5, 3, 60]})
    >>> links = pl.DataFrame({"project": ["P"], "predecessor": ["A"], "successor": ["B"]})
    >>> projects = pl.DataFrame({"project": ["P"], "start_on": [0]})
    >>> found = assess(tasks, links, Straight(), projects)
    >>> found.checks.select("number", "n_checked", "n_failed", "is_met").rows()[:3]
    [(1, 3, 2, False), (2, 1, 0, True), (3, 1, 0, True)]
    >>> found.items.filter(number=1).select("wbs", "what").rows()
    [('B', 'no successor'), ('C', 'neither predecessor nor successor')]
    """
    tasks, links, projects = _given(tasks, links, projects)
    found = critical_path(tasks, links, time, projects, as_of)
    judged = _judged(tasks, found, projects, as_of, per_day)
    rows = _logic(judged, links.filter(pl.col("successor") != ""))
    parts = [*_of_tasks(rows), *_of_links(rows, links, per_day)]
    counts = pl.concat([
        *(one.group_by("project", "number").agg(
            n_checked=pl.len(), n_failed=pl.col("is_failed").sum()) for one in parts),
        _index(rows), _unreported(projects),
    ], how="diagonal_relaxed")  # fmt: skip
    items = [one.filter("is_failed") for one in parts]
    counts = pl.concat([
        counts,
        _test(delayed(tasks, links, time, projects, found, as_of=as_of, per_day=per_day)),
        _length(path_length(tasks, found, time, projects, as_of)),
    ], how="diagonal_relaxed")  # fmt: skip
    return Assessed(_valued(rows, counts), _listed(items))


def _given(*frames: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return tasks, links and projects with all columns that are read."""
    tasks, links, projects = (
        complete(one, name)
        for one, name in zip(frames, ("tasks", "links", "projects"), strict=True)
    )
    tasks = tasks.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in _OPTIONAL.items()
        if name not in tasks.columns
    )  # fmt: skip
    projects = projects.with_columns(
        pl.lit(value).alias(name) for name, value in (("goal_on", None), ("is_reported", True))
        if name not in projects.columns
    )  # fmt: skip
    return tasks, links.with_columns(
        pl.col("kind").cast(pl.String).fill_null("FS"),
        pl.col("lag").cast(pl.Int64).fill_null(0),
        pl.coalesce(pl.col("predecessor_project").cast(pl.String), "project").alias(
            "predecessor_project"
        ),
    ), projects  # fmt: skip


def _judged(
    tasks: pl.DataFrame, found: Schedule, projects: pl.DataFrame, as_of: AsOf, per_day: int
) -> pl.DataFrame:
    """Return the tasks with their dates, the data date, and what they are."""
    rows = tasks.hstack(found.tasks.select("total_float", "early_start", "early_finish"))
    rows = rows.filter(pl.col("code") != "").join(
        projects.select("project", "data_date", "is_reported"), on="project", how="left",
        maintain_order="left",
    )  # fmt: skip
    today = pl.coalesce("data_date", pl.lit(as_of)).cast(rows["early_start"].dtype)
    is_effort = pl.col("is_level_of_effort").fill_null(False)
    return rows.with_columns(
        data_date=today,
        is_work=(pl.col("duration") > 0) & ~is_effort,
        is_open=pl.col("actual_finish").is_null(),
        days=pl.coalesce("baseline_duration", "duration") / per_day,
        spare=pl.col("total_float") / per_day,
    )


def _logic(rows: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """Add what each task lacks; the first needs no predecessor, the last no successor."""
    ends = {
        "_before": links.select("project", code="successor"),
        "_after": links.select(project="predecessor_project", code="predecessor"),
    }
    for name, keys in ends.items():
        known = keys.unique().with_columns(pl.lit(True).alias(name))
        rows = rows.join(known, on=KEY, how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("_before", "_after").fill_null(False)).with_row_index("_row")
    first = rows.sort("project", "early_start", "_before", "_row").unique("project", keep="first")
    last = rows.sort(
        "project", "early_finish", "_after", "_row", descending=[False, True, False, True]
    ).unique("project", keep="first")
    is_free = [pl.col("_row").is_in(one["_row"].implode()) for one in (first, last)]
    has = pl.col("_before"), pl.col("_after")
    lacks = [~has[0] & ~is_free[0], ~has[1] & ~is_free[1]]
    one = pl.when(lacks[0]).then(pl.lit("no predecessor")).otherwise(pl.lit("no successor"))
    both = pl.lit("neither predecessor nor successor")
    said = pl.when(~has[0], ~has[1]).then(both).otherwise(one)
    return rows.with_columns(lacks=pl.when(lacks[0] | lacks[1]).then(said))


def _of_tasks(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Return per check of tasks those judged, with is_failed, what and days."""
    work = rows.filter("is_work")
    todo = work.filter("is_open")
    today, constraint = pl.col("data_date"), pl.col("constraint").cast(pl.String)
    began, ended = pl.col("actual_start") > today, pl.col("actual_finish") > today
    before = pl.col("is_open") & (pl.col("reported_finish") < today)
    dated = rows.filter(
        "is_reported",
        pl.any_horizontal(pl.col("actual_start", "actual_finish", "reported_finish").is_not_null()),
    )
    has = pl.col("has_resources").fill_null(False)
    due = work.filter("is_reported", pl.col("baseline_finish") <= today)
    late = pl.col("actual_finish") > pl.col("baseline_finish")
    none = pl.lit(None, pl.String)
    return [
        _row(1, todo, pl.col("lacks").is_not_null(), pl.col("lacks")),
        _row(5, todo, constraint.is_in(HARD), pl.format("{} {}", constraint, "constraint_on")),
        _row(6, todo, pl.col("spare") > LONG_DAYS, none, pl.col("spare")),
        _row(7, todo, pl.col("spare") < 0, none, pl.col("spare")),
        _row(8, todo, pl.col("days") > LONG_DAYS, none, pl.col("days")),
        _row(9, dated, began | ended | before,
             pl.when(began).then(pl.format("began {}", "actual_start"))
             .when(ended).then(pl.format("finished {}", "actual_finish"))
             .otherwise(pl.format("to be finished {}", "reported_finish"))),
        _row(10, todo.filter(has.any().over("project")), ~has),
        _row(11, due, pl.col("is_open") | late,
             pl.when("is_open").then(pl.lit("not finished"))
             .otherwise(pl.format("finished {}", "actual_finish"))),
    ]  # fmt: skip


def _of_links(rows: pl.DataFrame, links: pl.DataFrame, per_day: int) -> list[pl.DataFrame]:
    """Return per check of links those judged, with is_failed, what and days."""
    todo = rows.filter("is_open").select("project", code="code")
    judged = links.rename({"successor": "code"}).join(todo, on=KEY, how="semi")
    is_inside = pl.col("predecessor_project") == pl.col("project")
    judged = judged.with_columns(
        predecessor=pl.when(is_inside).then("predecessor").otherwise(
            pl.format("{} {}", "predecessor_project", "predecessor").str.strip_chars())
    )  # fmt: skip
    lag, kind = pl.col("lag") / per_day, pl.col("kind")
    return [
        _row(number, judged, is_failed, kind, lag)
        for number, is_failed in ((2, lag < 0), (3, lag > 0), (4, kind != "FS"))
    ]


def _row(
    number: int, rows: pl.DataFrame, is_failed: pl.Expr,
    what: pl.Expr | None = None, days: pl.Expr | None = None,
) -> pl.DataFrame:  # fmt: skip
    is_link = "predecessor" in rows.columns
    return rows.select(
        "project",
        number=pl.lit(number, pl.Int64),
        wbs="code",
        predecessor="predecessor" if is_link else pl.lit(""),
        what=pl.lit(None, pl.String) if what is None else what,
        days=(pl.lit(None) if days is None else days).cast(pl.Float64),
        is_failed=is_failed.fill_null(False),
    )


def _index(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the baseline execution index: what is finished against what was to be."""
    today = pl.col("data_date")
    based = rows.filter("is_work", "is_reported", pl.col("baseline_finish").is_not_null())
    is_due, is_done = pl.col("baseline_finish") <= today, pl.col("actual_finish") <= today
    counted = based.group_by("project").agg(
        n_checked=is_due.sum(), n_failed=(is_due & ~is_done.fill_null(False)).sum(),
        _done=is_done.sum(),
    ).filter(pl.col("n_checked") > 0)  # fmt: skip
    return counted.select(
        "project", "n_checked", "n_failed", number=pl.lit(14, pl.Int64),
        value=pl.col("_done") / pl.col("n_checked"),
    )  # fmt: skip


def _unreported(projects: pl.DataFrame) -> pl.DataFrame:
    """Return why projects without progress cannot be judged by it."""
    silent = projects.filter(~pl.col("is_reported")).select("project")
    numbers = pl.DataFrame({"number": _OF_PROGRESS}, schema={"number": pl.Int64})
    return silent.join(numbers, how="cross").with_columns(n_checked=0, _said=pl.lit(_NO_REPORT))


def _test(moved: pl.DataFrame) -> pl.DataFrame:
    return moved.select(
        "project", number=pl.lit(12, pl.Int64), n_checked=pl.lit(1),
        value=pl.col("moved") / pl.col("delay"),
    )  # fmt: skip


def _length(path: pl.DataFrame) -> pl.DataFrame:
    is_left, has_goal = pl.col("length") > 0, pl.col("spare").is_not_null()
    index = (pl.col("length") + pl.col("spare")) / pl.col("length")
    return path.select(
        "project", number=pl.lit(13, pl.Int64), n_checked=(is_left & has_goal).cast(pl.Int64),
        value=pl.when(is_left).then(index),
        _said=pl.when(is_left, ~has_goal).then(pl.lit(_NO_GOAL)),
    )  # fmt: skip


def _valued(rows: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Return 14 rows per project with value, threshold, is_met, and why they are not known."""
    checks = pl.DataFrame(CHECKS, schema=Check._fields, orient="row")
    grid = rows.select("project").unique().join(checks, how="cross")
    found = grid.join(counts, on=["project", "number"], how="left")
    n, failed = pl.col("n_checked").fill_null(0), pl.col("n_failed").fill_null(0)
    percent = pl.when(n > 0).then(100.0 * failed / n)
    own = pl.when(pl.col("number") == 4).then(100.0 - percent).otherwise(percent)
    found = found.with_columns(
        value=pl.when(pl.col("number") < 12).then(own).otherwise("value")
    )  # fmt: skip
    value, limit = pl.col("value"), pl.col("threshold")
    is_met = pl.when("is_least").then(value >= limit).otherwise(value <= limit)
    found = found.with_columns(
        is_met=is_met, reason=pl.when(value.is_null()).then(pl.coalesce("_said", "nothing"))
    )
    is_one = pl.col("number").is_in([12, 13])
    return found.select(
        "project", "number", "name", n_checked=n.cast(pl.Int64),
        n_failed=pl.when(is_one).then((~pl.col("is_met")).fill_null(False).cast(pl.Int64))
        .otherwise(failed.cast(pl.Int64)),
        value="value", threshold="threshold", is_met="is_met", reason="reason",
    ).sort("project", "number")  # fmt: skip


def _listed(items: list[pl.DataFrame]) -> pl.DataFrame:
    none = pl.DataFrame(schema=_ITEM)
    return pl.concat([none, *(one.select(list(_ITEM)) for one in items)]).sort(
        "project", "number", "wbs", "predecessor"
    )


__all__ = ["CHECKS", "HARD", "LONG_DAYS", "Assessed", "Check", "assess"]
