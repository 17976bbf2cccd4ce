"""What assessors are asked: the projects to be assessed, the criteria, and what was given."""

from datetime import date
from typing import Any

import polars as pl

from pmo_core.analysis import assessment, triage
from pmo_core.ui import data


def criteria() -> pl.DataFrame:
    """Return the criteria, the heaviest first, with the code as `criterion`."""
    rows = data.table("criterion").rename({"code": "criterion"})
    return rows.sort("weight", "criterion", descending=[True, False])


def projects() -> pl.DataFrame:
    """Return the projects to be assessed, by code: project, name, request, state_on.

    These are the proposed projects of requests in assessment, and those that came in without a
    request.
    """
    return data.derived("projects to assess", _projects)


def scores() -> pl.DataFrame:
    """Return what was given to the projects to be assessed."""
    return data.derived(
        "scores to assess",
        lambda: data.table("score").join(projects(), on="project", how="semi"),
    )


def gaps() -> pl.DataFrame:
    """Return how many scores each project still needs; see `analysis.assessment.missing`."""
    needed = data.settings().assessors_needed
    return data.derived(
        "missing scores", lambda: assessment.missing(projects(), criteria(), scores(), needed)
    )


def entry() -> pl.DataFrame:
    """Return whether each project meets the thresholds; see `analysis.assessment.gates`."""
    return data.derived(
        "entry thresholds", lambda: assessment.gates(scores(), criteria(), projects())
    )


def blocked() -> pl.DataFrame:
    """Return project and `blocked`: the mandatory criteria on which its scores are too low."""
    return data.derived(
        "blocked projects",
        lambda: (
            assessment.unmet(entry())
            .filter("is_mandatory", "is_scored")
            .group_by("project", maintain_order=True)
            .agg(blocked=pl.col("words").str.join(", "))
        ),
    )


def spread() -> pl.DataFrame:
    """Return what the assessors gave and where they differ; see `analysis.assessment.spread`."""
    return data.derived("spread of scores", lambda: assessment.spread(scores(), criteria()))


def board(as_of: date) -> pl.DataFrame:
    """Return the requests by lane; see `analysis.triage.board`."""
    return data.derived(
        "triage board",
        lambda: triage.board(data.query("requests_board"), gaps(), blocked(), as_of),
        as_of=as_of,
    )


def _projects() -> pl.DataFrame:
    requests = data.table("request").filter(pl.col("project").is_not_null())
    own = requests.select("project", "state_on", "state", request="code")
    proposed = data.table("project").filter(pl.col("stage") == "proposed")
    return (
        proposed.select("name", project="code")
        .join(own, on="project", how="left", maintain_order="left")
        .filter(pl.col("state").is_null() | (pl.col("state") == "in assessment"))
        .select("project", "name", "request", "state_on")
    )


def version(row: dict[str, Any]) -> str:
    """Return a score with the version of its criterion that it was made with.

    Parameters
    ----------
    row : dict
        Row of the query `score_versions`.
    """
    scale = f"scale {row['scale_min']:g} to {row['scale_max']:g}, {row['direction']}"
    levels = f"; {row['levels']}" if row["levels"] else ""
    return f"{row['score']:g} under the version of {row['made_at']:%Y-%m-%d}: {scale}{levels}"


__all__ = [
    "blocked", "board", "criteria", "entry", "gaps", "projects", "scores", "spread",
    "version",
]  # fmt: skip
