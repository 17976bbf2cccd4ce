"""A timeline of many projects: a bar for each project, program and portfolio, in their order."""

from datetime import date
from typing import Literal

import polars as pl

from pmo_core.analysis.structure import BELOW

Depth = Literal[1, 2, 3]
"""Down to which level rows go: 1 portfolios, 2 programs, 3 projects."""
NONE = ""
"""Code of the portfolio of projects without one."""
WHOLE = ""
"""Code of the end of a whole project."""
_KEYS: dict[int, pl.Expr] = {
    1: pl.concat_str(pl.lit("1:"), "portfolio"),
    2: pl.concat_str(pl.lit("2:"), "portfolio", pl.lit(BELOW), "program"),
    3: pl.concat_str(pl.lit("3:"), "code"),
}
"""Level -> key of a row, which no row of another level has."""
_GROUP = {
    "early_start": pl.col("early_start").min(),
    "early_finish": pl.col("early_finish").max(),
    "baseline_start": pl.col("baseline_start").min(),
    "baseline_finish": pl.col("baseline_finish").max(),
    "behind_days": pl.col("behind_days").max(),
    "n_projects": pl.len().cast(pl.Int64),
    "n_tasks": pl.col("n_tasks").sum(),
    "n_critical": pl.col("n_critical").sum(),
    "total_float": pl.col("total_float").min(),
}


def projects(tasks: pl.DataFrame, portfolio: pl.DataFrame) -> pl.DataFrame:
    """Return a row per project that has dates: its bar is that of its tasks, else its own dates.

    A canceled project has actual dates alone.

    Parameters
    ----------
    tasks : polars.DataFrame
        Schedule of all projects: project, early_start, early_finish, baseline_start,
        baseline_finish, total_float, is_critical, is_summary, driver_project. Code `WHOLE` is no
        task: others wait there for the whole project.
    portfolio : polars.DataFrame
        One row per project: code, name, stage, portfolio, portfolio_name, program, program_name,
        planned_start, planned_finish, actual_start, actual_finish, forecast_finish,
        percent_complete.

    Returns
    -------
    polars.DataFrame
        code, name, stage, portfolio (`NONE` = not given), portfolio_name, program, program_name,
        early_start, early_finish, baseline_start, baseline_finish (null without a baseline),
        behind_days (calendar days from the baseline's finish to the finish; null without either),
        percent_complete, n_tasks, n_critical (tasks not finished whose total float is 0 or less),
        total_float (the least; null = nothing to do), n_driven (other projects of which a task
        starts when a task of this one lets it), has_tasks; by code.
    """
    leaves = tasks.filter(~pl.col("is_summary"), pl.col("code") != WHOLE)
    bars = leaves.group_by("project").agg(
        early_start=pl.col("early_start").min(),
        early_finish=pl.col("early_finish").max(),
        baseline_start=pl.col("baseline_start").min(),
        baseline_finish=pl.col("baseline_finish").max(),
        n_tasks=pl.len().cast(pl.Int64),
        n_critical=pl.col("is_critical").sum().cast(pl.Int64),
        total_float=pl.col("total_float").min(),
    )
    driven = (
        leaves.filter(pl.col("driver_project") != pl.col("project"))
        .group_by(code="driver_project")
        .agg(n_driven=pl.col("project").n_unique().cast(pl.Int64))
    )
    is_canceled = (pl.col("stage") == "canceled").fill_null(value=False)
    own = portfolio.select(
        "code", "name", "stage", pl.col("portfolio").fill_null(NONE), "portfolio_name", "program",
        "program_name", "percent_complete",
        # What a canceled project has not done will not come.
        own_start=pl.coalesce("actual_start", pl.when(~is_canceled).then("planned_start")),
        own_finish=pl.coalesce(
            "actual_finish",
            pl.when(~is_canceled).then(pl.coalesce("forecast_finish", "planned_finish")),
        ),
    )  # fmt: skip
    known = own.join(bars, left_on="code", right_on="project", how="left").join(
        driven, on="code", how="left"
    )
    start, finish = (
        pl.coalesce(f"early_{end}", f"own_{end}", f"own_{other}")
        for end, other in (("start", "finish"), ("finish", "start"))
    )
    dated = known.with_columns(
        early_start=pl.min_horizontal(start, finish),
        early_finish=finish,
        has_tasks=pl.col("n_tasks").is_not_null(),
    )
    return (
        dated.drop("own_start", "own_finish")
        .with_columns(
            pl.col("n_tasks", "n_critical", "n_driven").fill_null(0),
            behind_days=(pl.col("early_finish") - pl.col("baseline_finish")).dt.total_days(),
        )
        .drop_nulls("early_finish")
        .sort("code")
    )


