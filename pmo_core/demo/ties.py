"""Links between tasks of projects: one of them carries a slip from one project to another."""

from dataclasses import dataclass

import polars as pl

from pmo_core.demo.shape import typed
from pmo_core.model import CrossLink, Link

Frames = dict[str, pl.DataFrame]
MOST_SLIP, LEAST_SLIP = 60, 20  # calendar days
NEAR = 10  # days after the planned finish of one in which the other was to start
SLACK = 10  # days that links without a story have to spare
N_LINKS = 6
_FROM = ("Interface as agreed", "Migrated data", "Test environment", "Login service",
         "Signed contract", "Trained users")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """Which element runs late, and which one of another project waits for it; or empty."""

    project: str = ""
    element: str = ""
    waiting: str = ""
    waiting_element: str = ""


def open_elements(frames: Frames) -> pl.DataFrame:
    """Return the tasks of projects in delivery that are still to do.

    Columns: project, code, name, planned_start, planned_finish, percent (0 = not begun), ends
    (forecast or planned finish), is_green (the project is rated green, and in time or nearly),
    margin (days from the project's forecast to its planned finish), manager.
    """
    said = frames["status_report"].sort("data_date").group_by("project").last().select(
        "project", "rag", said="forecast_finish"
    )  # fmt: skip
    projects = frames["project"].filter(stage="delivery").select(
        "manager", _until="planned_finish", project="code"
    ).join(said, on="project")  # fmt: skip
    last = frames["progress"].sort("data_date").group_by("project", code="wbs").last().select(
        "project", "code", percent="percent_complete", forecast="forecast_finish"
    )  # fmt: skip
    margin = (pl.col("_until") - pl.col("said")).dt.total_days()
    return (
        frames["wbs_element"].filter(pl.col("code").str.contains(".", literal=True))
        .join(projects, on="project").join(last, on=["project", "code"], how="left")
        .with_columns(pl.col("percent").fill_null(0.0), margin=margin)
        .filter(pl.col("percent") < 100)
        .select(
            "project", "code", "name", "planned_start", "planned_finish", "percent", "margin",
            "manager", ends=pl.coalesce("forecast", "planned_finish"),
            is_green=(pl.col("rag") == "green").fill_null(value=False) & (pl.col("margin") >= -5),
        )
        .sort("project", "code")
    )  # fmt: skip


def ties(frames: Frames, odd: set[str]) -> tuple[Frames, Slip]:
    """Return links between tasks and between projects, and where a slip goes along one of them.

    Parameters
    ----------
    frames : dict
        By register.
    odd : set of str
        Projects that stand for something else already.
    """
    tasks = open_elements(frames)
    slip, carried = _slip(tasks.filter(~pl.col("project").is_in(list(odd))))
    held = _held(frames["link"], tasks).filter(
        ~pl.col("project").is_in([slip.project, slip.waiting])
    ).head(N_LINKS)  # fmt: skip
    rows = pl.concat([carried, held.select(carried.columns)]).with_row_index("nth")
    manager = frames["project"].select("manager", project="code")
    comment = pl.col("nth").cast(pl.Int64).replace_strict(
        dict(enumerate((_FROM[1], *_FROM))), return_dtype=pl.String
    )  # fmt: skip
    rows = rows.join(manager, on="project", how="left", maintain_order="left").with_columns(
        comment=comment, owner="manager"
    )
    cross = typed(CrossLink, rows.select(
        "project", "successor", "other_project", "predecessor", "owner", "comment",
    ).to_dict()).sort(CrossLink.key)  # fmt: skip
    new = typed(Link, rows.select(
        "project", "owner", "comment", needs="other_project",
    ).with_columns(kind=pl.lit("technical"), strength=pl.lit(3)).to_dict())  # fmt: skip
    link = pl.concat([frames["link"], new]).unique(Link.key, keep="last", maintain_order=True)
    return {"cross_link": cross, "link": link}, slip


def _slip(tasks: pl.DataFrame) -> tuple[Slip, pl.DataFrame]:
    """Return the late first task of a phase and what waits for it, with the longest slip."""
    late = tasks.filter(
        pl.col("percent") > 0, pl.col("code").str.ends_with(".1"),
        (pl.col("ends") - pl.col("planned_finish")).dt.total_days().is_between(
            LEAST_SLIP, MOST_SLIP
        ),
    )  # fmt: skip
    waits = tasks.filter(pl.col("percent") == 0, "is_green")
    both = waits.join(late, how="cross", suffix="_late").filter(
        pl.col("project") > pl.col("project_late"),
        (pl.col("planned_start") - pl.col("planned_finish_late")).dt.total_days().is_between(
            1, NEAR
        ),
    )  # fmt: skip
    both = both.with_columns(slip=(pl.col("ends_late") - pl.col("planned_start")).dt.total_days())
    best = both.sort("slip", "project", "code", descending=[True, False, False]).head(1)
    carried = best.select(
        "project", successor="code", other_project="project_late", predecessor="code_late"
    )
    if best.is_empty():
        return Slip(), carried
    waiting, element, project, late_element = carried.row(0)
    return Slip(project, late_element, waiting, element), carried


def _held(link: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    """Return a link for each pair of projects that depend, with time to spare.

    The next task of the one is waited for by the first task of the other that begins well after.
    """
    next_ends = tasks.sort("ends", "code").group_by(needs="project", maintain_order=True).first()
    first = tasks.filter(pl.col("percent") == 0, pl.col("code").str.ends_with(".1"))
    pairs = link.select("project", "needs").unique(maintain_order=True).filter(
        pl.col("needs") < pl.col("project")
    )  # fmt: skip
    both = pairs.join(next_ends, on="needs").join(first, on="project", suffix="_first").filter(
        (pl.col("planned_start_first") - pl.col("ends")).dt.total_days() >= SLACK
    )  # fmt: skip
    return (
        both.sort("project", "needs", "planned_start_first")
        .unique("project", keep="first", maintain_order=True)
        .select("project", successor="code_first", other_project="needs", predecessor="code")
    )


__all__ = ["Slip", "open_elements", "ties"]
