"""What the page of relationships shows, worked out once per state of the store."""

from datetime import date

import polars as pl

from pmo_core.analysis import relationships as analysis
from pmo_core.analysis.relationships_around import Around, around
from pmo_core.analysis.relationships_layout import Layout, layout
from pmo_core.jobs import relationships as jobs
from pmo_core.jobs.impact import Impact, impact
from pmo_core.jobs.schedule_tasks import ENDED
from pmo_core.ui import data, facts, schedule


def ties() -> pl.DataFrame:
    """Return the ties between projects that have not ended; see `jobs.relationships.open_ties`."""
    return data.derived("ties", lambda: jobs.open_ties(data))


def reach() -> pl.DataFrame:
    """Return how far each project reaches, with project_name; see `analysis.relationships`."""
    return data.derived(
        "reach",
        lambda: analysis.reach(ties()).join(
            _named(), on="project", how="left", maintain_order="left"
        ),
    )


def circles() -> list[list[str]]:
    """Return the circles in which open projects need each other, by the register of links."""
    kept = ~pl.col("kind").is_in([analysis.TASKS, analysis.REPORTED])
    return data.derived("circles of projects", lambda: analysis.circles(ties().filter(kept)))


def names() -> dict[str, str]:
    """Return code -> name of the projects that have not ended, by code."""
    return data.derived("names of open projects", _open)


def _open() -> dict[str, str]:
    is_open = ~pl.col("stage").is_in(ENDED).fill_null(False)
    rows = data.table("project").filter(is_open).sort("code")
    return dict(rows.select("code", "name").iter_rows())


def _named() -> pl.DataFrame:
    return data.table("project").select(project="code", project_name="name")


def picture(focus: str | None, up: int, down: int, kinds: tuple[str, ...]) -> tuple[Around, Layout]:
    """Return the projects around one, and where they stand; `nodes` of both in the same order."""

    def make() -> tuple[Around, Layout]:
        tied = ties().filter(pl.col("kind").is_in(kinds)) if kinds else ties()
        found = around(tied, focus, up=up, down=down)
        nodes = found.nodes.join(_named(), on="project", how="left", maintain_order="left")
        placed = layout(nodes["project"].to_list(), found.ties)
        return found._replace(nodes=nodes), placed

    return data.derived("picture", make, focus=focus, up=up, down=down, kinds=kinds)


def broken(as_of: date) -> pl.DataFrame:
    """Return the links between tasks that are broken now; see `jobs.relationships.broken`."""
    return data.derived(
        "broken links",
        lambda: jobs.broken(schedule.plan_frames(as_of), schedule.schedule(as_of).tasks),
        as_of=as_of,
    )


def overlapping(as_of: date) -> pl.DataFrame:
    """Return the projects planned to begin before one ends that they need."""
    return data.derived("overlapping projects", lambda: _overlapping(as_of), as_of=as_of)


def _overlapping(as_of: date) -> pl.DataFrame:
    tasks = schedule.schedule(as_of).tasks.filter(~pl.col("is_summary"))
    scheduled = tasks.group_by("project").agg(pl.col("early_finish").max())
    projects = (
        facts.portfolio(as_of)
        .rename({"code": "project"})
        .join(scheduled, on="project", how="left")
        .select(
            "project", "planned_start",
            finish=pl.coalesce("early_finish", "forecast_finish", "planned_finish"),
            is_started=pl.col("actual_start").is_not_null()
            | pl.col("stage").is_in(["delivery", "on hold"]).fill_null(False),
            is_open=~pl.col("stage").is_in(ENDED).fill_null(False),
        )
    )  # fmt: skip
    return jobs.overlapping(data.table("link"), projects)


def followed(project: str, days: int | None, wbs: str, as_of: date) -> Impact:
    """Return what follows from a slip or a stop; see `jobs.impact.impact`."""

    def make() -> Impact:
        frames, tasks = schedule.plan_frames(as_of), schedule.schedule(as_of).tasks
        before = tasks.filter(~pl.col("is_summary"))
        return impact(data, as_of, project, days, wbs, frames=frames, before=before)

    return data.derived("impact", make, project=project, days=days, wbs=wbs, as_of=as_of)


def elements(project: str, as_of: date) -> dict[str, str]:
    """Return code -> name of the elements of a project that are still to do, in their order."""
    tasks = schedule.schedule(as_of).tasks
    own = tasks.filter(
        pl.col("project") == project, pl.col("code") != "",
        pl.col("total_float").is_not_null(),
    )  # fmt: skip
    return dict(own.select("code", "name").iter_rows())


__all__ = [
    "broken", "circles", "elements", "followed", "names", "overlapping", "picture", "reach", "ties",
]  # fmt: skip