def tree(rows: pl.DataFrame, depth: Depth) -> pl.DataFrame:
    """Return portfolios, their programs and their projects below each other, down to a depth.

    Parameters
    ----------
    rows : polars.DataFrame
        What `projects` returned, or a part of it.
    depth : {1, 2, 3}
        Last level of rows.

    Returns
    -------
    polars.DataFrame
        level (1 portfolio, 2 program, 3 project), key (level, a colon, and the code; of a program
        `portfolio › program`), code, name, and the columns of the bars: those of a group
        reach from the first start to the last finish of its projects, its behind_days and
        total_float are those of the project that is worst; percent_complete, n_driven and stage
        are null for groups. Portfolios and programs by name, those not given last; projects by
        start.
    """
    named = rows.with_columns(
        portfolio_name=pl.col("portfolio_name").fill_null("No portfolio"),
        is_last=pl.col("portfolio") == NONE,
        program_key=_KEYS[2],
    )
    order = ["is_last", "portfolio_name", "portfolio", "program_name", "program_key"]
    top = named.group_by(order[:3]).agg(**_GROUP).with_columns(
        level=pl.lit(1), key=_KEYS[1], code="portfolio", name="portfolio_name"
    )  # fmt: skip
    parts = [top]
    if depth > 1:
        inner = named.filter(pl.col("program").is_not_null())
        parts.append(
            inner.group_by([*order, "program"]).agg(**_GROUP)
            .with_columns(level=pl.lit(2), key=_KEYS[2], code="program", name="program_name")
        )  # fmt: skip
    if depth > 2:
        parts.append(
            named.with_columns(level=pl.lit(3), key=_KEYS[3], n_projects=pl.lit(1, pl.Int64))
        )
    parts.append(named.head(0))  # columns that groups do not have
    both = pl.concat(parts, how="diagonal_relaxed")
    # A portfolio stands before what it holds, projects without a program behind the programs.
    place = [
        pl.col("is_last"), pl.col("portfolio_name"), pl.col("portfolio"), pl.col("level") > 1,
        pl.col("program_key").is_null(), pl.col("program_name"), pl.col("program_key"),
        pl.col("level"), pl.col("early_start"), pl.col("code"),
    ]  # fmt: skip
    shown = [
        "level", "key", "code", "name", "early_start", "early_finish", "baseline_start",
        "baseline_finish", "behind_days", "percent_complete", "n_projects", "n_tasks",
        "n_critical", "total_float", "n_driven", "stage",
    ]  # fmt: skip
    return both.sort(place).select(shown)


def row_of(rows: pl.DataFrame, depth: Depth) -> pl.DataFrame:
    """Return on which row of a tree of some depth each project counts: project, key.

    Parameters
    ----------
    rows : polars.DataFrame
        As for `tree`.
    depth : {1, 2, 3}
        Last level of rows. Projects without a program count on their portfolio's where programs
        are the last.
    """
    key = _KEYS[2].fill_null(_KEYS[1]) if depth == 2 else _KEYS[depth]
    return rows.select(project="code", key=key)


def of_project(tasks: pl.DataFrame, project: str, most_levels: int | None = None) -> pl.DataFrame:
    """Return the elements of one project as rows of a timeline.

    Parameters
    ----------
    tasks : polars.DataFrame
        As for `projects`, and code, name, parent, is_milestone, percent_complete.
    project : str
        The project.
    most_levels : int, optional
        Levels of the work breakdown that are shown; None = all.

    Returns
    -------
    polars.DataFrame
        The elements, with level (1 = without parent) and behind_days.
    """
    own = tasks.filter(pl.col("project") == project, pl.col("code") != WHOLE)
    levels = dict.fromkeys(own["code"], 1)
    parents = {code: up for code, up in own.select("code", "parent").iter_rows() if up in levels}
    for code in levels:
        above, n = parents.get(code), 1
        while above is not None and n <= len(parents):
            above, n = parents.get(above), n + 1
        levels[code] = n
    rows = own.with_columns(
        level=pl.Series(list(levels.values()), dtype=pl.Int64),
        behind_days=(pl.col("early_finish") - pl.col("baseline_finish")).dt.total_days(),
    )
    return rows if most_levels is None else rows.filter(pl.col("level") <= most_levels)


def within(rows: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return the rows whose bar or baseline lies in a span, at least in part."""
    is_here = (pl.col("early_start") <= last) & (pl.col("early_finish") >= first)
    was_here = (pl.col("baseline_start") <= last) & (pl.col("baseline_finish") >= first)
    return rows.filter(is_here.fill_null(value=False) | was_here.fill_null(value=False))


__all__ = ["NONE", "WHOLE", "Depth", "of_project", "projects", "row_of", "tree", "within"]
