"""What the timeline shows: rows, milestones and slipped links, worked out once for all windows."""

from datetime import date

import polars as pl

from pmo_core.analysis import timeline, timeline_marks
from pmo_core.analysis.timeline import Depth
from pmo_core.analysis.timeline_window import Window
from pmo_core.charts.timeline_marks import Layers
from pmo_core.jobs.schedule_tasks import ENDED
from pmo_core.ui import data, facts
from pmo_core.ui.schedule import schedule, work_time


def projects(as_of: date) -> pl.DataFrame:
    """Return a row per project with dates; see `analysis.timeline.projects`."""
    return data.derived("timeline", lambda: timeline.projects(
        schedule(as_of).tasks, facts.portfolio(as_of)
    ), as_of=as_of)  # fmt: skip


def milestones(as_of: date, project: str | None = None) -> pl.DataFrame:
    """Return the milestones of all projects, or of one, those kept as elements too.

    Columns as `analysis.timeline_marks.milestones` gives them, and project_name.
    """
    rows = data.derived("timeline milestones", lambda: _milestones(as_of), as_of=as_of)
    return rows if project is None else rows.filter(pl.col("project") == project)


def slipped(as_of: date) -> pl.DataFrame:
    """Return the links between projects that slipped, with the names of both projects and tasks."""
    return data.derived("slipped links", lambda: _slipped(as_of), as_of=as_of)


def layers(
    rows: pl.DataFrame, shown: pl.DataFrame, depth: Depth, window: Window, as_of: date
) -> Layers:
    """Return what is drawn on some rows of the tree.

    Parameters
    ----------
    rows : polars.DataFrame
        All projects that pass the filters.
    shown : polars.DataFrame
        The rows of the page: key, is_group.
    depth : {1, 2, 3}
        Last level of the tree.
    window : Window
        What is seen.
    as_of : date
        The day.
    """
    periods, groups = window.periods(), shown.filter("is_group")["key"].implode()
    member = pl.concat(
        [timeline.row_of(rows, 1), *([timeline.row_of(rows, 2)] if depth > 1 else [])]
    ).unique().filter(pl.col("key").is_in(groups))  # fmt: skip
    bars = rows.select(
        project="code", start="early_start", finish="early_finish",
        is_behind=pl.col("behind_days") > 0,
    )  # fmt: skip
    last = timeline.row_of(rows, depth)
    own = last.filter(pl.col("key").is_in(shown["key"].implode()))
    bare = shown.filter(~pl.col("is_group")).select("key", project="code")
    critical = data.derived("critical tasks", lambda: _critical(as_of), as_of=as_of)
    day = (periods["end"] - periods["begin"]).max()
    return Layers(
        work=timeline_marks.at_work(member.join(bars, on="project"), periods),
        strips=timeline_marks.spans(
            critical.join(bare, on="project"), gap_days=getattr(day, "days", 0)
        ),
        milestones=_diamonds(milestones(as_of).join(own, on="project"), depth, window),
        links=_tied(slipped(as_of), last, window),
        ticks=window.ticks(),
    )


def _diamonds(days: pl.DataFrame, depth: Depth, window: Window) -> pl.DataFrame:
    """Return the marks of milestones; groups have one a period, which names one alone."""
    if depth == 3:
        return timeline_marks.gathered(days, window.periods())
    return timeline_marks.gathered(days, window.periods(is_coarse=True), most_named=1)


def _critical(as_of: date) -> pl.DataFrame:
    tasks = schedule(as_of).tasks.filter("is_critical", ~pl.col("is_summary"))
    return tasks.select("project", start="early_start", finish="early_finish")


def _milestones(as_of: date) -> pl.DataFrame:
    projects = data.table("project")
    kept = timeline_marks.milestones(
        data.table("milestone"), data.table("milestone_forecast"),
        projects.filter(pl.col("stage").is_in(ENDED))["code"], as_of,
    )  # fmt: skip
    names = projects.select(project="code", project_name="name")
    every = timeline_marks.with_elements(kept, schedule(as_of).tasks)
    return every.join(names, on="project", how="left", maintain_order="left")


def _slipped(as_of: date) -> pl.DataFrame:
    planned = schedule(as_of)
    across = planned.links.filter(pl.col("project") != pl.col("predecessor_project"))
    found = timeline_marks.slipped(planned.tasks, across, work_time())
    names = data.table("project").select("code", "name")
    return (
        found.join(names.rename({"code": "project", "name": "project_name"}), on="project")
        .join(
            names.rename({"code": "predecessor_project", "name": "predecessor_name"}),
            on="predecessor_project", maintain_order="left",
        )
        .sort("late_by_days", descending=True, maintain_order=True)
    )  # fmt: skip


def words_of() -> pl.Expr:
    """Return what a slipped link says."""
    return pl.format(
        "{} waits for {}: {} working days too late",
        pl.concat_str("project", "of_successor", separator=" "),
        pl.concat_str("predecessor_project", "of_predecessor", separator=" "), "late_by_days",
    )  # fmt: skip


def _tied(links: pl.DataFrame, row_of: pl.DataFrame, window: Window) -> pl.DataFrame:
    """Return the links in the window as links between rows; from_key is null for those unseen."""
    days = pl.col("from_on", "now_on").is_between(window.first, window.last)
    links = links.filter(pl.all_horizontal(days))
    to = row_of.select("project", to_key="key")
    of = row_of.select(predecessor_project="project", from_key="key")
    rows = links.join(to, on="project").join(of, on="predecessor_project", how="left")
    apart = rows.filter(pl.col("from_key").ne_missing(pl.col("to_key")))
    # Between two groups there may be hundreds: the worst is drawn.
    worst = apart.sort("late_by_days", descending=True, maintain_order=True).unique(
        ["from_key", "to_key"], keep="first", maintain_order=True
    )
    return worst.select(
        "from_key",
        "to_key",
        "from_on",
        "planned_on",
        "now_on",
        "late_by_days",
        "kind",
        words=words_of(),
    )


__all__ = ["layers", "milestones", "projects", "slipped", "words_of"]
